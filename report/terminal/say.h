/* SPDX-License-Identifier: MIT */
/* What tare says beside its output. */
#ifndef TARE_REPORT_SAY_H
#define TARE_REPORT_SAY_H

/* One line on stderr, after "tare: ", with every hostile character made
 * harmless; without a newline at its end. */
void tare_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
