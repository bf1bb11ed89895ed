#!/bin/sh
# tare layouts with the compilers and linkers that are here, and duels of what
# it makes.  TAP on stdout.
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
. tests/tap.sh
here=$(cd "$(dirname "$0")" && pwd)
top=$(pwd)
lib=$top/$OUT/tests/fast/libtare.a # times are told by hand
PATH=$(cd "$(dirname "$TARE")" && pwd):$PATH
san=${SAN:+-fsanitize=$SAN}
export TARE_NOPLOT=1
cd "$work" || exit 1

for part in a b c d; do
    echo "int $part(int x) { return 2 * x; } int v_$part = 1;" >$part.c
done
echo 'int a(int), b(int), c(int), d(int);
int main(void) { return a(b(c(d(1)))) - 16; }' >main.c
objects='a.o b.o c.o main.o d.o'

# Whether they run, the order of functions varies, and their places do.
differ() {    # folder, how many
    for layout in "$1"/*; do
        "$layout" || { echo "$layout: status $?"; return 1; }
        nm "$layout" | grep ' T [abcd]$' | sort >>places
        nm "$layout" | grep ' T [abcd]$' | sort | cut -d ' ' -f 3 |
            tr -d '\n' >>orders
        echo >>orders
    done
    [ "$(ls "$1" | tr '\n' ' ')" = "$(seq -s ' ' 0 $(($2 - 1))) " ] || return 1
    [ "$(sort -u orders | wc -l)" -ge 2 ] || { cat orders; return 1; }
    [ "$(sort -u places | wc -l)" -gt $((3 * $2)) ] ||
        { cat places; return 1; }
}
works() {    # compiler and what it takes to compile, what more to link
    rm -rf a.out.layouts places orders ./*.o
    # shellcheck disable=SC2086
    $1 -ffunction-sections -c a.c b.c c.c d.c main.c || return 1
    # shellcheck disable=SC2086
    tare layouts 4 -- $1 $2 $objects -lm && differ a.out.layouts 4
}
links() {    # fact, compiler, what more to link
    # shellcheck disable=SC2086
    if $2 $3 -o probe main.c a.c b.c c.c d.c >probe.log 2>&1; then
        is "$1" works "$2" "$3"
    else
        skip "$1" "not here"
    fi
}
links "this compiler" "$CC" ""
links "gcc and the linker of GNU" gcc "-fuse-ld=bfd"
links "gcc and that of LLVM" gcc "-fuse-ld=lld"
links "clang and the linker of GNU" clang "-fuse-ld=bfd"
links "clang and that of LLVM" clang "-fuse-ld=lld"
links "where functions that nobody calls go" "$CC" "-Wl,--gc-sections"
links "the same with the linker of LLVM" clang "-fuse-ld=lld -Wl,--gc-sections"
links "a static executable" "$CC" "-static"
links "one that has its place" "$CC -fno-pie" "-no-pie"
links "one that has none" "$CC -fPIE" "-pie"
links "optimised by the linker" "$CC" "-O2"

$CC -c a.c b.c c.c d.c main.c
# shellcheck disable=SC2086
again() {
    rm -rf one two three
    tare layouts 3 -o one -- "$CC" $objects && tare layouts 3 -o two -- \
        "$CC" $objects && diff -r one two &&
        tare layouts 3 --seed 2 -o three -- "$CC" $objects &&
        ! diff -rq one three
}
is "the same seed gives the same bytes, another one others" again
# Where in their pages functions are, of all layouts.
places() {
    for layout in "$1"/*; do
        nm "$layout" | sed -n 's/.*\(...\) T \([a-d]\)$/\2 \1/p'
    done
}
# shellcheck disable=SC2086
matches() {
    rm -rf one two
    tare layouts 3 -o one -- "$CC" $objects &&
        echo 'int e(int x) { return x / 3; } int d(int x) { return 2 * x; }' \
            >d2.c && mkdir -p more && $CC -c d2.c -o more/d.o &&
        $CC -c -x c -o e.o /dev/null || return 1
    cp a.o b.o c.o main.o more/
    tare layouts 3 -o two -- "$CC" more/d.o e.o more/main.o more/c.o \
        more/b.o more/a.o || return 1
    places one | grep -v '^d' | sort >places.one
    places two | grep -v '^d' | sort >places.two
    [ "$(wc -l <places.one)" = 9 ] && diff places.one places.two
}
is "objects that two builds share lie alike in their pages" matches
single() {
    cat a.c b.c c.c d.c main.c >all.c && $CC -c all.c &&
        tare layouts 3 -- "$CC" -o all all.o && ! cmp all.layouts/0 \
        all.layouts/1 && all.layouts/2
}
is "one object is moved by what comes before it" single
outward() {
    mkdir -p deep && tare layouts 2 -o deep/x/ -- "$CC" all.o &&
        [ "$(ls deep/x)" = "0
1" ] && [ "$(ls deep)" = x ]
}
is "a folder is made, and nothing beside it" outward
fewer() {
    tare layouts 1 -o deep/x -- "$CC" all.o && [ "$(ls deep/x)" = 0 ]
}
is "and replaced as a whole" fewer

# status, words that the output must have, command...
refuses() {
    want=$1 words=$2
    shift 2
    status=0
    ls -R . >before
    "$@" >out 2>&1 || status=$?
    cat out
    [ "$status" = "$want" ] || { echo "status $status, not $want"; return 1; }
    grep -q -e "$words" out || { echo "does not say: $words"; return 1; }
    ls -R . | diff before -
}
touch before out
is "no command" refuses 2 'needs the link command' tare layouts 8
is "no number" refuses 2 'needs a count from 1 to 64' \
    tare layouts -- "$CC" a.o
is "too many" refuses 2 'needs a count from 1 to 64' \
    tare layouts 65 -- "$CC" a.o
is "no object" refuses 2 'no object file (.o)' tare layouts 2 -- "$CC" all.c
is "the link fails: what it says is shown, and nothing made" \
    refuses 3 'undefined reference\|undefined symbol' tare layouts 2 -- "$CC" -o half a.o
is "nor is what was there lost" refuses 3 'the link failed with status' \
    tare layouts 2 -o deep/x -- "$CC" -o half a.o
is "a compiler that is not there" refuses 3 'nosuchcc: cannot be run' \
    tare layouts 2 -- nosuchcc a.o
is "a command that links nothing" refuses 3 'the command made no executable' \
    tare layouts 2 -- true a.o
is "a folder that holds something else" refuses 6 'was not made by tare' \
    tare layouts 2 -o "$work" -- "$CC" all.o
mkdir -p years/2024 .yes.tare-unfinished
echo mine >years/2024/f
echo mine >.yes.tare-unfinished/f
is "a folder that holds numbers" refuses 6 'was not made by tare' \
    tare layouts 2 -o years -- "$CC" all.o
is "something in the way of the new one" refuses 6 'is in the way' \
    tare layouts 2 -o yes -- "$CC" all.o
mkdir hollow
ln -s hollow link
is "a link" refuses 6 'symbolic link' tare layouts 2 -o link -- "$CC" all.o
tare layouts 2 -o made -- "$CC" -o all all.o >/dev/null || echo "not made"
mkdir made/3
is "one of ours with a folder in it" refuses 6 'has a 3 in it' \
    tare layouts 2 -o made -- "$CC" -o all all.o
rmdir made/3
is "nobody's file was touched" grep -q mine years/2024/f .yes.tare-unfinished/f
is "an empty folder is filled" tare layouts 2 -o hollow -- "$CC" -o all all.o
is "one of ours is replaced" tare layouts 2 -o made/ -- "$CC" -o all all.o
other_user() {    # made by root for itself, with what another user has left
    mkdir -p theirs/.x.tare-unfinished
    touch theirs/.x.tare-unfinished/.tare-made
    chown -R 65534 theirs/.x.tare-unfinished
    refuses 6 'is in the way' tare layouts 2 -o theirs/x -- "$CC" -o all all.o
}
[ "$(id -u)" != 0 ] || is "what another user has marked is not ours" other_user
is "a file" refuses 6 'Not a directory' tare layouts 2 -o a.c -- "$CC" all.o

# ---- what they are for ---------------------------------------------------------
brief='--measurement-time 2 --samples 4 --sample-time 0.00015'
brief="$brief --warm-up-time 0.0001 -q"

# Layouts in $1 of a benchmark in which the work takes $2 nanoseconds, of a case
# $3 beside it.
bench() {
    echo "double work(void) { return $2; }" >work.c
    printf '#include <tare.h>\nstatic void b(struct tare *t) { TARE_LOOP (t) ; }\nTARE_BENCH(b, .name = "%s");\n' \
        "$3" >more.c
    # shellcheck disable=SC2086
    $CC $san -std=c11 -D_GNU_SOURCE -O2 -w -I"$top/harness/include" -c \
        "$here/library.c" work.c more.c &&
        tare layouts 4 --seed "$4" -o "$1" -- "$CC" $san library.o more.o \
            work.o "$lib" -lm -pthread
}
prepare() {
    bench old 1000 more 1 && bench same 1000 more 2 &&
        bench slow 1040 more 3 && bench other 1000 less 4
}
is "layouts of benchmarks" prepare
# shellcheck disable=SC2086
is "all have the same cases in whatever order they register" \
    tare duel $brief --measurement-time 0.2 --pairs 1 old same
mixed() {
    cp -r old mixed && cp other/3 mixed/3 &&
        refuses 2 'mixed/0: does not have the case "less" that mixed/3 has' \
            tare duel mixed same
}
is "a folder of different ones is refused, by the first that differs" mixed
mkdir empty
is "and so is an empty one" refuses 2 'contains no executable' \
    tare duel empty same
is "a run has no sides" refuses 2 'layouts work only with duel, race, gate and trial' \
    tare run old
is "and no baseline keeps them" refuses 2 'not in a baseline' \
    tare run --save-baseline x old
if [ -n "${SAN:-}" ]; then
    skip "duels of layouts" "they take minutes there"
    finish
fi

duels() {    # old, new, status, what must be said
    status=0
    # shellcheck disable=SC2086
    tare duel $brief --verdict verdict.json -o duel.json "$1" "$2" '^works$' \
        >out 2>&1 || status=$?
    cat out
    [ "$status" = "$3" ] && grep -q -e "$4" out
}
is "equal sides: unchanged" duels old same 0 'Nothing changed'
is "a slower one: regressed" duels old slow 1 '1 of 1 case regressed'
says_which() {
    for layout in 1 2 3 4; do
        grep -q "\"layout\":${layout}[,}]" duel.json || return 1
    done
    ! grep -q '"layout":[05-9]' duel.json &&
        grep -q '"layouts":{"old":4,"new":4,' verdict.json
}
is "the record says which layout each launch had" says_which
replays() {
    tare duel --replay duel.json --verdict again.json -q
    diff verdict.json again.json
}
is "a replay says the same" replays
single_side() {
    tare duel $brief --pairs 4 --verdict verdict.json old/0 slow '^works$'
    grep -q '"layouts":{"old":1,"new":4,' verdict.json
}
is "one executable may meet several" single_side
races() {    # status, what must be said, builds
    want=$1 words=$2
    shift 2
    status=0
    # shellcheck disable=SC2086
    tare race $brief --launches 30 --verdict race.json -o r.json "$@" \
        -- '^works$' >out 2>&1 || status=$?
    cat out
    [ "$status" = "$want" ] && grep -q -e "$words" race.json
}
is "layouts race: equal ones, and a slower one" races 0 \
    '"first":"old","second":"slow","verdict":"faster"' old=old same=same slow=slow
in_step() {    # build and its rivals had layouts of one number in each round
    grep -q '"first":"old","second":"same","verdict":"equal"' race.json &&
        tare export --format csv r.json >all.csv &&
        grep -o '"layout":[0-9]*' r.json | sort | uniq -c | awk '{ print $1 }' \
            >counts && [ "$(wc -l <counts)" = 4 ]
}
is "all layouts took part" in_step
is "a race of layouts replays" eval 'tare race --replay r.json \
    --verdict again.json >/dev/null 2>&1; cmp race.json again.json'
finish
