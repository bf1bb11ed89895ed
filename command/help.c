/* SPDX-License-Identifier: MIT */
#include "command/help.h"

#include <stdio.h>
#include <string.h>

#include "command/option_names.h"
#include "report/terminal/text.h"

enum {
    NAME_COLUMNS = 34,
    COLUMNS = 79
};

static void print_option(const struct tare_option *option)
{
    char name[80], letter[8] = "   ";

    if (option->letter != 0)
        snprintf(letter, sizeof letter, "-%c,", option->letter);
    snprintf(name, sizeof name, "%s --%s %s", letter, option->name,
             option->argument != NULL ? option->argument : "");
    if (strlen(name) >= NAME_COLUMNS)
        printf("  %s\n  %*s %s\n", name, NAME_COLUMNS, "", option->help);
    else
        printf("  %-*s %s\n", NAME_COLUMNS, name, option->help);
}

void tare_help_environment(struct tare_buf *text, enum tare_verb_mask verb)
{
    const char *without[8];
    const struct tare_option *option;
    size_t with = 0, count = 0, at = 0;

    while ((option = tare_option_next(verb, &at)) != NULL)
        if (tare_option_has_variable(option))
            with++;
        else if (option->kind != TARE_OPTION_SECTION && option->help != NULL &&
                 count < sizeof without / sizeof *without)
            without[count++] = option->name;
    if (with == 0)
        return;
    tare_buf_puts(text, "Every option except");
    for (size_t i = 0; i < count; i++)
        tare_buf_printf(text, "%s --%s",
                        i == 0           ? ""
                        : i + 1 == count ? " and"
                                         : ",",
                        without[i]);
    tare_buf_puts(text, " can also be set in the environment, as TARE_NAME "
                        "(TARE_WARM_UP_TIME=1).");
}

void tare_help_print(enum tare_verb_mask verb, const char *help)
{
    const struct tare_option *option;
    struct tare_buf text = { 0 }, wrapped = { 0 };
    size_t at = 0;

    puts(help);
    while ((option = tare_option_next(verb, &at)) != NULL)
        if (option->kind == TARE_OPTION_SECTION)
            printf("\n%s:\n", option->name);
        else if (option->help != NULL)
            print_option(option);
    tare_help_environment(&text, verb);
    if (text.size > 0) {
        tare_text_wrap(&wrapped, text.data, COLUMNS, 0);
        printf("\n%s\n", wrapped.data);
    }
    tare_buf_release(&wrapped);
    tare_buf_release(&text);
}
