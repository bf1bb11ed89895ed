# An interrupted run keeps what is complete, says so, and leaves nobody behind.
$ timeout --preserve-status -s INT 8 zoo_bench healthy --launches 100000 -q -o r.json >/dev/null; echo $?; grep -o '"interrupted":[a-z]*' r.json; grep '"status":"ok"' r.json | grep -vc '"id":"tare/'; sh $top/tests/cli/launches_left.sh $(which zoo_bench)
130
"interrupted":true
2
0
$ timeout --preserve-status -s TERM 1 zoo_bench healthy --launches 100000 -q >/dev/null
? 143
# The second one does not wait for the launch.
$ demo_bench --no-pin --sample-time 100 -q '^work$' >/dev/null & p=$!; sleep 1; kill -INT $p; sleep 0.2; kill -INT $p 2>/dev/null; wait $p; echo $?
130
$ sh $top/tests/cli/launches_left.sh $(which demo_bench)
0
# A scheduler signals all processes of a job: the launch did not crash.
$ zoo_bench healthy --launches 100000 -q -o r.json >out 2>&1 & p=$!; sleep 1; kill -INT $(cat /proc/$p/task/$p/children) $p 2>/dev/null; wait $p; echo $?; grep -c '"crashed"\|signal 2' r.json out
130
r.json:0
out:0
? 1
# Stopped and continued, it goes on.
$ zoo_bench healthy --launches 20 --samples 4 --sample-time 0.0005 -q >out & p=$!; sleep 0.3; kill -TSTP $p; sleep 0.3; kill -CONT $p; wait $p; echo $?; grep -c healthy out
0
2
# A full disk and a reader that went away.
$ demo_bench --list --format terse >/dev/full
tare: stdout: cannot write: No space left on device
? 6
$ demo_bench --list --format terse | head -n 1
work
$ demo_bench --launches 2 --samples 2 -q -o /dev/full work >/dev/null
tare: /dev/full: cannot write: No space left on device
? 6
