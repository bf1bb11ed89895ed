#!/bin/sh
# Runs one test program on the CPU of that slot, prints how it went, and adds a
# line to $work/totals: passed, failed, skipped.
# A program that prints no plan, or dies, counts as one failure.
# Usage: work=… cpus=… SLOT=… OUT=… sh tests/run_one.sh PROGRAM
set -u
program=$1
log=$work/log.$SLOT
cpu=$(echo "$cpus" | sed -n "$((SLOT + 1))p")

case $program in
*.sh) set -- sh "$program" ;;
esac
taskset -c "$cpu" "$@" >"$log" 2>&1
status=$?

ok=$(grep -c '^ok' "$log")
skipped=$(grep -c '^ok.*# SKIP' "$log")
failed=$(grep -c '^not ok' "$log")
plan=$(sed -n 's/^1\.\.\([0-9]*\)$/\1/p' "$log" | head -n 1)
if [ "$((ok + failed))" != "${plan:-none}" ]; then
    echo "# ended early (status $status)" >>"$log"
    [ "$failed" -gt 0 ] || failed=1
fi
[ "$status" = 0 ] || [ "$failed" -gt 0 ] || failed=1

name=${program#"${OUT:-}"/}
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
echo "$((ok - skipped)) $failed $skipped" >>"$work/totals"
