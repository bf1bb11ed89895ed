#!/bin/sh
# Makes sure that what the build needs is there: installs it through the
# package manager where that is allowed, and otherwise says what to type.
# Nothing is looked for with SETUP=no, as in the build of a package.
# Usage: CC=cc CPPFLAGS=flags LDFLAGS=flags CJSON=where sh tests/setup.sh
set -u
[ "${SETUP:-yes}" = yes ] || exit 0

# Whether a program links with that header; libraries.
have() {
    header=$1
    shift
    # shellcheck disable=SC2086
    printf '#include <%s>\nint main(void){return 0;}\n' "$header" |
        ${CC:-cc} ${CPPFLAGS:-} -x c -o /dev/null - ${LDFLAGS:-} "$@" 2>/dev/null
}

# (with a cJSON of its own it needs no other)
header=cjson/cJSON.h library=-lcjson packages=libcjson-dev
[ -z "${CJSON:-}" ] || header=stdio.h library='' packages=''

# shellcheck disable=SC2086
have "$header" $library && exit 0

# a compiler installed without what it recommends has no C library to link with
have stdio.h || packages="$packages libc6-dev"
command="apt-get install -y --no-install-recommends $packages"
. tests/packages.sh
may_install
case $? in
1)
    echo "tare needs the cJSON library with its header (Debian: $packages)." >&2
    exit 1
    ;;
2)
    echo "tare needs $packages, and may not install it here. Type:" >&2
    echo "    sudo apt-get update && sudo $command" >&2
    exit 1
    ;;
esac
echo "  SETUP  $packages"
log=$(mktemp) || exit 1
if ! install_by "$command" >"$log" 2>&1; then
    tail -n 5 "$log" >&2
    echo "could not install $packages. Type:" >&2
    echo "    sudo apt-get update && sudo $command" >&2
    rm -f "$log"
    exit 1
fi
rm -f "$log"
have "$header" || {
    echo "$packages is installed, yet <$header> does not compile with" \
        "${CC:-cc}" >&2
    exit 1
}
