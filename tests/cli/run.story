# A run: a table on stdout, progress and totals on stderr.
$ demo_bench --launches 3 --samples 2 --sample-time 0.0005 -q '^work$' 2>/dev/null
case *time *95 % interval  spread  throughput
work * ns *… *
$ demo_bench --launches 2 --samples 2 --sample-time 0.0005 --quiet --output-format criterion '^work$'
work                    time:   [* * *]
$ demo_bench --launches 2 --samples 2 --sample-time 0.0005 --quiet --output-format bencher '^work$'
test work ... bench: * ns/iter (+/- *)
# The same seed gives the same order and padding; the record says which.
$ demo_bench --launches 2 --samples 2 --sample-time 0.0005 -q --seed 42 -o r.json work >/dev/null; grep -o '"seed":[0-9]*' r.json
"seed":42
$ demo_bench --launches 2 --samples 2 --sample-time 0.0005 -q -o - '^work$' 2>/dev/null | head -c 12
{"format":3,
# Reported values are measures like any other.
$ demo_bench --launches 2 --samples 2 --sample-time 0.0005 -q -o r.json reporting; grep -o '"hits":{"unit":"ratio","better":"higher"' r.json
*
*
*hits*0.5000 ratio*
*at the end*7.000*
"hits":{"unit":"ratio","better":"higher"
# Time by hand is what the benchmark says: one millisecond.
$ demo_bench --launches 2 --samples 2 -q --output-format criterion by_hand
by_hand                 time:   [1.000 ms 1.000 ms 1.000 ms]
# Threads, batches and names are recorded.
$ demo_bench --launches 2 --samples 2 --sample-time 0.0005 -q -o r.json threaded batched evil >/dev/null; grep -c '"threads":\[' r.json; grep -o '"batch":[0-9]*' r.json | head -n 1
1
"batch":*
# A value reported after the loop belongs to the launch it was reported in.
$ demo_bench --launches 2 --samples 2 --sample-time 0.0005 -q -o r.json reporting >/dev/null; grep -o '"at the end":{.*' r.json | grep -o '"start_s"' | wc -l
2
# Started without stdin, stdout and stderr, it still knows its own files.
$ demo_bench --launches 2 --samples 2 -q -o r.json '^work$' <&- >&- 2>&-; grep '"id":"work"' r.json | grep -o '"status":"[a-z]*"'
"status":"ok"
# A variable that only looks like a question does not turn a run into nothing.
$ TARE_VERSION=7 TARE_HELP=1 TARE_LIST=1 demo_bench --launches 2 --samples 2 -q '^work$'
case *
work *
# Several binaries are one suite.
$ tare run --launches 2 --samples 2 --sample-time 0.0005 -q $(which demo_bench) $(which zoo_bench) -- '^work$' healthy/first
*
work *
healthy/first *
# One iteration each, as a test; in a process of its own, and in this one.
$ demo_bench --test -q '^work$' batched threaded
work                ok
batched             ok
threaded/threads=2  ok
$ demo_bench --test --no-fork -q '^work$' batched threaded
work                ok
batched             ok
threaded/threads=2  ok
$ demo_bench --no-fork -q --samples 3 --sample-time 0.0005 '^work$'
*
work *
$ demo_bench --profile-time 0.05 -q '^work$'
work  ok
# Colour only where it is wanted.
$ demo_bench --launches 2 --samples 2 --sample-time 0.0005 -q --color always '^work$' | grep -c "$(printf '\033')"
2
$ demo_bench --launches 2 --samples 2 --sample-time 0.0005 -q '^work$' | grep -c "$(printf '\033')"
0
? 1
$ CLICOLOR_FORCE=1 demo_bench --launches 2 --samples 2 --sample-time 0.0005 -q '^work$' | grep -c "$(printf '\033')"
2
