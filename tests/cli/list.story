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
