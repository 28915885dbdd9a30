# Builds the rows of data/ and the examples into the program: every YAML, CSV and JSON file becomes bytes
# in foretoken_data, under its path without "data/".
file(GLOB_RECURSE embedded CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}
     ${PROJECT_SOURCE_DIR}/data/*.yaml ${PROJECT_SOURCE_DIR}/data/*.csv
     ${PROJECT_SOURCE_DIR}/examples/*.yaml ${PROJECT_SOURCE_DIR}/examples/*.json)
list(SORT embedded)
set(embedded_paths ${embedded})
list(TRANSFORM embedded_paths PREPEND ${PROJECT_SOURCE_DIR}/)
set(embedded_source ${CMAKE_CURRENT_BINARY_DIR}/embedded_data.cpp)
add_custom_command(
    OUTPUT ${embedded_source}
    COMMAND ${CMAKE_COMMAND} -DROOT=${PROJECT_SOURCE_DIR} "-DFILES=${embedded}" -DOUT=${embedded_source}
            -P ${PROJECT_SOURCE_DIR}/cmake/embed_files.cmake
    DEPENDS ${embedded_paths} ${PROJECT_SOURCE_DIR}/cmake/embed_files.cmake
            ${PROJECT_SOURCE_DIR}/cmake/raw_string.cmake
    COMMENT "Building the catalogue in" VERBATIM)
add_library(foretoken_data STATIC ${embedded_source})
target_link_libraries(foretoken_data PRIVATE foretoken_options)
set_property(GLOBAL APPEND PROPERTY FORETOKEN_ROOMS foretoken_data)
