# SPDX-License-Identifier: MIT
"""Checks a pipeline as the manual shows it: that it is YAML, that it has jobs,
and that the commands in it are well-formed for a shell.  Of a collector's
configuration, that what its pipelines use is there."""
import re
import subprocess
import sys

import yaml


def commands(job):
    """The shell texts of a job of GitHub or GitLab."""
    texts = [step["run"] for step in job.get("steps", []) if "run" in step]
    for part in ("before_script", "script"):
        lines = job.get(part, [])
        assert all(isinstance(line, str) for line in lines), (
            f"{part}: a line is taken for a mapping: quote it")
        texts.append("\n".join(lines))
    return [text for text in texts if text]


def check_collector(document):
    service = document["service"]
    for part in [{"extensions": service["extensions"]},
                 *service["pipelines"].values()]:
        for kind, names in part.items():
            assert names and set(names) <= set(document[kind]), (kind, names)


# the verb, the action, its script, the component
GATES = r"tare gate|uses: \S+/tare@|bash ci/gate\.sh|component: \S+/tare/gate@"


def main(path):
    with open(path, encoding="utf-8") as stream:
        text = stream.read()
    document = yaml.safe_load(text)
    if "service" in document:
        check_collector(document)
        return
    jobs = document.get("jobs", document)
    found = [text for job in jobs.values()
             if isinstance(job, dict) for text in commands(job)]
    assert re.search(GATES, text), "no job has a gate"
    for text in found:
        subprocess.run(["sh", "-n"], input=text, text=True, check=True)


main(sys.argv[1])
