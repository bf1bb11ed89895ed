/* SPDX-License-Identifier: MIT */
/*
 * A folder of executables that are layouts of one: the same objects, linked to
 * lie elsewhere.  They become one binary of a suite, of which each launch takes
 * the layout that is drawn (tare_duel_side_draw).
 */
#ifndef TARE_HARNESS_LAYOUT_FOLDER_H
#define TARE_HARNESS_LAYOUT_FOLDER_H

#include "harness/bench/suite.h"
#include "store/fail.h"

/* Whether the path is a folder. */
int tare_is_layout_folder(const char *path);

/* Adds the cases of the executables in it, from 1 to 64 of them, sorted by name
 * with numbers by value; refused unless all have the same cases.  A folder
 * with one executable is that executable. */
int tare_layout_folder_add(struct tare_suite *suite, const char *path,
                           double timeout_s, struct tare_err *err);

#endif
