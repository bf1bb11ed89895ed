/* SPDX-License-Identifier: MIT */
/*
 * Many files that belong together, replaced as a whole: a reader finds the old
 * set or the new one.
 *
 *     FOLDER/index.html      the way in
 *     FOLDER/tare-pages/     everything else
 *
 * The new set is made beside the old one, under a name that nobody looks at,
 * and takes its place when it is complete; without commit, release leaves the
 * old one as it was.  Whatever else is in the folder is not touched, and an
 * index.html or a tare-pages/ that is not ours is not replaced.  Two writers
 * take turns.
 *
 * Nothing is flushed to disk: what is published can be made again.
 */
#ifndef TARE_STORE_PUBLICATION_H
#define TARE_STORE_PUBLICATION_H

#include <stdio.h>

#include "store/fail.h"
#include "store/folder.h"
#include "store/replacement.h"
#include "store/scratch.h"

#define TARE_PUBLICATION_INDEX "index.html"
#define TARE_PUBLICATION_PAGES "tare-pages"

/* An index.html is ours if this is near its beginning. */
#define TARE_PUBLICATION_MARK "<meta name=\"generator\" content=\"tare "

struct tare_publication {
    struct tare_folder folder; /* where it will be; none for a single file */
    struct tare_replacement pages;
    struct tare_scratch scratch; /* where a single file is made */
    struct tare_folder stage;    /* where all of it is made */
    char *single;                /* owned; the path of a single file, or NULL */
};

/* Makes the folder, waits for whoever is writing in it, at most a minute, and
 * sweeps what a killed writer left. */
int tare_publication_open(struct tare_publication *publication,
                          const char *path, struct tare_err *err);

/* The same in a folder of our own, in which no link is followed. */
int tare_publication_open_in(struct tare_publication *publication,
                             const struct tare_folder *parent, const char *name,
                             struct tare_err *err);

/* The index alone becomes a file of that path ("-" is stdout); what else is
 * made is dropped. */
int tare_publication_open_single(struct tare_publication *publication,
                                 const char *path, struct tare_err *err);

/* A new file of the set; NULL when it cannot be made. */
FILE *tare_publication_begin(const struct tare_publication *publication,
                             const char *name, struct tare_err *err);

/* Closes it, and says whether all of it was written. */
int tare_publication_end(const struct tare_publication *publication,
                         const char *name, FILE *stream, struct tare_err *err);

/* Opens a file of the set for reading; NULL when there is none. */
FILE *tare_publication_read(const struct tare_publication *publication,
                            const char *name);

/* Takes a file out of the set; that there is none is fine. */
void tare_publication_drop(const struct tare_publication *publication,
                           const char *name);

/* Makes it public.  Releases in any case. */
int tare_publication_commit(struct tare_publication *publication,
                            struct tare_err *err);
void tare_publication_release(struct tare_publication *publication);

#endif
