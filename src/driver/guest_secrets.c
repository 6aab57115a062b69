/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/guest_secrets.h"

#include <libvirt/libvirt.h>
#include <string.h>

#include "plan/secret_needs.h"

static const int usage_types[] = {
    [SECRET_NONE] = VIR_SECRET_USAGE_TYPE_NONE,
    [SECRET_ISCSI] = VIR_SECRET_USAGE_TYPE_ISCSI,
    [SECRET_CEPH] = VIR_SECRET_USAGE_TYPE_CEPH,
    [SECRET_PASSPHRASE] = VIR_SECRET_USAGE_TYPE_VOLUME,
};

static bool
find(Driver *driver, SecretTable *table, const SecretRef *ref, GError **error)
{
    const HostServices *services = driver->services;
    const HostSecretName wanted = {usage_types[ref->type], ref->uuid, ref->usage};
    g_autofree char *name = secret_ref_name(ref);
    g_autoptr(HostSecret) secret = NULL;

    if (secret_table_has(table, name))
        return true;
    secret = services->secret_value(services->user, &wanted, error);
    return secret != NULL && secret_table_add(table, name, secret->bytes, secret->length, error);
}

/* Their text is in the document. */
static bool
add_cookies(SecretTable *table, const Domain *domain, GError **error)
{
    g_autoptr(GPtrArray) texts = secret_needs_cookies(domain);

    for (unsigned i = 0; i < texts->len; i++) {
        const char *text = g_ptr_array_index(texts, i);
        g_autofree char *name = secret_cookies_name(text);

        if (!secret_table_add(table, name, text, strlen(text), error))
            return false;
    }
    return true;
}

SecretTable *
guest_secrets_find(Driver *driver, const Domain *domain, GError **error)
{
    g_autoptr(SecretTable) table = secret_table_new(error);
    g_autoptr(GPtrArray) secrets = secret_needs(domain);

    for (unsigned i = 0; table != NULL && i < secrets->len; i++)
        if (!find(driver, table, g_ptr_array_index(secrets, i), error))
            return NULL;
    if (table == NULL || !add_cookies(table, domain, error))
        return NULL;
    return g_steal_pointer(&table);
}
