#!/bin/sh
# Fixtures: filled once in a run, found by all launches of it, outside every
# budget; and the contexts of declarations.  TAP on stdout.
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
. tests/tap.sh
here=$(cd "$(dirname "$0")" && pwd)
top=$(pwd)
lib=$(cd "$(dirname "$LIB")" && pwd)/$(basename "$LIB")
PATH=$(cd "$(dirname "$TARE")" && pwd):$PATH
brief='--discard-baseline --measurement-time 1 --launches 3 --samples 4
    --sample-time 0.0003 --warm-up-time 0.0001 -q'
# (at most; sanitizers make executables large, and launches slow)
pairs="--measurement-time ${SAN:+1}1 --pairs 6 --samples 4 --sample-time 0.0003
    --warm-up-time 0.0001"
[ -z "${SAN:-}" ] || export TARE_ANY_BUILD=1
export TARE_NOPLOT=1 TARE_MEASURES=none

build() {    # file, options
    out=$1; shift
    # shellcheck disable=SC2086
    $CC ${SAN:+-fsanitize=$SAN} -std=c11 -D_GNU_SOURCE -O2 -w \
        -I"$top/harness/include" -o "$work/$out" "$here/fixture.c" "$@" \
        "$lib" -lm -pthread
}
build bench && build alike -DSALT=1 && build other -DSTART=7 || exit 1
cd "$work" || exit 1

fresh() { rm -f filled dirty inodes skip crash slow; }
is_filled() {    # how often it was filled
    [ "$(wc -c <filled)" -eq "$1" ] && [ ! -e dirty ]
}
says() {    # what is to be among what the command writes, the command
    wanted=$1; shift
    "$@" >said 2>&1
    grep -q -- "$wanted" said || { cat said; return 1; }
}
once() {
    fresh
    # shellcheck disable=SC2086
    ./bench $brief "$@" '^(sum|threads)' >/dev/null 2>&1 && is_filled 1
}
is "many launches of many cases fill it once" once
is "a test does" once --test
is "a run in one process does" once --no-fork

is "it cannot be asked for in the loop" \
    says 'late.*failed: fixture "words": ask for it before the loop' \
    ./bench --test late
# (a sanitizer calls the signal by another name)
is "it cannot be written into" says 'writes *\(crashed\|failed\)' ./bench --test writes

skips() {
    fresh
    touch skip
    says 'n=2 *skipped: no data' ./bench --test sum && is_filled 2
}
is "who fills it may skip" skips
survives() {
    fresh
    touch crash
    says 'ok' ./bench --test sum && grep -q crashed said && is_filled 2
}
is "it is filled anew, from zeros, after a crash" survives

# The clock of the run stands still for three seconds, and so does the timeout.
is_free() {
    fresh
    touch slow
    begin=$(date +%s%N)
    # shellcheck disable=SC2086
    ./bench $brief --timeout 2 -o rec.json 'sum/n=1' >/dev/null || return 1
    wall_ms=$((($(date +%s%N) - begin) / 1000000))
    elapsed_ms=$(sed -n 's/.*"elapsed_s":\([0-9.]*\).*/\1/p' rec.json | head -n 1 |
        awk '{ printf "%d", $1 * 1000 }')
    echo "$elapsed_ms ms of $wall_ms ms"
    [ $((wall_ms - elapsed_ms)) -ge 2900 ]
}
is "filling it is in no budget" is_free

shares() {
    fresh
    # shellcheck disable=SC2086
    tare duel $pairs ./bench ./alike 'sum/n=1' >said 2>&1
    is_filled 2 && ! grep -q other-fixture said &&
        [ "$(tail -n 4 inodes | sort -u | wc -l)" -eq 1 ]
}
is "sides that fill it alike have the same memory" shares
differs() {
    fresh
    # shellcheck disable=SC2086
    says 'other-fixture: .*"words"' tare duel $pairs -o rec.json \
        ./bench ./other 'sum/n=1' || return 1
    is_filled 2 && [ "$(tail -n 8 inodes | sort -u | wc -l)" -eq 2 ] &&
        says 'other-fixture' tare duel --replay rec.json
}
is "sides that do not are told about" differs

# Four samples in a launch, and the warm-up.
resets() {
    # shellcheck disable=SC2086
    ./bench $brief -o rec.json '^wears' >said && ! grep -q failed said &&
        tare export --format csv rec.json | grep -c '^wears.*resets,.*,5,' |
        grep -qx 2
}
is "what samples leave is put back before each" resets

contexts() {
    # shellcheck disable=SC2086
    ./bench $brief -o rec.json '^(three|five)$' >/dev/null &&
        [ "$(grep -o '"id":"[a-z]*".*"result":"[0-9a-f]*"' rec.json | grep -o '"result":.*' | sort -u | wc -l)" -eq 2 ]
}
is "cases made at run time have contexts of their own" contexts
finish
