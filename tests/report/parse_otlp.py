# SPDX-License-Identifier: MIT
"""Reads OTLP/JSON by protobuf's own parser, which refuses whatever is not in the
definitions that OpenTelemetry publishes.

Usage: parse_otlp.py FILE
Prints how many data points there are in it, by the names of their metrics.
Status 77: something that this takes is not installed.
"""
import importlib
import json
import os
import subprocess
import sys
import tempfile

SKIP = 77
PACKAGE = "@opentelemetry/otlp-grpc-exporter-base"
SERVICE = "opentelemetry/proto/collector/metrics/v1/metrics_service"


def skip(reason):
    print(reason)
    sys.exit(SKIP)


def published():
    """The folder of the definitions; later versions of the package lack it."""
    for folder in os.environ.get("NODE_PATH", "").split(":"):
        path = os.path.join(folder, PACKAGE, "build/protos")
        if folder and os.path.isdir(path):
            return path
    skip("no definitions of OTLP (npm install %s@0.35.1, in NODE_PATH)"
         % PACKAGE)


def compiled(protos, folder):
    """The module with the request."""
    needed = [os.path.join(parent, name)
              for part in ("collector/metrics", "metrics", "common", "resource")
              for parent, _, names in os.walk(os.path.join(
                  protos, "opentelemetry/proto", part))
              for name in names if name.endswith(".proto")]
    try:
        subprocess.run(["protoc", "-I", protos, "--python_out", folder,
                        *needed], check=True)
    except FileNotFoundError:
        skip("no protoc (protobuf-compiler)")
    sys.path.insert(0, folder)
    return importlib.import_module(SERVICE.replace("/", ".") + "_pb2")


def main(path):
    try:
        from google.protobuf import json_format
    except ImportError:
        skip("no python3-protobuf")
    with tempfile.TemporaryDirectory() as folder:
        request = compiled(published(), folder).ExportMetricsServiceRequest()
    with open(path, encoding="utf-8") as stream:
        json_format.Parse(stream.read(), request)
    print(json.dumps({
        metric.name: len(getattr(metric, metric.WhichOneof("data")).data_points)
        for resource in request.resource_metrics
        for scope in resource.scope_metrics for metric in scope.metrics}))


main(sys.argv[1])
