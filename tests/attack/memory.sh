#!/bin/sh
# Allocations that fail, one in each execution: it ends with a documented status,
# says so, and what was there is still there.  A sample that is another one each
# month, or with ALL=1 every allocation.  TAP on stdout.
set -u
: "${SAMPLE:=9}" # of each verb; once that one, once all from there on
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
. tests/tap.sh
PATH=$(cd "$(dirname "$TARE")" && pwd):$PATH
bench=$(cd "$OUT/tests/attack" && pwd)/small_bench
brief='--samples 2 --sample-time 0.0002 --warm-up-time 0 -q'
export TARE_NOPLOT=1 TMPDIR="$work/tmp" FAIL_AT FAIL_ON COUNT_TO
mkdir "$TMPDIR"
$CC -shared -fPIC -O2 -w -o "$work/fail.so" tests/attack/failing_malloc.c || exit 1
cd "$work" || exit 1

verbs() {
    sed 's/ *: */:/' <<END
a run that saves : tare run $brief --launches 2 -s two $bench -- ^add$
a duel : tare duel $brief --measurement-time 0.05 --pairs 1 one ${bench%_bench}2_bench ^add$
a replay : tare duel --replay duel.json -q --verdict verdict.json
a comparison : tare compare one r.json
an export : tare export --format junit -o out.xml r.json
a report : tare report -o report r.json
one in one file : tare report --single-file -o page.html r.json
one as text : tare report --text -v r.json
an import : tare baseline import --replace one.tare two
an archive : tare baseline export one again.tare
what is stored : tare baseline verify
END
}
# shellcheck disable=SC2086
prepare() {
    "$bench" $brief --launches 2 -o r.json -s one '^add$' &&
        "$bench" $brief --launches 2 -s two '^add$' &&
        tare duel $brief --duel-anyway --measurement-time 0.2 -o duel.json "$bench" "$bench" \
            '^add$' && tare baseline export one
}

# the numbers of the allocations that are to fail, of so many
choose() {
    [ -z "${ALL:-}" ] || { seq "$1"; return; }
    awk -v seed="$(date +%Y%m)" -v all="$1" -v some="$SAMPLE" 'BEGIN {
        srand(seed); for (i = 0; i < some; i++) print int(rand() * all) + 1 }'
}
wrong() { echo "FAIL_AT=$FAIL_AT FAIL_ON=$FAIL_ON status $status: $*"; }
fails_well() {    # command
    LD_PRELOAD=$work/fail.so timeout -k 5 20 $1 >out 2>err
    status=$?
    case $status in
    0) ;;
    [1-8]) [ -s err ] || wrong "without a word" ;;
    *) wrong "is not documented" ;;
    esac
    tare baseline verify >verified 2>&1 || wrong "$(cat verified)"
}
each() {    # command
    COUNT_TO=$work/count FAIL_AT=0 LD_PRELOAD=$work/fail.so $1 >/dev/null 2>&1
    for FAIL_AT in $(choose "$(cat count)"); do
        for FAIL_ON in '' 1; do
            [ -n "$FAIL_ON" ] || unset FAIL_ON
            fails_well "$1"
        done
    done >told
    cat told
    [ ! -s told ]
}
is "something to work with" prepare
FAIL_AT=0
verbs | while IFS=: read -r name command; do
    is "$name" each "$command"
    echo "$count $bad" >counted
done
read -r count bad <counted
finish
