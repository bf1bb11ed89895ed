#!/bin/sh
# The manual and the program agree about options: what the one names the other
# knows, and no option is without a word in the manual.  Nor is any code of a
# warning or verdict.  TAP.
set -u
tare=$(cd "$(dirname "$TARE")" && pwd)
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
PATH=$tare:$PATH
manual='README.md CHANGELOG.md CONTRIBUTING.md docs/*.md'
verbs='init run profile list duel gate trial compare report watch flags layouts doctor baseline at fleet'

. tests/tap.sh

# The long options in the text on stdin, each once, without the dashes.
options() {
    grep -oE -- '(^|[^-a-zA-Z])--[a-z][a-z-]*' | sed 's/.*--//' | sort -u
}

# Options of git, make, apt, docker, debuggers and profilers that examples use.
others='benchmark static target test-dir variable
        depth detach no-install-recommends cap-add call-graph config launch
        template add args del'

# shellcheck disable=SC2086
cat $manual | options >"$work/named"
for verb in $verbs; do
    tare "$verb" --help | options >"$work/$verb"
done
# the help of list names only its own; these it takes as all do
echo 'color help quiet verbose version' | tr ' ' '\n' |
    sort -u - "$work/list" -o "$work/list"
# the table itself, where an option that --help hides is, too
sed -n 's/^ *{ [A-Z]*, [A-Z |&~]*, [^,]*, "\([a-z-]*\)", .*/\1/p' \
    command/option_table.c | sort -u >"$work/table"
# shellcheck disable=SC2086
(cd "$work" && sort -u table $verbs >known)

none() {    # lines on stdin are offences
    ! grep .
}

unknown() {
    echo "$others" | tr ' ' '\n' | sort -u "$work/known" - |
        comm -23 "$work/named" - | sed 's/^/no such option: --/' | none
}

unsaid() {
    comm -13 "$work/named" "$work/known" | sed 's/^/not in the manual: --/' |
        none
}

# "tare gate --x": whether gate takes x.  A command goes to the end of its
# code, and over a backslash at the end of a line.
misplaced() {
    # shellcheck disable=SC2086
    sed -e ':again' -e '/\\$/{N;s/\\\n//;b again' -e '}' $manual |
        grep -oE 'tare ('"$(echo "$verbs" | tr ' ' '|')"') [^`#|;&)]*' |
        while read -r _ verb words; do
            echo " $words" | options | sort -u "$work/$verb" - |
                comm -13 "$work/$verb" - | sed "s/^/tare $verb takes no --/"
        done | none
}

enough() {    # or the table is not read any more
    [ "$(wc -l <"$work/table")" -gt 40 ]
}

# The codes of warnings; and in the files that judge, all that is hyphenated and
# the first column of tables.
unlisted() {
    {
        grep -ohE 'tare_case_warn\([a-z]+, *"[a-z-]+"' harness/*/*.c
        grep -ohE '\{ "[a-z]+",' harness/judge/judge.c harness/judge/reasons.c
        grep -ohE '"[a-z]+(-[a-z]+)+"' harness/judge/judge.c \
            harness/judge/reasons.c harness/judge/numbers_case.c \
            harness/judge/numbers.c harness/judge/fingerprint.c \
            harness/judge/standing.c harness/judge/fleet.c \
            command/compare_now.c
    } | grep -oE '"[a-z-]+"' | tr -d '"' | sort -u >"$work/codes"
    [ "$(wc -l <"$work/codes")" -gt 30 ] || { cat "$work/codes"; return 1; }
    while read -r code; do
        grep -qF "\`$code\`" docs/warnings.md ||
            echo "not in docs/warnings.md: $code"
    done <"$work/codes" | none
}

is "the table of options can be read" enough
is "every option in the manual exists" unknown
is "every option is in the manual" unsaid
is "every command in the manual takes its options" misplaced
is "every code of a warning or verdict is in the manual" unlisted
finish
