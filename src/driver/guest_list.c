/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/guest_list.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "base/uuid.h"

struct GuestList {
    GMutex lock;
    GHashTable *by_uuid; /* uint8_t[16] of the guest -> Guest (owned) */
    GHashTable *by_name; /* name of the guest -> Guest */
};

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
guest_list_new(void)
{
    GuestList *list = g_new0(GuestList, 1);

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

/* Called with the lock held.  Returns: (borrowed, nullable) the guest that has both. */
static Guest *
match_locked(GuestList *list, const uint8_t uuid[16], const char *name, GError **error)
{
    Guest *same_uuid = g_hash_table_lookup(list->by_uuid, uuid);
    Guest *same_name = g_hash_table_lookup(list->by_name, name);
    char text[UUID_TEXT_BYTES];

    if (same_uuid == same_name)
        return same_uuid;
    if (same_uuid != NULL) {
        uuid_format(uuid, text);
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED,
                    _("domain '%s' is already defined with uuid %s"), same_uuid->name, text);
    } else {
        uuid_format(same_name->uuid, text);
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED,
                    _("domain '%s' already exists with uuid %s"), name, text);
    }
    return NULL;
}

Guest *
guest_list_match(GuestList *list, const uint8_t uuid[16], const char *name, GError **error)
{
    Guest *guest = NULL;

    g_mutex_lock(&list->lock);
    guest = match_locked(list, uuid, name, error);
    if (guest != NULL)
        guest_ref(guest);
    g_mutex_unlock(&list->lock);
    return guest;
}

bool
guest_list_add(GuestList *list, Guest *guest, GError **error)
{
    g_autoptr(GError) problem = NULL;
    Guest *other = NULL;

    g_mutex_lock(&list->lock);
    other = match_locked(list, guest->uuid, guest->name, &problem);
    if (other != NULL)
        problem = g_error_new(PSERIES_ERROR, VIR_ERR_OPERATION_FAILED,
                              _("domain '%s' is already being defined"), guest->name);
    if (problem == NULL) {
        g_hash_table_insert(list->by_uuid, guest->uuid, guest_ref(guest));
        g_hash_table_insert(list->by_name, guest->name, guest);
    }
    g_mutex_unlock(&list->lock);
    if (problem == NULL)
        return true;
    g_propagate_error(error, g_steal_pointer(&problem));
    return false;
}

void
guest_list_remove(GuestList *list, Guest *guest)
{
    /* The list's own reference may be the last one. */
    g_autoptr(Guest) kept = guest_ref(guest);

    g_mutex_lock(&list->lock);
    if (g_hash_table_lookup(list->by_uuid, kept->uuid) == kept) {
        g_hash_table_remove(list->by_name, kept->name);
        g_hash_table_remove(list->by_uuid, kept->uuid);
    }
    g_mutex_lock(&kept->lock);
    kept->is_gone = true;
    g_mutex_unlock(&kept->lock);
    g_mutex_unlock(&list->lock);
}

bool
guest_list_rename(GuestList *list, Guest *guest, const char *name, GError **error)
{
    char *old_name = NULL;
    bool is_taken = false;

    g_mutex_lock(&list->lock);
    is_taken = g_hash_table_contains(list->by_name, name);
    if (!is_taken) {
        g_hash_table_remove(list->by_name, guest->name);
        g_mutex_lock(&guest->lock);
        old_name = guest->name;
        guest->name = g_strdup(name);
        g_mutex_unlock(&guest->lock);
        g_hash_table_insert(list->by_name, guest->name, guest);
    }
    g_mutex_unlock(&list->lock);
    g_free(old_name);
    if (is_taken)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID,
                    _("domain with name '%s' already exists"), name);
    return !is_taken;
}
