/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/secret_table.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <libvirt/virterror.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "qemu/part.h"

enum { KEY_BYTES = 32, BLOCK_BYTES = 16 };

/* Both in base 64. */
typedef struct {
    char *encrypted, *vector;
} Sealed;

struct SecretTable {
    uint8_t key[KEY_BYTES];
    GHashTable *secrets; /* (owned) name -> Sealed * */
};

static void
sealed_free(gpointer pointer)
{
    Sealed *sealed = pointer;

    g_free(sealed->encrypted);
    g_free(sealed->vector);
    g_free(sealed);
}

/* @status: GnuTLS's, negative. */
static bool
fail(int status, GError **error)
{
    g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                _("a secret cannot be encrypted for QEMU: %s"), gnutls_strerror(status));
    return false;
}

SecretTable *
secret_table_new(GError **error)
{
    g_autoptr(SecretTable) table = g_new0(SecretTable, 1);
    int status = gnutls_rnd(GNUTLS_RND_KEY, table->key, sizeof table->key);

    table->secrets = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, sealed_free);
    if (status >= 0)
        return g_steal_pointer(&table);
    fail(status, error);
    return NULL;
}

void
secret_table_free(SecretTable *table)
{
    if (table == NULL)
        return;
    explicit_bzero(table->key, sizeof table->key);
    g_hash_table_unref(table->secrets);
    g_free(table);
}

/* Encrypts the whole blocks at @bytes in place. */
static int
encrypt(const SecretTable *table, uint8_t vector[BLOCK_BYTES], uint8_t *bytes, size_t size)
{
    gnutls_datum_t key = {(unsigned char *)table->key, KEY_BYTES};
    gnutls_datum_t start = {vector, BLOCK_BYTES};
    gnutls_cipher_hd_t cipher = NULL;
    int status = gnutls_cipher_init(&cipher, GNUTLS_CIPHER_AES_256_CBC, &key, &start);

    if (status < 0)
        return status;
    status = gnutls_cipher_encrypt(cipher, bytes, size);
    gnutls_cipher_deinit(cipher);
    return status;
}

bool
secret_table_add(SecretTable *table, const char *name, const void *value, size_t length,
                 GError **error)
{
    /* PKCS #7: each byte of the padding says how many there are, at least one. */
    size_t padding = BLOCK_BYTES - length % BLOCK_BYTES;
    size_t size = length + padding;
    g_autofree uint8_t *bytes = g_malloc(size);
    uint8_t vector[BLOCK_BYTES];
    int status = gnutls_rnd(GNUTLS_RND_NONCE, vector, sizeof vector);
    Sealed *sealed = NULL;

    if (length > 0)
        memcpy(bytes, value, length);
    memset(bytes + length, (int)padding, padding);
    if (status >= 0)
        status = encrypt(table, vector, bytes, size);
    if (status < 0) {
        explicit_bzero(bytes, size);
        return fail(status, error);
    }
    sealed = g_new0(Sealed, 1);
    sealed->encrypted = g_base64_encode(bytes, size);
    sealed->vector = g_base64_encode(vector, sizeof vector);
    g_hash_table_replace(table->secrets, g_strdup(name), sealed);
    return true;
}

bool
secret_table_has(const SecretTable *table, const char *name)
{
    return g_hash_table_contains(table->secrets, name);
}

bool
secret_table_write_key(const SecretTable *table, int fd)
{
    ssize_t n = write(fd, table->key, sizeof table->key);

    if (n >= 0 && n < (ssize_t)sizeof table->key)
        errno = ENOSPC;
    return n == (ssize_t)sizeof table->key;
}

void
secret_table_write(const SecretTable *table, const char *name, JsonObject *part)
{
    const Sealed *sealed = table != NULL ? g_hash_table_lookup(table->secrets, name) : NULL;

    part_set_string(part, "data", sealed != NULL ? sealed->encrypted : NULL);
    part_set_string(part, "keyid", "masterKey0");
    part_set_string(part, "iv", sealed != NULL ? sealed->vector : NULL);
    part_set_string(part, "format", "base64");
}
