#!/bin/sh
# Eight kernels, moved: how often layouts give a false verdict, and how often
# they find 5 % more work in one of the kernels.
# Usage: sh tests/live/layouts.sh [DUELS [CPU [MODE…]]]
#   MODE: same  8 layouts a side, moved and otherwise equal
#         slow  the same, and one kernel (in turn) with 5 % more work
#         plain one layout a side, moved and otherwise equal
# Options for tare in $OPTIONS (default: --measurement-time 2), the layouts of a
# side in $LAYOUTS (8), what the kernels are compiled with in $FLAGS (-O2),
# the first number of a duel in $FIRST (1).  What moves the code in $MOVE (link):
#         link    a blob of its own at a random place of the link
#         source  a blob at the top of one kernel's file, old and new
#         file    all kernels in one file, a blob at a random place of it
# Results in build/live: results.tsv, and records with their verdicts in duels/.
# Takes the better part of an hour, and a machine that does nothing else.
set -u
here=$(cd "$(dirname "$0")" && pwd)
out=${OUT:-build/live}
tree=$(cd "$here/../.." && pwd)
duels=${1:-50} cpu=${2:-1}
[ $# -le 2 ] && set -- x x same slow
shift 2
move=${MOVE:-link} layouts=${LAYOUTS:-8} flags=${FLAGS:--O2} first=${FIRST:-1}
options="--cpu $cpu --noplot -q ${OPTIONS:---measurement-time 2}"
tare=$tree/build/tare
work=$out/work
mkdir -p "$work" "$out/duels"
: "${RESULTS:=$out/results.tsv}"

# A number below $1 that the duel and a word decide.
draw() { printf '%s' "$2" | cksum | awk -v m="$1" '{ print $1 % m }'; }

# Objects in $1: of kernel $2 (0: none) 5 % more work; a blob moves some.
compile() {
    mkdir -p "$1"
    at=$((1 + $(draw 8 "at $1 $3"))) blob=$((1 + $(draw 4096 "blob $1 $3")))
    : >"$1/all.c"
    for k in 1 2 3 4 5 6 7 8; do
        more='' moved=''
        [ "$k" = "$2" ] && more=-DWORK=1050
        [ "$k" = "$at" ] && [ "$move" != link ] && moved=-DBLOB=$blob
        # shellcheck disable=SC2086
        cpp -P -DKERNEL=$k $more $moved "$here/kernels.c" >"$1/k$k.c" || exit 1
        cat "$1/k$k.c" >>"$1/all.c"
        [ "$move" = file ] && continue
        # shellcheck disable=SC2086
        cc $flags -c -o "$1/k$k.o" "$1/k$k.c" || exit 1
    done
    # shellcheck disable=SC2086
    [ "$move" = file ] && cc $flags -fno-toplevel-reorder -c \
        -o "$1/k0.o" "$1/all.c"
    if [ "$move" = link ]; then
        printf '\t.text\n\t.skip %d\n\t.section .note.GNU-stack,"",@progbits\n' "$blob" >"$1/k$at-blob.s"
        cc -c -o "$1/k$at-blob.o" "$1/k$at-blob.s" || exit 1
    fi
    cc -O2 -I"$tree/harness/include" -c -o "$1/live_bench.o" \
        "$here/live_bench.c" || exit 1
}
link() {    # objects, seed; 0 layouts: a plain executable
    set -- "$1" "$2" cc -o "$1/live" "$1/live_bench.o" "$1"/k*.o \
        "$tree/build/libtare.a" -lm -pthread
    folder=$1 seed=$2
    shift 2
    if [ "$mode" = plain ]; then
        "$@"
    else
        "$tare" layouts "$layouts" --seed "$seed" -o "$folder/live" -- "$@"
    fi || exit 1
}

for i in $(seq "$first" $((first + duels - 1))); do
    for mode in "$@"; do
        slowed=0
        [ "$mode" = slow ] && slowed=$((1 + i % 8))
        rm -rf "$work/old" "$work/new"
        compile "$work/old" 0 "$i $mode"
        compile "$work/new" "$slowed" "$i $mode"
        link "$work/old" "$i"
        link "$work/new" "$i"
        verdict=$out/duels/$mode-$i.verdict.json
        begin=$(date +%s)
        # shellcheck disable=SC2086
        "$tare" duel $options --verdict "$verdict" \
            -o "$out/duels/$mode-$i.json" "$work/old/live" "$work/new/live" \
            >"$out/duels/$mode-$i.txt" 2>&1
        python3 - "$verdict" "$mode" "$i" "$slowed" $(($(date +%s) - begin)) \
            >>"$RESULTS" <<'PY'
import json, sys
path, mode, number, slowed, seconds = sys.argv[1:]
cases = {c["id"]: c for c in json.load(open(path))["cases"]
         if c["measure"] == "time"}
slow = "kernel" + slowed
false = [c["id"] + ":" + c["verdict"] for c in cases.values()
         if c["id"] != slow and c["verdict"] in ("regressed", "improved")]
said = cases[slow]["verdict"] if slow in cases else "-"
if said in ("improved", "unchanged"):
    false.append(slow + ":" + said)
told = sum(c["verdict"] == "unchanged" for c in cases.values())
spread = ["%.1f" % (100 * c.get("layouts", {}).get("old_spread", 0)) for c in cases.values()]
print(mode, number, slow if slow in cases else "-", said, ",".join(false) or "-", told, seconds,
      "/".join(spread), sep="\t", flush=True)
PY
        tail -n 1 "$RESULTS"
    done
done

awk -F '\t' '
    { duels[$1]++; if ($5 != "-") wrong[$1]++; if ($4 == "regressed") found[$1]++
      unchanged[$1] += $6; seconds[$1] += $7 }
    END { for (m in duels)
        printf "%s: %d duels, %d with a false verdict, %d found, %.1f of 8 cases unchanged, %.0f s each\n",
            m, duels[m], wrong[m], found[m], unchanged[m] / duels[m], seconds[m] / duels[m] }' "$RESULTS"
