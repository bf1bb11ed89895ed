#!/bin/sh
# A disk that is full, and one that loses what was not flushed: what is said to
# be written is, in the right order, and what was there stays.  TAP on stdout.
set -u
: "${SIZES:=50}"
work=$(mktemp -d) || exit 1
trap 'umount "$work/small" 2>/dev/null; rm -rf "$work"' EXIT
. tests/tap.sh
PATH=$(cd "$(dirname "$TARE")" && pwd):$PATH
bench=$(cd "$OUT/tests/cli" && pwd)/new_bench
brief='--launches 2 --samples 2 --sample-time 0.0002 --warm-up-time 0 -q'
export TARE_NOPLOT=1 TMPDIR="$work/tmp"
mkdir "$TMPDIR"
cd "$work" || exit 1

# What writes, a line each: what it writes, and how.
writers() {
    sed 's/ *: */:/' <<'END'
out.csv : tare export --format csv -o out.csv r.json
out.xml : tare export --format junit -o out.xml r.json
page.html : tare report --single-file -o page.html r.json
report/index.html : tare report -o report r.json
m.jsonl : tare duel --replay duel.json -q --otlp-file m.jsonl
verdict.json : tare duel --replay duel.json --verdict verdict.json -q
one.tare : tare baseline export one one.tare
.tare/baselines/two.json : tare baseline import --replace one.tare.kept two
END
}

# shellcheck disable=SC2086
prepare() {
    "$bench" $brief -o r.json -s one '^steady$' '^slower$' &&
        tare duel ${brief#--launches 2} --duel-anyway --measurement-time 0.2 -o duel.json \
            "$bench" "$bench" '^steady$' &&
        tare baseline export one one.tare.kept &&
        writers | while IFS=: read -r _ command; do
            $command >/dev/null 2>&1 || { echo "$command: $?"; return 1; }
        done
}

# ---- full ---------------------------------------------------------------------
# Ended with status 6 and the old file, or with 0 and a whole one.
check() {    # file, status
    case $2 in
    0) [ -s "$1" ] ;;
    6) cmp -s "$1" "old/$(basename "$1")" || [ ! -e "old/$(basename "$1")" ] ;;
    *) false ;;
    esac || echo "$1: status $2 at a limit of $size blocks"
}
full() {    # each writer with files that may not become larger than that
    mkdir -p old
    for size in $(seq 0 "$SIZES"); do
        writers | while IFS=: read -r file command; do
            [ ! -e "$file" ] || cp "$file" old
            (ulimit -f "$size"; exec $command) >/dev/null 2>&1
            check "$file" $?
        done
    done >wrong
    cat wrong
    tare baseline verify && [ ! -s wrong ] && [ -z "$(ls -A "$TMPDIR")" ]
}
is "something to write" prepare
is "files that may not grow beyond one of $SIZES sizes" full
every_output() { # status 6, whatever is written
    for option in --output= --verdict= '--export csv=' --otlp-file=; do
        # shellcheck disable=SC2086
        tare duel --replay duel.json -q $option/dev/full >/dev/null 2>&1 ||
            [ $? = 6 ] && continue
        echo "$option: no failure"
        return 1
    done
    tare report --text r.json >/dev/full 2>/dev/null
    [ $? = 6 ]
}
is "/dev/full as every output" every_output
small() { # a disk on which there is a baseline, and no room for another
    mkdir small
    room=$(($(du -sk .tare/baselines .tare/objects | awk '{ n += $1 } END { print n }') + 300))
    # shellcheck disable=SC2016
    unshare -m sh -c '
        mount -t tmpfs -o size=$1k none small && cd small || exit 99
        mkdir .tare && cp -r ../.tare/baselines ../.tare/objects .tare || exit 98
        shift
        "$@"
        status=$?
        tare baseline verify || exit 97
        [ -z "$(find .tare -name "*unfinished*")" ] || exit 96
        exit $status' sh "$room" "${bench%new_bench}old_bench" $brief -s one --replace-baseline '^steady$'
    status=$?
    [ $status = 6 ] || { echo "status $status"; return 1; }
}
if unshare -m true 2>/dev/null; then
    is "a disk that fills up: status 6, and the old baseline is whole" small
else
    skip "a disk that fills up" "no mounts of our own here"
fi

# ---- the power fails ----------------------------------------------------------
# A file that gets its name was flushed after its last byte, and its folder is
# flushed after that.
order() {
    awk '
    # the path that strace shows behind the first descriptor, or the last
    function first(text) { sub(/^[^<]*</, "", text); sub(/>.*/, "", text); return text }
    function last(text) { sub(/.*</, "", text); sub(/>.*/, "", text); return text }
    / = -1 / { next }
    /^(write|pwrite64)\(/ { waits[first($0)] = 1 }
    /^fsync\(/ { waits[first($0)] = 0; folders[first($0)] = 0 }
    /^fcntl\(.*F_DUPFD/ { split($0, parts, " = "); copies[parts[2] + 0] = first($0) }
    /^linkat\(/ {
        split($0, parts, "/proc/self/fd/")
        file = copies[parts[2] + 0]
        named++
        if (!(file in waits) || waits[file]) print "not flushed: " file ", at " $0 }
    /^linkat\(.*tare-unfinished/ { next }
    /^(linkat|renameat)\(/ { sub(/, AT_SYMLINK.*/, ""); folders[last($0)] = 1 }
    END { for (folder in folders) if (folders[folder]) print "not flushed at the end: " folder
          if (!named) print "nothing was named" }' "$1"
}
flushes() {    # command…
    strace -y -qq -e trace=write,pwrite64,fsync,fcntl,linkat,renameat -o trace "$@" \
        >/dev/null 2>&1 || return
    order trace >wrong
    cat wrong
    [ ! -s wrong ]
}
if strace -o /dev/null true 2>/dev/null; then
    is "a baseline is flushed before it is named, and its folder after" \
        flushes tare baseline import --replace one.tare.kept two
    is "an export is" flushes tare export --format csv -o out.csv r.json
    is "a verdict is" flushes \
        tare duel --replay duel.json -q --verdict verdict.json
    is "an archive is" flushes tare baseline export one one.tare
else
    skip "files are flushed before they are named" "no strace here"
fi
finish
