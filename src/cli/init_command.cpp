// What does a scenario file to start from look like?
#include <memory>

#include "cli/verbs.hpp"
#include "io/embedded.hpp"

namespace foretoken::cli {
namespace {

Exit run(const std::string& verb, const Common& common) {
    const std::string path = "templates/" + verb + ".yaml";
    for (const io::EmbeddedFile& file : io::embedded_files()) {
        if (file.path == path) {
            return deliver(common, std::string(file.text));
        }
    }
    return usage("no template for \"" + verb + "\"", "there is one for train");
}

}  // namespace

Verb init_verb(CLI::App& program, Common& common) {
    CLI::App* verb =
        program.add_subcommand("init", "print a commented scenario file to start from");
    const auto asked = std::make_shared<std::string>();
    verb->add_option("verb", *asked, "train")->required();
    add_common(*verb, common, {});
    return {.app = verb, .run = [asked, &common] { return run(*asked, common); }};
}

}  // namespace foretoken::cli
