# A saved run in another tool's format, to stdout or a file.
$ demo_bench --launches 2 --samples 2 --sample-time 0.0005 -q -o r.json '^work$' batched >/dev/null
$ tare export --format libtest r.json
test work ... bench: * ns/iter (+/- *)
test batched ... bench: * ns/iter (+/- *)
$ tare export -f tap -o out.tap r.json -- batched && cat out.tap
1..1
ok 1 - batched
$ tare export -f tap - <r.json
1..2
ok 1 - work
ok 2 - batched
$ mkdir -p .tare/baselines; cp r.json .tare/baselines/main.json; tare export -f tap main
1..2
ok 1 - work
ok 2 - batched
$ tare export --help | sed -n '/^Formats/,$p' | cut -c-34
Formats:
  csv                             
  markdown                        
  github-summary                  
  github-annotations              
  junit                           
  tap                             
  openmetrics                     
  otlp                            
  gbench                          
  gbench-aggregates               
  github-action-benchmark         
  github-action-benchmark-bigger  
  bmf                             
  benchfmt                        
  libtest                         
  hyperfine                       
  pprof                           
  folded                          
  firefox                         
  speedscope                      
  callgrind                       
  perf-script                     
  waits-pprof                     
  waits-folded                    
  dhat                            
  heap-pprof                      
  heap-folded                     
# Of a saved duel, the verdicts and the new side.
$ tare export -f tap $top/tests/docs/duel.json | sed 's/^#/>/'
1..3
not ok 1 - parse/words
> regressed +12.1 % (+11.9 … +12.5 %), 1.519 → 1.703 µs, threshold 2.0 %; strchr +186 ± 22 ns of +181.8 ± 4.6 ns; nothing else moved by more than 30 ns
ok 2 - parse/numbers/n=100
> unchanged 0.0 % (-0.2 … +0.1 %), 842.9 → 842.7 ns
not ok 3 - sort/quick
> crashed: killed by signal 11 (Segmentation fault)
# Several at once, of what measures and of what compares; the table goes to
# stderr where a document takes stdout.
$ demo_bench --launches 2 --samples 2 --sample-time 0.0005 -q --export tap=- --export csv=a.csv --export=junit=a=b.xml '^work$' 2>/dev/null; head -c 9 a.csv; echo; head -c 5 a=b.xml; echo
1..1
ok 1 - work
id,group,
<?xml
# By its other name as well, and what else is written there stays.
$ (echo before; demo_bench --launches 2 --samples 2 --sample-time 0.0005 -q --export tap=/dev/stdout '^work$') >all.txt 2>&1; cat all.txt
before
case *time *
work *
1..1
ok 1 - work
$ demo_bench --launches 2 --samples 2 --sample-time 0.0005 -q -o s.json '^(work|batched)$' >/dev/null 2>&1; tare compare r.json s.json --export tap=c.tap -q >/dev/null; cat c.tap
1..2
ok 1 - work # SKIP *
ok 2 - batched # SKIP *
$ tare duel --replay $top/tests/docs/duel.json --export gbench=g.json -q >/dev/null; grep -c '"iterations": 1000' g.json
60
$ TARE_EXPORT=tap=e.tap demo_bench --test -q '^work$' && cat e.tap
work  ok
1..1
ok 1 - work
# A summary is appended to what other commands wrote, an ordinary file is not.
$ echo before >s.md; tare export -f github-summary -o s.md r.json; tare export -f github-summary -o s.md r.json; grep -e before -e '###' s.md
before
### Benchmarks
### Benchmarks
$ echo before >t.tap; tare export -f tap -o t.tap r.json; head -n 1 t.tap
1..2
# For a collector, a line for each run, behind what others wrote, of the same
# file.
$ touch m.jsonl; ln m.jsonl same.jsonl; for i in 1 2; do demo_bench --test -q --otlp-file m.jsonl '^work$' >/dev/null; done; tare compare r.json s.json --otlp-file=m.jsonl -q >/dev/null; grep -c '^{"resourceMetrics": .*}$' same.jsonl
3
$ (for i in 1 2 3 4 5 6 7 8; do tare compare r.json s.json --otlp-file many.jsonl -q >/dev/null & done; wait); wc -l <many.jsonl; sort -u many.jsonl | wc -l
8
1
$ demo_bench -q --otlp-file nowhere/x '^work$'
tare: nowhere/x: cannot *
? 6
$ demo_bench -q --otlp-file . '^work$'
tare: .: cannot *
? 6
$ demo_bench --test -q --otlp-file /dev/full '^work$' >/dev/null
tare: /dev/full: cannot write: No space left on device
? 6
# Half a line is taken back: there is room for one of 9 kB, and not for two.
$ replay="tare duel --replay $top/tests/docs/duel.json -q --otlp-file full.jsonl"; $replay >/dev/null; sh -c "ulimit -f 20; $replay >/dev/null"; wc -l <full.jsonl
tare: full.jsonl: cannot write: File too large
1
$ mkfifo pipe; demo_bench -q --otlp-file pipe '^work$'
tare: pipe: nobody reads from this pipe: start what reads from it first
? 6
$ demo_bench -q --otlp-file - '^work$'
tare: --otlp-file appends to a file; for stdout there is --export otlp=-
? 2
# What cannot be written is refused before anything is measured, and what was
# there stays.
$ demo_bench -q --export tap=nowhere/x '^work$'
tare: nowhere/x: cannot *
? 6
$ echo before >full.csv; sh -c 'ulimit -f 0; tare export -f csv -o full.csv r.json'; cat full.csv; ls full.csv*
tare: */full.csv: cannot write: File too large
before
full.csv
$ tare export -f csv -o /dev/full r.json
tare: /dev/full: cannot write: No space left on device
? 6
$ tare export -f csv r.json >/dev/full
tare: *No space left on device
? 6
# Misuse.
$ tare export r.json
tare: export needs a format: --format FORMAT (tare export --help lists them)
? 2
$ tare export -f xml r.json
tare: unknown format "xml"; the formats are csv, markdown, *, heap-folded
? 2
$ tare export -f csv
tare: export: missing record (tare export --format FORMAT RECORD)
? 2
$ tare export -f csv a b
tare: export: too many records (tare export --format FORMAT RECORD)
? 2
$ tare export -f csv nosuch
tare: nosuch: *
? 5
$ demo_bench -q --export csv '^work$'
tare: --export csv needs a file: --export csv=FILE, - is stdout
? 2
$ demo_bench -q --export cvs=a '^work$'
tare: unknown format "cvs"; the formats are *
? 2
$ demo_bench -q --export csv=- --export tap=- '^work$'
tare: --export: only one document can go to stdout; name files for the others
? 2
$ demo_bench -q -o - --export tap=- '^work$'
tare: --export: only one document can go to stdout; name files for the others
? 2
$ tare compare r.json r.json r.json --export tap=x
tare: --verdict, --export and --otlp-file take two runs, not more
? 2
