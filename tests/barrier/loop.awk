# Reads `objdump -d --no-show-raw-insn`; prints the body of the innermost loop
# of function `name`, an instruction a line: what lies between the target of a
# backward branch and the branch, with no call in it, the shortest such.
# (RISC-V objects keep local labels, which begin no function)
/^[0-9a-f]+ <[^.].*>:$/ { inside = ($2 == "<" name ">:"); n = 0; next }
inside && /^ *[0-9a-f]+:\t/ {
    split($0, part, "\t")
    sub(/^ */, "", part[1]); sub(/:.*/, "", part[1])
    text = part[2]
    for (i = 3; i in part; i++) text = text " " part[i]
    delete part
    if (text ~ /^(nop|data16|xchg *%ax,%ax|cs nop)/) next
    at[n] = part1 = $1; sub(/:.*/, "", at[n]); insn[n] = text; n++
    # a branch names its target as a number before <...>
    if (text ~ /^(j|b|cb|tb)[a-z.]* / && text !~ /^(bl|bic|bfi|bfx)/ &&
        match(text, /[0-9a-f]+ </)) {
        target = substr(text, RSTART, RLENGTH - 2)
        for (i = 0; i < n; i++)
            if (at[i] == target) consider(i, n - 1)
    }
}
function consider(from, to,    i, body) {
    for (i = from; i <= to; i++) {
        if (insn[i] ~ /^(call|bl |jal|auipc|jalr)/) return
        body = body insn[i] "\n"
    }
    if (best == "" || to - from + 1 < size) { best = body; size = to - from + 1 }
}
END { printf "%s", best }
