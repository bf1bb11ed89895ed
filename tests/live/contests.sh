#!/bin/sh
# How often contests are right: suites of twelve between equal kernels, 2 % with
# --contest, 5 % in plain runs, and a crossing at n = 1000.  A suite takes about
# half a minute.  DUTY=0.5 puts a neighbour on each CPU.
# Usage: RUNS=20 sh tests/live/contests.sh BENCH NEIGHBOUR
set -u
bench=$1 neighbour=$2
runs=${RUNS:-20} seconds=${SECONDS_EACH:-8}
. tests/live/neighbours.sh

# Runs it with these options; the verdict file is what counts.
measure() {
    "$bench" --quiet --discard-baseline --noplot --store "$work/store" \
        --measurement-time "$seconds" --verdict "$work/v.json" -o "$work/r.json" "$@" \
        >/dev/null 2>&1
}
holds() { grep -q "$1" "$work/v.json"; }

wrong=0 two=0 five=0 crossed=0 equal=0
for i in $(seq "$runs"); do
    measure '/(alpha|beta)$'
    equal=$((equal + $(grep -o '"outcome":"equal"' "$work/v.json" | wc -l)))
    if holds '"outcome":"won"'; then
        wrong=$((wrong + 1))
        cp "$work/r.json" "${TMPDIR:-/tmp}/contest-wrong-$i.json"
    fi
    measure --contest '^two/'
    holds '"first":"faster","second":"slower","verdict":"faster"' && two=$((two + 1))
    measure '^five/'
    holds '"first":"faster","second":"slower","verdict":"faster"' && five=$((five + 1))
    measure '^cross/'
    sed -n 's/.*"crossings":\[{.*"low":\([0-9]*\),"high":\([0-9]*\).*/\1 \2/p' "$work/v.json" |
        awk '{ exit !($1 <= 1000 && $2 >= 1000) } END { if (NR == 0) exit 1 }' &&
        crossed=$((crossed + 1))
    printf '%s of %s: %s suites named one of two that are equal (%s of %s contests shown equal); 2 %% found %s, 5 %% in plain runs %s, crossing covered %s\n' \
        "$i" "$runs" "$wrong" "$equal" "$((12 * i))" "$two" "$five" "$crossed"
done
