#!/bin/sh
# The projects of docs/integrate.md that build tare themselves, from a copy of its
# source in which they leave nothing.  TAP.
set -u
top=$(pwd)
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
. tests/packaging/projects.sh
export CC CXX
take_projects

source=$work/tare
mkdir "$source"
cp -R CMakeLists.txt meson.build meson_options.txt README.md CHANGELOG.md \
    LICENSE harness stats store report command packaging docs "$source"
touch "$work/copied"
untouched() { ! find "$source" -newer "$work/copied" | grep .; }

# (without optimisation, since nobody looks at times)
fetched() (
    in_project fetch && cmake -S . -B build -DBUILD_SHARED_LIBS=ON \
        -DFETCHCONTENT_SOURCE_DIR_TARE="$source" \
        -DCMAKE_BUILD_TYPE=Debug -DCMAKE_C_FLAGS=-Werror &&
        cmake --build build && (cd build && ctest --output-on-failure) &&
        readelf -d build/my_bench | grep -q 'NEEDED.*libtare.so.0'
)
installs_nothing() (
    cd "$work/now" && DESTDIR=$work/nothing cmake --install build &&
        [ ! -e "$work/nothing" ]
)
measured() (
    cd "$work/now" && cmake --build build -t bench && says '^length'
)

subproject() (
    in_project meson && cp -R "$work/projects/subprojects" . &&
        ln -s "$source" subprojects/tare &&
        meson setup build --wrap-mode=nodownload -Dwerror=true \
            -Doptimization=0 -Dtare:cjson="$1" &&
        meson compile -C build && meson test -C build &&
        ! meson install -C build --dry-run | grep -i 'installing.*tare'
)

if has cmake ninja; then
    CMAKE_GENERATOR=Ninja
    export CMAKE_GENERATOR
    is "CMake: FetchContent, with a shared library" fetched
    is "CMake: as a part of another project, tare installs nothing" installs_nothing
    is "CMake: bench builds the program and measures" measured
else
    skip "CMake: FetchContent, its install, bench" "no cmake with ninja"
fi

# cJSON inside, where its source is to be had: no other is needed then.
sh packaging/cjson.sh bundled "$work/cjson" >/dev/null 2>&1 && cjson=$work/cjson
without=${cjson:+, with cJSON inside}
if has meson ninja; then
    is "Meson: a subproject$without, which installs nothing" subproject "${cjson:-}"
else
    skip "Meson: a subproject, which installs nothing" "no meson with ninja"
fi
[ -n "${cjson:-}" ] || skip "cJSON inside libtare" "no source package of cJSON"
# ---- package managers ----------------------------------------------------------
with_bazel() (
    in_project make && rm Makefile && cp "$top/packaging/bazel/BUILD.bazel" tare.BUILD &&
        cat >MODULE.bazel <<END && cat >BUILD.bazel <<'END' &&
bazel_dep(name = "rules_cc", version = "0.0.17")
local = use_repo_rule("@bazel_tools//tools/build_defs/repo:local.bzl", "new_local_repository")
local(name = "tare", path = "$source", build_file = "//:tare.BUILD")
END
load("@rules_cc//cc:defs.bzl", "cc_test")
cc_test(name = "my_bench", srcs = ["my_bench.c"], args = ["--test"], deps = ["@tare"])
END
        bazel test :my_bench
)
with_vcpkg() {
    vcpkg install tare --overlay-ports="$source/packaging/vcpkg" \
        --x-install-root="$work/vcpkg"
}
with_conan() { conan create "$source/packaging/conan" --version "$version"; }
version=$(sed -n 's/^#define TARE_VERSION "\(.*\)"/\1/p' harness/include/tare.h)
for tool in bazel vcpkg conan; do
    if has $tool; then
        is "$tool builds tare" with_$tool
    else
        skip "$tool builds tare" "no $tool"
    fi
done
is "the port for vcpkg is of this version" \
    grep -q "\"version\": \"$version\"" packaging/vcpkg/vcpkg.json
is "nothing was written into the source" untouched
finish
