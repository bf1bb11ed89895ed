# Saved runs by their numbers: nothing is measured, nothing is proven.
$ for side in old new; do $(eval echo \$$side) $brief --launches 30 -q -s $side '^steady$' '^slower$' >/dev/null; done; cp .tare/baselines/old.json old-run.json; ls
old-run.json
$ tare compare old new -q --verdict v.json >/dev/null; echo $?; grep -o '"mode":"[a-z]*"\|"old":"[a-z]*"\|"new":"[a-z]*"\|"id":"[a-z]*","measure":"time"' v.json; grep -c '"verdict":"regressed"' v.json
0
"mode":"numbers"
"old":"old"
"new":"new"
"id":"steady","measure":"time"
"id":"slower","measure":"time"
0
? 1
# A file and a baseline; filters come after --.
$ tare compare ./old-run.json new -q --verdict - -- '^steady$' 2>/dev/null | grep -o '"old":"[^"]*"\|"id":"[a-z]*"'
"old":"./old-run.json"
"id":"steady"
$ tare compare old new -q --verdict - --skip slow 2>/dev/null | grep -o '"id":"[a-z]*"'
"id":"steady"
$ tare compare old-run.json old
tare: old-run.json and old are the same run: nothing to compare
? 2
# Only with --trust-json it may fail.
$ tare compare old new --trust-json --verdict v.json >/dev/null; [ $? = "$(sed -n 's/.*"exit":\([0-9]*\).*/\1/p' v.json)" ] && echo as it says
as it says
# Three and more make a table.
$ tare compare old new old-run.json
case *old *new *old-run.json
steady *s  *s  ×*s  ×1.000
slower *s  *s  ×1.0*s  ×1.000

× is the ratio to old; numbers from different sessions are not a verdict
$ tare compare old new old --skip odd -- steady
case *old *new *old
steady *s  *s  ×*s  ×1.000

× is the ratio to old; numbers from different sessions are not a verdict
$ tare compare old new old --verdict v.json
tare: --verdict, --export and --otlp-file take two runs, not more
? 2
# The last run, when only one is named.
$ tare compare old --verdict - -q 2>/dev/null | grep -o '"new":"[^"]*"'
"new":"the last run"
$ tare compare --store empty old-run.json
tare: no last run in empty to compare: name the new run
? 5
# A duel's record alone is judged again.
$ tare duel $brief -q -o duel.json $old $new '^slower$' >/dev/null; tare compare -q duel.json
1 of 1 case regressed.

*case *change *interval *old → new*
regressed
  slower *%*…*→*
? 1
# What cannot be used is named, with the place.
$ tare compare nosuch old
tare: nosuch: no such file, and no baseline of that name in .tare
? 5
$ tare compare ./nosuch old
tare: ./nosuch: cannot read: No such file or directory
? 5
$ head -n 8 old-run.json >half.json; tare compare half.json old
tare: half.json:*:*: the file ends *; this is not a run record, or a damaged one: measure again, or name another
? 5
$ echo '{"format": 2, "format": 2}' >twice.json; tare compare twice.json old
tare: twice.json:1:15: this object has this name twice; this is not a run record, or a damaged one: measure again, or name another
? 5
$ printf '{"format":2,\n"started":"\377"}' >bytes.json; tare compare old bytes.json
tare: bytes.json:2:12: text is not valid UTF-8; this is not a run record, or a damaged one: measure again, or name another
? 5
$ : >empty.json; tare compare old empty.json new
tare: empty.json:1:1: the file ends where an object should be; this is not a run record, or a damaged one: measure again, or name another
? 5
$ tare compare old new -- nosuch
Nothing was compared.

old → new, by saved numbers alone
? 4
$ tare compare old new -- '('
tare: "(" cannot be used as a regular expression: Unmatched ( or \(
? 2
$ tare compare
tare: compare needs a saved run: BASE [NEW]
? 2
$ tare compare --pairs 3 old new
tare: unknown option --pairs; --help lists all
? 2
$ tare compare --verdict /nowhere/v.json old new >/dev/null
tare: /nowhere/v.json: cannot write in its directory: No such file or directory
? 6
