#!/bin/sh
# The verdict file of every kind of comparison is what its schema says, tells
# the exit status, and lists every case of both sides.  TAP on stdout.
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
. tests/tap.sh
top=$(pwd)
lib=$(cd "$(dirname "$LIB")" && pwd)/$(basename "$LIB")
# the sides of the stories, but with the clock that users have
sides=$work
for side in old new; do
    $CC ${SAN:+-fsanitize=$SAN} -o "$sides/${side}_bench" \
        "$top/$OUT/tests/cli/${side}_bench.o" "$lib" -lm -pthread || exit 1
done
PATH=$(cd "$(dirname "$TARE")" && pwd):$PATH
brief='--measurement-time 2 --samples 4 --sample-time 0.00015'
brief="$brief --warm-up-time 0.0001 -q"
[ -z "${SAN:-}" ] || export TARE_ANY_BUILD=1
cd "$work" || exit 1

json=
for python in python3 /usr/bin/python3; do
    $python -c 'import jsonschema' 2>/dev/null && json=$python
done
if [ -z "$json" ]; then
    skip "verdict files are valid" "no python3-jsonschema"
    finish
fi

cat >check.py <<'EOF'
import json, jsonschema, sys

schema, path, status, mode, cases = sys.argv[1:]
verdict = json.load(open(path))
jsonschema.validate(verdict, json.load(open(schema)))
assert verdict["exit"] == int(status), (verdict["exit"], status)
assert verdict["mode"] == mode, verdict["mode"]
listed = {case["id"] for case in verdict["cases"]}
assert listed == set(open(cases).read().split("\n")[:-1]), listed
for case in verdict["cases"]:
    if "change" in case and "low" in case:
        assert case["low"] <= case["change"] <= case["high"], case
    if case["verdict"] in ("inconclusive", "failed", "skipped"):
        assert case["reason"], case
EOF

# mode, options that choose, command that writes verdict.json
tells() {
    mode=$1 chosen=$2
    shift 2
    # shellcheck disable=SC2086
    for side in old new; do
        "$sides/${side}_bench" --list --format terse $chosen
    done | sort -u >cases
    rm -f verdict.json
    "$@" --verdict verdict.json $chosen
    $json check.py "$top/docs/verdict.schema.json" verdict.json $? "$mode" cases
}
old=$sides/old_bench new=$sides/new_bench
# (in one go, so that everything that can become of a case is in there)
# shellcheck disable=SC2086
{
is "a duel" tells duel '--skip odd/ --skip rough' \
    tare duel $brief -o duel.json "$old" "$new"
is "one that is judged again" tells duel '--skip odd/ --skip rough' \
    tare duel --replay duel.json -q
is "a gate" tells duel '^steady$ ^rough$' \
    tare gate $brief --strict --pairs 10 "$old" "$new"
is "a duel that is interrupted" tells duel '^rough$' \
    timeout --preserve-status -s INT 2 tare duel $brief "$old" "$new"
is "against a baseline that is made first" \
    "$old" $brief --launches 20 -s main -o old.json '^steady$' '^slower$'
is "against the baseline" tells duel '^steady$ ^slower$' "$new" $brief -b main
is "against its numbers" tells numbers '^steady$ ^slower$' \
    "$new" $brief --launches 20 -b main --baseline-numbers -o new.json
}
is "nothing to judge" tells duel '^skips$' \
    tare duel $brief "$old" "$new"
finish
