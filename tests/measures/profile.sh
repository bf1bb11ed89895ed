#!/bin/sh
# Where the time goes, in programs of which that is known: however they are
# compiled and linked, stacks reach the benchmark through the C library, and
# nothing is seen but its loop.  No time is asked for.  TAP on stdout.
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
. tests/tap.sh
here=$(cd "$(dirname "$0")" && pwd)
top=$(pwd)
lib=$(cd "$(dirname "$LIB")" && pwd)/$(basename "$LIB")
tare=$(cd "$(dirname "$TARE")" && pwd)/$(basename "$TARE")
brief='-q -m none --measurement-time 0.05 --samples 2 --sample-time 0.0005'

# file, arguments of the compiler
build() {
    program=$1
    shift
    # shellcheck disable=SC2086
    $CC -std=c11 -D_GNU_SOURCE -g -w -I"$top/harness/include" "$@" \
        -o "$work/$program" "$here/profile_bench.c" "$lib" -lm -pthread
}

# program, case, option: another tare may be measuring on this CPU, which is no failure
take() {
    # shellcheck disable=SC2086
    (cd "$work" && "$tare" profile $brief -o run.json ${3:-} "./$1" -- "^$2\$") \
        >"$work/out" 2>&1 || { cat "$work/out"; return 1; }
}

# case, fact, words
fact() {
    id=$1
    shift
    python3 "$here/read_profile.py" "$work/run.json" "$id" "$@" ||
        { grep -A 3 unmeasured "$work/out"; return 1; }
}

if [ -n "${SAN:-}" ]; then
    skip "profiles" "sanitizers call functions of their own"
    finish
fi
command -v python3 >/dev/null || {
    skip "profiles" "no python3 to read them"
    finish
}
is "the kernels compile" build plain -O2
"$tare" run --list-measures >"$work/listed" 2>&1
if ! grep -q '^profile' "$work/listed" ||
        grep -q '^profile.*not available' "$work/listed"; then
    skip "profiles" "$(sed -n 's/^profile  *//p' "$work/listed")"
    finish
fi

# ---- however it is built -----------------------------------------------------

seven='sort_numbers use_memory read_numbers write_numbers match_text compute'
# name, program: of functions that do a known part of the work, generously
examine() {
    is "$1: it is profiled" take "$2" work
    is "$1: stacks are whole" fact work whole
    is "$1: all are of the benchmark" fact work rooted work
    # shellcheck disable=SC2086
    is "$1: all kernels are seen" fact work holds $seven copy
    is "$1: a function that is called back has its caller" \
        fact work below ascending sort_numbers
    is "$1: 30 % are 30 %" fact work share thirty seventy 0.2 0.4
}

# name, arguments of the compiler; `sure` beforehand where nothing is guessed
variant() {
    name=$1
    shift
    if ! build variant "$@" 2>"$work/log"; then
        skip "$name" "does not link here"
        return
    fi
    examine "$name" variant
    [ -z "$sure" ] || is "$name: nothing is guessed" fact work sure
}

sure=yes
variant -O0 -O0
variant -O2 -O2
variant -O3 -O3
variant -flto -O2 -flto
variant static -O2 -static
variant static-pie -O2 -static-pie
sure=
variant "without unwind tables" -O2 -fno-asynchronous-unwind-tables \
    -fno-unwind-tables

# Exported functions keep their names, and those between them get none of theirs.
exact_names() {
    nm -D --defined-only "$work/stripped" | awk '{ print $1, $3 }' \
        >"$work/exported"
    python3 - "$work/run.json" "$work/exported" <<'END'
import json, sys
begins = {}
for line in open(sys.argv[2]):
    begin, name = line.split()
    begins.setdefault(name.split("@")[0], set()).add(int(begin, 16))
profile = json.load(open(sys.argv[1]))["cases"][0]["profile"]
wrong = [f for f in profile["functions"] if f["object"] == 0 and
         f.get("name", "[")[0] != "[" and
         f["begin"] not in begins.get(f["name"], ())]
for f in wrong:
    print("#", f)
sys.exit(len(wrong) > 0)
END
}

is "stripped: it compiles" build stripped -O2 -rdynamic -s
is "stripped: it is profiled" take stripped work
is "stripped: no name is that of another function" exact_names

# ---- a library by a path from here -------------------------------------------

load() {
    echo 'void slow(void) { for (volatile int i = 0; i < 5000; i++) {} }' \
        >"$work/beside.c"
    cat >"$work/loads.c" <<'END'
#include <dlfcn.h>
#include <unistd.h>
#include "tare.h"
static void loads(struct tare *t)
{
    void *found = dlsym(dlopen("./beside.so", RTLD_NOW), "slow");
    void (*slow)(void);

    *(void **)&slow = found;
    TARE_LOOP(t)
        slow();
}
TARE_BENCH(loads);
TARE_MAIN();
END
    $CC -g -O2 -shared -fPIC -o "$work/beside.so" "$work/beside.c" &&
        mkdir -p "$work/in" &&
        $CC -g -O2 -w -I"$top/harness/include" -o "$work/in/loads" \
            "$work/loads.c" "$lib" -lm -ldl -pthread
}

is "what loads a library compiles" load
is "it is profiled" take in/loads loads
is "the functions of the library have names" fact loads holds slow

# ---- nothing but the loop ----------------------------------------------------

is "set-up, pauses, making and releasing: it is profiled" take plain outside
is "stacks are whole" fact outside whole
is "nothing of what is not the loop is seen" fact outside without burn

# ---- threads of the benchmark's own ------------------------------------------

for case in pool starting; do
    is "$case: it is profiled" take plain $case
    is "its thread is seen, with all of its stack" \
        fact $case below sevens "[other threads]"
    is "and its part of the work is known" \
        fact $case share threes sevens 0.2 0.4
    is "and said" grep -q 'the benchmark starts threads' "$work/out"
done

is "crew: it is profiled" take plain crew
is "its threads are seen, however short their turns" \
    fact crew below seventy "[other threads]"
is "and their part of the work is known" \
    fact crew share threes take_turns 0.2 0.4

is "brief: it is profiled" take plain brief
is "what nobody looked at is said" \
    grep -q -e 'ended too soon for it' -e 'where looking is not permitted' \
    "$work/out"

# ---- threads of a case, together and apart -----------------------------------

both=roles/threads=2
is "roles: they are profiled" take plain $both
is "together" fact $both rooted roles
is "both are seen" fact $both holds threes sevens
is "roles: they are profiled apart" take plain $both --apart
is "each by itself" fact $both rooted '[thread 0]' '[thread 1]'
is "the one does this" fact $both below threes '[thread 0]'
is "the other does that" fact $both below sevens '[thread 1]'

# ---- line by line ------------------------------------------------------------

# words that must be printed
annotated() {
    (cd "$work" && "$tare" report --annotate seventy run.json) >"$work/out" 2>&1 &&
        grep -q "$1" "$work/out" || { cat "$work/out"; return 1; }
}

unknown() {
    (cd "$work" && "$tare" report --annotate nowhere run.json) 2>"$work/out" &&
        return 1
    grep -q 'no profile has a function "nowhere": tare report --text' "$work/out"
}

is "a function is annotated" take plain work
if command -v objdump >/dev/null; then
    is "with its instructions" annotated 'usually the one after the slow one'
fi
is "one that is not there is refused" unknown
of_a_duel() {
    # shellcheck disable=SC2086
    (cd "$work" && "$tare" profile $brief --noplot --pairs 5 \
        --annotate seventy --against old plain '^work$') >"$work/out" 2>&1
    grep -q 'work: seventy, .*, old side' "$work/out" &&
        grep -q 'work: seventy, .*, new side' "$work/out" ||
        { cat "$work/out"; return 1; }
}
is "an older build compiles" build old -O1
is "both sides of a duel are annotated" of_a_duel
is "the program is built again" build plain -O1
is "instructions of another build are not shown" annotated 'built again since'
is "the program is as it was" build plain -O2

# ---- what is done to it ------------------------------------------------------

is "signals blocked, descriptors closed, children: it is profiled" \
    take plain surroundings
is "all stacks are of the benchmark" fact surroundings rooted surroundings
is "and it is seen what was done" fact surroundings holds close_all \
    have_a_child seventy
is "nothing of the child is" fact surroundings without thirty

deaf() {
    take plain deaf && return 1
    grep -q 'closed or replaced file descriptors' "$work/out"
}
is "a launch that cannot report says so" deaf
finish
