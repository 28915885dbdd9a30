// Do all conditions hold?
#include "cli/require.hpp"

#include <iostream>

namespace foretoken::cli {

Exit say(const std::vector<report::Requirement>& requirements, const Common& common) {
    Exit code = Exit::answered;
    for (const report::Requirement& requirement : requirements) {
        if (!requirement.holds || !common.quiet) {
            std::cerr << "require " << requirement.condition << "  "
                      << (requirement.holds ? "holds" : "FAILS") << ": " << requirement.observed
                      << "\n";
        }
        code = requirement.holds ? code : Exit::requirement;
    }
    return code;
}

}  // namespace foretoken::cli
