// Do all conditions hold?
#include "cli/require.hpp"

#include <iostream>

#include "report/require.hpp"

namespace foretoken::cli {

Exit check_requirements(const std::vector<std::string>& conditions, const Forecast& forecast,
                        const Common& common) {
    Exit code = Exit::answered;
    for (const std::string& condition : conditions) {
        const auto requirement = report::check(condition, forecast);
        if (!requirement) {
            return fail(requirement.error());
        }
        if (!requirement->holds || !common.quiet) {
            std::cerr << "require " << condition << "  " << (requirement->holds ? "holds" : "FAILS")
                      << ": " << requirement->observed << "\n";
        }
        code = requirement->holds ? code : Exit::requirement;
    }
    return code;
}

}  // namespace foretoken::cli
