/* SPDX-License-Identifier: MIT */
/* What git says of a tree becomes facts, and nothing else does. */
#include "command/origin.h"

#include "tests/command/repository.h"

static struct tare_facts facts;

static const char *text_of(const char *name)
{
    const struct tare_fact *fact = tare_facts_find(&facts, name);

    return fact == NULL                   ? ""
           : fact->kind == TARE_FACT_BOOL ? (fact->number != 0 ? "yes" : "no")
                                          : fact->text;
}

static void check(const char *commit, const char *branch, const char *changes)
{
    CHECK_STR(text_of("commit"), commit);
    CHECK_STR(text_of("branch"), branch);
    CHECK_STR(text_of("uncommitted_changes"), changes);
    tare_facts_release(&facts);
}

TEST(the_words_of_git_are_read)
{
    tare_origin_read(&facts, "# branch.oid 0123\n# branch.head main\n"
                             "# branch.upstream o/main\n# branch.ab +0 -0\n");
    check("0123", "main", "no");
    tare_origin_read(&facts, "# branch.oid 0123\n# branch.head (detached)\n"
                             "1 .M N... 100644 100644 100644 a b file\n");
    check("0123", "", "yes");
    tare_origin_read(&facts, "# branch.oid (initial)\n# branch.head main\n");
    check("", "main", "");
    tare_origin_read(&facts, "");
    check("", "", "");
    tare_origin_read(&facts, "# branch.oid 0123"); /* cut off */
    check("0123", "", "no");
}

TEST(what_is_checked_out_where_the_file_lies_is_told)
{
    char path[256];

    ENTER("repo");
    shell("cd %s/repo && git checkout -q -b topic && mkdir -p build &&"
          " touch build/bench && echo build >.git/info/exclude",
          base);
    snprintf(path, sizeof path, "%s/repo/build/bench", base);
    tare_origin_describe(&facts, path);
    CHECK_INT(strlen(text_of("commit")), 40);
    CHECK_STR(text_of("branch"), "topic");
    CHECK_STR(text_of("uncommitted_changes"), "no");
    tare_facts_release(&facts);
    shell("cd %s/repo && for f in $(git ls-files); do echo >>$f; done", base);
    tare_origin_describe(&facts, path);
    CHECK_STR(text_of("uncommitted_changes"), "yes");
    tare_facts_release(&facts);
    snprintf(path, sizeof path, "%s/tmp", base);
    tare_origin_describe(&facts, path);
    check("", "", "");
    tare_origin_describe(&facts, "/nonexistent/bench");
    check("", "", "");
}

TEST(the_origin_of_another_build_is_taken_alone)
{
    struct tare_facts from = { 0 };

    tare_facts_text(&from, "compiler", "GCC");
    tare_facts_text(&from, "commit", "0123");
    tare_facts_bool(&from, "uncommitted_changes", 1);
    tare_origin_copy(&facts, &from);
    CHECK_INT(facts.count, 2);
    check("0123", "", "yes");
    tare_facts_release(&from);
}

TESTS(RUN(the_words_of_git_are_read),
      RUN(what_is_checked_out_where_the_file_lies_is_told),
      RUN(the_origin_of_another_build_is_taken_alone))
