// Which flags does every verb accept?
#include <algorithm>
#include <array>
#include <string_view>

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

constexpr std::array<std::string_view, 8> suffixes{
    ".perfetto.json", ".json", ".jsonl", ".csv", ".md", ".html", ".svg", ".sqlite"};

bool ends_with(std::string_view text, std::string_view end) {
    return text.size() > end.size() && text.substr(text.size() - end.size()) == end;
}

// Without --format the name of the file decides: "step.json" is JSON, "step.txt" what a terminal
// shows. A form that the verb does not have is refused, not replaced by another.
void settle_format(Common& common, const std::vector<std::string>& formats) {
    std::string file = common.out;
    std::transform(file.begin(), file.end(), file.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    const auto suffix = std::find_if(suffixes.begin(), suffixes.end(),
                                     [&](std::string_view end) { return ends_with(file, end); });
    if (common.format != "table" || suffix == suffixes.end()) {
        return;
    }
    const std::string form(
        suffix->substr(1, suffix->rfind('.') > 0 ? suffix->rfind('.') - 1 : suffix->size() - 1));
    if (std::find(formats.begin(), formats.end(), form) == formats.end()) {
        throw CLI::ValidationError("-o", common.out + ": this verb does not write " +
                                             std::string(*suffix) + "; it has " + one_of(formats));
    }
    common.format = form;
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
        verb.parse_complete_callback([&common, formats] { settle_format(common, formats); });
    }
    verb.add_option("--color", common.color, "auto, always or never; NO_COLOR is honoured")
        ->check(CLI::IsMember({"auto", "always", "never"}))
        ->type_name("WHEN");
    verb.add_flag("--ascii", common.ascii, "no characters beyond ASCII");
    verb.add_flag("--quiet", common.quiet, "result only");
}

}  // namespace foretoken::cli
