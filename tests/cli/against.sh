#!/bin/sh
# tare gate --against in a real repository: what it says of a change that is
# known, what is left behind, and git bisect run.  TAP on stdout.
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
. tests/tap.sh
here=$(cd "$(dirname "$0")" && pwd)
top=$(pwd)
lib=$top/$OUT/tests/fast/libtare.a # times are told by hand
PATH=$(cd "$(dirname "$TARE")" && pwd):$PATH
san=${SAN:+-fsanitize=$SAN}
brief='--measurement-time 8 --samples 4 --sample-time 0.00015'
brief="$brief --warm-up-time 0.0001 -q"
compile="$CC $san -std=c11 -D_GNU_SOURCE -O2 -w -I$top/harness/include -o bench bench.c \
    work.c $lib -lm -pthread"

if ! git --version >/dev/null 2>&1; then
    skip "gates against revisions" "no git"
    finish
fi
if [ -n "${SAN:-}" ]; then
    skip "gates against revisions" "their builds and duels take minutes there"
    finish
fi
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null HOME="$work"
export GIT_AUTHOR_NAME=Tester GIT_AUTHOR_EMAIL=tester@example.org
export GIT_COMMITTER_NAME=Tester GIT_COMMITTER_EMAIL=tester@example.org
mkdir "$work/tmp" "$work/repo" && export TMPDIR="$work/tmp"
cd "$work/repo" || exit 1

# A commit, tagged, in which the work takes so many nanoseconds.
commit() {    # tag, nanoseconds
    echo "double work(void) { return $2; } /* $1 */" >work.c
    git add . && git commit -qm "$1" && git tag "$1"
}
prepare() {
    git init -q . && cp "$here/library.c" bench.c && printf 'bench\n.tare/\n' >.gitignore &&
        commit one 1000 && echo '#error broken' >work.c &&
        git commit -qam broken && git tag broken && commit two 1000 &&
        commit three 1040 && commit four 1040
}
is "a repository of five commits" prepare

# Nothing of ours is left in the repository or beside it.
left() {
    [ "$(git worktree list | wc -l)" = 1 ] &&
        [ "$(git for-each-ref refs/heads | wc -l)" = 1 ] &&
        [ "$(git status --short)" = "$1" ] && [ -z "$(ls -A "$TMPDIR")" ] &&
        return
    git worktree list; git for-each-ref; git status --short; ls -A "$TMPDIR"
    return 1
}

# status, words that the output must have, what git status then says, command...
says() {
    want=$1 words=$2 changed=$3
    shift 3
    status=0
    "$@" >../out 2>&1 || status=$?
    cat ../out
    [ "$status" = "$want" ] || { echo "status $status, not $want"; return 1; }
    [ -z "$words" ] || grep -q -e "$words" ../out || { echo "does not say: $words"; return 1; }
    left "$changed"
}
against() {    # revision, command that builds, executable
    # shellcheck disable=SC2086
    tare gate $brief --against "$1" --build "$2" --binary "${3:-bench}"
}

is "the same source: unchanged" says 0 'Nothing changed' '' \
    against HEAD "$compile"
is "slower since that commit" says 1 '1 of 1 case regressed' '' \
    against two "$compile"
is "the gate says why it fails" says 1 'the gate fails: 1 regressed' '' \
    against one "$compile"
echo "double work(void) { return 1000; }" >work.c
is "what is not committed counts" says 0 '1 of 1 case improved' ' M work.c' \
    against HEAD "$compile"
git checkout -q work.c

is "the revision does not build: status 3" says 3 'broken' '' \
    against broken "$compile"
echo '#error not today' >work.c
is "the working tree does not build: status 3" says 3 'not today' ' M work.c' \
    against HEAD "$compile"
git checkout -q work.c
is "which tree it was is said" says 3 'working tree' '' \
    against HEAD 'case $PWD in */repo) exit 7;; esac'
is "no such revision: status 5" says 5 nosuch '' against nosuch "$compile"
is "one that looks like an option" says 5 '--help' '' \
    against --help "$compile"
is "the build makes no such file" says 3 'bunch' '' \
    against HEAD "$compile" bunch
is "a file that both sides would share" says 2 "$PWD/bench" '' \
    against HEAD "$compile" "$PWD/bench"
# The same by layouts, each tree linked by the command that links.
objects="$CC $san -std=c11 -D_GNU_SOURCE -O2 -w -I$top/harness/include -c bench.c work.c \
    && cp work.o bench"
link="$CC $san -o bench bench.o work.o $lib -lm -pthread"
# shellcheck disable=SC2086
layouts() {    # revision, more options
    revision=$1
    shift
    tare gate $brief --against "$revision" --build "$objects && chmod +x bench" \
        --binary bench "$@"
    status=$?
    rm -f ./*.o
    return $status
}
is "layouts of the same source: unchanged" says 0 'Nothing changed' '' \
    layouts HEAD --link "$link" --layouts 3
is "layouts of slower source: regressed" says 1 '1 of 1 case regressed' '' \
    layouts two --link "$link" --layouts 3
is "0 layouts are none" says 2 'bench: cannot be started' '' \
    layouts HEAD --link "$link" --layouts 0
is "a link that fails: status 3" says 3 'could not be linked' '' \
    layouts HEAD --link "$link -lnosuch"
is "one --link for each --binary" says 2 '1 --binary but 2 --link' '' \
    layouts HEAD --link "$link" --link "$link"
is "layouts without a command that links" says 2 '1 --binary but 0 --link' '' \
    layouts HEAD --layouts 3
is "of two names, they are the folders" says 2 'folders made by tare layouts' '' \
    tare gate --layouts 3 --link "$link" one two

is "ended by a signal while it builds: 130" says 130 '' '' \
    timeout --preserve-status -s INT 2 \
    tare gate --against HEAD --build 'sleep 60' --binary bench
mkdir ../elsewhere
outside() (
    cd ../elsewhere && GIT_CEILING_DIRECTORIES=$work against HEAD "$compile"
)
is "outside of a repository: misuse" says 2 'git repository' '' \
    outside

# shellcheck disable=SC2086
judge() {
    tare gate $brief --bisect --against one --build "$compile" --binary bench
}
is "bisecting, one that does not build cannot be told" says 125 broken '' \
    eval 'git checkout -q broken; judge'
git checkout -q four
is "and no such revision stops it" says 128 nosuch '' \
    tare gate --bisect --against nosuch --build "$compile" --binary bench

# shellcheck disable=SC2086
bisect() {
    git bisect start four one && git bisect run tare gate $brief --bisect \
        --against one --build "$compile" --binary bench
    status=$?
    found=$(git rev-parse bisect/bad)
    git bisect reset
    [ "$found" = "$(git rev-parse three)" ] && return $status
}
is "git bisect run finds the slow commit" says 0 "first bad commit" '' bisect

# Two records: their numbers, of which none is proven.
records() {
    for tag in one three; do
        git checkout -q $tag && $compile &&
            ./bench --launches 20 -q --discard-baseline -o ../$tag.json || return
    done
    cd .. && tare gate one.json three.json --verdict verdict.json
    status=$?
    grep '"mode":"numbers"' verdict.json && cd repo && return $status
}
is "two records are compared by their numbers, and prove nothing" \
    says 0 'by saved numbers alone' '' records
finish
