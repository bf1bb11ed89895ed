#!/bin/sh
# tare init in projects of each kind, with their own build systems, from an
# installed tare: what it writes, that it is built and measured, that the next
# command gives a verdict, and that nothing of the user's is lost.  TAP.
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
. tests/tap.sh
: "${CC:=cc}" "${CXX:=c++}"
here=$PWD usr=$work/usr
export CC CXX LC_ALL=C.UTF-8 TARE_MEASUREMENT_TIME=0.2 TARE_NOPLOT=1
unset MAKEFLAGS MAKELEVEL TARE
if [ -n "${SAN:-}" ]; then
    skip "tare init starts a project" "it takes minutes with sanitizers"
    finish
fi
make -s install SETUP=no PREFIX="$usr" prefix="$usr" CC="$CC" >"$work/log" 2>&1 ||
    { sed 's/^/# /' "$work/log"; exit 1; }
PATH=$usr/bin:$PATH
PKG_CONFIG_PATH=$usr/lib/pkgconfig
export PATH PKG_CONFIG_PATH

project() {    # name; its folder becomes the current one
    mkdir -p "$work/$1" && cd "$work/$1" || exit 1
}
files() {
    find . -type f ! -path './.tare/*' ! -path './build/*' ! -path './.git/*' |
        sort | xargs sha256sum
}

# ---- make --------------------------------------------------------------------
project make
mkdir .git .github
printf 'all:\n\ttrue' >Makefile
cp Makefile before

writes_nothing() {
    tare init --dry-run | grep 'append  Makefile' &&
        [ "$(find . -type f | sort | paste -sd ' ')" = './Makefile ./before' ]
}
is "--dry-run lists and writes nothing" writes_nothing

starts() {
    tare init >"$work/out" 2>&1 || { cat "$work/out"; return 1; }
    grep -q '^words ' "$work/out" && [ -f .tare/baselines/main.json ] &&
        [ "$(tail -n 1 "$work/out")" = "  ${1:-make bench-gate}" ]
}
is "with make, it writes, builds and measures" starts
appended() {
    head -c "$(stat -c %s before)" Makefile | cmp - before &&
        grep -qx '# tare init' Makefile && make -n | grep -qx 'true'
}
is "the Makefile is what it was, with lines behind it" appended
again() {
    files >"$work/first"
    tare init >"$work/out" 2>&1 || return 1
    files | diff "$work/first" - && ! grep -E '^  (write|append)' "$work/out"
}
is "once more, it changes nothing" again
verdict() {
    "$@" >"$work/out" 2>&1
    status=$?
    grep -E 'unchanged|identical' "$work/out" && [ $status = 0 ]
}
is "the next command gives a verdict" verdict make bench-gate
strict() {
    $CC -Wall -Wextra -Wpedantic -Wconversion -Werror -I"$usr/include" \
        -o /dev/null -c benches/first_bench.c
}
is "the benchmark compiles without a warning" strict

project kept
mkdir benches .git
echo 'int main(void) { return 3; }' >benches/first_bench.c
echo '{ "threshold": 0.1 }' >tare.json
echo '*.o' >.gitignore
printf 'bench:\n\ttrue\n' >Makefile
keeps() {
    files >"$work/first"
    tare init --ci none >"$work/out" 2>&1
    status=$?
    head -n 1 .gitignore | grep -qx '\*.o' &&
        grep -qx 'int main(void) { return 3; }' benches/first_bench.c &&
        grep -qx '{ "threshold": 0.1 }' tare.json && [ $status -ne 0 ]
}
is "what is there is kept, whatever it is" keeps
other_targets() {
    make -n bench | grep -qx true && make -n tare-bench-gate | grep 'tare gate'
}
is "a target bench of the user's stays theirs" other_targets

project broken
mkdir benches
echo 'int main(void) { return }' >benches/first_bench.c
fails() {
    tare init >"$work/out" 2>&1
    [ $? = 3 ] && grep 'make bench-build: it ended with status 2' "$work/out" &&
        [ ! -e .tare/baselines/main.json ]
}
is "a build that fails says so" fails
mended() {
    rm benches/first_bench.c && starts
}
is "and when that is mended, it goes on" mended

# ---- cmake, meson ------------------------------------------------------------
project cmake
printf 'cmake_minimum_required(VERSION 3.18)\nproject(mine LANGUAGES C)\n' \
    >CMakeLists.txt
if ! command -v cmake >/dev/null; then
    skip "with CMake, it writes, builds and measures" "no cmake"
elif [ ! -e "$usr/lib/cmake/tare" ]; then
    skip "with CMake, it writes, builds and measures" "no CMake package of tare"
else
    is "with CMake, it writes, builds and measures" \
        starts 'TARE_BASELINE=main cmake --build build --target bench-gate'
    is "once more, it changes nothing" again
    is "the next command gives a verdict" \
        verdict env TARE_BASELINE=main cmake --build build --target bench-gate
fi

project meson
printf "project('mine', 'c')\n" >meson.build
if ! command -v meson >/dev/null || ! command -v ninja >/dev/null ||
    ! command -v pkg-config >/dev/null; then
    skip "with Meson, it writes, builds and measures" "no meson, ninja or pkg-config"
else
    is "with Meson, it writes, builds and measures" starts \
        'meson compile -C build first_bench && tare gate --baseline main build/first_bench'
    is "once more, it changes nothing" again
    is "the next command gives a verdict" verdict sh -c \
        'meson compile -C build first_bench && tare gate --baseline main build/first_bench'
fi

# ---- C++, where no C is compiled -----------------------------------------------
project cmake-cpp
printf '# C\ncmake_minimum_required(VERSION 3.18)\nproject(mine LANGUAGES CXX)\n' \
    >CMakeLists.txt
in_cpp() { starts "$1" && [ -f benches/first_bench.cpp ] && [ ! -e benches/first_bench.c ]; }
if command -v cmake >/dev/null && [ -e "$usr/lib/cmake/tare" ]; then
    is "with CMake and C++, the benchmark is C++" \
        in_cpp 'TARE_BASELINE=main cmake --build build --target bench-gate'
else
    skip "with CMake and C++, the benchmark is C++" "no cmake"
fi

project meson-cpp
printf "project('mine', ['cpp'])\n" >meson.build
if command -v meson >/dev/null && command -v ninja >/dev/null &&
    command -v pkg-config >/dev/null; then
    is "with Meson and C++, the benchmark is C++" in_cpp \
        'meson compile -C build first_bench && tare gate --baseline main build/first_bench'
else
    skip "with Meson and C++, the benchmark is C++" "no meson, ninja or pkg-config"
fi

# ---- the jobs ----------------------------------------------------------------
python=
for candidate in python3 /usr/bin/python3; do
    $candidate -c 'import yaml' 2>/dev/null && { python=$candidate; break; }
done
jobs() {    # build system, its file
    project "job-$1" && touch "$2" && mkdir benches
    : >benches/first_bench.c # nothing that could be measured
    for ci in github gitlab; do
        tare init --ci $ci >/dev/null 2>&1
    done
    "$python" "$here/tests/docs/pipeline.py" .github/workflows/benchmarks.yml &&
        "$python" "$here/tests/docs/pipeline.py" .gitlab/benchmarks.yml
}
for system in make:Makefile cmake:CMakeLists.txt meson:meson.build; do
    name="the jobs for ${system%:*} are well-formed, and their shell"
    if [ -n "$python" ]; then
        is "$name" jobs "${system%:*}" "${system#*:}"
    else
        skip "$name" "no python3-yaml"
    fi
done

refuses() {
    project empty
    [ "$(tare init scons 2>&1)" = \
        'tare: init: "scons" is not one of make, cmake, meson' ] &&
        [ "$(tare init meson 2>&1)" = "tare: meson.build: there is none here; \
start tare init in the top folder of the project" ] && [ -z "$(ls)" ]
}
is "what it does not know, it refuses" refuses
finish
