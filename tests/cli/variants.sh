#!/bin/sh
# tare variants: what it builds is what was asked for, a profile is used, and what
# fails does not stop the others.  TAP on stdout.
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
export work
. tests/tap.sh
top=$(pwd)
lib=$top/$OUT/tests/fast/libtare.a # times are told by hand
PATH=$(cd "$(dirname "$TARE")" && pwd):$PATH
export TARE_NOPLOT=1 TARE_MEASURES=none
if [ -n "${SAN:-}" ]; then
    skip "variants" "sanitizers have flags of their own"
    finish
fi
mkdir "$work/a project" && cd "$work/a project" || exit 1

# How long it takes is what the flags say; half of its branches are never taken.
cat >bench.c <<'END'
#include <tare.h>
#ifndef TIME
#define TIME 100
#endif
#ifdef __OPTIMIZE__
#define LEVEL 1
#else
#define LEVEL 3
#endif
#ifndef RESULT
#define RESULT 1
#endif
static void take(struct tare *t)
{
    tare_result(t, RESULT);
    TARE_LOOP(t)
        tare_add_time(t, TIME * LEVEL);
}
TARE_BENCH(take, .name = "one");
TARE_BENCH(take, .name = "two");
TARE_MAIN();
END
cat >build.sh <<END
echo "\$TARE_CC|\$TARE_CXX|\$TARE_CFLAGS|\$TARE_LDFLAGS" >>'$work/asked'
pwd >>'$work/places'
\$TARE_CC \$TARE_CFLAGS -I'$top/harness/include' -c bench.c -o 'a bench.o' &&
    \$TARE_CC \$TARE_LDFLAGS 'a bench.o' '$lib' -lm -pthread -o 'a bench'
END

variants() {
    : >"$work/asked"
    tare variants --binary 'a bench' --launches "${launches:-30}" "$@" \
        -- sh build.sh >"$work/out" 2>"$work/err"
}
says() { grep -qF -- "$1" "$work/out" "$work/err" || { cat "$work/out" "$work/err"; return 1; }; }
has_line() { grep -qE -- "^[0-9 ]*$1 .*$2" "$work/out" || { cat "$work/out" "$work/err"; return 1; }; }

compilers=$(for c in gcc clang; do command -v $c >/dev/null && printf '%s,' $c; done)
first=${compilers%%,*}
[ -n "$first" ] || { skip "variants" "neither gcc nor clang is here"; finish; }

is "flags of one's own, with spaces in paths" \
    variants --compilers "$first" --variant 'slow=-O2 -DTIME=130' \
    --variant 'O0=-O0' --variant 'fast=-O3 -DTIME=50'
is "the fastest is named" has_line "$first-fast" fastest
is "the others are shown against it" has_line "$first-slow" 'slower than .*-fast by 160'
is "without optimisation it is last" has_line "$first-O0" 'slower than .*-fast by 500'
is "the command gets compiler and flags" \
    grep -q "^$first|.*|-O2 -DTIME=130|-O2 -DTIME=130$" "$work/asked"
is "all are built at one path" [ "$(sort -u "$work/places" | wc -l)" = 1 ]
is "nothing is left of it" [ ! -e "$(head -1 "$work/places")" ]
is "nothing is built here" [ ! -e 'a bench' ]

again='$TARE_CC $TARE_LDFLAGS "a bench.o" '"'$lib'"' -lm -pthread -o "a bench"'
is "layouts of each build, by the flags of each" \
    variants --compilers "$first" --variant 'slow=-O2 -DTIME=130' \
    --layouts 3 --link "$again" -o "$work/layouts.json"
is "they race" has_line "$first-slow" 'slower than .*-O2 by 30'
is "all of them" [ "$(grep -o '"layout":[0-9]*' "$work/layouts.json" |
    sort -u | tr '\n' ' ')" = '"layout":1 "layout":2 "layout":3 ' ]
is "without a link command there are none" eval '! variants --layouts 3 &&
    says "--layouts needs one --link"'
is "a link that fails is the end of that variant" eval '! variants \
    --compilers "$first" --variant b=-O1 --layouts 2 --link "cc nothing.o" &&
    says "its layouts could not be linked"'

fails_with() {
    wanted=$1; shift
    "$@"; got=$?
    [ $got = "$wanted" ] || { echo "status $got"; cat "$work/err"; return 1; }
}
is "a build that fails stops no other" fails_with 3 \
    variants --compilers "$first" --variant 'bad=-fno-such-flag-is-known' \
    --variant 'fast=-O2 -DTIME=50'
is "its log is kept" grep -q no-such-flag ".tare/variants/$first-bad.log"
is "who computes something else is out" \
    variants --compilers "$first" --variant 'odd=-O2 -DTIME=10 -DRESULT=2' \
    --variant 'fast=-O2 -DTIME=50'
is "and not the fastest" has_line "$first-odd" 'another result than the baseline'
is "one file is measured once" \
    variants --compilers "$first" --variant 'same=-O2' --variant 'fast=-O2 -DTIME=50'
is "and said" says "$first-same = $first-O2"
is "the build is in the record" sh -c "launches=6; tare variants \
    --compilers $first --variant 'fast=-O2 -DTIME=50' --launches 3 -o r.json \
    --binary 'a bench' -- sh build.sh >/dev/null 2>&1;
    grep -q \"\\\"build_line\\\":\\\"TARE_CC=$first TARE_CFLAGS='-O2 -DTIME=50'\" r.json"
is "a compiler that is not here is said" fails_with 2 \
    variants --compilers no-such-compiler
is "--binary must be relative" fails_with 2 \
    tare variants --binary /a/bench -- true 2>"$work/err"

# A profile: the instrumented build runs each case, and the last one uses it.
profiled() { # compiler
    launches=3 variants --compilers "$1" --preset usual || { cat "$work/err"; return 1; }
    says "$1-O2-pgo.held-out" && grep -q 'profile-\(instr-\)\?use' "$work/asked"
}
for compiler in gcc clang; do
    command -v $compiler >/dev/null || { skip "$compiler" "not here"; continue; }
    if [ $compiler = clang ] && ! { command -v llvm-profdata >/dev/null &&
            command -v ld.lld >/dev/null; }; then
        skip "clang and profiles" "llvm-profdata or lld is not here"
    else
        is "$compiler, with profiles and LTO" profiled $compiler
    fi
done
finish
