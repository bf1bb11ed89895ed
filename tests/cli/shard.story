# No sanitizers: it takes minutes there, and duel.story duels too
# Each case is in exactly one shard, on every machine the same.
$ tare list --format terse $old >all; for i in 0 1 2; do tare list --format terse --shard $i/3 $old; done | sort >dealt; sort all | cmp - dealt
$ tare list --format terse --shard 2/3 $old
faster
crashes
$ $old --list --format terse --shard 2/3
faster
crashes
# Two shards of a duel, merged, are judged as each was.
$ for i in 0 1 2; do tare duel $brief --shard $i/3 -q -o p$i.json $old $new steady slower faster added removed >/dev/null 2>&1; echo $?; done
0
1
0
$ tare duel --replay p1.json 2>/dev/null | grep shard
shard: this is shard 1 of 3, with 2 of 5 cases: tare merge puts the parts together
$ tare merge p2.json p0.json p1.json -o m.json
$ tare gate --replay m.json --verdict v.json >out 2>/dev/null
? 1
$ head -1 out
1 of 5 cases regressed, 1 improved; 1 removed, 1 added.
$ grep ^merged out
merged: merged from 3 shards, each judged by its own pairs and controls
$ tare gate --replay m.json --verdict again.json >/dev/null 2>&1; cmp v.json again.json
$ tare duel --replay m.json -q 2>/dev/null -- slower | grep -c '^  slower'
1
# A part that came twice as the same file is one part.
$ cp p0.json copy.json; tare merge p0.json copy.json p1.json p2.json -o again.json; cmp m.json again.json
# What is missing, doubled or foreign is refused.
$ tare merge p0.json p1.json -o x.json
tare: shard 2 of 3 is missing, and so is the case added: name its part, or measure it
? 5
$ tare duel $brief --shard 0/3 -q -o other.json $old $new steady slower faster added removed >/dev/null 2>&1; tare merge p0.json p1.json p2.json other.json -o x.json
tare: shard 0 is there twice, as *.json and *.json, both with the case removed: leave one of them out
? 5
$ tare duel $brief --shard 0/3 -q -o other.json $old $new steady slower >/dev/null 2>&1; tare merge other.json p1.json p2.json -o x.json
tare: p1.json is of another suite than other.json: only one of them has the case added
? 5
$ tare merge p0.json m.json -o x.json
tare: m.json: is merged already: name the parts
? 5
$ test ! -e x.json
# A shard without a case is a part, and no failure.
$ for i in 0 1 2; do tare run -q --launches 2 --shard $i/3 -o r$i.json $old -- steady slower >/dev/null 2>&1; echo $?; done
0
0
0
$ tare merge r0.json r1.json r2.json -o r.json && tare export -f csv r.json | grep -c '^slower'
1
$ tare merge r0.json p1.json r2.json -o x.json
tare: * do not belong together: what was measured, a run or a duel, differs: measure all shards the same way
? 5
# The builds of a race stay together, and are judged over the cases of all shards.
$ for i in 0 1; do tare race -q --launches 3 --shard $i/2 -o c$i.json old=$old new=$new -- steady slower faster >/dev/null 2>&1; echo $?; done
0
0
$ tare merge c0.json c1.json -o c.json && tare race --replay c.json 2>/dev/null | grep -o 'mean of 3 cases'
mean of 3 cases
# The scheduler is asked only if told so, and believed only if it is clear.
$ tare list --shard auto $old
tare: --shard auto: no scheduler has said which shard this is: use --shard I/N
? 2
$ SLURM_ARRAY_TASK_ID=7 SLURM_ARRAY_TASK_MIN=5 SLURM_ARRAY_TASK_MAX=7 SLURM_ARRAY_TASK_COUNT=3 tare list --format terse --shard auto $old
tare: this is shard 2 of 3
faster
crashes
$ SLURM_ARRAY_TASK_ID=6 SLURM_ARRAY_TASK_MIN=2 SLURM_ARRAY_TASK_MAX=6 SLURM_ARRAY_TASK_COUNT=3 tare list --shard auto $old
tare: --shard auto: the tasks of this Slurm array are not numbered one by one: use --array=0-2
? 2
$ CI_NODE_INDEX=3 CI_NODE_TOTAL=3 tare list -q --format terse --shard auto $old
faster
crashes
$ JOB_COMPLETION_INDEX=2 tare list --shard auto $old
tare: --shard auto: JOB_COMPLETION_INDEX does not say how many shards there are: use --shard auto/N
? 2
$ JOB_COMPLETION_INDEX=2 tare list -q --format terse --shard auto/3 $old
faster
crashes
# By cost, from a record.
$ tare list --format terse --shard 0/2 --costs r.json $old >zero; tare list --format terse --shard 1/2:cost --costs r.json $old | sort - zero >dealt; sort all | cmp - dealt
$ tare list --shard 0/2:cost $old
tare: --shard: cost needs the record of a run or a duel of these cases: --costs RECORD
? 2
$ tare list --shard 3/3 $old
tare: --shard: "3/3" is not of the form I/N, with I from 0 to N - 1 and N up to 10000, or auto
? 2
