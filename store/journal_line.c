/* SPDX-License-Identifier: MIT */
#include "store/journal_line.h"

#include <stdlib.h>

#include "store/alloc.h"

void tare_logged_hear(struct tare_logged *logged, unsigned word,
                      const void *bytes, size_t size)
{
    struct tare_heard *heard = TARE_ADD(logged->heard, logged->heard_count);
    char first = (char)word;

    tare_buf_add(&heard->bytes, &first, 1);
    tare_buf_add(&heard->bytes, bytes, size);
}

static void release_launch(struct tare_logged *logged)
{
    for (size_t i = 0; i < logged->heard_count; i++)
        tare_buf_release(&logged->heard[i].bytes);
    free(logged->heard);
    free(logged->id);
    free(logged->reason);
    free(logged->output);
    free(logged->folder);
    free(logged->refusal);
}

void tare_journal_line_release(struct tare_journal_line *line)
{
    for (size_t i = 0; i < line->count; i++)
        release_launch(&line->launches[i]);
    free(line->launches);
    free(line->resumed);
    *line = (struct tare_journal_line){ 0 };
}

void tare_journal_head_release(struct tare_journal_head *head)
{
    tare_run_release(&head->run);
    for (size_t i = 0; i < head->count; i++)
        free(head->asked[i]);
    free(head->asked);
    *head = (struct tare_journal_head){ 0 };
}
