#!/bin/sh
# What the manual offers for pasting is well-formed: shell, YAML and the shell
# in it, and policies by their schema; and its links lead somewhere.  TAP.
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

. tests/tap.sh

# Writes the blocks of that language in $1 to $2.1, $2.2, …
extract() {    # document, stem, language
    awk -v stem="$2" -v fence="\`\`\`$3" '
        $0 == fence { inside = 1; name = stem "." ++count; next }
        $0 == "```" { inside = 0 }
        inside { print >name }' "$1"
}

# A python3 that has the module, if any.
find_python() {
    for python in python3 /usr/bin/python3; do
        $python -c "import $1" 2>/dev/null && { echo $python; return; }
    done
}

for document in README.md docs/*.md; do
    extract "$document" "$work/$(basename "$document").sh" sh
    extract "$document" "$work/$(basename "$document").yaml" yaml
    extract "$document" "$work/$(basename "$document").json" json
done

for block in "$work"/*.sh.[0-9]*; do
    [ -f "$block" ] || continue
    is "the shell in $(basename "$block") is well-formed" sh -n "$block"
done

python=$(find_python yaml)
for block in "$work"/*.yaml.[0-9]*; do
    [ -f "$block" ] || continue
    name="the YAML in $(basename "$block") is well-formed, and its shell"
    [ -n "$python" ] || { skip "$name" "no python3-yaml"; continue; }
    is "$name" "$python" tests/docs/pipeline.py "$block"
done

python=$(find_python jsonschema)
for block in "$work"/gate.md.json.[0-9]* tests/store/policies/good/*.json \
             tests/store/policies/bad/*.json; do
    [ -f "$block" ] || continue
    case $block in */bad/*) not="not " ;; *) not= ;; esac
    name="by its schema, $(basename "$block") is ${not}a policy"
    [ -n "$python" ] || { skip "$name" "no python3-jsonschema"; continue; }
    is "$name" "$python" -c '
import json, jsonschema, sys
try:
    jsonschema.validate(json.load(open(sys.argv[1])), json.load(open(sys.argv[2])))
except jsonschema.ValidationError as error:
    print(error.message)
    sys.exit(sys.argv[3] == "")
sys.exit(sys.argv[3] != "")
' "$block" docs/policy.schema.json "$not"
done

# The anchors of a document's headings, as GitHub makes them.
anchors() {
    sed -n '/^```/,/^```/d; s/^##* //p' "$1" | tr '[:upper:]' '[:lower:]' |
        sed 's/[^a-z0-9 _-]//g; s/ /-/g'
}

# The links of the document that lead nowhere.
broken_links() {
    folder=$(dirname "$1")
    sed '/^```/,/^```/d' "$1" | grep -oE '\]\([^)]*\)' | sed 's/^](//; s/)$//' |
        grep -vE '^https?:' | while IFS='#' read -r path anchor; do
            target=${path:+$folder/$path}
            [ -e "${target:-$1}" ] || { echo "no file $path"; continue; }
            [ -z "$anchor" ] || anchors "${target:-$1}" | grep -qx -e "$anchor" ||
                echo "no heading $path#$anchor"
        done
}

leads() {
    ! broken_links "$1" | grep .
}
for document in *.md docs/*.md; do
    is "the links of $document lead somewhere" leads "$document"
done

# What `make bench` would run, in a build folder of its own.
recipe() {
    env -u MAKEFLAGS -u MAKELEVEL make -n BUILD="$work/build" "$@"
}

passes() {    # what the recipe must hold, arguments of make
    wanted=$1; shift
    recipe "$@" | grep -F -e "$wanted"
}
is "make bench SAVE= passes any name on as one word" \
    passes "--save-baseline='it'\\''s; \"x\"'" bench SAVE="it's; \"x\""
is "make bench BASELINE= passes it on" \
    passes "--baseline='-x y'" bench BASELINE="-x y"
is "make bench-gate BASELINE= compares with a kept baseline" \
    passes "tare gate --baseline='main' --strict" \
    bench-gate BASELINE=main ARGS=--strict
is "make bench-gate draws over layouts" \
    passes "--layouts=8" bench-gate AGAINST=main
is "as many as it is told" \
    passes "--layouts=3" bench-gate BASELINE=main LAYOUTS=3

refuses() {
    recipe bench-gate | grep '^exit 2'
}
is "make bench-gate wants to know against what" refuses
finish
