#!/bin/sh
# What docs/prometheus/ offers works with what `tare export` writes.  TAP.
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

. tests/tap.sh

check() {
    ${PYTHON:-python3} tests/docs/prometheus.py "$@"
}

# A duel, and a run of cases with every kind of value and with hostile names.
measure() {
    "$OUT/tests/cli/demo_bench" -q --launches 2 --samples 2 \
        --sample-time 0.0002 --warm-up-time 0 --noplot -o "$work/run.json" \
        scaled/n=10/ reporting evil batched &&
        "$TARE" export -f openmetrics -o "$work/run.prom" "$work/run.json" &&
        "$TARE" export -f openmetrics -o "$work/duel.prom" tests/docs/duel.json &&
        "$TARE" export -f otlp -o "$work/duel.jsonl" tests/docs/duel.json &&
        "$TARE" export -f openmetrics -o "$work/plain.prom" "$work/run.json" \
            -- scaled reporting &&
        "$TARE" export -f otlp -o "$work/plain.jsonl" "$work/run.json" \
            -- scaled reporting
}

# fact, program, command…
with() {
    if command -v "$2" >/dev/null && check_python; then
        fact=$1; shift 2
        is "$fact" "$@"
    else
        skip "$1" "no $2 or python3"
    fi
}
check_python() {
    ${PYTHON:-python3} -c '' 2>/dev/null
}

is "there is something to export" measure
with "OTLP has the series that OpenMetrics has" sh \
    check otlp "$work/duel.prom" "$work/duel.jsonl"
with "and of a run with other measures" sh \
    check otlp "$work/plain.prom" "$work/plain.jsonl"
with "the rules are valid" promtool promtool check rules \
    docs/prometheus/rules.yml
with "and alert when they should" promtool check rules "$work/duel.prom"
with "every expression of the dashboard finds data" prometheus \
    check dashboard "$work" "$work/duel.prom" "$work/run.prom"
finish
