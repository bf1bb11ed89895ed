#!/bin/sh
# Hostile records through the loader.  What is found that is new goes to the
# build folder, and so does what fails.
# Usage: FUZZER=program RUNS=n sh tests/fuzz/fuzz.sh, or with --check to see
# whether CC can build it.
set -u

if [ "${1:-}" = --check ]; then
    echo 'int LLVMFuzzerTestOneInput(const char *, long);
          int LLVMFuzzerTestOneInput(const char *b, long n) { return !b & !n; }' |
        $CC -fsanitize=fuzzer,address,undefined -x c -o /dev/null - \
            2>/dev/null && exit 0
    echo "make fuzz needs clang with its fuzzer runtime, and \"$CC\" cannot" \
        "link -fsanitize=fuzzer." >&2
    echo "Install it (Debian: clang and libclang-rt-14-dev), or name" \
        "another: make fuzz FUZZ_CC=clang-15" >&2
    exit 1
fi

folder=$(dirname "$FUZZER")
mkdir -p "$folder/finds"
exec "$FUZZER" -runs="$RUNS" -max_len=16384 -timeout=20 -print_final_stats=1 \
    -dict=tests/fuzz/record.dict -artifact_prefix="$folder/" \
    "$folder/finds" tests/fuzz/corpus
