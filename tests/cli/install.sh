#!/bin/sh
# What make install leaves is enough to build a benchmark with, and tare finds it
# wherever packages put the library; and without gnuplot make bench goes on.
# TAP.
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
. tests/tap.sh
: "${CC:=cc}"
prefix=$work/usr
mkdir -p "$prefix/bin" "$prefix/include" "$prefix/lib"
cp "$TARE" "$prefix/bin/tare"
cp harness/include/tare.h harness/include/tare_barrier.h "$prefix/include"
cp "$LIB" "$prefix/lib/libtare.a"
printf '#include <tare.h>\nstatic void a(struct tare *t) { TARE_LOOP(t) ; }\nTARE_BENCH(a);\nTARE_MAIN();\n' >"$work/a.c"

builds_in() {    # folder of the library
    [ "$prefix/lib" = "$1" ] || {
        mkdir -p "$1" && mv "$prefix"/lib/libtare.a "$1"/
    }
    case $("$prefix/bin/tare" flags --libs) in
    "$1/libtare.a "*) ;;
    *) "$prefix/bin/tare" flags --libs; return 1 ;;
    esac
    # shellcheck disable=SC2046
    $CC ${SAN:+-fsanitize=$SAN} $("$prefix/bin/tare" flags --cflags) \
        -o "$work/a" "$work/a.c" $("$prefix/bin/tare" flags --libs) &&
        "$work/a" --list | grep -q "^a"
    status=$?
    mv "$1/libtare.a" "$prefix/lib/" 2>/dev/null
    return $status
}

for folder in lib lib64 lib/x86_64-linux-gnu; do
    is "a benchmark is built with the library in $folder" \
        builds_in "$prefix/$folder"
done

# In the source tree there are more headers, one of which is called elf.h.
printf '#include <tare.h>\n#include <elf.h>\nElf64_Ehdr a;\n' >"$work/elf.c"
# shellcheck disable=SC2046
is "the system's headers stay the system's beside those of the source tree" \
    $CC $("$TARE" flags --cflags) -c -o "$work/elf.o" "$work/elf.c"

# Neither gnuplot nor anything to install it with.
mkdir "$work/bare"
bare() {    # option for plots.sh
    env -u TARE_NOPLOT PATH="$work/bare" /bin/sh tests/plots.sh "$@"
}
says_so() { bare --after | grep -q 'no plots'; }
is "without gnuplot the run goes on" bare
is "and is followed by what to type" says_so
finish
