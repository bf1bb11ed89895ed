#!/bin/sh
# The steps of the GitHub action and of the GitLab component, in a real
# repository, and its comments and labels by a server on this machine; action.yml
# by who knows what an action may be.  TAP on stdout.
set -u
work=$(mktemp -d) || exit 1
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
. tests/tap.sh
top=$(pwd)
lib=$top/$OUT/tests/fast/libtare.a # times are told by hand
PATH=$(cd "$(dirname "$TARE")" && pwd):$PATH

if command -v shellcheck >/dev/null; then
    scripts=$(find . -name '*.sh' ! -path './build/*')
    # shellcheck disable=SC2086 # no folder of ours has a space
    is "shellcheck finds nothing" shellcheck -S warning $scripts .ci/run
else
    skip "shellcheck finds nothing" "no shellcheck"
fi

# Each setting reaches the script in the environment.
settings() {
    python3 - <<'EOS'
import sys, yaml
action = yaml.safe_load(open("action.yml"))
steps = action["runs"]["steps"]
assert action["runs"]["using"] == "composite"
for step in steps:
    assert "${{" not in step.get("run", ""), step
    assert "run" not in step or step["shell"] == "bash", step
used = open("action.yml").read()
for name in action["inputs"]:
    assert "inputs." + name in used, name
script = open("ci/gate.sh").read()
for step in steps:
    for name in step.get("env", {}):
        assert name == "SOURCE" or name in script, name
component = list(yaml.safe_load_all(open("templates/gate.yml")))
assert len(component) == 2
for name in component[0]["spec"]["inputs"]:
    assert "inputs.%s ]]" % name in open("templates/gate.yml").read(), name
for line in component[1]["tare-gate"]["script"]:
    assert "$[[" not in line, line
EOS
}
if python3 -c 'import yaml' 2>/dev/null; then
    is "no setting is pasted into a command" settings
else
    skip "no setting is pasted into a command" "no yaml for python3"
fi
if command -v action-validator >/dev/null; then
    is "action-validator knows action.yml" action-validator action.yml
else
    skip "action-validator knows action.yml" "no action-validator"
fi

for tool in git jq curl python3; do
    command -v "$tool" >/dev/null || missing=$tool
done
if [ -n "${missing:-}" ]; then
    skip "the gate in a repository" "no $missing"
    finish
fi
if [ -n "${SAN:-}" ]; then
    skip "the gate in a repository" "its builds and duels take minutes there"
    finish
fi
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null HOME="$work"
export GIT_AUTHOR_NAME=Tester GIT_AUTHOR_EMAIL=tester@example.org
export GIT_COMMITTER_NAME=Tester GIT_COMMITTER_EMAIL=tester@example.org
mkdir "$work/repo" && cd "$work/repo" || exit 1

commit() {    # branch, nanoseconds
    git checkout -q -B "$1" && echo "double work(void) { return $2; }" >work.c &&
        git add . && git commit -qm "$1"
}
prepare() {
    git init -q . && cp "$top/tests/cli/library.c" bench.c &&
        printf 'bench\n.tare/\ntare-gate/\n' >.gitignore &&
        commit trunk 1000 && commit slower 1300 && git checkout -q trunk &&
        commit same 1000.0 && git checkout -q trunk &&
        commit broken 'not C'
}
is "a repository of four branches" prepare

python3 "$top/tests/ci/github.py" "$work/state" >"$work/port" &
server=$!
for _ in $(seq 100); do
    [ -s "$work/port" ] && break
    sleep 0.1
done
GITHUB_API_URL=http://127.0.0.1:$(cat "$work/port")
export GITHUB_API_URL GITHUB_REPOSITORY=some/where GITHUB_TOKEN=secret
state() {    # comments, events
    jq -n --argjson comments "$1" --argjson events "$2" '{
        token: "secret", comments: $comments, events: $events,
        pulls: [{from: "fork:same", number: 7, head: {sha: "abc"}}]
    }' >"$work/state"
}
bodies() { jq -r '.comments[].body' "$work/state"; }

GATE_BUILD="$CC -std=c11 -D_GNU_SOURCE -O2 -w -I$top/harness/include -o bench bench.c work.c $lib -lm -pthread"
GATE_OPTIONS='--measurement-time=8
--samples=4
--sample-time=0.00015
--warm-up-time=0.0001
-q'
export GATE_BUILD GATE_OPTIONS GATE_BINARIES=bench GATE_BASE=trunk GATE_PULL=7
export GATE_LABEL="slower is fine" GITHUB_OUTPUT="$work/output"
export GITHUB_STEP_SUMMARY="$work/summary"

# branch, status, outcome, words that the comment must have
judged() {
    git checkout -q "$1" && rm -f "$GITHUB_OUTPUT" "$GITHUB_STEP_SUMMARY"
    status=0
    bash "$top/ci/gate.sh" judge || status=$?
    cat tare-gate/comment.md
    [ "$status" = "$2" ] && grep -qx "outcome=$3" "$GITHUB_OUTPUT" &&
        grep -qx "status=$2" "$GITHUB_OUTPUT" &&
        grep -q "$4" tare-gate/comment.md && [ -z "$(git status --short)" ]
}
state '[]' '[]'
is "the same code is green" judged same 0 unchanged 'status 0'
is "slower code is red" judged slower 1 regressed regressed
is "the summary has the table" grep -q regressed "$GITHUB_STEP_SUMMARY"
is "a build that fails has a comment too" judged broken 3 none 'No verdict'

comments() { bash "$top/ci/gate.sh" comment tare-gate/comment.md; }
one_comment() {    # words
    comments && [ "$(jq '.comments | length' "$work/state")" = "$2" ] &&
        bodies | grep -q "$1"
}
git checkout -q slower
bash "$top/ci/gate.sh" judge >/dev/null 2>&1
state '[{"id": 1, "user": {"type": "User"}, "body": "<!-- tare gate: benchmarks -->"}]' '[]'
is "a comment is written beside one that a person has marked" \
    one_comment regressed 2
git checkout -q same
bash "$top/ci/gate.sh" judge >/dev/null 2>&1
is "the next one takes its place" one_comment 'status 0' 2
is "of which nothing is left" sh -c "! jq -r '.comments[].body' $work/state | grep -q regressed"
state "$(jq -n '[range(130) | {id: ., user: {type: "User"}, body: "talk"}] +
    [{id: 500, user: {type: "Bot"}, body: "<!-- tare gate: benchmarks -->\nold"}]')" '[]'
is "however many others there are" one_comment 'status 0' 131
head -c 200000 /dev/zero | tr '\0' 'x' >>tare-gate/comment.md
is "what is too long for GitHub is cut" one_comment 'xxxx' 131
is "to what it takes" sh -c "jq -e '.comments[-1].body | length < 65536' $work/state"
unset GATE_PULL
export GATE_FROM=fork:same GATE_HEAD=abc
is "of a fork it is found by branch and commit" one_comment 'xxxx' 131
GATE_HEAD=old
is "and not when its last commit is another" sh -c \
    "bash '$top/ci/gate.sh' comment tare-gate/comment.md 2>&1 | grep -q 'no open pull request'"
export GATE_PULL=7
GITHUB_TOKEN=other
is "a token that may not is an error" sh -c "! bash '$top/ci/gate.sh' comment tare-gate/comment.md"
GITHUB_TOKEN=secret

event() {    # what, who
    echo "{\"event\": \"$1\", \"label\": {\"name\": \"slower is fine\"},
           \"actor\": {\"login\": \"$2\"}, \"created_at\": \"2026-01-02\"}"
}
state '[]' "[$(event labeled ann), $(event unlabeled ann), $(event labeled bob)]"
is "a label accepts a regression, and is named" \
    judged slower 0 regressed 'Accepted.*slower is fine.*@bob, 2026-01-02'
is "also in the summary" grep -q 'Accepted.*@bob' "$GITHUB_STEP_SUMMARY"
is "it accepts no build that fails" judged broken 3 none 'No verdict'
state '[]' "[$(event labeled ann), $(event unlabeled bob)]"
is "a label that was taken off accepts nothing" \
    judged slower 1 regressed regressed
GITHUB_TOKEN=other
is "nor does one that cannot be read" judged slower 1 regressed regressed
export GATE_BASE=nosuch
is "without a common commit it says what to fetch" sh -c \
    "bash '$top/ci/gate.sh' judge 2>&1 | grep -q fetch-depth"
finish
