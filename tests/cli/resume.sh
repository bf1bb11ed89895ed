#!/bin/sh
# A coordinator that is killed at random moments and resumed measures what one
# does that nobody has touched: the same launches in the same order, the same
# verdicts.  KILLS=N kills a duel N times in all, 8 unless said.  TAP on stdout.
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
. tests/tap.sh
top=$(pwd)
PATH=$(cd "$(dirname "$TARE")" && pwd):$PATH
old=$top/$OUT/tests/cli/seeded_old_bench new=$top/$OUT/tests/cli/seeded_new_bench
TARE_NOPLOT=1
export TARE_NOPLOT
cd "$work" || exit 1

if ! python3 -c 'import json' 2>/dev/null; then
    skip "a resumed duel is the same" "no python3"
    finish
fi

# Time decides nothing, and so everything follows from the seed.
brief="--measurement-time 10000 --no-pin --samples 4 --sample-time 0.0002"
brief="$brief --warm-up-time 0.0001"

cut() {    # what, how often at once, signal, command and its words
    what=$1 times=$2 number=$3
    shift 3
    seed=$((seed + 1))
    is "$what" python3 "$top/tests/cli/resume.py" $seed "$times" "$number" "$@" \
        --seed $seed
    sed -n 's/^# /# /p' "$work/log"
}

seed=100
left=${KILLS:-8}
# shellcheck disable=SC2086
{
while [ "$left" -gt 0 ]; do
    now=$((left < 8 ? left : 8)) left=$((left - 8))
    cut "a duel killed $now times ends as if it had not been" $now SIGKILL \
        tare duel $brief --pairs 20 -m allocations "$old" "$new"
done
cut "so does one that is ended with all of its processes" 3 SIGTERM \
    tare duel $brief --pairs 20 -m none "$old" "$new" '^flaky$' '^slower$'
cut "so does a run" 3 SIGKILL \
    tare run $brief --launches 20 -m allocations "$new"
cut "so does a benchmark by itself" 3 SIGKILL \
    "$new" $brief --launches 20 -m none steady flaky
cut "so does a race" 3 SIGKILL \
    tare race $brief --launches 15 -m none "one=$old" "two=$new"
cut "so does a gate" 3 SIGKILL \
    tare gate $brief --pairs 20 -m none "$old" "$new" '^steady$' '^slower$'
}
finish
