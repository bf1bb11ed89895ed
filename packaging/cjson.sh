#!/bin/sh
# Puts cJSON.c and cJSON.h into a folder, with a header hidden.h that gives its
# functions names that no program has.
# Usage: sh packaging/cjson.sh bundled|FOLDER INTO
# FOLDER holds both files; bundled: Debian's source package does.
set -eu
from=$1 into=$2
mkdir -p "$into"

if [ "$from" = bundled ]; then
    from=$into/package
    rm -rf "$from"
    mkdir "$from"
    # (with the patches of its security fixes)
    (cd "$from" && apt-get source cjson >log 2>&1) || {
        tail -n 2 "$from/log" >&2
        echo "cannot get the source package cjson: install dpkg-dev and" \
            "enable deb-src in the sources of apt, or say CJSON=FOLDER, a" \
            "folder with cJSON.c and cJSON.h" >&2
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
