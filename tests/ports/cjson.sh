#!/bin/sh
# cJSON for another C library or processor: built from Debian's source package,
# or from the folder CJSON_FOLDER that has cJSON.c and cJSON.h.  Leaves libcjson.so.1
# and cjson/cJSON.h in FOLDER.
# Usage: [CJSON_FOLDER=…] sh tests/ports/cjson.sh COMPILER FOLDER
set -eu
compiler=$1 folder=$2
mkdir -p "$folder/cjson"

# With lists of our own, as those of the system seldom have sources.
fetch() {    # folder
    apt="$1/apt"
    mkdir -p "$apt/parts" "$apt/lists/partial" "$apt/cache/archives/partial"
    cat /etc/apt/sources.list.d/*.sources 2>/dev/null |
        sed 's/^Types:.*/Types: deb-src/' >"$apt/parts/own.sources"
    sed -n 's/^deb /deb-src /p' /etc/apt/sources.list \
        >"$apt/parts/own.list" 2>/dev/null || true
    set -- -qq -o Dir::Etc::sourcelist=/dev/null \
        -o "Dir::Etc::sourceparts=$apt/parts" \
        -o "Dir::State::lists=$apt/lists" -o "Dir::Cache=$apt/cache" \
        -o APT::Sandbox::User=root
    apt-get "$@" update
    (cd "$apt" && apt-get "$@" source --download-only cjson)
    tar -xf "$apt"/cjson_*.orig.tar.* -C "$apt/.." --strip-components=1
    rm -rf "$apt"
}

if [ -z "${CJSON_FOLDER:-}" ]; then
    CJSON_FOLDER=$(dirname "$folder")/cjson-source
    [ -f "$CJSON_FOLDER/cJSON.c" ] || { mkdir -p "$CJSON_FOLDER" && fetch "$CJSON_FOLDER"; }
fi
cp "$CJSON_FOLDER/cJSON.h" "$folder/cjson/"
"$compiler" -O2 -fPIC -shared -Wl,-soname,libcjson.so.1 \
    -o "$folder/libcjson.so.1" "$CJSON_FOLDER/cJSON.c" -lm
ln -sf libcjson.so.1 "$folder/libcjson.so"
