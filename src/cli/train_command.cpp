// How fast will this model train on this cluster, with which plan, in how much memory?
#include <memory>

#include "cli/asked.hpp"
#include "cli/last.hpp"
#include "cli/rendering.hpp"
#include "cli/require.hpp"
#include "cli/verbs.hpp"
#include "train/forecast.hpp"

namespace foretoken::cli {
namespace {

struct Flags {
    ScenarioFlags scenario;
    std::vector<std::string> require;
};

Exit run(const Flags& given, const Common& common) {
    const auto rows = catalogue(common);
    if (!rows) {
        return fail(rows.error());
    }
    auto asked = ask(given.scenario, *rows);
    if (!asked) {
        return fail(asked.error());
    }
    if (const auto fits = train::check_fit(asked->scenario, asked->forecast); !fits) {
        return fail(fits.error());
    }
    asked->conditions.insert(asked->conditions.end(), given.require.begin(), given.require.end());
    const auto requirements = report::check_all(asked->conditions, asked->forecast);
    if (!requirements) {
        return fail(requirements.error());
    }
    const auto text = rendered(*asked, *rows, common);
    if (!text) {
        return fail(text.error());
    }
    const Exit delivered = deliver(common, *text);
    keep_last(asked_again(*asked));
    return delivered == Exit::answered ? say(*requirements, common) : delivered;
}

}  // namespace

Verb train_verb(CLI::App& program, Common& common) {
    CLI::App* verb =
        program.add_subcommand("train", "how fast will a model train, in how much memory?");
    const auto given = std::make_shared<Flags>();
    add_scenario(*verb, given->scenario);
    verb->add_option("--require", given->require, "exit 5 unless it holds: \"mfu > 0.4\"")
        ->type_name("EXPR")
        ->allow_extra_args(false);
    add_common(*verb, common, {"table", "json", "csv", "md", "html", "perfetto"});
    return {.app = verb, .run = [given, &common] { return run(*given, common); }};
}

}  // namespace foretoken::cli
