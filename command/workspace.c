/* SPDX-License-Identifier: MIT */
#include "command/workspace.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "store/path.h"

#define STEM "tare-gate-tree-"

enum {
    PLACES = 3
};

/* Where they may be; borrowed, NULL for none. */
static const char *place(int index)
{
    static const char *const fixed[PLACES] = { NULL, "/tmp", "/var/tmp" };

    return index == 0 ? getenv("TMPDIR") : fixed[index];
}

int tare_workspace_remove_left(const char *path)
{
    return tare_scratch_remove_left(path, STEM);
}

void tare_workspace_sweep(void)
{
    for (int i = 0; i < PLACES; i++)
        if (place(i) != NULL)
            tare_scratch_sweep(place(i), STEM);
}

/* The real path of a place where we can work; NULL for none.  Returned. */
static char *usable_place(const char *path, const char *outside)
{
    char *real = path != NULL ? realpath(path, NULL) : NULL;
    struct statvfs facts;

    if (real != NULL && access(real, W_OK | X_OK) == 0 &&
        statvfs(real, &facts) == 0 && !(facts.f_flag & ST_NOEXEC) &&
        !tare_path_is_inside(real, outside))
        return real;
    free(real);
    return NULL;
}

int tare_workspace_make(struct tare_scratch *scratch, const char *outside,
                        struct tare_err *err)
{
    int error = 0;

    *scratch = (struct tare_scratch){ 0 };
    for (int i = 0; i < PLACES; i++) {
        char *real = usable_place(place(i), outside);
        int made = real != NULL ? tare_scratch_make(scratch, real, STEM) : -1;

        if (real != NULL)
            error = errno;
        free(real);
        if (made == 0)
            return 0;
    }
    return tare_fail_with(err, TARE_EOUTPUT,
                          "no temporary folder outside of %s allows writing "
                          "and executing files%s%s: name one in TMPDIR",
                          outside, error != 0 ? ": " : "",
                          error != 0 ? strerror(error) : "");
}
