// Which scenario did train answer last?
#include "cli/last.hpp"

#include <cstdlib>
#include <filesystem>

#include "io/file.hpp"

namespace foretoken::cli {
namespace {

namespace fs = std::filesystem;

fs::path state_folder() {
    if (const char* state = std::getenv("XDG_STATE_HOME"); state != nullptr && *state == '/') {
        return fs::path(state) / "foretoken";
    }
    const char* home = std::getenv("HOME");
    return home == nullptr || *home == '\0' ? fs::path()
                                            : fs::path(home) / ".local" / "state" / "foretoken";
}

}  // namespace

void keep_last(const std::string& result) {
    const fs::path folder = state_folder();
    std::error_code failed;
    if (folder.empty() || (fs::create_directories(folder, failed), failed)) {
        return;
    }
    const fs::path kept = folder / "last.json";
    const fs::path fresh = folder / "last.json.new";
    if (io::write_file(fresh.string(), result)) {
        fs::rename(fresh, kept, failed);
    }
}

Result<std::string> last_scenario() {
    const fs::path folder = state_folder();
    std::error_code failed;
    const fs::path kept = folder / "last.json";
    if (folder.empty() || !fs::exists(kept, failed)) {
        return Error{.kind = Error::Kind::usage,
                     .where = "--last",
                     .message = "no scenario has been answered yet",
                     .hint = "run foretoken train first, or name a scenario file"};
    }
    return kept.string();
}

}  // namespace foretoken::cli
