/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/secret_table.h"

#include <gnutls/crypto.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { KEY_BYTES = 32, BLOCK_BYTES = 16 };

static JsonObject *
written(const SecretTable *table, const char *name)
{
    JsonObject *part = json_object_new();

    secret_table_write(table, name, part);
    return part;
}

static void
read_key(const SecretTable *table, uint8_t key[KEY_BYTES])
{
    FILE *file = tmpfile();

    g_assert_nonnull(file);
    g_assert_true(secret_table_write_key(table, fileno(file)));
    g_assert_cmpint(pread(fileno(file), key, KEY_BYTES, 0), ==, KEY_BYTES);
    g_assert_cmpint(lseek(fileno(file), 0, SEEK_END), ==, KEY_BYTES);
    fclose(file);
}

/* Returns: (owned) what QEMU makes of @part. */
static char *
decrypted(const SecretTable *table, JsonObject *part, size_t *length)
{
    uint8_t key[KEY_BYTES];
    gsize size = 0;
    gsize vector_size = 0;
    guchar *bytes = g_base64_decode(json_object_get_string_member(part, "data"), &size);
    g_autofree guchar *vector =
        g_base64_decode(json_object_get_string_member(part, "iv"), &vector_size);
    gnutls_datum_t key_bytes = {key, sizeof key};
    gnutls_datum_t start = {vector, (unsigned)vector_size};
    gnutls_cipher_hd_t cipher = NULL;

    read_key(table, key);
    g_assert_cmpuint(vector_size, ==, BLOCK_BYTES);
    g_assert_cmpuint(size % BLOCK_BYTES, ==, 0);
    g_assert_cmpint(gnutls_cipher_init(&cipher, GNUTLS_CIPHER_AES_256_CBC, &key_bytes, &start), ==,
                    0);
    g_assert_cmpint(gnutls_cipher_decrypt(cipher, bytes, size), ==, 0);
    gnutls_cipher_deinit(cipher);
    g_assert_cmpuint(bytes[size - 1], >=, 1);
    g_assert_cmpuint(bytes[size - 1], <=, BLOCK_BYTES);
    *length = size - bytes[size - 1];
    return (char *)bytes;
}

/* Values around the length of a block. */
static void
test_lengths(void)
{
    static const size_t lengths[] = {0, 1, 15, 16, 17, 4096};
    g_autoptr(SecretTable) table = secret_table_new(NULL);

    for (size_t i = 0; i < G_N_ELEMENTS(lengths); i++) {
        g_autofree char *value = g_malloc0(lengths[i] + 1);
        g_autofree char *back = NULL;
        g_autoptr(JsonObject) part = NULL;
        size_t length = 0;

        memset(value, 'v', lengths[i]);
        g_assert_true(secret_table_add(table, "one", value, lengths[i], NULL));
        part = written(table, "one");
        g_assert_cmpstr(json_object_get_string_member(part, "keyid"), ==, "masterKey0");
        g_assert_cmpstr(json_object_get_string_member(part, "format"), ==, "base64");
        back = decrypted(table, part, &length);
        g_assert_cmpuint(length, ==, lengths[i]);
        g_assert_cmpint(memcmp(back, value, length), ==, 0);
    }
}

/* Two times the same value do not look alike, and each table has a key of its own. */
static void
test_vectors(void)
{
    g_autoptr(SecretTable) table = secret_table_new(NULL);
    g_autoptr(SecretTable) other = secret_table_new(NULL);
    g_autoptr(JsonObject) one = NULL;
    g_autoptr(JsonObject) two = NULL;
    uint8_t key[KEY_BYTES];
    uint8_t other_key[KEY_BYTES];

    g_assert_true(secret_table_add(table, "one", "value", 5, NULL));
    g_assert_true(secret_table_add(table, "two", "value", 5, NULL));
    one = written(table, "one");
    two = written(table, "two");
    g_assert_cmpstr(json_object_get_string_member(one, "data"), !=,
                    json_object_get_string_member(two, "data"));
    g_assert_cmpstr(json_object_get_string_member(one, "iv"), !=,
                    json_object_get_string_member(two, "iv"));
    read_key(table, key);
    read_key(other, other_key);
    g_assert_cmpint(memcmp(key, other_key, sizeof key), !=, 0);
}

static void
test_absent(void)
{
    g_autoptr(SecretTable) table = secret_table_new(NULL);
    g_autoptr(JsonObject) part = written(table, "none");
    g_autoptr(JsonObject) without = written(NULL, "none");

    g_assert_false(secret_table_has(table, "none"));
    g_assert_false(json_object_has_member(part, "data"));
    g_assert_false(json_object_has_member(without, "iv"));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/secret_table/lengths", test_lengths);
    g_test_add_func("/secret_table/vectors", test_vectors);
    g_test_add_func("/secret_table/absent", test_absent);
    return g_test_run();
}
