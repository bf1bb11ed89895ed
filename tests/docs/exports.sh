#!/bin/sh
# Every format has its place in docs/exports.md, and its example there is what
# comes out: each line, in that order, with other lines only where it says "…".
# TAP.
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

. tests/tap.sh

# The last ```text block below the heading of that format.
example() {
    awk -v heading="## $1" '
        /^## / { inside = $0 == heading }
        inside && $0 == "```text" { block = ""; taking = 1; next }
        $0 == "```" { taking = 0 }
        taking { block = block $0 "\n" }
        END { printf "%s", block }' docs/exports.md
}

# Of what is no text, the texts in it, without the tag of the next one, a "2"; of
# what is one line, a line for each metric and data point.
readable() {    # format
    case $1 in
    otlp) sed 's/ *\({"name"\|{"attributes"\)/\n\1/g' ;;
    *pprof) gzip -dc | grep -aoE '[[:print:]]{5,}' | sed 's/2$//' ;;
    *) cat ;;
    esac
}

shows() {    # format
    example "$1" >"$work/want"
    "$TARE" export --format "$1" tests/docs/duel.json | readable "$1" |
        sed '/./,$!d' >"$work/got"
    [ -s "$work/want" ] || { echo "no example"; return 1; }
    awk -v want="$work/want" '
        BEGIN { while ((getline line < want) > 0) wanted[++count] = line
                at = 1 }
        wanted[at] == "…" { gap = 1; at++ }
        at <= count && $0 == wanted[at] { gap = 0; at++; next }
        !gap { print "not as shown: " $0; failed = 1; exit }
        END { if (wanted[at] == "…") at++
              if (!failed && at <= count) {
                  print "not there: " wanted[at]; failed = 1 }
              exit failed }' "$work/got"
}

for format in $("$TARE" export --help |
                awk 'found { print $1 } /^Formats:/ { found = 1 }'); do
    is "docs/exports.md has $format in its table" \
        grep -q "^| \`$format\` |" docs/exports.md
    is "and its example is what comes out" shows "$format"
done

# What the examples are made of is a duel with profiles.
moved() {
    "$TARE" report --text tests/docs/duel.json >"$work/text" &&
        grep -q '^  strchr  *+0.186 ± 0.022 µs ' "$work/text"
}
is "tare report --text has a table of what moved" moved
finish
