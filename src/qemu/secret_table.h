/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * The secrets that one QEMU is told, encrypted under the master key of its run: AES-256 in CBC mode
 * with an initialization vector for each, as QEMU's object `secret` wants it with `keyid`.
 *
 * A value is kept only as it was encrypted; the key is wiped when the table is freed.  For one
 * thread at a time.
 */
typedef struct SecretTable SecretTable;

/* Returns: (owned, nullable) a table without secrets and with a new random key.  Errors:
 * INTERNAL_ERROR when there are no random bytes. */
SecretTable *secret_table_new(GError **error);

/* Takes NULL. */
void secret_table_free(SecretTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SecretTable, secret_table_free)

/* Encrypts @length bytes of @value (borrowed, not kept) as the secret @name; one of that name is
 * replaced.  Errors: INTERNAL_ERROR. */
bool secret_table_add(SecretTable *table, const char *name, const void *value, size_t length,
                      GError **error);

/* Returns: whether a secret of that name was added. */
bool secret_table_has(const SecretTable *table, const char *name);

/* Writes the key to the file @fd, from which QEMU reads it.  Returns: false with errno set. */
bool secret_table_write_key(const SecretTable *table, int fd);

/* Writes the secret @name into @part, the options of a `secret` object.  Without it, or with NULL
 * for @table, the value is left out: such a command line can be looked at, and QEMU refuses it. */
void secret_table_write(const SecretTable *table, const char *name, JsonObject *part);
