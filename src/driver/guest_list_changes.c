/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>
#include <string.h>

#include "base/error.h"
#include "base/uuid.h"
#include "driver/guest_list_struct.h"

/*
 * Changes to the list.  Functions *_locked run with list->changes held.  Under it they may read
 * what only changes under it (a guest's name, next definition and persistence) without the guest's
 * lock; they write those members with the guest's lock held, for other readers.
 */

/* Returns: (borrowed, nullable) the guest with that name and UUID; NULL without an error when no
 * guest has either. */
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

static void
insert_locked(GuestList *list, Guest *guest)
{
    g_mutex_lock(&list->lock);
    g_hash_table_insert(list->by_uuid, guest->uuid, guest_ref(guest));
    g_hash_table_insert(list->by_name, guest->name, guest);
    g_mutex_unlock(&list->lock);
}

/* The list's own reference may be the last one, so the caller must have another. */
static void
remove_locked(GuestList *list, Guest *guest, const Definition *last)
{
    g_mutex_lock(&list->lock);
    if (g_hash_table_lookup(list->by_uuid, guest->uuid) == guest) {
        g_hash_table_remove(list->by_name, guest->name);
        g_hash_table_remove(list->by_uuid, guest->uuid);
    }
    g_mutex_lock(&guest->lock);
    guest->is_gone = true;
    g_mutex_unlock(&guest->lock);
    g_mutex_unlock(&list->lock);
    list->gone(guest, last, list->user);
}

static bool
store_locked(GuestList *list, const char *name, Definition *definition, GError **error)
{
    return guest_store_save(list->store, name, definition_xml(definition, DOMAIN_XML_SECURE),
                            error);
}

/* A file that no guest was read from still belongs to somebody: do not overwrite it. */
static bool
check_free(const GuestList *list, const char *name, GError **error)
{
    if (!guest_store_has(list->store, name))
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED,
                _("domain '%s' has a definition file that could not be read: the log says why"),
                name);
    return false;
}

bool
guest_list_add(GuestList *list, Guest *guest, GError **error)
{
    g_autoptr(GError) problem = NULL;

    g_mutex_lock(&list->changes);
    if (match_locked(list, guest->uuid, guest->name, &problem) != NULL)
        problem = g_error_new(PSERIES_ERROR, VIR_ERR_OPERATION_FAILED,
                              _("domain '%s' is already being defined"), guest->name);
    if (problem == NULL)
        insert_locked(list, guest);
    g_mutex_unlock(&list->changes);
    if (problem == NULL)
        return true;
    g_propagate_error(error, g_steal_pointer(&problem));
    return false;
}

static void
become_persistent(Guest *guest)
{
    g_mutex_lock(&guest->lock);
    guest->is_persistent = true;
    guest->undefine_flags = 0;
    g_mutex_unlock(&guest->lock);
}

/* Writes the first definition of @guest.  A write that fails may leave the file behind, so remove
 * it. */
static bool
store_new_locked(GuestList *list, Guest *guest, GError **error)
{
    if (!check_free(list, guest->name, error))
        return false;
    if (store_locked(list, guest->name, guest->next, error))
        return true;
    guest_store_remove(list->store, guest->name, NULL);
    return false;
}

static Guest *
define_locked(GuestList *list, Guest *fresh, bool *is_update, GError **error)
{
    GError *problem = NULL;
    Guest *guest = match_locked(list, fresh->uuid, fresh->name, &problem);

    if (problem != NULL) {
        g_propagate_error(error, problem);
        return NULL;
    }
    *is_update = guest != NULL && guest->is_persistent;
    if (!(*is_update ? store_locked(list, fresh->name, fresh->next, error)
                     : store_new_locked(list, fresh, error)))
        return NULL;
    become_persistent(guest != NULL ? guest : fresh);
    if (guest != NULL)
        guest_set_next(guest, definition_ref(fresh->next));
    else
        insert_locked(list, fresh);
    return guest_ref(guest != NULL ? guest : fresh);
}

Guest *
guest_list_define(GuestList *list, Guest *fresh, bool *is_update, GError **error)
{
    Guest *guest = NULL;

    g_mutex_lock(&list->changes);
    guest = define_locked(list, fresh, is_update, error);
    g_mutex_unlock(&list->changes);
    return guest;
}

static Guest *
claim_locked(GuestList *list, Guest *fresh, GError **error)
{
    GError *problem = NULL;
    Guest *guest = match_locked(list, fresh->uuid, fresh->name, &problem);

    if (problem != NULL) {
        g_propagate_error(error, problem);
    } else if (guest == NULL) {
        if (!check_free(list, fresh->name, error))
            return NULL;
        insert_locked(list, fresh);
        return guest_ref(fresh);
    } else if (guest_is_active(guest)) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID,
                    _("domain '%s' is already active"), guest->name);
    } else if (!jobs_try(guest->jobs, JOB_MODIFY)) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID,
                    _("another call works on domain '%s'"), guest->name);
    } else {
        return guest_ref(guest);
    }
    return NULL;
}

Guest *
guest_list_claim(GuestList *list, Guest *fresh, GError **error)
{
    Guest *guest = NULL;

    g_mutex_lock(&list->changes);
    guest = claim_locked(list, fresh, error);
    g_mutex_unlock(&list->changes);
    return guest;
}

static bool
set_name_locked(GuestList *list, Guest *guest, const char *name, GError **error)
{
    char *old_name = NULL;

    if (g_hash_table_contains(list->by_name, name)) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID,
                    _("domain with name '%s' already exists"), name);
        return false;
    }
    g_mutex_lock(&list->lock);
    g_hash_table_remove(list->by_name, guest->name);
    g_mutex_lock(&guest->lock);
    old_name = guest->name;
    guest->name = g_strdup(name);
    g_mutex_unlock(&guest->lock);
    g_hash_table_insert(list->by_name, guest->name, guest);
    g_mutex_unlock(&list->lock);
    g_free(old_name);
    return true;
}

static bool
rename_locked(GuestList *list, Guest *guest, Definition *renamed, GError **error)
{
    const char *name = definition_domain(renamed)->name;
    g_autofree char *old_name = g_strdup(guest->name);

    if (!set_name_locked(list, guest, name, error))
        return false;
    if (check_free(list, name, error) &&
        guest_store_rename(list->store, old_name, name, definition_xml(renamed, DOMAIN_XML_SECURE),
                           error))
        return true;
    set_name_locked(list, guest, old_name, NULL);
    return false;
}

/* Stores @next (ref taken) on disk, then in memory. */
static bool
keep_locked(GuestList *list, Guest *guest, Definition *next, GError **error)
{
    bool is_renamed = strcmp(definition_domain(next)->name, guest->name) != 0;

    if (is_renamed ? !rename_locked(list, guest, next, error)
                   : guest->is_persistent && !store_locked(list, guest->name, next, error))
        return false;
    guest_set_next(guest, definition_ref(next));
    return true;
}

bool
guest_list_change(GuestList *list, Guest *guest, GuestChange change, void *user, GError **error)
{
    bool is_done = false;
    bool is_stale = true;

    while (is_stale) {
        g_autoptr(Definition) old = guest_next(guest);
        g_autoptr(Definition) next = change(old, user, error);

        if (next == NULL)
            return false;
        g_mutex_lock(&list->changes);
        is_stale = guest->next != old;
        is_done = !is_stale && keep_locked(list, guest, next, error);
        g_mutex_unlock(&list->changes);
    }
    return is_done;
}

static bool
check_persistent_locked(const Guest *guest, const char *otherwise, GError **error)
{
    if (!guest->is_persistent)
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID, otherwise);
    return guest->is_persistent;
}

static bool
set_autostart_locked(GuestList *list, Guest *guest, bool is_autostart, GError **error)
{
    if (!check_persistent_locked(guest, _("cannot set autostart for transient domain"), error) ||
        !guest_store_set_autostart(list->store, guest->name, is_autostart, error))
        return false;
    g_mutex_lock(&guest->lock);
    guest->is_autostart = is_autostart;
    g_mutex_unlock(&guest->lock);
    return true;
}

bool
guest_list_set_autostart(GuestList *list, Guest *guest, bool is_autostart, GError **error)
{
    bool is_done = false;

    g_mutex_lock(&list->changes);
    is_done = set_autostart_locked(list, guest, is_autostart, error);
    g_mutex_unlock(&list->changes);
    return is_done;
}

static void
forget_locked(GuestList *list, Guest *guest, const Definition *last)
{
    if (!guest->is_persistent && !guest_is_active(guest))
        remove_locked(list, guest, last);
}

static bool
undefine_locked(GuestList *list, Guest *guest, unsigned flags, GError **error)
{
    if (!check_persistent_locked(guest, _("cannot undefine transient domain"), error) ||
        !guest_store_remove(list->store, guest->name, error))
        return false;
    g_mutex_lock(&guest->lock);
    guest->is_persistent = false;
    guest->is_autostart = false;
    guest->undefine_flags = flags;
    g_mutex_unlock(&guest->lock);
    forget_locked(list, guest, guest->next);
    return true;
}

bool
guest_list_undefine(GuestList *list, Guest *guest, unsigned flags, GError **error)
{
    bool is_done = false;

    g_mutex_lock(&list->changes);
    is_done = undefine_locked(list, guest, flags, error);
    g_mutex_unlock(&list->changes);
    return is_done;
}

void
guest_list_forget(GuestList *list, Guest *guest, const Definition *last)
{
    g_autoptr(Guest) kept = guest_ref(guest);

    g_mutex_lock(&list->changes);
    forget_locked(list, kept, last);
    g_mutex_unlock(&list->changes);
}
