# What is stored, looked at, checked, carried, removed.
$ tare baseline list
no baselines in .tare
$ tare baseline list --json
[
]
$ ls -A
$ demo_bench --launches 2 --samples 2 --sample-time 0.0005 -q -o r.json '^work$' >/dev/null 2>&1; mkdir -p .tare/baselines; cp r.json .tare/baselines/main.json
$ tare baseline list
baseline * started * cases * kept files * cpu
main * 1 * none *
$ tare baseline list --json
[
{"name":"main","started":"*","cases":1,"unmeasured":[],"cpu":"*","kept":{"files":0,"bytes":0}}
]
$ tare baseline path main
.tare/baselines/main.json
$ tare baseline verify
main: good (cases: 1, kept files: 0)
$ tare baseline export main
$ tar tf main.tare
record.json
$ tare baseline import main.tare
tare: main: this baseline already exists: replace it with --replace, or import FILE NAME under another name
? 2
$ tare baseline import main.tare other && tare baseline verify main other
main: good (cases: 1, kept files: 0)
other: good (cases: 1, kept files: 0)
$ tare baseline import --replace main.tare && cmp r.json .tare/baselines/main.json
$ tare baseline export main - | tare baseline --store elsewhere import - main && ls elsewhere elsewhere/baselines
elsewhere:
baselines
lock
objects

elsewhere/baselines:
main.json
$ TARE_STORE=elsewhere tare baseline path main
elsewhere/baselines/main.json
$ tare baseline --store=elsewhere remove main && tare baseline --store elsewhere list
no baselines in elsewhere
# A damaged one is shown as that, and can be removed.
$ head -c 300 r.json >.tare/baselines/half.json; ln -s ../../r.json .tare/baselines/link.json
$ tare baseline list
baseline * started * cases * kept files * cpu
half * damaged * .tare/baselines/half.json:*
link * damaged *              .tare/baselines/link.json: cannot open: it is a symbolic link, which is not followed here; put what it points at in its place
main * 1 * none *
other * 1 * none *
$ tare baseline verify
half: bad: .tare/baselines/half.json:*
link: bad: .tare/baselines/link.json: cannot open: it is a symbolic link, which is not followed here; put what it points at in its place
main: good (cases: 1, kept files: 0)
other: good (cases: 1, kept files: 0)
tare: 2 of 4 cannot be used: delete them with tare baseline remove, or measure again to replace them
? 5
$ tare baseline export half
tare: .tare/baselines/half.json:*
? 5
$ head -c 700 main.tare >short.tare; tare baseline import short.tare
tare: short.tare: nothing was imported: it ends early
? 5
$ tare baseline remove half link && tare baseline verify
main: good (cases: 1, kept files: 0)
other: good (cases: 1, kept files: 0)
# What is kept with it is counted, checked, and goes along.
$ mkdir k k/baselines k/objects; seq 500 >f; hash=$(sha256sum <f | cut -c-64); cp f k/objects/$hash; sed "s/\"binaries\":\[{/&\"hash\":\"$hash\",\"kept\":true,/; /^\"crc32\"/d" r.json | sed '$s/,$/}/' >k/baselines/main.json
$ tare baseline --store k list
baseline * started * cases * kept files * cpu
main * 1 * 1, 1.892 kB *
$ tare baseline --store k list --json
[
{"name":"main","started":"*","cases":1,"unmeasured":[],"cpu":"*","kept":{"files":1,"bytes":1892}}
]
$ tare baseline --store k verify
main: good (cases: 1, kept files: 1)
$ tare baseline --store k export main k.tare; tar tf k.tare
record.json
objects/e198818c87e533b7ab0c72b1ccf0888c7a849d936e10ced3fa3be16544deaf2c
$ tare baseline import k.tare && cmp f .tare/objects/* && tare baseline remove k; ls .tare/objects
$ for o in k/objects/*; do echo >>$o; done; tare baseline --store k verify
main: bad: k/objects/e198818c87e533b7ab0c72b1ccf0888c7a849d936e10ced3fa3be16544deaf2c: is damaged or was changed: its content does not match the hash in its name
tare: 1 of 1 cannot be used: delete them with tare baseline remove, or measure again to replace them
? 5
$ tare baseline --store k export main k2.tare; ls k2.tare
tare: k/objects/e198818c87e533b7ab0c72b1ccf0888c7a849d936e10ced3fa3be16544deaf2c: is damaged or was changed: its content does not match the hash in its name
ls: cannot access 'k2.tare': No such file or directory
? 2
# What goes wrong.
$ tare baseline path nosuch
tare: nosuch: no baseline of that name in .tare; tare baseline list shows all
? 5
$ tare baseline remove main nosuch; tare baseline path main
tare: nosuch: no baseline of that name in .tare; tare baseline list shows all
.tare/baselines/main.json
$ tare baseline verify nosuch
tare: nosuch: no baseline of that name in .tare; tare baseline list shows all
? 5
$ tare baseline --store nowhere verify
tare: no baselines in nowhere
? 4
$ tare baseline --store nowhere remove main; ls -d nowhere
tare: main: no baseline of that name in nowhere; tare baseline list shows all
ls: cannot access 'nowhere': No such file or directory
? 2
$ tare baseline remove ../r
tare: "../r" cannot be the name of a baseline: use 1 to 64 of A-Z a-z 0-9 . _ -, not starting with . or -
? 2
$ tare baseline import r.json
tare: r.json: is not an exported baseline, or is damaged: it is not a ustar archive
? 5
$ tare baseline import main.tare a/b
tare: "a/b" cannot be the name of a baseline: use 1 to 64 of A-Z a-z 0-9 . _ -, not starting with . or -
? 2
$ tare baseline --store r.json list
tare: r.json: cannot open: Not a directory
? 5
$ tare baseline --store /dev/null/x import main.tare
tare: /dev/null/x: cannot make this folder: Not a directory
? 6
$ tare baseline
tare: baseline: missing action; tare baseline --help lists all
? 2
$ tare baseline frob
tare: baseline: unknown action "frob"; tare baseline --help lists all
? 2
$ tare baseline list --frob
tare: unknown option --frob; --help lists all
? 2
$ tare baseline verify --json
tare: baseline: wrong arguments: the usage is tare baseline verify [NAME...]
? 2
$ tare baseline remove
tare: baseline: wrong arguments: the usage is tare baseline remove NAME...
? 2
$ tare baseline list --store
tare: --store needs a value: --store DIR
? 2
