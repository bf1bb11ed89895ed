#!/bin/sh
# The Debian packages: built from what is committed, without an error of lintian,
# installed in a bare root, used there, and removed without a trace.
# Usage: sh tests/packaging/debian.sh [FOLDER]     (the packages are left there)
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
. tests/tap.sh
top=$(pwd)
out=${1:-$top/build/debian}

for tool in git dpkg-buildpackage dh; do
    command -v "$tool" >/dev/null || missing=$tool
done
if [ -n "${missing:-}" ]; then
    skip "Debian packages" "no $missing"
    finish
fi

builds_packages() (
    version=$(dpkg-parsechangelog -l debian/changelog -S Version)
    git archive --prefix=tare/ HEAD | tar -x -C "$work" &&
        tar -C "$work" --exclude=debian -czf \
            "$work/tare_${version%-*}.orig.tar.gz" tare &&
        cd "$work/tare" &&
        env -u MAKEFLAGS -u MAKELEVEL dpkg-buildpackage -us -uc \
            -j"$(nproc)" &&
        mkdir -p "$out" && rm -f "$out"/* && cp "$work"/*tare*_* "$out/"
)
is "the packages are built" builds_packages

if command -v lintian >/dev/null; then
    is "lintian finds no error" sh -c \
        "cd '$out' && lintian --allow-root --fail-on error ./*.changes"
else
    skip "lintian finds no error" "no lintian"
fi

if ! command -v debootstrap >/dev/null || [ "$(id -u)" != 0 ]; then
    skip "in a bare root" "no debootstrap, or not root"
    finish
fi
root=$work/root
inside() {    # with /proc, in a name space of its own, so that nothing stays mounted
    # shellcheck disable=SC2016
    unshare --mount sh -c 'mount -t proc proc "$1/proc" && exec chroot "$@"' \
        sh "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 \
        DEBIAN_FRONTEND=noninteractive "$@"
}
has_manual() {
    (cd "$root/usr/share" && ls man/man1/tare.1.gz man/man1/tare-duel.1.gz \
        bash-completion/completions/tare zsh/vendor-completions/_tare \
        fish/vendor_completions.d/tare.fish)
}
is "a bare root" debootstrap --variant=minbase \
    --include=gcc,libc6-dev,pkg-config,libcjson1 "$(. /etc/os-release &&
    echo "$VERSION_CODENAME")" "$root"
cp "$out"/libtare0_*.deb "$out"/libtare-dev_*.deb "$out"/tare_*.deb "$root/tmp/" && cp debian/tests/build-and-measure "$root/tmp/"
paths() { (cd "$root" && find . -xdev -path ./tmp -prune -o -print | sort); }
paths >"$work/before"
is "they are installed" inside sh -c 'dpkg --install /tmp/*.deb'
is "with manual pages and completions" has_manual
is "a benchmark is built and measured" inside sh /tmp/build-and-measure
is "they are removed" inside dpkg --purge libtare-dev libtare0 tare
leaves_no_trace() { paths | diff "$work/before" -; }
is "without a trace" leaves_no_trace
finish
