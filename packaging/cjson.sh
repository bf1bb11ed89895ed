#!/bin/sh
# Puts cJSON.c and cJSON.h into a folder, with a header hidden.h that gives its
# functions names that no program has.
# Usage: sh packaging/cjson.sh bundled|FOLDER INTO
# FOLDER holds both files; bundled: Debian's source package does.
set -eu
from=$1 into=$2
mkdir -p "$into"

# With lists of our own, since those of the system seldom have sources.
fetch() {    # folder
    mkdir -p "$1/parts" "$1/lists/partial" "$1/cache/archives/partial"
    cat /etc/apt/sources.list.d/*.sources 2>/dev/null |
        sed 's/^Types:.*/Types: deb-src/' >"$1/parts/own.sources"
    cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null |
        sed -n 's/^deb /deb-src /p' >"$1/parts/own.list"
    cd "$1"
    set -- -qq -o Dir::Etc::sourcelist=/dev/null \
        -o "Dir::Etc::sourceparts=$PWD/parts" -o "Dir::State::lists=$PWD/lists" \
        -o "Dir::Cache=$PWD/cache" -o APT::Sandbox::User="$(id -un)"
    # (with the patches of its security fixes)
    apt-get "$@" update && apt-get "$@" source cjson
}

if [ "$from" = bundled ]; then
    from=$into/package
    rm -rf "$from"
    mkdir "$from"
    (fetch "$from") >"$into/log" 2>&1 || {
        tail -n 2 "$into/log" >&2
        echo "cannot get the source package cjson: install dpkg-dev, or say" \
            "CJSON=FOLDER, a folder with cJSON.c and cJSON.h" >&2
        exit 1
    }
    from=$(echo "$from"/cjson-*/)
fi
for file in cJSON.h cJSON.c; do
    [ -f "$from/$file" ] || {
        echo "there is no $from/$file: say CJSON=FOLDER, a folder that has it" >&2
        exit 1
    }
done
sed -n 's/^CJSON_PUBLIC(.*) *\(cJSON_[A-Za-z0-9_]*\)(.*/#define \1 tare_own_\1/p' \
    "$from/cJSON.h" >"$into/hidden.h"
cp "$from/cJSON.h" "$from/cJSON.c" "$into"
rm -rf "$into/package"
