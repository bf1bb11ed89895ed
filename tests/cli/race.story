# Builds of which it is known who is faster, by times that are given by hand.
# No sanitizers: it takes minutes there, and duel.story duels too
$ tare race --launches 30 -o r.json --verdict v.json old=$old new=$new -- slower faster steady 2>/dev/null
*fastest of 2 builds*

build      mean of 3 cases  *code
old        1                * KiB  *
new        *× (* … *)  * KiB  *
old-again  *× (* … *)  * KiB  the control

case    old      new   old-again
steady    1=  *×= *×
slower    1*  1.0*× *×
faster    1   0.9*×* *×
* fastest   = fastest, equal to others   ? not told apart from the fastest
$ grep -o '"mode":"[a-z]*"' v.json
"mode":"race"
$ grep -o '"control":true' r.json | wc -l
3
# Judged again, it says the same.
$ tare race --replay r.json --verdict again.json >/dev/null 2>&1; cmp v.json again.json
$ tare race --replay r.json 2>/dev/null -- slower | grep -c steady
0
? 1
$ tare report --text r.json | grep '^faster'
faster    1   0.9*×* *×
$ tare race --replay r.json --require 'new faster than old'
tare: --require: cannot be used with --replay
? 2
# What is one file is measured once, but for the control.
$ cp $old copy; tare race --launches 3 -q one=$old two=copy new=$new -- steady 2>/dev/null | grep same
the same file, measured once: two = one
$ cp $old copy; tare race one=$old two=copy
tare: nothing to race: all builds are the same file (two = one)
? 4
# Cases that some build does not have are named and left out.
$ tare race --launches 3 -q old=$old new=$new -- added removed steady 2>&1 | grep 'not measured'
tare: added: not measured, because not all builds have it (new does)
tare: removed: not measured, because not all builds have it (old does)
# A build that computes something else has no time, and one that crashes.
$ tare race --launches 6 -q old=$old new=$new -- '^other$' '^crashes$' steady 2>/dev/null >out
? 3
$ tail -2 out
crashes: fewer than two are left; new: crashed
other: fewer than two are left; new: another result than the baseline
# What cannot be is refused before anything is measured.
$ tare race a=$old
tare: race needs two builds or more: NAME=BINARY NAME=BINARY... (tare race --help)
? 2
$ tare race a=$old slower
tare: "slower" is not of the form NAME=BINARY; filters go behind --
? 2
$ tare race 'a b'=$old c=$new
tare: "a b" cannot be the name of a build: use up to 60 letters, digits, and ".", "_", "+" or "-" inside
? 2
$ tare race a=$old a=$new
tare: two builds are called "a": give one of them another name
? 2
$ tare race a=$old a-again=$new
tare: "a-again" is what the control is called: give that build another name
? 2
$ tare race a=$old b=/nowhere
tare: /nowhere: cannot open: No such file or directory
? 2
$ tare race a=$old b=$new -- 'no such case'
tare: no case that all builds have matches; tare list shows those of each
? 4
$ tare duel $brief -q -o d.json $old $new steady >/dev/null; tare race --replay d.json
tare: d.json: not the record of a race
? 5
# An interrupted one keeps the rounds it had, which are judged like any.
$ timeout --preserve-status -s INT 5 tare race --launches 100000 -q -o i.json old=$old new=$new -- slower steady >/dev/null 2>&1
? 130
$ grep -o '"interrupted":[a-z]*' i.json; tare race --replay i.json 2>/dev/null | grep -c '^steady '
"interrupted":true
1
$ sh $top/tests/cli/launches_left.sh $old
0
