/* SPDX-License-Identifier: MIT */
/* The objects of a record, as far as they are members of structs. */
#ifndef TARE_STORE_JSON_SHAPE_H
#define TARE_STORE_JSON_SHAPE_H

#include "store/json_fields.h"

extern const struct tare_field tare_shape_run[];      /* tare_run */
extern const struct tare_field tare_shape_settings[]; /* tare_run */
extern const struct tare_field tare_shape_contest[];  /* tare_contest_facts */
extern const struct tare_field tare_shape_cut[];      /* tare_cut */
extern const struct tare_field tare_shape_shard[];    /* tare_shard */
extern const struct tare_field tare_shape_weather[];  /* tare_weather */
extern const struct tare_field tare_shape_spent[];    /* tare_spent */
extern const struct tare_field tare_shape_duel[];     /* tare_duel_facts */
extern const struct tare_field tare_shape_binary[];   /* tare_binary */
extern const struct tare_field tare_shape_loaded[];   /* tare_loaded */
extern const struct tare_field tare_shape_growth[];   /* tare_growth_facts */
extern const struct tare_field tare_shape_identity[]; /* tare_identity */
extern const struct tare_field tare_shape_source[];   /* tare_identity */
extern const struct tare_field tare_shape_case[];     /* tare_case */
extern const struct tare_field tare_shape_plan[];     /* tare_case */
extern const struct tare_field tare_shape_work[];     /* tare_work_done */
extern const struct tare_field tare_shape_warning[];  /* tare_warning */
extern const struct tare_field tare_shape_measure[];  /* tare_measure */
extern const struct tare_field tare_shape_limit[];
extern const struct tare_field tare_shape_part[];
extern const struct tare_field tare_shape_band[];     /* tare_band */
extern const struct tare_field tare_shape_figure[];   /* tare_figure */
extern const struct tare_field tare_shape_slope[];    /* tare_measure */
extern const struct tare_field tare_shape_outliers[]; /* tare_outliers */
extern const struct tare_field tare_shape_facts[];    /* tare_shape_facts */
extern const struct tare_field tare_shape_modes[];    /* tare_shape_facts */

/* Whether a member of that name is a fact, wherever facts are: the names of the
 * members beside them are not. */
int tare_shape_is_fact(const char *name);
extern const struct tare_field tare_shape_profile_object[],
    tare_shape_profile_function[], tare_shape_profile_launch[];

#endif
