# No sanitizers: it takes minutes there, and duel.story duels too
# Two machines that agree, and one where it is the other way round.
$ for i in arm x86; do tare duel $brief -q -o $i.json $old $new steady slower faster >/dev/null 2>&1; done; tare duel $brief -q -o odd.json $new $old steady slower faster >/dev/null 2>&1; echo $?
1
$ tare fleet arm.json x86.json --verdict v.json >out; echo $?
1
$ head -5 out
1 of 3 cases regressed, 1 improved.

  case * arm * x86
regressed
  slower  +*.* % regressed  +*.* % regressed
$ grep -E '^(1 unch|rule)' out
1 unchanged
rule: a case regressed if it did on any machine; the chance of a false alarm is 0.01 for all 2*
$ grep -o '"mode":"fleet"' v.json; grep -c '"machines":\[{"name":"arm","verdict":"regressed"' v.json
"mode":"fleet"
1
# Disagreement is said, and the rule decides.
$ tare fleet arm.json odd.json >out; echo $?
1
$ grep -cE '^    machines disagree' out; grep -E '^machines-disagree: improved' out; grep ^other out
2
machines-disagree: improved on one machine and regressed on another: *
other-executables: measured with other executables than arm: odd
$ tare fleet --rule all arm.json odd.json | head -4
Can't tell for 2 of 3 cases; nothing else changed.

  case * arm * odd
not on all machines
$ tare fleet -q --rule odd,x86 old=arm.json odd.json x86.json | head -1
2 of 3 cases regressed.
# The whole error can be given, when each had its share.
$ tare fleet --significance-level 0.02 arm.json x86.json | grep -c '0.02 for all 2'
1
# Names are what the user says, and harmless.
$ tare fleet a=arm.json a=x86.json
tare: two machines are called "a": give one of them another name, NAME=RECORD
? 2
$ tare fleet all=arm.json x86.json
tare: "all" cannot be the name of a machine: give it another one, NAME=RECORD, of up to 64 characters without commas, and not any or all
? 2
$ cp x86.json "$(printf 'x\033[2J').json"; tare fleet arm.json x*J.json | sed -n 3p | grep -c 'x\\x1b'
1
$ tare fleet --rule arm,ppc arm.json x86.json
tare: --rule: no machine is called "ppc": use any, all, or names of machines with commas between
? 2
$ tare fleet arm.json
tare: fleet needs the records of two machines or more: [NAME=]RECORD... (tare fleet --help)
? 2
# What does not belong together is refused.
$ cp arm.json again.json; tare fleet arm.json x86.json again.json
tare: arm.json and again.json are the same duel: give one record for each machine
? 5
$ tare duel $brief -q -o other.json $old $new steady >/dev/null 2>&1; tare fleet arm.json other.json
tare: other.json is of another suite than arm.json: it lacks the old side of faster: measure the same on all machines
? 5
$ tare run -q --launches 2 -o other.json $old -- steady >/dev/null 2>&1; tare fleet arm.json other.json
tare: other.json: the record of a run, not of a duel: measure both sides with tare duel
? 5
$ tare duel $brief -q --shard 0/2 -o other.json $old $new steady slower faster >/dev/null 2>&1; tare fleet arm.json other.json
tare: other.json: is one shard of a suite: put the parts together with tare merge
? 5
$ tare fleet arm.json none.json
tare: none.json: *
? 5
# A merged duel is the duel of one machine.
$ tare duel $brief -q --shard 1/2 -o more.json $old $new steady slower faster >/dev/null 2>&1; tare merge other.json more.json -o merged.json && tare fleet -q arm.json merged.json | head -1
1 of 3 cases regressed, 1 improved.
