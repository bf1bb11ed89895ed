/* SPDX-License-Identifier: MIT */
/* SHA-256. */
#include "store/hash.h"
#include "tests/test.h"

static void check_hash(const void *bytes, size_t size, const char *want)
{
    char text[TARE_HASH_SIZE];

    tare_hash(text, bytes, size);
    CHECK_STR(text, want);
}

/* FIPS 180-4 refers to these examples of NIST's. */
TEST(the_standard_s_examples_come_out)
{
    const char *two_blocks =
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    char *million = malloc(1000000);

    memset(million, 'a', 1000000);
    check_hash(
        "", 0,
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    check_hash(
        "abc", 3,
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    check_hash(
        two_blocks, strlen(two_blocks),
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    check_hash(
        million, 1000000,
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    free(million);
}

/* What sha256sum says of a file of these bytes. */
static int ask_sha256sum(char text[TARE_HASH_SIZE], const unsigned char *bytes,
                         size_t size)
{
    char path[] = "/tmp/tare-hash-XXXXXX", command[64];
    FILE *file = fdopen(mkstemp(path), "w");
    int found;

    fwrite(bytes, 1, size, file);
    fclose(file);
    snprintf(command, sizeof command, "sha256sum %s", path);
    file = popen(command, "r");
    found = fscanf(file, "%64s", text) == 1;
    pclose(file);
    remove(path);
    return found;
}

TEST(lengths_around_the_ends_of_blocks_agree_with_sha256sum)
{
    static const size_t sizes[] = { 1,   54,  55,  56,  57,  63,  64,  65,
                                    118, 119, 120, 121, 127, 128, 129, 10007 };
    static unsigned char bytes[10007];
    char theirs[TARE_HASH_SIZE];

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(i * 131 + (i >> 8));
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        if (!ask_sha256sum(theirs, bytes, sizes[i]))
            SKIP("no sha256sum here");
        check_hash(bytes, sizes[i], theirs);
    }
}

TEST(pieces_give_the_hash_of_the_whole)
{
    unsigned char bytes[300];
    char whole[TARE_HASH_SIZE], pieces[TARE_HASH_SIZE];

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(i * 7);
    tare_hash(whole, bytes, sizeof bytes);
    for (size_t step = 1; step <= sizeof bytes; step++) {
        struct tare_hasher hasher;

        tare_hasher_init(&hasher);
        for (size_t at = 0; at < sizeof bytes; at += step)
            tare_hasher_add(&hasher, bytes + at,
                            at + step < sizeof bytes ? step
                                                     : sizeof bytes - at);
        tare_hasher_finish(&hasher, pieces);
        CHECK_STR(pieces, whole);
    }
}

TEST(only_64_small_digits_are_a_hash)
{
    char text[] =
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    CHECK(tare_hash_is_valid(text));
    CHECK(!tare_hash_is_valid(text + 1));
    CHECK(!tare_hash_is_valid(NULL));
    CHECK(!tare_hash_is_valid(""));
    text[0] = 'E';
    CHECK(!tare_hash_is_valid(text));
    text[0] = '/';
    CHECK(!tare_hash_is_valid(text));
}

TESTS(RUN(the_standard_s_examples_come_out),
      RUN(lengths_around_the_ends_of_blocks_agree_with_sha256sum),
      RUN(pieces_give_the_hash_of_the_whole),
      RUN(only_64_small_digits_are_a_hash))
