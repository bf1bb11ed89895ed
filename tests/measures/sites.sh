#!/bin/sh
# Which calls allocate, in programs of which that is known: every count twice the
# same, and together what is counted without stacks.  TAP on stdout.
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
. tests/tap.sh
here=$(cd "$(dirname "$0")" && pwd)
top=$(pwd)
lib=$(cd "$(dirname "$LIB")" && pwd)/$(basename "$LIB")
tare=$(cd "$(dirname "$TARE")" && pwd)/$(basename "$TARE")
brief='-q --measurement-time 0.01 --samples 2 --sample-time 0.0005'

# shellcheck disable=SC2086
in_c() { $CC -std=c11 -D_GNU_SOURCE -g -w -I"$top/harness/include" "$@" "$lib" -lm -pthread; }
# shellcheck disable=SC2086
in_cxx() { $CXX -std=c++17 -g -w -I"$top/harness/include" "$@" "$lib" -lm -pthread; }

# program: all its cases
take() {
    # shellcheck disable=SC2086
    (cd "$work" && "$tare" profile --alloc $brief -m allocations -o run.json \
        "$@") >"$work/out" 2>&1 || { cat "$work/out"; return 1; }
}
is_sum() { python3 "$here/read_heap.py" "$work/run.json" sums; }
# case, way, numbers
site() { python3 "$here/read_heap.py" "$work/run.json" "$@"; }
says() { grep -q -e "$1" "$work/out" || { cat "$work/out"; return 1; }; }

if [ -n "${SAN:-}" ]; then
    skip "calls that allocate" "sanitizers have allocators of their own"
    finish
fi
command -v python3 >/dev/null || {
    skip "calls that allocate" "no python3 to read the record"
    finish
}

# ---- known places ------------------------------------------------------------

# name, arguments of the compiler
examine() {
    name=$1
    shift
    if ! in_c "$@" -o "$work/sites" "$here/sites_bench.c" 2>"$work/log"; then
        skip "$name" "does not link here"
        return
    fi
    is "$name: it is measured" take ./sites
    is "$name: sums are what is counted without stacks" is_sum
    is "$name: one call among others" site work 'parse read_row work' 1 64 1 0
    is "$name: one inside of the C library" \
        site work 'strdup read_row work' 1 7 1 0
    is "$name: a block that grows" site work 'grow work' 9 8176 9 0
    is "$name: one that is left over" site work 'keep work' 3 72 2 1
    is "$name: one that lives longer" site work 'hand_on work' 1 40 0 0.0625
    is "$name: another thread" site helped 'parse help' 1 32 1 0
}

examine -O2 -O2
examine -O0 -O0
examine static -O2 -static
is "it is said what is left over" says 'keep:[0-9]*: 1 block (24 B) left over by each iteration'
is "and what a block's growing costs" says 'grow:[0-9]*: 8 of 9 blocks only resize one'
is "and that there is nothing" says 'none: does not allocate'

# ---- too many places ---------------------------------------------------------

too_many() {
    take ./many -- '^too_many$' && says '^  \[callers not found\]  ' &&
        says '% of the blocks have no place' &&
        says 'too_many: 65536 blocks, 524.3 kB per iteration'
}
is "a program with more ways than there is room for compiles" \
    in_c -O2 -DTOO_MANY -o "$work/many" "$here/sites_bench.c"
is "none of its blocks is anywhere else" too_many

# ---- the known programs ------------------------------------------------------

is "programs of known counts compile" \
    in_c -O2 -o "$work/known" "$here/alloc_bench.c"
is "they are measured" take ./known
is "each sum is what is counted" is_sum
if command -v "$CXX" >/dev/null; then
    is "new and delete compile" in_cxx -O2 -o "$work/new" "$here/new_bench.cc"
    is "they are measured" take ./new
    is "each sum is what is counted" is_sum
else
    skip "new and delete" "no $CXX"
fi

# ---- in other tools ----------------------------------------------------------

export_as() { "$tare" export -f "$1" -o "$work/$1" "$work/run.json"; }
# words that must be printed, command...
shows() {
    words=$1
    shift
    "$@" >"$work/out" 2>&1 && says "$words" || { cat "$work/out"; return 1; }
}
is "one case is measured" take ./sites -- '^work$'
is "DHAT's format is written" export_as dhat
viewer=
for folder in /usr/libexec/valgrind /usr/lib/valgrind; do
    [ -f $folder/dh_view.js ] && viewer=$folder
done
if [ -n "$viewer" ] && node -e 'require("jsdom")' 2>/dev/null; then
    dhat() { shows "$1" node "$here/view_dhat.js" "$viewer" "$work/dhat"; }
    is "Valgrind's viewer shows a site" dhat 'Total:     130,816 bytes .* in 144 blocks'
    is "with its stack" dhat '#2: 0x[0-9A-F]*: work (sites_bench.c:[0-9]*)'
    is "and what is left" dhat 'At t-end:  384 bytes (.*) in 16 blocks'
else
    skip "Valgrind's viewer shows it" "no viewer, or no jsdom"
fi
is "pprof's format is written" export_as heap-pprof
if command -v go >/dev/null; then
    pprof() {
        shows "$2" go tool pprof -top -sample_index="$1" -unit=B "$work/heap-pprof"
    }
    is "Go's pprof reads all bytes" pprof alloc_space '130816B .* grow'
    is "blocks" pprof alloc_objects '144B .* grow'
    is "and what is left" pprof inuse_space '384B .* keep'
else
    skip "Go's pprof reads it" "no go"
fi
is "stacks are folded" export_as heap-folded
is "by bytes" grep -q '^work;work;read_row;parse 1024$' "$work/heap-folded"

# ---- what changed ------------------------------------------------------------

# case, what is said
differs() {
    # shellcheck disable=SC2086
    (cd "$work" && "$tare" duel --noplot --pairs 5 ./sites ./more "^$1\$" \
        --verdict v.json) >"$work/out" 2>&1
    says "in $2" && grep -q "per iteration in $2" "$work/v.json"
}
is "a side with one more compiles" \
    in_c -O2 -static -DMORE -o "$work/more" "$here/sites_bench.c"
is "a duel tells which call" differs work 'parse ← work (+1 block, +100 B)'
is "and which asks for more" differs larger 'parse ← larger (+100 B)'
finish
