#!/bin/sh
# Prints a template with each @NAME@ replaced.
# Usage: sh packaging/fill.sh TEMPLATE NAME=VALUE…
template=$1
shift
exec env "$@" awk '
    {
        while (match($0, /@[a-z_]+@/)) {
            name = substr($0, RSTART + 1, RLENGTH - 2)
            printf "%s%s", substr($0, 1, RSTART - 1), ENVIRON[name]
            $0 = substr($0, RSTART + RLENGTH)
        }
        print
    }' "$template"
