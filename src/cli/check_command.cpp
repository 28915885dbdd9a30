// Is this file well-formed?
#include <memory>

#include "cli/verbs.hpp"
#include "io/file.hpp"
#include "io/scenario.hpp"
#include "plan/legal.hpp"
#include "report/phrases.hpp"

namespace foretoken::cli {
namespace {

Exit run(const std::string& file, const Common& common) {
    const auto rows = catalogue(common);
    if (!rows) {
        return fail(rows.error());
    }
    auto text = io::read_file(file);
    if (!text) {
        return fail(text.error());
    }
    const io::ScenarioRequest request{
        .text = *std::move(text),
        .name = file,
        .overrides = {},
        .read_file = [](const std::string& path) { return io::read_file(path); }};
    const auto scenario = io::read_train_scenario(request, *rows);
    if (!scenario) {
        return fail(scenario.error());
    }
    const auto plan = plan::completed(scenario->plan, scenario->model, scenario->workload,
                                      scenario->cluster.accelerators);
    if (!plan) {
        return fail(plan.error());
    }
    std::string out = file + ": " + scenario->model.name + " on " + scenario->cluster.name + ", " +
                      report::plan_phrase(*plan) + "\n";
    for (const std::string& assumption : scenario->assumptions) {
        out += "  assumed: " + assumption + "\n";
    }
    return deliver(common, out);
}

}  // namespace

Verb check_verb(CLI::App& program, Common& common) {
    CLI::App* verb = program.add_subcommand("check", "validate a scenario file without running it");
    const auto file = std::make_shared<std::string>();
    verb->add_option("file", *file, "YAML or JSON scenario")->required()->type_name("FILE");
    add_common(*verb, common, {});
    return {.app = verb, .run = [file, &common] { return run(*file, common); }};
}

}  // namespace foretoken::cli
