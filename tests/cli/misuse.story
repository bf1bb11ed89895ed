# Each mistake gets one line and its status.
$ demo_bench --frob
tare: unknown option --frob; --help lists all
? 2
$ demo_bench --precision 7
tare: --precision: 7 is not between 1e-06 and 0.999
? 2
$ demo_bench '('
tare: "(" cannot be used as a regular expression: *
? 2
$ demo_bench nosuch
tare: no case matches; --list shows them all
? 4
$ demo_bench --output /nowhere/x.json work
tare: /nowhere/x.json: cannot write in its directory: No such file or directory
? 6
$ demo_bench --output nowhere/ work; demo_bench --output .. work
tare: nowhere/: cannot write in its directory: No such file or directory
tare: ..: cannot open for writing: Is a directory
? 6
$ demo_bench --output '' work
tare: --output needs a value: --output FILE
? 2
$ demo_bench --output= work
tare: --output needs a value: --output FILE
? 2
$ demo_bench --cpu 1000 work
tare: --cpu: this process may not use CPU 1000
? 2
$ tare frob
tare: unknown verb "frob"; tare --help lists all
? 2
$ tare run
tare: run needs a binary: BINARY... (tare run --help)
? 2
$ tare run /nowhere
tare: /nowhere: cannot open: No such file or directory
? 2
$ tare run /bin/true
tare: /bin/true: not a tare benchmark, or broken: it exited with status 0 before it was done
? 2
$ tare run $(which demo_bench) $(which demo_bench)
tare: * and * both have a case "batched": run them one at a time
? 2
$ tare flags
tare: flags takes one of --cflags, --libs, --bench-cflags
? 2
$ TARE_LAUNCHES=x demo_bench work
tare: TARE_LAUNCHES: "x" is not a number
? 2
