# Warnings and floating-point rules that hold for every target of this project.
add_library(foretoken_options INTERFACE)
target_compile_options(foretoken_options INTERFACE
    -Wall -Wextra -Wconversion -Wshadow -Werror
    -Wno-missing-field-initializers  # a designated initialiser leaves the other members at their defaults
    -Wno-missing-field-initializers  # designated initialisers leave the rest to the members
    $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>  # false alarms on std::string in GCC 12 (GCC bug 105651)
    $<$<CXX_COMPILER_ID:Clang>:-Wno-deprecated-declarations>  # std::stable_sort of libstdc++ 12
    -ffp-contract=off)  # the same bits from every compiler: no fused multiply-add behind our back
target_include_directories(foretoken_options INTERFACE
    ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/include)

# For code whose speed does not matter, tests and the command line: it compiles in half the time.
add_library(foretoken_quick INTERFACE)
target_compile_options(foretoken_quick INTERFACE $<$<CONFIG:Release>:-O1>)
