#!/bin/sh
# tare at: another machine is a shell of this one, and one behind sshd.  Nothing
# may stay there, whenever the connection is cut.  TAP.
# CUTS=100 cuts more often.
set -u
tare=$(cd "$(dirname "$TARE")" && pwd)
bench=$(cd "$OUT/tests/cli" && pwd)
PATH=$tare:$PATH
top=$PWD
work=$(mktemp -d) || exit 1
sshd=
leave() {
    [ -z "$sshd" ] || kill "$sshd"
    rm -rf "$work"
}
trap leave EXIT
TARE_NOPLOT=1 TARE_MEASURES=none TMPDIR=$work/there
export TARE_NOPLOT TARE_MEASURES TMPDIR
mkdir "$TMPDIR"
. tests/tap.sh
cd "$work" || exit 1

few='-q --launches 2 --samples 4 --sample-time 0.00015'
brief='--measures none --measurement-time 8 --samples 4 --sample-time 0.00015'

# Nothing of it within ten seconds: no folder, no process.
is_gone() {
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        find "$TMPDIR" -mindepth 1 -maxdepth 1 >left
        ps -eo pid,args | grep "[0]/old_bench" >>left
        [ -s left ] || return 0
        sleep 0.5
    done
    cat left
    return 1
}

runs() {    # command of at, with options
    # shellcheck disable=SC2086
    tare at "$@" run $few -o run.json "$bench/old_bench" -- steady >out 2>&1
    status=$?
    cat out
    [ $status = 0 ] && grep -q '^steady' out && is_gone
}

duels() {
    # shellcheck disable=SC2086
    tare at "$@" duel $brief --verdict there.json "$bench/old_bench" \
        "$bench/new_bench" steady slower >out 2>&1
    [ $? = 1 ] || { cat out; return 1; }
    # shellcheck disable=SC2086
    tare duel $brief --verdict here.json "$bench/old_bench" \
        "$bench/new_bench" steady slower >out 2>&1
    for side in here there; do
        tr -d ' \n' <$side.json |
            grep -oE '"(id|verdict)":"[a-z]*"' >$side.verdicts
    done
    cmp here.verdicts there.verdicts && is_gone
}

fails() {    # what is said, words
    said=$1
    shift
    "$@" >out 2>&1
    status=$?
    cat out
    [ $status != 0 ] && grep -q -e "$said" out && is_gone
}

is 'a run goes there and comes back' runs env
is 'a duel there has the verdicts of one here' duels env
# env -i: what is set here has to be told
settings() {
    # shellcheck disable=SC2086
    TARE_LAUNCHES=3 TARE_CONTEXT='it="quoted"' tare at 'env -i' run ${few#* 2} -q \
        -o set.json "$bench/old_bench" -- steady >out 2>&1
    status=$?
    cat out
    [ $status = 0 ] && [ "$(grep -o '"start_s"' set.json | wc -l)" -ge 3 ] &&
        grep -q '"it": *"\\"quoted\\""' set.json && is_gone
}
is 'options in the environment hold there' settings
not_there() {
    TARE_BASELINE=main tare at env run "$bench/old_bench"
}
is 'and are refused as others are' fails 'TARE_BASELINE cannot be used' not_there
is 'banners do no harm' runs "sh -c 'echo Welcome, user; exec \"\$@\"' x"
is 'carriage returns do no harm' \
    runs "sh -c '\"\$@\" | sed -u \"s/\\\$/\\r/\"' x"
is 'files are copied by a command' runs --copy 'cp %f %d' env
is 'one that cannot copy' fails '--copy: false failed' \
    tare at --copy 'false %f %d' env run $few "$bench/old_bench"
is 'one that copies something else' fails 'has not arrived as it was sent' \
    tare at --copy 'cp /bin/sh %d' env run $few "$bench/old_bench"
is 'no such command' fails 'cannot run nowhere/ssh' \
    tare at nowhere/ssh run $few "$bench/old_bench"
is 'a command that leads nowhere' fails 'before a shell answered: no route' \
    tare at "sh -c 'echo no route; exit 255'" run $few "$bench/old_bench"
is 'another tare is needed' fails 'cannot run there' \
    tare at --tare "$bench/../../../../README.md" env run $few "$bench/old_bench"
is 'a record that is changed' fails 'changed on its way' \
    tare at "sh -c '\"\$@\" | sed -u \"s/^ey/ex/\"' x" run $few "$bench/old_bench" -- steady
is 'what cannot be used there' fails '--save-baseline cannot be used' \
    tare at env run -s one "$bench/old_bench"
is 'a case that is not there' fails 'no case matches' \
    tare at env run $few "$bench/old_bench" -- nobody
is 'a full disk' fails 'cannot write' \
    tare at "sh -c 'ulimit -f 100; exec \"\$@\"' x" run $few "$bench/old_bench"

# ---- libraries of one's own ---------------------------------------------------

# side, ns: a program, a library and one that this needs, where only it finds them
build_side() {
    mkdir -p "$1/lib" && cd "$1" || return
    echo "double inner(void) { return $2; }" >inner.c
    echo 'double inner(void); double work(void) { return inner(); }' >work.c
    for name in inner work; do
        # shellcheck disable=SC2086,SC2016
        $CC ${SAN:+-fsanitize=$SAN} -O2 -shared -fPIC -o lib/lib$name.so $name.c \
            $others -Wl,-rpath,'$ORIGIN' || return
        others='-Llib -linner'
    done
    # shellcheck disable=SC2086,SC2016
    $CC ${SAN:+-fsanitize=$SAN} -std=c11 -D_GNU_SOURCE -O2 -w \
        -I"$top/harness/include" -o bench "$top/tests/cli/library.c" -Llib -lwork \
        -Wl,-rpath-link,lib -Wl,-rpath,'$ORIGIN/lib' \
        "$top/$OUT/tests/fast/libtare.a" -lm -pthread
}
libraries() {
    # shellcheck disable=SC2030
    (others='' && build_side old 100) && (others='' && build_side new 200) || return
    # shellcheck disable=SC2086
    tare at env duel $brief -o own.json old/bench new/bench >out 2>&1
    status=$?
    cat out
    [ $status = 1 ] && grep -q '^1 of 1 case regressed' out && is_gone &&
        [ "$(grep -oE 'at\.[^"]*lib[a-z]*\.so"' own.json | sort -u | wc -l)" = 4 ]
}
is 'libraries of its own go along, for each side its own' libraries

# ---- cut ----------------------------------------------------------------------

# After some seconds, in turns by Ctrl-C's signal, by kill -9 of tare, and by kill -9
# of what connects it.
cut() {    # command of at, seconds, how
    # shellcheck disable=SC2086
    tare at "$1" duel $brief "$bench/old_bench" "$bench/new_bench" steady \
        >/dev/null 2>&1 &
    cut=$!
    sleep "$2"
    case $3 in
    0) kill -INT $cut ;;
    1) kill -9 $cut ;;
    2) pkill -9 -P $cut ;;
    esac
    wait $cut
    is_gone
}
cuts() {    # command of at, how it is called, in how many ways, how often
    n=0
    while [ $n -lt "$4" ]; do
        after=$(awk -v n=$n 'BEGIN { srand(n + 7); printf "%.2f", 4 * rand() * rand() }')
        is "$2 cut after $after s" cut "$1" "$after" $((n % $3))
        n=$((n + 1))
    done
}
cuts env 'a shell' 2 "${CUTS:-6}" # who kills it has killed the machine

# ---- sshd ---------------------------------------------------------------------

daemon=$(command -v sshd || echo /usr/sbin/sshd)
port=$((20000 + $$ % 20000))
starts_sshd() {
    mkdir -p "$work/ssh" && chmod 700 "$work/ssh" "$work" &&
        ssh-keygen -q -t ed25519 -N '' -f "$work/ssh/host" &&
        ssh-keygen -q -t ed25519 -N '' -f "$work/ssh/key" &&
        cp "$work/ssh/key.pub" "$work/ssh/keys" || return 1
    [ "$(id -u)" != 0 ] || mkdir -p /run/sshd
    "$daemon" -D -e -f /dev/null -p $port -h "$work/ssh/host" \
        -o ListenAddress=127.0.0.1 -o StrictModes=no -o PidFile=none \
        -o "AuthorizedKeysFile=$work/ssh/keys" -o UsePAM=no \
        -o "SetEnv=TMPDIR=$TMPDIR" >"$work/ssh/log" 2>&1 &
    sshd=$!
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        # shellcheck disable=SC2086
        $ssh true 2>/dev/null && return 0
        sleep 0.3
    done
    return 1
}

ssh="ssh -q -F /dev/null -p $port -i $work/ssh/key -o StrictHostKeyChecking=no"
ssh="$ssh -o UserKnownHostsFile=/dev/null -o BatchMode=yes 127.0.0.1"
if [ ! -x "$daemon" ] || ! command -v ssh >/dev/null; then
    skip 'over ssh' 'sshd or ssh is not installed'
elif ! starts_sshd; then
    skip 'over ssh' 'sshd does not start here'
else
    is 'over ssh: a run' runs "$ssh"
    is 'over ssh: a duel has the verdicts of one here' duels "$ssh"
    cuts "$ssh" ssh 3 "${CUTS:-3}"
fi
finish
