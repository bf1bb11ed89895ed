# What a run did when, as a trace that Perfetto opens: who did what, round by
# round, launch by launch, sample by sample.
$ demo_bench --launches 2 --samples 3 --sample-time 0.0005 -q --trace t.json -o r.json '^work$' >/dev/null
$ sed -n '1,3p' t.json; tail -n 2 t.json
{
  "displayTimeUnit": "ns",
  "traceEvents": [
  ]
}
$ grep -o '"name": "\(coordinator\|launches.*\)"}' t.json
"name": "coordinator"}
"name": "launches on *"}
$ grep -o '"name": "\(calibration\|round [12]\|analysis\|saving\)"' t.json | sort -u
"name": "analysis"
"name": "calibration"
"name": "round 1"
"name": "round 2"
"name": "saving"
$ grep -q '"name": "work", .*"work": "calibration"' t.json && grep -c '"name": "work", .*"work": "timed launch"' t.json
2
# Five canaries have launches too.
$ grep -q '"name": "warm-up"' t.json && grep -c '"cat": "sample", .*"ns_per_iteration": [0-9]' t.json
36
# Of a duel, the threads are the sides.
$ tare gate $brief --pairs 1 -q --noplot --trace d.json $old $new '^steady$' >/dev/null
$ grep -o '"name": "launches of.*"}' d.json; grep -c '"name": "steady", .*"tid": 2, .*"work": "timed launch"' d.json
"name": "launches of the old side"}
"name": "launches of the new side"}
1
# It may go to stdout, where the table does not go then; and only one can.
$ demo_bench --launches 1 --samples 2 --sample-time 0.0005 -q --trace - '^work$' 2>/dev/null | head -n 1
{
$ demo_bench -o - --trace - '^work$'
tare: --trace: only one document can go to stdout; name files for the others
? 2
# What cannot be written is said before anything is measured; what could not be
# written then costs nothing else.
$ demo_bench --trace nowhere/t.json '^work$'
tare: nowhere/t.json: cannot write in its directory: No such file or directory
? 6
$ demo_bench --launches 1 --samples 2 --sample-time 0.0005 -q --trace /dev/full -o full.json '^work$' >/dev/null; echo $?; tare export -f tap full.json
tare: /dev/full: cannot write: No space left on device
6
1..1
ok 1 - work
$ demo_bench --no-fork --trace t.json '^work$'
tare: --trace shows launches: it cannot be used with --no-fork or --profile-time
? 2
# Nor is a trace left of what did not happen.
$ tare duel --trace none.json $old; ls none.json
tare: duel needs two executables: OLD NEW
ls: cannot access 'none.json': No such file or directory
? 2
# Where the time went stands in the record, so that a report can tell later.
$ grep -o '"spent":{"samples_s":[0-9]' r.json; tare report --text -v r.json | grep -o 'where the time went: '
"spent":{"samples_s":*
where the time went: *
$ demo_bench --launches 1 --samples 2 --sample-time 0.0005 -v '^work$' 2>&1 >/dev/null | grep -o 'where the time went: '
where the time went: *
$ tare duel $brief --pairs 1 -v --noplot $old $new '^steady$' 2>&1 >/dev/null | grep -o 'where the time went: '
where the time went: *
$ tare report r.json -o page >/dev/null 2>&1; grep -o 'Where the time of this run went' page/index.html
Where the time of this run went
