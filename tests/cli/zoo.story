# No sanitizers: they have their own words for a crash
# Whatever a benchmark does to itself, it is named and the others go on.
$ zoo_bench --launches 2 --samples 2 --sample-time 0.0005 --skip ill/ --skip well/ 2>/dev/null | sed '/^$/,$d'
case *
healthy/first *ns *
die/segv *crashed: killed by signal 11 (SIGSEGV: Segmentation fault)
die/aborts *crashed: killed by signal 6 (SIGABRT: Aborted)
die/divides *crashed: killed by signal 8 (SIGFPE: Floating point exception)
die/overflows *crashed: stack overflow (signal 11, SIGSEGV)
die/exits *crashed: exited with status 0 before it was done
die/exits_quickly *crashed: exited with status 7 before it was done
die/kills_itself *crashed: killed by signal 9 (SIGKILL: Killed)
die/hangs *timed out: no response for 0.3 s (--timeout, or .timeout_s of the benchmark)
die/hangs_deaf *timed out: no response for 0.3 s (--timeout, or .timeout_s of the benchmark)
die/runs_out_of_memory *crashed: killed by signal 6 (SIGABRT: Aborted)
die/closes_descriptors *failed: closed or replaced file descriptors that are not its own, so it could not report
die/writes_garbage *failed: wrote 7 bytes to file descriptors that are not its own
die/corrupts_heap *crashed: killed by signal 6 (SIGABRT: Aborted)
die/jumps_out *failed: left TARE_LOOP before it was done (by break, return, goto or longjmp)
die/forks_a_few *failed: left 3 processes running, which had to be killed
die/makes_a_daemon *failed: left 1 process running, which had to be killed
die/forks_into_the_loop *failed: forked, and the child returned to the measured loop
die/stops *crashed: stopped by signal 19 (SIGSTOP)
die/breaks_out *failed: left TARE_LOOP before it was done (by break)
die/forgets_the_loop *failed: returned without entering TARE_LOOP
die/is_wrong *failed: wrong result: 42
die/asks_wrongly *failed: asks for an argument "no such" that it does not declare
die/one_thread_fails/threads=2 *failed: thread 1 is unwell
die/fails_making/threads=2 *failed: thread 1 cannot make inputs
die/goes_back_in_time *failed: adds a time of -5 ns
live/skips *skipped: needs AVX2048
live/prints_a_lot *
live/forks_and_waits *
healthy/last *ns *
$ zoo_bench --launches 2 --samples 2 -q die/aborts
die/aborts  crashed: killed by signal 6 (SIGABRT: Aborted)

last output of die/aborts
  | about to abort
? 3
$ timeout 20 zoo_bench --no-fork -q die/fails die/one_thread die/goes
die/one_thread_fails/threads=2  failed: thread 1 is unwell
die/fails_making/threads=2      failed: thread 1 cannot make inputs
die/goes_back_in_time           failed: adds a time of -5 ns
? 3
# Formats for other tools keep quiet about what has no number; stderr does not.
$ zoo_bench --launches 2 -q --output-format bencher die/is_wrong live/skips
die/is_wrong  failed: wrong result: 42
live/skips    skipped: needs AVX2048
? 3
# Nothing measured is never green.
$ zoo_bench -q live/skips
live/skips  skipped: needs AVX2048
? 4
# As a test, in processes of their own: only the sick one fails.
$ zoo_bench --test -q healthy die/segv
healthy/first  ok
die/segv       crashed: killed by signal 11 (SIGSEGV: Segmentation fault)
healthy/last   ok
? 3
# Each illness has its name, and the healthy have none.
$ zoo_bench --launches 40 --samples 12 --warm-up-time 0 -q ill/ well/ | awk '/ ms / { id = $1; sub(/.* % */, ""); print id ": " $0 }'
well/fine: 
ill/depends: dependent-samples
ill/warms_up: drifts-inside, dependent-samples
ill/has_two_modes: bimodal
ill/has_a_tail: heavy-tail
ill/computes_anything: not-repeatable
ill/knows_three_values: coarse-clock
# A baseline is not replaced by a crash, nor by less than it had.
$ zoo_bench --launches 2 -q -s main die/aborts 2>&1 >/dev/null | tail -n 1; ls .tare/baselines
tare: main: not saved: no case was measured
$ zoo_bench --launches 2 -q -s main healthy >/dev/null; tare baseline list | tail -n 1 | cut -c 1-40
main * 2 *
$ zoo_bench --launches 2 -q -s main healthy/first die/aborts >/dev/null 2>err; echo $?; tail -n 1 err; tare baseline list --json | grep -o '"cases":.*"unmeasured":..'
3
tare: baseline "main" unchanged: this run did not measure 1 of its cases, such as healthy/last: save under another name, or use --replace-baseline
"cases":2,"unmeasured":[]
$ zoo_bench --launches 2 -q -s main --replace-baseline healthy/first die/aborts >/dev/null 2>&1; echo $?; tare baseline list | tail -n 1 | grep -o '2, 1 not measured'; tare baseline list --json | grep -o '"unmeasured":.*"cpu"'
3
2, 1 not measured
"unmeasured":["die/aborts"],"cpu"
