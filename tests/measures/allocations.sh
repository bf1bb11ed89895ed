#!/bin/sh
# What programs with known allocations count: at every level, dynamic and
# static, with allocators of their own; and where it cannot be counted, that
# this is said and nothing else suffers.  TAP on stdout.
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
. tests/tap.sh
here=$(cd "$(dirname "$0")" && pwd)
top=$(pwd)
lib=$(cd "$(dirname "$LIB")" && pwd)/$(basename "$LIB")
clock=$top/$OUT/tests/fast_clock.o # where no time is looked at
tare=$(cd "$(dirname "$TARE")" && pwd)/$(basename "$TARE")
san=${SAN:+-fsanitize=$SAN}
brief='--launches 1 --samples 1 --sample-time 0.0005 --warm-up-time 0.00025'
[ -z "$san" ] || export TARE_ANY_BUILD=1

# shellcheck disable=SC2086
in_c() {    # arguments of the compiler
    $CC -std=c11 -D_GNU_SOURCE -g -w -I"$top/harness/include" "$@"
}
# shellcheck disable=SC2086
in_cxx() {
    $CXX -std=c++17 -g -w -I"$top/harness/include" "$@"
}
left_out=
libs="-lm -pthread"

# The programs: that in C++ only where there is a compiler for it.
programs="$work/in_c"
if command -v "$CXX" >/dev/null; then
    programs="$programs $work/in_cxx"
else
    skip "new and delete" "no $CXX"
fi
build() {
    in_c -o "$work/in_c" "$here/alloc_bench.c" "$clock" "$lib" "$@" || return 1
    [ "$programs" = "$work/in_c" ] ||
        in_cxx -o "$work/in_cxx" "$here/new_bench.cc" "$clock" "$lib" "$@"
}

# The counts that a run must give; lines of the table that have a `*` agree
# with any number.
counts() {
    # shellcheck disable=SC2086
    "$tare" run -q $brief $left_out -m allocations -o "$work/run.json" \
        $programs >"$work/out" 2>&1 || { grep -v "  · " "$work/out"; return 1; }
    "$work/counts" "$work/run.json" allocations allocated-bytes peak-heap \
        >"$work/got"
    awk 'FNR == NR { if ($1 != "#" && NF > 0) want[$1] = $0; next }
         { split(want[$1], wanted, " ")
           for (i = 2; i <= 4; i++)
               if (wanted[i] != "*" && wanted[i] != $i) {
                   print "got  " $0; print "want " want[$1]; bad = 1; break }
           seen++ }
         END { if (seen == 0) print "nothing"; exit bad || seen == 0 }' \
        "$here/allocations.txt" "$work/got"
}

builds_and_counts() {
    build "$@" && counts
}

# status, words that the output must have, command...
says() {
    want=$1 words=$2
    shift 2
    status=0
    "$@" >"$work/out" 2>&1 || status=$?
    cat "$work/out"
    [ "$status" = "$want" ] || { echo "status $status, not $want"; return 1; }
    grep -q -e "$words" "$work/out" || { echo "does not say: $words"; return 1; }
}

silent() {    # command...: nothing is said of allocations
    "$@" >"$work/out" 2>&1 || { cat "$work/out"; return 1; }
    cat "$work/out"
    ! grep -q allocat "$work/out"
}

is "the helper compiles" in_c $san -I"$top" -o "$work/counts" "$here/counts.c" \
    "$lib" $libs


# ---- where it cannot be counted ----------------------------------------------
# With a launch, but without a word about it where nobody asked.
refused() {    # why, what is said, command...
    why=$1 words="allocations: not available: .*$2"
    shift 2
    # shellcheck disable=SC2086
    is "$why: told of when asked for" says 0 "$words" \
        "$@" run $brief -m allocations "$work/refused" -- '^one_malloc$'
    # shellcheck disable=SC2086
    is "$why: not told of otherwise, and time is measured" silent \
        "$@" run $brief "$work/refused" -- '^one_malloc$'
}

# What is built so cannot be counted; what else is linked is not.
sanitizer() {    # its name
    # shellcheck disable=SC2086
    if ! in_c $san -fsanitize="$1" -O1 -o "$work/refused" "$here/alloc_bench.c" \
            "$clock" "$lib" $libs >"$work/log" 2>&1; then
        skip "-fsanitize=$1" "the compiler has none"
        return
    fi
    refused "-fsanitize=$1" "built with a sanitizer ($1)" "$tare"
}

if [ -n "$san" ]; then
    sanitizer address
    finish
fi
for kind in address thread leak; do
    sanitizer $kind
done

# shellcheck disable=SC2086
in_c -O1 -o "$work/refused" "$here/alloc_bench.c" "$clock" "$lib" $libs
is "the wrapper compiles" in_c -o "$work/no_new_code" "$here/no_new_code.c"
if "$work/no_new_code" true; then
    refused "code that must not be changed" "mprotect: " \
        "$work/no_new_code" "$tare"
else
    skip "code that must not be changed" "this system cannot forbid it"
fi
echo 'void nothing(void) {}' >"$work/empty.c"
in_c -shared -fPIC -o "$work/vgpreload_test.so" "$work/empty.c"
refused "Valgrind" "runs under Valgrind" \
    env LD_PRELOAD="$work/vgpreload_test.so" "$tare"

if command -v valgrind >/dev/null; then
    # without what Clang writes and Valgrind 3.19 gives up on
    strip -g -o "$work/takeover" "$OUT/tests/harness/takeover_test"
    is "Valgrind itself is noticed" says 1 "runs under Valgrind" \
        valgrind -q "$work/takeover"
else
    skip "Valgrind itself is noticed" "not installed"
fi

# ---- every level, dynamic and static -----------------------------------------
for level in -O0 -O1 -O2 -O3; do
    # shellcheck disable=SC2086
    is "$CC $level counts exactly" builds_and_counts $level $libs
    is "$CC $level -static counts exactly" builds_and_counts $level -static $libs
done

# ---- verdicts ------------------------------------------------------------------
sides() {
    # shellcheck disable=SC2086
    in_c -O2 -o "$work/three" "$here/extra_bench.c" "$lib" $libs &&
        in_c -O2 -DEXTRA=1 -o "$work/four" "$here/extra_bench.c" "$lib" $libs
}
quick='--measurement-time 1 --samples 4 --sample-time 0.0003'
quick="$quick --warm-up-time 0.0001"
is "both sides compile" sides
# shellcheck disable=SC2086
is "one allocation more is a regression, in whatever time" says 1 \
    'work: allocations  *+33 %' "$tare" duel $quick "$work/three" "$work/four"
# shellcheck disable=SC2086
is "one less is an improvement" says 0 'work: allocations  *-25 %' \
    "$tare" duel $quick "$work/four" "$work/three"
# shellcheck disable=SC2086
is "as many are no change" says 0 'Nothing changed' \
    "$tare" duel $quick "$work/three" "$work/three"

# ---- other ways to link, other allocators ------------------------------------
# shellcheck disable=SC2086
is "not position-independent" builds_and_counts -O2 -fno-pie -no-pie $libs
# shellcheck disable=SC2086
is "bound at the start, with small functions" builds_and_counts -Os \
    -Wl,-z,now $libs
left_out='--skip bad_alloc' # that allocator knows no exceptions
in_c -O2 -c -o "$work/bump.o" "$here/bump.c"
# shellcheck disable=SC2086
is "an allocator of the program's own" builds_and_counts -O2 "$work/bump.o" \
    $libs
# shellcheck disable=SC2086
is "the same, static" builds_and_counts -O2 -static "$work/bump.o" $libs \
    -Wl,-z,muldefs
in_c -O2 -shared -fPIC -DOPERATORS -o "$work/libbump.so" "$here/bump.c"
# shellcheck disable=SC2086
is "a library with an allocator, and operators of C++" builds_and_counts \
    -O2 "$work/libbump.so" -Wl,-rpath,"$work" $libs
# shellcheck disable=SC2086
is "the programs compile" build -O2 $libs
LD_PRELOAD=$work/libbump.so
export LD_PRELOAD
is "a preloaded allocator" counts
unset LD_PRELOAD
finish
