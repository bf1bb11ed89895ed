# shellcheck shell=sh disable=SC2034,SC2154,SC2164
# For the tests of packaging: sourced, not run, after `work` and `top` are set.
. tests/tap.sh
: "${CC:=cc}" "${CXX:=c++}"
TARE_MEASUREMENT_TIME=0.05 TARE_LAUNCHES=2 TARE_NOPLOT=1 TARE_ANY_BUILD=1
export TARE_MEASUREMENT_TIME TARE_LAUNCHES TARE_NOPLOT TARE_ANY_BUILD
make_flags=${MAKEFLAGS:-}
unset MAKEFLAGS MAKELEVEL MFLAGS DESTDIR

# programs: whether all are here
has() {
    for program in "$@"; do
        command -v "$program" >/dev/null || return 1
    done
}

# Writes the files that docs/integrate.md shows to $work/projects.
take_projects() {
    mkdir "$work/projects" && cd "$work/projects" &&
        mkdir cmake fetch meson subprojects make autotools || exit 1
    awk '/^```/ { inside = length($0) > 3; first = inside; file = ""; next }
         first { first = 0; if ($2 == "file:") { file = $3; next } }
         inside && file != "" { print >file }' "$top/docs/integrate.md"
    cd "$top" || exit 1
}

# A new copy of a project, which becomes the current folder.
in_project() {
    rm -rf "$work/now" && cp -R "$work/projects/$1" "$work/now" &&
        cp "$work/projects/my_bench.c" "$work/now" && cd "$work/now"
}

as_somebody() {
    git -c user.name=somebody -c user.email=somebody@example.org "$@"
}

# What the commands before have printed.
says() { grep -q -e "$1" "$work/log"; }
