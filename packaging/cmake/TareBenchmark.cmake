# tare_add_benchmark(NAME SOURCES...
#     [LIBS lib...]         to link with
#     [LABELS label...]     of its tests, beside "tare"
#     [TIMEOUT seconds]     of each of its tests
#     [PROPERTIES name value...]  of its tests, such as ENVIRONMENT
#     [NO_TEST])            no tests of its cases
#
# An executable with the flags of docs/flags.md.  ctest runs each of its cases
# once, as the test NAME/ID.  The target bench measures all benchmarks of the
# project as one suite, bench-gate compares them with a baseline or a revision
# (TARE_BASELINE=name or TARE_AGAINST=revision in the environment), bench-build
# builds them.  Where the project has a target bench of its own, they are
# tare-bench, tare-bench-gate and tare-bench-build.
include_guard(GLOBAL)

# For libraries under test too.  The level of optimisation is that of the
# build type; without one there would be none.
file(STRINGS "${CMAKE_CURRENT_LIST_DIR}/bench.flags" tare_bench_flags)
separate_arguments(tare_bench_flags)
list(REMOVE_ITEM tare_bench_flags -O2)
add_library(tare::bench_flags INTERFACE IMPORTED GLOBAL)
set_target_properties(tare::bench_flags PROPERTIES INTERFACE_COMPILE_OPTIONS
    "$<$<COMPILE_LANGUAGE:C,CXX>:${tare_bench_flags};$<$<CONFIG:>:-O2>>")
set_property(GLOBAL PROPERTY TARE_CMAKE_DIR "${CMAKE_CURRENT_LIST_DIR}")

# What the gate builds both revisions with, as it was chosen here.
function(tare_settings_ result)
    set(settings -G "${CMAKE_GENERATOR}" --no-warn-unused-cli)
    foreach(name CMAKE_BUILD_TYPE CMAKE_C_COMPILER CMAKE_CXX_COMPILER
            CMAKE_C_FLAGS CMAKE_CXX_FLAGS CMAKE_TOOLCHAIN_FILE
            CMAKE_PREFIX_PATH CMAKE_INTERPROCEDURAL_OPTIMIZATION
            BUILD_SHARED_LIBS tare_DIR TARE_CJSON)
        if(NOT "${${name}}" STREQUAL "")
            string(REPLACE ";" "\\;" value "${${name}}")
            list(APPEND settings "-D${name}=${value}")
        endif()
    endforeach()
    if(tare_SOURCE_DIR)
        list(APPEND settings "-DFETCHCONTENT_SOURCE_DIR_TARE=${tare_SOURCE_DIR}")
    endif()
    set(${result} "${settings}" PARENT_SCOPE)
endfunction()

# The targets for all benchmarks; the first one makes them.
function(tare_make_targets_)
    set(stem bench)
    if(TARGET bench OR TARGET bench-build OR TARGET bench-gate)
        set(stem tare-bench)
    endif()
    set_property(GLOBAL PROPERTY TARE_STEM ${stem})
    add_custom_target(${stem}-build)
    if(NOT TARGET tare::program)
        foreach(target ${stem} ${stem}-gate)
            add_custom_target(${target} VERBATIM
                COMMAND "${CMAKE_COMMAND}" -E echo "${target}: the program \
tare is not found: install it, or set TARE_PROGRAM to its path"
                COMMAND "${CMAKE_COMMAND}" -E false)
        endforeach()
        return()
    endif()
    set(binaries "$<TARGET_PROPERTY:${stem}-build,TARE_BINARIES>")
    set(binaries "$<TARGET_GENEX_EVAL:${stem}-build,${binaries}>")
    add_custom_target(${stem} USES_TERMINAL VERBATIM COMMAND_EXPAND_LISTS
        COMMAND tare::program run "${binaries}"
        WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}")
    add_dependencies(${stem} ${stem}-build)

    get_property(folder GLOBAL PROPERTY TARE_CMAKE_DIR)
    tare_settings_(settings)
    set(gate "${CMAKE_BINARY_DIR}/${stem}-gate-$<CONFIG>.cmake")
    file(GENERATE OUTPUT "${gate}" CONTENT
"set(tare [==[$<TARGET_FILE:tare::program>]==])
set(build_folder [==[${CMAKE_BINARY_DIR}]==])
set(target ${stem}-build)
set(settings [==[${settings}]==])
set(binaries [==[${binaries}]==])
include([==[${folder}/TareGate.cmake]==])
")
    add_custom_target(${stem}-gate USES_TERMINAL VERBATIM
        COMMAND "${CMAKE_COMMAND}" -P "${gate}"
        WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}")
    add_dependencies(${stem}-gate ${stem}-build)
endfunction()

# Its cases are asked for by ctest, when it has been built.
function(tare_add_cases_ name labels timeout properties)
    get_property(is_multi GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
    get_property(folder GLOBAL PROPERTY TARE_CMAKE_DIR)
    get_target_property(emulator ${name} CROSSCOMPILING_EMULATOR)
    set(command "$<TARGET_FILE:${name}>")
    if(CMAKE_CROSSCOMPILING AND emulator)
        set(command "${emulator};${command}")
    endif()
    if(timeout)
        list(APPEND properties TIMEOUT ${timeout})
    endif()
    set(stem "${CMAKE_CURRENT_BINARY_DIR}/${name}-cases")
    set(of_config "")
    if(is_multi)
        set(of_config "-$<CONFIG>")
        file(WRITE "${stem}.cmake"
"set(stem [==[${stem}]==])
include(\"\${stem}-\${CTEST_CONFIGURATION_TYPE}.cmake\" OPTIONAL)\n")
    endif()
    file(GENERATE OUTPUT "${stem}${of_config}.cmake" CONTENT
"set(name [==[${name}]==])
set(command [==[${command}]==])
set(labels [==[tare;${labels}]==])
set(properties [==[${properties}]==])
include([==[${folder}/TareCases.cmake]==])
")
    set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES "${stem}.cmake")
endfunction()

function(tare_add_benchmark name)
    cmake_parse_arguments(PARSE_ARGV 1 arg NO_TEST TIMEOUT
        "SOURCES;LIBS;LABELS;PROPERTIES")
    add_executable(${name} ${arg_UNPARSED_ARGUMENTS} ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE
        ${arg_LIBS} tare::tare tare::bench_flags)
    if(CMAKE_CXX_COMPILE_FEATURES)
        target_compile_features(${name} PRIVATE cxx_std_17)
    endif()
    get_property(stem GLOBAL PROPERTY TARE_STEM)
    if(NOT stem)
        tare_make_targets_()
        get_property(stem GLOBAL PROPERTY TARE_STEM)
    endif()
    add_dependencies(${stem}-build ${name})
    set_property(TARGET ${stem}-build APPEND PROPERTY
        TARE_BINARIES "$<TARGET_FILE:${name}>")
    if(NOT arg_NO_TEST)
        tare_add_cases_(${name} "${arg_LABELS}" "${arg_TIMEOUT}"
            "${arg_PROPERTIES}")
    endif()
endfunction()
