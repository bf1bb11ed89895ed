#!/bin/sh
# The probes of docs/probes.md: they are found in executables of every kind, and
# what the document offers to type works.  TAP on stdout; debuggers and tracers
# that are not here, or may not, are skipped.
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
. tests/tap.sh
case $(uname -m) in
x86_64 | aarch64 | riscv64) ;;
*) skip "probes" "this processor has none"; finish ;;
esac
top=$(pwd)
lib=$(cd "$(dirname "$LIB")" && pwd)/$(basename "$LIB")
tare=$(cd "$(dirname "$TARE")" && pwd)/$(basename "$TARE")
mkdir "$work/docs"
cp -r docs/probes.md docs/probes "$work/docs"
flags="-O2 -fno-omit-frame-pointer -w -I$top/harness/include ${SAN:+-fsanitize=$SAN}"
cd "$work" || exit 1
TARE_MEASUREMENT_TIME=0.2
ASAN_OPTIONS=detect_leaks=0 # which a debugger prevents
export TARE_MEASUREMENT_TIME ASAN_OPTIONS

sed -n '/^```c$/,/^```$/p' docs/probes.md | grep -v '^```' >my_bench.c

# ---- the notes --------------------------------------------------------------

# compiler, arguments of it
build() {
    compiler=$1
    shift
    # shellcheck disable=SC2086
    $compiler $flags "$@"
}

# Name and count of arguments of each probe in the file.
probes() {
    readelf -nW "$1" | awk '/Provider:/ { ours = $NF == "tare" }
        /Name:/ { name = $2 }
        /Arguments:/ && ours { print name "(" NF - 1 ")" }' | sort -u
}

documented() {
    sed -n 's/^| `\([a-z_]*([a-z, ]*)\)` .*/\1/p' docs/probes.md |
        awk -F, '{ sub(/\(.*/, "", $1); print $1 "(" NF ")" }' | sort
}
documented >all
has_all() {
    probes "$1" | diff all - && [ "$(wc -l <all)" = 7 ]
}

is "an executable is built" build "$CC" -o my_bench my_bench.c "$lib" -lm -pthread
is "it has the probes of the document, and no other" has_all my_bench
cp my_bench stripped && strip stripped
is "they are still there when it is stripped" has_all stripped
if [ -n "${SAN:-}" ]; then
    skip "static ones have them" "sanitizers need a dynamic executable"
elif build "$CC" -static -o static my_bench.c "$lib" -lm -pthread 2>/dev/null; then
    is "static ones have them" has_all static
else
    skip "static ones have them" "there is no static C library"
fi
if command -v "$CXX" >/dev/null; then
    is "one is built in C++" build "$CXX" -std=c++17 -x c++ -o in_c++ my_bench.c -x none \
        "$lib" -lm -pthread
    is "it has them too" has_all in_c++
else
    skip "one in C++" "no $CXX"
fi

cat >piece.c <<'END'
#include "harness/machine/probe.h"
void here(const char *id, uint64_t ns)
{
    TARE_PROBE3(a__probe, id, ns, 7);
    TARE_PROBE1(another__probe, ns);
}
END
has_both() {
    printf 'a__probe(3)\nanother__probe(1)\n' >both
    probes "$1" | diff both -
}

# compiler
examine() {
    builds "$1" || {
        skip "$1: a library has probes" "$1 or its C library is not installed"
        return
    }
    is "$1: a library is built" build "$1" -shared -fPIC -o "$1.so" piece.c
    is "$1: it has its probes" has_both "$1.so"
}
flags="-O2 -I$top"
examine gcc
examine clang
examine aarch64-linux-gnu-gcc
examine riscv64-linux-gnu-gcc

# ---- what the document offers -----------------------------------------------

# Its line that begins so.
line() { grep -m 1 "^$1" docs/probes.md | sed 's/  *# .*//'; }

# pattern of what must be said, command, input
says() {
    timeout 60 sh -c "$2" >said 2>&1 <"${3:-/dev/null}"
    cat said
    grep -q "$1" said
}

is "readelf lists them" says "Name: sample__start" "$(line readelf)"

# Which probes gdb meets, in order, with their arguments.  Command...
met() {
    while IFS='|' read -r probe form arguments; do
        printf 'break -probe-stap tare:%s\ncommands\nsilent\n' "$probe"
        printf 'printf "@%s %s\\n", (char *) $_probe_arg0%s\ncontinue\nend\n' \
            "$probe" "$form" "$arguments"
    done >met.gdb <<'END'
launch__start|%s|
setup__done|%s|
sample__start|%s %lu %lu|, $_probe_arg1, $_probe_arg2
sample__done|%s %lu|, $_probe_arg1
launch__done|%s|
case__done|%s %lu|, $_probe_arg1
verdict|%s %s %s|, (char *) $_probe_arg1, (char *) $_probe_arg2
END
    timeout 60 gdb -nx -batch -x met.gdb -ex run --args "$@" 2>&1 </dev/null |
        sed -n 's/^@//p'
}
cat >expected <<'END'
launch__start read_zero
setup__done read_zero
sample__start read_zero 0 1
sample__done read_zero 0
launch__done read_zero
case__done read_zero 0
END

if ! command -v gdb >/dev/null; then
    skip "probes in gdb" "gdb is not installed"
elif ! says 'exited normally' 'gdb -nx -batch -ex run /bin/true' >/dev/null; then
    skip "probes in gdb" "gdb may not trace here"
else
    {
        echo 'set confirm off'
        sed -n 's/^(gdb) //p' docs/probes.md
    } >typed
    is "gdb stops in a sample" says \
        'sample 2 of read_zero: [1-9][0-9]* iterations' \
        "$(line '\$ gdb' | sed 's/^\$ gdb/gdb -nx -q/')" typed
    is "goes on to the benchmark" grep 'Run till exit' said
    is "stops at any probe" grep 'Breakpoint 2 at' said
    is "and lists them" grep 'stap *tare *verdict' said
    met ./my_bench --no-fork --test -q >order
    is "they come in order" diff expected order
    met "$tare" duel -q --replay "$top/tests/docs/duel.json" >verdicts
    is "so do verdicts" grep -x 'verdict parse/words regressed time' verdicts
fi

# A mount of our own, where the kernel's tracepoints are not mounted.
# pattern of what must be said, command
traces() {
    {
        [ -d /sys/kernel/tracing/events ] ||
            echo 'mount -t tracefs tracefs /sys/kernel/tracing'
        echo "$2"
    } >trace.sh
    says "$1" 'unshare -m sh trace.sh'
}

if ! command -v bpftrace >/dev/null; then
    skip "probes in bpftrace" "bpftrace is not installed"
elif [ "$(id -u)" != 0 ]; then
    skip "probes in bpftrace" "it needs root"
elif ! traces here "bpftrace -c './my_bench --list' \
        -e 'uprobe:./my_bench:main { printf(\"here\"); }'" >/dev/null; then
    skip "probes in bpftrace" "it may not watch programs here"
else
    command=$(line 'bpftrace.*syscalls')
    if traces enter "bpftrace -l 'tracepoint:raw_syscalls:*'" >/dev/null; then
        is "bpftrace counts system calls" traces \
            'read_zero: 1\.00' "$command"
    else
        skip "bpftrace counts system calls" "this kernel has no tracepoints"
    fi
    is "bpftrace takes stacks" traces ' read_zero+' "$(line 'bpftrace.*stacks')"
    is "below which is the id of the case" grep -x '    read_zero' said
    command=$(line 'bpftrace.*setup__done' | sed "s|-e|-c './my_bench --no-fork' -e|")
    is "bpftrace sees the time of set-up" traces '^@\[read_zero\]' "$command"
fi

if ! command -v perf >/dev/null; then
    skip "perf lists the probes" "perf is not installed"
else
    HOME=$work
    export HOME
    is "perf lists the probes" says 'sdt_tare:sample__start' \
        "$(line 'perf buildid') && $(line 'perf list')"
fi
finish
