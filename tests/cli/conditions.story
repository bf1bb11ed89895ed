# A state is an argument like any other.
# No sanitizers: what they add to a launch is more than what is shown
$ conditions_bench --list --format terse state
state/stateful/state=warm
state/stateful/state=cold-data
state/stateful/state=cold
$ conditions_bench --list --format terse state --arg state=cold
state/stateful/state=cold
$ conditions_bench --list state --arg state=hot
tare: tests/cli/conditions_bench.c:*: argument "state" cannot be "hot": it is one of warm, cold-data, cold
? 2
$ conditions_bench $brief --launches 30 state 2>/dev/null | sed -n '/^group/,$p'
group             fastest
state/stateful    state=warm  state=cold-data takes 3.000× as long (3.000 … 3.000)
# A cold sample is one iteration, and its launches show what memory takes.
$ conditions_bench $brief --launches 3 --arg state=cold state -o cold.json >/dev/null 2>&1; tare export --format csv cold.json | cut -d, -f1,8,9,22,23 | grep -v allocations
id,measure,unit,samples,iterations
state/stateful/state=cold,time,ns,12,12
state/stateful/state=cold,miss-latency,ns,12,12
$ conditions_bench $brief --launches 3 --arg state=cold -m latency state 2>/dev/null | tr -s '\n ' ' ' | grep -o 'unmeasured: .* cold $'
unmeasured: state/stateful/state=cold latency: not available: it runs iterations in a row, so that only the first is cold 
$ conditions_bench --no-fork $brief --arg state=cold state 2>/dev/null | grep ^state
state/stateful/state=cold  9.000 µs              –       –              no-fork
# Launches draw other inputs, but rivals the same in each round, and sides in each pair.
$ conditions_bench $brief --launches 30 draw -v 2>/dev/null | grep '×'
draw    one = two  1.000× (1.000 … 1.000)  equal
$ cp "$(command -v conditions_bench)" other; tare duel $brief --duel-anyway --pairs 5 "$(command -v conditions_bench)" ./other -o d.json -- one >/dev/null 2>&1; tare export --format csv d.json | grep ',time,' | awk -F, '{ print $1, $31 == $32 }'
draw/one 1
# The seed of a run gives them again; the result is that of a seed which all runs have.
$ for i in 7 7 8; do conditions_bench $brief --seed $i --launches 5 draw/one -o $i.json >/dev/null 2>&1; mv now.csv before.csv 2>/dev/null; tare export --format csv $i.json | grep ',time,' >now.csv; cmp -s now.csv before.csv && echo again; done
again
? 1
$ grep -o '"result":"[0-9a-f]*"' 7.json 8.json | cut -d: -f2- | sort -u | wc -l
1
# A processor that knows its inputs by heart is told, with both times.
$ conditions_bench $brief --launches 5 learns 2>/dev/null | tr -s '\n ' ' ' | grep -o 'trained-predictor: .*'
trained-predictor: learns an iteration takes * ns on new inputs, which is what is shown, and * ns on 16 inputs that repeat, whose branches and memory the processor learns: if the code meets few inputs in use, measure those *
