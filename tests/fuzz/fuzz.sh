#!/bin/sh
# Hostile records, policies, status files, bundles or executables through one of
# the fuzzers.  What is found that is new goes to the build folder, and so does what fails.
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

here=$(dirname "$0")
mkdir -p "$FUZZER.finds"
longest=16384
case $FUZZER in
*/policy_fuzz)
    set -- "$here/policies" "$here/../store/policies/good" \
        "$here/../store/policies/bad"
    ;;
*/status_fuzz)
    set -- "$here/statuses"
    ;;
*/bundle_fuzz)
    set -- "$here/bundles"
    ;;
*/objects_fuzz)
    set -- "$here/objects"
    ;;
*/follow_fuzz) # what does not load leads nowhere, and long ones take four times
    longest=4096
    mkdir -p "$FUZZER.loads"
    cp "$here"/corpus/load* "$FUZZER.loads"
    set -- "$FUZZER.loads"
    ;;
*)
    set -- "$here/corpus"
    ;;
esac
exec "$FUZZER" -runs="$RUNS" -max_len="$longest" -timeout=20 -print_final_stats=1 \
    -entropic=0 -dict="$here/record.dict" -artifact_prefix="$FUZZER-" \
    "$FUZZER.finds" "$@"
