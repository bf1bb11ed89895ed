#!/bin/sh
# tare.h and the guide's C++ with everything that both compilers warn of, and one
# sentence where the language is too old.  TAP.
set -u
top=$(pwd)
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
. tests/packaging/projects.sh

# Writes the blocks of a language in a document that are pieces of a file.
pieces() {    # document, language
    awk -v fence="\`\`\`$2" '
        /^```/ { inside = $0 == fence; first = inside; next }
        first { first = 0; inside = / file: / }
        inside' "$1"
}
pieces docs/guide.md cpp >"$work/guide.cc"
pieces README.md c >"$work/readme.c"

gnu='-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wcast-qual
    -Wcast-align -Wformat=2 -Wundef -Wredundant-decls -Wmissing-declarations
    -Wunused-macros -Wswitch-default -Wdouble-promotion -Wnull-dereference'
# all but what is against older C++, or about what every program has: padding and
# its globals; and a fixture may go unused
clang='-Weverything -Wno-c++98-compat -Wno-c++98-compat-pedantic -Wno-padded
    -Wno-global-constructors -Wno-exit-time-destructors -Wno-unknown-warning-option
    -Wno-used-but-marked-unused
    -Wno-missing-prototypes -Wno-weak-vtables -Wno-missing-variable-declarations
    -Wno-poison-system-directories'

compiles() {    # compiler, its options, source
    # shellcheck disable=SC2086
    $1 $2 -Werror -O2 -Iharness/include "$3" -o "$work/bench" "$LIB" -lm &&
        "$work/bench" --test
}
one_sentence() {    # compiler, its options, what it says
    # shellcheck disable=SC2086
    ! $1 $2 -Iharness/include -c "$work/old.c" -o "$work/old.o" 2>"$work/said" ||
        return 1
    cat "$work/said"
    grep -q "$3" "$work/said" && [ "$(wc -l <"$work/said")" -le 12 ]
}
printf '#include <tare.h>\nstatic void a(struct tare *t) { TARE_LOOP(t); }\n' \
    >"$work/old.c"
printf 'TARE_BENCH(a);\nTARE_MAIN();\n' >>"$work/old.c"

for compiler in g++ clang++; do
    has $compiler || { skip "C++ with $compiler" "no $compiler"; continue; }
    all=$gnu
    [ $compiler = g++ ] || all=$clang
    for std in c++17 c++20; do
        is "$compiler -std=$std: the guide's benchmark, with all warnings" \
            compiles "$compiler -std=$std" "$all" "$work/guide.cc"
        is "$compiler -std=$std: the whole interface" \
            compiles "$compiler -std=$std" "$all" tests/docs/header.cc
    done
    is "$compiler -std=c++14 is told what tare.h needs" \
        one_sentence "$compiler -xc++" -std=c++14 'needs C++17'
done
for compiler in gcc clang; do
    has $compiler || { skip "C with $compiler" "no $compiler"; continue; }
    all=$gnu
    [ $compiler = gcc ] || all=$clang
    for std in c11 gnu17; do
        is "$compiler -std=$std: the README's benchmark, with all warnings" \
            compiles "$compiler -std=$std" "$all" "$work/readme.c"
    done
    is "$compiler -std=c99 is told what tare.h needs" \
        one_sentence $compiler -std=c99 'needs C11'
done
finish
