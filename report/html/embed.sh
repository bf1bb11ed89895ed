#!/bin/sh
# Prints C that holds the files given; report/html/embedded.h declares it.  Bytes
# are numbers, so that no text needs quoting and no string is too long.
# Usage: sh report/embed.sh report/templates/*
set -eu
LC_ALL=C
export LC_ALL

echo '#include "report/html/embedded.h"'
count=0
for file in "$@"; do
    echo "static const unsigned char file${count}[] = {"
    # nobody reads indentation in a page
    sed "s/^ *//" "$file" | od -An -v -tx1 | sed 's/ \([0-9a-f][0-9a-f]\)/0x\1,/g'
    echo '0 };'
    count=$((count + 1))
done
echo 'const struct tare_embedded tare_embedded_files[] = {'
count=0
for file in "$@"; do
    echo "{ \"${file##*/}\", (const char *)file$count },"
    count=$((count + 1))
done
echo '};'
echo "const size_t tare_embedded_count = $count;"
