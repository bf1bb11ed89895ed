# A baseline keeps the executable, so that both sides are measured now.
# No sanitizers: its duels take minutes there; verdict.sh duels too
$ tare run $brief --launches 4 -q -s main $old -- '^steady$' '^slower$' >/dev/null; ls .tare .tare/baselines
.tare:
baselines
journal
lock
objects
runs

.tare/baselines:
main.json
$ tare run $brief -b main --verdict v.json $new -- '^steady$' '^slower$' >out 2>/dev/null; echo $?; sed '/^case/q' out; head -n 1 v.json
1
1 of 2 cases regressed.

*case *change *interval *old → new*
regressed
  slower *%*…*→*
    confirmed on fresh pairs
    → --profile prints where the time goes, and the report draws it; several layouts show whether
      the linker only moved the code (tare layouts)

1 unchanged (largest shift *)
*A/A control: quiet (p = *), *
*main → now, in * of * allowed

case *time *95 % interval *spread *throughput
{"format":1,"outcome":"regressed","exit":1,"mode":"duel","old":"main","new":"now","threshold":0.02,"alpha":0.01,"interrupted":false,"controls":{"negative":"silent","positive":"*"},"notes":[*
# The benchmark itself can do the same.
$ $new $brief -q -b main '^slower$'
1 of 1 case regressed.

*case *change *interval *old → new*
regressed
  slower *%*…*→*
? 1
# What was there when it was saved counts, not what is there now.
$ cp $old bench; ./bench --launches 2 -q --store s -s main '^slower$' >/dev/null; rm bench; cp $new bench; ./bench $brief -q --store s -b main '^slower$'
1 of 1 case regressed.

*case *change *interval *old → new*
regressed
  slower *%*…*→*
? 1
$ rm bench; TARE_STORE=s $old $brief -q -b main '^slower$'
Nothing changed: the executables are identical, and were not measured.
# By its name it can also duel, on either side.
$ tare duel $brief -q $new main '^slower$' | head -n 1
1 of 1 case improved.
# Saving and comparing in one go: the verdict first, and then that is the baseline.
$ $new $brief -b main -s next '^steady$' '^slower$' 2>err | head -n 1; tail -n 1 err; tare baseline verify
1 of 2 cases regressed.
tare: saved as baseline "next" in .tare
main: good (cases: 2, kept files: 1)
next: good (cases: 2, kept files: 1)
$ $new $brief -q -b next '^slower$'
Nothing changed: the executables are identical, and were not measured.
# One that is not there.
$ $new $brief -b nosuch '^steady$'
tare: no baseline "nosuch" in .tare: save one with --save-baseline nosuch, or use --baseline-lenient
? 5
$ $new -q --launches 2 --baseline-lenient nosuch '^steady$' 2>&1 | head -n 1
case *time *95 % interval *spread *throughput
$ $new --launches 2 --baseline-lenient nosuch '^steady$' 2>&1 >/dev/null | head -n 1
tare: no baseline "nosuch" yet: nothing to compare with
$ $new $brief -q --baseline-lenient next '^slower$'
Nothing changed: the executables are identical, and were not measured.
$ tare gate $brief --baseline nosuch $new
tare: nosuch: no baseline of that name in .tare; tare baseline list shows all
? 5
# Names that would lead elsewhere.
$ for name in ../x a/b .x -x '' "$(printf 'a\033b')" $(printf %065d 1); do $new --launches 2 -q --save-baseline "$name" '^steady$' >/dev/null; echo $?; done; ls .tare/baselines
tare: "../x" cannot be the name of a baseline: use 1 to 64 of A-Z a-z 0-9 . _ -, not starting with . or -
2
tare: "a/b" cannot be the name of a baseline: use 1 to 64 of A-Z a-z 0-9 . _ -, not starting with . or -
2
tare: ".x" cannot be the name of a baseline: use 1 to 64 of A-Z a-z 0-9 . _ -, not starting with . or -
2
tare: "-x" cannot be the name of a baseline: use 1 to 64 of A-Z a-z 0-9 . _ -, not starting with . or -
2
tare: --save-baseline needs a value: --save-baseline NAME
2
tare: "a\x1bb" cannot be the name of a baseline: use 1 to 64 of A-Z a-z 0-9 . _ -, not starting with . or -
2
tare: "0*1" cannot be the name of a baseline: use 1 to 64 of A-Z a-z 0-9 . _ -, not starting with . or -
2
main.json
next.json
$ $new -q --baseline ../main '^steady$'
tare: "../main" cannot be the name of a baseline: use 1 to 64 of A-Z a-z 0-9 . _ -, not starting with . or -
? 2
# Without the executable only numbers are left, which prove nothing.
$ $old $brief --launches 30 --no-keep-binary -s bare '^steady$' '^slower$' 2>&1 >/dev/null | tail -n 1; tare baseline list | grep bare
tare: saved as baseline "bare" in .tare, without its executables
bare *2 *none *
$ $new $brief --launches 30 -q -b bare --verdict v.json '^steady$' '^slower$' >/dev/null; echo $?; grep -o '"mode":"[a-z]*"' v.json; grep -o '"code":"no-executable"' v.json; grep -o 'was saved without [^"]*' v.json; grep -c '"verdict":"regressed"' v.json
0
"mode":"numbers"
"code":"no-executable"
was saved without *old_bench
0
? 1
$ tare duel bare $new '^steady$'
tare: baseline "bare" was saved without *old_bench
? 5
$ $new $brief -q --launches 30 --baseline-numbers -b main --verdict v.json '^steady$' >/dev/null; echo $?; grep -o '"mode":"[a-z]*"' v.json; grep -c no-executable v.json
0
"mode":"numbers"
0
? 1
# Saved against saved.
$ $new -q --load-baseline next -b main --verdict - '^slower$' 2>/dev/null | grep -o '"mode":"[a-z]*"\|"old":"[a-z]*"\|"new":"[a-z]*"\|"id":"[a-z]*"'
"mode":"numbers"
"old":"main"
"new":"next"
"id":"slower"
$ $new -q --load-baseline next
tare: --load-baseline needs a baseline to compare with: add --baseline NAME
? 2
$ $new -q --load-baseline nosuch -b main
tare: nosuch: no such file, and no baseline of that name in .tare
? 5
# Nothing is kept of a run that is to be discarded, the last ten of the others.
$ $old --store d --launches 1 --samples 2 -q --discard-baseline '^steady$' >/dev/null; ls -A d; for i in 1 2 3 4 5 6 7 8 9 10 11 12; do $old --store d --launches 1 --samples 2 -q '^steady$' >/dev/null; done; ls d/runs | wc -l
ls: cannot access 'd': No such file or directory
10
# Interrupted, the baseline is as it was.
$ cp .tare/baselines/main.json before; timeout --preserve-status -s INT 1 $old -s main '^rough$' 2>&1 >/dev/null | tail -n 2; cmp before .tare/baselines/main.json; tare baseline verify main
tare: interrupted: baseline "main" unchanged
tare: the same command with --resume goes on from here
main: good (cases: 2, kept files: 1)
# Altered: not the file that was saved, so it is not run.
$ printf 'int system(const char *); int main(void) { return system("touch ran"); }' | $CC -x c -o trap -; ./trap && rm ran; sed -n 's/.*"hash":"\([0-9a-f]*\)","kept":true.*/.tare\/objects\/\1/p' .tare/baselines/next.json >object; chmod u+w $(cat object); cp trap $(cat object)
$ $new $brief -b next '^steady$'
tare: baseline "next": its copy of *new_bench cannot be run: .tare/objects/*: is damaged or was changed: its content does not match the hash in its name
? 5
$ tare duel $brief next $new '^steady$'
tare: baseline "next": its copy of *new_bench cannot be run: .tare/objects/*: is damaged or was changed: its content does not match the hash in its name
? 5
$ tare gate $brief --baseline next $new
tare: baseline "next": its copy of *new_bench cannot be run: .tare/objects/*: is damaged or was changed: its content does not match the hash in its name
? 5
$ ls ran
ls: cannot access 'ran': No such file or directory
? 2
$ tare baseline verify next
next: bad: .tare/objects/*: is damaged or was changed: its content does not match the hash in its name
tare: 1 of 1 cannot be used: delete them with tare baseline remove, or measure again to replace them
? 5
# Saved again, it is mended.
$ $new --launches 2 -q -s next '^steady$' '^slower$' >/dev/null; tare baseline verify next; $new $brief -q -b next '^steady$'
next: good (cases: 2, kept files: 1)
Nothing changed: the executables are identical, and were not measured.
# Gone: the numbers are left.
$ rm .tare/objects/*; $new $brief --launches 20 -q -b next --verdict v.json '^steady$' >/dev/null; echo $?; grep -o '"mode":"[a-z]*"' v.json; grep -c no-executable v.json
0
"mode":"numbers"
1
# Records that are damaged, or from the future.
$ head -n 8 .tare/baselines/next.json >.tare/baselines/half.json; $new -b half '^steady$'
tare: .tare/baselines/half.json:*:*: the file ends *; this is not a run record, or a damaged one: measure again, or name another
? 5
$ tare duel half $new
tare: .tare/baselines/half.json:*:*: the file ends *; this is not a run record, or a damaged one: measure again, or name another
? 5
$ sed 's/"format":3/"format":7/' .tare/baselines/next.json >.tare/baselines/future.json; $new -b future '^steady$'
tare: .tare/baselines/future.json: written by a newer tare: format 7, but this tare reads 1 to 3; use the newer one
? 5
$ sed 's/"steady"/"staedy"/' .tare/baselines/next.json >.tare/baselines/edited.json; tare compare edited next
tare: .tare/baselines/edited.json: is damaged: its checksum does not match its content; take it from a copy, or measure again
? 5
