/* SPDX-License-Identifier: MIT */
#include "store/json_facts.h"

#include "store/json_fields.h"
#include "store/json_library.h"
#include "store/json_shape.h"

void tare_json_add_facts(cJSON *object, const struct tare_facts *facts)
{
    for (size_t i = 0; i < facts->count; i++) {
        const struct tare_fact *fact = &facts->items[i];

        if (!tare_shape_is_fact(fact->name))
            continue;
        tare_json_add(object, fact->name,
                      fact->kind == TARE_FACT_TEXT ? tare_json_text(fact->text)
                      : fact->kind == TARE_FACT_NUMBER
                          ? tare_json_number(fact->number)
                          : cJSON_CreateBool(fact->number != 0));
    }
}

void tare_json_read_facts(struct tare_facts *facts, const cJSON *object)
{
    for (const cJSON *item = object->child; item != NULL; item = item->next) {
        if (!tare_shape_is_fact(item->string))
            continue;
        if (cJSON_IsString(item))
            tare_facts_text(facts, item->string, item->valuestring);
        else if (cJSON_IsNumber(item))
            tare_facts_number(facts, item->string, item->valuedouble);
        else if (cJSON_IsBool(item))
            tare_facts_bool(facts, item->string, cJSON_IsTrue(item));
    }
}
