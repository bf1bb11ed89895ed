/* SPDX-License-Identifier: MIT */
#include "command/languages.h"

#include "tests/test.h"

TEST(cmake_projects_name_their_languages)
{
    CHECK(tare_languages_are_cpp("project(mine LANGUAGES CXX)"));
    CHECK(tare_languages_are_cpp("PROJECT (\n  mine # C\n  CXX\n)"));
    CHECK(tare_languages_are_cpp(
        "project(mine DESCRIPTION \"in C\" LANGUAGES CXX)"));
    CHECK(!tare_languages_are_cpp("project(mine LANGUAGES CXX C)"));
    CHECK(!tare_languages_are_cpp("project(mine CXX)\nenable_language(C)"));
}

TEST(meson_projects_name_their_languages)
{
    CHECK(tare_languages_are_cpp("project('mine', 'cpp', version: '1')"));
    CHECK(tare_languages_are_cpp("project('mine', ['cpp'])\nf('c')"));
    CHECK(!tare_languages_are_cpp("project('mine', ['c', 'cpp'])"));
    CHECK(!tare_languages_are_cpp(
        "project('mine', 'cpp')\nadd_languages('c', required: false)"));
}

TEST(cmake_compiles_both_if_none_is_named)
{
    CHECK(!tare_languages_are_cpp("project(mine)\nfile(GLOB all *.cxx CXX)"));
}

TEST(pieces_of_a_file_are_harmless)
{
    CHECK(!tare_languages_are_cpp(""));
    CHECK(!tare_languages_are_cpp("project("));
    CHECK(!tare_languages_are_cpp("project('"));
    CHECK(!tare_languages_are_cpp("#"));
    CHECK(!tare_languages_are_cpp(")))project)cpp"));
    CHECK(tare_languages_are_cpp("project(CXX"));
}

TESTS(RUN(cmake_projects_name_their_languages),
      RUN(meson_projects_name_their_languages),
      RUN(cmake_compiles_both_if_none_is_named),
      RUN(pieces_of_a_file_are_harmless))
