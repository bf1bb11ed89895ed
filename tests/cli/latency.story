# Every iteration timed alone.  Times that a benchmark gives by hand are known.
$ for file in a b; do latency_bench $brief --launches 5 -m latency -o $file.json '^by_hand$'; done >out 2>/dev/null; grep 'latency' out | head -n 6
  · latency-p50    1.002 ns  1.000 … 1.004  0.00 %
  · latency-p90    1.004 ns  1.000 … 1.004  0.00 %
  · latency-p99    100.0 ns  100.0 … 100.2  0.00 %
  · latency-p99.9  100.0 ns  100.0 … 100.2  0.00 %
  · latency-max    100.0 ns              –       –
  by_hand: latency of 20 launches, 400000 iterations; timed by the benchmark itself
$ grep -o '"latency":{"floor_ns":0,"launches":\[{"max_ns":[0-9.]*,"buckets":\[1,[0-9]*\],"counts":\[[0-9]*,[0-9]*\]}' a.json
"latency":{"floor_ns":0,"launches":[{"max_ns":100*,"buckets":[1,1681],"counts":[19600,400]}
# What is saved is compared again, with intervals and without verdicts.
$ tare compare a.json b.json --verbose --verdict v.json | grep latency
  latency, not judged     shift       interval         old → new
  by_hand: latency-p50    0.0 %  -0.8 … +0.8 %  1.002 → 1.002 ns
  by_hand: latency-p90    0.0 %  -0.8 … +0.8 %  1.004 → 1.004 ns
  by_hand: latency-p99    0.0 %  -0.8 … +0.8 %  100.0 → 100.0 ns
  by_hand: latency-p99.9  0.0 %  -0.8 … +0.8 %  100.0 → 100.0 ns
  by_hand: latency-max    0.0 %    0.0 … 0.0 %  100.0 → 100.0 ns
$ grep -c '^{"id":"by_hand","measure":"latency-' v.json; grep -c '"measure":"latency-.*"verdict"' v.json
5
0
? 1
$ tare compare a.json b.json | grep -c latency
0
? 1
# A duel takes it on both sides, and a saved duel tells it again.
$ tare duel $brief --duel-anyway --pairs 5 -m latency -v -o d.json "$(command -v latency_bench)" "$(command -v latency_bench)" -- '^by_hand$' 2>/dev/null | grep latency- >live; grep -c 'by_hand: latency-' live; tare duel --replay d.json -v | grep latency- | cmp - live
5
# Too short to be timed alone: not there, which is not 0, and no fault of it.
$ latency_bench $brief --launches 5 -m latency '^fleeting$' >out 2>/dev/null; tr -s '\n ' ' ' <out | grep -o 'unmeasured: .* at most'; grep -c latency- out
unmeasured: fleeting latency: not available: an iteration of * ns is too short to be timed alone: the clock needs * ns, and should be a tenth of it at most
0
? 1
# Slow ones show, though the median knows nothing of them.
$ latency_bench $brief --launches 5 -m latency '^tail$' 2>/dev/null | awk '/latency-p50/ { p50 = $3 } /latency-p99 / { p99 = $3 } END { print 20 * p50 < p99 }'
1
# A histogram that was tampered with is refused, and where.
$ sed 's/"buckets":\[1,/"buckets":[1,1,/; /crc32/d' a.json >bad.json; echo '}' >>bad.json; tare compare bad.json b.json
tare: bad.json:*: the "buckets" of a latency must be whole numbers that ascend and are in range*
? 5
# It is of launches.
$ latency_bench --no-fork -m latency
tare: --measures: only time can be measured in this process; leave out --no-fork and --profile-time
? 2
