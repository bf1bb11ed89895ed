#!/bin/sh
# Completion in the shells themselves, as a person types.  TAP.
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
. tests/tap.sh
: "${CC:=cc}"
here=$PWD
PATH=$(cd "$(dirname "$TARE")" && pwd):$PATH
export PATH LC_ALL=C.UTF-8
unset TARE_STORE

cat >"$work/odd_bench.c" <<'END'
#include <tare.h>
#include <stdio.h>
static void f(struct tare *t) { TARE_LOOP(t) ; }
static void grown(struct tare *t) { TARE_LOOP(t) ; }
TARE_BENCH(f, .group = "odd", .name = "it (is) $5");
TARE_BENCH(f, .group = "odd", .name = "key:a=b");
TARE_BENCH(f, .group = "odd", .name = "x\ty");
TARE_BENCH(grown, .args = TARE_VALUES("n", 1, 2));
TARE_MAIN();
END
# shellcheck disable=SC2046
$CC ${SAN:+-fsanitize=$SAN} $(tare flags --cflags) -o "$work/odd_bench" \
    "$work/odd_bench.c" $(tare flags --libs) || exit 1
printf '#!/bin/sh\ntouch %s/ran\n' "$work" >"$work/script"
chmod +x "$work/script"
mkdir -p "$work/.tare/baselines"
cp tests/docs/duel.json "$work/.tare/baselines/main.json"

python=$(command -v python3 || :)
types() {    # words that shall result, keys, setup, shell…
    wanted=$1 keys=$(printf "$2"); shift 2
    (cd "$work" && python3 "$here/tests/cli/type.py" "$1" "$keys" "$2") |
        tr '\r' '\n' >"$work/shown"
    grep -aFqx -e "${wanted}end" "$work/shown" ||
        { echo "wanted $wanted"; tail -n 5 "$work/shown"; return 1; }
}

in_shell() {    # shell, setup
    all "$1" "verbs" '[tare][list]' 'tare li\t'
    all "$1" "options, and their values" \
        '[tare][list][--format=terse]' 'tare list --form\tt\t'
    all "$1" "values that stand apart" \
        '[tare][gate][--on-failed][warn]' 'tare gate --on-failed w\t'
    all "$1" "ids of cases, as filters" \
        '[tare][run][./odd_bench][--][grown/n=2]' \
        'tare run ./odd_bench -- g\t2\t'
    all "$1" "ids that a shell must not read" \
        '[tare][run][./odd_bench][--][odd/it \(is\) \$5]' \
        'tare run ./odd_bench -- odd/i\t'
    all "$1" "ids in quotes" \
        '[tare][run][--exact][./odd_bench][--][odd/it (is) $5]' \
        "tare run --exact ./odd_bench -- 'odd/i\\t"
    all "$1" "ids with what splits words" \
        '[tare][run][./odd_bench][--skip=odd/key:a=b]' \
        'tare run ./odd_bench --skip=odd/k\t'
    all "$1" "files after an option" \
        '[tare][run][--export=csv=odd_bench.c]' 'tare run --export=cs\todd_bench.\t'
    all "$1" "baselines" '[tare][baseline][path][main]' \
        'tare baseline path m\t'
    all "$1" "an executable with benchmarks" \
        '[./odd_bench][--quick][grown/n=1]' './odd_bench --quic\tg\t1\t'
}

all() {    # shell, fact, words, keys
    is "$1 completes $2" types "$3" "$4" "$setup" "$command"
}

for shell in bash zsh; do
    command=$work/$shell.sh
    case $shell in
    bash)
        setup=". $here/command/shells/tare.bash; complete -F _tare odd_bench"
        arguments='--norc --noprofile -i' ;;
    zsh)
        setup="bindkey -e; fpath=($here/command/shells \$fpath)
               autoload -U compinit; compinit -u -d $work/zcompdump
               compdef _tare odd_bench"
        arguments='-f -i' ;;
    esac
    if [ -z "$python" ] || ! command -v $shell >/dev/null; then
        skip "$shell completes what is typed" "no python3 or no $shell"
        continue
    fi
    printf '#!/bin/sh\nexec %s %s\n' "$shell" "$arguments" >"$command"
    chmod +x "$command"
    in_shell $shell
done

# What fish offers: it has a command for that.
offers() {    # candidate, line
    (cd "$work" && fish --no-config -c "
        source $here/command/shells/tare.fish
        complete -c odd_bench -f -a '(__tare_complete)'
        complete -C '$2'") >"$work/shown"
    cut -f1 "$work/shown" | grep -Fqx -e "$1" || { cat "$work/shown"; return 1; }
}

if command -v fish >/dev/null; then
    is "fish completes verbs" offers list 'tare li'
    is "fish completes options" offers --format= 'tare list --form'
    is "fish completes values" offers --format=terse 'tare list --format=t'
    is "fish completes ids" offers 'grown/n=2' 'tare run ./odd_bench -- g'
    is "fish completes files" offers --output=odd_bench.c \
        'tare run --output=odd_bench.'
    is "fish completes baselines" offers main 'tare compare '
    is "fish completes an executable" offers 'grown/n=1' './odd_bench gr'
else
    skip "fish completes what is typed" "no fish"
fi

has() {    # candidate, words…
    wanted=$1; shift
    (cd "$work" && tare complete -- "$@") | cut -f1 >"$work/shown"
    grep -Fqx -e "$wanted" "$work/shown" || { cat "$work/shown"; return 1; }
}
nothing() {
    (cd "$work" && tare complete -- "$@") >"$work/shown" 2>&1
    ! grep . "$work/shown"
}
each_is_taken() {    # every option offered is one that --help names
    tare --help | sed -n 's/^  \([a-z][a-z]*\) .*/\1/p' | while read -r verb; do
        tare complete -- tare "$verb" -- | cut -f1 | tr -d = | sort >"$work/a"
        tare "$verb" --help | grep -oE '^  ( |-.,) +--[a-z-]+' |
            sed 's/.*--/--/' | sort >"$work/b"
        [ "$(wc -l <"$work/a")" -ge 2 ] || echo "$verb: too few"
        diff "$work/a" "$work/b"
    done | { ! grep .; }
}
is "what is offered is what --help names, for each verb" each_is_taken
is "measures are completed one by one" \
    has --measures=usage,allocations tare run --measures=usage,al
is "the second side of a duel has the cases" \
    has grown/n=1 tare duel main ./odd_bench gr
is "values of an argument are those that are given" \
    has grown/n=7 tare run ./odd_bench --arg=n=7,8 -- g
is "an id that cannot be typed is left out" \
    nothing tare run ./odd_bench -- odd/x
is "nothing is offered for an unknown verb" nothing tare frob x
is "nor for words that are wrong" nothing tare run --frob=x --precision=x -- x
nothing tare run ./script -- ''
is "what has no benchmarks is not run" [ ! -e "$work/ran" ]
is "an executable of 10,000 cases has all of them" \
    has grown/n=10000 tare run ./odd_bench --arg=n=1..10000+1 -- grown/n=10
finish
