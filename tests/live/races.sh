#!/bin/sh
# How often races are right: three builds that do the same, and KNOWN times three of
# which one takes 2 % longer in one case and one 5 %.  DUTY=0.5 puts a neighbour on
# each CPU.
# Usage: RUNS=20 KNOWN=20 sh tests/live/races.sh TARE FOLDER NEIGHBOUR
# FOLDER has the builds a, b and c, which are equal, and two and five.
set -u
tare=$1 folder=$2 neighbour=$3
runs=${RUNS:-20} known=${KNOWN:-${RUNS:-20}} seconds=${SECONDS_EACH:-6}
cases=${CASES:-^(chain|multiply|sum1k|sort1k|branches|divide)$}
. tests/live/neighbours.sh

# The verdict file is what counts.
race() {    # cases, builds…
    only=$1
    shift
    "$tare" race --quiet --noplot --store "$work/store" --measures none \
        --measurement-time "$seconds" --sample-time 0.0005 \
        --verdict "$work/v.json" -o "$work/r.json" "$@" -- "$only" >/dev/null 2>&1
}
finds() {    # faster build, slower build
    grep -q "\"first\":\"$1\",\"second\":\"$2\",\"verdict\":\"faster\"" "$work/v.json"
}

wrong=0 two=0 five=0 begin=$(date +%s)
for i in $(seq "$runs"); do
    race "$cases" a="$folder/a" b="$folder/b" c="$folder/c"
    if grep -q '"verdict":"\(faster\|slower\)"' "$work/v.json"; then
        wrong=$((wrong + 1))
        cp "$work/r.json" "${TMPDIR:-/tmp}/race-wrong-$i.json"
    fi
    if [ "$i" -le "$known" ]; then
        race '^chain$' a="$folder/a" two="$folder/two" five="$folder/five"
        finds a two && two=$((two + 1))
        finds a five && five=$((five + 1))
    fi
    printf '%s of %s: %s races of equal builds ranked any; 2 %% found %s, and 5 %% %s; %s s each\n' \
        "$i" "$runs" "$wrong" "$two" "$five" "$((($(date +%s) - begin) / i))"
done
