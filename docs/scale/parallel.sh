#!/bin/sh
# A duel in shards by GNU parallel, on the machines of a list, one shard on each at
# a time.  They see this folder under the same name.
#
#     sh parallel.sh ./old_bench ./new_bench --sshloginfile machines
#
# Without such a list, all shards run here, one after another.  SHARDS says how many
# there are, and FLAGS has options of tare duel.
set -eu
old=$(realpath "$1") new=$(realpath "$2")
: "${SHARDS:=4}" "${FLAGS:=}"
shift 2
rm -f part-*.json

# Its status is the number of shards that failed or found something: what became of
# them is asked of the parts.
seq 0 $((SHARDS - 1)) | parallel --jobs 1 --workdir "$PWD" "$@" \
    "tare duel $FLAGS --shard {}/$SHARDS -o part-{}.json '$old' '$new'" || true
tare merge part-*.json -o merged.json
tare gate --replay merged.json
