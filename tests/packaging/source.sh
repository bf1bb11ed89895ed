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

crossed() (
    in_project fetch && cmake -S . -B build -DCMAKE_SYSTEM_NAME=Linux \
        -DCMAKE_SYSTEM_PROCESSOR=aarch64 -DCMAKE_BUILD_TYPE=Debug \
        -DCMAKE_C_COMPILER=aarch64-linux-gnu-gcc -DCMAKE_C_FLAGS=-static \
        -DFETCHCONTENT_SOURCE_DIR_TARE="$source" -DTARE_CJSON="$cjson" &&
        cmake --build build && qemu-aarch64 build/my_bench --list &&
        says '^length'
)
crossed_by_meson() (
    in_project meson && cp -R "$work/projects/subprojects" . &&
        ln -s "$source" subprojects/tare && cat >cross.ini <<'END' &&
[binaries]
c = 'aarch64-linux-gnu-gcc'
ar = 'aarch64-linux-gnu-ar'
[built-in options]
c_link_args = ['-static']
[host_machine]
system = 'linux'
cpu_family = 'aarch64'
cpu = 'aarch64'
endian = 'little'
END
        meson setup build --cross-file cross.ini --wrap-mode=nodownload \
            -Doptimization=0 -Dtare:cjson="$cjson" &&
        meson compile -C build && qemu-aarch64 build/my_bench --list &&
        says '^length'
)

# cJSON inside, where its source is to be had: no other is needed then.
sh packaging/cjson.sh bundled "$work/cjson" >/dev/null 2>&1 && cjson=$work/cjson
without=${cjson:+, with cJSON inside}
if has meson ninja; then
    is "Meson: a subproject$without, which installs nothing" subproject "${cjson:-}"
else
    skip "Meson: a subproject, which installs nothing" "no meson with ninja"
fi
[ -n "${cjson:-}" ] || skip "cJSON inside libtare" "no source package of cJSON"
# (it takes minutes: with PORTS=aarch64, like what make ports tries)
: "${PORTS:=}"
if [ "${PORTS#*aarch64}" = "$PORTS" ]; then
    skip "for aarch64" "PORTS does not name it"
elif [ -z "${cjson:-}" ] || ! has cmake ninja meson aarch64-linux-gnu-gcc qemu-aarch64; then
    skip "for aarch64" "no cJSON, compiler or emulator for it, or no CMake or Meson"
else
    is "CMake: for aarch64" crossed
    is "Meson: for aarch64" crossed_by_meson
fi

# ---- package managers ----------------------------------------------------------
# Debian's Bazel, which is of 2021 and finds its own parts only when told where they
# are; its rules for C are those that it has built in, which the packaged ones are too
# new for.
bazel_of_debian() {
    mkdir -p rules_cc/cc && : >rules_cc/WORKSPACE && : >rules_cc/cc/BUILD || return 1
    for rule in binary import library proto_library test toolchain toolchain_suite; do
        echo "cc_$rule = native.cc_$rule"
    done >rules_cc/cc/defs.bzl
    parts=/usr/share/bazel
    set -- "$@" --override_repository=rules_cc="$PWD/rules_cc"
    for part in rules_java:rules/java rules_proto:rules/proto \
        platforms:tools/platforms bazel_skylib:tools/skylib; do
        set -- "$@" "--override_repository=${part%:*}=$parts/${part#*:}"
    done
    bazel "$@"
}
run_bazel() {
    if [ -d /usr/share/bazel/rules/java ]; then
        bazel_of_debian "$@"
    else
        bazel "$@"
    fi
}
with_bazel() (
    in_project make && rm Makefile && cp "$top/packaging/bazel/BUILD.bazel" tare.BUILD &&
        cat >MODULE.bazel <<END && cat >WORKSPACE <<END && cat >BUILD.bazel <<'END' &&
bazel_dep(name = "rules_cc", version = "0.0.17")
local = use_repo_rule("@bazel_tools//tools/build_defs/repo:local.bzl", "new_local_repository")
local(name = "tare", path = "$source", build_file = "//:tare.BUILD")
END
new_local_repository(name = "tare", path = "$source", build_file = "//:tare.BUILD")
END
load("@rules_cc//cc:defs.bzl", "cc_binary")
cc_binary(name = "my_bench", srcs = ["my_bench.c"], deps = ["@tare"])
END
        run_bazel build -c opt :my_bench && bazel-bin/my_bench --test &&
        bazel clean --expunge && says '^length'
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
