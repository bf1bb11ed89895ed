#!/bin/sh
# Runs a command-line story (TAP on stdout), or with --accept rewrites what
# stories expect.
#
# A story is a transcript.  A line that begins with "$ " is a command (a shell
# line, run in a scratch folder of the story's own); the lines after it are what
# it must print, stdout and stderr together; `*` stands for anything; a line
# "? N" is its exit status, 0 where there is none.  "# " is a remark; a story with
# a remark "No sanitizers: REASON" is skipped in such a build, and one with a
# remark "Needs C++" where there is no compiler of it.
#
# Commands may use $old and $new, the two benchmarks of sides.h, and $brief, the
# options with which a duel of a few of their cases takes a second or two, but
# may take much longer.
# Usage: OUT=build/by-cc TARE=build/tare sh tests/cli/story.sh [--accept] STORY…
set -u
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
PATH=$top/$OUT/tests/cli:$(cd "$(dirname "$TARE")" && pwd):$PATH
LC_ALL=C.UTF-8
old=$top/$OUT/tests/cli/old_bench new=$top/$OUT/tests/cli/new_bench
# (at most; sanitizers make launches slow)
brief="--measurement-time ${SAN:+1}2 --samples 4 --sample-time 0.00015"
brief="$brief --warm-up-time 0.0001"
TARE_NOPLOT=1 # where a story wants a report, it says so
TARE_MEASURES=none # and what it wants beside time
export PATH LC_ALL TARE_NOPLOT TARE_MEASURES top OUT LIB CC CXX SAN old new brief
unset NO_COLOR CLICOLOR CLICOLOR_FORCE
# (a baseline of such a build must be insisted on)
[ -z "${SAN:-}" ] || export TARE_ANY_BUILD=1
accept=
[ "${1:-}" = --accept ] && { accept=yes; shift; }
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT

# Whether the text $1 matches the expected text $2, line by line.
matches() {
    printf '%s\n' "$2" | sed 's/[][?\\]/\\&/g' >"$scratch/patterns"
    printf '%s\n' "$1" >"$scratch/lines"
    while :; do
        IFS= read -r pattern <&3; more_patterns=$?
        IFS= read -r line <&4; more_lines=$?
        [ $more_patterns = $more_lines ] || return 1
        [ $more_patterns = 0 ] || return 0
        # shellcheck disable=SC2254
        case $line in $pattern) ;; *) return 1 ;; esac
    done 3<"$scratch/patterns" 4<"$scratch/lines"
}

# Runs $command, compares with $expected and $status.  Somebody else may be
# measuring on this CPU.
try() {
    [ -n "$command" ] || return 0
    got=$(cd "$scratch/work" && sh -c "$command" 2>&1 </dev/null)
    code=$?
    got=$(printf '%s\n' "$got" |
        grep -v '^tare: another tare is measuring on CPU')
    expected=${expected%?}
    if [ -n "$accept" ]; then
        printf '$ %s\n' "$command"
        if matches "$got" "$expected"; then
            [ -z "$expected" ] || printf '%s\n' "$expected"
        else
            [ -z "$got" ] || printf '%s\n' "$got"
        fi
        [ "$code" = 0 ] || printf '? %s\n' "$code"
    elif ! matches "$got" "$expected" || [ "$code" != "$status" ]; then
        failed=yes
        printf '# $ %s\n' "$command"
        printf '%s\n? %s\n' "$expected" "$status" >"$scratch/want"
        printf '%s\n? %s\n' "$got" "$code" >"$scratch/got"
        diff "$scratch/want" "$scratch/got" | sed 's/^/#   /'
    fi
}

tell() {
    failed='' command='' expected='' status=0
    rm -rf "$scratch/work" && mkdir "$scratch/work"
    while IFS= read -r text || [ -n "$text" ]; do
        case $text in
        '$ '*) try; command=${text#??} expected='' status=0 ;;
        '? '*) status=${text#??} ;;
        '# '*|'#') [ -z "$accept" ] || { try; command=; printf '%s\n' "$text"; } ;;
        *) expected="$expected$text
" ;;
        esac
    done <"$1"
    try
}

if [ -n "$accept" ]; then
    for story in "$@"; do
        tell "$story" >"$scratch/new" && cp "$scratch/new" "$story"
    done
    exit
fi
echo 1..1
name=$(basename "$1" .story)
if [ -n "${SAN:-}" ] && grep -q '^# No sanitizers: ' "$1"; then
    echo "ok 1 - $name # SKIP $(sed -n 's/^# No sanitizers: //p' "$1")"
elif grep -q '^# Needs C++' "$1" && ! command -v "${CXX:-c++}" >/dev/null; then
    echo "ok 1 - $name # SKIP no C++ compiler here"
else
    tell "$1"
    echo "${failed:+not }ok 1 - $name"
    [ -z "$failed" ]
fi
