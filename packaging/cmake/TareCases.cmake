# Read by ctest: each case of a benchmark is a test that runs it once.  Whoever
# includes this sets name, command, labels and properties.
execute_process(COMMAND ${command} --list --format terse
    OUTPUT_VARIABLE ids RESULT_VARIABLE status ERROR_QUIET)

# One that cannot be listed is a test that fails, and shows why.
if(NOT status EQUAL 0)
    add_test("${name}" ${command} --list)
    set_tests_properties("${name}" PROPERTIES LABELS "${labels}" ${properties})
    set(ids "")
endif()

# An id may hold what CMake's lists are made of; control characters it cannot.
string(ASCII 1 semicolon)
string(ASCII 2 open)
string(ASCII 3 close)
string(ASCII 4 backslash)
string(REPLACE "\\" "${backslash}" ids "${ids}")
string(REPLACE ";" "${semicolon}" ids "${ids}")
string(REPLACE "[" "${open}" ids "${ids}")
string(REPLACE "]" "${close}" ids "${ids}")
string(REPLACE "\n" ";" ids "${ids}")
foreach(id IN LISTS ids)
    if(NOT id STREQUAL "")
        string(REPLACE "${close}" "]" id "${id}")
        string(REPLACE "${open}" "[" id "${id}")
        string(REPLACE "${semicolon}" ";" id "${id}")
        string(REPLACE "${backslash}" "\\" id "${id}")
        add_test("${name}/${id}" ${command} --test --quiet --exact -- "${id}")
        # (as an expression in a list)
        string(REGEX REPLACE "[^A-Za-z0-9_/=]" "." pattern "${id}")
        set_tests_properties("${name}/${id}" PROPERTIES
            SKIP_REGULAR_EXPRESSION "^${pattern}  skipped: "
            LABELS "${labels}" ${properties})
    endif()
endforeach()
