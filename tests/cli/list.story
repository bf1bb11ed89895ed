# Which cases there are, in three forms.
$ demo_bench --list --format terse --skip evil
work
group/scaled/n=10/how=up
group/scaled/n=10/how=down
group/scaled/n=100/how=up
group/scaled/n=100/how=down
group/scaled/n=1000/how=up
group/scaled/n=1000/how=down
batched
by_hand
reporting
threaded/threads=2
paused
$ demo_bench --list work
work  (tests/cli/demo_bench.c:*)
$ demo_bench --list --format json '^work$'
[
{"id":"work","group":"","name":"work","args":{},"threads":1,"source":{"file":"tests/cli/demo_bench.c","line":*}}
]
$ demo_bench --list --format terse 'n=100/.*up' '^work$'
work
group/scaled/n=100/how=up
$ demo_bench --list --format terse --exact batched group
batched
# Names that could act on a terminal are shown, not obeyed.
$ demo_bench --list --format terse 'evil/a'
evil/a\nb\x1b[31m "q" � $(x) 
$ demo_bench --list --format terse 'evil/xx' | wc -c
10006
$ tare list --format terse $(which demo_bench) -- '^work$'
work
# The values of arguments may be given.
$ demo_bench --list --format terse scaled --arg n=7,2.5e3 --arg how=down
group/scaled/n=7/how=down
group/scaled/n=2500/how=down
$ demo_bench --list --format terse scaled --arg n=1e3..2e4*10 --arg how=up
group/scaled/n=1000/how=up
group/scaled/n=10000/how=up
group/scaled/n=20000/how=up
$ demo_bench --list --format terse scaled --arg n=0..1+0.5 --arg how=up
group/scaled/n=0/how=up
group/scaled/n=0.5/how=up
group/scaled/n=1/how=up
$ TARE_ARG=n=3 tare list --format terse "$(command -v demo_bench)" -- scaled/.*up
group/scaled/n=3/how=up
$ demo_bench --test scaled --arg n=12 --arg how=up
group/scaled/n=12/how=up  ok
1 case in * s
$ demo_bench --list --arg m=3
tare: --arg: no benchmark has an argument "m": see tare list
? 2
$ demo_bench --list --arg n=many
tare: tests/cli/demo_bench.c:*: argument "n" takes numbers, not "many"
? 2
$ demo_bench --list --arg how=sideways
tare: tests/cli/demo_bench.c:*: argument "how" cannot be "sideways": it is one of up, down
? 2
$ demo_bench --list --arg how=1..3+1
tare: tests/cli/demo_bench.c:*: argument "how" has no numbers: list its words
? 2
$ demo_bench --list --arg n
tare: --arg: "n" does not give values to an argument: write n=1,2,3 or n=1e3..1e6*10 or n=0..100+10
? 2
$ demo_bench --list --arg n=1..5
tare: --arg: "n=1..5" does not say by which step: write n=1,2,3 or n=1e3..1e6*10 or n=0..100+10
? 2
$ demo_bench --list --arg n=1..x*2
tare: --arg: "n=1..x*2" has something else than numbers: write n=1,2,3 or n=1e3..1e6*10 or n=0..100+10
? 2
$ demo_bench --list --arg n=1,1
tare: --arg: "n=1,1" gives a value twice
? 2
$ demo_bench --list --arg n=1 --arg n=2
tare: --arg: "n=2" gives values to an argument a second time
? 2
$ demo_bench --list --arg n=0..1000000+0.5
tare: argument "n" goes from 0 to 1e+06 by 0.5: that is 2000001 values, and an argument has at most 1000000
? 2
# Both sides of a duel get them.
$ tare duel $brief -q --duel-anyway --pairs 3 -o d.json "$(command -v demo_bench)" "$(command -v demo_bench)" --arg n=5 --arg how=up -- scaled | head -n 1; grep -o '"id":"[^"]*n=5[^"]*"' d.json | sort -u
Can't tell for 1 of 1 case.
"id":"group/scaled/n=5/how=up"
