/* SPDX-License-Identifier: MIT */
/* Instead of json_library.c, where libtare is built with a cJSON of its own:
 * packaging/cjson.sh gives its functions these names. */
#include "store/json_check.h"
#include "store/json_library.h"

#define DECLARE(name)                                                          \
    __typeof__(*((struct tare_cjson *)0)->name) tare_own_cJSON_##name;
TARE_CJSON_FUNCTIONS(DECLARE)

static const struct tare_cjson table = {
#define PLACE(name) .name = tare_own_cJSON_##name,
    TARE_CJSON_FUNCTIONS(PLACE)
};

int tare_json_check(struct tare_err *err)
{
    (void)err;
    return 0;
}

const struct tare_cjson *tare_cjson(void)
{
    return &table;
}
