#!/bin/sh
# Machines, folders, callers and benchmarks as they should not be: each gets a
# documented status in time, hurts nobody else and leaves nothing behind.
# TAP on stdout.
set -u
work=$(mktemp -d) || exit 1
trap 'chmod -R u+rwX "$work"; rm -rf "$work"' EXIT
. tests/tap.sh
top=$(pwd)
PATH=$(cd "$(dirname "$TARE")" && pwd):$PATH
lib=$(cd "$(dirname "$LIB")" && pwd)/$(basename "$LIB")
TMPDIR=$work/tmp
export TMPDIR TARE_NOPLOT=1
quick='--samples 2 --sample-time 0.0002 --warm-up-time 0 -q'
brief="$quick --launches 2"
quick="$quick --measurement-time 0.3"
mkdir "$work/tmp" "$work/here"
cp "$top/$OUT/tests/attack/hostile_bench" "$work/here/bench"
cd "$work/here" || exit 1
chmod 755 "$work" "$work/here" bench

# status, words, command…: ends within the limit with that status, says that
limit=20 out=out
ends() {
    want=$1 words=$2
    shift 2
    timeout -k 5 $limit "$@" >"$out" 2>&1
    status=$?
    cat "$out"
    [ $status = "$want" ] || { echo "status $status, not $want"; return 1; }
    [ -z "$words" ] || grep -qe "$words" "$out" || { echo "does not say: $words"; return 1; }
}

# seconds, signal, status, command…: told so after a while, ends soon
told() {
    after=$1 signal=$2 want=$3
    shift 3
    env --default-signal=INT timeout -k 12 --preserve-status -s "$signal" "$after" \
        "$@" >"$out" 2>&1
    status=$?
    cat "$out"
    [ $status = "$want" ] || { echo "status $status, not $want"; return 1; }
}

running() { # the processes whose command line begins so, each word and a space
    for folder in /proc/[0-9]*; do
        case $({ tr '\0' ' ' <"$folder/cmdline"; } 2>/dev/null) in
        "$1"*) echo "${folder#/proc/}" ;;
        esac
    done
}

none_runs() { # that begins so
    sleep 0.3
    [ -z "$(running "$1 ")" ]
}

# What mostly waits does so together.  A job of a shell ignores SIGINT, unless it
# is told not to.
begin() {    # name, command…
    name=$1
    shift
    (out=out.$name; "$@") >"log.$name" 2>&1 &
    eval "job_$name=$!"
}
ended() {    # name
    eval "wait \$job_$1"
    status=$?
    cat "log.$1"
    return $status
}

is_empty() { [ -z "$(ls -A "$1")" ]; }

is "a run, to be attacked" ends 0 '' ./bench $brief -o r.json healthy
is "a baseline" ends 0 '' ./bench $brief -s main --store s healthy

# ---- callers ------------------------------------------------------------------
is "SIGCHLD is ignored" ends 0 healthy \
    sh -c "trap '' CHLD; exec ./bench $brief healthy"
is "all signals that ask to end are blocked or ignored" told 1 TERM 143 \
    sh -c "trap '' INT TERM HUP; exec env --block-signal=INT,TERM,CHLD \
        ./bench $brief --launches 2000 --sample-time 0.1 healthy"
hidden() { # what a benchmark leaves is ended also where the caller has children
    bash -c "sleep 1000.$$ & exec ./bench $brief --discard-baseline leaves_bare" >out 2>&1
    status=$?
    cat out
    [ $status = 3 ] && grep 'left .* running' out && [ -z "$(running 'sleep 1000.9 ')" ]
}
is "and what hides from its environment is ended" hidden
# shellcheck disable=SC2046 # each of them
kill $(running "sleep 1000.$$ ")
stopped() { # by Ctrl-Z and at once told to go on, or to end
    ./bench $brief --launches 4000 --sample-time 0.01 healthy >/dev/null 2>&1 &
    sleep 0.4
    kill -TSTP $! && kill -TERM $!
    wait $!
    [ $? = 143 ] || return 1
    ./bench $brief --launches 300 --sample-time 0.005 healthy >/dev/null 2>&1 &
    for _ in 1 2 3 4 5; do
        sleep 0.1
        kill -TSTP $! && kill -CONT $! || break
    done
    wait $!
}
is "stopped and told to end, it ends; told to go on, it goes on" stopped
children() { # of the caller survive, however many: 80 that wait for a file
    ends 0 healthy bash -c "for i in {1..80}; do tail -f nothing-$$ 2>/dev/null &
        done; (sleep 1000.$$ & ) ; exec ./bench $brief healthy" || return 1
    [ "$(running "tail -f nothing-$$ " | wc -l)" = 80 ] &&
        [ -n "$(running "sleep 1000.$$ ")" ]
}
touch "nothing-$$"
is "a caller with many children keeps them all, and theirs" children
# shellcheck disable=SC2046 # each of them
kill $(running "tail -f nothing-$$ ") $(running "sleep 1000.$$ ")
closed() {
    { sleep 0.2; ./bench --list; echo $? >status; } | true
    { sleep 0.2; tare export -f csv r.json 2>>said; echo $? >>status; } | true
    { sleep 0.2; ./bench $brief healthy 2>>said; echo $? >>status; } | true
    cat said status
    [ "$(tr '\n' ' ' <status)" = '0 0 0 ' ] && ! grep . said
}
is "a reader that has gone away is a normal end" closed
is "a stack of 64 KiB" ends 0 healthy sh -c "ulimit -s 64; ./bench $brief healthy"

# ---- machines -----------------------------------------------------------------
without_proc() {
    unshare -m sh -c 'umount -l /proc && exec "$@"' sh "$@"
}
if unshare -m sh -c 'umount -l /proc' 2>/dev/null; then
    is "without /proc that is said at once" ends 2 'mount -t proc' \
        unshare -m sh -c "umount -l /proc; exec ./bench $brief healthy"
    is "and what needs none works" ends 0 healthy \
        unshare -m sh -c "umount -l /proc; exec tare report --text r.json"
    is "and so does saving" ends 0 '' \
        unshare -m sh -c "umount -l /proc
            exec tare export -f csv -o w.csv r.json && test -s w.csv"
else
    skip "without /proc that is said at once" "no mounts of our own here"
fi

# A table of what may be missing: status, words, how it is run.
while read -r want words how; do
    is "$how" ends "$want" "$words" sh -c "
        stripped() { $how; }
        stripped ./bench $brief --store s2 healthy"
done <<'END'
0 healthy env -i "$@"
0 healthy env -u HOME -u TERM "$@"
0 healthy env PATH= LC_ALL=no_SUCH.locale "$@"
0 healthy env TMPDIR=/no/such "$@"
0 healthy "$@" <&-
0 healthy setsid "$@" </dev/null
0 healthy { ulimit -n 24; "$@"; }
0 healthy { ulimit -c 0; ulimit -l 0; "$@"; }
0 healthy { umask 777; "$@" --discard-baseline; }
2 number env TARE_LAUNCHES=many "$@" --launches none
END
is "without a folder to be in" ends 0 healthy sh -c "mkdir gone; cd gone
    rmdir ../gone; exec ../bench $brief --discard-baseline healthy"
mkdir locked
chmod 555 locked
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
    nobody='setpriv --reuid 65534 --regid 65534 --clear-groups'
    is "in a folder where one may not write" ends 0 'was not saved' \
        $nobody sh -c "cd locked && exec ../bench ${brief%-q*} --launches 2 healthy"
    is "and a baseline cannot be kept" ends 6 'locked/s: cannot make' \
        $nobody ./bench $brief --store locked/s -s main healthy
fi

# ---- the store of somebody else -----------------------------------------------
mkdir cloned victim
echo mine >victim/file
ln -s ../victim/file cloned/verdict.json
ln -s ../victim cloned/report
is "links in the store are not followed" ends 0 '' env -u TARE_NOPLOT \
    tare gate $quick --store cloned ./bench ./bench healthy
untouched() { [ "$(cat victim/file)" = mine ] && [ "$(ls victim)" = file ]; }
is "and nothing is written elsewhere" untouched
rm cloned/verdict.json
mkfifo cloned/verdict.json
is "nor does a pipe hang it" ends 0 '' \
    tare gate $quick --store cloned ./bench ./bench healthy
is "which is replaced" [ -f cloned/verdict.json ]
swapped() { # what is kept is exchanged for something else of that name
    for object in s/objects/*; do
        printf '#!/bin/sh\ntouch ran\n' >evil
        chmod 755 evil
        mv evil "$object"
    done
    ends 5 'damaged or was changed' \
        tare duel $quick --store s main ./bench healthy && [ ! -e ran ]
}
is "a kept executable that was exchanged is not run" swapped

large() { # a file as large as no object can be
    cp -r s s3
    for object in s3/objects/*; do
        rm -f "$object"
        truncate -s 2000G "$object"
    done
    ends 5 'larger than any kept file' tare baseline verify --store s3 &&
        ends 0 '' ./bench $brief --store s3 -s other healthy
}
is "an object too large to be one keeps nobody busy" large
set_id() { # by whom it was given to us to be replaced
    mkdir -m 1777 -p open
    setpriv --reuid 65534 --regid 65534 --clear-groups \
        sh -c 'umask 0; echo x >open/out.csv; chmod 6777 open/out.csv'
    ends 0 '' tare export -f csv -o open/out.csv r.json &&
        [ "$(stat -c %a open/out.csv)" = 644 ]
}
[ "$(id -u)" != 0 ] || is "no file of ours gets the set-id bits of another's" set_id
fifo() { # a reader gets what is written, and no early end
    mkfifo -m 600 pipe
    cat pipe >piped &
    ends 0 '' ./bench $brief --discard-baseline --export csv=pipe healthy &&
        wait $! && grep -q healthy piped
}
is "a pipe is opened once" fifo
mkdir policy && mkfifo policy/tare.json
is "a policy that is a pipe is refused" ends 2 ': not a file:' \
    sh -c "cd policy && exec tare gate ../bench ../bench"

# ---- locks --------------------------------------------------------------------
replaced() { # killed while the old one is removed, the next one goes on
    rm -rf rep
    tare report --noplot -o rep r.json && tare report --noplot -o rep r.json || return
    strace -o trace -e trace=unlinkat -e inject=unlinkat:signal=KILL:when=3 \
        tare report --noplot -o rep r.json
    ends 0 '' tare report --noplot -o rep r.json && [ "$(ls -A rep | wc -l)" = 2 ]
}
if strace -o trace true 2>/dev/null; then
    is "killed while removing what it replaced, it is no trouble later" replaced
else
    skip "killed while removing what it replaced" "no strace here"
fi

# ---- killed -------------------------------------------------------------------
killed() { # at whatever moment, nothing lies beside what is written
    mkdir -p beside
    for pause in 0.01 0.02 0.03 0.04 0.05 0.06 0.07 0.08; do
        timeout -s KILL $pause tare export -f csv -o beside/x.csv r.json
        timeout -s KILL $pause ./bench $brief -o beside/y.json healthy
        timeout -s KILL $pause \
            tare report --single-file --noplot -o beside/z.html r.json
    done
    # a folder that was not marked yet is kept for a minute
    find "$TMPDIR" -mindepth 1 -maxdepth 1 -exec touch -d '-2 min' {} +
    tare export -f csv -o beside/x.csv r.json
    ./bench $brief -o beside/y.json healthy
    tare report --single-file --noplot -o beside/z.html r.json
    ls -A beside "$TMPDIR"
    [ "$(ls -A beside | tr '\n' ' ')" = 'x.csv y.json z.html ' ] &&
        is_empty "$TMPDIR"
}
is "killed writers leave nothing beside their files, once others come" killed

# ---- benchmarks ---------------------------------------------------------------
is "a name of a megabyte is said to be too long" \
    ends 3 'sent more than fits in a message' ./bench $brief says_a_megabyte
is "so is a reason, or it is cut" ends 4 '' ./bench $brief skips_at_length
ends 0 '' ./bench $brief -v ::error >/dev/null
tame() { # nothing in the file acts on a terminal, or on a log
    ! grep -q "$(printf '[\033\007]')" "$1" &&
        ! grep -Eq '^ *::|##\[' "$1"
}
is "a benchmark that speaks to the terminal is not heard" tame out
./bench $brief -o evil.json ::error >/dev/null 2>&1
tare report --text -v evil.json >evil.txt 2>&1
is "nor is its record" tame evil.txt
cat >own.c <<'END'
#include <tare.h>
static void healthy(struct tare *t) { TARE_LOOP (t) tare_clobber(); }
TARE_BENCH(healthy);
int main(void) { char *words[] = { "own", "healthy", NULL }; return tare_main(2, words); }
END
# shellcheck disable=SC2086
$CC -O2 -I"$top/harness/include" -o own own.c "$lib" -lm -pthread || exit 1
bounded="prlimit --nproc=40 setpriv --reuid 65534 --regid 65534 --clear-groups"
[ "$(id -u)" = 0 ] || bounded="prlimit --nproc=400"
is "a main() that keeps its arguments starts no more of itself" \
    ends 3 'pass argc and argv unchanged' $bounded ./own
is "nor when tare starts it" ends 2 'pass argc and argv unchanged' \
    $bounded tare run $brief --discard-baseline ./own

# ---- what waits ---------------------------------------------------------------
mkdir held plots fake
flock held sleep 1001.$$ &
printf '#!/bin/sh\nsleep 1000.%s & trap "" TERM; sleep 1000.%s\n' $$ $$ >fake/gnuplot
chmod 755 fake/gnuplot
sleep 0.3
begin lock told 3 TERM 143 tare report --noplot -o held r.json
begin gnuplot told 1 INT 130 \
    env -u TARE_NOPLOT PATH="$work/here/fake:$PATH" tare report -o plots r.json
begin gnuplot_again told 1 TERM 143 \
    env -u TARE_NOPLOT PATH="$work/here/fake:$PATH" \
    tare report --single-file -o one.html r.json
begin hangs told 1 INT 130 ./bench $brief hangs
root=
[ "$(id -u)" = 0 ] && command -v setpriv >/dev/null && root=yes
if [ -n "$root" ]; then
    cp bench setuid && chmod 4755 setuid
    chmod 777 .
    begin becomes ends 3 'cannot be ended, and still runs as process' \
        setpriv --reuid 65534 --regid 65534 --clear-groups \
        tare run $brief --discard-baseline ./setuid -- becomes_root
    begin stays told 1 TERM 143 \
        setpriv --reuid 65534 --regid 65534 --clear-groups tare run $brief \
        --discard-baseline --timeout 60 ./setuid -- stays_root
fi
is "waiting for a lock ends when asked to" ended lock
is "and says for whom" grep 'waiting for a lock that process [0-9]* holds' out.lock
# shellcheck disable=SC2046 # each of them
kill $(running "sleep 1001.$$ ")
is "a gnuplot that hangs is ended when we are" ended gnuplot
is "and the report is as it was" is_empty plots
is "in one file too" ended gnuplot_again
is "with all that it has started" none_runs "sleep 1000.$$"
is "what hangs is given up soon after a signal" ended hangs
is "and is gone" [ "$(sh "$top/tests/cli/launches_left.sh" "$PWD/bench")" = 0 ]
if [ -n "$root" ]; then
    is "a benchmark that nobody may kill is given up, and that is said" ended becomes
    is "a signal ends it all the same" ended stays
    for process in $(running tare-launch); do
        [ "$(readlink "/proc/$process/exe")" != "$PWD/setuid" ] ||
            kill -9 "$process"
    done
else
    skip "a benchmark that nobody may kill is given up" "needs root"
fi
is "and no temporary folder is left" is_empty "$TMPDIR"
finish
