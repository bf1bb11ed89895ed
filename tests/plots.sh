#!/bin/sh
# Reports have plots where gnuplot is: installs it where that is allowed, and is
# content without.  TARE_NOPLOT=1 wants none.
# Usage: sh tests/plots.sh [--after]    --after: says what was not done
set -u
[ -z "${TARE_NOPLOT:-}" ] || exit 0
command -v gnuplot >/dev/null && exit 0

install="apt-get install -y --no-install-recommends gnuplot-nox"
if [ "${1:-}" = --after ]; then
    echo "make bench: the report has no plots, because gnuplot could not be" \
        "installed. Type: sudo $install"
    exit 0
fi
command -v apt-get >/dev/null || exit 0
if [ "$(id -u)" = 0 ]; then
    as_root=
elif sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    exit 0
fi
echo "  SETUP  gnuplot-nox"
{ $as_root apt-get update && DEBIAN_FRONTEND=noninteractive $as_root $install
} >/dev/null 2>&1
exit 0
