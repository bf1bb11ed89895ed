# What there is, and what is no word.
$ tare run --list-measures | grep -E '^(time|usage|counters|  cpu-time|  peak-memory) ' | cut -c 1-10
time      
usage     
  cpu-time
  peak-mem
counters  
$ demo_bench --list-measures -m none | grep -c '^  context-switches *evidence'
1
$ demo_bench -m usage,nosuch
tare: --measures: unknown measure "nosuch"; there are time, default, all, none, usage, allocations, instructions, counters, latency, profile, sites, waits (--list-measures says more)
? 2
# Usage is measured when it is asked for, and not otherwise.
$ demo_bench -m usage --launches 2 --samples 2 --sample-time 0.0005 -q -o r.json '^work$' | cut -d ' ' -f 3-4 | grep -v 'switches\|faults'; grep '"id":"work"' r.json | grep -o '"cpu-time":{"unit":"ns","better":"lower","kind":"evidence"'
*
*
· cpu-time
· peak-memory
"cpu-time":{"unit":"ns","better":"lower","kind":"evidence"
$ demo_bench -m time --launches 2 --samples 2 --sample-time 0.0005 -q '^work$' | wc -l
2
# What one process alone cannot do.
$ demo_bench -m usage --no-fork '^work$'
tare: --measures: only time can be measured in this process; leave out --no-fork and --profile-time
? 2
# Events: those that this machine does not have are named, and time is there.
$ demo_bench --events nosuchdevice/event=1/ --launches 2 --samples 2 --sample-time 0.0005 '^work$' 2>&1 | grep -E '^(tare: counters|case |work  )'
tare: counters: not available: this machine has no device "nosuchdevice" that counts events
case *
work *
$ demo_bench --list-measures --events nosuchdevice/event=1/:u | grep '^  nosuchdevice'
  nosuchdevice/event=1/:u  not available  this machine has no device "nosuchdevice" that counts events
# Those that make no sense are misuse.
$ demo_bench --events instructions
tare: --events: "instructions": use retired-instructions
? 2
$ demo_bench --events cycles:z
tare: --events: "cycles:z": the part after the colon must be u, k or uk, not "z"
? 2
$ demo_bench -m counters --events ''
tare: --events needs a value: --events LIST
? 2
$ demo_bench --events 'cpu/event=1'
tare: --events: "cpu/event=1": is not of the form DEVICE/FIELD=VALUE/
? 2
# The doctor watches each CPU.
$ tare doctor | grep -c '^CPU [0-9]* .* quiet [0-9]* %'
*
# The doctor knows whether there are counters.
$ tare doctor | grep -c '^performance counters '
1
# A trial of what measuring costs; what cannot be measured cannot be tried.
$ tare trial --events nosuchdevice/event=1/ --runs 1 $old -- '^steady$'
tare: counters: not available: this machine has no device "nosuchdevice" that counts events
tare: trial: none of these measures can be taken here (--list-measures says why)
? 4
