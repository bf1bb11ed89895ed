# SPDX-License-Identifier: MIT
"""Kills a coordinator again and again, each time with everything it has started,
and has it go on with --resume; then the record and the verdicts must be those of
a run that nobody has touched.  Only what a clock has measured may differ.

    resume.py SEED KILLS SIGNAL WORD...

WORD... is the command, to which --resume, -o and --verdict are added.
"""

import glob
import json
import os
import random
import signal
import subprocess
import sys
import time

MEASURED = {"started", "elapsed_s", "sampling_s", "resumed", "crc32", "weather",
            "spent", "machine", "references", "setup_ns", "cpu", "cpu_ns",
            "switches", "faults", "major_faults", "steal_ns", "throttled",
            "pace_ns", "share_ns", "met", "quiet", "own", "warnings", "budget_s",
            "reason", "warmup_iterations"}
OF_CONTROLS = {"controls", "notes", "elapsed_s", "budget_s", "differences",
               "warnings", "explanation", "spent", "weather", "machine",
               "reason"}


def start(words, number, more):
    return subprocess.Popen(
        words + more + ["-o", "%s.json" % number],
        stdout=subprocess.DEVNULL, stderr=open("stderr", "w"),
        start_new_session=True)


def strip(tree, names):
    if isinstance(tree, dict):
        return {name: strip(value, names) for name, value in tree.items()
                if name not in names}
    if isinstance(tree, list):
        return [strip(value, names) for value in tree]
    return tree


def order(record):
    """Which launch came after which: what the coins and shuffles have said."""
    starts = []
    for case in record["cases"]:
        launches = case.get("measures", {}).get("time", {}).get("launches", [])
        for i, launch in enumerate(launches):
            starts.append((launch.pop("start_s"), case["id"],
                           case.get("side"), i))
        for measure in case.get("measures", {}).values():
            for launch in measure["launches"]:
                launch.pop("start_s", None)
    return [what[1:] for what in sorted(starts)]


def same(one, other, what):
    if one == other:
        return
    if isinstance(one, dict) and isinstance(other, dict):
        for name in sorted(set(one) | set(other)):
            same(one.get(name), other.get(name), what + "." + name)
    elif isinstance(one, list) and isinstance(other, list):
        assert len(one) == len(other), (what, len(one), len(other))
        for i, pair in enumerate(zip(one, other)):
            same(pair[0], pair[1], "%s[%d]" % (what, i))
    raise AssertionError("%s differs: %r, %r" % (what, one, other))


def load(path, names):
    with open(path) as file:
        return strip(json.load(file), names)


def ended_well(run):
    status = run.wait()
    said = open("stderr").read()
    assert status in (0, 1), (status, said)
    return said


def end(run, number):
    """Everything at once, as a scheduler does."""
    os.killpg(run.pid, number)
    if number != signal.SIGKILL:
        assert run.wait() in (128 + number, 0, 1), run.returncode
    run.wait()


def main():
    chance = random.Random(int(sys.argv[1]))
    kills, number = int(sys.argv[2]), getattr(signal, sys.argv[3])
    words = sys.argv[4:]
    is_judged = words[1] in ("duel", "gate")

    began = time.monotonic()
    ended_well(start(words, "whole",
                     ["--verdict", "whole.v"] if is_judged else []))
    whole_s = time.monotonic() - began
    more = ["--resume"] + (["--verdict", "cut.v"] if is_judged else [])
    killed = 0
    while killed < kills:
        run = start(words, "cut", more)
        time.sleep(chance.uniform(0.05, 1.6 * whole_s / kills + 0.2))
        if run.poll() is not None:
            ended_well(run)
            break
        end(run, number)
        killed += 1
    else:
        said = ended_well(start(words, "cut", more))
        assert "going on after" in said or killed < 2, said
    assert not glob.glob(".tare/journal/*"), "a journal is left"

    with open("cut.json") as file:
        resumed = json.load(file).get("resumed", [])
    assert len(resumed) <= killed, (resumed, killed)
    one, other = load("whole.json", MEASURED), load("cut.json", MEASURED)
    assert not other["interrupted"]
    same(order(one), order(other), "order")
    same(one, other, "record")
    if is_judged:
        same(load("whole.v", OF_CONTROLS), load("cut.v", OF_CONTROLS),
             "verdicts")
    print("# killed %d times, went on %d times" % (killed, len(resumed)))


main()
