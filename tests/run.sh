#!/bin/sh
# Runs test programs (TAP on stdout), as many at a time as there are CPUs to
# run on, and prints one line of totals at the end.
# With CONFIRM=1 what fails is run once more at the end, alone: on a machine that is
# shared, what measures may fail for what runs beside it.  Both are told.
# Usage: OUT=… TARE=… sh tests/run.sh PROGRAM…
set -u
[ $# -gt 0 ] || { echo "no test has that in its path" >&2; exit 1; }
TARE_NOPLOT=1 # reports have tests of their own
export TARE_NOPLOT
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
: >"$folder/totals"
: >"$folder/doubted"

# One to a CPU, or all benchmarks would choose the same.
taskset -cp $$ | sed 's/.*: //' | tr ',' '\n' |
    while IFS=- read -r first last; do seq "$first" "${last:-$first}"; done \
        >"$folder/cpus"

# Alone, what failed beside others.
confirm() {
    [ -s "$folder/doubted" ] || return 0
    echo "once more, alone:"
    tr '\n' '\0' <"$folder/doubted" | CONFIRM='' xargs -0 -n 1 \
        --process-slot-var=SLOT -P 1 sh tests/run_one.sh "$folder"
}
kept=${OUT:-$folder}/test-times
slowest() { head -n 5 "$kept" | paste -sd , | sed 's/,/, /g'; }

# (background jobs of a shell would ignore SIGINT, and so would their children)
printf '%s\0' "$@" | xargs -0 -n 1 -P "$(wc -l <"$folder/cpus")" \
    --process-slot-var=SLOT sh tests/run_one.sh "$folder"
confirm
sort -rn "$folder/times" >"$kept"
[ $# -lt 10 ] || echo "the slowest: $(slowest) ($kept has all)"
awk '{ passed += $1; failed += $2; skipped += $3 }
     END { if (NR != count) print count - NR " programs were not run"
           printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
           exit failed > 0 || NR != count }' count=$# "$folder/totals"
