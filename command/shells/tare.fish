# fish completion for tare, and for executables with benchmarks:
#
#     complete -c my_bench -f -a '(__tare_complete)'
#
# All that it offers is what `tare complete` prints.

function __tare_complete
    set -l words (commandline -opc)
    set -l typed (string unescape -- (commandline -ct))
    set -l program tare
    string match -qr '(^|/)tare$' -- $words[1]; and set program $words[1]
    test (count $typed) -gt 0; or set typed ''
    for line in ($program complete -- $words $typed 2>/dev/null)
        if test "$line" = \tfiles
            set -l before (string match -r '^.*=' -- $typed)
            for path in (__fish_complete_path (string replace -r '^.*=' '' -- $typed))
                echo "$before$path"
            end
        else
            echo $line
        end
    end
end

complete -c tare -f -a '(__tare_complete)'
