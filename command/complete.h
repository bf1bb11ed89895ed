/* SPDX-License-Identifier: MIT */
/*
 * tare complete -- WORDS...: what can stand for the last word of a command line
 * that is being typed, for the completions of shells.  A candidate a line, a
 * tab, and what it means; "\tfiles" alone asks for the names of files.
 */
#ifndef TARE_COMMAND_COMPLETE_H
#define TARE_COMMAND_COMPLETE_H

/* Never fails: where nothing is known, nothing is printed. */
int tare_complete(int count, char **words);

#endif
