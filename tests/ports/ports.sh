#!/bin/sh
# Other C libraries and processors: tare is built for them, with cJSON from
# source.  Where this machine can run what comes out, natively or in an emulator,
# unit tests pass, a benchmark is measured, and records of this machine's tare are
# read as it reads them itself.  An emulator starts no programs of its own kind, so
# there a benchmark runs in one process.
# TAP; compilers and emulators that are not here are skipped by name.
# Usage: [CJSON_FOLDER=folder] [BUILD=build] TARE=… sh tests/ports/ports.sh [PORT…]
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
. tests/tap.sh
: "${BUILD:=build}" "${CC:=cc}"
root=$(mkdir -p "$BUILD/ports" && cd "$BUILD/ports" && pwd) || exit 1
[ $# -gt 0 ] || set -- musl i686 armhf aarch64 riscv64 s390x
TARE_NOPLOT=1
export TARE_NOPLOT

# What depends on the size, the order of bytes or the C library, and starts nothing.
units="stats/elementary_test stats/rng_test stats/order_test stats/walsh_test
       stats/signed_rank_test stats/sequential_test store/scan_test
       store/hash_test store/crc32_test store/expression_test
       store/load_refusals_test store/json_profile_test harness/elf_test
       harness/judge_test harness/messages_test harness/numbers_test"
# What starts processes, for who can.
more="store/input_test store/tree_test harness/session_test harness/builtin_test
      harness/duel_script_test"

build_cjson() {
    source=$root/cjson-source
    [ -f "$source/cJSON.c" ] ||
        sh packaging/cjson.sh "${CJSON_FOLDER:-bundled}" "$source" || return 1
    mkdir -p "$own/cjson" && cp "$source/cJSON.h" "$own/cjson/" &&
        "$compiler" -O2 -fPIC -shared -Wl,-soname,libcjson.so.1 \
            -o "$own/libcjson.so.1" "$source/cJSON.c" -lm &&
        ln -sf libcjson.so.1 "$own/libcjson.so"
}

build_for() {    # arguments of make
    MAKEFLAGS='' make -j"$(nproc)" BUILD="$root/$port" \
        CC="$compiler" CFLAGS="-O1 $cflags" \
        CPPFLAGS="-I$own $cppflags" LDFLAGS="-L$own -Wl,-rpath,$own $ldflags" \
        SETUP=no "$@"
}

# shellcheck disable=SC2086
run() {
    $emulator "$@"
}

passes() {    # unit test
    run "$out/tests/$1" >"$work/tap" 2>&1
    status=$?
    grep -v '^ok' "$work/tap"
    [ $status = 0 ]
}

measures() { (cd "$work" && run "$bench" --measurement-time 0.5 "$@"); }

duels() {
    (cd "$work" && "$out/tare" duel --measurement-time 0.5 "$bench" "$bench")
}

# What the two say of one record.
reads_alike() {
    for format in csv benchfmt gbench; do
        "$TARE" export --format "$format" "$work/run.json" >"$work/here.$format"
        run "$out/tare" export --format "$format" "$work/run.json" \
            >"$work/there.$format" && [ -s "$work/there.$format" ] &&
            cmp "$work/here.$format" "$work/there.$format" || return 1
    done
}

examine() {
    out=$root/$port/by-$compiler
    bench=$out/tests/ports/count_bench
    programs=$units
    [ -n "$emulator" ] || programs="$units $more"
    is "$port: cJSON is built" build_cjson
    # shellcheck disable=SC2046,SC2086
    is "$port: tare is built" build_for all "$bench" \
        $(printf "$out/tests/%s " $programs)
    for unit in $programs; do
        is "$port: ${unit##*/} passes" passes "$unit"
    done
    if [ -n "$emulator" ]; then
        is "$port: a benchmark runs" measures --test --no-fork
    else
        is "$port: a benchmark is measured" measures
        is "$port: a duel is held" duels
    fi
    is "$port: a record is read as here" reads_alike
}

# Sets what is needed for a port; why it cannot be had is printed.
choose() {
    port=$1 emulator="" cflags="" cppflags="" ldflags=""
    own=$root/$port/cjson
    case $port in
    musl)
        compiler=musl-gcc
        mkdir -p "$root/kernel"
        for part in linux asm asm-generic; do # of the kernel's headers
            for from in /usr/include "/usr/include/$(cc -dumpmachine)"; do
                [ ! -d "$from/$part" ] || [ -e "$root/kernel/$part" ] ||
                    ln -s "$from/$part" "$root/kernel/$part"
            done
        done
        cppflags="-idirafter $root/kernel"
        ldflags=-Wl,--eh-frame-hdr # musl-gcc leaves it out
        ;;
    i686)
        compiler=i686-linux-gnu-gcc cflags="-msse2 -mfpmath=sse"
        emulator="qemu-i386 -L /usr/i686-linux-gnu"
        ;;
    armhf)
        compiler=arm-linux-gnueabihf-gcc
        emulator="qemu-arm -L /usr/arm-linux-gnueabihf"
        ;;
    *)
        compiler=$port-linux-gnu-gcc
        emulator="qemu-$port -L /usr/$port-linux-gnu"
        ;;
    esac
    builds "$compiler" || {
        skip "$port" "$compiler or its C library is not installed"
        return 1
    }
    [ -z "$emulator" ] || command -v "${emulator%% *}" >/dev/null || {
        skip "$port" "${emulator%% *} is not installed"
        return 1
    }
}

record_here() {
    # shellcheck disable=SC2046
    $CC $("$TARE" flags --cflags) -o "$work/bench" tests/ports/count_bench.c \
        $("$TARE" flags --libs) &&
        (cd "$work" && ./bench --measurement-time 0.5 -o run.json)
}

is "a record is made here" record_here
for name; do
    choose "$name" && examine
done
finish
