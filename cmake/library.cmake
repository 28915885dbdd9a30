# What others install and link: the program, the library foretoken::foretoken, its headers, the data.
include(CMakePackageConfigHelpers)

get_property(rooms GLOBAL PROPERTY FORETOKEN_ROOMS)
list(REMOVE_ITEM rooms ft_cli)
list(TRANSFORM rooms REPLACE "(.+)" "$<TARGET_OBJECTS:\\1>" OUTPUT_VARIABLE objects)

# One archive made of the objects of all rooms, so that a user links one name.
add_library(foretoken_library STATIC ${objects})
add_library(foretoken::foretoken ALIAS foretoken_library)
set_target_properties(foretoken_library PROPERTIES
    OUTPUT_NAME foretoken EXPORT_NAME foretoken LINKER_LANGUAGE CXX)
target_compile_features(foretoken_library INTERFACE cxx_std_20)
target_include_directories(foretoken_library INTERFACE
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:include>)
target_link_libraries(foretoken_library PRIVATE TBB::tbb yaml-cpp::yaml-cpp Threads::Threads)

if(NOT EXISTS ${PROJECT_SOURCE_DIR}/src/cli/main.cpp)
    return()
endif()
add_executable(foretoken ${PROJECT_SOURCE_DIR}/src/cli/main.cpp)
target_link_libraries(foretoken PRIVATE ft_cli foretoken_options foretoken_quick)
target_compile_definitions(foretoken PRIVATE FORETOKEN_VERSION="${PROJECT_VERSION}")

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/foretoken)
install(TARGETS foretoken RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS foretoken_library EXPORT foretoken ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY include/foretoken DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY data/ DESTINATION ${CMAKE_INSTALL_DATADIR}/foretoken)
install(EXPORT foretoken NAMESPACE foretoken:: DESTINATION ${package_folder}
        FILE foretoken-targets.cmake)
write_basic_package_version_file(foretoken-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/foretoken-config-version.cmake
              cmake/foretoken-config.cmake cmake/yaml.cmake
        DESTINATION ${package_folder})
