# shellcheck shell=sh disable=SC2154
# Sourced, not run: a scratch folder in `work`, and with DUTY=0.5 a neighbour on each
# CPU, the program in `neighbour`.  All goes when the script ends.
work=$(mktemp -d) || exit 1
pids=
trap 'kill $pids 2>/dev/null; rm -rf "$work"' EXIT

if [ -n "${DUTY:-}" ]; then
    for cpu in $(seq 0 $(($(nproc) - 1))); do
        "$neighbour" "$cpu" both "$DUTY" "$cpu" 86400 &
        pids="$pids $!"
    done
fi
