#!/usr/bin/env bash
# What the GitHub action and the GitLab component do, step by step.  All settings
# come in the environment, so that no text of a change becomes part of a command.
#
#   gate.sh judge          runs the gate; its status is that of tare gate, but 0
#                          for a regression that a label accepts.  Leaves
#                          verdict.json, comment.md and report/ in GATE_FOLDER
#   gate.sh comment FILE   puts FILE on the pull request, in the place of the
#                          comment that this gate left there before
#
# GATE_BUILD     command that builds the benchmarks, run in both trees
# GATE_BINARIES  executables that it builds, one on each line
# GATE_AGAINST   the old side, a revision; or
# GATE_BASE      the branch that the change is for: where it began is the old side
# GATE_OPTIONS   more options of tare gate, one on each line
# GATE_NAME      tells several gates of one repository apart
# GATE_LABEL     who puts this label on the pull request accepts a regression
# GATE_FOLDER    where to leave what was found [tare-gate]
# GATE_PULL      number of the pull request; none: neither label nor comment
# GATE_HEAD, GATE_FROM  its last commit, and owner:branch, where there is no number
# GITHUB_TOKEN, GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_OUTPUT,
# GITHUB_STEP_SUMMARY: as GitHub sets them
# shellcheck disable=SC2016 # variables of jq
set -euo pipefail
folder=${GATE_FOLDER:-tare-gate}
marker="<!-- tare gate: ${GATE_NAME:-benchmarks} -->"
COMMENT_BYTES=60000 # GitHub takes 65,536 characters

fail() {    # status, sentence
    echo "tare gate: $2" >&2
    exit "$1"
}

# ---- GitHub ------------------------------------------------------------------

# method, path in the repository, more of curl
github() {
    local method=$1 path=$2
    shift 2
    curl --silent --show-error --fail --max-time 60 --request "$method" \
        --header "Authorization: Bearer ${GITHUB_TOKEN:-}" \
        --header 'Accept: application/vnd.github+json' \
        "$@" "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/$path"
}

# path of a list, jq filter: what it makes of each page
all_pages() {
    local page items
    for page in $(seq 1 100); do
        items=$(github GET "$1?per_page=100&page=$page") || return 1
        jq --raw-output "${@:2}" <<<"$items"
        [ "$(jq length <<<"$items")" = 100 ] || return 0
    done
}

# The first comment that begins with our marker and that a bot has written, as
# anybody can write one that does: its number, or nothing.
our_comment() {
    all_pages "issues/$GATE_PULL/comments" --arg marker "$marker" \
        '.[] | select(.user.type == "Bot" and (.body | startswith($marker))) | .id' |
        sed -n 1p
}

# Of a fork only the commit is told.  Whose last commit is another by now is not
# commented on.
find_pull() {
    github GET "pulls?state=open" --get \
        --data-urlencode "head=${GATE_FROM:-}" |
        jq --raw-output --arg head "${GATE_HEAD:-}" \
            '[.[] | select(.head.sha == $head) | .number] | .[0] // empty'
}

comment() {    # file
    local id body
    [ -n "${GATE_PULL:-}" ] || GATE_PULL=$(find_pull)
    [[ $GATE_PULL =~ ^[0-9]+$ ]] ||
        fail 2 "no open pull request has commit ${GATE_HEAD:-(none is named)} as its last"
    body=$(mktemp)
    # (grep ends by a signal where the rest is cut)
    { echo "$marker"; { grep -vxF "$marker" "$1" || true; } |
        head -c "$COMMENT_BYTES" | iconv -c -f UTF-8 -t UTF-8; } |
        jq --raw-input --slurp '{body: .}' >"$body"
    id=$(our_comment)
    if [ -n "$id" ]; then
        github PATCH "issues/comments/$id" --data-binary "@$body" >/dev/null
    else
        github POST "issues/$GATE_PULL/comments" --data-binary "@$body" \
            >/dev/null
    fi
    rm -f "$body"
}

# "who, when" of the label, if it is on the pull request now.
labelled_by() {
    [ -n "${GATE_LABEL:-}" ] && [[ ${GATE_PULL:-} =~ ^[0-9]+$ ]] || return 0
    all_pages "issues/$GATE_PULL/events" --arg wanted "$GATE_LABEL" \
        '.[] | select((.event == "labeled" or .event == "unlabeled") and
                      .label.name == $wanted) |
         if .event == "labeled" then "@\(.actor.login), \(.created_at)"
         else "" end' | tail -n 1
}

# ---- the gate ----------------------------------------------------------------

old_side() {
    [ -z "${GATE_AGAINST:-}" ] || { echo "$GATE_AGAINST"; return; }
    [ -n "${GATE_BASE:-}" ] ||
        fail 2 "against what? Set a revision, or run it for a pull request"
    git merge-base "$GATE_BASE" HEAD ||
        fail 5 "no commit that HEAD and $GATE_BASE have in common: fetch the whole history (fetch-depth: 0)"
}

# name of an option, lines: --name=line for each that is not empty
each_line() {
    local line
    while IFS= read -r line; do
        line=${line%$'\r'}
        [ -z "$line" ] || arguments+=("$1$line")
    done <<<"$2"
}

# Whether regressions are all that the gate fails for.
only_regressed() {
    jq --exit-status '.outcome == "regressed" and
        all(.cases[]; .verdict | IN("regressed", "improved", "unchanged",
                                    "inconclusive", "added", "skipped"))' \
        "$folder/verdict.json" >/dev/null 2>&1
}

outcome() {
    jq --raw-output '.outcome | gsub("[^a-z-]"; "")' "$folder/verdict.json" \
        2>/dev/null || echo none
}

# status of the gate, who accepts it, revision
write_comment() {
    echo "$marker"
    echo
    if [ -n "$2" ]; then
        echo "**Accepted:** a regression, by the label \`$GATE_LABEL\` ($2)."
        echo
    fi
    if [ -s "$folder/tables.md" ]; then
        cat "$folder/tables.md"
    else
        echo "**No verdict:** tare gate ended with status $1. The log of the job says why."
    fi
    echo
    echo "Commit $(git rev-parse --short=12 HEAD) against $3, status $1."
}

judge() {
    local arguments=() status=0 against accepted=
    mkdir -p "$folder"
    rm -f "$folder/verdict.json" "$folder/tables.md" "$folder/comment.md"
    against=$(old_side)
    each_line --binary= "${GATE_BINARIES:-}"
    each_line '' "${GATE_OPTIONS:-}"
    [ -z "${GITHUB_STEP_SUMMARY:-}" ] ||
        arguments+=("--export=github-summary=$GITHUB_STEP_SUMMARY"
            --export=github-annotations=-)
    tare gate --against="$against" --build="${GATE_BUILD:-make}" \
        --verdict="$folder/verdict.json" --report="$folder/report" \
        --export="markdown=$folder/tables.md" \
        --export="junit=$folder/junit.xml" "${arguments[@]}" || status=$?
    if [ "$status" = 1 ] && only_regressed; then
        accepted=$(labelled_by) ||
            echo "tare gate: cannot read who put the label: not accepted" >&2
    fi
    write_comment "$status" "$accepted" "$against" >"$folder/comment.md"
    rm -f "$folder/tables.md"
    if [ -n "$accepted" ]; then
        echo "tare gate: accepted by the label $GATE_LABEL ($accepted)"
        [ -z "${GITHUB_STEP_SUMMARY:-}" ] ||
            sed -n '/^\*\*Accepted/p' "$folder/comment.md" >>"$GITHUB_STEP_SUMMARY"
        status=0
    fi
    [ -z "${GITHUB_OUTPUT:-}" ] ||
        printf 'outcome=%s\nstatus=%s\n' "$(outcome)" "$status" \
            >>"$GITHUB_OUTPUT"
    return "$status"
}

case ${1:-} in
judge) judge ;;
comment) comment "${2:?which file?}" ;;
*) fail 2 "judge or comment FILE" ;;
esac
