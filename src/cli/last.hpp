// Which scenario did train answer last?
#pragma once

#include <string>

#include <foretoken/result.hpp>

namespace foretoken::cli {

// Keeps a result for `explain --last`, in $XDG_STATE_HOME/foretoken or ~/.local/state/foretoken.
// Where that cannot be written nothing is kept, and nobody is told: the answer was given.
void keep_last(const std::string& result);

// The file that was kept. An error (usage) if there is none.
Result<std::string> last_scenario();

}  // namespace foretoken::cli
