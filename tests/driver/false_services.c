/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "false_services.h"

#include <string.h>

#include "base/error.h"

static bool
find(const FalseServices *services, const char *network, const char *uuid, guint *position)
{
    g_autofree char *name = g_strdup_printf("%s/%s", network, uuid);

    return g_ptr_array_find_with_equal_func(services->ports, name, g_str_equal, position);
}

static char *
create_port(void *user, const char *network, const char *xml, bool is_reclaimed, GError **error)
{
    FalseServices *services = user;
    const char *plug = g_hash_table_lookup(services->plugs, network);
    const char *uuid = strstr(xml, "<uuid>") + strlen("<uuid>");
    const char *end = strstr(xml, "</networkport>");

    if (plug == NULL) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_NO_NETWORK, "no network with matching name '%s'",
                    network);
        return NULL;
    }
    g_ptr_array_add(services->ports, g_strdup_printf("%s/%.36s", network, uuid));
    g_free(services->request);
    services->request = g_strdup(xml);
    services->was_reclaimed = is_reclaimed;
    return g_strdup_printf("%.*s%s</networkport>", (int)(end - xml), xml, plug);
}

static bool
delete_port(void *user, const char *network, const char *uuid, GError **error)
{
    FalseServices *services = user;
    guint position = 0;

    (void)error;
    if (find(services, network, uuid, &position))
        g_ptr_array_remove_index(services->ports, position);
    return true;
}

static int
has_port(void *user, const char *network, const char *uuid, GError **error)
{
    (void)error;
    return find(user, network, uuid, NULL);
}

static GPtrArray *
leases(void *user, const char *network, const char *mac, GError **error)
{
    (void)user;
    (void)network;
    (void)mac;
    (void)error;
    return g_ptr_array_new();
}

static char *
find_volume(void *user, const char *pool, const char *volume, bool *is_device, GError **error)
{
    (void)user;
    (void)error;
    *is_device = g_str_equal(pool, "devices");
    return g_strdup_printf("/%s/%s", pool, volume);
}

static HostSecret *
secret_value(void *user, const HostSecretName *wanted, GError **error)
{
    FalseServices *services = user;
    HostSecret *secret = NULL;

    services->n_asked++;
    if (g_strcmp0(wanted->usage, "none") == 0) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_NO_SECRET, "no secret with matching usage '%s'",
                    wanted->usage);
        return NULL;
    }
    services->usage_type = wanted->usage_type;
    secret = g_new0(HostSecret, 1);
    secret->bytes = g_strdup("value");
    secret->length = strlen("value");
    return secret;
}

static bool
bind_filter(void *user, const char *filter, const char *device, const char *xml, GError **error)
{
    FalseServices *services = user;

    (void)filter;
    (void)device;
    (void)error;
    g_free(services->filter);
    services->filter = g_strdup(xml);
    return true;
}

static bool
unbind_filter(void *user, const char *device, GError **error)
{
    FalseServices *services = user;

    (void)error;
    if (services->filter != NULL)
        g_assert_nonnull(strstr(services->filter, device));
    g_clear_pointer(&services->filter, g_free);
    return true;
}

void
false_services_open(FalseServices *services)
{
    *services = (FalseServices){.services = {.create_port = create_port,
                                             .delete_port = delete_port,
                                             .has_port = has_port,
                                             .leases = leases,
                                             .find_volume = find_volume,
                                             .secret_value = secret_value,
                                             .bind_filter = bind_filter,
                                             .unbind_filter = unbind_filter,
                                             .user = services}};
    services->plugs = g_hash_table_new(g_str_hash, g_str_equal);
    services->ports = g_ptr_array_new_with_free_func(g_free);
}

void
false_services_close(FalseServices *services)
{
    g_hash_table_unref(services->plugs);
    g_ptr_array_unref(services->ports);
    g_free(services->request);
    g_free(services->filter);
}
