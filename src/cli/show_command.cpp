// Which presets are there, and what do they say?
#include <algorithm>
#include <memory>

#include "cli/verbs.hpp"

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
    std::string out;
    for (const io::Listing& entry : *names) {
        out += entry.id + std::string(width + 2 - entry.id.size(), ' ') + entry.summary + "\n";
    }
    return deliver(common, out);
}

}  // namespace

Verb show_verb(CLI::App& program, Common& common) {
    CLI::App* verb = program.add_subcommand("show", "list presets, or print one of them");
    const auto asked = std::make_shared<Asked>();
    verb->add_option("kind", asked->kind,
                     "accelerators, clusters, models, software, kernels or network")
        ->required()
        ->check(CLI::IsMember(
            {"accelerators", "clusters", "models", "software", "kernels", "network"}));
    verb->add_option("name", asked->name, "one preset: its whole text, with sources");
    add_common(*verb, common, {});
    return {.app = verb, .run = [asked, &common] { return run(*asked, common); }};
}

}  // namespace foretoken::cli
