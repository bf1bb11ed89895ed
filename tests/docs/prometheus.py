# SPDX-License-Identifier: MIT
"""Checks docs/prometheus/ on exports in OpenMetrics, with Prometheus itself.

Usage: prometheus.py otlp OPENMETRICS OTLP
       prometheus.py rules OPENMETRICS
       prometheus.py dashboard FOLDER OPENMETRICS...
"""
import collections
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

RULES = "docs/prometheus/rules.yml"
DASHBOARD = "docs/prometheus/dashboard.json"
START_S = 60
LIMIT_S = 180 # then the server ends, whatever became of us


def lines_of(path):
    """The lines of an export, those of samples as series and value."""
    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        yield (line, None) if line.startswith("#") else line.rsplit(" ", 1)


def samples_of(path):
    return {series: float(value) for series, value in lines_of(path)
            if value is not None}


# ---- the same in OTLP ------------------------------------------------------

# what a collector puts behind a name
SUFFIXES = {"": "", "s": "_seconds", "1": "_ratio", "By/s": "_bytes_per_second",
            "{item}/s": "_per_second", "{launch}": ""}


def series_of_otlp(path):
    request = json.load(open(path, encoding="utf-8"))
    for metric in request["resourceMetrics"][0]["scopeMetrics"][0]["metrics"]:
        name = metric["name"].replace(".", "_")
        for point in metric.get("gauge", {}).get("dataPoints", []):
            labels = ",".join('%s="%s"' % (attribute["key"],
                                           attribute["value"]["stringValue"])
                              for attribute in point["attributes"])
            yield ("%s%s{%s}" % (name, SUFFIXES[metric.get("unit", "")], labels),
                   point["asDouble"])


def check_otlp(openmetrics, otlp):
    wanted = {series: value for series, value in samples_of(openmetrics).items()
              if not series.startswith(("tare_run_info", "tare_ended"))}
    got = dict(series_of_otlp(otlp))
    assert len(wanted) > 20, wanted
    assert got == wanted, set(got.items()) ^ set(wanted.items())


# ---- rules -----------------------------------------------------------------

class Tests:
    """Of alerts, on the series of an export, an hour from one value to the next.

    What is to be tested gets other values; that it is there, under that name, is
    tested by that.
    """

    def __init__(self, path):
        self.samples = samples_of(path)
        self.tests = []

    def add(self, alert, hours, fires, changed={}):
        """fires: the labels and the summary, or None."""
        values = {series: "%r+0x%d" % (value, hours)
                  for series, value in self.samples.items()}
        for series, text in changed.items():
            assert series in values, "the export has no " + series
            values[series] = text
        expected = [] if fires is None else [{
            "exp_labels": fires[0], "exp_annotations": {"summary": fires[1]}}]
        self.tests.append({
            "interval": "1h",
            "input_series": [{"series": series, "values": text}
                             for series, text in values.items()],
            "alert_rule_test": [{"eval_time": "%dh" % hours,
                                 "alertname": alert, "exp_alerts": expected}]})

    def run(self):
        text = json.dumps({"rule_files": [os.path.abspath(RULES)],
                           "evaluation_interval": "1h", "tests": self.tests})
        subprocess.run(["promtool", "test", "rules", "/dev/stdin"], input=text,
                       text=True, check=True)


def check_rules(path):
    words = {"benchmark": "parse/words", "measure": "time"}
    numbers = {"benchmark": "parse/numbers/n=100", "measure": "time"}
    tests = Tests(path)
    tests.add("BenchmarkRegressed", 1,
              ({**words, "stat": "estimate", "severity": "warning"},
               "parse/words: time regressed, 12.13%"))
    tests.add("BenchmarkRegressed", 1, None, {
        'tare_regressed{benchmark="parse/words",measure="time"}': "0 0"})
    tests.add("BenchmarkFailed", 1,
              ({"benchmark": "sort/quick", "severity": "warning"},
               "sort/quick failed or crashed"))
    doubt = {'tare_inconclusive{benchmark="parse/numbers/n=100",measure="time"}':
             "1x200"}
    tests.add("BenchmarkUndecided", 71, None, doubt)
    tests.add("BenchmarkUndecided", 73,
              ({**numbers, "severity": "info"}, "parse/numbers/n=100: time has "
               "been inconclusive for three days"), doubt)

    def slower(lower, upper):
        series = 'tare_time_seconds{benchmark="parse/words",stat="%s"}'
        return {series % "lower": "1e-06x720 %sx100" % lower,
                series % "upper": "1.01e-06x720 %sx100" % upper}

    tests.add("BenchmarkDrifted", 750,
              ({"benchmark": "parse/words", "severity": "info"},
               "parse/words is more than 10 % slower than its median of 30 days"), slower(1.2e-6, 1.21e-6))
    tests.add("BenchmarkDrifted", 750, None, slower(1.1e-6, 1.3e-6))
    tests.add("BenchmarksNotRun", 7 * 24, None,
              {"tare_ended_timestamp_seconds": "0x200"})
    tests.add("BenchmarksNotRun", 7 * 24 + 1,
              ({"severity": "info"}, "no benchmarks for 7d 1h 0m 0s"),
              {"tare_ended_timestamp_seconds": "0x200"})
    tests.run()


# ---- the dashboard ---------------------------------------------------------

def expressions(dashboard):
    for panel in dashboard["panels"]:
        for target in panel["targets"]:
            yield panel["title"], target["expr"]


def check_layout(dashboard):
    panels = dashboard["panels"]
    assert dashboard["schemaVersion"] >= 39
    assert len({panel["id"] for panel in panels}) == len(panels)
    cells = collections.Counter(
        (x, y) for at in (panel["gridPos"] for panel in panels)
        for x in range(at["x"], at["x"] + at["w"])
        for y in range(at["y"], at["y"] + at["h"]))
    assert max(cells.values()) == 1, "panels overlap"
    assert max(x for x, _ in cells) < 24, "wider than the page"
    for panel in panels:
        assert panel["datasource"]["uid"] == "${datasource}", panel["title"]
        names = [target["refId"] for target in panel["targets"]]
        assert len(set(names)) == len(names), panel["title"]


def write_blocks(folder, paths, now_s):
    """A database of what the exports hold, at three moments of the last hour."""
    for path in paths:
        moments = [now_s - back_s for back_s in (1800, 600, 0)]
        text = "".join(
            line + "\n" if value is None else
            "".join("%s %s %d\n" % (line, value, at_s) for at_s in moments)
            for line, value in lines_of(path))
        timed = os.path.join(folder, "timed")
        with open(timed, "w", encoding="utf-8") as stream:
            stream.write(text)
        subprocess.run(["promtool", "tsdb", "create-blocks-from", "openmetrics",
                        timed, os.path.join(folder, "data")], check=True,
                       stdout=subprocess.DEVNULL)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Server:
    def __init__(self, folder):
        config = os.path.join(folder, "prometheus.yml")
        with open(config, "w", encoding="utf-8") as stream:
            stream.write("rule_files: [%s]\n" % json.dumps(
                os.path.abspath(RULES)))
        address = "127.0.0.1:%d" % free_port()
        self.url = "http://%s" % address
        self.log = open(os.path.join(folder, "server.log"), "w+")
        self.process = subprocess.Popen(
            ["timeout", "%d" % LIMIT_S, "prometheus", "--config.file=" + config,
             "--storage.tsdb.path=" + os.path.join(folder, "data"),
             "--storage.tsdb.retention.time=100y",
             "--web.listen-address=" + address],
            stdout=self.log, stderr=subprocess.STDOUT)

    def __enter__(self):
        for _ in range(START_S * 10):
            try:
                return self.get("/-/ready")
            except urllib.error.URLError:
                if self.process.poll() is not None:
                    break
            time.sleep(0.1)
        self.__exit__()
        self.log.seek(0)
        sys.exit("prometheus does not start: " + self.log.read()[-500:])

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def get(self, path, **query):
        with urllib.request.urlopen("%s%s?%s" % (
                self.url, path, urllib.parse.urlencode(query)),
                timeout=START_S) as answer:
            return answer.read()

    def ask(self, path, **query):
        return json.loads(self.get("/api/v1/" + path, **query))["data"]


def check_dashboard(folder, *paths):
    dashboard = json.load(open(DASHBOARD, encoding="utf-8"))
    check_layout(dashboard)
    now_s = int(time.time())
    write_blocks(folder, paths, now_s)
    server = Server(folder)
    with server:
        choice, = [variable["query"]["query"]
                   for variable in dashboard["templating"]["list"]
                   if variable["type"] == "query"]
        metric, label = re.fullmatch(r"label_values\((\w+), (\w+)\)",
                                     choice).groups()
        names = server.ask("label/%s/values" % label, **{"match[]": metric})
        assert "parse/words" in names, names
        for title, expression in expressions(dashboard):
            query = expression.replace("$benchmark", ".+")
            assert "$" not in query, query
            got = server.ask("query", query=query, time=now_s)["result"]
            assert got, "%s: no data for %s" % (title, query)
            print(len(got), title)


CHECKS = {"otlp": check_otlp, "rules": check_rules, "dashboard": check_dashboard}
CHECKS[sys.argv[1]](*sys.argv[2:])
