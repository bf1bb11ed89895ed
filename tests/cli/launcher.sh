#!/bin/sh
# Launchers that are not on every machine, one that stands in the middle and
# changes what is said, and emulators, under which no time is judged.  TAP.
set -u
here=$(cd "$(dirname "$TARE")" && pwd)
bench=$(cd "$OUT/tests/cli" && pwd)
PATH=$here:$PATH
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
TARE_NOPLOT=1 TARE_MEASURES=none
export TARE_NOPLOT TARE_MEASURES
. tests/tap.sh

few='-q --launches 2 --samples 4 --sample-time 0.00015'

through() {    # command
    # shellcheck disable=SC2086
    (cd "$work" && tare run $few --launcher "$1" -o through.json \
        "$bench/old_bench" -- steady) && grep -q '"launcher"' "$work/through.json"
}

try() {    # command
    if ! command -v "${1%% *}" >/dev/null; then
        skip "$1" "${1%% *} is not installed"
    elif ! $1 true 2>/dev/null; then
        skip "$1" "not allowed here"
    else
        is "$1" through "$1"
    fi
}

try 'taskset -c 0'
try 'chrt --other 0'
try 'setarch -R'
try 'numactl --localalloc'
try 'bwrap --dev-bind / /'
try 'bwrap --dev-bind / / --unshare-pid --proc /proc'

# ---- in the middle ------------------------------------------------------------

# Hands packets on between the two ends, changed as the first argument says.
cat >"$work/middle.py" <<'EOF'
import os, select, socket, sys
how, program = sys.argv[1:3]
above = socket.socket(fileno=3)
here, below = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
child = os.fork()
if child == 0:
    above.close()
    os.dup2(below.fileno(), 3)
    os.execv(program, ["tare-launch", "3"])
below.close()
while True:
    for ready in select.select([above, here], [], [])[0]:
        packet = ready.recv(1 << 20)
        if not packet:
            above.close()
            here.close()
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) % 256)
        if ready is above:
            here.send(packet)
            continue
        if how == "lines":
            above.send(b"a line of mine\n")
        above.send(packet[:-1] if how == "drops" else packet)
EOF

middle() {    # how, what is said
    # shellcheck disable=SC2086
    (cd "$work" && tare run $few --timeout 5 \
        --launcher "python3 '$work/middle.py' $1 %p" -o middle.json \
        "$bench/old_bench" -- steady) >"$work/out" 2>&1
    status=$?
    cat "$work/out"
    if [ -z "$2" ]; then [ $status = 0 ]; else
        [ $status = 2 ] && grep -q "$2" "$work/out" &&
            [ "$(wc -l <"$work/out")" = 1 ]
    fi
}

if command -v python3 >/dev/null; then
    is 'who only hands on does no harm' middle honest ''
    is 'who drops bytes is noticed' middle drops 'its launcher did or changed'
    is 'who adds lines is noticed' middle lines 'its launcher did or changed'
else
    skip 'in the middle' 'python3 is not installed'
fi

# ---- emulators ----------------------------------------------------------------

# Options of a duel, what it says about times; $1 starts the launches of $2, $3.
emulated() (
    cd "$work" && rm -f e.json v.json || exit
    tare duel -q --measures allocations --measurement-time 2 --launcher "$1" -o e.json \
        --verdict v.json "$2" "$3" steady slower >out 2>&1
    cat out
    grep -q '"emulated":true' e.json &&
        [ "$(tr -d ' \n' <v.json | grep -o '"measure":"time","verdict":"inconclusive"' |
            wc -l)" = 2 ] &&
        [ "$(tr -d ' \n' <v.json | grep -o '"code":"emulated"' | wc -l)" = 2 ] &&
        tr -d ' \n' <v.json | grep -q '"measure":"allocations","verdict":"unchanged"' &&
        tare duel --replay e.json --verdict again.json >/dev/null 2>&1 &&
        cmp v.json again.json
)

refuses() {
    (cd "$work" && tare run "$1" -- steady) 2>&1 | tee "$work/out"
    grep -q "name an emulator with --launcher" "$work/out"
}

contested() {
    (cd "$work" && tare run $few --launcher "$1" \
        --require 'three/fast faster than three/slow' "$2" -- three/fast three/slow)
    [ $? = 7 ]
}

# (of this machine: nothing but who runs it tells that times are not its own)
kind=$(uname -m)
if [ -n "${SAN:-}" ]; then
    skip "qemu-$kind" 'not with a sanitizer'
elif ! command -v "qemu-$kind" >/dev/null; then
    skip "qemu-$kind" "qemu-$kind is not installed"
else
    is "qemu-$kind: a duel judges counts and no times" \
        emulated "qemu-$kind -0 %n %p" "$bench/old_bench" "$bench/new_bench"
    is "qemu-$kind: nobody is faster" contested "qemu-$kind" "$bench/contest_bench"
fi

# (of another: a small program with all of tare in it takes a minute to build, so
# it is built if somebody asks for it)
cross=aarch64-linux-gnu-gcc
if [ -z "${TARE_TEST_CROSS:-}" ]; then
    skip "aarch64" "set TARE_TEST_CROSS=1 to build for it"
elif ! builds $cross || ! command -v qemu-aarch64 >/dev/null; then
    skip "aarch64" "$cross or qemu-aarch64 is not installed"
else
    arm=$here/cross
    helpers="$arm/by-$cross/tests/cli"
    is "aarch64: a suite is built" env MAKEFLAGS= make -s -j2 BUILD="$arm" \
        CC=$cross CFLAGS=-O1 LDFLAGS=-static SETUP=no "$helpers/old_bench" \
        "$helpers/new_bench" "$helpers/contest_bench"
    is "aarch64: a duel judges counts and no times" \
        emulated "qemu-aarch64" "$helpers/old_bench" "$helpers/new_bench"
    is "aarch64: nobody is faster" contested "qemu-aarch64" "$helpers/contest_bench"
    is "aarch64: an emulator is missing" refuses "$helpers/old_bench"
fi
finish
