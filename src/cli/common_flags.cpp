// Which flags does every verb accept?
#include "cli/verbs.hpp"

namespace foretoken::cli {
namespace {

// "table, json or csv"
std::string one_of(const std::vector<std::string>& list) {
    std::string out;
    for (std::size_t i = 0; i < list.size(); ++i) {
        out += (i == 0 ? "" : i + 1 < list.size() ? ", " : " or ") + list[i];
    }
    return out;
}

}  // namespace

void add_common(CLI::App& verb, Common& common, const std::vector<std::string>& formats) {
    verb.add_option("--data", common.data, "further folder laid out like data/, later ones win")
        ->type_name("DIR")
        ->allow_extra_args(false);
    verb.add_option("-o,--out", common.out, "write to a file instead of standard output")
        ->type_name("FILE");
    if (!formats.empty()) {
        verb.add_option("--format", common.format, one_of(formats))
            ->check(CLI::IsMember(formats))
            ->type_name("FORM");
    }
    verb.add_option("--color", common.color, "auto, always or never; NO_COLOR is honoured")
        ->check(CLI::IsMember({"auto", "always", "never"}))
        ->type_name("WHEN");
    verb.add_flag("--ascii", common.ascii, "no characters beyond ASCII");
    verb.add_flag("--quiet", common.quiet, "result only");
}

}  // namespace foretoken::cli
