# A gate's status is its verdict.
# No sanitizers: it takes minutes there, and verdict.sh duels too
$ tare gate $brief -q $old $new '^slower$' '^steady$'
1 of 2 cases regressed.

*case *change *interval *old → new*
regressed
  slower *%*…*→*
tare: the gate fails: 1 regressed
? 1
$ tare gate $brief -q $old $new '^steady$' '^faster$' | head -n 1
1 of 2 cases improved.
$ tare gate $brief -q --pairs 9 $old $new '^rough$'
Can't tell for 1 of 1 case.
$ tare gate $brief -q --pairs 9 --strict --verdict v.json -o r.json $old $new '^rough$'; echo $?; grep -o '"outcome":"[a-z]*","exit":[0-9]*' v.json; head -c 12 r.json
Can't tell for 1 of 1 case.
tare: the gate fails: 1 inconclusive
7
"outcome":"inconclusive","exit":7
{"format":3,
$ tare gate $brief -q --pairs 9 --on-inconclusive fail $old $new '^rough$'
Can't tell for 1 of 1 case.
tare: the gate fails: 1 inconclusive
? 7
$ tare gate $brief -q --pairs 9 --strict --on-inconclusive pass $old $new '^rough$'
Can't tell for 1 of 1 case.
$ tare gate $brief -q $old $new '^steady$' '^removed$'
Nothing changed: 1 of 2 cases is within ±2 %; 1 removed.
tare: the gate fails: 1 removed
? 1
$ tare gate $brief -q --on-removed pass $old $new '^steady$' '^removed$'
Nothing changed: 1 of 2 cases is within ±2 %; 1 removed.
$ tare gate $brief -q $old $new '^steady$' '^added$'
Nothing changed: 1 of 2 cases is within ±2 %; 1 added.
$ tare gate $brief -q --on-added fail $old $new '^steady$' '^added$'
Nothing changed: 1 of 2 cases is within ±2 %; 1 added.
tare: the gate fails: 1 added
? 1
$ tare gate $brief -q --on-failed warn $old $new '^steady$' '^crashes$'
1 of 2 cases failed.

*case *change *interval *old → new*
failed
  crashes
$ tare gate $brief -q $old $new '^steady$' '^crashes$' >/dev/null
tare: the gate fails: 1 failed
? 3
$ tare gate $brief -q $old $new '^skips$'
Nothing was compared; 1 skipped.
tare: the gate fails: no case was judged
? 4
# What was proven is not hidden by what crashed.
$ tare gate $brief -q $old $new '^slower$' '^crashes$' >/dev/null
tare: the gate fails: 1 regressed, 1 failed
? 1
# The policy: a threshold, and rules for some cases.
$ echo '{"threshold": 0.2}' >tare.json; tare gate $brief -q $old $new '^slower$'
Nothing changed: the case is within ±20 %.
policy: tare.json is in force
$ tare gate $brief -q --noise-threshold 2% --verdict v.json $old $new '^slower$'; echo $?; grep -o '"threshold":[0-9.]*' v.json
1 of 1 case regressed.
policy: tare.json is in force

*case *change *interval *old → new*
regressed
  slower *%*…*→*
tare: the gate fails: 1 regressed
1
"threshold":0.02
"threshold":0.02
$ echo '{"cases": [{"match": "^slow", "regressed": "warn"}]}' >p.json; tare gate $brief -q --policy p.json $old $new '^slower$' | head -n 1; tare gate $brief -q --policy p.json --strict $old $new '^slower$' >/dev/null
1 of 1 case regressed.
tare: the gate fails: 1 regressed
? 1
$ echo '{"cases": [{"match": "^slow", "threshold": 0.2}]}' >tare.json; tare gate $brief -q --verdict v.json $old $new '^slower$' '^steady$'; grep -o '"id":"[a-z]*"\|"threshold":[0-9.]*' v.json
Nothing changed: all 2 cases are within their thresholds.
policy: tare.json is in force
"threshold":0.02
"id":"steady"
"threshold":0.02
"id":"slower"
"threshold":0.2
$ echo '{"cases": [{"match": "^slow", "threshhold": 0.2}]}' >tare.json; tare gate $brief $old $new
tare: tare.json:1:45: cases[0]: unknown name "threshhold"; the names here are match, threshold, limits, inconclusive, unchanged, improved, regressed, added, removed, failed, skipped, different-result; docs/gate.md says what a policy may hold
? 2
$ echo '{"cases": [{"match": "("}]}' >tare.json; tare gate $brief $old $new
tare: tare.json:1:22: cases[0].match: "(" cannot be used as a regular expression: Unmatched ( or \(; docs/gate.md says what a policy may hold
? 2
$ echo '{"removed": "ignore"}' >tare.json; tare gate $brief $old $new
tare: tare.json:1:13: removed: must be "pass", "warn" or "fail"; docs/gate.md says what a policy may hold
? 2
$ rm tare.json; tare gate --policy nosuch.json $old $new
tare: nosuch.json: cannot read: No such file or directory
? 2
# Against a baseline.
$ $old --launches 2 -q -s main '^slower$' '^steady$' >/dev/null; tare gate $brief -q --baseline main $new -- '^slower$'
1 of 1 case regressed.

*case *change *interval *old → new*
regressed
  slower *%*…*→*
tare: the gate fails: 1 regressed
? 1
$ tare gate $brief -q --baseline main --binary $new -- '^steady$'
Nothing changed: the case is within ±2 %.
# For git bisect.
$ tare gate $brief -q --bisect $old $new '^slower$' >/dev/null
tare: the gate fails: 1 regressed
? 1
$ tare gate $brief -q --bisect $old $new '^steady$'
Nothing changed: the case is within ±2 %.
$ tare gate $brief -q --bisect --pairs 9 $old $new '^rough$'
Can't tell for 1 of 1 case.
? 125
$ tare gate $brief -q --bisect --pairs 9 --on-inconclusive pass $old $new '^rough$'
Can't tell for 1 of 1 case.
$ tare gate $brief -q --bisect $old $new '^crashes$' >/dev/null
tare: the gate fails: 1 failed
? 125
$ tare gate $brief -q --bisect $old $new '^removed$'
Nothing was compared; 1 removed.
tare: the gate fails: 1 removed
? 125
$ tare gate --bisect --frob $old $new
tare: unknown option --frob; --help lists all
? 128
$ tare gate --frob --bisect $old $new
tare: unknown option --frob; --help lists all
? 128
$ tare gate --bisect $old ./nosuch
tare: ./nosuch: cannot open: No such file or directory
? 128
$ tare gate --bisect --baseline nosuch $new
tare: nosuch: no baseline of that name in .tare; tare baseline list shows all
? 128
$ tare gate --bisect $old $new nosuch
tare: no case matches on either side
? 125
$ tare gate --bisect --verdict /nowhere/v.json $old $new '^steady$'
tare: /nowhere/v.json: cannot write in its directory: No such file or directory
? 128
$ tare gate --bisect --baseline main --binary ./nosuch
tare: ./nosuch: cannot open: No such file or directory
? 128
# Misuse.
$ tare gate
tare: gate needs two sides: OLD NEW, --baseline NAME BINARY, or --against REV (tare gate --help)
? 2
$ tare gate $old
tare: gate needs two sides: OLD NEW, --baseline NAME BINARY, or --against REV (tare gate --help)
? 2
$ tare gate --baseline main
tare: gate: --baseline needs a binary to compare: BINARY or --binary PATH
? 2
$ tare gate --against HEAD
tare: gate: --against needs --build CMD and --binary PATH
? 2
$ tare gate --against HEAD --build true
tare: gate: --against needs --build CMD and --binary PATH
? 2
$ tare gate --against HEAD --build true --binary b steady
tare: gate: unexpected argument "steady": filters come after --, and executables after --binary
? 2
$ tare gate --baseline main --binary $new steady
tare: gate: unexpected argument "steady": filters come after --, and executables after --binary
? 2
$ tare gate --build true $old $new
tare: gate: --build and --binary need --against or --baseline
? 2
$ tare gate --on-removed ignore $old $new
tare: --on-removed: "ignore" is not one of pass|warn|fail
? 2
$ tare gate --noise-threshold 60% $old $new
tare: --noise-threshold: 60% is not between 0.0001 and 0.5
? 2
$ tare gate --baseline main $new --against HEAD
tare: gate: use --against or --baseline, not both
? 2
# Another result fails a gate, however long it takes, unless it is accepted.
$ tare gate $brief -q $old $new '^other$'
1 of 1 case computes other results.

  case *
other results
  other: result
tare: the gate fails: 1 different-result
? 1
$ tare gate $brief -q --accept-results --verdict v.json $old $new '^other$' >/dev/null; grep -o '"measure":"time","verdict":"[a-z]*"' v.json; grep -c '"verdict":"different-result"' v.json
"measure":"time","verdict":"unchanged"
1
$ echo '{"cases": [{"match": "^other$", "different-result": "warn"}]}' >tare.json; tare gate $brief -q $old $new '^other$' >/dev/null; rm tare.json
# Numbers alone say the same.
$ for side in old new; do $(eval echo \$$side) --launches 6 -q -o $side.json '^other$' >/dev/null; done; tare compare -q --verdict v.json old.json new.json | grep -A 1 '^other results'; grep -c '"verdict":"different-result"' v.json
other results
  other: result
1
# A policy is named, with what it did, and decides what exports say; to git
# bisect a regression is one all the same.
$ echo '{"regressed": "warn"}' >tare.json; tare gate $brief -q --export github-annotations=notes.txt --export junit=j.xml $old $new '^slower$' | sed -n 1,2p; cut -d ' ' -f 1 notes.txt; grep -c '<failure' j.xml; grep -o 'the policy only warns' j.xml
1 of 1 case regressed.
policy: tare.json only warns of 1 regressed
::warning
0
the policy only warns
$ tare gate $brief -q --bisect $old $new '^slower$' >out; echo $?; sed -n 2p out; rm tare.json
1
policy: tare.json only warns of 1 regressed
# A rule for no case is hardly meant.
$ echo '{"cases": [{"match": "^slow", "regressed": "warn"}, {"match": "^sloow", "regressed": "warn"}]}' >p.json; tare gate $brief -q --policy p.json $old $old | head -n 0
tare: policy: the rule for "^sloow" matches none of the cases: tare list shows their names
$ tare gate $brief -q --policy p.json $old $old steady | head -n 0
