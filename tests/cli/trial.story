# Two steady cases: no false alarm, and what was slowed down is found.
# No sanitizers: its duels take minutes there; verdict.sh duels too
$ tare trial $brief --runs 1 --slowdown 5% $old -- '^steady$' '^slower$' 2>err; tail -n 1 err
unchanged:  0 of 1 duels raised a false alarm; with 95 % confidence, fewer than 95 in 100 do
5 % slower: found in 1 of 1 duels; with 95 % confidence, more than 5 in 100 are
smallest change found almost certainly here: * in a typical case, * in the noisiest (*)
a duel took *, * of its time budget
tare: 1 of 1 rounds of duels done
# Nothing found is a status too.
$ tare trial $brief --runs 1 --pairs 9 -q --noise-threshold 5% $old -- '^rough$'
  missed: rough inconclusive (* %, 9 pairs)
unchanged:  0 of 1 duels raised a false alarm; with 95 % confidence, fewer than 95 in 100 do
5 % slower: found in 0 of 1 duels; with 95 % confidence, more than 0 in 100 are
smallest change found almost certainly here: * in a typical case, * in the noisiest (*)
a duel took *, * of its time budget
? 7
# Measuring more costs no time.
$ tare trial $brief --runs 1 -q -m usage $old -- '^steady$' '^slower$'
unchanged:  0 of 1 duels raised a false alarm; with 95 % confidence, fewer than 95 in 100 do
measured:   0 of 1 duels raised a false alarm; with 95 % confidence, fewer than 95 in 100 do
            time proven unchanged in * of 2 cases; the largest change was * % (*)
smallest change found almost certainly here: * in a typical case, * in the noisiest (*)
a duel took *, * of its time budget
# Misuse.
$ tare trial
tare: trial needs a binary: BINARY... (tare trial --help)
? 2
$ tare trial --slowdown 0 $old
tare: --slowdown: "0" is not a fraction between 0.0001 and 10
? 2
$ tare trial --slowdown -2% $old
tare: --slowdown: "-2%" is not a fraction between 0.0001 and 10
? 2
$ tare trial --slowdown 2000% $old
tare: --slowdown: "2000%" is not a fraction between 0.0001 and 10
? 2
$ tare trial --slowdown fast $old
tare: --slowdown: "fast" is not a fraction between 0.0001 and 10
? 2
$ tare trial --slowdown 2%% $old
tare: --slowdown: "2%%" is not a fraction between 0.0001 and 10
? 2
$ tare trial --slowdown nan $old
tare: --slowdown: "nan" is not a fraction between 0.0001 and 10
? 2
$ tare trial --runs 0 $old
tare: --runs: 0 is not between 1 and 100000
? 2
$ tare trial --runs 1.5 $old
tare: --runs: "1.5" is not a whole number
? 2
$ tare trial --runs 1 $old -- nosuch
tare: no case matches
? 4
$ tare trial --runs 1 ./nosuch
tare: ./nosuch: cannot open: No such file or directory
? 2
$ tare trial --output x.json $old
tare: unknown option --output; --help lists all
? 2
