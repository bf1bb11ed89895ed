#!/bin/sh
# Instructions counted by callgrind: to the instruction, every time the same,
# and where they cannot be counted the reason is told and nothing else suffers.
# TAP on stdout.
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
. tests/tap.sh
here=$(cd "$(dirname "$0")" && pwd)
top=$(pwd)
lib=$(cd "$(dirname "$LIB")" && pwd)/$(basename "$LIB")
clock=$top/$OUT/tests/fast_clock.o # no time is looked at
tare=$(cd "$(dirname "$TARE")" && pwd)
PATH=$tare:$PATH
san=${SAN:+-fsanitize=$SAN}
brief='-m instructions --launches 2 --samples 2 --sample-time 0.0003'
brief="$brief --warm-up-time 0.0001"
duel='-m instructions --measurement-time 0.5 --samples 4 --sample-time 0.0003'
duel="$duel --warm-up-time 0.0001 -q"

# Programs of kernels.c: file, arguments of the compiler.
build() {
    program=$1
    shift
    # shellcheck disable=SC2086
    $CC $san -std=c11 -D_GNU_SOURCE -O2 -g -w -I"$top/harness/include" \
        -o "$work/$program" "$here/kernels.c" "$@" "$clock" "$lib" -lm -pthread
}

# The program, of which it is remembered what number it had.
numbered() {
    # shellcheck disable=SC2016
    sh -c 'echo $$ >>numbers; exec "$@"' sh "$@"
}

# Measures: program, expressions that choose cases.
take() {
    program=$work/$1
    shift
    # shellcheck disable=SC2086
    (cd "$work" && numbered tare run $brief -o run.json "$program" -- "$@") \
        >"$work/out" 2>&1
}

# Of that case and measure: its value in the first launch, or nothing.  Then, if
# they are others: the file, and what else its line must begin with.
value() {
    tr '\n' ' ' <"$work/${3:-run.json}" | sed 's/{"id":/\n&/g' |
        grep "^{\"id\":\"$1\",${4:-}" | grep -o "\"$2\":{\"unit.*" |
        grep -o '"launches":\[{"value":[^,]*' | head -n 1 | sed 's/.*://'
}

# Of that case and function: what it contributes.  The same.
part() {
    tr '\n' ' ' <"$work/${3:-run.json}" | sed 's/{"id":/\n&/g' |
        grep "^{\"id\":\"$1\",${4:-}" |
        grep -o "{\"name\":\"$2\",\"value\":[^}]*" | head -n 1 | sed 's/.*://'
}

# case, instructions
counts() {
    got=$(value "$1" instructions)
    [ "$got" = "$2" ] || { echo "$1: $got, not $2"; cat "$work/out"; return 1; }
}

minus() {    # number, number
    echo "$1 $2" | awk 'NF == 2 { print $1 - $2 }'
}

# How many more: case, case, instructions
differ() {
    less=$(value "$1" instructions) more=$(value "$2" instructions)
    [ "$(minus "$more" "$less")" = "$3" ] ||
        { echo "$1, $2: $less, $more"; cat "$work/out"; return 1; }
}

# case, words of the warning; its time is there all the same
refused() {
    grep -qF "instructions: not available: $2" "$work/run.json" &&
        [ -n "$(value "$1" time)" ] && [ -z "$(value "$1" instructions)" ] ||
        { cat "$work/out"; return 1; }
}

# ---- what works without Valgrind ---------------------------------------------

is "the kernels compile" build kernels
mkdir "$work/bin"
for tool in env sh; do ln -s "$(command -v $tool)" "$work/bin"; done

listed() {
    PATH=$work/bin "$tare/tare" run --list-measures >"$work/out"
    grep -q '^instructions  *not available  *valgrind is not installed (apt' \
        "$work/out"
}
is "without Valgrind it is listed as not available" listed

without() {
    (cd "$work" && PATH=$work/bin numbered "$work/kernels" $brief \
        -o run.json ten_nops) \
        >"$work/out" 2>&1 || return 1
    grep -qF 'instructions: not available: valgrind is not' "$work/out" &&
        [ -n "$(value ten_nops time)" ] &&
        [ -z "$(value ten_nops instructions)" ]
}
is "and asked for, it is missed and nothing else" without

if [ -n "$san" ]; then
    sanitized() {
        take kernels ten_nops
        if command -v valgrind; then
            refused ten_nops 'compiled with a sanitizer'
        fi
    }
    is "with a sanitizer it is refused" sanitized
    finish
fi
command -v valgrind >/dev/null || {
    skip "everything else" "valgrind is not installed"
    finish
}
case $(uname -m) in
x86_64) call=8 ;;
aarch64) call=6 ;;
*) skip "everything else" "no kernels for this processor"; finish ;;
esac

# ---- to the instruction ------------------------------------------------------

four() {
    take "$1" nothing ten_nops loop_of_twenty call_of_known
    counts nothing 0 && counts ten_nops 10 && counts loop_of_twenty 41 &&
        counts call_of_known "$call"
}
is "four kernels cost what was counted by hand" four kernels

functions() {
    [ "$(part call_of_known known_function)" = 5 ] &&
        [ "$(part call_of_known call_of_known)" = $((call - 5)) ] &&
        [ "$(part ten_nops ten_nops)" = 10 ] &&
        ! grep -o '"parts":[^]]*' "$work/run.json" | grep tare_
}
is "and the functions add up to it, without the harness" functions

other_readings() {
    [ "$(value loop_of_twenty simulated-branches)" = 20 ] &&
        [ "$(value ten_nops simulated-cycles)" = 10 ] &&
        [ "$(value ten_nops data-reads)" = 0 ] &&
        [ "$(value ten_nops data-writes)" = 0 ] &&
        [ "$(value ten_nops simulated-ll-misses)" = 0 ] &&
        [ "$(value call_of_known data-writes)" = "$((call == 8))" ]
}
is "so do branches, reads and writes" other_readings

around_cuts() {
    take kernels paused batch
    differ paused_less paused_more 10 && differ batch_less batch_more 10 &&
        differ batch_of_7_less batch_of_7_more 10 &&
        differ batch_of_1_less batch_of_1_more 10 &&
        differ batch_of_7_less batch_less 0 &&
        [ "$(value paused_less instructions)" -lt 8 ]
}
is "pauses and batches are not counted" around_cuts

for flags in -O1 -O3 '-O2 -flto' '-O2 -no-pie -fno-pie'; do
    name="the same with $flags"
    # shellcheck disable=SC2086
    if build other $flags 2>/dev/null; then
        is "$name" four other
    else
        skip "$name" "does not link here"
    fi
done

if build static -static 2>/dev/null; then
    is "the same without shared libraries" four static
else
    skip "the same without shared libraries" "does not link here"
fi

# ---- every time --------------------------------------------------------------

every_time() {
    for pad in 1 22 333; do
        PAD=$(printf "%${pad}s" x) take kernels loop_of call_of alloc parse
        for id in loop_of_twenty call_of_known allocates parse; do
            for measure in instructions data-reads simulated-cycles; do
                echo "$id $measure $(value $id $measure)"
            done
        done >"$work/values.$pad"
        cmp "$work/values.1" "$work/values.$pad" || return 1
    done
    ! grep -v '[0-9]$' "$work/values.1"
}
is "all values are the same every time, whatever the environment" every_time

# ---- of a duel ---------------------------------------------------------------

build changed -DCHANGED
duelled() {
    # shellcheck disable=SC2086
    (cd "$work" && numbered tare duel $duel -o duel.json --verdict verdict.json \
        kernels changed -- '^parse$' loop_of_twenty) >"$work/out" 2>&1
    [ $? = 1 ] || return 1
    new='.*"side":"new"' old='.*"side":"old"'
    [ "$(minus "$(part parse parse_number duel.json "$new")" \
        "$(part parse parse_number duel.json "$old")")" = 208 ] &&
        [ "$(minus "$(value parse instructions duel.json "$new")" \
            "$(value parse instructions duel.json "$old")")" = 208 ] &&
        [ "$(value loop_of_twenty instructions duel.json "$new")" = 41 ]
}
is "208 instructions more in a function are just that" duelled

judged() {
    sed 's/{"id":/\n&/g' "$work/verdict.json" >"$work/lines"
    grep -q '"id":"parse".*"instructions","verdict":"regressed"' "$work/lines" &&
        grep -q '"id":"loop_of_twenty".*"instructions","verdict":"unchanged"' \
            "$work/lines"
}
is "and a regression; the other case is unchanged" judged

# ---- what cannot be counted --------------------------------------------------

in_threads() {
    take kernels threaded
    refused threaded/threads=2 'runs in 2 threads, and Valgrind runs one at a'
}
is "threads are refused" in_threads

stripped() {
    strip -o "$work/stripped" "$work/kernels" || return 1
    take stripped ten_nops
    refused ten_nops 'the executable has no symbols'
}
is "an executable without symbols is refused" stripped

unknown() {
    take unknown unknown
    grep -q 'has no AVX-512' "$work/run.json" ||
        refused unknown 'Valgrind does not support an instruction of this program'
}
case $(uname -m) in
x86_64)
    build unknown -DUNKNOWN
    is "an instruction that Valgrind does not know is told" unknown
    ;;
esac

# Clang writes forms that Valgrind 3.19 gives up on.
if command -v clang >/dev/null; then
    new_forms() {
        (CC=clang && build forms) && take forms ten_nops && counts ten_nops 10
    }
    is "debug information that Valgrind cannot read is no obstacle" new_forms

    # a copy is launched, which does not lie beside the libraries
    origin() {
        echo 'int beside(void) { return 1; }' >"$work/beside.c"
        $CC -shared -fPIC -o "$work/libbeside.so" "$work/beside.c" &&
            (CC=clang && build origin "-Wl,-rpath,\$ORIGIN" -L"$work" \
                -Wl,--no-as-needed -lbeside) || return 1
        take origin ten_nops && counts ten_nops 10
    }
    is "nor is it with libraries beside the program" origin

    # of a library it is one, unless this Valgrind is a newer one
    libraries() {
        # shellcheck disable=SC2086
        clang -shared -fPIC -std=c11 -D_GNU_SOURCE -O1 -g -w -I"$top" \
            -o "$work/libstats.so" "$top"/stats/*.c $san &&
            build libraries -Wl,--no-as-needed "$work/libstats.so" || return 1
        take libraries ten_nops
        if valgrind -q "$work/libraries" --list >/dev/null 2>&1; then
            counts ten_nops 10
        else
            refused ten_nops 'Valgrind cannot read the debug information of a'
        fi
    }
    is "that of a library is one, and the way out is told" libraries
else
    skip "debug information that Valgrind cannot read" "no clang"
fi

broken() {
    printf '#!/bin/sh\nprintf "it is broken\\n==7== \\n" >&2\nexit 7\n' \
        >"$work/bin/valgrind"
    chmod +x "$work/bin/valgrind"
    (cd "$work" && PATH=$work/bin numbered "$work/kernels" $brief \
        -o run.json ten_nops) \
        >"$work/out" 2>&1
    refused ten_nops 'under Valgrind, it exited with status 7' &&
        grep -qF 'done: it is broken' "$work/run.json"
}
is "a Valgrind that does not work is told with its words" broken

# ---- nothing is left ---------------------------------------------------------

# Folders are named by the process that made them.
left() {
    [ -s "$work/numbers" ] || return 1
    while read -r number; do
        for base in /dev/shm /tmp; do
            for root in "$base/tare-stage-$number"-*; do
                [ ! -e "$root" ] || { echo "$root"; return 1; }
            done
        done
    done <"$work/numbers"
    ! find "$work" -name 'callgrind*' -o -name 'vgcore*' -o -name 'out.[0-9]*' |
        grep .
}
is "no file is left behind" left
finish
