#!/bin/sh
# The status file and --progress json, read by somebody else's JSON: whole at
# every moment, never going back, and at the end what the verdict file says.
# TAP on stdout.
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
. tests/tap.sh
top=$(pwd)
PATH=$(cd "$(dirname "$TARE")" && pwd):$PATH
old=$top/$OUT/tests/cli/old_bench new=$top/$OUT/tests/cli/new_bench
# (at most; sanitizers make executables large, and launches slow)
brief="--measurement-time ${SAN:+1}2 --samples 4 --sample-time 0.00015"
brief="$brief --warm-up-time 0.0001 -q"
TARE_NOPLOT=1 TARE_MEASURES=none
export TARE_NOPLOT TARE_MEASURES
cd "$work" || exit 1

if ! python3 -c 'import json' 2>/dev/null; then
    skip "a status is JSON" "no python3"
    finish
fi

cat >read.py <<'EOS'
import json, subprocess, sys

seen = []
run = subprocess.Popen(sys.argv[2:], stdout=subprocess.DEVNULL,
                       stderr=open("lines", "w"))
while not seen or seen[-1]["state"] == "running":
    ended = run.poll() is not None
    try:
        text = open(sys.argv[1], "rb").read()
    except FileNotFoundError:
        assert not ended, "nothing was written"
        continue
    now = json.loads(text)
    if not seen or now != seen[-1]:
        seen.append(now)
    assert not ended or now["state"] != "running", now
    assert now["pid"] == run.pid, now
assert len(seen) > 2, seen
for before, after in zip(seen, seen[1:]):
    assert before["state"] == "running", before
    assert after["elapsed_s"] >= before["elapsed_s"], (before, after)
    assert after["done"] <= after["count"], after
assert seen[0]["phase"] == "starting", seen[0]
assert run.wait() == seen[-1]["exit"], seen[-1]

lines = [json.loads(line) for line in open("lines")]
for line in lines:
    assert set(line) - {"case", "left_s", "exit", "round"} == \
        set(seen[0]) - {"round"}, line
assert lines[-1] == seen[-1], (lines[-1], seen[-1])
EOS

cat >verdicts.py <<'EOS'
import json

said = [case["verdict"] for case in json.load(open("verdict.json"))["cases"]]
told = json.load(open("duel.json"))["verdicts"]
assert told["suspected"] == 0, told
for kind in ("regressed", "improved", "unchanged", "inconclusive", "failed"):
    assert told[kind] == said.count(kind), (kind, told, said)
assert told["regressed"] > 0 and told["unchanged"] > 0, told
EOS

# shellcheck disable=SC2086
{
is "whoever reads it at any moment finds a whole one" \
    python3 read.py duel.json tare duel $brief --status duel.json \
    --progress json --verdict verdict.json "$old" "$new" '^steady$' '^slower$'
is "its last verdicts are those of the verdict file" python3 verdicts.py
is "a run tells as much" \
    python3 read.py run.json tare run $brief --launches 40 --status run.json \
    --progress json "$old" -- '^steady$' '^slower$'
}
finish
