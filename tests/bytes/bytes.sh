#!/bin/sh
# The same input gives the same bytes, whatever compiled stats/: GCC and
# Clang, every level, link-time optimisation, x86-64 and aarch64, with the
# vector path and without.  TAP on stdout; what is not here is skipped.
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
first=
. tests/tap.sh
flags="-std=c11 -D_GNU_SOURCE -I. -ffp-contract=off"

# The file is the first one's twin, and not empty.
agrees() {
    first=${first:-$1}
    [ -s "$1" ] && diff "$first" "$1" | head -n 10 | grep . && return 1
    [ -s "$1" ]
}

try() {    # label, emulator, compiler and its flags
    label=$1 emulator=$2 cc=$3
    if ! builds "${cc%% *}" ||
       { [ -n "$emulator" ] && ! command -v "$emulator" >/dev/null; }; then
        skip "$label" "not installed, or without a C library"
        return
    fi
    # shellcheck disable=SC2086
    if $cc $flags -static -o "$work/digest" tests/bytes/digest.c stats/*.c -lm; then
        $emulator "$work/digest" >"$work/$count.txt"
    else
        : >"$work/$count.txt"
    fi
    is "$label" agrees "$work/$count.txt"
}

refuses_x87() {
    ! gcc -I. -mfpmath=387 -c -o "$work/x87.o" stats/elementary.c \
        2>"$work/said" && grep -q 'add -msse2 -mfpmath=sse' "$work/said"
}

try 'gcc -O2' '' 'gcc -O2'
try 'gcc -O0' '' 'gcc -O0'
try 'gcc -O3 and link-time optimisation' '' 'gcc -O3 -flto'
try 'clang -O0' '' 'clang -O0'
try 'clang -O3' '' 'clang -O3'
[ "$(uname -m)" != x86_64 ] || {
    try 'gcc -O3 for this processor' '' 'gcc -O3 -march=native'
    try 'without AVX2' '' 'gcc -O2 -DTARE_NO_AVX2'
    is 'the x87, which rounds otherwise, is refused' refuses_x87
}
try 'aarch64, emulated' qemu-aarch64 'aarch64-linux-gnu-gcc -O2'
finish
