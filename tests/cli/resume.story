# A run that is killed leaves a journal, and goes on with the same command.  What
# comes of it is seen in resume.sh; here is what is refused, and what is said.
$ cp $old bench; timeout -s KILL 2 ./bench steady slower --launches 100000 -q >/dev/null 2>&1; ls .tare/journal | wc -l
1
$ ./bench steady slower --launches 100000 -q --resume --samples 5
tare: --resume: --samples was 0 when .tare/journal/*.jsonl was begun, and is 5 now: run it as it was, or leave out --resume to start anew
? 2
$ ./bench steady slower --launches 100000 -q --resume --skip work
tare: --resume: --skip was not given when .tare/journal/*.jsonl was begun, and is work now: run it as it was, or leave out --resume to start anew
? 2
$ cp bench kept; printf x >>bench; ./bench steady slower --launches 100000 -q --resume
tare: --resume: the content of * was * when .tare/journal/*.jsonl was begun, and is * now: run it as it was, or leave out --resume to start anew
? 2
$ cp kept bench; cp .tare/journal/*.jsonl keep; sed -i '1s/\(.*host[^:]*:[^a-z]*\)/\1x/' .tare/journal/*.jsonl; ./bench steady slower --launches 100000 -q --resume
tare: .tare/journal/*.jsonl:1:1: this line does not match its checksum; this journal is damaged: start anew by leaving out --resume, which removes it
? 5
$ for j in .tare/journal/*.jsonl; do sed '4s/"status":"ok"/"status":"no"/' keep >$j; done; ./bench steady slower --launches 100000 -q --resume
tare: .tare/journal/*.jsonl:4:1: this line does not match its checksum; this journal is damaged: start anew by leaving out --resume, which removes it
? 5
# How it is shown and where it goes may change.  Ctrl-C is an interruption too.
$ for j in .tare/journal/*.jsonl; do cp keep $j; done; timeout --preserve-status -s INT 1 ./bench steady slower --launches 100000 --resume -o r.json 2>&1 >/dev/null | grep tare:; grep -c '"interrupted":true' r.json; grep -c '^"resumed":\["' r.json
tare: going on after * launches, which took * s
tare: the same command with --resume goes on from here
1
1
# While it is measured, nobody else goes on with it.
$ ./bench steady slower --launches 100000 -q --resume >/dev/null 2>&1 & p=$!; sleep 1; ./bench steady slower --launches 100000 -q --resume; echo $?; kill $p; wait $p 2>/dev/null; true
tare: .tare/journal/*.jsonl: cannot lock: process * holds it; try again when that has ended
6
# Nothing to resume is said, and nothing is left of what was saved.
$ ./bench slower --launches 2 --resume 2>&1 >/dev/null | grep tare:
tare: nothing to resume: no interrupted run of this in .tare/journal; it begins now
$ ls .tare/journal | wc -l
1
# What is not saved is not lost: the same command saves it, and measures nothing.
$ ./bench faster --launches 3 --samples 2 -q -o /dev/full >/dev/null
tare: /dev/full: cannot write: No space left on device
? 6
$ ./bench faster --launches 3 --samples 2 --resume -o r.json 2>&1 >/dev/null | grep tare:; grep -c '"id":"faster"' r.json
tare: going on after * launches, which took * s
1
$ ./bench --test --resume
tare: --resume: there is no journal of --test, --no-fork and --profile-time: leave it out
? 2
$ ./bench faster --launches 2 -q --discard-baseline >/dev/null; ls .tare/journal | wc -l
1
