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

finish() {
    echo "1..$count"
    exit $bad
}
