# Stops where a sample of a case begins:
#
#     gdb -x sample.gdb --args ./my_bench --no-fork
#     (gdb) tare-sample "sort/qsort/n=512" 3
#     (gdb) run
#
# Then `finish` leads into the benchmark.

define tare-sample
  if $argc != 2
    printf "tare-sample needs the id of a case, in quotes, and the number of a sample, from 0\n"
  else
    tbreak -probe-stap tare:sample__start
    condition $bpnum $_probe_arg1 == $arg1 && $_streq((char *) $_probe_arg0, $arg0)
    commands
      silent
      printf "sample %lu of %s: %lu iterations\n", $_probe_arg1, (char *) $_probe_arg0, $_probe_arg2
    end
  end
end

document tare-sample
Stop where a sample begins: tare-sample "ID" NUMBER
ID is that of the case, NUMBER counts samples from 0.
end
