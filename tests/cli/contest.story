# Who is fastest in each group, by times that are given by hand.
# No sanitizers: it takes minutes there, and contests_test judges too
$ contest_bench $brief --launches 30 2>/dev/null | sed -n '/^group/,$p'
group                  fastest
search  n=250 … 500    square         line takes 2.000× as long (2.000 … 2.000) at n=500
        n=1000         square = line  equal within 2 %
        n=2000 … 4000  line           square takes 2.000× as long (2.000 … 2.000) at n=2000
same                   alpha = beta   equal within 2 %
three                  fast           slow takes 2.000× as long (2.000 … 2.000); wrong: wrong result
pair                                  no contest: fewer than two are left; crashes: crashed
ways                   step=2         step=1 takes 3.000× as long (3.000 … 3.000)
plane   n=1/m=2        area           edge takes 10.000× as long (10.000 … 10.000)
        n=25/m=2       edge           area takes 2.500× as long (2.500 … 2.500)
plane   n=1/m=5        area           edge takes 4.000× as long (4.000 … 4.000)
        n=25/m=5       edge           area takes 6.250× as long (6.250 … 6.250)
search: square and line cross between n=500 and 2000, at about 1000
plane/m=2: area and edge cross between n=1 and 25, at about 10
plane/m=5: area and edge cross between n=1 and 25, at about 4
$ contest_bench $brief --launches 30 search -v 2>/dev/null | grep 'n=1000.*square'
        n=1000         square = line  equal within 2 %
search  n=1000  square = line  1.000× (1.000 … 1.000)  equal
# An argument may be contested instead, and the others shown against another one.
$ contest_bench $brief --launches 30 way/ --contest-by step 2>/dev/null | sed -n '/^group/,$p'
group    fastest
way      step=2   step=1 takes 3.000× as long (3.000 … 3.000)
$ contest_bench $brief --launches 30 three --versus slow 2>/dev/null | sed -n '/^group/,$p'
group    fastest
three    fast     slow takes 2.000× as long (2.000 … 2.000); wrong: another result than the baseline
# Too few launches show nothing.
$ contest_bench $brief --launches 10 three --verdict - 2>/dev/null | grep -o '"outcome":"open"'
"outcome":"open"
$ contest_bench $brief --quick three 2>&1 >/dev/null | grep contest
tare: who is fastest is open in 1 of 1 contests: --contest goes on until it is known
# What is required of a contest gives the status.
$ contest_bench $brief --launches 30 -q three --require 'fast faster than slow' >/dev/null
$ contest_bench $brief --launches 30 -q three --require 'slow faster than fast' >/dev/null
tare: --require "slow faster than fast": the opposite was shown: fast takes 0.500× (0.500 … 0.500)
? 1
$ contest_bench $brief --launches 30 -q same --require 'alpha faster than beta' >/dev/null
tare: --require "alpha faster than beta": they are equal: beta takes 1.000× (1.000 … 1.000)
? 1
$ contest_bench $brief --launches 10 -q three --require 'fast faster than slow' >/dev/null
tare: --require "fast faster than slow": not shown: slow takes 2.000× (2.000 … 2.000); measure longer, with --contest
? 7
$ contest_bench $brief --launches 30 -q search --require 'square faster than line at n=250' >/dev/null
$ contest_bench $brief --launches 30 -q search --require 'square faster than line' >/dev/null
tare: --require "square faster than line": they are equal at n=1000: line takes 1.000× (1.000 … 1.000)
? 1
$ contest_bench $brief --launches 30 -q way --contest-by step --require '2 faster than 1' >/dev/null
$ contest_bench $brief --launches 30 -q pair three --require 'slow faster than fast' >/dev/null
tare: --require "slow faster than fast": the opposite was shown: fast takes 0.500× (0.500 … 0.500)
? 1
$ contest_bench $brief --launches 30 -q pair three --require 'fast faster than wrong' >/dev/null
tare: --require "fast faster than wrong": not shown; wrong: wrong result
? 3
$ contest_bench $brief --launches 30 -q pair --require 'works faster than crashes' >/dev/null
tare: --require "works faster than crashes": not shown; crashes: crashed
? 3
# Where there are several arguments, some of them are enough.
$ contest_bench $brief --launches 30 -q plane --require 'area faster than edge at n=1' >/dev/null
$ contest_bench $brief --launches 30 -q plane --require 'edge faster than area at m=2' >/dev/null
tare: --require "edge faster than area at m=2": the opposite was shown at n=1/m=2: area takes 0.100× (0.100 … 0.100)
? 1
$ contest_bench $brief --launches 30 -q plane --require 'edge faster than area at m=5/n=25' >/dev/null
# What cannot be required is refused before anything is measured.
$ contest_bench same --require 'gamma faster than beta'
tare: --require: no contestant is called "gamma"; --list shows all cases
? 4
$ contest_bench same --require 'beta faster than gamma'
tare: --require: no contestant is called "gamma"; --list shows all cases
? 4
$ contest_bench same three --require 'alpha faster than slow'
tare: --require "alpha faster than slow": the two do not meet; --list shows all cases
? 4
$ contest_bench search --require 'square faster than line at n=25'
tare: --require "square faster than line at n=25": the two do not meet there; --list shows all cases
? 4
$ contest_bench search --require 'square faster than line at 250'
tare: --require "square faster than line at 250": the two do not meet there; --list shows all cases
? 4
$ contest_bench same --require 'alpha faster than alpha'
tare: --require "alpha faster than alpha": nothing is faster than itself
? 2
$ contest_bench same --versus nobody
tare: --versus: no case matches "nobody"; --list shows them all
? 4
$ contest_bench same --contest-by nothing
tare: --contest-by: no case has an argument "nothing"; --list shows all cases
? 2
$ contest_bench --require 'alpha beats beta'
tare: --require: "alpha beats beta" is not of the form "A faster than B" or "A faster than B at n=64"
? 2
$ contest_bench --baseline main --require 'fast faster than slow'
tare: --require asks who is faster in one run: it cannot be used with a baseline
? 2
$ contest_bench --versus '('
tare: "(" cannot be used as a regular expression: Unmatched ( or \(
? 2
# For programs: the verdict file, of a run too.
$ contest_bench $brief --launches 30 -q same --verdict v.json >/dev/null; cat v.json
{"format":1,"outcome":"measured","exit":0,"mode":"run","threshold":0.02,"alpha":0.01,"interrupted":false,"controls":{"negative":"not run","positive":"not run"},"notes":[],"cases":[],"contests":[{"title":"same","at":"","outcome":"equal","contestants":[{"id":"same/alpha","name":"alpha","place":1},{"id":"same/beta","name":"beta","place":1}],"meetings":[{"first":"alpha","second":"beta","verdict":"equal","ratio":{"value":1,"low":1,"high":1,"confidence":0.95},"pairs":30}]}],"crossings":[]}
$ contest_bench $brief --launches 30 -q search --verdict - 2>/dev/null | grep -o '"crossings":.*'
"crossings":[{"title":"search","axis":"n","below":"square","above":"line","low":500,"high":2000,"at":1000}]}
# With --contest, a run goes on until that is known.
$ contest_bench $brief --contest -q three --verdict - 2>/dev/null | grep -o '"second":"slow","verdict":"[a-z]*"'
"second":"slow","verdict":"faster"
# A test and a run in this process have no contests.
$ contest_bench --test -q same --require 'alpha faster than beta'
same/alpha  ok
same/beta   ok
# In other formats.
$ contest_bench $brief --launches 30 -q three -o r.json >/dev/null; tare export --format markdown r.json | grep 'Fastest' -A 2; tare export --format junit r.json | grep 'fastest of'
| Group | At | Fastest | What was shown |
| --- | --- | --- | --- |
| three |  | fast | slow takes 2.000× as long (2.000 … 2.000); wrong: wrong result |
      <property name="fastest of three" value="fast; slow takes 2.000× as long (2.000 … 2.000); wrong: wrong result"/>
# A saved run says the same again.
$ contest_bench $brief --launches 30 three same -o r.json 2>/dev/null | sed -n '/^group/,$p' >now; tare report r.json --text | sed -n '/^group/,$p' | diff now -
# What a benchmark declares of its contests is known on both sides of a duel.
$ cp "$(command -v contest_bench)" one; cp one two; tare duel one two --duel-anyway --pairs 6 --noplot -q ways/step=1
Can't tell for 1 of 1 case.
