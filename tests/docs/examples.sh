#!/bin/sh
# Every example in README and docs is compiled as a user would and run.  TAP.
#
# A C block whose first line is /* file: NAME */ is a piece of that file; the
# pieces of one document are put together in order.  The console blocks of the
# README are run, and each row of the tables they show must be there; so are
# the commands of the guide that a reader can type with the guide's benchmark.
set -u
tare=$(cd "$(dirname "$TARE")" && pwd)
top=$(pwd)
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
PATH=$tare:$PATH

. tests/tap.sh

# Writes the pieces in $1 to files in the folder $2.
extract() {
    awk -v folder="$2" '
        /^```c$/ { inside = 1; first = 1; next }
        /^```$/ { inside = 0; file = "" }
        inside && first && match($0, /\/\* file: [a-z_.]+ \*\//) {
            file = folder "/" substr($0, RSTART + 9, RLENGTH - 12)
        }
        inside && file != "" { print >> file }
        { first = 0 }' "$1"
}

san=${SAN:+-fsanitize=$SAN}
compile() {    # compiler and language flags, source, program
    # shellcheck disable=SC2046,SC2086
    $1 $san -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror \
        $(tare flags --bench-cflags) $(tare flags --cflags) "$2" -o "$3" \
        $(tare flags --libs)
}

for document in README.md docs/*.md; do
    folder=$work/$(basename "$document" .md)
    mkdir "$folder"
    extract "$document" "$folder"
    for source in "$folder"/*.c; do
        [ -f "$source" ] || continue
        name=$document:$(basename "$source")
        is "$name compiles" compile "$CC -std=c11" "$source" \
            "${source%.c}"
        is "$name runs" "${source%.c}" --test
    done
done

# What the README shows is what comes out, but for the numbers.
shows() (
    cd "$work/README" || exit 1
    ./example_bench --launches 3 >out 2>&1
    sed -n '/^\$ \.\/example_bench/,/^```/p' "$top/README.md" |
        sed '1d;/^```/d;/^$/,$d' | awk '{ print $1 }' |
        while read -r word; do
            grep -qF "$word" out || { echo "not shown: $word"; cat out; exit 1; }
        done
)
is "README.md: the output is what it shows" shows

# The change that the README makes, kept and compared.  What is found in a
# moment may differ from what is found in time, but not what is told.
changed() (
    cd "$work/README" || exit 1
    awk '/^```diff$/ { inside = 1; next } /^```$/ { inside = 0 } inside' \
        "$top/README.md" >change.diff
    git apply change.diff && compile "$CC -std=c11" example_bench.c changed
)
compared() (
    cd "$work/README" || exit 1
    TARE_MEASUREMENT_TIME=0.2 TARE_ANY_BUILD=1
    export TARE_MEASUREMENT_TIME TARE_ANY_BUILD
    ./example_bench --save-baseline main >before.txt 2>out || { cat out; exit 1; }
    grep -qF 'tare: saved as baseline "main" in .tare' out || exit 1
    ./changed --baseline main --verdict verdict.json -o duel.json >out 2>&1
    case $? in 0 | 1) ;; *) cat out; exit 1 ;; esac
    for word in 'A/A control: ' 'main → now, in' fib20 \
        reduce/sum/n=100000; do
        grep -qF "$word" out || { echo "not shown: $word"; cat out; exit 1; }
    done
)
is "README.md: its change can be made" changed
is "README.md: and compared with a baseline" compared
replayed() (
    cd "$work/README" || exit 1
    tare duel --replay duel.json --verdict again.json >out 2>&1
    case $? in 0 | 1) ;; *) cat out; exit 1 ;; esac
    cmp verdict.json again.json
)
is "a replay gives the same verdicts, byte for byte" replayed

# The steps of the guide, with its benchmark as my_bench.
steps() (
    cd "$work/guide" && mv guide_bench my_bench || exit 1
    TARE_MEASUREMENT_TIME=0.05 TARE_SAMPLE_TIME=0.0005 TARE_WARM_UP_TIME=0.001
    TARE_RUNS=1 TARE_ANY_BUILD=1
    export TARE_MEASUREMENT_TIME TARE_SAMPLE_TIME TARE_WARM_UP_TIME TARE_RUNS
    export TARE_ANY_BUILD
    awk '/^```sh$/ { inside = 1; next } /^```$/ { inside = 0 } inside' \
        "$top/docs/guide.md" |
        grep -E '^(\./my_bench|tare trial|tare compare main)' |
        sed 's/--runs 10 --slowdown 2%/--slowdown 50% -- ^fill/' >steps.sh
    [ "$(wc -l <steps.sh)" -ge 5 ] || { cat steps.sh; exit 1; }
    while read -r step; do
        sh -c "$step" >out 2>&1 </dev/null
        case $? in 0 | 1 | 7) ;; *) echo "$step"; cat out; exit 1 ;; esac
    done <steps.sh
)
is "docs/guide.md: its steps can be taken" steps

# Watching, with two copies of the guide's benchmark and a host that is here.
watched() (
    mkdir -p "$work/watching/old" "$work/watching/new" "$work/watching/bin" &&
        cd "$work/watching" || exit 1
    cp "$work/guide/my_bench" old && cp "$work/guide/my_bench" new || exit 1
    # shellcheck disable=SC2016
    printf '#!/bin/sh\nshift 2\nexec "$@"\n' >bin/ssh
    chmod +x bin/ssh
    TARE_MEASUREMENT_TIME=0.05 TARE_SAMPLE_TIME=0.0005 TARE_WARM_UP_TIME=0.001
    TARE_ANY_BUILD=1 TARE_NOPLOT=1 PATH=$PWD/bin:$PATH
    export TARE_MEASUREMENT_TIME TARE_SAMPLE_TIME TARE_WARM_UP_TIME
    export TARE_ANY_BUILD TARE_NOPLOT
    awk '/^```sh$/ { inside = 1; name = "block." ++count; next }
         /^```$/ { inside = 0 }
         inside { sub("/tmp/", ""); print >name }' "$top/docs/watching.md"
    for block in block.?; do
        grep -q pkill "$block" && continue # others may be measuring here
        sh "$block" >out 2>&1 </dev/null
        case $? in 0 | 1) ;; *) cat "$block" out; exit 1 ;; esac
        grep -q watch "$block" || continue
        grep -q '^[a-z]* after .*, status [01]$' out || { cat out; exit 1; }
    done
    grep -q '"state":"finished"' progress.jsonl
)
is "docs/watching.md: its commands can be typed" watched

# On other machines, which are all this one: what leads there ends in the command.
elsewhere() {    # program, how many of its words are not the command
    printf '#!/bin/sh\nshift %s\nexec "$@"\n' "$2" >"bin/$1"
    chmod +x "bin/$1"
}
scaled() (
    mkdir -p "$work/scale/bin" && cd "$work/scale" || exit 1
    cp "$work/README/example_bench" old_bench && cp "$work/README/changed" new_bench &&
        cp old_bench bench && cp old_bench bench_for_arm &&
        cp "$tare/tare" tare-for-arm || exit 1
    elsewhere ssh 1
    elsewhere docker 3
    elsewhere adb 1
    elsewhere srun 2
    TARE_MEASUREMENT_TIME=0.05 TARE_SAMPLE_TIME=0.0005 TARE_WARM_UP_TIME=0.001
    TARE_ANY_BUILD=1 TARE_NOPLOT=1 PATH=$PWD/bin:$PATH
    export TARE_MEASUREMENT_TIME TARE_SAMPLE_TIME TARE_WARM_UP_TIME
    export TARE_ANY_BUILD TARE_NOPLOT
    sed -n 's/^\$ //p' "$top/docs/scale.md" >steps
    [ "$(wc -l <steps)" -ge 20 ] || { cat steps; exit 1; }
    while read -r step; do
        case $step in
        *qemu-*) continue ;; # tests/cli/launcher.sh has an executable for it
        *numactl*) command -v numactl >/dev/null || continue ;;
        esac
        sh -c "$step" >out 2>&1 </dev/null
        case "$step $?" in
        *incomplete.json' 5') ;;
        *incomplete.json*) echo "$step"; cat out; exit 1 ;;
        *' 0' | *' 1' | *' 7') ;;
        *) echo "$step"; cat out; exit 1 ;;
        esac
    done <steps
)
is "docs/scale.md: its commands can be typed" scaled

# Records and verdicts are what their schemas say.
json=
for python in python3 /usr/bin/python3; do
    $python -c 'import jsonschema' 2>/dev/null && json=$python
done
if [ -n "$json" ]; then
    "$work/README/example_bench" --launches 2 --sampling linear -q \
        -o "$work/record.json" >/dev/null
    cat >"$work/validate.py" <<'END'
import json, jsonschema, sys
schema = json.load(open(sys.argv[1]))
for document in sys.argv[2:]:
    jsonschema.validate(json.load(open(document)), schema)
END
    is "records are valid by docs/record.schema.json" "$json" \
        "$work/validate.py" docs/record.schema.json "$work/record.json" \
        "$work/README/duel.json" tests/store/records/format3.json \
        tests/docs/duel.json
    is "a verdict is valid by docs/verdict.schema.json" "$json" \
        "$work/validate.py" docs/verdict.schema.json "$work/README/verdict.json"
else
    skip "records are valid by docs/record.schema.json" "no python3-jsonschema"
    skip "a verdict is valid by docs/verdict.schema.json" "no python3-jsonschema"
fi

# The header in C++, as a user's compiler sees it.
for cxx in "$CXX -std=c++17" "$CXX -std=c++20"; do
    if command -v "$CXX" >/dev/null; then
        is "tare.h compiles with $cxx" compile "$cxx" \
            "$top/tests/docs/header.cc" "$work/header"
        is "and runs" "$work/header" --test
    else
        skip "tare.h compiles with $cxx" "no such compiler"
    fi
done
finish
