#!/bin/sh
# Every example in README and docs is compiled as a user would and run.  TAP.
#
# A C block whose first line is /* file: NAME */ is a piece of that file; the
# pieces of one document are put together in order.  The console block of the
# README is run, and each row of the table it shows must be there.
set -u
tare=$(cd "$(dirname "$TARE")" && pwd)
top=$(pwd)
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
PATH=$tare:$PATH

. tests/tap.sh

# Writes the pieces in $1 to files in the folder $2.
extract() {
    awk -v folder="$2" '
        /^```c$/ { inside = 1; first = 1; next }
        /^```$/ { inside = 0; file = "" }
        inside && first && match($0, /\/\* file: [a-z_.]+ \*\//) {
            file = folder "/" substr($0, RSTART + 9, RLENGTH - 12)
        }
        inside && file != "" { print >> file }
        { first = 0 }' "$1"
}

san=${SAN:+-fsanitize=$SAN}
compile() {    # compiler and language flags, source, program
    # shellcheck disable=SC2046,SC2086
    $1 $san -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror \
        $(tare flags --bench-cflags) $(tare flags --cflags) "$2" -o "$3" \
        $(tare flags --libs)
}

for document in README.md docs/*.md; do
    folder=$work/$(basename "$document" .md)
    mkdir "$folder"
    extract "$document" "$folder"
    for source in "$folder"/*.c; do
        [ -f "$source" ] || continue
        name=$document:$(basename "$source")
        is "$name compiles" compile "$CC -std=c11" "$source" \
            "${source%.c}"
        is "$name runs" "${source%.c}" --test
    done
done

# What the README shows is what comes out, but for the numbers.
shows() (
    cd "$work/README" || exit 1
    ./example_bench --launches 3 >out 2>&1
    sed -n '/^\$ \.\/example_bench/,/^```/p' "$top/README.md" |
        sed '1d;/^```/d;/^$/,$d' | awk '{ print $1 }' |
        while read -r word; do
            grep -qF "$word" out || { echo "not shown: $word"; cat out; exit 1; }
        done
)
is "README.md: the output is what it shows" shows

# The record is what its schema says.
json=
for python in python3 /usr/bin/python3; do
    $python -c 'import jsonschema' 2>/dev/null && json=$python
done
if [ -n "$json" ]; then
    "$work/README/example_bench" --launches 2 --sampling linear -q \
        -o "$work/record.json" >/dev/null
    is "the record is valid by docs/record.schema.json" "$json" -c '
import json, jsonschema, sys
jsonschema.validate(json.load(open(sys.argv[1])), json.load(open(sys.argv[2])))
' "$work/record.json" docs/record.schema.json
else
    skip "the record is valid by docs/record.schema.json" "no python3-jsonschema"
fi

# The header in C++, as a user's compiler sees it.
for cxx in "$CXX -std=c++17" "$CXX -std=c++20"; do
    if command -v "$CXX" >/dev/null; then
        is "tare.h compiles with $cxx" compile "$cxx" \
            "$top/tests/docs/header.cc" "$work/header"
        is "and runs" "$work/header" --test
    else
        skip "tare.h compiles with $cxx" "no such compiler"
    fi
done
finish
