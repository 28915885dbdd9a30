// What changes between two scenarios, and why?
#include <iostream>
#include <memory>

#include "cli/asked.hpp"
#include "cli/rendering.hpp"
#include "cli/require.hpp"
#include "cli/verbs.hpp"
#include "io/file.hpp"
#include "io/stored.hpp"
#include "report/comparison.hpp"
#include "train/forecast.hpp"
#include "train/ratio.hpp"

namespace foretoken::cli {
namespace {

struct Flags {
    std::vector<std::string> files;
    ScenarioFlags scenario;  // set over the last file
    std::vector<std::string> require;
};

report::Side side(std::string name, const Asked& asked) {
    return {.name = std::move(name),
            .scenario = train::settled(asked.scenario),
            .forecast = asked.forecast,
            .signature = report::signature(asked.forecast, question(asked))};
}

// A result is forecast again, so that both sides come from this build; that this changes it is
// told.
void say_if_moved(const std::string& file, const report::Side& now) {
    const auto text = io::read_file(file);
    auto document = text ? io::read_document(*text, file) : Result<io::Tree>(text.error());
    if (!document || !io::is_result(*document)) {
        return;
    }
    const auto before = io::stored(*std::move(document), file);
    if (before && !before->signature.empty() && before->signature != now.signature) {
        std::cerr << "note: " << file << " was written with another answer (foretoken "
                  << before->version << ", signature " << before->signature
                  << "); it is forecast again: " << now.signature << "\n";
    }
}

std::string joined(const std::vector<std::string>& list) {
    std::string out;
    for (const std::string& item : list) {
        out += (out.empty() ? "" : ", ") + item;
    }
    return out;
}

std::string name_of_b(const Flags& given) {
    const std::string set = joined(settings(given.scenario));
    const std::string file = given.files.size() > 1 ? given.files.back() : "the same";
    return set.empty() ? file : file + " with " + set;
}

Result<std::string> written(const report::Comparison& comparison, const Common& common) {
    if (common.format == "json") {
        return report::json(comparison, FORETOKEN_VERSION);
    }
    return common.format == "md" ? report::markdown(comparison)
                                 : report::text(comparison, style(common));
}

Exit run(const Flags& given, const Common& common) {
    if (given.files.size() < 2 && settings(given.scenario).empty()) {
        return usage("one file, and nothing to compare it with",
                     "name a second one, or say what changes: --set plan.tp=8");
    }
    const auto rows = catalogue(common);
    if (!rows) {
        return fail(rows.error());
    }
    ScenarioFlags before;
    before.file = given.files.front();
    before.named.resize(given.scenario.named.size());
    const auto a = ask(before, *rows);
    if (!a) {
        return fail(a.error());
    }
    ScenarioFlags after = given.scenario;
    after.file = given.files.back();
    const auto b = ask(after, *rows);
    if (!b) {
        return fail(b.error());
    }
    std::vector<std::string> conditions = b->conditions;
    conditions.insert(conditions.end(), given.require.begin(), given.require.end());
    const auto requirements = report::check_all(conditions, b->forecast, &a->forecast);
    if (!requirements) {
        return fail(requirements.error());
    }
    report::Comparison comparison{.a = side(given.files.front(), *a),
                                  .b = side(name_of_b(given), *b)};
    comparison.changes = changes(comparison.a.scenario, comparison.b.scenario, io::Detail::brief);
    comparison.fields = changes(comparison.a.scenario, comparison.b.scenario, io::Detail::full);
    comparison.speed = train::speed_ratio({a->scenario, a->calibration, a->forecast},
                                          {b->scenario, b->calibration, b->forecast});
    say_if_moved(given.files.front(), comparison.a);
    if (settings(given.scenario).empty()) {
        say_if_moved(given.files.back(), comparison.b);
    }
    const auto text = written(comparison, common);
    if (!text) {
        return fail(text.error());
    }
    if (const Exit delivered = deliver(common, *text); delivered != Exit::answered) {
        return delivered;
    }
    const Exit said = say(*requirements, common);
    const auto fits = train::check_fit(b->scenario, b->forecast);
    return fits ? said : fail(fits.error());
}

}  // namespace

Verb compare_verb(CLI::App& program, Common& common) {
    CLI::App* verb = program.add_subcommand(
        "compare", "what changes between two scenarios or results, and why?");
    const auto given = std::make_shared<Flags>();
    verb->add_option("files", given->files, "A and B; without B, A with the flags")
        ->required()
        ->expected(1, 2)
        ->type_name("FILE");
    add_scenario_flags(*verb, given->scenario);
    verb->add_option("--require", given->require,
                     "of B, exit 5 unless it holds: \"step < 1.02 * base\"")
        ->type_name("EXPR")
        ->allow_extra_args(false);
    add_common(*verb, common, {"table", "json", "md"});
    return {.app = verb, .run = [given, &common] { return run(*given, common); }};
}

}  // namespace foretoken::cli
