#!/bin/sh
# The barrier and the loop in the machine code: what must be there is there,
# and nothing else, whatever compiler, level and processor.  TAP on stdout;
# compilers and emulators that are not here are skipped.
set -u
here=$(dirname "$0")
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
. tests/tap.sh

# The innermost loop of the function $2 in the object $1.
loop() {
    "$objdump" -d --no-show-raw-insn "$1" | awk -v name="$2" -f "$here/loop.awk"
}

has_two_instructions() {
    loop "$1" loop_empty | tee /dev/stderr | awk 'END { exit NR != 2 }'
}

# x86 writes memory as (…), the others load and store by name.
touches_no_memory() {
    loop "$1" "$2" | tee /dev/stderr | awk '
        /\(|^(ld|st|l[bhwd]u?|s[bhwd]|f[ls][wd]) / { found = 1 }
        END { exit NR == 0 || found }'
}

multiplies() {
    loop "$1" loop_work | tee /dev/stderr | grep -qE '(^| )i?mul|^madd|^mulw'
}

stores() {
    loop "$1" loop_store | tee /dev/stderr |
        grep -qE '^movl? .*,(0x0)?\(%r|^st[rp]|^sw'
}

# Load, step, decrement, branch; GCC moves the count to another register and back.
reads_in_a_row() {
    loop "$1" loop_inputs | tee /dev/stderr | awk '
        /\(|^(ld[a-z]*|l[bhw]u?) / { loads++ }
        END { exit NR > 6 || loads != 1 }'
}

look() {    # label, object
    is "$1: the empty loop is a decrement and a branch" has_two_instructions "$2"
    is "$1: an int stays in its register" touches_no_memory "$2" loop_int
    is "$1: a double stays in its register" touches_no_memory "$2" loop_double
    is "$1: work whose result is dropped is done" multiplies "$2"
    is "$1: a store that nobody reads is made" stores "$2"
    is "$1: inputs cost a load and a step" reads_in_a_row "$2"
}

runs_right() {
    got=$("$@")
    echo "$got"
    [ "$got" = "15 1 3 0.5 2.5 8 text 65 12" ]
}

common="-std=c11 -Iharness/include -falign-functions=64 -Wall -Wextra -Wpedantic -Werror"

# compiler, objdump, emulator (or nothing), one more flag
examine() {
    cc=$1 objdump=$2 emulator=$3
    flags="$common ${4:-}"
    if ! builds "$cc" || ! command -v "$objdump" >/dev/null; then
        skip "$cc" "not installed, or without a C library"
        return
    fi
    for level in -O0 -O1 -O2 -O3; do
        # shellcheck disable=SC2086
        if ! $cc $flags $level -c -o "$work/loops.o" "$here/loops.c" ||
           ! $cc $flags $level -static -o "$work/run" "$here/loops.c" "$here/stub.c"
        then
            is "$cc $level compiles" false
            continue
        fi
        [ $level = -O0 ] || [ $level = -O1 ] || look "$cc $level" "$work/loops.o"
        [ $level != -O1 ] || {
            is "$cc $level: work whose result is dropped is done" \
                multiplies "$work/loops.o"
            is "$cc $level: a store that nobody reads is made" \
                stores "$work/loops.o"
        }
        if [ -n "$emulator" ] && ! command -v "$emulator" >/dev/null; then
            skip "$cc $level runs" "$emulator is not installed"
        else
            # shellcheck disable=SC2086
            is "$cc $level: runs as often as it should" \
                runs_right $emulator "$work/run"
        fi
    done
    [ -z "$emulator" ] || return 0
    # (a compiler may need the linker of its own family)
    # shellcheck disable=SC2086
    if $cc $flags -O2 -flto -static -o "$work/run" \
            "$here/loops.c" "$here/stub.c" 2>/dev/null ||
            $cc $flags -O2 -flto -fuse-ld=lld -static -o "$work/run" \
            "$here/loops.c" "$here/stub.c" 2>/dev/null; then
        is "$cc LTO: runs as often as it should" runs_right "$work/run"
        # inlined into main, where the only loop that multiplies is ours
        is "$cc LTO: the product is still computed" sh -c \
            "$objdump -d '$work/run' | awk '/<(main|loop_work)>:/,/^\$/' |
             grep -qE 'imul'"
    else
        skip "$cc LTO" "no link-time optimisation here"
    fi
}

case $(uname -m) in
x86_64)
    examine gcc objdump ''
    examine clang objdump '' ;;
*)
    skip "native compilers" "the patterns are for x86-64" ;;
esac
examine aarch64-linux-gnu-gcc aarch64-linux-gnu-objdump qemu-aarch64
examine riscv64-linux-gnu-gcc riscv64-linux-gnu-objdump qemu-riscv64 -mno-relax
finish
