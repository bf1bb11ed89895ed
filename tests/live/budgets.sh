#!/bin/sh
# Duels and gates by the clock: how many end within their budget plus 10 %, with
# all that belongs to them.  Cases from a nanosecond to 40 ms, unchanged, 1 % and
# 90 % slower, with 0.5 to 4 s a case and side; drawn from a number that may be
# given.  Usage: sh tests/live/budgets.sh [DUELS [FIRST]]
# A line for each: budget and time in seconds, and what was duelled.
set -u
here=$(cd "$(dirname "$0")" && pwd)
tree=$(cd "$here/../.." && pwd)
duels=${1:-50} first=${2:-1}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

for more in 100 101 190; do
    cc -O2 -g -DMORE=$more -I"$tree/harness/include" -o "$work/by$more" \
        "$here/budgets_bench.c" "$tree/build/libtare.a" -lm -pthread || exit 1
done

# The word of the list that the duel and a purpose draw.
draw() {
    purpose=$1; shift
    at=$((1 + 0x$(printf '%s %s' "$purpose" "$number" | md5sum | cut -c 1-7) % $#))
    eval "printf '%s' \"\${$at}\""
}

within=0
for number in $(seq "$first" $((first + duels - 1))); do
    more=$(draw more 100 101 190 190) time=$(draw time 0.5 1 2 4)
    verb=$(draw verb duel gate) cases=$(draw cases . 'tiny|small' 'large|slow' middle slow)
    begin=$(date +%s%N)
    "$tree/build/tare" "$verb" -q --noplot --seed "$number" --store "$work/store" \
        --measurement-time "$time" -o "$work/record.json" \
        "$work/by100" "$work/by$more" -- "$cases" >/dev/null 2>"$work/log"
    end=$(date +%s%N)
    budget=$(sed -n 's/.*"budget_s":\([0-9.]*\).*/\1/p;T;q' "$work/record.json")
    [ -n "$budget" ] || { cat "$work/log"; exit 1; }
    if echo "$begin $end $budget" | awk '{ t = ($2 - $1) / 1e9
            printf "%6.1f %6.1f", $3, t; exit t > 1.1 * $3 }'; then
        within=$((within + 1)) verdict=
    else
        verdict=' LATE'
    fi
    echo "  $verb $time s, +$((more - 100)) %, $cases$verdict"
done
echo "$within of $duels within their budget plus 10 %"
[ "$within" = "$duels" ]
