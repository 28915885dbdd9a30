# yaml-cpp calls its target yaml-cpp until 0.7 and yaml-cpp::yaml-cpp from 0.8; here it is always the latter.
find_package(yaml-cpp REQUIRED)
if(NOT TARGET yaml-cpp::yaml-cpp)
    add_library(yaml-cpp::yaml-cpp INTERFACE IMPORTED)
    target_link_libraries(yaml-cpp::yaml-cpp INTERFACE yaml-cpp)
endif()
