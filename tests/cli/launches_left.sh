#!/bin/sh
# How many launches of the program named run at present, by their executable:
# 0 when none was left behind.  Usage: sh launches_left.sh PROGRAM
for process in /proc/[0-9]*; do
    case $(tr '\0' ' ' <"$process/cmdline" 2>/dev/null) in
    'tare-launch '*) readlink "$process/exe" ;;
    esac
done 2>/dev/null | grep -cF "$1"
exit 0
