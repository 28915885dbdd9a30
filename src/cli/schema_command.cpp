// What may stand in a scenario file, what in a result?
#include <memory>

#include "cli/verbs.hpp"
#include "io/fields.hpp"
#include "io/scenario.hpp"
#include "io/schema.hpp"
#include "report/result_schema.hpp"

namespace foretoken::cli {
namespace {

constexpr const char* title = "foretoken scenario";

Exit run(const std::string& what, const Common& common) {
    io::ScenarioFile file;
    const io::Fields scenario = io::fields(file);
    if (what == "result") {
        return deliver(common, common.format == "md"
                                   ? report::result_page()
                                   : report::result_schema(io::json_schema(scenario, title)));
    }
    return deliver(common, common.format == "md" ? io::reference_page(scenario, title)
                                                 : io::json_schema(scenario, title));
}

}  // namespace

Verb schema_verb(CLI::App& program, Common& common) {
    CLI::App* verb =
        program.add_subcommand("schema", "print the JSON Schema of scenario files, or of results");
    const auto what = std::make_shared<std::string>("scenario");
    verb->add_option("what", *what, "scenario or result")
        ->check(CLI::IsMember({"scenario", "result"}))
        ->type_name("WHAT");
    add_common(*verb, common, {"table", "json", "md"});
    return {.app = verb, .run = [what, &common] { return run(*what, common); }};
}

}  // namespace foretoken::cli
