# SPDX-License-Identifier: MIT
"""Reads an export as its consumer does, and says what is wrong with it.

Usage: read_export.py FORMAT (FILE NAMES)...
NAMES has a line for each row of the export: id and measure, as they are and as
they are shown, in hexadecimal; whether there is an estimate, whether it is the
first row of its case, whether it was compared.  Of profiles, it has a line for
each stack of each launch: the case, its side (1: old), the ns between two looks
and of an iteration, the node, the looks, and the frames from the inside out: name
and object as they are and as they are shown, how deep it is inlined, the line.
Of a trace, see read_threads().
Status 77: the consumer is not installed.
"""
import codecs
import collections
import csv
import gzip
import html.parser
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

SKIP = 77

Row = collections.namedtuple(
    "Row", "id shown measure shown_measure measured first compared")

# one mark for each byte that is no UTF-8, as in store/utf8.h
codecs.register_error(
    "each", lambda error: ("\ufffd" * (error.end - error.start), error.end))


def text_of(word):
    return "" if word == "-" else bytes.fromhex(word).decode()


def read_rows(path):
    rows = []
    for line in open(path):
        words = line.split()
        rows.append(Row(*map(text_of, words[:4]),
                        *(word == "1" for word in words[4:])))
    return rows


class Wrong(Exception):
    pass


def want(condition, *what):
    if not condition:
        raise Wrong(" ".join(map(str, what))[:300])


def same(got, wanted, what):
    got, wanted = list(got), list(wanted)
    for i, (a, b) in enumerate(zip(got, wanted)):
        want(a == b, what, i, repr(a), "is not", repr(b))
    want(len(got) == len(wanted), what, len(got), "of", len(wanted))


def run(command, data=None):
    result = subprocess.run(command, input=data, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT)
    return result.returncode, result.stdout.decode(errors="replace")


def skip(reason):
    print("#", reason)
    sys.exit(SKIP)


def need(program):
    if shutil.which(program) is None:
        skip("no " + program)


def check_bytes(data, tab=False):
    """Nothing that acts on a terminal, and valid UTF-8."""
    text = data.decode("utf-8")
    for bad in re.finditer("[\0-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f"
                           "\u2028-\u202e\u2060-\u206f\ufeff]", text):
        raise Wrong("control character", repr(bad.group()), "at", bad.start())
    want(tab or "\t" not in text, "tab")
    want(text == "" or text.endswith("\n"), "does not end in a newline")
    return text


def first_of(rows):
    return [row for row in rows if row.first]


def timed(rows):
    return [row for row in rows if row.measured and row.measure == "time"]


def reported(rows):
    return [row for row in rows if row.measured and row.measure != "time"]


# ---- text ------------------------------------------------------------------

def read_csv(text, rows, path):
    table = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    header = table[0]
    for line in table:
        want(len(line) == len(header), "columns:", line)
    want(text.count("\n") == len(table), "a row is not one line")

    def cell(shown):
        return "'" + shown if shown[:1] in ("=", "+", "-", "@") and shown \
            else shown

    same((line[0] for line in table[1:]), (cell(row.shown) for row in rows),
         "id")
    at = {name: i for i, name in enumerate(header)}
    for line in table[1:]:
        for name in ("value", "low", "high", "change", "mean", "rate",
                     "pairs", "threads", "iterations", "threshold"):
            want(line[at[name]] == "" or abs(float(line[at[name]])) < 1e300,
                 name, line)
    want(sum(line[at["value"]] != "" for line in table[1:]) ==
         sum(row.measured for row in rows), "estimates")


class Page(html.parser.HTMLParser):
    """The tables of a page, and whether it holds nothing but such."""
    allowed = set("h3 p table thead tbody tr th td code strong details summary"
                  " sub ul li".split())

    def __init__(self):
        super().__init__()
        self.lines, self.cell, self.code = [], None, None

    def handle_starttag(self, tag, attributes):
        want(tag in self.allowed, "element", tag, attributes)
        want(all(name == "align" for name, _ in attributes), attributes)
        if tag == "tr":
            self.lines.append([])
        elif tag in ("td", "th"):
            self.cell = ["", None]
        elif tag == "code" and self.cell is not None and self.cell[1] is None:
            self.cell[1], self.code = "", True

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.lines[-1].append(self.cell)
            self.cell = None
        elif tag == "code":
            self.code = None

    def handle_data(self, data):
        if self.cell is not None:
            self.cell[0] += data
            if self.code:
                self.cell[1] += data


def is_cut_of(got, shown):
    if got == shown:
        return True
    head, mark, tail = got.partition("…")
    return (mark != "" and len(shown) > 80 and shown.startswith(head) and
            shown.endswith(tail))


def read_page(text, rows, limit):
    need("cmark-gfm")
    want(len(text.encode()) <= limit, "too long:", len(text.encode()))
    for line in text.split("\n"):
        want(line.count("|") in (0, 6, 7), "bars:", line)
    status, page = run(["cmark-gfm", "--unsafe", "-e", "table", "-e",
                        "autolink", "-e", "strikethrough"], text.encode())
    want(status == 0, page)
    reader = Page()
    reader.feed(page)
    reader.close()
    known = {}
    for row in rows:
        known.setdefault(row.shown[:40], []).append(row.shown)
    found = set()
    for line in reader.lines:
        want(len(line) in (5, 6), "cells:", line)
        name = line[1 if len(line) == 6 else 0]
        if name[1] is None:
            want(name[0] in ("Case", ""), "cell:", name)
            continue
        candidates = known.get(name[1][:40], [])
        want(any(is_cut_of(name[1], shown) for shown in candidates),
             "name:", repr(name))
        found.add(name[1][:40])
    if len(rows) < 1000:
        same(sorted(found), sorted(known), "names")


def read_markdown(text, rows, path):
    want(text.startswith("<!-- tare -->\n"), "no marker")
    want(len(text) <= 65536, "too long for a comment")
    need("cmark-gfm")
    body = text.split("\n", 1)[1]
    # the page is cut where a comment ends, so that not all names need be there
    if "more." in body:
        rows_found = [row for row in rows]
        read_page(body, rows_found * (1 + 1000 // max(1, len(rows))), 65536)
    else:
        read_page(body, rows, 65536)


def read_github_summary(text, rows, path):
    want(text.startswith("\n"), "does not begin with a line of its own")
    read_page(text, rows, 1024 * 1024)


def decode_command(text):
    want(re.search("%(?!25|0D|0A|3A|2C)", text) is None, "escape:", text)
    for code, plain in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"),
                        ("%2C", ","), ("%25", "%")):
        text = text.replace(code, plain)
    return text


def read_github_annotations(text, rows, path):
    counts = collections.Counter()
    shown = {row.shown for row in rows}
    for line in text.splitlines():
        match = re.fullmatch("::(error|warning|notice) "
                             "((?:[a-z]+=[^:,]*,?)+)::(.*)", line)
        want(match, "line:", line)
        counts[match[1]] += 1
        fields = dict(field.split("=", 1) for field in match[2].split(","))
        want(set(fields) <= {"file", "line", "title"}, fields)
        for value in fields.values():
            decode_command(value)
        message = decode_command(match[3])
        want(re.fullmatch(r"\d+ in all", message) or message in shown or
             any(message.startswith(name + ": ") for name in shown),
             "message:", message)
    want(all(count <= 10 for count in counts.values()), counts)


def read_tap(text, rows, path):
    need("prove")
    status, got = run(["perl", "-MTAP::Parser", "-e", r"""
my $parser = TAP::Parser->new({ source => $ARGV[0] });
binmode STDOUT;
while (my $result = $parser->next) {
    next unless $result->is_test;
    print $result->directive, "\t", $result->description, "\n";
}
die join("\n", "parse errors:", $parser->parse_errors)
    if $parser->parse_errors;
""", path])
    want(status == 0, got)
    lines = got.splitlines()
    names = []
    for line in lines:
        directive, name = line.split("\t", 1)
        want(directive in ("", "SKIP"), "directive:", line)
        want(name.startswith("-"), line)
        names.append(name[1:])
    same((name.strip() for name in names),
         (row.shown.replace("#", r"\x23").strip() for row in first_of(rows)),
         "name")


def read_junit(text, rows, path):
    need("xmllint")
    status, got = run(["xmllint", "--noout", "--nonet", "--schema",
                       "tests/report/junit.xsd", path])
    want(status == 0, got)
    suite = xml.etree.ElementTree.parse(path).getroot()[0]
    cases = suite.findall("testcase")
    same((case.get("name") for case in cases),
         (re.sub("[\ufffe\uffff]", "\ufffd", row.shown)
          for row in first_of(rows)), "name")
    for attribute, element in (("failures", "failure"), ("errors", "error"),
                               ("skipped", "skipped")):
        want(int(suite.get(attribute)) ==
             len(suite.findall("testcase/" + element)), attribute)
    want(int(suite.get("tests")) == len(cases), "tests")


LABEL = re.compile(r'([a-z_]+)="((?:[^"\\\n]|\\[\\"n])*)"')
SAMPLE = re.compile(r'([a-z_]+)(?:\{(.*)\})? (-?[0-9.]+(?:e[-+][0-9]+)?)')


def unescape_label(text):
    return re.sub(r"\\(.)", lambda m: {"n": "\n"}.get(m[1], m[1]), text)


def read_openmetrics(text, rows, path):
    want(text.endswith("# EOF\n"), "no EOF")
    family, closed, samples = None, set(), collections.defaultdict(list)
    seen = set()
    for line in text.splitlines()[:-1]:
        words = line.split(" ", 3)
        if line.startswith("# TYPE "):
            want(words[2] not in closed and words[2] != family, "twice", line)
            closed.add(family)
            family, last = words[2], "TYPE"
        elif line.startswith("# UNIT "):
            want(last == "TYPE" and family.endswith("_" + words[3]), line)
            last = "UNIT"
        elif line.startswith("# HELP "):
            want(words[2] == family, line)
            last = "HELP"
        else:
            match = SAMPLE.fullmatch(line)
            want(match and match[1] == family, "sample:", line)
            labels, at = {}, 0
            for label in LABEL.finditer(match[2] or ""):
                want(label.start() == at, "labels:", line)
                at = label.end() + 1
                labels[label[1]] = unescape_label(label[2])
            want(at == len(match[2] or "") + (at > 0), "labels:", line)
            float(match[3])
            want((match[1], match[2]) not in seen, "twice:", line)
            seen.add((match[1], match[2]))
            samples[family].append(labels)
    same((labels["benchmark"] for labels in samples["tare_time_seconds"]
          if labels["stat"] == "estimate"),
         (row.shown for row in timed(rows)), "time of")
    same(((labels["benchmark"], labels["measure"])
          for labels in samples["tare_reported"]
          if labels["stat"] == "estimate"),
         ((row.shown, row.shown_measure) for row in reported(rows)),
         "reported of")
    need("promtool")
    status, got = run(["promtool", "check", "metrics"], text.encode())
    want(status == 0, status, got)


# ---- JSON ------------------------------------------------------------------

def refuse(word):
    raise Wrong("not JSON: " + word)


def unique(pairs):
    names = [name for name, _ in pairs]
    want(len(set(names)) == len(names), "a name twice in", names[:20])
    return dict(pairs)


def strict(text):
    want("</" not in text and "<!" not in text, "not safe in a script")
    return json.loads(text, parse_constant=refuse, object_pairs_hook=unique)


def is_number(value):
    return type(value) in (int, float) and abs(value) < float("inf")


def is_name(got, name, limit=1024):
    """By Bencher's rules."""
    want(len(got) <= limit, "name too long:", len(got))
    want(not got.endswith("-bencher-ignore"), got)
    want(re.fullmatch("(urn:uuid:)?[{]?[0-9a-fA-F-]*[}]?", got) is None or
         len(re.sub("[^0-9a-fA-F]", "", got.replace("urn:uuid:", ""))) != 32,
         "looks like an identifier:", got)
    if len(name) < limit:
        want(got in (name, name + "_"), repr(got), "is not", repr(name))
    else:
        want(re.fullmatch(".*~[0-9a-f]{8}", got, re.S) and
             name.startswith(got[:-9]), repr(got), "is not", repr(name))


def otlp_values(attributes):
    return unique([(attribute["key"], attribute["value"]["stringValue"])
                   for attribute in attributes])


def check_histogram(point):
    counts = list(map(int, point["bucketCounts"]))
    bounds = point["explicitBounds"]
    want(len(counts) == len(bounds) + 1, len(counts), "buckets")
    want(all(low < high for low, high in zip(bounds, bounds[1:])), "bounds")
    want(sum(counts) == int(point["count"]) > 0, "count", point["count"])
    want(counts[0] == counts[-1] == 0, "outside", counts)
    want(point["max"] <= bounds[-1], "max", point["max"])
    if "min" in point:
        want(bounds[0] < point["min"] <= point["sum"] / sum(counts) * 1.000001,
             "min", point["min"])


def read_otlp(text, rows, path):
    want(text.count("\n") == 1, "not one line")
    resource, = strict(text)["resourceMetrics"]
    want(otlp_values(resource["resource"]["attributes"])["service.name"] ==
         "tare", "service.name")
    metrics = resource["scopeMetrics"][0]["metrics"]
    points = {}
    for metric in metrics:
        kind = "gauge" if "gauge" in metric else "histogram"
        points[metric["name"]] = metric[kind]["dataPoints"]
        for point in points[metric["name"]]:
            if kind == "histogram":
                check_histogram(point)
            else:
                want(is_number(point["asDouble"]), point)
    want(len(points) == len(metrics), "a metric twice")
    labels = {name: [otlp_values(point["attributes"]) for point in points[name]]
              for name in points}
    for name, of in labels.items():
        want(len({tuple(label.items()) for label in of}) == len(of), "twice in",
             name)
    same((label["benchmark"] for label in labels.get("tare.time", [])
          if label["stat"] == "estimate"),
         (row.id for row in timed(rows)), "time of")
    same(((label["benchmark"], label["measure"])
          for label in labels.get("tare.reported", [])
          if label["stat"] == "estimate"),
         ((row.id, row.measure) for row in reported(rows)), "reported of")
    same((label["benchmark"] for label in labels.get("tare.verdict", [])),
         (row.id for row in rows if row.compared), "verdict of")
    consume_otlp(path, {name: len(points[name]) for name in points})


def consume_otlp(path, wanted):
    parse = os.path.join(os.path.dirname(__file__), "parse_otlp.py")
    for python in (sys.executable, "/usr/bin/python3"):
        status, got = run([python, parse, path])
        if status != SKIP:
            break
    if status == SKIP:
        skip(got.strip())
    want(status == 0, got[-300:])
    want(json.loads(got) == wanted, got, "is not", wanted)


def read_gbench_entries(text, rows, path):
    document = strict(text)
    want(isinstance(document["context"]["caches"], list), "caches")
    want(document["context"]["json_schema_version"] == 1, "version")
    for entry in document["benchmarks"]:
        for key in ("name", "run_name", "run_type", "time_unit"):
            want(isinstance(entry[key], str), key, entry)
        for key in ("repetitions", "threads", "iterations", "family_index",
                    "per_family_instance_index"):
            want(type(entry[key]) is int, key, entry)
        for key in ("real_time", "cpu_time"):
            want(is_number(entry[key]), key, entry)
        want(entry["time_unit"] == "ns", entry)
        want((entry["run_type"] == "iteration") ==
             ("repetition_index" in entry) and
             (entry["run_type"] == "aggregate") ==
             ("aggregate_name" in entry), entry)
    return document["benchmarks"]


def compare_py(path, text, known={}):
    """What it prints; two exports of one run are the same."""
    if text not in known:
        known[text] = run_compare_py(path)
    return known[text]


def run_compare_py(path):
    script = "/usr/share/benchmark/compare.py"
    try:
        open(script).close()
    except OSError:
        skip("no compare.py (libbenchmark-tools)")
    for python in (sys.executable, "/usr/bin/python3"):
        if run([python, "-c", "import numpy, scipy"])[0] == 0:
            status, got = run([python, script, "--no-color", "benchmarks",
                               path, path])
            want(status == 0, got[-300:])
            return got
    skip("no python3-scipy, which compare.py needs")


def read_gbench(text, rows, path):
    entries = read_gbench_entries(text, rows, path)
    repetitions = [entry for entry in entries
                   if entry["run_type"] == "iteration"]
    names = list(dict.fromkeys(entry["name"] for entry in repetitions))
    wanted = timed(rows)
    want(len(names) == len(wanted), len(names), "of", len(wanted))
    for name, row in zip(names, wanted):
        is_name(name, row.id)
    if len(rows) < 1000:
        got = compare_py(path, text)
        want(not names or names[0] in got, "compare.py shows", got[:200])


def read_gbench_aggregates(text, rows, path):
    entries = read_gbench_entries(text, rows, path)
    wanted = timed(rows)
    want(len(entries) == len(wanted), len(entries), "of", len(wanted))
    for entry, row in zip(entries, wanted):
        want(entry["run_type"] == "aggregate", entry)
        is_name(entry["name"], row.id)
    if len(rows) < 1000:
        compare_py(path, text)


def action_name(row):
    name = row.shown
    if row.measure != "time":
        name += ": " + row.shown_measure
    return name.replace("|", "¦").replace("`", "'")


def read_action(text, rows):
    entries = strict(text)
    for entry in entries:
        want(set(entry) <= {"name", "value", "unit", "range", "extra"}, entry)
        want(is_number(entry["value"]), entry)
        for key in ("name", "unit", "extra"):
            want(isinstance(entry[key], str), key, entry)
        want(isinstance(entry.get("range", ""), str), entry)
    names = [entry["name"] for entry in entries]
    known = {action_name(row) for row in rows if row.measured}
    known |= {action_name(row) + ": throughput" for row in timed(rows)}
    for name in names:
        want(name in known, "name:", repr(name))
    return names


def read_github_action_benchmark(text, rows, path):
    names = read_action(text, rows)
    want(set(map(action_name, timed(rows))) <= set(names), "a time is missing")


def read_github_action_benchmark_bigger(text, rows, path):
    names = read_action(text, rows)
    for row in timed(rows):
        want(action_name(row) not in names or
             action_name(row) in map(action_name, reported(rows)),
             "a time is there:", row.shown)


def read_bmf(text, rows, path):
    document = strict(text)
    wanted = list(dict.fromkeys(row.id for row in rows if row.measured))
    want(len(document) == len(wanted), len(document), "of", len(wanted))
    for (name, measures), row in zip(document.items(), wanted):
        is_name(name, row)
        for measure, metric in measures.items():
            want(0 < len(measure) <= 64, "measure:", measure)
            want(set(metric) <= {"value", "lower_value", "upper_value"} and
                 "value" in metric and all(map(is_number, metric.values())),
                 metric)
    for row in timed(rows):
        want(row.id not in document or "latency" in document[row.id], row.id)


def read_hyperfine(text, rows, path):
    results = strict(text)["results"]
    wanted = timed(rows)
    want(len(results) == len(wanted), len(results), "of", len(wanted))
    for result, row in zip(results, wanted):
        is_name(result["command"], row.id)
        for key in ("mean", "median", "user", "system", "min", "max"):
            want(is_number(result[key]), key, result)
        want(is_number(result.get("stddev", 0)), "stddev")
        want(all(map(is_number, result["times"])), "times")
        want(result["min"] <= result["median"] <= result["max"], result)
        want(len(result["exit_codes"]) == len(result["times"]), "exit codes")
        want(all(isinstance(value, str)
                 for value in result.get("parameters", {}).values()), result)


# ---- lines -----------------------------------------------------------------

SPACE = "[ \t\n\v\f\r\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"


def percent_decode(text):
    data = re.sub(b"%([0-9A-F]{2})", lambda m: bytes([int(m[1], 16)]),
                  text.encode())
    return data.decode("utf-8", "each")


def read_benchfmt(text, rows, path):
    units, names, config = {}, [], {}
    for line in text.splitlines():
        want(len(line.encode()) < 65536, "line too long")
        fields = [field for field in re.split(SPACE + "+", line) if field]
        if line.startswith("Benchmark"):
            want(re.fullmatch(r"Benchmark[A-Z_][\w.=/,:+%-]*-\d+", fields[0],
                              re.A), "name:", fields[0])
            want(re.fullmatch(r"\d+", fields[1]) and len(fields) % 2 == 0 and
                 len(fields) >= 4, "fields:", line)
            for value, unit in zip(fields[2::2], fields[3::2]):
                want(re.fullmatch(r"-?\d+(\.\d+)?", value, re.A), line)
            want(fields[3] == "ns/op", line)
            # what github-action-benchmark takes for a result
            want(re.fullmatch(r"Benchmark\w+[\w()$%^&*-=|,\[\]{}\"#]*?(-\d+)?"
                              r"\s+\d+\s+[0-9.]+\s+.+", line, re.A), line)
            names.append(fields[0])
        elif fields[0] == "Unit":
            for pair in fields[2:]:
                key, value = pair.split("=")
                want(units.setdefault((fields[1], key), value) == value, line)
                want((key, value) in (("better", "lower"), ("better", "higher"),
                                      ("assume", "exact")), line)
            want(len(fields) > 2 and fields[1] != "ns/op", line)
        else:
            match = re.fullmatch("([a-z][^A-Z\\s]*?):[ \t]+(.+)", line)
            want(match, "line:", line)
            want(config.setdefault(match[1], match[2]) == match[2], line)
    got = []
    for name in dict.fromkeys(names):
        name = re.sub(r"-\d+$", "", name[len("Benchmark"):])
        first = "" if name[0] == "_" else name[0].lower()
        got.append(percent_decode(first + name[1:]))
    wanted = timed(rows)
    want(len(got) == len(wanted), len(got), "of", len(wanted))
    for name, row in zip(got, wanted):
        want(name == row.id or re.fullmatch(".*~[0-9a-f]{8}", name, re.S) and
             len(row.id) > 5000, repr(name), "is not", repr(row.id))


def read_libtest(text, rows, path):
    names = []
    for line in text.splitlines():
        match = re.fullmatch(r"test (.+)\s+\.\.\. bench:\s+([0-9,.]+) ns/iter "
                             r"\(\+/- ([0-9,.]+)\)", line)
        want(match, "line:", line)
        float(match[2])
        want(re.search(SPACE, match[1]) is None, "blank in", repr(match[1]))
        names.append(match[1])
    want(len(set(names)) == len(names) or len(rows) < 1000, "a name twice")
    same(names, (re.sub(SPACE, "_", row.shown) for row in timed(rows)), "name")


# ---- profiles --------------------------------------------------------------

Frame = collections.namedtuple("Frame", "name shown object path inlined line")
Stack = collections.namedtuple(
    "Stack", "id shown side period time node looks frames")


def read_frame(word):
    parts = word.split(":")
    return Frame(*map(text_of, parts[:4]), *map(int, parts[4:]))


def read_stacks(path):
    """Each node of each case and side once, with all its looks, in order."""
    found = {}
    for line in open(path):
        words = line.split()
        case, shown = map(text_of, words[0].split(":"))
        key = case, words[1], int(words[4])
        looks = int(words[5]) + (found[key].looks if key in found else 0)
        found[key] = Stack(case, shown, words[1] == "1", float(words[2]),
                           float(words[3]), int(words[4]), looks,
                           [read_frame(word) for word in words[:5:-1]])
    return list(found.values())


def new_of(stacks):
    """What formats of one side have."""
    return [stack for stack in stacks if not stack.side]


def rounded(value):
    """Halves away from zero, as C does."""
    return int(value + 0.5)


def add_up(pairs):
    sums = collections.Counter()
    for key, value in pairs:
        sums[key] += value
    return sums


def same_sums(got, wanted, what):
    for key in list(got) + list(wanted):
        want(got[key] == wanted[key], what, repr(key), "is", got[key],
             "and not", wanted[key])


# folded

def fold(stack):
    names = [stack.shown] + [frame.shown for frame in stack.frames]
    text = ";".join(name.replace(";", ":") for name in names)
    return re.sub(r" ([0-9.]+)$", r"_\1", text)


def read_folded(text, stacks, path):
    got, is_duel = collections.Counter(), any(stack.side for stack in stacks)
    number = r"\s+?(\d+(?:\.\d*)?)$"
    for line in text.splitlines():
        match = re.match("^(.*)" + number, line)
        want(match, "no count:", line)
        other = re.match("^(.*)" + number, match[1])
        want(bool(other) == is_duel, "another count:", line)
        want(len(match[2]) == len(str(int(match[2]))), "count:", line)
        name = other[1] if other else match[1]
        want((name, False) not in got, "twice:", line)
        got[name, False] = int(match[2])
        got[name, True] = int(other[2]) if other else 0
    same_sums(got, add_up(((fold(stack), stack.side), stack.looks)
                          for stack in stacks), "stack")


def consume_folded(path, stacks):
    need("flamegraph.pl")
    status, image = run(["flamegraph.pl", path])
    want(status == 0 or not stacks, image[-300:])
    if not stacks:
        return
    # (it cuts letters in two, and knows nothing of what XML does not have)
    xml.etree.ElementTree.fromstring(re.sub("[\ufffe\uffff]", "?", image))
    total = sum(stack.looks for stack in new_of(stacks))
    want("all ({:,} samples, 100%".format(total) in image, "no", total)


# pprof

def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 127) << shift
        shift, at = shift + 7, at + 1
        if byte < 128:
            want(value < 1 << 64 and (byte or shift == 7), "varint")
            return value, at


def fields(data):
    """Number, and whole number or bytes, of each field of a message."""
    at = 0
    while at < len(data):
        key, at = varint(data, at)
        want(key & 7 in (0, 2), "wire type", key & 7)
        value, at = varint(data, at)
        if key & 7 == 2:
            want(at + value <= len(data), "a field beyond its message")
            data_of, at = data[at:at + value], at + value
            yield key >> 3, data_of
        else:
            yield key >> 3, value


def packed(data):
    values, at = [], 0
    while at < len(data):
        value, at = varint(data, at)
        values.append(value)
    return values


def message(data, names, many=()):
    """Its fields by name; those of which there are many as lists."""
    got = {name: [] if name in many else 0 for name in names.values()}
    for number, value in fields(data):
        want(number in names, "field", number, "of", names)
        name = names[number]
        if name in many:
            got[name].append(value)
        else:
            got[name] = value
    return got


def by_id(items, what):
    got = {item["id"]: item for item in items}
    want(0 not in got and len(got) == len(items), what, "of no id, or twice")
    return got


def read_pprof_tables(data):
    profile = message(data, {
        1: "type", 2: "sample", 3: "mapping", 4: "location", 5: "function",
        6: "string", 11: "period_type", 12: "period"},
        ("type", "sample", "mapping", "location", "function", "string"))
    profile["string"] = [text.decode() for text in profile["string"]]
    want(profile["string"][0] == "", "the first string is not empty")
    want(len(set(profile["string"])) == len(profile["string"]), "twice")
    profile["mapping"] = by_id([message(item, {
        1: "id", 2: "start", 3: "limit", 5: "file", 6: "build", 7: "a",
        8: "b", 9: "c", 10: "d"}) for item in profile["mapping"]], "mapping")
    profile["function"] = by_id([message(item, {
        1: "id", 2: "name", 3: "system", 4: "file"})
        for item in profile["function"]], "function")
    profile["location"] = by_id([message(item, {
        1: "id", 2: "mapping", 3: "address", 4: "line"}, ("line",))
        for item in profile["location"]], "location")
    return profile


def pprof_frames(profile, ids):
    """From the outside in: name, object, line."""
    frames = []
    for number in ids:
        location = profile["location"][number]
        mapping = profile["mapping"][location["mapping"]]
        want(mapping["start"] <= location["address"] < mapping["limit"],
             "an address that is not in its mapping")
        for data in location["line"]:
            line = message(data, {1: "function", 2: "line"})
            function = profile["function"][line["function"]]
            frames.insert(0, (profile["string"][function["name"]],
                              profile["string"][mapping["file"]],
                              line["line"]))
    return tuple(frames)


def read_pprof(data, stacks, path):
    profile = read_pprof_tables(gzip.decompress(data))
    strings, got = profile["string"], collections.Counter()
    types = [message(item, {1: "type", 2: "unit"}) for item in profile["type"]]
    same(((strings[item["type"]], strings[item["unit"]]) for item in types),
         (("samples", "count"), ("cpu", "nanoseconds"),
          ("time-per-million", "nanoseconds")), "type")
    for data in profile["sample"]:
        sample = message(data, {1: "location", 2: "value", 3: "label"})
        label = message(sample["label"], {1: "key", 2: "text"})
        want(strings[label["key"]] == "benchmark", "label")
        values = packed(sample["value"])
        want(len(values) == 3, "values:", values)
        key = strings[label["text"]], pprof_frames(
            profile, packed(sample["location"]))
        for i, value in enumerate(values):
            got[key, i] += value
    same_sums(got, wanted_of_pprof(new_of(stacks)), "sample")
    want(not stacks or abs(profile["period"] - stacks[0].period) < 2, "period")


def wanted_of_pprof(stacks):
    all_looks = add_up((stack.id, stack.looks) for stack in stacks)
    wanted = collections.Counter()
    for stack in stacks:
        key = stack.id, tuple((frame.name, frame.object, frame.line)
                              for frame in stack.frames)
        wanted[key, 0] += stack.looks
        wanted[key, 1] += rounded(stack.looks * stack.period)
        wanted[key, 2] += rounded(
            stack.looks * (stack.time * 1e6 / all_looks[stack.id]))
    return wanted


def consume_pprof(path, stacks):
    need("go")
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(HOME=home, PPROF_TMPDIR=home, GOCACHE=home)
        status, raw = run(["go", "tool", "pprof", "-symbolize=none", "-raw",
                           path])
        want(status == 0, raw[-300:])
        looks = re.findall(r"^ +(\d+) +(\d+) +\d+: [0-9 ]+$", raw, re.M)
        total = sum(stack.looks for stack in new_of(stacks))
        want(sum(int(line[0]) for line in looks) == total, "looks")
        want(sum(int(line[1]) for line in looks) ==
             sum(rounded(stack.looks * stack.period)
                 for stack in new_of(stacks)), "ns")
        status, top = run(["go", "tool", "pprof", "-symbolize=none", "-top",
                           "-nodecount=20", "-sample_index=samples", path])
        want(not stacks or status == 0 and "of %d total" % total in top,
             total, "is not in", top[:200])


# firefox

def check_table(table, what, **ranges):
    """All columns are as long as it says, and numbers are in range."""
    for column, values in table.items():
        if isinstance(values, list):
            want(len(values) == table["length"], what, column, len(values))
    for column, (low, high) in ranges.items():
        for value in table[column]:
            want(value is None or type(value) is int and low <= value < high,
                 what, column, value)


def check_firefox(profile):
    shared = profile["shared"]
    functions, frames = shared["funcTable"], shared["frameTable"]
    stacks, resources = shared["stackTable"], shared["resourceTable"]
    strings = len(shared["stringArray"])
    big = 1 << 53
    check_table(functions, "funcTable", name=(0, strings),
                resource=(-1, resources["length"]))
    check_table(resources, "resourceTable", name=(0, strings), type=(1, 2))
    check_table(frames, "frameTable", func=(0, functions["length"]),
                category=(0, len(profile["meta"]["categories"])),
                line=(1, big), address=(-1, big), inlineDepth=(0, big))
    check_table(stacks, "stackTable", frame=(0, frames["length"]),
                prefixOffset=(0, big))
    check_table(shared["nativeSymbols"], "nativeSymbols")
    for i, offset in enumerate(stacks["prefixOffset"]):
        want(offset <= i, "a stack before the first one")
    for thread in profile["threads"]:
        check_table(thread["samples"], "samples", stack=(0, stacks["length"]),
                    weight=(1, big))
        check_table(thread["markers"], "markers")
        times = thread["samples"]["time"]
        want(times == sorted(times), "times go back")
    want(profile["meta"]["preprocessedProfileVersion"] == 66, "version")
    want(is_number(profile["meta"]["interval"]), "interval")


def firefox_frames(shared, stack):
    frames, names = [], shared["stringArray"]
    while True:
        frame = shared["stackTable"]["frame"][stack]
        func = shared["frameTable"]["func"][frame]
        frames.insert(0, (names[shared["funcTable"]["name"][func]],
                          shared["frameTable"]["line"][frame] or 0,
                          shared["frameTable"]["inlineDepth"][frame]))
        offset = shared["stackTable"]["prefixOffset"][stack]
        if offset == 0:
            return tuple(frames)
        stack -= offset


def read_firefox(text, stacks, path):
    profile = strict(text)
    check_firefox(profile)
    got = add_up(((thread["name"], firefox_frames(profile["shared"], stack)),
                  weight) for thread in profile["threads"]
                 for stack, weight in zip(thread["samples"]["stack"],
                                          thread["samples"]["weight"]))
    wanted = add_up(((stack.id, tuple((frame.name, frame.line, frame.inlined)
                                      for frame in stack.frames)), stack.looks)
                    for stack in new_of(stacks))
    same_sums(got, wanted, "stack")


def profiler_cli(*words):
    """It says "still starting" on a busy machine."""
    for _ in range(20):
        status, got = run(["profiler-cli", *words])
        if "still starting" not in got:
            break
    want(status == 0, words, got[-300:])
    return got


def load_and(path, check):
    if shutil.which("profiler-cli") is None:
        skip("no profiler-cli (npm install @firefox-devtools/profiler-cli)")
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(HOME=home, PROFILER_CLI_NO_SYMBOLICATE="1",
                          PROFILER_CLI_SESSION_DIR=home)
        try:
            profiler_cli("load", path)
            check()
        finally:
            run(["profiler-cli", "stop", "--all"])


def consume_firefox(path, stacks):
    if stacks:
        load_and(path, lambda: check_threads(new_of(stacks)))


def check_threads(stacks):
    """Threads are cases; of three of them it counts as we do."""
    listed = json.loads(profiler_cli("thread", "list", "--json"))["threads"]
    names = list(dict.fromkeys(stack.id for stack in stacks))
    want(set(names) <= {thread["name"] for thread in listed}, "threads")
    for thread in listed:
        if thread["name"] not in names[:2] + names[-1:]:
            continue
        answer = json.loads(profiler_cli(
            "thread", "functions", "--thread", thread["threadHandle"],
            "--limit", "0", "--json"))
        for key, is_there in (
                ("selfSamples", lambda stack: {stack.frames[-1].name}),
                ("totalSamples", lambda stack: {frame.name
                                                for frame in stack.frames})):
            got = add_up((function["name"], function[key])
                         for function in answer["functions"])
            wanted = add_up((name, stack.looks) for stack in stacks
                            if stack.id == thread["name"]
                            for name in is_there(stack))
            if key == "selfSamples":
                same_sums(got, wanted, key)
            want(all(got[name] >= looks for name, looks in wanted.items()),
                 key, "of", thread["name"])


# trace: of a run, not of an export, in the format of Chrome

Trace = collections.namedtuple("Trace", "cases threads")


def read_threads(path):
    """Lines of "case HEX", and "COUNT THREAD": so many events."""
    trace = Trace(set(), {})
    for line in open(path):
        word, _, rest = line.rstrip("\n").partition(" ")
        if word == "case":
            trace.cases.add(text_of(rest))
        else:
            trace.threads[rest] = int(word)
    return trace


def check_nesting(events):
    """On one thread, an event is inside another or beside it."""
    ends = []
    for event in sorted(events, key=lambda event: (event["ts"],
                                                   -event["dur"])):
        while ends and ends[-1] <= event["ts"]:
            ends.pop()
        end = event["ts"] + event["dur"]
        want(not ends or end <= ends[-1] + 1e-3, "nesting", event)
        ends.append(end)


def read_trace(text, trace, path):
    events = json.loads(text)["traceEvents"]
    names = {event["tid"]: event["args"]["name"] for event in events
             if event["name"] == "thread_name"}
    timed = [event for event in events if event["ph"] == "X"]
    want(all(event["pid"] == 1 for event in events), "one process")
    want(collections.Counter(names[event["tid"]] for event in timed) ==
         trace.threads, "threads")
    want({event["name"] for event in timed if "launch" in event["args"]} ==
         trace.cases, "cases")
    for thread in names:
        check_nesting([event for event in timed if event["tid"] == thread])


def consume_trace(path, trace):
    load_and(path, lambda: check_markers(trace))


def check_markers(trace):
    listed = json.loads(profiler_cli("thread", "list", "--json"))["threads"]
    want({thread["name"]: thread["markerCount"] for thread in listed} ==
         trace.threads, "markers", listed)


# speedscope

def speedscope_schema():
    """Where npm's package has it, or None."""
    folders = os.environ.get("NODE_PATH", "").split(":")
    program = shutil.which("speedscope")
    if program is not None:
        folders.append(os.path.join(os.path.realpath(program), "../../.."))
    for folder in folders:
        path = os.path.join(folder, "speedscope/dist/release",
                            "file-format-schema.json")
        if folder and os.path.exists(path):
            return path
    return None


def read_speedscope(text, stacks, path):
    document = strict(text)
    frames = document["shared"]["frames"]
    got = collections.Counter()
    for frame in frames:
        want(set(frame) <= {"name", "file", "line"} and
             all(isinstance(value, str) for value in frame.values()), frame)
    for profile in document["profiles"]:
        want(profile["type"] == "sampled" and
             profile["unit"] == "nanoseconds", profile["name"])
        want(len(profile["samples"]) == len(profile["weights"]), "weights")
        for sample, weight in zip(profile["samples"], profile["weights"]):
            want(all(0 <= i < len(frames) for i in sample), "frame")
            got[profile["name"],
                tuple(frames[i]["name"] for i in sample)] += weight
        want(profile["startValue"] == 0 and
             abs(profile["endValue"] - sum(profile["weights"])) <=
             1 + len(profile["weights"]) / 2, "endValue")
    wanted = add_up(((stack.id + (" (old)" if stack.side else ""),
                      tuple(frame.name for frame in stack.frames)),
                     rounded(stack.looks * stack.period))
                    for stack in stacks)
    same_sums(got, wanted, "stack")


def consume_speedscope(path, stacks):
    schema = speedscope_schema()
    if schema is None:
        skip("no schema of npm's speedscope in NODE_PATH")
    try:
        import jsonschema
    except ImportError:
        skip("no python3-jsonschema")
    try:
        jsonschema.validate(json.load(open(path)), json.load(open(schema)))
    except jsonschema.ValidationError as error:
        raise Wrong(error.message) from None


# callgrind

def callgrind_costs(text):
    """Own costs and calls, by function and line; what it says in all."""
    own, calls, where, total = (collections.Counter(), collections.Counter(),
                                {}, None)
    call = None
    for line in text.splitlines()[6:]:
        key, mark, value = line.partition("=")
        if mark and key in ("ob", "fl", "fn", "cob", "cfi", "cfn"):
            where[key] = value
        elif line == "calls=1 0":
            call = where["cob"], where["cfi"], where["cfn"]
        elif line.startswith("totals: "):
            total = int(line[8:])
        else:
            match = re.fullmatch(r"(\d+) (\d+)", line)
            want(match and total is None, "line:", line)
            place = where["ob"], where["fl"], where["fn"], int(match[1])
            if call is None:
                own[place] += int(match[2])
            else:
                calls[place, call] += int(match[2])
            call = None
    return own, calls, total


def read_callgrind(text, stacks, path):
    want(text.startswith("# callgrind format\nversion: 1\ncreator: tare\n"
                         "positions: line\nevent: ns : Nanoseconds\n"
                         "events: ns\n"), "head")
    own, calls, total = callgrind_costs(text)
    want(sum(own.values()) == total, "the total is", total, "and not",
         sum(own.values()))
    stacks = new_of(stacks)
    lines = add_up(((stack.id, stack.period, stack.frames[-1].shown,
                     stack.frames[-1].line), stack.looks) for stack in stacks)
    wanted = add_up(((key[2:]), rounded(key[1] * looks))
                    for key, looks in lines.items())
    got = add_up((place[2:], ns) for place, ns in own.items())
    for key in list(got) + list(wanted):
        want(abs(got[key] - wanted[key]) <= 20, "own", key, got[key],
             wanted[key])
    check_calls(calls, stacks)


def check_calls(calls, stacks):
    """From each case into its loop all of its time; an arc once for a stack."""
    cases = add_up((stack.shown, stack.looks * stack.period)
                   for stack in stacks)
    for case, ns in cases.items():
        got = sum(cost for (place, call), cost in calls.items()
                  if place[0] == "tare" and place[2] == case)
        want(abs(got - ns) < 2, "of", case, got, ns)
    # but those of two functions of one name
    wanted = collections.Counter()
    for stack in stacks:
        for arc in {(caller.shown, caller.line, callee.shown) for
                    caller, callee in zip(stack.frames, stack.frames[1:])}:
            wanted[arc] += stack.looks * stack.period
    got = add_up(((place[2], place[3], call[2]), ns)
                 for (place, call), ns in calls.items() if place[0] != "tare")
    for arc in list(got) + list(wanted):
        want(abs(got[arc] - wanted[arc]) <= 20 or
             {arc[0], arc[2]} & {"plain", "[anonymous]"}, "of", arc, got[arc],
             wanted[arc])


def consume_callgrind(path, stacks):
    need("callgrind_annotate")
    status, got = run(["callgrind_annotate", "--auto=no", "--threshold=100",
                       path])
    if not stacks:
        return
    want(status == 0, got[-300:])
    match = re.search(r"^ *([0-9,]+) .*PROGRAM TOTALS", got, re.M)
    want(match, "no totals:", got[:300])
    lines = open(path, encoding="utf-8").read().splitlines()
    want(match[1].replace(",", "") == lines[-1].split()[1], "totals")


# perf script

def perf_name(text):
    """As readers see it, who drop the blanks around it."""
    return re.sub("[()]", "_", text).strip(" ")


def perf_process(text):
    return re.sub("^#", "_", text.replace(" ", "_"))


def read_perf_script(text, stacks, path):
    got, process, frames = collections.Counter(), None, []
    for line in text.splitlines():
        head = re.fullmatch(r"(\S+) 1/(\d+) (\d+\.\d{6}): (\d+) "
                            r"task-clock:u:", line)
        frame = re.fullmatch(r"\t *([0-9a-f]+) (.*?)(?:\+0x[0-9a-f]+ "
                             r"\((?!inlined\))(\S+)\)| \((inlined)\))", line)
        if line == "":
            want(process and frames, "a stack without frames")
            got[process[0], tuple(frames)] += process[1]
            process, frames = None, []
        elif head:
            want(process is None and not line.startswith("#"), line)
            process = head[1], int(head[4])
        else:
            want(frame and process, "line:", line)
            frames.append((frame[2].strip(" "), frame[4] is not None))
    want(process is None, "no empty line at the end")
    wanted = add_up(
        ((perf_process(stack.shown),
          tuple((perf_name(frame.shown), frame.inlined > 0)
                for frame in reversed(stack.frames))),
         rounded(stack.looks * stack.period)) for stack in new_of(stacks))
    same_sums(got, wanted, "stack")


def consume_perf_script(path, stacks):
    need("stackcollapse-perf.pl")
    status, got = run(["stackcollapse-perf.pl", path])
    want(status == 0 and "Unrecognized" not in got, got[:300])
    counts = [int(line.rpartition(" ")[2]) for line in got.splitlines()]
    want(len(got.splitlines()) <= len(new_of(stacks)), "stacks")
    wanted = {len(new_of(stacks)),
              sum(rounded(stack.looks * stack.period)
                  for stack in new_of(stacks))}
    want(sum(counts) in wanted, "in all", sum(counts), wanted)


PROFILES = ("folded", "pprof", "firefox", "speedscope", "callgrind",
            "perf-script")


# ---- all -------------------------------------------------------------------

def reader_of(form, kind="read_"):
    return globals()[kind + form.replace("-", "_")]


def read_names(form, names):
    if form == "trace":
        return read_threads(names)
    return read_stacks(names) if form in PROFILES else read_rows(names)


def read(form, path, names):
    data = open(path, "rb").read()
    if form != "pprof":
        data = check_bytes(data, tab=form in ("benchfmt", "perf-script"))
    reader_of(form)(data, read_names(form, names), path)


def consume(form, path, names):
    reader_of(form, "consume_")(path, read_names(form, names))


def check(what, form, path, names):
    """Whether the file is as it should be; says what is not."""
    try:
        what(form, path, names)
        return True
    except (Wrong, ValueError, LookupError, TypeError, EOFError, csv.Error,
            xml.etree.ElementTree.ParseError) as error:
        print("#", path, type(error).__name__,
              str(error).encode("unicode_escape").decode()[:400])
        return False


def main():
    form, *files = sys.argv[1:]
    pairs = list(zip(files[::2], files[1::2]))
    good = all([check(read, form, *pair) for pair in pairs])
    # a consumer that is missing takes nothing away from what was read
    if good and form in (*PROFILES, "trace"):
        good = all([check(consume, form, *pair) for pair in pairs])
    sys.exit(not good)


main()
