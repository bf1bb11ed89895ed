# Every verb tells what it takes, and takes what it tells: all options of all
# verbs are tried with each.
$ for verb in run list duel gate trial compare; do tare $verb --help >$verb.help || echo $verb fails; sed -n 's/^ *\(-., \)\? *--\([a-z-]*\).*/\2/p' $verb.help; done | sort -u >all
$ for verb in run list duel gate trial compare; do for option in $(cat all); do taken=yes; tare $verb --$option 2>&1 >/dev/null </dev/null | grep -q "unknown option --$option" && taken=no; told=no; grep -q -e "--$option\( \|$\)" $verb.help && told=yes; [ $taken = $told ] || echo "$verb --$option: taken: $taken, told: $told"; done; done
$ awk 'length($0) > 100' *.help
$ for verb in flags doctor baseline; do tare $verb --help | head -n 1; done
Usage: tare flags --cflags | --libs | --bench-cflags
Usage: tare doctor [OPTIONS]
Usage: tare baseline ACTION ...
$ for verb in run list duel gate trial compare; do tare $verb --version; done | uniq -c
      6 tare 0.1.0
$ $old --version
tare 0.1.0
# What is not there, and what is nearly so.
$ for verb in run list duel gate trial compare; do tare $verb --frobnicate; tare $verb -Z; done
tare: unknown option --frobnicate; --help lists all
tare: unknown option -Z; --help lists all
tare: unknown option --frobnicate; --help lists all
tare: unknown option -Z; --help lists all
tare: unknown option --frobnicate; --help lists all
tare: unknown option -Z; --help lists all
tare: unknown option --frobnicate; --help lists all
tare: unknown option -Z; --help lists all
tare: unknown option --frobnicate; --help lists all
tare: unknown option -Z; --help lists all
tare: unknown option --frobnicate; --help lists all
tare: unknown option -Z; --help lists all
? 2
$ tare duel --pair 3 $old $new
tare: unknown option --pair; did you mean --pairs?
? 2
$ tare gate --strikt $old $new
tare: unknown option --strikt; did you mean --strict?
? 2
$ tare run --save-baselin main $old
tare: unknown option --save-baselin; did you mean --save-baseline?
? 2
$ for verb in flags doctor baseline; do tare $verb --frobnicate; echo $?; done
tare: unknown option --frobnicate; --help lists all
2
tare: unknown option --frobnicate; --help lists all
2
tare: unknown option --frobnicate; --help lists all
2
$ TARE_CFLAGS=x tare flags --libs | grep -c libtare.a
1
$ tare flags --libs --cflags
tare: flags takes one of --cflags, --libs, --bench-cflags
? 2
# What is missing.
$ for verb in run list duel gate trial compare; do tare $verb; echo $?; done
tare: run needs a binary: BINARY... (tare run --help)
2
tare: list needs a binary: BINARY... (tare list --help)
2
tare: duel needs two executables: OLD NEW
2
tare: gate needs two sides: OLD NEW, --baseline NAME BINARY, or --against REV (tare gate --help)
2
tare: trial needs a binary: BINARY... (tare trial --help)
2
tare: compare needs a saved run: BASE [NEW]
2
$ tare duel --verdict
tare: --verdict needs a value: --verdict FILE
? 2
$ tare gate --policy
tare: --policy needs a value: --policy FILE
? 2
$ tare trial --runs
tare: --runs needs a value: --runs N
? 2
$ tare duel --color blue $old $new
tare: --color: "blue" is not one of auto|always|never
? 2
$ tare gate --strict=yes $old $new
tare: --strict takes no value
? 2
# From the environment.
$ TARE_RUNS=0 tare trial $old
tare: TARE_RUNS: 0 is not between 1 and 100000
? 2
$ TARE_ON_REMOVED=ignore tare gate $old $new
tare: TARE_ON_REMOVED: "ignore" is not one of pass|warn|fail
? 2
# A variable that is nearly an option is a slip.
$ TARE_PRECISON=0.1 demo_bench --list '^work$'
tare: TARE_PRECISON ignored: there is no such option; did you mean --precision?
work *
$ TARE_SOMETHING_ELSE=1 demo_bench --list --format terse '^work$'
work
$ demo_bench --list --format terse --precision 5% --confidence-level 99% '^work$'
work
