// What may stand in a scenario file?
#include <memory>

#include "cli/verbs.hpp"
#include "io/fields.hpp"
#include "io/scenario.hpp"
#include "io/schema.hpp"

namespace foretoken::cli {
namespace {

constexpr const char* title = "foretoken scenario";

Exit run(const Common& common) {
    io::ScenarioFile file;
    return deliver(common, common.format == "md" ? io::reference_page(io::fields(file), title)
                                                 : io::json_schema(io::fields(file), title));
}

}  // namespace

Verb schema_verb(CLI::App& program, Common& common) {
    CLI::App* verb = program.add_subcommand("schema", "print the JSON Schema of scenario files");
    add_common(*verb, common, {"table", "json", "md"});
    return {.app = verb, .run = [&common] { return run(common); }};
}

}  // namespace foretoken::cli
