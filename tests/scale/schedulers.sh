#!/bin/sh
# The files of docs/scale, run: by the scheduler itself where it can be had, else by
# executing its commands with its variables.  A suite is cut and judged.  TAP.
set -u
top=$(pwd)
work=$(mktemp -d) || exit 1
trap 'stop_slurm; rm -rf "$work"' EXIT
. tests/tap.sh
PATH=$(cd "$(dirname "$TARE")" && pwd):$PATH
export PATH
old=$top/$OUT/tests/cli/old_bench new=$top/$OUT/tests/cli/new_bench
FLAGS='-q --measurement-time 2 --samples 4 --sample-time 0.00015 --warm-up-time 0.0001
       --skip ^odd --skip ^crashes --skip ^added --skip ^removed
       --skip ^pages --skip ^other --skip ^rough --skip ^skips
       --skip ^shifted --skip ^tolerant'
# shellcheck disable=SC2086,SC2116
FLAGS=$(echo $FLAGS) # in one line
export FLAGS

# The slower case is found in the merged record, whichever shard had it.
judged() { grep -q '^1 of 3 cases regressed, 1 improved' "$1"; }

# ---- GNU parallel --------------------------------------------------------------
by_parallel() (
    mkdir "$work/parallel" && cd "$work/parallel" || exit
    SHARDS=3 sh "$top/docs/scale/parallel.sh" "$old" "$new" >out
    [ $? = 1 ] && judged out
)
if command -v parallel >/dev/null; then
    is "GNU parallel: three shards and a merge" by_parallel
else
    skip "GNU parallel: three shards and a merge" "no parallel"
fi

# ---- Slurm ---------------------------------------------------------------------
# A cluster of this machine alone, of which everything is in $work/slurm.
start_slurm() {
    slurm=$work/slurm
    mkdir "$slurm" "$slurm/state" "$slurm/spool" && chmod 700 "$slurm" &&
        head -c 1024 /dev/urandom >"$slurm/key" && chmod 400 "$slurm/key" &&
        munged --force --key-file="$slurm/key" --socket="$slurm/socket" \
            --pid-file="$slurm/munged.pid" --log-file="$slurm/munged.log" \
            --seed-file="$slurm/seed" || return 1
    cat >"$slurm/slurm.conf" <<END
ClusterName=tare
SlurmctldHost=$(hostname -s)
SlurmUser=root
AuthInfo=socket=$slurm/socket
ProctrackType=proctrack/linuxproc
TaskPlugin=task/affinity
StateSaveLocation=$slurm/state
SlurmdSpoolDir=$slurm/spool
SlurmctldPidFile=$slurm/slurmctld.pid
SlurmdPidFile=$slurm/slurmd.pid
SlurmctldLogFile=$slurm/slurmctld.log
SlurmdLogFile=$slurm/slurmd.log
SlurmctldPort=$((20000 + $$ % 10000))
SlurmdPort=$((30000 + $$ % 10000))
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
NodeName=$(hostname -s) CPUs=$(nproc)
PartitionName=all Nodes=ALL Default=YES State=UP
END
    SLURM_CONF=$slurm/slurm.conf
    export SLURM_CONF
    slurmctld && slurmd && until_true 20 node_is_idle
}
stop_slurm() {
    for daemon in slurmd slurmctld munged; do
        [ -s "$work/slurm/$daemon.pid" ] || continue
        pid=$(cat "$work/slurm/$daemon.pid")
        kill "$pid" && until_true 20 eval '! kill -0 $pid 2>/dev/null'
    done
}
node_is_idle() { sinfo -h -o %t 2>/dev/null | grep -q idle; }
no_jobs_left() { [ -z "$(squeue -h)" ]; }
# seconds, what
until_true() {
    left=$1
    shift
    until "$@"; do
        left=$((left - 1))
        [ $left -gt 0 ] && sleep 1 || return 1
    done
}
by_slurm() (
    mkdir "$work/array" && cd "$work/array" &&
        SHARDS=4 SBATCH_FLAGS='--cpus-per-task=1' \
            sh "$top/docs/scale/slurm.sh" "$old" "$new" &&
        until_true 180 no_jobs_left && cat tare-*.log && cat tare-?.log >out &&
        [ "$(find . -name 'part-*.json' | wc -l)" = 4 ] && judged out
)
# The journal of the shard that runs in this folder has some launches.
is_under_way() { [ "$(cat .tare/journal/* 2>/dev/null | wc -l)" -gt 20 ]; }
by_slurm_requeued() (
    mkdir "$work/requeued" && cd "$work/requeued" &&
        SHARDS=1 FLAGS="$FLAGS --measurement-time 8" SBATCH_FLAGS='--cpus-per-task=1' \
            sh "$top/docs/scale/slurm.sh" "$old" "$new" || return
    until_true 60 eval 'cd tare-*/ 2>/dev/null' && until_true 60 is_under_way ||
        return
    array=${PWD##*-}
    scontrol requeue "${array}_0" && sleep 1 &&
        scontrol update JobId="${array}_0" StartTime=now &&
        until_true 180 no_jobs_left && cat ../tare-*.log &&
        grep -q '"resumed"' part-0.json && judged "../tare-$array.log"
)
by_slurm_cancelled() (
    mkdir "$work/cancelled" && cd "$work/cancelled" || return
    cat >job <<END
#!/bin/sh
exec tare duel $FLAGS --measurement-time 8 --resume -o duel.json "$old" "$new"
END
    job=$(sbatch --parsable --output=first job) && until_true 60 is_under_way &&
        scancel "$job" && until_true 60 no_jobs_left && cat first &&
        grep -q '"interrupted":true' duel.json &&
        ! grep -qi crash first && sbatch --output=second job &&
        until_true 180 no_jobs_left && cat second &&
        grep -q '"resumed"' duel.json && judged second
)
has_slurm() {
    for program in slurmctld slurmd munged sbatch; do
        command -v $program >/dev/null || return 1
    done
    [ "$(id -u)" = 0 ]
}
if ! has_slurm; then
    skip "Slurm: an array and the job that judges it" "no Slurm, or not root"
elif start_slurm; then
    is "Slurm: an array and the job that judges it" by_slurm
    is "Slurm: a task that is put back into the queue goes on" by_slurm_requeued
    is "Slurm: so does a job that was cancelled, when it is submitted again" \
        by_slurm_cancelled
else
    skip "Slurm: an array and the job that judges it" "Slurm does not start here"
fi

# ---- others --------------------------------------------------------------------
# What the file tells the shell to do: of each shard with the scheduler's variables,
# then of the judge.  /bench/old is $old, and so on.
commands() {
    python3 - "$top/docs/scale/$1" "$2" <<'END'
import re, sys

text = open(sys.argv[1]).read()
if sys.argv[1].endswith(".hcl"):
    print(re.search(r'"-c", "(.*)"\]', text)[1])
else:
    import yaml

    jobs = [job for job in yaml.safe_load_all(text)]
    if sys.argv[1].endswith("kubernetes.yaml"):
        spec = jobs[sys.argv[2] == "judge"]["spec"]
        assert spec.get("completions", 4) == 4
        print(spec["template"]["spec"]["containers"][0]["args"][0])
    else:
        job = jobs[0].get("jobs", jobs[0])[sys.argv[2]]
        print(*job.get("script", [step["run"] for step in job.get("steps", []) if "run" in step]), sep="\n")
END
}
# name, command of the shell, with which variables of shard $i
runs() {
    sed "s,/bench/old,$old,; s,/bench/new,$new,; s,\./old,$old,; s,\./new,$new,
         s,tare duel,tare duel $FLAGS,; s,/parts,.,; /^chmod/d" >script
    (eval "export $1" && sh -e script)
}
by_file() (
    folder=$work/by-$1
    mkdir "$folder" && cd "$folder" || exit
    for i in 0 1 2 3; do
        [ "$1" != github.yml ] || { mkdir "part-$i" && cd "part-$i"; } || exit
        commands "$1" shard | runs "$2"
        status=$?
        [ $status = 0 ] || { [ "$1" = gitlab.yml ] && [ $status = 1 ]; } || exit
        cd "$folder" || exit
    done
    if [ "$1" = nomad.hcl ]; then
        sed -n 's/^#     \(tare merge\)/\1/p' "$top/docs/scale/$1" >script
    else
        commands "$1" judge >script
    fi
    sh -e script >out
    [ $? = 1 ] && judged out
)
# shellcheck disable=SC2016 # for later
if python3 -c 'import yaml' 2>/dev/null; then
    is "Kubernetes: the commands of both jobs" \
        by_file kubernetes.yaml 'JOB_COMPLETION_INDEX=$i'
    is "GitHub: the commands of all jobs" by_file github.yml 'SHARD=$i/4'
    is "GitLab: the commands of both jobs" \
        by_file gitlab.yml 'CI_NODE_INDEX=$((i + 1)) CI_NODE_TOTAL=4'
    is "Nomad: the command of an allocation" by_file nomad.hcl 'NOMAD_ALLOC_INDEX=$i'
else
    skip "Kubernetes, GitHub, GitLab, Nomad" "no python3-yaml"
fi
if command -v action-validator >/dev/null; then
    is "action-validator knows github.yml" action-validator docs/scale/github.yml
else
    skip "action-validator knows github.yml" "no action-validator"
fi
finish
