# A run that is watched to its end; the status is that of the run.
$ zoo_bench healthy --launches 20 --samples 4 -q --status s.json >/dev/null & sleep 0.2; tare watch s.json | tail -n 1; wait
finished after *, status 0
$ zoo_bench '^die/divides$' --launches 2 -q --status s.json >/dev/null 2>&1; tare watch s.json
failed after *, status 3
? 3
$ zoo_bench nothing --status s.json; tare watch s.json
tare: no case matches; --list shows them all
failed after *, status 4
? 4
# Programs get the same objects on stderr as in the file.
$ zoo_bench healthy --launches 20 --samples 4 -q --status s.json --progress json >/dev/null 2>lines; sed -n '1p;$p' lines | sed 's/.*\("state":"[a-z]*"\).*\("phase":"[a-z]*"\).*/\1 \2/'; grep -vc '^{.*}$' lines; tail -n 1 lines | cmp - s.json
"state":"running" "phase":"starting"
"state":"finished" "phase":"done"
0
# Whoever asks gets one line, though it be quiet; nobody dies of that, however many are asked.
$ setsid zoo_bench healthy --launches 100000 -q --status s.json >/dev/null 2>err & p=$!; sleep 1; kill -s USR1 -- -$p; sleep 1; kill -TERM $p; wait $p; echo $?; cat err; tare watch s.json
143
tare: *, after *
interrupted after *, status 143
? 143
$ zoo_bench healthy --launches 100000 -q --progress json >/dev/null 2>err & p=$!; sleep 1; for i in 1 2 3; do kill -USR1 $p; sleep 0.2; done; kill -TERM $p; wait $p; grep -vc '^{.*}$' err; grep -c '"state":"interrupted","exit":143' err
0
1
# In a process that has children of its caller's, another one measures.
$ sh -c 'sleep 9 & exec zoo_bench healthy --launches 100000 -q >/dev/null' 2>err & p=$!; sleep 1; kill -USR1 $p; sleep 1; kill -TERM $p; wait $p; echo $?; cat err
143
tare: *, after *
# A build is asked too.
$ git init -q . && git -c user.name=x -c user.email=x@y commit -q --allow-empty -m x; tare gate --against HEAD --build 'sleep 9' --binary ./b --status s.json 2>err & p=$!; sleep 1; kill -USR1 $p; sleep 0.5; kill -TERM $p; wait $p; echo $?; grep -c '^tare: building, after ' err; tare watch s.json
143
1
interrupted after *, status 143
? 143
# A run that was killed cannot say so, but it is gone.
$ zoo_bench healthy --launches 100000 -q --status killed.json >/dev/null & p=$!; sleep 1; kill -KILL $p; wait $p 2>/dev/null; touch -d '2 hours ago' killed.json; tare watch killed.json
*, after *
tare: killed.json: process * is gone and has not said how the run ended: it was killed, or could not write here
? 3
# Its number may be given out again.
$ sed 's/"pid":[0-9]*/"pid":1/' killed.json >again.json; tare watch again.json >/dev/null
tare: again.json: process 1 is gone and has not said how the run ended: it was killed, or could not write here
? 3
# Of another machine nobody knows, but it is silent.
$ sed 's/"pid_space":"/&x/' killed.json >far.json; touch -d '2 hours ago' far.json; tare watch far.json >/dev/null
tare: far.json: not written for 2*: it is taken to have been killed; look at the machine that runs it
? 3
$ touch -d '2 minutes ago' far.json; timeout 2 tare watch far.json >/dev/null
tare: far.json: not written for 2:0* min: the run is on another machine or in a container, so nobody knows here whether it goes on
? 124
# What is in the file acts on no terminal.
$ sed 's/"phase":"[a-z]*"/"phase":"\\u001b[2J","case":"::error::\\u202ex"/; s/"case":"healthy",//' killed.json >bad.json; tare watch bad.json 2>/dev/null
\x1b[2J, after *: \x3a:error::\u{202e}x
? 3
# What is no status file.
$ tare watch nowhere.json
tare: nowhere.json: no such file: start the run with --status FILE, and name the same FILE here
? 5
$ for file in . /dev/zero; do tare watch $file; echo $?; done
tare: .: not a status file: name the FILE of --status
5
tare: /dev/zero: not a status file: name the FILE of --status
5
$ head -c 300 killed.json >half.json; tare watch half.json
tare: half.json:1:*; name the FILE of --status
? 5
$ tare watch
tare: watch needs one status file: FILE (tare watch --help)
? 2
# Where no status can be written, nothing is measured.
$ for file in - . /dev/null; do zoo_bench --status $file; echo $?; done
tare: --status: - is not a file: name one, or use --progress json, which goes to stderr
2
tare: --status: . is not a file: name one, or use --progress json, which goes to stderr
2
tare: --status: /dev/null is not a file: name one, or use --progress json, which goes to stderr
2
$ zoo_bench --status nowhere/s.json
tare: nowhere/s.json: cannot write in its directory: No such file or directory
? 6
