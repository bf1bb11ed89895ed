# What the target bench-gate does, from the top of the project.  Whoever includes
# this sets tare, build_folder, target, settings and binaries.
set(options "")
set(relative "")
foreach(binary IN LISTS binaries)
    file(RELATIVE_PATH path "${build_folder}" "${binary}")
    list(APPEND options "--binary=${binary}")
    list(APPEND relative "--binary=.tare/build/${path}")
endforeach()

# Another revision is built in a folder of its own, and so is this one: both
# alike, and whatever the name of the folder that they are in.
if(NOT "$ENV{TARE_AGAINST}" STREQUAL "")
    set(words "")
    foreach(word IN LISTS settings)
        string(REPLACE "'" "'\\''" word "${word}")
        string(REPLACE ";" "\\;" word "${word}")
        string(APPEND words " '${word}'")
    endforeach()
    set(cmake "'${CMAKE_COMMAND}'")
    set(options "--build=${cmake} -S . -B .tare/build ${words} >&2 && \
${cmake} --build .tare/build --target ${target} >&2" ${relative})
endif()

execute_process(COMMAND "${tare}" gate ${options} RESULT_VARIABLE status)
if(NOT status EQUAL 0)
    message(FATAL_ERROR "tare gate: exit status ${status}")
endif()
