#!/bin/sh
# The projects of docs/integrate.md, built by the tools themselves with what make
# install leaves, moved to another folder.  TAP.
set -u
top=$(pwd)
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
. tests/packaging/projects.sh
PATH=$work/usr/bin:$PATH
PKG_CONFIG_PATH=$work/usr/lib/pkgconfig
CMAKE_PREFIX_PATH=$work/usr
export PATH PKG_CONFIG_PATH CMAKE_PREFIX_PATH CC CXX
# (what a function does to folders and variables is forgotten)
alone() ( "$@" )

cp -R "$OUT/stage/static" "$work/usr"
cp -R "$OUT/stage/shared" "$work/shared"
take_projects

# ---- CMake -------------------------------------------------------------------
configure() { cmake -S . -B build "$@" && cmake --build build; }

passes() {    # tests, of which so many pass
    (cd build && ctest --output-on-failure) >ctest.log 2>&1
    cat ctest.log
    [ "$(grep -c ' Passed ' ctest.log)" = "$1" ]
}

found() ( in_project cmake && configure && passes 1; )
measured() (
    cd "$work/now" && TARE_SAVE_BASELINE=main cmake --build build -t bench &&
        says '^length' && [ -f .tare/baselines/main.json ]
)
gated() (
    cd "$work/now" &&
        TARE_BASELINE=main cmake --build build -t bench-gate && says 'Nothing changed'
)
against() (
    cd "$work/now" && git init -q && git add CMakeLists.txt my_bench.c &&
        as_somebody commit -qm a || exit 1
    TARE_AGAINST=HEAD cmake --build build -t bench-gate
    says 'HEAD → the working tree'
)
unknowing() (
    cd "$work/now" || exit 1
    cmake --build build -t bench-gate
    says 'need --against or'
)

# Names that are made to be taken apart, and properties of the tests.
hostile() (
    in_project cmake && cp "$top/tests/packaging/hostile_bench.c" . &&
        cat >>CMakeLists.txt <<'END' &&
tare_add_benchmark(hostile hostile_bench.c
    LABELS quick TIMEOUT 60 PROPERTIES ENVIRONMENT A=1)
END
        configure && passes 6 && grep -q 'hostile/skips .*Skipped' ctest.log &&
        (cd build && ctest -N -L quick | grep -q 'Total Tests: 6')
)
# (the name of a target that the project has already)
beside() (
    in_project cmake && sed -i '/^find/i add_custom_target(bench)' CMakeLists.txt &&
        configure && cmake --build build -t tare-bench && says '^length'
)
several() (
    in_project cmake && cmake -G 'Ninja Multi-Config' -S . -B build &&
        cmake --build build --config Release &&
        (cd build && ctest -C Release) >ctest.log 2>&1 &&
        grep -q 'my_bench/length .* Passed' ctest.log
)
sanitized() (
    in_project cmake && configure -DCMAKE_C_FLAGS=-fsanitize=address,undefined &&
        passes 1
)
optimized() (
    in_project cmake && configure -DCMAKE_INTERPROCEDURAL_OPTIMIZATION=ON \
        -DCMAKE_BUILD_TYPE=Release && passes 1
)
other_version() {    # what is asked for
    in_project cmake && sed -i "s/tare 0.1 /tare $1 /" CMakeLists.txt && configure
}
refused() ( ! other_version "$1" || exit 1; grep -q 'version' "$work/log"; )
two_versions() (
    cp -R "$work/usr" "$work/newer"
    sed -i 's/"0\.1\.0"/"0.2.0"/' "$work"/newer/lib/cmake/tare/*Version.cmake
    CMAKE_PREFIX_PATH=$work/newer:$work/usr
    other_version "$1" && grep -q "/$2/lib/libtare.a" build/build.ninja
)
blanks() (
    cp -R "$work/usr" "$work/a b" && in_project cmake && mkdir 'c d' &&
        mv CMakeLists.txt my_bench.c 'c d' && cd 'c d' &&
        CMAKE_PREFIX_PATH="$work/a b" configure && passes 1
)
by_kind() (    # prefix, target, what the executable needs of tare's
    CMAKE_PREFIX_PATH=$1
    in_project cmake && echo "target_link_libraries(my_bench PRIVATE $2)" \
        >>CMakeLists.txt && configure && passes 1 &&
        [ "$(readelf -d build/my_bench | grep -c 'NEEDED.*libtare')" = "$3" ]
)

if has cmake ninja; then
    CMAKE_GENERATOR=Ninja
    export CMAKE_GENERATOR
    is "CMake: find_package, and ctest runs each case" found
    is "CMake: bench measures, and keeps" measured
    is "CMake: bench-gate compares with what is kept" gated
    is "CMake: bench-gate says what it needs" unknowing
    is "CMake: ids and properties get through, whatever is in them" hostile
    is "CMake: a target bench of the project stays as it is" beside
    is "CMake: several configurations" several
    is "CMake: a benchmark with sanitizers" sanitized
    is "CMake: a benchmark with LTO" optimized
    is "CMake: a range of versions" alone other_version 0.1...0.3
    is "CMake: a version that is too new is refused" refused 0.2
    is "CMake: a range beyond is refused" refused 0.0.1...0.0.9
    is "CMake: of two versions, the older is found" two_versions 0.1 usr
    is "CMake: of two versions, the newer is found" two_versions 0.2 newer
    is "CMake: blanks in every path" blanks
    is "CMake: the static library where both are" \
        by_kind "$work/shared" tare::tare 0
    is "CMake: the shared library if it is named" \
        by_kind "$work/shared" tare::shared 1
    if has git; then
        is "CMake: bench-gate builds another revision" against
    else
        skip "CMake: bench-gate builds another revision" "no git"
    fi
else
    skip "CMake: find_package, ctest, bench, bench-gate" "no cmake with ninja"
fi

# ---- Meson -------------------------------------------------------------------
meson_finds() (
    in_project meson && PKG_CONFIG="$work/pkg-config" meson setup build &&
        meson compile -C build && meson test -C build
)
meson_measures() (
    cd "$work/now" && meson test -C build --benchmark -v && says '1 subtests passed'
)
printf '#!/bin/sh\nexec pkg-config --define-prefix "$@"\n' >"$work/pkg-config"
chmod +x "$work/pkg-config"
if has meson ninja pkg-config; then
    is "Meson: dependency, and its test" meson_finds
    is "Meson: its benchmark, which speaks TAP" meson_measures
else
    skip "Meson: dependency, test, benchmark" "no meson with pkg-config"
fi

# ---- Make, pkg-config, autotools ---------------------------------------------
made() ( in_project make && make CC="$CC" check && make CC="$CC" bench; )
is "Make: check and bench" made

by_pkg_config() {    # prefix
    PKG_CONFIG_PATH=$1/lib/pkgconfig
    in_project make && sed -i 's/tare flags --bench-cflags/$(PC) --variable=bench_cflags tare/
        s/tare flags \(--[a-z]*\)/$(PC) \1 tare/g' Makefile &&
        make CC="$CC" PC="$2" check
}
shared_by_pkg_config() (
    LD_LIBRARY_PATH=$work/shared/lib
    export LD_LIBRARY_PATH
    by_pkg_config "$work/shared" "$work/pkg-config" &&
        readelf -d my_bench | grep -q 'NEEDED.*libtare.so.0' &&
        [ "$(stat -c %s my_bench)" -lt 100000 ]
)
if has pkg-config; then
    is "pkg-config: static" alone by_pkg_config "$work/usr" "$work/pkg-config"
    is "pkg-config: shared" shared_by_pkg_config
    cp -R "$work/usr" "$work/e f"
    sed -i "s|^prefix=.*|prefix=$work/e f|" "$work/e f/lib/pkgconfig/tare.pc"
    is "pkg-config: blanks in the path" alone by_pkg_config "$work/e f" pkg-config
else
    skip "pkg-config" "no pkg-config"
fi

configured() (
    in_project autotools && autoreconf -i && mkdir out && cd out &&
        ../configure PKG_CONFIG="$work/pkg-config" && make check && make bench
)
if has autoreconf automake pkg-config; then
    is "autotools: configure outside of the source, check, bench" configured
else
    skip "autotools: configure, check, bench" "no autotools"
fi

# ---- by hand -----------------------------------------------------------------
# A static library alone was hundreds of undefined references.
by_hand() (    # option of the linker
    in_project make && $CC "$1" -O2 -I"$work/usr/include" my_bench.c -o my_bench \
        -L"$work/usr/lib" -ltare && ./my_bench --test
)
for linker in bfd gold lld; do
    if has ld.$linker; then
        is "-ltare is enough for ld.$linker" by_hand -fuse-ld=$linker
    else
        skip "-ltare is enough for ld.$linker" "no ld.$linker"
    fi
done

shows_its_interface() {
    nm -D --defined-only --format=just-symbols "$work/shared/lib/libtare.so" |
        sed 's/@.*//' | grep -v '^TARE_0$' | sort >"$work/shown"
    sed -n 's/^    \(tare_.*\);/\1/p' packaging/tare.map | sort >"$work/mapped"
    diff "$work/shown" "$work/mapped"
}
is "the shared library shows the functions of tare.h alone" \
    shows_its_interface

# Packages have folders of their own, and DESTDIR may be called anything.
again() {    # target: by the make that runs us, which has built everything
    MAKEFLAGS=$make_flags make -o all -o "$(echo "${LIB%.a}".so.*)" "$1" \
        DESTDIR="$work/it's \"here\"" prefix=/usr libdir=/usr/lib/any SHARED=yes
}
packaged() (
    cd "$top" && again install && cd "$work/it's \"here\"/usr/lib/any" &&
        [ -f cmake/tare/tareConfig.cmake ] && [ -e libtare.so ] &&
        grep -x 'libdir=${prefix}/lib/any' pkgconfig/tare.pc &&
        grep '"${tare_libdir}/../../include"' cmake/tare/tareConfig.cmake &&
        cd "$top" && again uninstall &&
        ! find "$work/it's \"here\"" ! -type d | grep .
)
is "install and uninstall with DESTDIR, libdir and a shared library" packaged
finish
