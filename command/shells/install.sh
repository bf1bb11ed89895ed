#!/bin/sh
# The manual pages and the completions of shells, where these look for them.
# Usage: sh command/shells/install.sh TARE SHARE, or with --remove SHARE
set -eu
here=$(dirname "$0")
if [ "$1" = --remove ]; then
    share=$2
    rm -f "$share"/man/man1/tare.1 "$share"/man/man1/tare-*.1 \
        "$share"/bash-completion/completions/tare \
        "$share"/zsh/site-functions/_tare \
        "$share"/fish/vendor_completions.d/tare.fish
    exit
fi
tare=$1 share=$2
install -d "$share/man/man1" "$share/bash-completion/completions" \
    "$share/zsh/site-functions" "$share/fish/vendor_completions.d"
if "$tare" --version >/dev/null 2>&1; then
    "$tare" --man >"$share/man/man1/tare.1"
    sed -n 's/^\.Xr tare-\([a-z]*\) 1.*/\1/p' "$share/man/man1/tare.1" |
        sort -u | while read -r verb; do
            "$tare" "$verb" --man >"$share/man/man1/tare-$verb.1"
        done
else
    echo "no manual pages: $tare, which writes them, does not run here" >&2
fi
install -m 644 "$here/tare.bash" "$share/bash-completion/completions/tare"
install -m 644 "$here/_tare" "$share/zsh/site-functions/_tare"
install -m 644 "$here/tare.fish" "$share/fish/vendor_completions.d/tare.fish"
