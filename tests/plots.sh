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
. tests/packages.sh
may_install || exit 0
echo "  SETUP  gnuplot-nox"
install_by "$install" >/dev/null 2>&1
exit 0
