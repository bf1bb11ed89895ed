# shellcheck shell=sh
# Installing Debian packages where that is allowed: sourced, not run.

# 0: it may install, by way of $as_root; 1: no package manager; 2: no right to.
may_install() {
    [ "${SETUP:-}" != no ] || return 2
    as_root=
    command -v apt-get >/dev/null 2>&1 || return 1
    [ "$(id -u)" = 0 ] && return 0
    as_root="sudo -n"
    command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null || return 2
}

# command that installs; after may_install()
install_by() {
    # shellcheck disable=SC2086
    $as_root apt-get update && DEBIAN_FRONTEND=noninteractive $as_root $1
}
