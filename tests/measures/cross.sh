#!/bin/sh
# Taking over malloc() on other processors, and stacks on one of them, static and
# dynamic, in an emulator; and looks of a timer, for which it needs none of perf.
# TAP on stdout; compilers and emulators that are not here are skipped.
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
. tests/tap.sh
sources="harness/meters/hook.c harness/meters/heap.c harness/meters/mallocs.c harness/meters/takeover.c
         harness/meters/definitions.c harness/machine/sanitizers.c harness/machine/link_name.c store/words.c"
stacks="harness/stacks/[!f]*.c harness/machine/link_name.c store/alloc.c
        stats/rng.c stats/elementary.c"
looks="harness/meters/snapshot.c harness/stacks/[!f]*.c harness/bench/fault.c harness/bench/wire.c
       harness/machine/clock.c harness/machine/link_name.c stats/*.c store/alloc.c store/fail.c store/buf.c store/utf8.c"

passes() {    # command...
    "$@" >"$work/tap" 2>&1
    status=$?
    cat "$work/tap"
    [ $status = 0 ]
}

# compiler, emulator, folder of its libraries
examine() {
    if ! builds "$1" || ! command -v "$2" >/dev/null; then
        skip "$1" "$1, its C library or $2 is not installed"
        return
    fi
    compiler=$1 emulator=$2 folder=$3
    for test in hook heap mallocs; do
        try -static
    done
    test=takeover
    for link in -static -pie -no-pie; do
        try $link
    done
    case $compiler in
    aarch64*) test=snapshot more=$sources sources=$looks && try -pie; sources=$more ;;
    esac
}

# The same for the frames of callers.
examine_stacks() {
    builds "$1" && command -v "$2" >/dev/null || return
    compiler=$1 emulator=$2 folder=$3 sources=$stacks
    for test in unwind eh_frame_index calls; do
        try -static
        try -pie
    done
}

try() {    # how to link
    # shellcheck disable=SC2086
    is "$compiler $1: ${test}_test compiles" "$compiler" -std=c11 \
        -D_GNU_SOURCE -I. -O2 "$1" -pthread -o "$work/test" \
        "tests/harness/${test}_test.c" $sources -lm
    is "$compiler $1: ${test}_test passes" passes "$emulator" -L "$folder" \
        "$work/test"
}

examine aarch64-linux-gnu-gcc qemu-aarch64 /usr/aarch64-linux-gnu
examine riscv64-linux-gnu-gcc qemu-riscv64 /usr/riscv64-linux-gnu
examine_stacks aarch64-linux-gnu-gcc qemu-aarch64 /usr/aarch64-linux-gnu
finish
