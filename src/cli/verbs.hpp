// Which verbs does the program have?
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "cli/command.hpp"

namespace foretoken::cli {

// Each adds one verb with its flags to the program; what it returns runs once the line is parsed.
using Run = std::function<Exit()>;
struct Verb {
    CLI::App* app;
    Run run;
};

Verb train_verb(CLI::App& program, Common& common);
Verb compare_verb(CLI::App& program, Common& common);
Verb explain_verb(CLI::App& program, Common& common);
Verb accuracy_verb(CLI::App& program, Common& common);
Verb show_verb(CLI::App& program, Common& common);
Verb check_verb(CLI::App& program, Common& common);
Verb schema_verb(CLI::App& program, Common& common);
Verb init_verb(CLI::App& program, Common& common);
Verb bench_verb(CLI::App& program, Common& common);

// --data, --format, --out, --color, --ascii, --quiet.
void add_common(CLI::App& verb, Common& common, const std::vector<std::string>& formats);

}  // namespace foretoken::cli
