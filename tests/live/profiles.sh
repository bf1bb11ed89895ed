#!/bin/sh
# How often profiles are right: whether intervals hold shares that are known, at
# iterations of 50 ns to 20 ms; how often a function is named as changed in
# identical executables; and whether the one that takes 6 % longer is, and no
# other.  A round takes about two minutes.  DUTY=0.5 puts a neighbour on each CPU.
# Usage: RUNS=20 sh tests/live/profiles.sh TARE BENCH SLOWER NEIGHBOUR
set -u
tare=$1 bench=$2 slower=$3 neighbour=$4
runs=${RUNS:-20}
. tests/live/neighbours.sh

# Of each case a line: 1 when its interval holds three tenths, else 0.
shares() {
    "$tare" profile --quiet --noplot --store "$work/store" -o "$work/r.json" \
        "$bench" -- '^shares' >/dev/null 2>&1
    "$tare" report --text --top 100 "$work/r.json" |
        awk '/per iteration/ { whole = $2 }
             $1 == "three" { share = $6 / whole; half = $8 / whole
                             print (share - half <= 0.3 && share + half >= 0.3) }'
}

# The functions that are said to have moved.
moved() {
    "$tare" duel --profile --duel-anyway --quiet --noplot \
        --store "$work/store" -o "$work/d.json" "$1" "$2" '^many' \
        >/dev/null 2>&1
    "$tare" duel --noplot --store "$work/store" --profile --top 100 \
        --replay "$work/d.json" 2>/dev/null |
        awk '/function, itself/ { on = 1; next } on && !/within/ && NF > 3 { print $1 }'
}

held=0 asked=0 wrong=0 found=0 others=0
for i in $(seq "$runs"); do
    for held_here in $(shares); do
        held=$((held + held_here)) asked=$((asked + 1))
    done
    [ -z "$(moved "$bench" "$bench")" ] || wrong=$((wrong + 1))
    moved "$bench" "$slower" >"$work/moved"
    grep -qx guilty "$work/moved" && found=$((found + 1))
    grep -qvx guilty "$work/moved" && others=$((others + 1))
    printf '%s of %s: intervals held %s of %s shares; a function named in %s of identical duels; 6 %% named %s times, another one too %s times\n' \
        "$i" "$runs" "$held" "$asked" "$wrong" "$found" "$others"
done
