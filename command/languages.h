/* SPDX-License-Identifier: MIT */
/* Which languages a CMakeLists.txt or meson.build compiles. */
#ifndef TARE_COMMAND_LANGUAGES_H
#define TARE_COMMAND_LANGUAGES_H

/* Whether C++ is named there, and C is not. */
int tare_languages_are_cpp(const char *text);

#endif
