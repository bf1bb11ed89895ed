#!/bin/sh
# Runs test programs (TAP on stdout) and prints one line of totals at the end.
# Usage: OUT=… TARE=… sh tests/run.sh PROGRAM…
# A program that prints no plan, or dies, counts as one failure.
set -u
TARE_NOPLOT=1 # reports have tests of their own
export TARE_NOPLOT
passed=0 failed=0 skipped=0
log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT

tally() {    # program, exit status; reads $log
    ok=$(grep -c '^ok' "$log")
    skip=$(grep -c '^ok.*# SKIP' "$log")
    bad=$(grep -c '^not ok' "$log")
    plan=$(sed -n 's/^1\.\.\([0-9]*\)$/\1/p' "$log" | head -n 1)
    [ "$((ok + bad))" = "${plan:-none}" ] || { [ "$bad" -gt 0 ] ||
        bad=1; echo "# $1: ended early (status $2)" >>"$log"; }
    [ "$2" = 0 ] || [ "$bad" -gt 0 ] || bad=1
    passed=$((passed + ok - skip))
    skipped=$((skipped + skip))
    failed=$((failed + bad))
    if [ "$bad" -gt 0 ]; then
        printf '  FAIL   %s (status %s)\n' "$1" "$2"
        grep -v '^ok' "$log"
    else
        printf '  ok     %s (%d)\n' "$1" "$ok"
    fi
    grep '^ok.*# SKIP' "$log" | sed 's/^ok [0-9]* - /  skip   /'
}

for program in "$@"; do
    case $program in
    *.sh) sh "$program" >"$log" 2>&1 ;;
    *) "$program" >"$log" 2>&1 ;;
    esac
    tally "${program#"${OUT:-}"/}" $?
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
