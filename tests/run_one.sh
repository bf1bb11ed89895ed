#!/bin/sh
# Runs one test program on the CPU of this slot, prints how it went, and adds a
# line to the totals: passed, failed, skipped.
# A program that prints no plan, or dies, counts as one failure.  With CONFIRM=1 what
# fails is noted to be run again instead, unless it crashed.
# Usage: SLOT=… OUT=… sh tests/run_one.sh FOLDER PROGRAM
set -u
folder=$1 program=$2 name=${2#"${OUT:-}"/}
log=$folder/log.$SLOT
cpu=$(sed -n "$((SLOT + 1))p" "$folder/cpus")
unset SLOT

case $program in
*.sh) set -- sh "$program" ;;
*.story) set -- sh tests/cli/story.sh "$program" ;;
*) set -- "$program" ;;
esac
begin=$(date +%s)
taskset -c "$cpu" "$@" >"$log" 2>&1
status=$?
echo "$(($(date +%s) - begin)) s $name" >>"$folder/times"

ok=$(grep -c '^ok' "$log")
skipped=$(grep -c '^ok.*# SKIP' "$log")
failed=$(grep -c '^not ok' "$log")
plan=$(sed -n 's/^1\.\.\([0-9]*\)$/\1/p' "$log" | head -n 1)
if [ "$((ok + failed))" != "${plan:-none}" ]; then
    echo "# ended early (status $status)" >>"$log"
    [ "$failed" -gt 0 ] || failed=1
fi
[ "$status" = 0 ] || [ "$failed" -gt 0 ] || failed=1

{
    if [ "$failed" -gt 0 ]; then
        printf '  FAIL   %s (status %s)\n' "$name" "$status"
        grep -v '^ok' "$log"
    else
        printf '  ok     %s (%d)\n' "$name" "$ok"
    fi
    grep '^ok.*# SKIP' "$log" | sed 's/^ok [0-9]* - /  skip   /'
} >"$log.said"
cat "$log.said"
if [ "$failed" -gt 0 ] && [ -n "${CONFIRM:-}" ] && [ "$status" -lt 128 ] &&
    ! grep -q 'Sanitizer: ' "$log"; then
    echo "$program" >>"$folder/doubted"
    exit
fi
echo "$((ok - skipped)) $failed $skipped" >>"$folder/totals"
