# Builds web/page into the program: HTML, style and script in one string, in foretoken_page.
#
# Needs npm, and the network or npm's cache. Without them the program is built all the same and says
# what is missing when a page is asked for.
option(FORETOKEN_PAGE "Build the page of -o x.html, if npm is there" ON)
find_program(FORETOKEN_NPM npm)

set(page_folder ${CMAKE_CURRENT_BINARY_DIR}/page)
set(page_source ${CMAKE_CURRENT_BINARY_DIR}/page_bundle.cpp)
file(GLOB_RECURSE page_inputs CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}/web/page
     ${PROJECT_SOURCE_DIR}/web/page/*)
list(FILTER page_inputs EXCLUDE REGEX "^node_modules/")
set(page_paths ${page_inputs})
list(TRANSFORM page_paths PREPEND ${PROJECT_SOURCE_DIR}/web/page/)
set(page_npm "")
if(FORETOKEN_PAGE AND FORETOKEN_NPM)
    set(page_npm ${FORETOKEN_NPM})
elseif(FORETOKEN_PAGE)
    message(STATUS "npm not found: no page for -o x.html (apt-get install nodejs npm)")
endif()
add_custom_command(
    OUTPUT ${page_source} ${page_folder}/page.html
    COMMAND ${CMAKE_COMMAND} "-DNPM=${page_npm}" -DFROM=${PROJECT_SOURCE_DIR}/web/page "-DFILES=${page_inputs}"
            -DFOLDER=${page_folder} -DOUT=${page_source} -P ${PROJECT_SOURCE_DIR}/cmake/build_page.cmake
    DEPENDS ${page_paths} ${PROJECT_SOURCE_DIR}/cmake/build_page.cmake
            ${PROJECT_SOURCE_DIR}/cmake/raw_string.cmake
    COMMENT "Building the page in" VERBATIM)
add_library(foretoken_page STATIC ${page_source})
target_link_libraries(foretoken_page PRIVATE foretoken_options)
set_property(GLOBAL APPEND PROPERTY FORETOKEN_ROOMS foretoken_page)
