#!/bin/sh
# Who may include whom: docs/design.md.  Prints each offence; fails on any.
set -u
status=0

forbid() {    # folder, extended expression of what its files may not include
    found=$(grep -nE "^#include .*($2)" "$1"/*.[ch] "$1"/*/*.[ch] 2>/dev/null)
    [ -z "$found" ] || { echo "$1/ may not include:"; echo "$found"; status=1; }
}

# where an outside thing may be used: pattern, the files that may
only() {
    found=$(grep -lE "$1" ./*/*.[ch] ./*/*/*.[ch] | sed 's|^\./||' |
            grep -v "^tests/" | grep -vxE "$2")
    [ -z "$found" ] || { echo "$1 is used in:"; echo "$found"; status=1; }
}

forbid stats '"(harness|store|report|command)/|<stdio.h>|<unistd.h>|<time.h>'
forbid store '"(harness|report|command)/'
forbid harness '"(report|command)/|"store/(json|file)'
forbid report '"(harness|command)/|"store/(json|file)'
forbid benches '"(harness|store|report|command)/'
# Rooms: a file includes its own and those before it.
ascend() {    # folder, its rooms from the ground up
    folder=$1 above=
    shift
    for room in $(printf '%s\n' "$@" | tac); do
        [ -z "$above" ] || forbid "$folder/$room" "\"$folder/($above)/"
        above=$room${above:+|$above}
    done
}
ascend harness machine stacks bench launch image meters run duel
ascend report terminal plots html
forbid report/export '"report/(plots|html)/'
forbid harness/judge '"harness/(machine|stacks|bench/[^m]|launch|image|meters|run|duel)/'
only 'cJSON\.h' 'store/json_library\.h'
only 'posix_spawnp?\(|\bv?fork\(' 'store/spawn\.c|store/orphans\.c'
only 'SYS_perf_event_open|NR_perf_event_open' 'harness/meters/perf\.c'
only 'clock_gettime\(' 'harness/machine/clock\.c|benches/basics_bench\.c'
exit $status
