# cmake -DBUILD=... -DWORK=... -DUSER=... -DCOMPILER=... -DFLAGS=... -DGENERATOR=... -P install_test.cmake
set(prefix ${WORK}/prefix)
file(REMOVE_RECURSE ${prefix} ${WORK}/user)

function(run)
    execute_process(COMMAND ${ARGV} RESULT_VARIABLE code OUTPUT_VARIABLE out ERROR_VARIABLE out)
    set(printed "${out}" PARENT_SCOPE)
    if(NOT code EQUAL 0)
        string(REPLACE ";" " " words "${ARGV}")
        message(FATAL_ERROR "exit code ${code}: ${words}\n${out}")
    endif()
endfunction()

run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix})
run(${CMAKE_COMMAND} -S ${USER} -B ${WORK}/user -G ${GENERATOR} -DCMAKE_PREFIX_PATH=${prefix}
    -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_CXX_FLAGS=${FLAGS})
run(${CMAKE_COMMAND} --build ${WORK}/user)

run(${prefix}/bin/foretoken --version)
if(NOT printed MATCHES "^foretoken [0-9]+\\.[0-9]+\\.[0-9]+\n$")
    message(FATAL_ERROR "the installed program says: ${printed}")
endif()
run(${WORK}/user/user ${USER}/job.yaml)
if(NOT printed MATCHES "[0-9]")
    message(FATAL_ERROR "the user of the library says: ${printed}")
endif()
if(NOT EXISTS ${prefix}/share/foretoken/sources.yaml)
    message(FATAL_ERROR "the catalogue is not installed")
endif()
