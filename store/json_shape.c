/* SPDX-License-Identifier: MIT */
#include "store/json_shape.h"

#include <float.h>
#include <stddef.h>

#include "store/record.h"
#include "store/words.h"

/* Rows of a table: the struct, its member, and whether that is required. */
#define ROW(name, type, member, kind, required, low, high)                     \
    {                                                                          \
        (name), offsetof(struct tare_##type, member), TARE_FIELD_##kind,       \
            (required), (low), (high), NULL                                    \
    }
#define TEXT(name, type, member, required)                                     \
    ROW(name, type, member, TEXT, required, 0, 0)
#define NAME(name, type, member) ROW(name, type, member, TEXT, 1, 1, 0)
#define FLAG(name, type, member, required)                                     \
    ROW(name, type, member, FLAG, required, 0, 0)
#define COUNT32(name, type, member, low)                                       \
    ROW(name, type, member, WHOLE32, 1, low, 0)
#define COUNT64(name, type, member, required, low)                             \
    ROW(name, type, member, WHOLE64, required, low, 0)
#define AMOUNT(name, type, member, required)                                   \
    ROW(name, type, member, AMOUNT, required, 0, DBL_MAX)
#define SHARE(name, type, member, required)                                    \
    ROW(name, type, member, AMOUNT, required, 0, 1)
#define REAL(name, type, member, required)                                     \
    ROW(name, type, member, REAL, required, -DBL_MAX, DBL_MAX)
#define CHOICE(name, type, member, required, words)                            \
    {                                                                          \
        (name), offsetof(struct tare_##type, member), TARE_FIELD_CHOICE,       \
            (required), 0, 0, (words)                                          \
    }
#define END                                                                    \
    {                                                                          \
        .name = NULL                                                           \
    }

static const char *const sides[] = { "", "old", "new", NULL };
static const char *const samplings[] = { "flat", "linear", NULL };
static const char *const better_ways[] = { "lower", "higher", NULL };
static const char *const kinds[] = { "noisy", "exact", "evidence", NULL };

/* clang-format off */

const struct tare_field tare_shape_run[] = {
    TEXT("started", run, started, 1),
    AMOUNT("elapsed_s", run, elapsed_s, 1),
    AMOUNT("sampling_s", run, sampling_s, 0),
    FLAG("interrupted", run, interrupted, 1),
    END
};

const struct tare_field tare_shape_settings[] = {
    COUNT64("seed", run, seed, 1, 0),
    END
};

const struct tare_field tare_shape_duel[] = {
    AMOUNT("threshold", duel_facts, threshold, 0),
    SHARE("alpha", duel_facts, alpha, 0),
    AMOUNT("budget_s", duel_facts, budget_s, 0),
    TEXT("old", duel_facts, old_name, 0),
    TEXT("new", duel_facts, new_name, 0),
    END
};

const struct tare_field tare_shape_contest[] = {
    TEXT("by", contest_facts, by, 0),
    AMOUNT("threshold", contest_facts, threshold, 1),
    SHARE("alpha", contest_facts, alpha, 1),
    END
};

const struct tare_field tare_shape_cut[] = {
    ROW("of", cut, of, WHOLE32, 1, 1, 0),
    NAME("how", cut, how),
    END
};

const struct tare_field tare_shape_shard[] = {
    ROW("index", shard, index, WHOLE32, 1, 0, 0),
    TEXT("started", shard, started, 0),
    AMOUNT("elapsed_s", shard, elapsed_s, 0),
    COUNT64("seed", shard, seed, 0, 0),
    END
};

const struct tare_field tare_shape_weather[] = {
    AMOUNT("pace_ns", weather, pace_ns, 0),
    AMOUNT("share", weather, share, 0),
    AMOUNT("slower", weather, slower, 0),
    SHARE("quiet", weather, quiet, 0),
    SHARE("preempted", weather, preempted, 0),
    SHARE("crowded", weather, crowded, 0),
    SHARE("interrupts", weather, interrupts, 0),
    END
};

const struct tare_field tare_shape_spent[] = {
    AMOUNT("samples_s", spent, s[TARE_SPENT_SAMPLES], 0),
    AMOUNT("beside_s", spent, s[TARE_SPENT_BESIDE], 0),
    AMOUNT("warm_up_s", spent, s[TARE_SPENT_WARM_UP], 0),
    AMOUNT("set_up_s", spent, s[TARE_SPENT_SET_UP], 0),
    AMOUNT("processes_s", spent, s[TARE_SPENT_PROCESSES], 0),
    AMOUNT("calibration_s", spent, s[TARE_SPENT_CALIBRATION], 0),
    AMOUNT("references_s", spent, s[TARE_SPENT_REFERENCES], 0),
    AMOUNT("meters_s", spent, s[TARE_SPENT_METERS], 0),
    AMOUNT("waiting_s", spent, s[TARE_SPENT_WAITING], 0),
    AMOUNT("copies_s", spent, s[TARE_SPENT_COPIES], 0),
    AMOUNT("analysis_s", spent, s[TARE_SPENT_ANALYSIS], 0),
    AMOUNT("rest_s", spent, s[TARE_SPENT_REST], 0),
    END
};

const struct tare_field tare_shape_binary[] = {
    TEXT("path", binary, path, 1),
    TEXT("hash", binary, hash, 0),
    FLAG("kept", binary, is_kept, 0),
    END
};

const struct tare_field tare_shape_loaded[] = {
    TEXT("path", loaded, path, 1),
    TEXT("hash", loaded, hash, 0),
    FLAG("newer", loaded, is_newer, 0),
    END
};

const struct tare_field tare_shape_growth[] = {
    TEXT("family", growth_facts, family, 1),
    TEXT("arg", growth_facts, arg, 1),
    COUNT64("points", growth_facts, points, 1, 0),
    REAL("weight", growth_facts, weight, 0),
    REAL("fixed", growth_facts, fixed, 0),
    REAL("coefficient", growth_facts, coefficient, 0),
    REAL("residual", growth_facts, residual, 0),
    END
};

const struct tare_field tare_shape_identity[] = {
    NAME("id", identity, id),
    TEXT("group", identity, group, 1),
    TEXT("name", identity, name, 1),
    COUNT32("threads", identity, threads, 1),
    END
};

const struct tare_field tare_shape_source[] = {
    TEXT("file", identity, file, 1),
    COUNT32("line", identity, line, 0),
    END
};

const struct tare_field tare_shape_case[] = {
    COUNT64("binary", case, binary, 1, 0),
    CHOICE("side", case, side, 0, sides),
    ROW("shard", case, shard, WHOLE32, 0, 0, 0),
    AMOUNT("noise", case, noise, 0),
    FLAG("baseline", case, is_yardstick, 0),
    FLAG("no_contest", case, no_contest, 0),
    TEXT("contest_by", case, contest_by, 0),
    FLAG("control", case, is_control, 0),
    COUNT64("voided", case, voided, 0, 0),
    COUNT64("looked", case, looked, 0, 0),
    TEXT("reason", case, reason, 1),
    TEXT("output", case, output, 0),
    END
};

const struct tare_field tare_shape_plan[] = {
    CHOICE("sampling", case, is_linear, 1, samplings),
    COUNT32("samples", case, samples, 1),
    COUNT64("iterations", case, iterations, 1, 1),
    COUNT64("warmup_iterations", case, warmup_iterations, 1, 0),
    COUNT64("batch", case, batch, 0, 0),
    FLAG("converged", case, has_converged, 1),
    END
};

const struct tare_field tare_shape_work[] = {
    AMOUNT("bytes", work_done, bytes, 0),
    AMOUNT("items", work_done, items, 0),
    AMOUNT("bits", work_done, bits, 0),
    END
};

const struct tare_field tare_shape_warning[] = {
    TEXT("code", warning, code, 1),
    TEXT("text", warning, text, 1),
    END
};

const struct tare_field tare_shape_measure[] = {
    TEXT("unit", measure, unit, 1),
    CHOICE("better", measure, better, 1, better_ways),
    CHOICE("kind", measure, kind, 1, kinds),
    REAL("spread", measure, spread, 0),
    AMOUNT("pace_error", measure, pace_error, 0),
    END
};

const struct tare_field tare_shape_limit[] = {
    AMOUNT("relative", limit, relative, 1),
    AMOUNT("absolute", limit, absolute, 1),
    END
};

const struct tare_field tare_shape_part[] = {
    NAME("name", part, name),
    REAL("value", part, value, 1),
    END
};

const struct tare_field tare_shape_band[] = {
    REAL("value", band, value, 1),
    REAL("low", band, low, 0),
    REAL("high", band, high, 0),
    SHARE("confidence", band, confidence, 1),
    END
};

const struct tare_field tare_shape_figure[] = {
    REAL("value", figure, value, 1),
    REAL("low", figure, low, 0),
    REAL("high", figure, high, 0),
    REAL("standard_error", figure, standard_error, 0),
    END
};

const struct tare_field tare_shape_slope[] = {
    REAL("r_squared", measure, r_squared, 0),
    END
};

const struct tare_field tare_shape_outliers[] = {
    COUNT64("low_severe", outliers, low_severe, 1, 0),
    COUNT64("low_mild", outliers, low_mild, 1, 0),
    COUNT64("high_mild", outliers, high_mild, 1, 0),
    COUNT64("high_severe", outliers, high_severe, 1, 0),
    END
};

const struct tare_field tare_shape_facts[] = {
    FLAG("bimodal", shape_facts, is_bimodal, 1),
    FLAG("drifted", shape_facts, has_drifted, 1),
    REAL("von_neumann", shape_facts, von_neumann, 0),
    FLAG("drifts_inside", shape_facts, drifts_inside, 1),
    REAL("halves", shape_facts, halves, 0),
    FLAG("dependent", shape_facts, is_dependent, 1),
    REAL("correlation", shape_facts, correlation, 0),
    END
};

const struct tare_field tare_shape_modes[] = {
    REAL("low_mode", shape_facts, low_mode, 0),
    REAL("high_mode", shape_facts, high_mode, 0),
    REAL("low_share", shape_facts, low_share, 0),
    END
};

/* clang-format on */

int tare_shape_is_fact(const char *name)
{
    return !tare_is_among(name, "binaries path hash kept seed libraries");
}

/* ---- where the time goes ------------------------------------------------- */

const struct tare_field tare_shape_profile_object[] = {
    NAME("path", profile_object, path),
    TEXT("build_id", profile_object, build_id, 0),
    AMOUNT("built_s", profile_object, built_s, 0), END
};

const struct tare_field tare_shape_profile_function[] = {
    COUNT64("object", profile_function, object, 1, 0),
    COUNT64("begin", profile_function, begin, 1, 0),
    TEXT("name", profile_function, name, 0),
    TEXT("file", profile_function, file, 0), END
};

const struct tare_field tare_shape_profile_launch[] = {
    COUNT64("iterations", profile_launch, iterations, 1, 0),
    AMOUNT("time_ns", profile_launch, time_ns, 1),
    AMOUNT("period_ns", profile_launch, period_ns, 1),
    AMOUNT("look_ns", profile_launch, look_ns, 0),
    AMOUNT("expected", profile_launch, expected, 1),
    COUNT64("harness", profile_launch, harness, 1, 0),
    COUNT64("lost", profile_launch, lost, 1, 0),
    COUNT64("throttled", profile_launch, throttled, 1, 0),
    COUNT64("broken", profile_launch, broken, 1, 0),
    COUNT64("truncated", profile_launch, truncated, 1, 0),
    COUNT64("guessed", profile_launch, guessed, 1, 0),
    FLAG("blind", profile_launch, is_blind, 0),
    FLAG("timed", profile_launch, is_timed, 0),
    TEXT("refusal", profile_launch, refusal, 0),
    COUNT64("waiting", profile_launch, waiting, 0, 0),
    AMOUNT("others_ns", profile_launch, others_ns, 0),
    COUNT64("peak_at", profile_launch, peak_at, 0, 0),
    COUNT64("preempted", profile_launch, preempted, 0, 0),
    COUNT64("preempted_ns", profile_launch, preempted_ns, 0, 0),
    COUNT64("idle", profile_launch, idle, 0, 0),
    END
};
