#!/bin/sh
# The kernels that are compared between builds of tare have the same machine
# code whatever CFLAGS say.  TAP on stdout.
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
. tests/tap.sh

# The machine code of the kernels under these CFLAGS: to $1.
build() {
    make -s CC="$CC" SAN= CFLAGS="$2" BUILD="$work/build" \
        "$work/build/by-$(basename "$CC")/harness/bench/builtin.o" >&2 &&
        objdump -d --no-show-raw-insn \
            "$work/build/by-$(basename "$CC")/harness/bench/builtin.o" >"$1"
}

same() {
    build "$work/other" "$1" && cmp "$work/plain" "$work/other"
}

if ! command -v objdump >/dev/null; then
    skip "machine code of the kernels" "no objdump"
elif [ -n "${SAN:-}" ]; then
    skip "machine code of the kernels" "sanitizers change it"
else
    is "the kernels compile" build "$work/plain" "-O2 -g"
    is "and multiply, which no compiler can do beforehand" grep -q mul "$work/plain"
    for flags in -O0 -O3 '-O3 -funroll-loops' -flto -Os \
        '-O2 -fstack-protector-strong'; do
        is "the kernels are the same with $flags" same "$flags"
    done
fi
finish
