# What a record says of the calls that allocate.
# Usage: python3 read_heap.py RECORD sums
#        python3 read_heap.py RECORD CASE WAY BLOCKS BYTES BRIEF LEFT
# WAY is "inner outer ...", of the innermost functions; numbers are per iteration.
# The exit status is whether it holds, and what is printed tells why not.
import json
import sys


def ways_of(heap, launch):
    """The functions of each site, the innermost first, and its numbers."""
    nodes, functions, objects = heap["nodes"], heap["functions"], heap["objects"]
    sites = launch.get("sites", {"nodes": []})
    for i, node in enumerate(sites["nodes"]):
        way, at = [], node + 1
        while at > 0:
            function = nodes["functions"][at - 1]
            path = objects[nodes["objects"][at - 1]]["path"]
            name = functions[function - 1].get("name") if function else None
            way.append(name or path)
            at = nodes["parents"][at - 1]
        yield way, {k: v[i] for k, v in sites.items() if k != "nodes"}


def value(case, name):
    return case["measures"].get(name, {}).get("estimate", {}).get("value")


def sums(run):
    """Blocks and bytes of all sites are what was counted without stacks, in each
    launch, and each stack reaches the benchmark, or is of another thread."""
    bad = seen = 0
    for case in run["cases"]:
        heap = case.get("heap")
        if heap is None:
            continue
        for launch in heap["launches"]:
            ways = list(ways_of(heap, launch))
            lost = [w for w, _ in ways if w[-1] == "[callers not found]"]
            for name, column in (("allocations", "blocks"), ("allocated-bytes", "bytes")):
                got = sum(site[column] for _, site in ways) / launch["iterations"]
                want = value(case, name)
                if want is None or abs(got - want) > 1e-9 * max(1, want):
                    print(case["id"], column, got, "instead of", want)
                    bad += 1
            if lost or launch.get("lost"):
                print(case["id"], "lost", lost)
                bad += 1
        seen += 1
    print(seen, "cases")
    return seen > 0 and bad == 0


def site(run, case, way, *numbers):
    case = next(c for c in run["cases"] if c["id"] == case)
    way = way.split()
    for launch in case["heap"]["launches"]:
        sum_of = dict.fromkeys(("blocks", "bytes", "brief", "left_blocks"), 0)
        for found, counts in ways_of(case["heap"], launch):
            if found[: len(way)] == way:
                for name in sum_of:
                    sum_of[name] += counts[name]
        got = [count / launch["iterations"] for count in sum_of.values()]
        print(way, got)
        if any(abs(g - float(w)) > 1e-9 for g, w in zip(got, numbers)):
            return False
    return True


with open(sys.argv[1]) as file:
    record = json.load(file)
words = sys.argv[2:]
sys.exit(not (sums(record) if words == ["sums"] else site(record, *words)))
