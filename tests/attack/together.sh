#!/bin/sh
# Many at one store at a time: writers that save, and beside them readers and
# duels.  Nobody is refused, nothing is lost, nothing is left over.
# WRITERS=16 TIMES=200 for more than a few.  TAP on stdout.
set -u
: "${WRITERS:=4}" "${TIMES:=8}"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
. tests/tap.sh
PATH=$(cd "$(dirname "$TARE")" && pwd):$PATH
sides=$(cd "$OUT/tests/cli" && pwd)
quick='--samples 2 --sample-time 0.0002 --warm-up-time 0 --measurement-time 0.1 -q'
export TARE_NOPLOT=1
cd "$work" || exit 1

# shellcheck disable=SC2086
prepare() {    # two bundles that keep different executables
    for side in old new; do
        "$sides/${side}_bench" --launches 2 ${quick% --meas*} -q -s $side \
            '^steady$' && tare baseline export $side $side.tare || return
    done
    tare baseline import --replace old.tare shared &&
        tare baseline remove old new
}

write() {    # number: saves one or the other, in turn, over what others save
    for i in $(seq "$TIMES"); do
        case $(((i + $1) % 2)) in 0) side=old ;; *) side=new ;; esac
        tare baseline import --replace $side.tare shared || return
    done
}

# command…: again and again as long as there are writers; each failure is told
meanwhile() {
    while [ -e writing ]; do
        "$@" >>said 2>&1 || { echo "status $?: $*" >>refused; cat said >>refused; }
        echo >>"times"
    done
}

all_write() {
    writers=
    for number in $(seq "$WRITERS"); do
        write "$number" 2>>said-by-writers &
        writers="$writers $!"
    done
    for writer in $writers; do
        wait "$writer" || { cat said-by-writers; return 1; }
    done
}

is "a baseline, to be written over" prepare
: >writing
meanwhile tare baseline verify &
meanwhile tare baseline export shared - &
# shellcheck disable=SC2086
meanwhile tare duel $quick shared "$sides/new_bench" '^steady$' &
is "$WRITERS writers, $TIMES saves each: every one is saved" all_write
rm writing
wait
nobody() { [ ! -e refused ] || { cat refused; return 1; }; }
is "$(wc -l <"times") readers and duels beside them: none is refused" nobody
is "what was saved last is whole" tare baseline verify
only() {    # one record, and the objects of one executable
    ls -A .tare/baselines .tare/objects
    [ "$(ls -A .tare/baselines)" = shared.json ] &&
        [ "$(ls -A .tare/objects | wc -l)" = 1 ]
}
is "nothing is left over" only
finish
