# Templates are named as they were written, commas and all; their types compete.
# Needs C++
# No sanitizers: the library is not built for them in C++
$ $CXX -std=c++17 -Wall -Wextra -Werror -O2 -I"$top/harness/include" -o types "$top/tests/cli/types_bench.cc" "$top/$LIB" -lcjson -lm -pthread
$ ./types --list --format terse --skip throw
by_hand/T=char
by_hand/T=std::pair<char, char>
sized/by_hand/n=1/T=std::pair<int, int>
sized/by_hand/n=2/T=std::pair<int, int>
sized/by_hand/n=1/T=char
sized/by_hand/n=2/T=char
pair/both<int, long>
pair/both<int, char>
pair/both<int, short>
hard/by_hand/T=std::integral_constant<bool, (3 > 2)>
hard/by_hand/T=number<(1 << 3)>
hard/by_hand/T=number<','>
hard/by_hand/T=char
thread/what=1/threads=2
$ ./types $brief --launches 30 by_hand/ --skip hard 2>/dev/null | sed -n '/^group/,$p'
group                   fastest
by_hand                 T=char   T=std::pair<char, char> takes 2.000× as long (2.000 … 2.000)
sized/by_hand  n=1 … 2  T=char   T=std::pair<int, int> takes 8.000× as long (8.000 … 8.000) at n=1
$ ./types --test --quiet --exact 'pair/both<int, long>'
pair/both<int, long>  ok
# What is thrown out of a benchmark fails it, with its type and text.
$ ./types --test thr 2>/dev/null
throws/what=1            failed: threw std::runtime_error: no "luck"
throws/what=2            failed: threw int
throws/what=3            failed: threw odd
thread/what=1/threads=2  failed: threw std::runtime_error: no "luck"
throws_before            failed: threw std::out_of_range: before the loop
? 3
$ ./types --no-fork --test throws/what=1 2>/dev/null
throws/what=1  failed: threw std::runtime_error: no "luck"
? 3
