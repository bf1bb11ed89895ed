# Where a result comes from: the commit that is checked out where the executable
# lies, what the user says of it, and what else differs between two sides.
$ export GIT_CONFIG_GLOBAL=/dev/null; git init -q repo && cd repo && git config user.name x && git config user.email x@example.org && git checkout -q -b topic && cp $old bench && echo 1 >file && git add file && git commit -q -m one && TARE_NOPLOT=1 ./bench -q --launches 10 --measurement-time 1 --any-build -s base --context board=a1 --context 'path=b c' --exact steady >/dev/null 2>&1; echo 2 >file; grep -oE '"(commit|branch)": ?"[a-z0-9]*"|"uncommitted_changes": ?[a-z]*|"context": ?\{[^}]*\}' .tare/baselines/base.json | sed -E 's/[0-9a-f]{40}/HASH/; s/: /:/' | sort -u
"branch":"topic"
"commit":"HASH"
"context":{"board":"a1","path":"b c"}
"uncommitted_changes":false
$ cd repo && tare duel $brief --no-pin -o duel.json --verdict v.json base ./bench --duel-anyway --exact steady 2>/dev/null | grep '^also'
also different: uncommitted changes: no → yes
$ cd repo && tr -d '\n\t ' <v.json | grep -o '"differences":\[[^]]*\]'
"differences":[{"what":"uncommitted_changes","old":"no","new":"yes"}]
$ cd repo && ./bench --launches 10 --measurement-time 1 -b base --baseline-numbers --context board=b2 --export markdown=m.md --report page --exact steady 2>/dev/null | grep -o 'board: a1 → b2; path: b c → not known; uncommitted changes: no → yes'; grep -c 'also different: .*board: a1 → b2' m.md; grep -c 'also different</b> .*board: a1 → b2' page/index.html
board: a1 → b2; path: b c → not known; uncommitted changes: no → yes
1
1
# The same twice, and what is no pair.
$ tare run --context board=a --context board=b $old
tare: --context: "board" is given twice
? 2
$ tare run --context board $old
tare: --context: "board" is not KEY=VALUE
? 2
# Outside of a git tree nothing is said of one, nor is git asked.
$ cp $old bench; mkdir bin; printf '#!/bin/sh\ntouch "$ASKED"\n' >bin/git; chmod +x bin/git; ASKED=$PWD/asked PATH=$PWD/bin:$PATH ./bench -q --launches 10 --measurement-time 1 -o r.json --exact steady >/dev/null 2>&1; grep -c '"commit"' r.json; [ ! -e asked ]
0
