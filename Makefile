# tare: the whole build.  `make help` lists the targets.

# ---- settings you may override ----------------------------------------------
CC      ?= cc
CXX     ?= c++
AR      ?= ar
CFLAGS  ?= -O2 -g
LDFLAGS ?=
# sanitizers for this build, e.g. SAN=address,undefined
SAN     ?=
# 1 shows the full commands
V       ?= 0
BUILD   ?= build
# cJSON: empty to load the system's when it is needed; bundled for a copy inside
# libtare, from Debian's source package; or a folder with cJSON.c and cJSON.h
CJSON   ?=
# where things are installed, and the usual names of GNU for its parts
PREFIX  ?= /usr/local
DESTDIR ?=
prefix      ?= $(PREFIX)
exec_prefix ?= $(prefix)
bindir      ?= $(exec_prefix)/bin
libdir      ?= $(exec_prefix)/lib
includedir  ?= $(prefix)/include
datarootdir ?= $(prefix)/share
datadir     ?= $(datarootdir)
docdir      ?= $(datarootdir)/doc/tare
INSTALL     ?= install
STRIP       ?= strip
# yes installs a shared library too, and pkg-config then leads to that
SHARED  ?= no
# what `make bench` runs and how (regular expression; options of tare run)
FILTER  ?=
ARGS    ?=
# baselines: the name to save as, the name to compare with; or a git revision
SAVE     ?=
BASELINE ?=
AGAINST  ?=
# how many layouts of each benchmark a gate draws from; 0 for what was built
LAYOUTS  ?= 8

# ---- nothing below needs changing -------------------------------------------
MAKEFLAGS += --no-builtin-rules --no-print-directory
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += --jobs=$(shell nproc 2>/dev/null || echo 1)
endif
.DELETE_ON_ERROR:
.SUFFIXES:

comma   := ,
variant := $(notdir $(firstword $(CC)))$(if $(SAN),-$(subst $(comma),-,$(SAN)))
# (not the name of a compiler, which it would hide from who has build/ in PATH)
OUT     := $(BUILD)/by-$(variant)
# the plain build is what users link with, so it has the short path
TOP     := $(if $(filter cc,$(variant)),$(BUILD),$(OUT))
LIB     := $(TOP)/libtare.a
TARE    := $(TOP)/tare
VERSION := $(shell sed -n 's/^\#define TARE_VERSION "\(.*\)"/\1/p' \
                   harness/include/tare.h)
SONAME  := libtare.so.$(firstword $(subst ., ,$(VERSION)))
SHAREDLIB := $(TOP)/libtare.so.$(VERSION)
Q       := $(if $(filter 0,$(V)),@)
say      = @printf '  %-6s %s\n' $(1) $(2)
# a text as one word of the shell, whatever is in it
quoted   = '$(subst ','\'',$(1))'

WARN    := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wwrite-strings -Wvla
CWARN   := $(WARN) -Wstrict-prototypes -Wmissing-prototypes
SANFLAG := $(if $(SAN),-fsanitize=$(SAN) -fno-sanitize-recover=undefined)
ALL_CPPFLAGS := -I. $(if $(CJSON),-I$(OUT)/own) -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 \
                $(CPPFLAGS)
ALL_CFLAGS   := -std=c11 $(CWARN) $(if $(WERROR),-Werror) \
                -fno-omit-frame-pointer -pthread $(SANFLAG) $(CFLAGS)
LIBS    := -lm -pthread
# code generation that keeps unchanged code where it was: docs/flags.md
BENCH_CFLAGS := $(file <packaging/cmake/bench.flags)

LIB_SRC   := $(filter-out command/program.c \
               store/json_$(if $(CJSON),library,bundled).c,$(wildcard harness/*.c harness/*/*.c \
               stats/*.c store/*.c report/*/*.c command/*.c))
TEMPLATES := $(wildcard report/html/templates/*)
LIB_OBJ   := $(LIB_SRC:%.c=$(OUT)/%.o) $(OUT)/report/html/embedded.o \
               $(if $(CJSON),$(OUT)/own/cjson/cJSON.o)
BENCH     := $(patsubst %.c,$(OUT)/%,$(wildcard benches/*_bench.c))
TESTS     := $(patsubst %.c,$(OUT)/%,$(wildcard tests/*/*_test.c))
HELPERS   := $(patsubst %.c,$(OUT)/%,$(wildcard tests/cli/*_bench.c \
               tests/attack/*_bench.c tests/ports/*_bench.c))
# the library for benchmarks whose times nobody looks at, and those of them that
# are helpers: tests/fast_clock.c
FAST      := $(OUT)/tests/fast/libtare.a
FAST_ONES := $(filter %old_bench %new_bench $(OUT)/tests/attack/%,$(HELPERS))
# stories and scripts, longest first; the latter need not be repeated with each
# compiler
STORIES   := $(patsubst %,tests/cli/%.story,gate duel compare race)
STORIES   += $(filter-out $(STORIES),$(wildcard tests/cli/*.story))
BY_COMPILER := $(STORIES) tests/measures/allocations.sh tests/measures/profile.sh \
               tests/measures/sites.sh tests/measures/probes.sh \
               tests/measures/instructions.sh tests/barrier/barrier.sh \
               tests/barrier/builtin.sh
# what of them continuous integration repeats with sanitizers, which make a
# launch thirty times as long
BY_SANITIZER := $(STORIES) tests/cli/verdict.sh \
               tests/cli/fixture.sh tests/docs/exports.sh
# (sanitizers have needs of their own: /proc, a large stack, no tracer)
ATTACKS   := $(if $(SAN),,$(wildcard tests/attack/*.sh))
# tare as it is installed, for the tests of that; sanitizers are no part of it
PACKAGING := $(if $(SAN),,tests/packaging/integrate.sh \
               tests/packaging/languages.sh)
STAGED    := $(if $(SAN),,$(OUT)/stage/stamp)
SCRIPTS   := $(BY_COMPILER) $(PACKAGING) $(ATTACKS) tests/docs/examples.sh \
               tests/cli/library.sh tests/cli/layouts.sh tests/cli/variants.sh \
               tests/cli/against.sh tests/cli/verdict.sh \
               tests/cli/status.sh tests/cli/resume.sh tests/cli/launcher.sh tests/cli/at.sh \
               tests/measures/cross.sh tests/measures/profile_timer.sh \
               tests/measures/waiting.sh \
               tests/cli/fixture.sh \
               tests/images/images.sh tests/docs/manual.sh \
               tests/docs/options.sh tests/docs/exports.sh \
               tests/docs/man.sh tests/cli/completion.sh \
               tests/cli/init.sh \
               tests/docs/prometheus.sh tests/ci/gate.sh \
               tests/scale/schedulers.sh \
               tests/cli/install.sh
# the longest of the programs, before the others
LONGEST   := $(filter %/kill_test %/exports_test,$(TESTS))
TESTS     := $(LONGEST) $(filter-out $(LONGEST),$(TESTS))
SOURCES   := $(wildcard */*.[ch] */*/*.[ch] tests/*/*.cc)

## all: the library and the tare program (the default)
all: $(LIB) $(TARE)

# those whose path holds ONLY
chosen = $(if $(ONLY),$(foreach test,$(1),$(if $(findstring $(ONLY),$(test)),$(test))),$(1))

## test: build and run every test; SAN=address,undefined for sanitizers;
## test: ONLY=judge for those with that in their path
test: all $(call chosen,$(TESTS)) $(HELPERS) $(FAST) $(STAGED)
	$(Q)OUT=$(OUT) TARE=$(TARE) LIB=$(LIB) CC='$(CC)' CXX='$(CXX)' \
	    SAN='$(SAN)' sh tests/run.sh $(call chosen,$(SCRIPTS) $(TESTS))

# of each case, at most; enough for a minute in all
MEASURE_SECONDS ?= 1.6

only_these = $(if $(FILTER),-- $(call quoted,$(FILTER)))

## bench: measure benches/ as one suite; FILTER=regex ARGS=options; longer with
## bench: MEASURE_SECONDS=8 a case; keep it with SAVE=name, compare with what is
## bench: kept by BASELINE=name
bench: $(TARE) $(BENCH)
	$(Q)sh tests/plots.sh
	$(Q)$(TARE) run --measurement-time $(MEASURE_SECONDS) \
	    $(if $(SAVE),--save-baseline=$(call quoted,$(SAVE))) \
	    $(if $(BASELINE),--baseline=$(call quoted,$(BASELINE))) \
	    $(ARGS) $(BENCH) $(only_these)
	@sh tests/plots.sh --after
	@[ ! -f .tare/report/index.html ] || \
	    echo 'make bench: the report is .tare/report/index.html'
	@echo 'make bench: $(MEASURE_SECONDS) s a case, MEASURE_SECONDS=8 measures' \
	    'longer$(if $(SAVE)$(BASELINE),,; SAVE=name keeps this run to compare with)'

## bench-build: build benches/ and run nothing
bench-build: $(BENCH)

# how a benchmark is linked, in this tree or in that of another revision
link_bench  = $(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $(1) $(1).o $(LIB) $(LIBS)
gate_layouts = --layouts=$(LAYOUTS) \
    $(foreach bench,$(BENCH),--link=$(call quoted,$(call link_bench,$(bench))))

## bench-layouts: link LAYOUTS=8 layouts of each of benches/, for tare duel
bench-layouts: $(BENCH:=.layouts)

## bench-gate: fail if benches/ got slower since BASELINE=name (see SAVE) or
## bench-gate: AGAINST=revision, which is then built too; over LAYOUTS=8 layouts
## bench-gate: of each (0: as built); FILTER=regex ARGS=options
bench-gate: $(if $(AGAINST)$(BASELINE),$(TARE)) $(if $(BASELINE),$(BENCH))
ifneq ($(AGAINST),)
	$(Q)$(TARE) gate --against=$(call quoted,$(AGAINST)) \
	    --build=$(call quoted,$(MAKE) bench-build) \
	    $(BENCH:%=--binary=%) $(gate_layouts) $(ARGS) $(only_these)
else ifneq ($(BASELINE),)
	$(Q)$(TARE) gate --baseline=$(call quoted,$(BASELINE)) $(ARGS) \
	    $(BENCH:%=--binary=%) $(gate_layouts) $(only_these)
else
	@echo 'bench-gate: against what? BASELINE=name, or AGAINST=revision' >&2
	@exit 2
endif

## asan: the tests under AddressSanitizer and UndefinedBehaviorSanitizer
asan:
	$(Q)$(MAKE) SAN=address,undefined test

FUZZ_RUNS ?= 100000
FUZZ_CC   ?= clang
# which of tests/fuzz/*_fuzz.c: FUZZ=follow, FUZZ='load policy'
FUZZ      ?= $(patsubst tests/fuzz/%_fuzz.c,%,$(wildcard tests/fuzz/*_fuzz.c))
FUZZERS   := $(FUZZ:%=$(OUT)/tests/fuzz/%_fuzz)

## fuzz: hostile records, policies, status files, bundles and executables through
## fuzz: what reads them and all that follows, FUZZ_RUNS of each; FUZZ=load for one; needs clang
fuzz:
	$(Q)CC='$(FUZZ_CC)' sh tests/fuzz/fuzz.sh --check
	$(Q)$(MAKE) CC='$(FUZZ_CC)' SAN=fuzzer-no-link,address,undefined fuzz-run

fuzz-run: $(FUZZERS)
	$(Q)for fuzzer in $^; do \
	    FUZZER=$$fuzzer RUNS=$(FUZZ_RUNS) sh tests/fuzz/fuzz.sh || exit 1; \
	done

SAMPLED    = $(OUT)/tests/store/kill_test $(OUT)/tests/store/store_test
in_attacks = OUT=$(OUT) TARE=$(TARE) LIB=$(LIB) CC='$(CC)' SAN='$(SAN)'

## attack: what tests try a sample of, all of it; takes hours, and needs strace
attack: all $(HELPERS) $(FAST) $(SAMPLED)
	$(Q)$(in_attacks) sh tests/attack/surroundings.sh
	$(Q)$(in_attacks) SIZES=500 sh tests/attack/disk.sh
	$(Q)$(in_attacks) SAMPLE=200 sh tests/attack/memory.sh
	$(Q)$(in_attacks) WRITERS=16 TIMES=200 sh tests/attack/together.sh
	$(Q)TARE_KILLS=10000 $(OUT)/tests/store/kill_test
	$(Q)TARE_DOUBLES=10000000 $(OUT)/tests/store/store_test
	$(Q)$(in_attacks) ALL=1 sh tests/attack/inject.sh
	$(Q)$(MAKE) FUZZ_RUNS=1000000 fuzz

## accept: rewrite what the command-line stories expect; ONLY=duel
accept: all $(HELPERS)
	$(Q)OUT=$(OUT) TARE=$(TARE) LIB=$(LIB) CC='$(CC)' CXX='$(CXX)' \
	    SAN='$(SAN)' sh tests/cli/story.sh --accept $(call chosen,$(STORIES))

## proof: the statistical claims, simulated at full length
proof: $(filter $(OUT)/tests/stats/%,$(TESTS))
	$(Q)for t in $^; do echo "# $$t"; TARE_PROOF=1 $$t || exit 1; done

## live-layouts: moved kernels in duels over several layouts; takes an hour
live-layouts: $(TARE)
	$(Q)sh tests/live/layouts.sh $(DUELS)

## live-weather: what runs say under a neighbour, and without one; RUNS=20 DUTY=0.5
live-weather: $(TARE) $(LIB)
	@mkdir -p $(OUT)/live
	$(Q)$(CC) $(BENCH_CFLAGS) -Iharness/include -o $(OUT)/live/weather_bench \
	    tests/live/weather_bench.c $(LIB) -lcjson $(LIBS)
	$(Q)$(CC) -O2 -o $(OUT)/live/neighbour tests/live/neighbour.c -lm
	$(Q)$(CC) -O2 -I. -o $(OUT)/live/weather_table tests/live/weather_table.c \
	    $(LIB) -lcjson $(LIBS)
	$(Q)sh tests/live/weather.sh $(OUT)/live/weather_bench \
	    $(OUT)/live/neighbour $(OUT)/live/weather_table

## live-contests: equal kernels against each other, and known differences; RUNS=20
live-contests: $(TARE) $(LIB)
	@mkdir -p $(OUT)/live
	$(Q)$(CC) $(BENCH_CFLAGS) -I. -Iharness/include -o $(OUT)/live/contest_bench \
	    tests/live/contest_bench.c $(LIB) -lcjson $(LIBS)
	$(Q)$(CC) -O2 -o $(OUT)/live/neighbour tests/live/neighbour.c -lm
	$(Q)sh tests/live/contests.sh $(OUT)/live/contest_bench $(OUT)/live/neighbour

## live-races: builds that do the same, and such that take 2 and 5 % longer; RUNS=20
live-races: $(TARE) $(LIB)
	@mkdir -p $(OUT)/live/races
	$(Q)for build in a:1000 b:1000 c:1000 two:1020 five:1050; do \
	    $(CC) $(BENCH_CFLAGS) -I. -Iharness/include \
	        -DNAME="\"$$(printf '%-4.4s' $${build%:*})\"" -DSTEPS=$${build#*:} \
	        -o $(OUT)/live/races/$${build%:*} tests/live/race_bench.c $(LIB) $(LIBS) || \
	        exit; \
	done
	$(Q)$(CC) -O2 -o $(OUT)/live/neighbour tests/live/neighbour.c -lm
	$(Q)sh tests/live/races.sh $(TARE) $(OUT)/live/races $(OUT)/live/neighbour

## live-profiles: shares that are known, and functions that changed; RUNS=20
live-profiles: $(TARE) $(LIB)
	@mkdir -p $(OUT)/live
	$(Q)$(CC) $(BENCH_CFLAGS) -I. -Iharness/include -o $(OUT)/live/profile_bench \
	    tests/live/profile_bench.c $(LIB) $(LIBS)
	$(Q)$(CC) $(BENCH_CFLAGS) -DSLOWER -I. -Iharness/include \
	    -o $(OUT)/live/slower_bench tests/live/profile_bench.c $(LIB) $(LIBS)
	$(Q)$(CC) -O2 -o $(OUT)/live/neighbour tests/live/neighbour.c -lm
	$(Q)sh tests/live/profiles.sh $(TARE) $(OUT)/live/profile_bench \
	    $(OUT)/live/slower_bench $(OUT)/live/neighbour

## live-budgets: whether duels and gates end in time; 50 take a quarter of an hour
live-budgets: $(TARE) $(LIB)
	$(Q)sh tests/live/budgets.sh $(DUELS)

# which: PORTS='musl s390x'
PORTS ?= musl i686 armhf aarch64 riscv64 s390x

## ports: build for other C libraries and processors, and test what runs here;
## ports: PORTS=musl for one, CJSON_FOLDER=X if its source cannot be fetched
ports: $(TARE)
	$(Q)BUILD='$(BUILD)' TARE=$(TARE) CC='$(CC)' sh tests/ports/ports.sh $(PORTS)

## from-source: build tare by CMake and Meson, as a part of other projects
from-source:
	$(Q)CC='$(CC)' CXX='$(CXX)' sh tests/run.sh tests/packaging/source.sh

## deb: the Debian packages in build/debian, checked, installed in a bare root,
## deb: used and removed again
deb:
	$(Q)sh tests/packaging/debian.sh $(abspath $(BUILD))/debian

## bytes: whether stats/ gives the same bytes however it is compiled
bytes:
	$(Q)sh tests/run.sh tests/bytes/bytes.sh

## layers: check who includes whom
layers:
	$(Q)sh tests/layers.sh

## format: lay out all sources
format:
	$(Q)clang-format -i $(SOURCES)

## format-check: whether they are laid out
format-check:
	$(Q)clang-format --dry-run -Werror $(SOURCES)

## ci: everything, under both compilers
ci:
	$(Q)$(MAKE) WERROR=1 test
	$(Q)$(MAKE) ci-rest

## ci-rest: all of it but the tests with this compiler
ci-rest:
	$(Q)$(MAKE) layers
	$(Q)$(MAKE) format-check
	$(Q)$(MAKE) bytes
	$(Q)$(MAKE) from-source
	$(Q)$(MAKE) WERROR=1 CC=clang CXX=clang++ test SCRIPTS='$(filter \
	    %/conditions.story,$(STORIES)) $(filter-out $(STORIES),$(BY_COMPILER))'
	$(Q)$(MAKE) SAN=address,undefined SCRIPTS='$(BY_SANITIZER)' test

into     = '$(subst ','\'',$(DESTDIR)$(1))'
install_data = $(INSTALL) -m 644
# below the prefix, so that what is installed may be moved
movable  = $(subst $(prefix)/,$${prefix}/,$(1))
filled   = sh packaging/fill.sh packaging/$(1) version='$(VERSION)' \
    bench_cflags='$(BENCH_CFLAGS)'
from_libdir = $$(realpath -ms --relative-to=$(call quoted,$(libdir)) $(call quoted,$(1)))

## install: to PREFIX (default /usr/local), below DESTDIR; SHARED=yes for a
## install: shared library too; bindir, libdir and so on as GNU has them
install: all $(if $(filter yes,$(SHARED)),$(SHAREDLIB))
	$(Q)$(INSTALL) -d $(call into,$(bindir)) $(call into,$(includedir)) \
	    $(call into,$(libdir)/pkgconfig) $(call into,$(libdir)/cmake/tare) \
	    $(call into,$(datadir)/tare/probes) \
	    $(call into,$(datadir)/tare/schemas) $(call into,$(docdir)/docs)
	$(Q)$(INSTALL) -m 755 $(TARE) $(call into,$(bindir)/tare)
	$(Q)$(install_data) harness/include/*.h $(call into,$(includedir))
	$(Q)$(install_data) $(LIB) $(call into,$(libdir)/libtare.a)
ifeq ($(SHARED),yes)
	$(Q)$(install_data) $(SHAREDLIB) $(call into,$(libdir))
	$(Q)ln -sf $(notdir $(SHAREDLIB)) $(call into,$(libdir)/$(SONAME))
	$(Q)ln -sf $(SONAME) $(call into,$(libdir)/libtare.so)
else
	$(Q)rm -f $(call into,$(libdir)/libtare.so)
	$(Q)$(install_data) packaging/libtare.so.in $(call into,$(libdir)/libtare.so)
endif
	$(Q)$(call filled,tare.pc.in) prefix=$(call quoted,$(prefix)) \
	    includedir=$(call quoted,$(call movable,$(includedir))) \
	    libdir=$(call quoted,$(call movable,$(libdir))) \
	    >$(call into,$(libdir)/pkgconfig/tare.pc)
	$(Q)$(install_data) $(filter-out %.in,$(wildcard packaging/cmake/*)) \
	    $(call into,$(libdir)/cmake/tare)
	$(Q)for file in tareConfig tareConfigVersion; do \
	    $(call filled,cmake/$$file.cmake.in) soname=$(SONAME) \
	        include_from_lib="$(call from_libdir,$(includedir))" \
	        bin_from_lib="$(call from_libdir,$(bindir))" \
	        pointer_size=$(shell echo __SIZEOF_POINTER__ | $(CC) $(CFLAGS) -E -P -) \
	        >$(call into,$(libdir)/cmake/tare)/$$file.cmake || exit 1; \
	done
	$(Q)$(install_data) docs/probes/* $(call into,$(datadir)/tare/probes)
	$(Q)$(install_data) docs/*.schema.json $(call into,$(datadir)/tare/schemas)
	$(Q)$(install_data) README.md CHANGELOG.md LICENSE $(call into,$(docdir))
	$(Q)$(install_data) docs/*.md $(call into,$(docdir)/docs)
	$(Q)sh command/shells/install.sh $(TARE) $(call into,$(datarootdir))

# (below its own prefix, whatever folders the caller has named for other things)
in_stage = DESTDIR= exec_prefix='$$(prefix)' bindir='$$(exec_prefix)/bin' \
           libdir='$$(exec_prefix)/lib' includedir='$$(prefix)/include' \
           datarootdir='$$(prefix)/share' datadir='$$(datarootdir)' \
           docdir='$$(datarootdir)/doc/tare'
$(OUT)/stage/stamp: $(TARE) $(SHAREDLIB) $(wildcard packaging/* packaging/cmake/*)
	$(Q)rm -rf $(@D)
	$(Q)$(MAKE) install $(in_stage) prefix=$(abspath $(@D))/static
	$(Q)$(MAKE) install $(in_stage) prefix=$(abspath $(@D))/shared SHARED=yes
	@touch $@

## install-strip: the same without what only a debugger needs
install-strip: install
	$(Q)$(STRIP) $(call into,$(bindir)/tare)
	$(Q)$(STRIP) -g $(call into,$(libdir)/libtare.a)
	$(Q)$(if $(filter yes,$(SHARED)),$(STRIP) --strip-unneeded \
	    $(call into,$(libdir)/$(notdir $(SHAREDLIB))))

## uninstall: what install has put there
uninstall:
	$(Q)rm -f $(call into,$(bindir)/tare) $(call into,$(includedir)/tare.h) \
	    $(call into,$(includedir)/tare_barrier.h) \
	    $(call into,$(libdir))/libtare.a $(call into,$(libdir))/libtare.so* \
	    $(call into,$(libdir)/pkgconfig/tare.pc)
	$(Q)rm -rf $(call into,$(libdir)/cmake/tare) \
	    $(call into,$(datadir)/tare) $(call into,$(docdir))
	$(Q)sh command/shells/install.sh --remove $(call into,$(datarootdir))

## dist: the sources of this revision as build/tare-VERSION.tar.gz, the same
## dist: bytes each time
dist:
	$(Q)mkdir -p $(BUILD)
	$(Q)git archive --prefix=tare-$(VERSION)/ HEAD | gzip -n9 \
	    >$(BUILD)/tare-$(VERSION).tar.gz
	@echo 'make dist: $(BUILD)/tare-$(VERSION).tar.gz'

## shared: libtare.so, which SHARED=yes installs
shared: $(SHAREDLIB)

## check: the same as test
check: test

## clean: remove what was built
clean:
	$(Q)rm -rf $(BUILD)

## help: list these targets
help:
	@sed -n 's/^## \([a-z-]*\): /\1\t/p' $(MAKEFILE_LIST) | \
	    awk -F '\t' '$$1 == last { $$1 = "" } { last = $$1 ? $$1 : last; \
	        printf "%-16s%s\n", $$1, $$2 }'

.PHONY: all shared from-source test check dist install-strip attack bench bench-build bench-layouts bench-gate asan fuzz fuzz-run accept proof \
        bytes ports deb live-layouts live-budgets live-weather live-contests live-races live-profiles layers format format-check ci ci-rest install uninstall clean help

# ---- set-up: what a fresh machine lacks -------------------------------------
# (a stamp, so that it is looked for once per build folder)
$(OUT)/setup.stamp:
	@mkdir -p $(@D)
	$(Q)CC='$(CC)' CPPFLAGS='$(CPPFLAGS)' LDFLAGS='$(LDFLAGS)' \
	    CJSON='$(CJSON)' SETUP='$(SETUP)' sh tests/setup.sh
	@touch $@

# objects are rebuilt when the flags change
flags_now := $(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(BENCH_CFLAGS)
ifneq ($(flags_now),$(file <$(OUT)/flags.txt))
$(shell mkdir -p $(OUT))
$(file >$(OUT)/flags.txt,$(flags_now))
endif

# ---- compiling --------------------------------------------------------------
$(OUT)/%.o: %.c $(OUT)/flags.txt | $(OUT)/setup.stamp
	$(if $(wildcard $(@D)),,@mkdir -p $(@D))
	$(call say,CC,$<)
	$(Q)$(CC) -MMD -MP $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(PIC) $(EXTRA) -c -o $@ $<

# the same objects make both libraries
$(LIB_OBJ): PIC := -fPIC -fvisibility=hidden

$(OUT)/command/flags.o: EXTRA := -DTARE_BENCH_CFLAGS='"$(BENCH_CFLAGS)"'

# machine code that does not depend on anybody's flags, because its speed is
# compared between builds
$(OUT)/harness/bench/builtin.o $(OUT)/harness/machine/canary.o: \
        EXTRA := $(file <packaging/steady.flags)

# the templates of the report, as C
$(OUT)/report/html/embedded.c: $(TEMPLATES) report/html/embed.sh | $(OUT)/setup.stamp
	@mkdir -p $(@D)
	$(call say,EMBED,report/html/templates)
	$(Q)sh report/html/embed.sh $(TEMPLATES) >$@

$(OUT)/report/html/embedded.o: $(OUT)/report/html/embedded.c $(OUT)/flags.txt
	$(call say,CC,$<)
	$(Q)$(CC) -MMD -MP $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(PIC) -c -o $@ $<

# a cJSON of our own, whose names nobody meets; its warnings are not ours
ifneq ($(CJSON),)
$(OUT)/own/cjson/cJSON.c: packaging/cjson.sh | $(OUT)/setup.stamp
	$(call say,CJSON,$(CJSON))
	$(Q)sh packaging/cjson.sh '$(CJSON)' $(@D)

$(OUT)/own/cjson/cJSON.o: $(OUT)/own/cjson/cJSON.c $(OUT)/flags.txt
	$(call say,CC,$<)
	$(Q)$(CC) $(ALL_CFLAGS) $(PIC) -w -include $(<D)/hidden.h -c -o $@ $<

$(LIB_SRC:%.c=$(OUT)/%.o): | $(OUT)/own/cjson/cJSON.c
endif

# one reason less for two compilers to print different digits
$(OUT)/stats/%.o: EXTRA := -ffp-contract=off

# loops over large tables, of which a fuzzer learns nothing
ifneq ($(findstring fuzzer,$(SAN)),)
$(addprefix $(OUT)/stats/,signed_rank.o tails.o log_histogram.o): \
        EXTRA += -fno-sanitize=fuzzer-no-link
endif

$(LIB): $(LIB_OBJ)
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

$(SHAREDLIB): $(LIB_OBJ) packaging/tare.map
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -shared -Wl,-soname,$(SONAME) \
	    -Wl,--version-script=packaging/tare.map $(if $(SAN),,-Wl,-z,defs) \
	    -o $@ $(LIB_OBJ) $(LIBS)

$(TARE): $(OUT)/command/program.o $(LIB)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

# (some of them call cJSON themselves)
$(TESTS): %: %.o $(LIB)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ -Wl,--as-needed -lcjson $(LIBS)

$(FUZZERS): %: %.o $(LIB)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_CFLAGS) -fsanitize=fuzzer $(LDFLAGS) -o $@ $^ $(LIBS)

# benchmarks are compiled as users compile theirs
$(OUT)/benches/%.o $(OUT)/tests/cli/%.o $(OUT)/tests/attack/%.o $(OUT)/tests/ports/%.o: EXTRA = -Iharness/include $(BENCH_CFLAGS)

$(BENCH) $(HELPERS): %: %.o $(LIB)
	$(call say,LD,$@)
	$(Q)$(call link_bench,$@) $(SLIM)

# three quarters of an executable are for a debugger, and these are copied,
# hashed and kept thousands of times
$(HELPERS): private SLIM = $(if $(SAN),,-Wl,--strip-debug)

$(FAST): $(OUT)/tests/fast_clock.o $(LIB)
	@mkdir -p $(@D)
	$(call say,AR,$@)
	$(Q)cp $(LIB) $@ && $(AR) d $@ clock.o && $(AR) r $@ $<
	$(if $(SAN),,$(Q)strip --strip-debug $@)

$(FAST_ONES): $(FAST)
$(FAST_ONES): private LIB = $(FAST)

$(BENCH:=.layouts): %.layouts: %.o $(LIB) $(TARE)
	$(call say,LAY,$@)
	$(Q)$(TARE) layouts $(LAYOUTS) -o $@ -- $(call link_bench,$*)

-include $(LIB_OBJ:.o=.d) $(TESTS:=.d) $(BENCH:=.d) $(HELPERS:=.d) \
         $(FUZZERS:=.d) $(OUT)/tests/fast_clock.d
