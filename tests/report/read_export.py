# SPDX-License-Identifier: MIT
"""Reads an export as its consumer does, and says what is wrong with it.

Usage: read_export.py FORMAT (FILE NAMES)...
NAMES has a line for each row of the export: id and measure, as they are and as
they are shown, in hexadecimal; whether there is an estimate, whether it is the
first row of its case, whether it was compared.  Status 77: the consumer is not
installed.
"""
import codecs
import collections
import csv
import html.parser
import io
import json
import re
import shutil
import subprocess
import sys
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
SAMPLE = re.compile(r'([a-z_]+)\{(.*)\} (-?[0-9.]+(?:e[-+][0-9]+)?)')


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
            for label in LABEL.finditer(match[2]):
                want(label.start() == at, "labels:", line)
                at = label.end() + 1
                labels[label[1]] = unescape_label(label[2])
            want(at == len(match[2]) + 1, "labels:", line)
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


def check(form, path, names):
    """Whether the file is as it should be; says what is not."""
    try:
        text = check_bytes(open(path, "rb").read(), tab=form == "benchfmt")
        globals()["read_" + form.replace("-", "_")](text, read_rows(names),
                                                    path)
        return True
    except (Wrong, ValueError, LookupError, TypeError, csv.Error,
            xml.etree.ElementTree.ParseError) as error:
        print("#", path, type(error).__name__,
              str(error).encode("unicode_escape").decode()[:400])
        return False


def main():
    form, *files = sys.argv[1:]
    pairs = list(zip(files[::2], files[1::2]))
    sys.exit(not all([check(form, *pair) for pair in pairs]))


main()
