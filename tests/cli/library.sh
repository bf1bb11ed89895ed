#!/bin/sh
# Code under test that lies in a shared library: a comparison sees a change in
# it although the executable is the same, however it is linked, or says that it
# cannot.  TAP on stdout.
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
. tests/tap.sh
unset LD_LIBRARY_PATH
here=$(cd "$(dirname "$0")" && pwd)
top=$(pwd)
lib=$top/$OUT/tests/fast/libtare.a # times are told by hand
PATH=$(cd "$(dirname "$TARE")" && pwd):$PATH
san=${SAN:+-fsanitize=$SAN}
# (at most; sanitizers make executables large, and launches slow)
brief="--measurement-time 12 --samples 4 --sample-time 0.00015"
brief="$brief --warm-up-time 0.0001 -q"
[ -z "$san" ] || export TARE_ANY_BUILD=1

build() {    # arguments of the compiler
    # shellcheck disable=SC2086
    $CC $san -std=c11 -D_GNU_SOURCE -O2 -g -w "$@"
}

bench() {    # file, arguments of the compiler
    out=$1
    shift
    build -I"$top/harness/include" -o "$out" "$here/library.c" "$@" \
        "$lib" -lm -pthread
}

# The library, in which the work takes so many nanoseconds.
library() {
    mkdir -p build
    echo "double work(void) { return $1; }" >work.c
    build -shared -fPIC -o build/new.so work.c && mv build/new.so build/libwork.so
}

# Each in a folder of its own; what it prints is shown when it fails.
story() {    # fact, commands
    rm -rf "$work/story" && mkdir "$work/story"
    is "$1" tell "$2"
}
tell() (
    cd "$work/story" && set -e && eval "$1"
)

# status, words that the output must have, command...
says() {
    want=$1 words=$2
    shift 2
    status=0
    "$@" >out 2>&1 || status=$?
    cat out
    [ "$status" = "$want" ] || { echo "status $status, not $want"; return 1; }
    grep -q -e "$words" out || { echo "does not say: $words"; return 1; }
}

save="says 0 '' ./bench --launches 2 -q -s main"
regressed="says 1 '1 of 1 case regressed' ./bench \$brief -b main"
unchanged="says 0 'Nothing changed' ./bench \$brief -b main"

# A baseline keeps the library too, and runs with that one.
kept="$save; library 1040; $regressed; library 1000; $unchanged"

story "linked by a search path (-rpath)" "library 1000
    bench bench -Lbuild -lwork -Wl,-rpath,\$PWD/build; $kept"
story "linked by a relative path, no soname" "library 1000
    bench bench build/libwork.so; $kept"
story "found through LD_LIBRARY_PATH" "library 1000
    bench bench -Lbuild -lwork; export LD_LIBRARY_PATH=build; $kept"
story "opened by its name" "library 1000
    bench bench -DPLUGIN='\"libwork.so\"' \
        -Wl,--disable-new-dtags,-rpath,\$PWD/build; $kept"
story "the library of the baseline is gone: another was put in its place" \
    "library 1040; bench bench -Lbuild -lwork -Wl,-rpath,\$PWD/build; $save
    rm build/libwork.so; library 1000
    says 0 '1 of 1 case improved' ./bench \$brief -b main"

# What a program opens by a path of its own cannot be put elsewhere.
told='says 0 not-staged ./bench $brief -b main --verdict -'
story "opened by an absolute path: a change is not passed over" "library 1000
    bench bench -DPLUGIN=\"\\\"\$PWD/build/libwork.so\\\"\"
    $save; $unchanged; library 1040; $told"
story "opened by a relative path: the same" "library 1000
    bench bench -DPLUGIN='\"build/libwork.so\"'
    $save; $unchanged; library 1040; $told"

story "only the library differs, which is said" "library 1000
    bench bench -Lbuild -lwork -Wl,-rpath,\$PWD/build; $save; library 1040
    says 1 '\"other-library\".*libwork.so' ./bench \$brief -b main --verdict -"

# Two executables that both load what is there now.
sides='for side in old new; do
        bench $side -DSIDE="\"$side\"" -Lbuild -lwork -Wl,-rpath,$PWD/build
    done'
story "a library that both sides load, changed since: not \"unchanged\"" \
    "library 1000; $sides; library 1040
    says 0 '\"inconclusive\".*\"shared-library\".*libwork.so' \
        tare duel \$brief --verdict - ./old ./new"
story "the same, older than both: unchanged" "library 1000; $sides
    says 0 'Nothing changed' tare duel \$brief ./old ./new"
story "each side with a library of its own: regressed" \
    "library 1000; mv build was; library 1040
    bench old -Lwas -lwork -Wl,-rpath,\$PWD/was
    bench new -Lbuild -lwork -Wl,-rpath,\$PWD/build
    says 1 '1 of 1 case regressed' tare duel \$brief ./old ./new"
# ---- code under test that has the names of what tare uses ---------------------
own_json() {    # how it is linked
    story "a benchmark with a cJSON of its own, $*" "
        build -I'$top/harness/include' $* -o bench '$here/own_json.c' '$lib' -lm -pthread 2>warned ||
            { cat warned; exit 1; }
        says 0 'saved as baseline' ./bench --launches 2 --any-build -s main -o r.json
        says 0 'main: good (cases: 1' tare baseline verify
        says 0 prints tare report --text r.json
        says 0 prints tare export -f csv r.json"
}
own_json
own_json -rdynamic
if [ -z "$san" ]; then
    own_json -static
    own_json -static-pie
fi
# ---- benchmarks that the linker leaves out ------------------------------------
# shellcheck disable=SC2016
story "benchmarks in an archive are missed, and the way out is one" "
    printf '#include <tare.h>\n%s\n%s\n' \
        'static void sum(struct tare *t) { TARE_LOOP (t) tare_clobber(); }' \
        'TARE_BENCH(sum);' >sum.c
    printf '#include <tare.h>\nTARE_MAIN();\n' >main.c
    build -I'$top/harness/include' -c sum.c main.c && ar rc libsums.a sum.o
    build -o bench main.o libsums.a '$lib' -lm -pthread
    says 4 'no benchmark is linked in.*--whole-archive' ./bench --list
    says 4 'bench: no benchmark is linked in' tare run ./bench
    build -o bench main.o -Wl,--whole-archive libsums.a -Wl,--no-whole-archive \
        '$lib' -lm -pthread
    says 0 '^sum' ./bench --list"
finish
