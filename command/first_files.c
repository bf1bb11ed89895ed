/* SPDX-License-Identifier: MIT */
#include "command/first_files.h"

#include <stdlib.h>
#include <string.h>

#include "store/buf.h"
#include "store/words.h"

#define MARK "# tare init"

/* ---- the texts: @word@ is filled in -------------------------------------- */

/* (in C and in C++) */
static const char benchmark[] =
    "/* A first benchmark: put your own code in the place of count_words(). "
    "*/\n"
    "#include <tare.h>\n"
    "\n"
    "#include <string.h>\n"
    "\n"
    "static size_t count_words(const char *text)\n"
    "{\n"
    "    size_t count = 0;\n"
    "\n"
    "    for (; *text != '\\0'; text++)\n"
    "        count += text[0] != ' ' && (text[1] == ' ' || text[1] == '\\0');\n"
    "    return count;\n"
    "}\n"
    "\n"
    "static void words(struct tare *t)\n"
    "{\n"
    "    char text[4096]; /* what is done here is not timed */\n"
    "\n"
    "    memset(text, 'a', sizeof text - 1);\n"
    "    text[sizeof text - 1] = '\\0';\n"
    "    for (size_t i = 5; i < sizeof text - 1; i += 6)\n"
    "        text[i] = ' ';\n"
    "    tare_bytes(t, sizeof text);          /* of an iteration: throughput "
    "*/\n"
    "    tare_result(t, count_words(text));   /* must stay the same */\n"
    "    TARE_LOOP(t)\n"
    "        tare_black_box(count_words(tare_black_box(text)));\n"
    "}\n"
    "TARE_BENCH(words);\n"
    "\n"
    "TARE_MAIN();\n";

static const char make_rules[] =
    "# Benchmarks: every benches/*_bench.c is an executable.\n"
    "#   make @bench@        measures them\n"
    "#   make @bench@-gate   fails if they got slower than BASELINE\n"
    "TARE ?= tare\n"
    "BASELINE ?= main\n"
    "BENCH_CFLAGS ?= $(shell $(TARE) flags --bench-cflags)\n"
    "BENCH_BINARIES := $(patsubst %.c,@folder@/%,$(wildcard "
    "benches/*_bench.c))\n"
    "\n"
    "# (the record says with which flags it was compiled)\n"
    "$(BENCH_BINARIES): @folder@/%: %.c\n"
    "\t@mkdir -p $(@D)\n"
    "\t$(CC) $(BENCH_CFLAGS) $(CPPFLAGS) -DTARE_FLAGS='\"$(BENCH_CFLAGS)\"' "
    "\\\n"
    "\t    $(shell $(TARE) flags --cflags) -o $@ $< $(LDFLAGS) $(BENCH_LIBS) "
    "\\\n"
    "\t    $(shell $(TARE) flags --libs)\n"
    "\n"
    "@bench@-build: $(BENCH_BINARIES)\n"
    "@bench@: @bench@-build\n"
    "\t$(TARE) run $(BENCH_BINARIES)\n"
    "@bench@-gate: @bench@-build\n"
    "\t$(TARE) gate --baseline=$(BASELINE) $(BENCH_BINARIES:%=--binary=%)\n"
    ".PHONY: @bench@ @bench@-build @bench@-gate\n";

static const char make_lines[] = MARK "\n"
                                      "include benches/bench.mk\n";

static const char cmake_lines[] =
    MARK ": the targets bench and bench-gate\n"
         "find_package(tare REQUIRED)\n"
         "tare_add_benchmark(first_bench @source@)\n";

static const char meson_lines[] =
    MARK "\n"
         "tare = dependency('tare')\n"
         "first_bench = executable('first_bench', '@source@',\n"
         "  dependencies: tare,\n"
         "@standard@"
         "  @language@_args: tare.get_variable('bench_cflags').split())\n"
         "test('first_bench', first_bench, args: '--test')\n"
         "benchmark('first_bench', first_bench, args: '--quiet', timeout: 0)\n";

/* (tare.h needs C++17, and no project has to say which C++ it is) */
static const char meson_standard[] =
    "  override_options: get_option('cpp_std') == 'none' ? "
    "['cpp_std=c++17'] : [],\n";

static const char policy[] = "{\n"
                             "  \"threshold\": 0.02,\n"
                             "  \"regressed\": \"fail\",\n"
                             "  \"inconclusive\": \"warn\"\n"
                             "}\n";

static const char github[] =
    "# Fails if a pull request makes the benchmarks slower.  The branch that "
    "it\n"
    "# goes to must have them: the first one, that adds them, cannot pass.\n"
    "name: benchmarks\n"
    "on: pull_request\n"
    "\n"
    "permissions:\n"
    "  contents: read\n"
    "\n"
    "jobs:\n"
    "  gate:\n"
    "    runs-on: ubuntu-latest\n"
    "    timeout-minutes: 30\n"
    "    steps:\n"
    "      - uses: actions/checkout@v4\n"
    "        with:\n"
    "          fetch-depth: 0 # the merge base must be there\n"
    "      - name: Install tare\n"
    "        env:\n"
    "          TARE_SOURCE: https://example.org/tare.git # where you get it "
    "from\n"
    "        run: |\n"
    "          sudo apt-get update\n"
    "          sudo apt-get install -y --no-install-recommends libcjson-dev\n"
    "          git clone --depth 1 \"$TARE_SOURCE\" \"$RUNNER_TEMP/tare\"\n"
    "          sudo make -C \"$RUNNER_TEMP/tare\" install\n"
    "      - name: Is it slower than where it branched off?\n"
    "        env:\n"
    "          BASE: origin/${{ github.base_ref }}\n"
    "        run: |\n"
    "          tare gate --against \"$(git merge-base \"$BASE\" HEAD)\" \\\n"
    "              --build '@build@' \\\n"
    "              --binary @binary@ \\\n"
    "              --export github-summary=\"$GITHUB_STEP_SUMMARY\" \\\n"
    "              --export github-annotations=-\n";

static const char gitlab[] =
    "# Fails if a merge request makes the benchmarks slower.  The branch that "
    "it\n"
    "# goes to must have them: the first one, that adds them, cannot pass.\n"
    "benchmarks:\n"
    "  rules:\n"
    "    - if: $CI_PIPELINE_SOURCE == \"merge_request_event\"\n"
    "  image: debian:stable\n"
    "  variables:\n"
    "    GIT_DEPTH: 0 # the merge base must be there\n"
    "    TARE_SOURCE: https://example.org/tare.git # where you get it from\n"
    "  before_script:\n"
    "    - apt-get update\n"
    "    - apt-get install -y --no-install-recommends\n"
    "        ca-certificates @compiler@ git libc6-dev libcjson-dev make "
    "@packages@\n"
    "    - git clone --depth 1 \"$TARE_SOURCE\" /tmp/tare\n"
    "    - make -C /tmp/tare install\n"
    "  script:\n"
    "    - tare gate --against \"$CI_MERGE_REQUEST_DIFF_BASE_SHA\"\n"
    "        --build '@build@'\n"
    "        --binary @binary@\n"
    "        --export junit=junit.xml\n"
    "  artifacts:\n"
    "    when: always\n"
    "    reports:\n"
    "      junit: junit.xml\n";

static const char *const binaries[] = { "@folder@/benches/first_bench",
                                        "@folder@/first_bench",
                                        "@folder@/first_bench" };
static const char *const builds[] = {
    "make @bench@-build",
    "cmake -S . -B @folder@ && cmake --build @folder@ --target first_bench",
    "meson setup @folder@ && meson compile -C @folder@ first_bench"
};
static const char *const gates[] = {
    "make @bench@-gate",
    "TARE_BASELINE=main cmake --build @folder@ --target bench-gate",
    ("meson compile -C @folder@ first_bench && tare gate --baseline main "
     "@binary@")
};

/* ---- filling in ---------------------------------------------------------- */

static const char *source_of(const struct tare_first *first)
{
    return first->is_cpp ? "benches/first_bench.cpp" : "benches/first_bench.c";
}

/* The text with what stands for @word@.  Returned. */
static char *fill(const char *text, const struct tare_first *first)
{
    static const char *const packages[] = { "", "cmake", "meson pkg-config" };
    const struct {
        const char *word, *value;
    } words[] = { { "@bench@", first->bench },
                  { "@folder@", first->folder },
                  { "@binary@", first->binary },
                  { "@build@", first->build },
                  { "@source@", source_of(first) },
                  { "@compiler@", first->is_cpp ? "g++" : "gcc" },
                  { "@language@", first->is_cpp ? "cpp" : "c" },
                  { "@standard@", first->is_cpp ? meson_standard : "" },
                  { "@packages@", packages[first->system] } };
    struct tare_buf filled = { 0 };

    while (*text != '\0') {
        size_t i = 0;

        while (i < sizeof words / sizeof *words &&
               !tare_begins(text, words[i].word))
            i++;
        if (i == sizeof words / sizeof *words) {
            tare_buf_add(&filled, text++, 1);
            continue;
        }
        tare_buf_puts(&filled, words[i].value);
        text += strlen(words[i].word);
    }
    return tare_buf_detach(&filled);
}

void tare_first_commands(struct tare_first *first)
{
    first->binary = fill(binaries[first->system], first);
    first->build = fill(builds[first->system], first);
    first->gate = fill(gates[first->system], first);
}

void tare_first_release(struct tare_first *first)
{
    free(first->binary);
    free(first->build);
    free(first->gate);
    *first = (struct tare_first){ 0 };
}

/* ---- which files --------------------------------------------------------- */

static int add_build(const struct tare_first *first, struct tare_additions *all,
                     struct tare_err *err)
{
    static const char *const lines[] = { make_lines, cmake_lines, meson_lines };

    if (first->system == TARE_BUILD_MAKE)
        tare_additions_file(all, "benches/bench.mk", fill(make_rules, first),
                            "how make builds and runs them");
    return tare_additions_lines(all, first->file, MARK,
                                fill(lines[first->system], first),
                                "lines that build the benchmark", err);
}

static int add_ignored(const struct tare_first *first,
                       struct tare_additions *all, struct tare_err *err)
{
    struct tare_buf text = { 0 };

    tare_buf_printf(&text, MARK "\n.tare/\n/%s/\n", first->folder);
    return tare_additions_lines(all, ".gitignore", MARK, tare_buf_detach(&text),
                                "what git leaves alone", err);
}

static void add_ci(const struct tare_first *first, struct tare_additions *all)
{
    if (first->ci == TARE_CI_GITHUB)
        tare_additions_file(all, ".github/workflows/benchmarks.yml",
                            fill(github, first), "a job: set TARE_SOURCE");
    if (first->ci == TARE_CI_GITLAB)
        tare_additions_file(all, ".gitlab/benchmarks.yml", fill(gitlab, first),
                            "a job to include: set TARE_SOURCE");
}

int tare_first_files(const struct tare_first *first, struct tare_additions *all,
                     struct tare_err *err)
{
    int status;

    tare_additions_file(all, source_of(first), fill(benchmark, first),
                        "a first benchmark");
    status = add_build(first, all, err);
    tare_additions_file(all, "tare.json", fill(policy, first),
                        "the policy of tare gate");
    if (status == 0 && first->is_git)
        status = add_ignored(first, all, err);
    add_ci(first, all);
    return status;
}
