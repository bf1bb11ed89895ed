# A report is there after each run, where the baselines are.
$ unset TARE_NOPLOT; demo_bench --launches 2 --samples 2 --sample-time 0.0005 '^work$' >/dev/null 2>&1; ls .tare/report; ls .tare/report/tare-pages | sed 's/[0-9a-f]\{4,\}/N/' | sort -u | head -n 1
index.html
tare-pages
case-N.html
$ unset TARE_NOPLOT; rm -r .tare; demo_bench --launches 2 --samples 2 --sample-time 0.0005 --discard-baseline '^work$' >/dev/null 2>&1; ls -A
# Asked for by name, it is there even without plots; and that it cannot be is known before anything is measured.
$ demo_bench --launches 2 --samples 2 --sample-time 0.0005 -q --report here -o r.json '^work$' >/dev/null; ls here; ls here/tare-pages | sed 's/[0-9a-f]\{4,\}/N/'
index.html
tare-pages
case-N.html
run.json
$ demo_bench --launches 2 --report /dev/null/there '^work$'
tare: /dev/null/there: cannot make this folder: Not a directory
? 6
# From saved runs: one, or one against another.
$ tare report r.json -o one
tare: report: one/index.html
$ grep -c '1 case measured' one/index.html
1
$ cmp r.json one/tare-pages/run.json
$ demo_bench --launches 2 --samples 2 --sample-time 0.0005 -q -o s.json "^work$" >/dev/null 2>&1; tare report r.json s.json -o two; ls two/tare-pages | grep json
tare: report: two/index.html
before.json
run.json
$ grep -o "<h1 class=\"[a-z]*\">Can&#39;t tell for 1 of 1 case" two/index.html
<h1 class="doubt">Can&#39;t tell for 1 of 1 case
# All of it in one file.
$ tare report r.json --single-file -q -o - | grep -c '<article id="case-'
1
$ tare report r.json --single-file -q -o one.html; ls one.html
one.html
$ tare report r.json --single-file --plot-format pdf
tare: --plot-format: cannot be used with --single-file, which writes no other files
? 2
# On the terminal.
$ tare report r.json --text -v | sed '/^where/,$d' | tail -n 2
  case * fastest  launches * slowest * in order of time
  work * ▁* ns * *
# The last run, where none is named.
$ tare report -q -o last; ls last
index.html
tare-pages
$ tare report --store nowhere
tare: no last run in nowhere to report: name a record
? 5
$ tare report no.json
tare: no.json: no such file, and no baseline of that name in .tare
? 5
# Of more than two there is a table.
$ tare report r.json s.json r.json
tare: report: HTML pages show one run, or two where the second is compared with the first; for a table of more, use --text
? 2
$ tare report r.json s.json r.json --text
case * r.json * s.json * r.json
work * ns * ns  ×* ns  ×1.000

× is the ratio to r.json; numbers from different sessions are not a verdict
# Where nothing is measured there is still what was tried, and for a profiler nothing.
$ demo_bench --test -q --report tried '^work$'; grep -o '<h1.*' tried/index.html
work  ok
<h1 class="plain">1 case tried, not measured.</h1>
$ demo_bench --no-fork --measurement-time 0.01 -q --report here '^work$' | tail -n 1; grep -o '<h1.*' here/index.html
work  *
<h1 class="plain">1 case measured.</h1>
$ demo_bench --profile-time 0.001 --report profiled '^work$' 2>&1 | sed 's/ in .* s$//'; ls -d profiled
work  ok
1 case
tare: no report: --profile-time measures nothing
ls: cannot access 'profiled': No such file or directory
? 2
# What was measured is kept, whatever becomes of what is made of it, and each failure is said.
$ demo_bench --launches 2 --samples 2 --sample-time 0.0005 -q --any-build --save-baseline kept --export csv=/dev/full -o /dev/full '^work$' >/dev/null
tare: /dev/full: cannot write: No space left on device
tare: /dev/full: cannot write: No space left on device
? 6
$ ls .tare/baselines
kept.json
# What is not ours is not replaced, and what is not written is not there.
$ mkdir site; echo mine >site/index.html; tare report r.json -o site
tare: site/index.html: not written by tare, left alone: remove it, or choose another folder
? 6
$ ls -A site; cat site/index.html
index.html
mine
$ tare report r.json --single-file -o /dev/full
tare: /dev/full: cannot write: No space left on device
? 6
$ (ulimit -f 8; tare report r.json -o small) 2>&1 | sed 's/:.*: /: ... /'; ls -A small
tare: ... File too large
# Without gnuplot everything else is there.
$ mkdir bin; ln -s $(which tare) bin; unset TARE_NOPLOT; PATH=bin; tare report r.json -o plain
tare: report: plain/index.html
tare: the report has no large plots: gnuplot is not installed (Debian: gnuplot-nox)
