// Which verb was asked for?
#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "cli/verbs.hpp"

namespace {

using namespace foretoken::cli;

constexpr const char* version = "foretoken " FORETOKEN_VERSION;

// The nearest option of `verb` to the first word that nobody asked for; empty if none is near.
std::string nearest_option(const CLI::App& verb) {
    std::vector<std::string> known;
    for (const CLI::Option* option : verb.get_options()) {
        for (const std::string& name : option->get_lnames()) {
            known.push_back("--" + name);
        }
    }
    for (const std::string& word : verb.remaining()) {
        if (word.rfind('-', 0) == 0) {
            return foretoken::nearest(word.substr(0, word.find('=')), known);
        }
    }
    return "";
}

// CLI11 knows what is wrong with a line; "did you mean" is ours.
int parse_failure(const CLI::App& program, const CLI::ParseError& error, int count, char** words) {
    if (error.get_exit_code() == 0) {
        return program.exit(error);  // --help, --version
    }
    std::string help = "foretoken --help";
    std::string near;
    std::string message = error.what();
    if (const auto asked = program.get_subcommands(); !asked.empty()) {
        help = "foretoken " + asked.front()->get_name() + " --help";
        near = nearest_option(*asked.front());
    } else if (count > 1) {
        std::vector<std::string> verbs;
        for (const CLI::App* verb : program.get_subcommands([](const CLI::App*) { return true; })) {
            verbs.push_back(verb->get_name());
        }
        const std::string word = words[1];
        near = foretoken::nearest(word, verbs);
        message = word.rfind('-', 0) == 0 ? message : "unknown verb \"" + word + "\"";
    }
    return static_cast<int>(
        usage(message, near.empty() ? "see " + help : "did you mean " + near + "?"));
}

int run(int count, char** words) {
    CLI::App program{"Predicts what an AI supercomputer will do before anyone pays for it.",
                     "foretoken"};
    program.set_version_flag("--version", version);
    program.require_subcommand(1);
    program.get_formatter()->column_width(26);
    program.footer(
        "exit codes: 0 answered, 1 I/O, 2 usage, 3 invalid input, 4 does not fit,\n"
        "            5 a --require failed");
    Common common;
    const std::vector<Verb> verbs{train_verb(program, common),   compare_verb(program, common),
                                  explain_verb(program, common), accuracy_verb(program, common),
                                  show_verb(program, common),    check_verb(program, common),
                                  schema_verb(program, common),  init_verb(program, common),
                                  bench_verb(program, common)};
    try {
        program.parse(count, words);
    } catch (const CLI::ParseError& error) {
        return parse_failure(program, error, count, words);
    }
    for (const Verb& verb : verbs) {
        if (verb.app->parsed()) {
            return static_cast<int>(verb.run());
        }
    }
    return static_cast<int>(Exit::usage);
}

}  // namespace

int main(int count, char** words) {
    try {
        return run(count, words);
    } catch (const std::exception& error) {
        std::cerr << "internal error: " << error.what() << "\n";
        return static_cast<int>(Exit::internal);
    }
}
