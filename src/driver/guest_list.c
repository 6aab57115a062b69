/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/guest_list.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "base/uuid.h"
#include "driver/guest_list_struct.h"

static guint
hash_uuid(gconstpointer key)
{
    guint hash = 0;

    memcpy(&hash, key, sizeof hash);
    return hash;
}

static gboolean
is_same_uuid(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, UUID_BYTES) == 0;
}

GuestList *
guest_list_new(const GuestStore *store, GuestGone gone, void *user)
{
    GuestList *list = g_new0(GuestList, 1);

    list->store = store;
    list->gone = gone;
    list->user = user;
    g_mutex_init(&list->changes);
    g_mutex_init(&list->lock);
    list->by_uuid =
        g_hash_table_new_full(hash_uuid, is_same_uuid, NULL, (GDestroyNotify)guest_unref);
    list->by_name = g_hash_table_new(g_str_hash, g_str_equal);
    return list;
}

void
guest_list_free(GuestList *list)
{
    if (list == NULL)
        return;
    g_hash_table_unref(list->by_name);
    g_hash_table_unref(list->by_uuid);
    g_mutex_clear(&list->lock);
    g_mutex_clear(&list->changes);
    g_free(list);
}

static Guest *
look_up(GuestList *list, GHashTable *table, gconstpointer key)
{
    Guest *guest = NULL;

    g_mutex_lock(&list->lock);
    guest = g_hash_table_lookup(table, key);
    if (guest != NULL)
        guest_ref(guest);
    g_mutex_unlock(&list->lock);
    return guest;
}

Guest *
guest_list_by_uuid(GuestList *list, const uint8_t uuid[16], GError **error)
{
    Guest *guest = look_up(list, list->by_uuid, uuid);
    char text[UUID_TEXT_BYTES];

    if (guest != NULL)
        return guest;
    uuid_format(uuid, text);
    g_set_error(error, PSERIES_ERROR, VIR_ERR_NO_DOMAIN, _("no domain with matching uuid '%s'"),
                text);
    return NULL;
}

Guest *
guest_list_find(GuestList *list, const uint8_t uuid[16], const char *name, GError **error)
{
    Guest *guest = look_up(list, list->by_uuid, uuid);
    char text[UUID_TEXT_BYTES];

    if (guest != NULL)
        return guest;
    uuid_format(uuid, text);
    g_set_error(error, PSERIES_ERROR, VIR_ERR_NO_DOMAIN,
                _("no domain with matching uuid '%s' (%s)"), text, name);
    return NULL;
}

Guest *
guest_list_by_name(GuestList *list, const char *name, GError **error)
{
    Guest *guest = look_up(list, list->by_name, name);

    if (guest == NULL)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_NO_DOMAIN, _("no domain with matching name '%s'"),
                    name);
    return guest;
}

GPtrArray *
guest_list_all(GuestList *list)
{
    GPtrArray *guests = g_ptr_array_new_with_free_func((GDestroyNotify)guest_unref);
    GHashTableIter iter;
    gpointer guest = NULL;

    g_mutex_lock(&list->lock);
    g_hash_table_iter_init(&iter, list->by_uuid);
    while (g_hash_table_iter_next(&iter, NULL, &guest))
        g_ptr_array_add(guests, guest_ref(guest));
    g_mutex_unlock(&list->lock);
    return guests;
}

Guest *
guest_list_by_id(GuestList *list, int id, GError **error)
{
    g_autoptr(GPtrArray) guests = guest_list_all(list);

    for (guint i = 0; i < guests->len; i++) {
        Guest *guest = g_ptr_array_index(guests, i);
        bool is_it = false;

        g_mutex_lock(&guest->lock);
        is_it = guest->id == id && id >= 0;
        g_mutex_unlock(&guest->lock);
        if (is_it)
            return guest_ref(guest);
    }
    g_set_error(error, PSERIES_ERROR, VIR_ERR_NO_DOMAIN, _("no domain with matching id %d"), id);
    return NULL;
}

unsigned
guest_list_n(GuestList *list, bool is_active)
{
    g_autoptr(GPtrArray) guests = guest_list_all(list);
    unsigned n_guests = 0;

    for (guint i = 0; i < guests->len; i++)
        if (guest_is_active(g_ptr_array_index(guests, i)) == is_active)
            n_guests++;
    return n_guests;
}
