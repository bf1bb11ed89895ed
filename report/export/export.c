/* SPDX-License-Identifier: MIT */
#include "report/export/export.h"

#include <string.h>

#include "report/export/export_formats.h"

const struct tare_export_format tare_export_formats[] = {
    { "csv", "csv", "every case and measure as a row, for spreadsheets and R",
      0, tare_export_csv },
    { "markdown", "md", "tables for a comment on a pull request", 0,
      tare_export_markdown },
    { "github-summary", "md", "tables for the summary of a job, appended", 1,
      tare_export_github_summary },
    { "github-annotations", "txt", "::error lines for the log of a job", 0,
      tare_export_github_annotations },
    { "junit", "xml", "each case as a test, for GitLab, Jenkins and others", 0,
      tare_export_junit },
    { "tap", "tap", "each case as a test, for prove and meson", 0,
      tare_export_tap },
    { "openmetrics", "prom", "for Prometheus", 0, tare_export_openmetrics },
    { "otlp", "jsonl", "metrics for OpenTelemetry, on one line", 0,
      tare_export_otlp },
    { "gbench", "json", "Google Benchmark, a repetition for each launch", 0,
      tare_export_gbench },
    { "gbench-aggregates", "json", "Google Benchmark, an entry for each case",
      0, tare_export_gbench_aggregates },
    { "github-action-benchmark", "json",
      "its customSmallerIsBetter: times and the like", 0,
      tare_export_smaller_is_better },
    { "github-action-benchmark-bigger", "json",
      "its customBiggerIsBetter: throughput and the like", 0,
      tare_export_bigger_is_better },
    { "bmf", "json", "Bencher Metric Format", 0, tare_export_bmf },
    { "benchfmt", "txt", "Go's benchmark format, for benchstat", 0,
      tare_export_benchfmt },
    { "libtest", "txt", "lines of Rust's test harness", 0,
      tare_export_libtest },
    { "hyperfine", "json", "as hyperfine --export-json", 0,
      tare_export_hyperfine },
    { "pprof", "pb.gz", "profiles, for go tool pprof and pyroscope", 0,
      tare_export_pprof },
    { "folded", "folded", "stacks of profiles, for flamegraph.pl and inferno",
      0, tare_export_folded },
    { "firefox", "json", "profiles, for profiler.firefox.com", 0,
      tare_export_firefox },
    { "speedscope", "json", "profiles, for speedscope", 0,
      tare_export_speedscope },
    { "callgrind", "callgrind", "profiles, for KCachegrind", 0,
      tare_export_callgrind },
    { "perf-script", "txt", "profiles, as perf script prints them", 0,
      tare_export_perf_script },
    { "waits-pprof", "pb.gz", "waits, for go tool pprof", 0,
      tare_export_waits_pprof },
    { "waits-folded", "folded", "ns waited by stacks, for flamegraph.pl", 0,
      tare_export_waits_folded },
    { "dhat", "json", "allocations, for the viewer of Valgrind's DHAT", 0,
      tare_export_dhat },
    { "heap-pprof", "pb.gz", "allocations, for go tool pprof", 0,
      tare_export_heap_pprof },
    { "heap-folded", "folded", "bytes by stacks, for flamegraph.pl and inferno",
      0, tare_export_heap_folded },
};

const size_t tare_export_format_count =
    sizeof tare_export_formats / sizeof *tare_export_formats;

const struct tare_export_format *tare_export_find(const char *name,
                                                  size_t length)
{
    for (size_t i = 0; i < tare_export_format_count; i++)
        if (strlen(tare_export_formats[i].name) == length &&
            memcmp(tare_export_formats[i].name, name, length) == 0)
            return &tare_export_formats[i];
    return NULL;
}

void tare_export(const struct tare_export_format *format,
                 const struct tare_run *run,
                 const struct tare_comparison *comparison,
                 const struct tare_contests *contests, FILE *stream)
{
    struct tare_export_input input;

    tare_export_rows_make(&input, run, comparison);
    input.contests = contests;
    format->write(&input, stream);
    tare_export_rows_release(&input);
}
