// Which flags does every verb accept?
#include "cli/verbs.hpp"

namespace foretoken::cli {

void add_common(CLI::App& verb, Common& common, std::vector<std::string> formats) {
    verb.add_option("--data", common.data, "further folder laid out like data/, later ones win")
        ->type_name("DIR");
    verb.add_option("-o,--out", common.out, "write to a file instead of standard output")
        ->type_name("FILE");
    if (!formats.empty()) {
        verb.add_option("--format", common.format, "form of the output")
            ->check(CLI::IsMember(formats));
    }
    verb.add_option("--color", common.color, "auto, always or never; NO_COLOR is honoured")
        ->check(CLI::IsMember({"auto", "always", "never"}));
    verb.add_flag("--ascii", common.ascii, "no characters beyond ASCII");
    verb.add_flag("--quiet", common.quiet, "result only");
}

}  // namespace foretoken::cli
