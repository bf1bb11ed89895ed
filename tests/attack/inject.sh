#!/bin/sh
# Lets system calls of tare fail, one in each execution, and looks at what it
# makes of that: whether it ends in time with a status that it documents, whether
# what was there is still there, whether what it says is saved is whole, and
# whether anything is left over.  Only the coordinator is hit, not its launches.
# Instead of an error, a call may bring a signal: that is an "errno" called INT.
#
# A sample that is another one each month (TAP on stdout), or all of it:
#
#   OUT=build/by-cc TARE=build/tare sh tests/attack/inject.sh
#   ALL=1 … sh tests/attack/inject.sh [VERB…]    CAP=N: of each call at most so many;
#                                                CALLS=fsync:EIO: nothing but these
#   … sh tests/attack/inject.sh --one VERB CALL K ERRNO    shows that one at work
#
# Each execution has namespaces of its own, in which everything of it vanishes
# with its first process, and a tmpfs at the same path as all others.
set -u
top=$(pwd)
: "${OUT:=build/by-cc}" "${TARE:=build/tare}" "${CC:=cc}"
me=$(cd "$(dirname "$0")" && pwd)/$(basename "$0")
tare=$(cd "$(dirname "$TARE")" && pwd)/$(basename "$TARE")
: "${LIMIT_S:=20}"
# The table beside this script says which.
verbs() { sed '/^#/d; s/ *; */;/g' "${me%.sh}.table"; }

# What may go wrong with each call.  A close is let fail only for files: what
# strace keeps open would otherwise be a pipe that never ends, which no kernel does.
# shellcheck disable=SC3057 # it is none
calls=${CALLS:-'openat:EMFILE,EACCES read:EIO,EINTR pread64:EIO write:ENOSPC,EINTR
pwrite64:ENOSPC writev:ENOSPC fsync:EIO rename:EACCES renameat:EACCES
renameat2:EINVAL,EIO close:EIO mkdir:EACCES,ENOSPC mkdirat:EACCES,ENOSPC
unlink:EACCES unlinkat:EACCES rmdir:EACCES linkat:EPERM symlink:EACCES
flock:EINTR,ENOLCK fcntl:EINVAL newfstatat:EACCES,EIO fstat:EIO statx:EIO
getdents64:EIO pipe2:EMFILE socketpair:EMFILE socket:EMFILE bind:EADDRINUSE
clone3:EAGAIN clone:EAGAIN vfork:EAGAIN memfd_create:EMFILE,ENOSYS mmap:ENOMEM
munmap:ENOMEM mprotect:ENOMEM poll:EINTR,ENOMEM wait4:EINTR
waitid:EINTR,ECHILD sendmsg:EPIPE,EINTR recvmsg:ECONNRESET,EINTR
recvfrom:ECONNRESET,EINTR prctl:EINVAL pidfd_open:EMFILE,ENOSYS
sched_setaffinity:EINVAL sched_getaffinity:EINVAL prlimit64:EPERM
getrandom:ENOSYS,EINTR ftruncate:EIO fallocate:ENOSPC,EOPNOTSUPP lseek:EINVAL
dup:EMFILE dup2:EMFILE dup3:EMFILE readlink:EACCES readlinkat:EACCES
access:EACCES faccessat2:EACCES statfs:EIO fstatfs:EIO fchmod:EPERM getcwd:ENOENT
copy_file_range:EIO sendfile:EIO perf_event_open:EMFILE,EACCES personality:EPERM
openat:INT,TERM read:INT write:INT fsync:TERM poll:INT,TERM wait4:INT waitid:HUP
renameat2:INT renameat:INT linkat:TERM getdents64:INT flock:INT'}

# ---- what there is before -----------------------------------------------------
run='--timeout 3 --launches 2 --warm-up-time 0.0001 --sample-time 0.00003 --samples 2 --seed 1'
pairs='--timeout 3 --measurement-time 0.01 --pairs 1 --warm-up-time 0.0001
    --sample-time 0.00003 --samples 2 --seed 1'
export TARE_NOPLOT=1 TARE_MEASURES=none GIT_CONFIG_NOSYSTEM=1
export GIT_CONFIG_GLOBAL=/dev/null LC_ALL=C.UTF-8
[ -z "${SAN:-}" ] || export TARE_ANY_BUILD=1

field() { verbs | grep "^$1;" | cut -d ';' -f "$2"; }

settle() {
    bin=$work/bin here=$work/here
    link="${CC} ${SAN:+-fsanitize=$SAN} $bin/small.o $bin/libtare.a -lm -pthread"
    PATH=$bin:$PATH
}
build() {    # file, more for the compiler
    # shellcheck disable=SC2086
    $CC ${SAN:+-fsanitize=$SAN} -std=c11 -D_GNU_SOURCE -O2 -I"$top/harness/include" \
        -c -o "$bin/$1.o" "$top/tests/attack/small_bench.c" $2 &&
        $CC ${SAN:+-fsanitize=$SAN} -o "$bin/$1" "$bin/$1.o" "$bin/libtare.a" \
            -lm -pthread
}
plant() {
    for folder in . .tare .tare/baselines .tare/objects .tare/runs out rep theirs beside.new; do
        mkdir -p $folder && echo "somebody's" >$folder/mine.txt || return
    done
    cp mine.txt theirs/index.html && for file in out.csv out.xml rec.json verdict.json one.tare; do
        echo old >out/$file
    done
}
fill() {
    printf 'bench:\n\tcp %s bench\n' "$bin/small" >Makefile &&
        git init -q --template= . && git add Makefile &&
        git -c user.name=T -c user.email=t@example.org commit -qm one &&
        tare run $run -q -s one "$bin/small" -- add &&
        tare run $run -q -s two "$bin/small2" -- add &&
        tare run $run -q --noplot -s three "$bin/small3" -- add &&
        tare baseline export three three.tare && tare baseline remove three &&
        tare run $run -q --noplot -o run.json "$bin/small" -- add &&
        tare duel $pairs -q -o duel.json "$bin/small" "$bin/small2" add &&
        tare report -q -o rep one && tare report -q --single-file -o page.html one &&
        tare layouts 2 -o laid -- $link -o program && rm -rf .tare/report && plant
}
prepare() {
    # (without debug information, which is most of what each execution would copy)
    mkdir -p "$bin" "$here" "$work/template" "$work/ref" "$work/found" &&
        cp "$tare" "$OUT/tests/fast/libtare.a" "$bin" &&
        { [ -n "${SAN:-}" ] || strip --strip-debug "$bin/tare" "$bin/libtare.a"; } &&
        build small '' && build small2 -DMORE=2 &&
        build small3 -DMORE=3 && cd "$work/template" && fill && cd "$top" &&
        inventory "$work/template" >"$work/before"
}

# ---- one execution --------------------------------------------------------------
find_private() {    # the words that give a process namespaces of its own
    for private in 'unshare -mpf --mount-proc' 'unshare -rmpf --mount-proc'; do
        $private mount -t tmpfs none "$here" 2>/dev/null && return
    done
    return 1
}
enter() {
    mount -t tmpfs none "$here" || exit 99
    for place in /dev/shm /var/tmp /tmp; do
        case $top/$tare in *"$place"/*) ;; *) mount -t tmpfs none $place ;; esac
    done
    export TMPDIR="$here/tmp"
    mkdir "$TMPDIR" && cp -a "$work/template" "$here/work" && cd "$here/work" || exit 99
}
perform() {    # verb, options of strace…
    command=$(field "$1" 6)
    case $1 in *-noexchange) set -- "$@" -e inject=renameat2:error=EINVAL ;; esac
    shift
    [ -z "${SHOW:-}" ] || echo "strace $* $command"
    eval "timeout -k 2 $LIMIT_S strace -qq -y -s 120 -o ../trace $* $command" \
        >../out.txt 2>../err.txt </dev/null
    status=$?
}

complain() { echo "$verb $call $k $errno: $*" >>"$here/found"; }
# Whoever is there beside the shell that is the first process.
check_processes() {
    for _ in 1 2 3 4 5; do
        others=
        for process in /proc/[0-9]*; do
            [ "$process" != /proc/1 ] && read -r line <"$process/stat" || continue
            case $line in *') Z '*) ;; *) others="$others ${line%%)*})" ;; esac
        done 2>/dev/null
        [ -n "$others" ] || return 0
        sleep 0.2
    done
    complain "still running:$others"
}
check_status() {
    case $errno-$status in
    INT-130 | TERM-143 | HUP-129) return ;;
    esac
    case $status in
    124 | 137) complain "hangs" ;;
    1) [ "$want" = 1 ] || complain "status 1: says that something regressed" ;;
    [0-8]) [ "$status" = 0 ] || [ "$call" = write ] || [ -s ../err.txt ] ||
        [ -s ../out.txt ] || complain "status $status without a word" ;;
    *) complain "status $status" ;;
    esac
    ! grep -q 'Sanitizer\|runtime error:' ../err.txt || complain "sanitizer"
}
# A name that only something on its way to another has.
temporary='.*/\.[^/]*\.tare-(unfinished|old)(-[0-9]+)?(/.*)?'
check_temporary() {
    case $call in unlink* | rmdir) return ;; esac
    others=$(find . "$TMPDIR" /dev/shm /var/tmp /tmp -path ./.git -prune -o -print 2>/dev/null |
        grep -Ex "$temporary|$TMPDIR/[^c].*|/(dev/shm|tmp|var/tmp)/tare-[^/]*" | head -n 3)
    [ -z "$others" ] || complain "left over: $others"
    [ -z "$(ls -A .git/worktrees 2>/dev/null)" ] || complain "left over: a worktree of git"
}
# Every file, with its content, but for those of git.
inventory() {
    (cd "$1" && find . -path ./.git -prune -o -type f -exec sha256sum {} + | sort -k 2)
}
check_files() {
    inventory . >../after
    changed=$(diff "$work/before" ../after | sed -n 's/^[<>] [0-9a-f]*  //p' | sort -u |
        grep -Evx "\./($(field "$verb" 4)|\.tare/(lock|weather|journal/.*))|$temporary")
    [ -z "$changed" ] || complain "changed: $changed"
}
check_store() {
    tare baseline verify >../verify 2>&1 || complain "damaged: $(grep -v ': good' ../verify)"
    for name in one two; do
        grep -q "^$name: good" ../verify || [ "$verb" = baseline-remove ] ||
            complain "there is no good $name"
    done
}
# Whether a file that was measured has its end.
has_end() {
    case $1 in
    *.html) tail -n 1 "$1" | grep -q '</html>' ;;
    *.json) [ "$(tail -c 2 "$1")" = '}' ] ;;
    *) [ "$(wc -l <"$1")" = "$(wc -l <"$ref/work/$1")" ] ;;
    esac
}
is_complete() {
    case $verb in m-*) has_end "$1" ;; *) cmp -s "$1" "$ref/work/$1" ;; esac
}
is_old() { cmp -s "$1" "$work/template/$1"; }
check_results() {
    for file in $(field "$verb" 5); do
        if [ ! -e "$file" ]; then
            # (a verdict is removed first, so that nobody takes it for the new one)
            case $file in *verdict.json) ;; *)
                [ ! -e "$work/template/$file" ] || complain "$file is gone" ;;
            esac
        elif ! is_old "$file" && ! is_complete "$file"; then
            complain "status $status, and $file is neither the old one nor complete"
        fi
        if [ "$status" = "$want" ] && { [ ! -e "$file" ] || is_old "$file"; }; then
            complain "status $status, but $file is not written"
        fi
    done
}
files_in() { (cd "$1" 2>/dev/null && find . -type f ! -path '*/.*' | wc -l); }
# Whether a folder is the old one, or as it is when nothing fails.
is_whole() {    # folder
    old=$work/template/$1 new=$ref/work/$1
    diff -rq -x '.*' "$1" "$old" >/dev/null 2>&1 && return
    [ -e "$old" ] || [ "$(files_in "$1")" != 0 ] || return 0
    case $verb in
    m-*) ! is_old "$1/index.html" && [ "$(files_in "$1")" = "$(files_in "$new")" ] ;;
    *) diff -rq -x '.*' "$1" "$new" >/dev/null 2>&1 ;;
    esac
}
check_folders() {
    for folder in rep fresh lay laid; do
        if [ -e "$folder" ] || [ -e "$work/template/$folder" ]; then
            is_whole "$folder" ||
                complain "status $status, and $folder/ is neither the old one nor complete"
        fi
        [ "$status" != "$want" ] || [ "$(files_in $folder)" = "$(files_in "$ref/work/$folder")" ] ||
            complain "status $status, but $folder/ has not so many files"
    done
}
check_success() {
    [ "$status" = "$want" ] || return
    case $verb in
    m-*) [ -s ../out.txt ] || [ ! -s "$ref/out.txt" ] ;;
    *) cmp -s ../out.txt "$ref/out.txt" ;;
    esac || complain "status $status, but its output is another one"
    grep -o '^[a-z]*: good.*' ../verify | cmp -s - "$ref/verify" ||
        complain "status $status, but the store has: $(cat ../verify)"
}

inside() {    # verb, call, k, errno
    verb=$1 call=$2 k=$3 errno=$4 ref=$work/ref/$1
    enter
    want=$(cat "$ref/status")
    case $errno in E*) what=error=$errno ;; *) what=signal=SIG$errno ;; esac
    perform "$verb" -e "trace=$call,renameat2" -e "inject=$call:$what:when=$k" ${STACK:+-k}
    check_processes
    [ -z "${SHOW:-}" ] || { cat ../out.txt ../err.txt; echo "status $status, not injected $want"; }
    grep -A "${STACK:-0}" -e "^$call(.*INJECTED" -e "^--- SIG$errno" ../trace | sed "s|$here/||g" | cut -c 1-150 >../place
    [ -s ../place ] || exit 0
    check_status
    check_temporary
    check_files
    check_store
    check_results
    check_folders
    check_success
    [ -f ../found ] || exit 0
    sed "s|\$|    $(head -n 1 ../place | tr '|&\\' '...')|" ../found >>"$work/found/$verb"
    [ -z "${SHOW:-}" ] || cat ../found ../place
}

# ---- which executions -------------------------------------------------------------
reference() {    # verb
    verb=$1 ref=$work/ref/$1
    enter && mkdir -p "$ref" && perform "$1"
    echo $status >"$ref/status"
    tare baseline verify 2>&1 | grep -o '^[a-z]*: good.*' >"$ref/verify"
    cp ../out.txt ../err.txt ../trace "$ref" && cp -a . "$ref/work"
    plan "$(field "$1" 3)" <../trace >"$ref/plan"
}
plan() {    # at most so many of each call; a trace on stdin
    awk -v calls="$calls" -v cap="${CAP:-$1}" -v verb="$verb" -v here="$here" '
        BEGIN { split(calls, list, /[ \n]+/)
                for (i in list) { split(list[i], pair, ":"); name = pair[1]
                    errnos[name] = errnos[name] (errnos[name] ? "," : "") pair[2] } }
        { call = $0; sub(/\(.*/, "", call); n = ++count[call] }
        /^openat\(.*"\/dev\/null", O_RDWR/ { begun = 1 }
        begun && call in errnos && !(call == "renameat2" && verb ~ /noexchange/) && (call != "close" || index($0, here)) {
            place[call, ++found[call]] = n }
        END { for (call in found) { total = found[call]; many = split(errnos[call], errno, ",")
                for (i = 1; i <= total; i++)
                    if (total <= cap || int(i * cap / total) != int((i - 1) * cap / total) ||
                        i <= cap / 3 || i > total - cap / 3)
                        for (e = 1; e <= many; e++)
                            print verb, call, place[call, i], errno[e] } }' | sort
}
# What did not hold once: in each sample.
remembered='baseline-replace linkat 3 TERM'
select_some() {    # verb: all, or as many as the table says, by the month
    [ -z "${ALL:-}" ] || { cat "$work/ref/$1/plan"; return; }
    echo "$remembered" | grep "^$1 "
    awk -v seed="$(date +%Y%m)" 'BEGIN { srand(seed) } { print rand(), $0 }' \
        "$work/ref/$1/plan" | sort | head -n "$(field "$1" 2)" | cut -d ' ' -f 2-
}
each() {    # word for us; lines of arguments on stdin
    # shellcheck disable=SC2086
    xargs -r -P "$(nproc)" -L 1 nice -n 10 $private sh "$me" "$1"
}

case ${1:-} in
--inside) work=$INJECT_WORK; settle; shift; inside "$@"; exit ;;
--reference) work=$INJECT_WORK; settle; reference "$2"; exit ;;
esac
mkdir -p "$OUT"
work=$(mktemp -d "$(cd "$OUT" && pwd)/inject.XXXXXX") || exit 1
trap '[ -n "${KEEP:-}" ] || rm -rf "$work"' EXIT
export INJECT_WORK="$work" OUT TARE CC
. tests/tap.sh
settle
[ "${1:-}" != --one ] || { shift; one=$*; set -- "$1"; export SHOW=1 STACK=12; }
# shellcheck disable=SC2046 # one word each
[ $# -gt 0 ] || set -- $(verbs | cut -d ';' -f 1)

why=
mkdir -p "$here"
strace -o /dev/null true 2>/dev/null || why="no strace here"
[ -n "$why" ] || find_private || why="no namespaces here"
if [ -n "$why" ]; then
    for verb in "$@"; do skip "$verb" "$why"; done
    finish
fi
prepare >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
printf '%s\n' "$@" | each --reference
if [ -n "${one:-}" ]; then
    echo "$one" | each --inside
    exit
fi
for verb in "$@"; do select_some "$verb"; done >"$work/plan"
each --inside <"$work/plan"

nothing_found() { cat "$work/found/$1" 2>/dev/null && return 1; return 0; }
for verb in "$@"; do
    is "$verb ($(grep -c "^$verb " "$work/plan"))" nothing_found "$verb"
done
[ -z "${ALL:-}" ] || echo "# $(wc -l <"$work/plan") failing calls, $(cat "$work"/found/* 2>/dev/null | wc -l) findings"
finish
