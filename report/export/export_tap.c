/* SPDX-License-Identifier: MIT */
/*
 * The Test Anything Protocol: a line for each case.  In names "#" becomes
 * \x23, because not every reader knows the escape and any of them would take
 * what follows it for a directive.
 */
#include "report/export/export_formats.h"

static void put_test(FILE *stream, size_t number,
                     const struct tare_export_row *rows, size_t count)
{
    struct tare_buf why = { 0 };
    enum tare_export_end end = tare_export_end_of(rows, count, &why);
    int is_good = end == TARE_END_PASSED || end == TARE_END_SKIPPED;

    fprintf(stream, "%s %zu - ", is_good ? "ok" : "not ok", number);
    tare_export_put(stream, rows[0].id, "#", "\\x%02x");
    if (end == TARE_END_SKIPPED) {
        fputs(" # SKIP ", stream);
        tare_export_put(stream, tare_buf_text(&why), "#", "\\x%02x");
    }
    putc('\n', stream);
    if (end != TARE_END_SKIPPED && why.size > 0)
        fprintf(stream, "# %s\n", why.data);
    tare_buf_release(&why);
}

void tare_export_tap(const struct tare_export_input *input, FILE *stream)
{
    size_t cases = 0, number = 0, end;

    for (size_t i = 0; i < input->count; i = tare_export_case_end(input, i))
        cases++;
    fprintf(stream, "1..%zu%s\n", cases, cases == 0 ? " # SKIP no cases" : "");
    for (size_t i = 0; i < input->count; i = end) {
        end = tare_export_case_end(input, i);
        put_test(stream, ++number, &input->rows[i], end - i);
    }
}
