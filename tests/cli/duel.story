# Two sides of which it is known what changed: see sides.h.  Every case has a
# row, whatever became of it.
# No sanitizers: it takes minutes there, and verdict.sh duels too
$ tare duel $brief -q --verdict v.json -o r.json $old $new --skip odd/ --skip rough
2 of 11 cases regressed, 1 improved, 1 failed, 1 computes other results; 1 removed, 1 added, 1
skipped.

*case *change *interval *old → new*
regressed
  pages: pages *%*…*→*
  slower *%*…*→*

improved
  faster *%*…*→*

failed
  crashes

other results
  other: result
? 1
$ sed -n 's/.*{"id":"\([^"]*\)","measure":"\([^"]*\)","verdict":"\([^"]*\)".*/\1 \2 \3/p' v.json
steady time unchanged
slower time regressed
faster time improved
shifted time unchanged
tolerant time unchanged
crashes time failed
skips time skipped
other result different-result
other time unchanged
pages time unchanged
pages pages regressed
added time added
removed time removed
$ head -n 1 v.json
{"format":1,"outcome":"regressed","exit":1,"mode":"duel","old":"*old_bench","new":"*new_bench","threshold":0.02,"alpha":0.01,"interrupted":false,"controls":{"negative":"silent","positive":"*"},"notes":[*
$ grep '"id":"slower"' v.json
{"id":"slower","measure":"time","verdict":"regressed","change":0.0*,"low":0.0*,"high":0.0*,"confidence":0.95,"pairs":*,"confirmed":true,"threshold":0.02,"unit":"ns","old_value":*,"new_value":*,"reason":"","advice":"*"},
$ grep '"id":"crashes"' v.json
{"id":"crashes","measure":"time","verdict":"failed","pairs":0,"confirmed":false,"threshold":0.02,"code":"crashed","reason":"crashed on the new side: killed by signal 6 (SIGABRT: Aborted)"},
$ grep -c '"id":"shifted".*"verdict":"unchanged".*"code":"small-shift"' v.json
1
# The saved duel says the same again, bit for bit; so does compare.
$ tare duel --replay r.json -q --verdict again.json >again; echo $?; cmp v.json again.json; head -n 1 again
1
2 of 11 cases regressed, 1 improved, 1 failed, 1 computes other results; 1 removed, 1 added, 1
$ tare compare r.json -q --verdict again.json >/dev/null; echo $?; cmp v.json again.json
1
# In full: what is unchanged, and whether the machine could be trusted.
$ tare duel --replay r.json --verbose | grep '^unchanged\|^  steady\|^3 unch'
unchanged
  steady *%*…*→* 20
3 unchanged (largest shift *)
# Alone, each gives its status.
$ tare duel $brief -q $old $new '^slower$'
1 of 1 case regressed.

*case *change *interval *old → new*
regressed
  slower *%*…*→*
? 1
$ tare duel $brief -q $old $new '^faster$'
1 of 1 case improved.

*case *change *interval *old → new*
improved
  faster *%*…*→*
$ tare duel $brief $old $new '^steady$' 2>/dev/null | sed -n '1,4p;$p'
Nothing changed: the case is within ±2 %.

1 unchanged (largest shift *)
A/A control: quiet (p = *), *
*allowed
$ tare duel $brief -q --pairs 9 $old $new '^rough$'
Can't tell for 1 of 1 case.
$ tare duel $brief -q $old $new '^added$'
Nothing was compared; 1 added.
? 4
$ tare duel $brief -q $old $new '^removed$'
Nothing was compared; 1 removed.
? 4
$ tare duel $brief -q $old $new '^crashes$'
1 of 1 case failed.

*case *change *interval *old → new*
failed
  crashes
? 3
$ tare duel $brief -q $old $new '^skips$'
Nothing was compared; 1 skipped.
? 4
# What matters can be more than the usual; .noise says so of "tolerant", above.
$ tare duel $brief -q --noise-threshold 20% --verdict v.json $old $new '^slower$'; grep -o '"threshold":[0-9.]*' v.json
Nothing changed: the case is within ±20 %.
"threshold":0.2
"threshold":0.2
# The same file on both sides: nothing to measure, unless somebody insists.
$ cp $old twin; tare duel $brief --verdict v.json -o r.json $old ./twin '^steady$'; grep -o '"verdict":"unchanged".*"code":"identical"' v.json; tare duel --replay r.json -q
Nothing changed: the executables are identical, and were not measured.

1 unchanged
*old_bench → ./twin, in *
"verdict":"unchanged","pairs":0,"confirmed":false,"threshold":*,"code":"identical"
Nothing changed: the executables are identical, and were not measured.
# Each case is run once on either side: one that crashes is no news, and failed.
$ cp $new twin; tare duel $brief -q $new ./twin odd/crashes_often '^crashes$'; wc -c <launches; rm launches; cp $old twin
1 of 2 cases failed.

*case *change *interval *old → new*
failed
  crashes
2
$ tare duel $brief -q --duel-anyway --verdict v.json $old ./twin '^steady$'; grep -o '"code":"identical"' v.json
Nothing changed: the case is within ±2 %.
"code":"identical"
$ $old $brief --launches 2 -q -s same '^steady$' >/dev/null; $old $brief -q -b same '^steady$'; tare gate $brief -q --baseline same $old -- '^steady$'
Nothing changed: the executables are identical, and were not measured.
Nothing changed: the executables are identical, and were not measured.
$ tare duel $brief -q --annotate work $old ./twin '^steady$'
Nothing changed: the executables are identical, and were not measured.
# Documents on stdout are alone there.
$ tare duel $brief -q --verdict - $old $new '^steady$' 2>err | head -c 30; head -n 1 err
{"format":1,"outcome":"unchangNothing changed: the case is within ±2 %.
$ tare duel $brief -q -o - $old $new '^steady$' 2>err | head -c 12; head -n 1 err
{"format":3,Nothing changed: the case is within ±2 %.
# One that hangs costs its timeout a few times, one that crashes now and then
# loses pairs, and one that goes on crashing its verdict.
$ tare duel $brief -q --timeout 1 $old $new odd/hangs '^steady$'
1 of 2 cases failed.

*case *change *interval *old → new*
failed
  odd/hangs
? 3
$ tare duel $brief -q -o r.json $old $new odd/crashes_once; ls crashed; grep -o '"voided":[1-9]' r.json
1 of 1 case failed.

*case *change *interval *old → new*
failed
  odd/crashes_once
crashed
"voided":1
$ rm launches; tare duel $brief -q $old $new odd/crashes_often
1 of 1 case failed.

*case *change *interval *old → new*
failed
  odd/crashes_often
? 3
# Ctrl-C: what is known is saved, and nobody is left behind.
$ timeout --preserve-status -s INT 2 tare duel $brief -q --verdict v.json -o r.json $old $new '^rough$' >/dev/null
? 130
$ grep -o '"exit":[0-9]*' v.json; grep -o '"interrupted":[a-z]*' v.json r.json; sh $top/tests/cli/launches_left.sh $new
"exit":130
v.json:"interrupted":true
r.json:"interrupted":true
0
# Misuse.
$ tare duel
tare: duel needs two executables: OLD NEW
? 2
$ tare duel $old
tare: duel needs two executables: OLD NEW
? 2
$ tare duel ./nosuch $new
tare: ./nosuch: cannot open: No such file or directory
? 2
$ tare duel $old nosuch
tare: nosuch: no such executable, and no baseline of that name in .tare
? 5
$ tare duel $old /bin/true steady
tare: /bin/true: not a tare benchmark, or broken: it exited with status 0 before it was done
? 2
$ tare duel $old $new nosuch
tare: no case matches on either side
? 4
$ tare duel $old $new '('
tare: "(" cannot be used as a regular expression: Unmatched ( or \(
? 2
$ tare duel --verdict /nowhere/v.json $old $new steady
tare: /nowhere/v.json: cannot write in its directory: No such file or directory
? 6
$ tare duel --replay nosuch
tare: nosuch: cannot read: No such file or directory
? 5
$ tare duel --frob $old $new
tare: unknown option --frob; --help lists all
? 2
$ $old --launches 2 --samples 2 -q -o run.json '^steady$' >/dev/null; tare duel --replay run.json
tare: run.json: the record of a run, not of a duel: name a run to compare it with
? 5
$ tare duel --noise-threshold 0 $old $new
tare: --noise-threshold: 0 is not between 0.0001 and 0.5
? 2
