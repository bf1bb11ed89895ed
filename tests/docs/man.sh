#!/bin/sh
# The manual pages are what their readers take, say what the manual says, and
# are installed with the completions where these are looked for.  TAP.
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
. tests/tap.sh
share=$work/share
sh command/shells/install.sh "$TARE" "$share" || exit 1
verbs=$("$TARE" --help | sed -n 's/^  \([a-z][a-z]*\) .*/\1/p')

# Other pages are only known where they are installed.
clean() {
    ! mandoc -T lint "$share"/man/man1/*.1 2>&1 |
        grep -v 'STYLE: referenced manual not found'
}
formatted() {
    ! man --warnings -l "$1" 2>&1 >/dev/null | grep .
}
if command -v mandoc >/dev/null; then
    is "mandoc finds nothing amiss in any page" clean
else
    skip "mandoc finds nothing amiss in any page" "no mandoc"
fi
if man -l "$work/none" 2>&1 |
    grep -q 'No such file'; then
    for page in "$share"/man/man1/*.1; do
        is "man shows $(basename "$page") without a warning" formatted "$page"
    done
else
    skip "man shows the pages without a warning" "no man"
fi

there() {
    for verb in $verbs; do
        [ -s "$share/man/man1/tare-$verb.1" ] || echo "no page of $verb"
    done | { ! grep .; }
}
leads() {
    sed -n 's/^\.Xr \([a-z-]*\) 1.*/\1/p' "$share"/man/man1/*.1 | sort -u |
        while read -r page; do
            [ -s "$share/man/man1/$page.1" ] || echo "no page $page"
        done | { ! grep .; }
}
# Every option of --help, and no other.
agrees() {
    for verb in $verbs; do
        "$TARE" "$verb" --help | grep -oE '^  ( |-.,) +--[a-z-]+' |
            sed 's/.*--//' >"$work/help"
        sed -n 's/^\.It .*Fl \\-\([^ ]*\).*/\1/p' \
            "$share/man/man1/tare-$verb.1" | sed 's/\\-/-/g' >"$work/page"
        [ "$(wc -l <"$work/help")" -ge 2 ] || echo "$verb: too few"
        diff "$work/help" "$work/page"
    done | { ! grep .; }
}
# The statuses of tare(1) begin as in the manual.
statuses() {
    sed -n '/^\.Sh EXIT STATUS/,/^\.El/p' "$share/man/man1/tare.1" |
        sed -n '/^\.It/{s/^\.It //;N;s/\n/ | /;s/\\-/-/g;p}' >"$work/statuses"
    [ "$(wc -l <"$work/statuses")" -eq 9 ] || return 1
    while read -r line; do
        grep -qF "| $line" docs/exit-status.md || echo "not: $line"
    done <"$work/statuses" | { ! grep .; }
}
is "each verb has a page" there
is "each page that is named is there" leads
is "the options of the pages are those of --help" agrees
is "the exit statuses are those of the manual" statuses

looked_for() {
    [ -s "$share/bash-completion/completions/tare" ] &&
        [ -s "$share/zsh/site-functions/_tare" ] &&
        [ -s "$share/fish/vendor_completions.d/tare.fish" ]
}
is "completions are where shells look for them" looked_for
gone() {
    sh command/shells/install.sh --remove "$share" &&
        [ -z "$(find "$share" -type f)" ]
}
is "and all of it can be removed" gone
finish
