#!/bin/sh
# A duel as a Slurm array, one shard in each task, and a job that judges them all:
#
#     sh slurm.sh ./old_bench ./new_bench
#
# SHARDS says how many tasks there are, FLAGS has options of tare duel, and
# SBATCH_FLAGS what sbatch needs to be told on this cluster.  All tasks need the same kind of node: name it with --constraint.
# The parts and the merged record are in a folder named after the array's job.
set -eu
old=$(realpath "$1") new=$(realpath "$2")
: "${SHARDS:=4}" "${FLAGS:=}" "${SBATCH_FLAGS:=}"

# A task has its node to itself, and hyper-threads next to it stay idle.  A minute
# before its time is up it is told, ends after the running launch and keeps its
# journal; a task that is requeued goes on with that.
# shellcheck disable=SC2086 # one word each
array=$(sbatch --parsable --job-name=tare --array=0-$((SHARDS - 1)) \
    --cpus-per-task=2 --exclusive --hint=nomultithread --time=60 \
    --signal=B:TERM@60 --requeue --open-mode=append --output=tare-%A-%a.log \
    $SBATCH_FLAGS <<END
#!/bin/sh
mkdir -p "tare-\$SLURM_ARRAY_JOB_ID" && cd "tare-\$SLURM_ARRAY_JOB_ID" || exit
exec tare duel $FLAGS --resume --shard auto -o "part-\$SLURM_ARRAY_TASK_ID.json" "$old" "$new"
END
)

# afterany: a shard that found a regression has failed, too, and the merge is what
# notices that one is missing.
# shellcheck disable=SC2086
sbatch --parsable --job-name=tare-judge --dependency="afterany:$array" --time=10 \
    --output="tare-$array.log" $SBATCH_FLAGS <<END
#!/bin/sh
cd "tare-$array" && tare merge part-*.json -o merged.json && tare gate --replay merged.json
END
