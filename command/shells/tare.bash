# bash completion for tare, and for executables with benchmarks:
#
#     complete -F _tare my_bench
#
# All that it offers is what `tare complete` prints.

# The word as the command would get it, in $REPLY; $2 is "open" if the word
# begins a quotation that is not closed.
_tare_unquote() {
    local rest=${1#[\"\']}

    REPLY=
    while [[ $rest == *\\* ]]; do
        REPLY+=${rest%%\\*}
        rest=${rest#*\\}
        REPLY+=${rest:0:1}
        rest=${rest:1}
    done
    REPLY+=$rest
    [[ $2 == open || $1 != [\"\']* ]] || REPLY=${REPLY%[\"\']}
}

_tare() {
    local line=${COMP_LINE:0:COMP_POINT} words=() word typed program=tare i
    local breaks='' cut='' files='' REPLY

    # bash also splits at = and :, so what no blank separates is put together
    for word in "${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
        if [[ ${#words[@]} == 0 || $line == [[:blank:]]* ]]; then
            line=${line#"${line%%[![:blank:]]*}"}
            words+=('')
        fi
        [[ $line == "$word"* ]] || word=$line # the cursor is inside
        line=${line#"$word"}
        words[-1]+=$word
    done
    typed=${words[-1]}
    for ((i = 0; i + 1 < ${#words[@]}; i++)); do
        _tare_unquote "${words[i]}"
        words[i]=$REPLY
    done
    _tare_unquote "$typed" open
    words[-1]=$REPLY
    [[ ${words[0]##*/} == tare ]] && program=${words[0]/#\~\//"$HOME"/}

    # (from a pipe, mapfile reads byte by byte)
    mapfile -t COMPREPLY <<<"$("$program" complete -- "${words[@]}" 2>/dev/null)"
    [[ ${COMPREPLY[-1]} != $'\tfiles' ]] || files=1
    COMPREPLY=("${COMPREPLY[@]%%$'\t'*}")

    # of a word in pieces, only the last piece is replaced
    [[ $COMP_WORDBREAKS != *=* ]] || breaks+='='
    [[ $COMP_WORDBREAKS != *:* ]] || breaks+=':'
    if [[ $breaks && $typed != [\"\']* ]]; then
        cut=${words[-1]%"${words[-1]##*["$breaks"]}"}
        COMPREPLY=("${COMPREPLY[@]#"$cut"}")
    fi
    if [[ $files || ! ${COMPREPLY[0]} ]]; then # the line that says so, or none
        unset 'COMPREPLY[-1]'
    fi
    if [[ $files ]]; then
        compopt -o filenames 2>/dev/null # which quotes what must be
        mapfile -t -O ${#COMPREPLY[@]} COMPREPLY \
            < <(compgen -f -- "${words[-1]#"$cut"}")
        return
    fi
    [[ ${COMPREPLY[0]} != *= ]] || compopt -o nospace 2>/dev/null
    if [[ $typed != [\"\']* && ${COMPREPLY[*]} == *[!a-zA-Z0-9_./=:,@%+\ -]* ]]; then
        mapfile -t COMPREPLY <<<"$(printf '%q\n' "${COMPREPLY[@]}")"
    fi
}

complete -F _tare tare
