#!/bin/sh
# What runs say under a neighbour, against what they say without one: prints a
# table, takes most of an hour.  The machine should otherwise be idle.
# Usage: RUNS=20 DUTY=0.5 KIND=both sh tests/live/weather.sh BENCH NEIGHBOUR TABLE
set -eu
bench=$1 neighbour=$2 table=$3
runs=${RUNS:-20} duty=${DUTY:-0.5} kind=${KIND:-both} seconds=${SECONDS_EACH:-3}
# beside the measured CPU, on it, or both
cpus=${CPUS:-$(nproc --all | awk '{ for (i = 0; i < $1; i++) print i }')}
folder=$(mktemp -d)
pids=
trap 'kill $pids 2>/dev/null || :; rm -rf "$folder"' EXIT

measure() { # NAME
    "$bench" --quiet --store "$folder/store" --measurement-time "$seconds" \
        --output "$folder/$1.json" >/dev/null
}

for i in $(seq "$runs"); do
    measure "quiet-$i"
    for cpu in $cpus; do
        "$neighbour" "$cpu" "$kind" "$duty" "$((i * 100 + cpu))" 3600 &
        pids="$pids $!"
    done
    measure "noisy-$i"
    kill $pids 2>/dev/null || :
    wait || :
    pids=
    echo "$i of $runs" >&2
done
"$table" "$folder"/quiet-*.json -- "$folder"/noisy-*.json
