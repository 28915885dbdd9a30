// Which page was built into the program?
#pragma once

#include <string_view>

namespace foretoken::report {

// What web/page was made into; empty where there was no npm. Made at build time by
// cmake/page.cmake.
std::string_view page_bundle();

}  // namespace foretoken::report
