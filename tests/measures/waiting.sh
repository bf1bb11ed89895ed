#!/bin/sh
# Where benchmarks wait, from the command line to the report.  No time is asked for.
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

# file, arguments
build() {
    program=$1
    shift
    # shellcheck disable=SC2086
    $CC $san -std=c11 -D_GNU_SOURCE -O2 -g -w -I"$top/harness/include" "$@" \
        -o "$work/$program" "$here/waiting.c" "$lib" -lm -pthread
}

# arguments; what it says is in $work/out
tares() {
    (cd "$work" && "$@") >"$work/out" 2>&1
    status=$?
    cat "$work/out"
    return $status
}
profile() { tares tare profile --wait -m none --measurement-time 0.01 "$@"; }
says() { grep -qE "$1" "$work/out"; }
never_says() { ! grep -qE "$1" "$work/out"; }

is "it compiles" build bench
is "and another build" build other -O1
is "without perf" $CC -O2 -w -o "$work/without_perf" "$here/without_perf.c"

# ---- where perf is refused ---------------------------------------------------

refused() {
    tares "$work/without_perf" tare profile --wait -m none --measurement-time 0.01 \
        ./bench -- '^sleeps'
    says '^tare: waits: not available: not permitted' && never_says ' waits '
}
is "without perf there is a reason, and a time" refused

tare run --list-measures >"$work/listed" 2>&1
if grep -q '^waits.*not available' "$work/listed"; then
    skip "waits" "$(sed -n 's/^waits  *//p' "$work/listed")"
    finish
fi
tare doctor >"$work/doctor" 2>&1
if ! grep -q 'profiles of waits .* possible$' "$work/doctor"; then
    skip "waits" "$(sed -n 's/.*profiles of waits *//p' "$work/doctor")"
    finish
fi

# ---- on the terminal ---------------------------------------------------------

sleeps() {
    profile -o run.json --report report ./bench -- '^(sleeps|never)'
    says 'sleeps: waits .* per iteration, which is [0-9.]* % of the time' &&
        says '^  nap: .*nanosleep  *sleep  *1  ' && says ' waiting.c$' &&
        says 'never: does not wait$' && never_says 'idle-wakeups|@@'
}
is "where, for what, how often and how long" sleeps

static() {
    build static -static || return 0 # there is no such libc
    profile ./static -- '^sleeps'
    says '^  nap: .*nanosleep  *sleep  *1  '
}
is "in a static program as well" static

threads() {
    profile ./bench -- '^crew'
    says 'its 2 threads together wait ' && says '^  \[thread 0\] nap: .* sleep ' &&
        says '^  \[thread 1\] nap: .* sleep '
}
is "threads stand beside each other" threads

tokens() {
    profile ./bench -- '^token'
    says 'token: [a-z_]*read  *input or output ' && says 'idle-wakeups: token'
}
is "who is woken for nothing is warned of" tokens

beside() {
    tares tare run --wait -m usage --measurement-time 0.01 ./bench -- '^sleeps'
    says '^  nap: .* sleep '
}
is "a run can have it beside everything else" beside

sides() {
    tares tare duel --wait -m none --measurement-time 0.05 ./bench ./other '^sleeps'
    says 'sleeps \(old\): waits ' && says 'sleeps \(new\): waits '
}
is "both sides of a duel have it" sides

# Where only root may see the kernel: as somebody else.
blind() {
    chmod 755 "$work"
    tares setpriv --reuid 65534 --regid 65534 --clear-groups \
        tare profile --wait -m none --measurement-time 0.01 -o - \
        ./bench -- '^(sleeps|never)'
    says 'sleeps: waits .* per iteration' && says 'where it waits is not to be seen' &&
        says 'never: does not wait$' && never_says '^  nap'
}
if [ "$(id -u)" != 0 ] || ! command -v setpriv >/dev/null ||
        [ "$(cat /proc/sys/kernel/perf_event_paranoid)" != 2 ]; then
    skip "lengths without places" "perf_event_paranoid is not 2, or this is not root"
else
    is "without permission there are lengths without places" blind
fi

nothing_allocated='sleeps: does not allocate$'
[ -z "$san" ] || nothing_allocated='sites: not available: .* sanitizer'
all_three() {
    profile --profile --alloc --view ./bench -- '^sleeps'
    says '^  sleeps: waits ' && says 'sleeps: .* looks in [0-9]+ launches' &&
        says "$nothing_allocated" && says ' -f waits-pprof ' &&
        says ' -f heap-folded ' && says ' -f speedscope '
}
is "time, waits and allocations can be had in one run" all_three
only_it() {
    profile --view ./bench -- '^sleeps'
    says ' -f waits-folded ' && never_says ' -f (pprof|dhat) '
}
is "and tools are named for what there is" only_it

# ---- saved -------------------------------------------------------------------

again() {
    tares tare report --text run.json
    says '^  nap: .*nanosleep  *sleep  *1  '
}
is "a saved run says the same" again

page() {
    grep -l 'Where it waits' "$work"/report/*.html "$work"/report/*/*.html |
        grep -c . | grep -qx 1 &&
        grep -h -A 200 'Where it waits' "$work"/report/*.html \
            "$work"/report/*/*.html | grep -q '<title>\[sleep\] · '
}
is "the page of the case has a flame graph" page

export_as() { "$TARE" export --format "$1" -o "$work/$1" "$work/run.json"; }
is "stacks are folded" export_as waits-folded
is "down to what is waited for" \
    grep -qE '^sleeps;sleeps;nap;.*nanosleep;\[sleep\] [0-9]+$' "$work/waits-folded"
is "pprof's format is written" export_as waits-pprof
if command -v go >/dev/null; then
    pprof() { go tool pprof -top -cum -sample_index="$1" "$work/waits-pprof" | grep -qE "$2"; }
    is "Go's pprof reads how long" pprof delay '[0-9.]+m?s +(99|100)[0-9.]*% +nap$'
    is "and how often" pprof contentions '^ .* [0-9]+ +(99|100)[0-9.]*% +nap$'
else
    skip "Go's pprof reads it" "no go"
fi
finish
