#!/bin/sh
# Makes sure that what the build needs is there: installs it through the
# package manager where that is allowed, and otherwise says what to type.
# Usage: CC=cc sh tests/setup.sh
set -u

# Whether a program links with that header; libraries.
have() {
    header=$1
    shift
    printf '#include <%s>\nint main(void){return 0;}\n' "$header" |
        ${CC:-cc} -x c -o /dev/null - "$@" 2>/dev/null
}

have cjson/cJSON.h -lcjson && exit 0

packages="libcjson-dev"
# a compiler installed without what it recommends has no C library to link with
have stdio.h || packages="$packages libc6-dev"
command="apt-get install -y --no-install-recommends $packages"
if ! command -v apt-get >/dev/null 2>&1; then
    echo "tare needs the cJSON library with its header (Debian: $packages)." >&2
    exit 1
fi
if [ "$(id -u)" = 0 ]; then
    as_root=
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo"
else
    echo "tare needs $packages, and may not install it here. Type:" >&2
    echo "    sudo apt-get update && sudo $command" >&2
    exit 1
fi
echo "  SETUP  $packages"
log=$(mktemp) || exit 1
if ! { $as_root apt-get update && DEBIAN_FRONTEND=noninteractive $as_root \
       $command; } >"$log" 2>&1; then
    tail -n 5 "$log" >&2
    echo "could not install $packages. Type:" >&2
    echo "    sudo apt-get update && sudo $command" >&2
    rm -f "$log"
    exit 1
fi
rm -f "$log"
have cjson/cJSON.h -lcjson || {
    echo "$packages is installed, yet <cjson/cJSON.h> does not compile with" \
        "${CC:-cc}" >&2
    exit 1
}
