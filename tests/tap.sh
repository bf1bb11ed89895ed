# shellcheck shell=sh disable=SC2154
# TAP for shell tests: sourced, not run.  The test sets `work` to a scratch
# folder and ends with `finish`.
count=0 bad=0

# fact, command…: its output is shown when it fails
is() {
    fact=$1; shift
    count=$((count + 1))
    if "$@" >"$work/log" 2>&1; then
        echo "ok $count - $fact"
    else
        sed 's/^/#   /' "$work/log"
        echo "not ok $count - $fact"
        bad=1
    fi
}

# fact, reason
skip() {
    count=$((count + 1))
    echo "ok $count - $1 # SKIP $2"
}

# compiler: true if it is here and has a C library.  A cross compiler may be
# installed without one: Debian only recommends it.
builds() {
    command -v "$1" >/dev/null &&
        echo '#include <stdlib.h>
              int main(void) { return 0; }' |
        "$1" -xc -static -o "$work/builds" - 2>/dev/null
}

finish() {
    echo "1..$count"
    exit $bad
}
