/* SPDX-License-Identifier: MIT */
/*
 * cJSON, of whose functions nobody but this file knows where they are.
 *
 * The library is loaded when it is first needed, out of reach of the program
 * that it is loaded into: a benchmark that brings its own cJSON measures that,
 * and we use ours.  So nothing that is linked with tare needs -lcjson.
 *
 * Only for store/json*.c.
 */
#ifndef TARE_STORE_JSON_LIBRARY_H
#define TARE_STORE_JSON_LIBRARY_H

#include <cjson/cJSON.h>

/* What we use of it. */
#define TARE_CJSON_FUNCTIONS(USE)                                              \
    USE(AddBoolToObject)                                                       \
    USE(AddItemToArray)                                                        \
    USE(AddItemToObject)                                                       \
    USE(AddNumberToObject)                                                     \
    USE(AddStringToObject)                                                     \
    USE(CreateArray)                                                           \
    USE(CreateBool)                                                            \
    USE(CreateObject)                                                          \
    USE(CreateRaw)                                                             \
    USE(CreateString)                                                          \
    USE(Delete)                                                                \
    USE(GetObjectItemCaseSensitive)                                            \
    USE(IsArray)                                                               \
    USE(IsBool)                                                                \
    USE(IsNumber)                                                              \
    USE(IsObject)                                                              \
    USE(IsString)                                                              \
    USE(IsTrue)                                                                \
    USE(ParseWithLength)                                                       \
    USE(PrintUnformatted)                                                      \
    USE(free)

struct tare_cjson {
#define TARE_CJSON_MEMBER(name) __typeof__(&cJSON_##name) name;
    TARE_CJSON_FUNCTIONS(TARE_CJSON_MEMBER)
#undef TARE_CJSON_MEMBER
};

/* Loads it at the first call; where that cannot be, the process ends. */
const struct tare_cjson *tare_cjson(void);

#define cJSON_AddBoolToObject   tare_cjson()->AddBoolToObject
#define cJSON_AddItemToArray    tare_cjson()->AddItemToArray
#define cJSON_AddItemToObject   tare_cjson()->AddItemToObject
#define cJSON_AddNumberToObject tare_cjson()->AddNumberToObject
#define cJSON_AddStringToObject tare_cjson()->AddStringToObject
#define cJSON_CreateArray       tare_cjson()->CreateArray
#define cJSON_CreateBool        tare_cjson()->CreateBool
#define cJSON_CreateObject      tare_cjson()->CreateObject
#define cJSON_CreateRaw         tare_cjson()->CreateRaw
#define cJSON_CreateString      tare_cjson()->CreateString
#define cJSON_Delete            tare_cjson()->Delete
#define cJSON_GetObjectItemCaseSensitive                                       \
    tare_cjson()->GetObjectItemCaseSensitive
#define cJSON_IsArray          tare_cjson()->IsArray
#define cJSON_IsBool           tare_cjson()->IsBool
#define cJSON_IsNumber         tare_cjson()->IsNumber
#define cJSON_IsObject         tare_cjson()->IsObject
#define cJSON_IsString         tare_cjson()->IsString
#define cJSON_IsTrue           tare_cjson()->IsTrue
#define cJSON_ParseWithLength  tare_cjson()->ParseWithLength
#define cJSON_PrintUnformatted tare_cjson()->PrintUnformatted
#define cJSON_free             tare_cjson()->free

#endif
