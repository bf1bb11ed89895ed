#!/bin/sh
# A copy of a benchmark runs with the libraries that its original had, however
# they were linked and whatever became of them since.  TAP on stdout.
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
. tests/tap.sh
unset LD_LIBRARY_PATH
here=$(cd "$(dirname "$0")" && pwd)
top=$(pwd)
lib=$(cd "$(dirname "$LIB")" && pwd)/$(basename "$LIB")
san=${SAN:+-fsanitize=$SAN}
build() {    # arguments of the compiler
    # shellcheck disable=SC2086
    $CC $san -std=c11 -D_GNU_SOURCE -O1 -g -w "$@"
}

is "the helper compiles" build -I. -o "$work/relaunch" \
    "$here/relaunch.c" "$lib" -lm -pthread
PATH=$work:$PATH

bench() {    # arguments of the compiler beyond the usual
    build -I"$top/harness/include" -o bench "$here/work_bench.c" "$@" \
        "$lib" -lm -pthread
}

shared() {    # value, file, arguments of the compiler
    file=$2
    echo "int inner(void) { return $1; } int work(void) { return $1; }" \
        >"${file##*/}.c"
    shift 2
    build -shared -fPIC -o "$file" "${file##*/}.c" "$@"
}

outer() {    # arguments of the compiler, with the library that it needs
    echo "int inner(void); int work(void) { return inner(); }" >outer.c
    build -shared -fPIC -o build/libouter.so outer.c "$@"
}

# Takes turns: 1 is what the original reports, 2 what was put in its place.
spoil='for f in build/*.so*; do [ -L "$f" ] || mv -f other.so "$f"; done'

# fact, what is to be printed; then the commands that build, in a folder of
# their own
story() {
    fact=$1 want=$2 build=$3 between=${4:-$spoil}
    rm -rf "$work/story" && mkdir -p "$work/story/build"
    is "$fact" turn
}
turn() (
    cd "$work/story" || exit 1
    eval "$build" && shared 2 other.so || { echo "cannot build"; exit 1; }
    got=$(relaunch ./bench "$between" 2>&1)
    echo "$got"
    [ "$(echo "$got" | tr '\n' ' ')" = "$want " ]
)

linked='-Lbuild -lwork'
usual='shared 1 build/libwork.so && bench $linked'
found='original 1 loaded libwork.so copy 1'

story "a search path in the program (RUNPATH)" "$found" \
    "$usual -Wl,--enable-new-dtags,-rpath,\$PWD/build"
story "and when the library is gone" "$found" \
    "$usual -Wl,--enable-new-dtags,-rpath,\$PWD/build" 'rm build/libwork.so'
story "an older one that goes first (RPATH)" "$found" \
    "$usual -Wl,--disable-new-dtags,-rpath,\$PWD/build"
story "one beside the program (\$ORIGIN)" "$found" \
    "$usual -Wl,--disable-new-dtags,-rpath,'\$ORIGIN/build'"
story "one relative to the current folder" "$found" \
    "$usual -Wl,-rpath,build"
story "at a fixed address (no PIE)" "$found" \
    "shared 1 build/libwork.so && bench -no-pie $linked \
     -Wl,--disable-new-dtags,-rpath,\$PWD/build"
story "stripped" "$found" \
    "$usual -Wl,--disable-new-dtags,-rpath,\$PWD/build && strip bench"
story "linked by path, no soname" "$found" \
    "shared 1 build/libwork.so && bench build/libwork.so"
story "linked by absolute path, no soname" "$found" \
    "shared 1 build/libwork.so && bench \$PWD/build/libwork.so"
story "linked by path, with versions of its symbols" "$found" \
    "echo 'ONE { global: work; };' >versions &&
     shared 1 build/libwork.so -Wl,--version-script,versions &&
     bench build/libwork.so"
story "soname and symbolic links" \
    "original 1 loaded libwork.so.1 copy 1" \
    "shared 1 build/libwork.so.1.2 -Wl,-soname,libwork.so.1 &&
     ln -s libwork.so.1.2 build/libwork.so.1 &&
     ln -s libwork.so.1 build/libwork.so &&
     bench $linked -Wl,-rpath,\$PWD/build"
story "linked by path through a symbolic link" "$found" \
    "shared 1 build/libwork-1.so && ln -s libwork-1.so build/libwork.so &&
     bench build/libwork.so"
story "found through LD_LIBRARY_PATH alone" "$found" \
    "$usual && export LD_LIBRARY_PATH=\$PWD/build"
story "a relative one, and an empty part" "$found" \
    "$usual && export LD_LIBRARY_PATH=build:"
needs='original 1 loaded libouter.so loaded libinner.so copy 1'
story "a library that needs another, by RUNPATH" "$needs" \
    "shared 1 build/libinner.so &&
     outer -Lbuild -linner -Wl,-rpath,\$PWD/build &&
     bench -Lbuild -louter -Wl,-rpath,\$PWD/build,-rpath-link,build" \
    'mv other.so build/libinner.so'
story "a library that needs another, by the program's RPATH" "$needs" \
    "shared 1 build/libinner.so && outer -Lbuild -linner &&
     bench -Lbuild -louter \
         -Wl,--disable-new-dtags,-rpath,\$PWD/build,-rpath-link,build" \
    'mv other.so build/libinner.so'
story "a library that needs another, by path" "$needs" \
    "shared 1 build/libinner.so && outer \$PWD/build/libinner.so &&
     bench build/libouter.so" \
    'mv other.so build/libinner.so'
story "opened by name, and closed before the end" \
    "original 1 loaded libplug.so copy 1" \
    "shared 1 build/libplug.so && bench -DPLUGIN='\"libplug.so\"' \
     -Wl,--disable-new-dtags,-rpath,\$PWD/build"
story "opened by a path that is built in: what was loaded tells" \
    "original 1 loaded libplug.so copy 2 stray libplug.so" \
    "shared 1 build/libplug.so &&
     bench -DPLUGIN=\"\\\"\$PWD/build/libplug.so\\\"\""
story "nothing but the program" "original 1 copy 1" \
    "echo 'int work(void) { return 1; }' >in.c && bench in.c" 'rm bench'
# (cJSON is not to be had for that, and a launch does not use it)
if [ -z "$san" ]; then
    story "linked statically" "original 1 copy 1" \
        "echo 'int work(void) { return 1; }' >in.c &&
         build -I\$top/harness/include -static -o bench \$here/work_bench.c in.c \
             \$lib -Wl,--unresolved-symbols=ignore-all -lm -pthread" 'rm bench'
else
    skip "linked statically" "sanitizers cannot be"
fi
finish
