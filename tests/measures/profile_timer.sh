#!/bin/sh
# Where the time goes where perf is not permitted: a timer looks.
# TAP on stdout.
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
. tests/tap.sh
here=$(cd "$(dirname "$0")" && pwd)
top=$(pwd)
lib=$(cd "$(dirname "$LIB")" && pwd)/$(basename "$LIB")
PATH=$(cd "$(dirname "$TARE")" && pwd):$PATH
san=${SAN:+-fsanitize=$SAN}
[ -z "$san" ] || export TARE_ANY_BUILD=1

# shellcheck disable=SC2086
build() {
    $CC $san -std=c11 -D_GNU_SOURCE -O2 -g -w -I"$top/harness/include" \
        -o "$work/bench" "$here/profiled.c" "$lib" -lm -pthread &&
        $CC -O2 -w -o "$work/without_perf" "$here/without_perf.c"
}

# benchmark: its profile, where perf is refused
profile() {
    "$work/without_perf" tare profile --measurement-time 0.01 -o "$work/$1.json" \
        "$work/bench" -- "^$1" >"$work/out" 2>&1
    cat "$work/out"
}
says() { grep -q "$1" "$work/out"; }

# two functions, of whose looks three quarters are in one
has_shares() {
    profile work
    says ' quarter ' && says 'three_quarters ' && says 'looked by a timer' &&
        says 'why there is no perf: not permitted' &&
        awk '$1 == "quarter" { quarter = $2 }
             $1 == "three_quarters" { rest = $2 }
             END { share = rest / (quarter + rest)
                   print "share", share
                   exit !(share > 0.65 && share < 0.85) }' "$work/out"
}
claims_no_kernel() { ! says 'in the kernel'; }
is_recorded() { grep -q '"timed": *true' "$work/work.json"; }
can_be_read_back() { tare report --text "$work/work.json" >"$work/out" && says 'looked by a timer'; }
tells_why_it_failed() {
    profile sleeps
    tr -s ' \n' ' ' <"$work/out" | grep \
        'unmeasured.*was woken; perf is not available here, and the timer .* interrupts system calls'
}

tells_of_other_threads() {
    profile helped
    says 'other threads ran for [0-9.]* % of the time of an iteration and were not looked at'
}

is "programs are built" build
"$work/without_perf" true
if [ $? = 77 ]; then
    skip "a timer looks where perf is refused" "system calls cannot be refused here"
    finish
fi
is "a timer looks where perf is refused" has_shares
is "and says nothing of the kernel" claims_no_kernel
is "the record says so" is_recorded
is "and is read" can_be_read_back
is "threads that it cannot see are told of" tells_of_other_threads
is "a benchmark that the timer makes fail is told why" tells_why_it_failed
finish
