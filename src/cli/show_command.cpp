// Which presets are there, and what do they say?
#include <algorithm>
#include <memory>

#include "cli/verbs.hpp"
#include "report/wrapped.hpp"

namespace foretoken::cli {
namespace {

struct Asked {
    std::string kind;
    std::string name;
};

Exit run(const Asked& asked, const Common& common) {
    const auto rows = catalogue(common);
    if (!rows) {
        return fail(rows.error());
    }
    if (!asked.name.empty()) {
        const auto text = rows->raw(asked.kind, asked.name);
        return text ? deliver(common, *text) : fail(text.error());
    }
    const auto names = rows->names(asked.kind);
    if (!names) {
        return fail(names.error());
    }
    std::size_t width = 0;
    for (const io::Listing& entry : *names) {
        width = std::max(width, entry.id.size());
    }
    const std::size_t columns = style(common).width;
    std::string out;
    for (const io::Listing& entry : *names) {
        const std::string start = entry.id + std::string(width + 2 - entry.id.size(), ' ');
        out +=
            start +
            report::wrapped(std::string(start.size(), ' ') + entry.summary, columns, start.size())
                .substr(start.size()) +
            "\n";
    }
    return deliver(common, out);
}

}  // namespace

Verb show_verb(CLI::App& program, Common& common) {
    CLI::App* verb = program.add_subcommand("show", "list presets, or print one of them");
    const auto asked = std::make_shared<Asked>();
    verb->add_option("kind", asked->kind,
                     "accelerators, clusters, fabrics, models, software, kernels, network, power "
                     "or confidence")
        ->required()
        ->type_name("KIND")
        ->check(CLI::IsMember({"accelerators", "clusters", "fabrics", "models", "software",
                               "kernels", "network", "power", "confidence"}));
    verb->add_option("name", asked->name, "one preset: its whole text, with sources");
    add_common(*verb, common, {});
    return {.app = verb, .run = [asked, &common] { return run(*asked, common); }};
}

}  // namespace foretoken::cli
