# No sanitizers: a launcher may change the surroundings that they need
# Launches are started through a command, and the record says through which.
$ tare run -q --launches 2 --launcher 'taskset -c 0' -o r.json $old -- steady >/dev/null && grep -o '"launcher":"[^"]*"' r.json; grep -c emulated r.json
"launcher":"taskset -c 0"
0
? 1
# One that binds to a CPU decides where is measured.
$ grep -o '"cpu":0,"samples"' r.json | sort -u
"cpu":0,"samples"
$ $old -q --launcher 'taskset -c 0' --cpu 4000 steady
tare: --cpu: 4000 is not between 0 and 1023
? 2
$ $old -q --launches 1 --launcher "sh -c 'exec \"\$0\" \"\$@\"'" steady >/dev/null
$ $old -q --launches 1 --launcher "env -i sh -c '%p \"\$@\"; exit \$?' %n" steady >/dev/null
$ tare list --format terse --launcher 'setarch -R' $old | head -1
steady
$ tare duel $brief -q --launcher 'nice -n 1' -o d.json $old $new steady slower >/dev/null 2>&1; echo $?; grep -c '"launcher":"nice -n 1"' d.json
1
1
# What differs between two runs.
$ tare run -q --launches 20 -o plain.json $old -- steady >/dev/null && tare compare plain.json r.json 2>/dev/null | grep ^also
also different: launcher: none → taskset -c 0
# Banners do no harm; all else is said.
$ tare run -q --launches 1 --launcher "sh -c 'echo welcome; exec %p 3'" $old -- steady | grep -c welcome
0
? 1
$ tare run -q --launcher nowhere/at-all $old -- steady
tare: *old_bench: cannot be started: --launcher: cannot start nowhere/at-all: No such file or directory
? 2
$ tare run -q --launcher false $old -- steady
tare: *old_bench: not a tare benchmark, or broken: it was not started by its launcher, which ended with status 1
? 2
$ tare run -q --launcher "sh -c 'echo no such container >&2; exit 4'" $old -- steady
tare: *old_bench: not a tare benchmark, or broken: it was not started by its launcher, which ended with status 4: no such container
? 2
$ tare run -q --launcher "sh -c 'exec 3>&-; exec %p 3'" $old -- steady
tare: *old_bench: not a tare benchmark, or broken: it did not get file descriptor 3 from its launcher, which has to hand it on
? 2
$ tare run -q --launcher "sh -c 'echo hello >&3; exec %p 3'" $old -- steady
tare: *old_bench: not a tare benchmark, or broken: it wrote 6 bytes to file descriptors that are not its own, or its launcher did or changed what it wrote
? 2
$ tare run -q --launcher "sh -c 'exec %p'" $old -- steady
tare: *old_bench: not a tare benchmark, or broken: it was not started by its launcher, which ended with status 2: tare: this process is a launch, but tare_main() did not get the arguments of main()*
? 2
$ tare run -q --samples 1 --sample-time 2 --warm-up-time 2 --launcher "sh -c '%p \"\$@\" & sleep 0.3' sh" $old -- steady
steady  failed: was left alone by its launcher, which has to execute it, or to wait for it
? 3
$ tare run -q --launcher "sh -c '%p \"\$@\"; exit \$?' sh" $new -- crashes 2>&1 | grep -o 'killed by.*launcher' | sort -u
killed by signal 6 (SIGABRT), says its launcher
# Commands that are none.
$ tare run -q --launcher "sh -c 'x" $old
tare: --launcher: sh -c 'x: a quote is not closed
? 2
$ tare run -q --launcher 'sh %x' $old
tare: --launcher: %x stands for nothing: %p is the program, %n its name, %% a percent sign
? 2
$ tare run -q --launcher ' ' $old
tare: --launcher:  : there is no command
? 2
$ $old -q --launcher 'nice' --no-fork steady
tare: --launcher starts launches: it cannot be used with --no-fork or --profile-time
? 2
