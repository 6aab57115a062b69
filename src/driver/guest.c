/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/guest.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>
#include <string.h>

#include "base/error.h"
#include "base/uuid.h"

Guest *
guest_new(Workers *workers, unsigned job_timeout_ms, Definition *next)
{
    Guest *guest = g_new0(Guest, 1);
    const Domain *domain = definition_domain(next);

    g_atomic_ref_count_init(&guest->references);
    g_mutex_init(&guest->lock);
    guest->jobs = jobs_new(workers, job_timeout_ms);
    guest->name = g_strdup(domain->name);
    uuid_parse(domain->uuid, guest->uuid);
    guest->id = -1;
    guest->state = VIR_DOMAIN_SHUTOFF;
    guest->reason = VIR_DOMAIN_SHUTOFF_UNKNOWN;
    guest->next = definition_ref(next);
    return guest;
}

Guest *
guest_ref(Guest *guest)
{
    g_atomic_ref_count_inc(&guest->references);
    return guest;
}

void
guest_unref(Guest *guest)
{
    if (!g_atomic_ref_count_dec(&guest->references))
        return;
    jobs_free(guest->jobs);
    definition_unref(guest->next);
    definition_unref(guest->live);
    g_clear_pointer(&guest->run, run_unref);
    g_mutex_clear(&guest->lock);
    g_free(guest->name);
    g_free(guest);
}

GuestName
guest_name(Guest *guest)
{
    GuestName name = {0};

    memcpy(name.uuid, guest->uuid, sizeof name.uuid);
    g_mutex_lock(&guest->lock);
    name.name = g_strdup(guest->name);
    name.id = guest->id;
    g_mutex_unlock(&guest->lock);
    return name;
}

void
guest_name_clear(GuestName *name)
{
    g_clear_pointer(&name->name, g_free);
}

Definition *
guest_next(Guest *guest)
{
    Definition *next = NULL;

    g_mutex_lock(&guest->lock);
    next = definition_ref(guest->next);
    g_mutex_unlock(&guest->lock);
    return next;
}

Definition *
guest_live(Guest *guest)
{
    Definition *live = NULL;

    g_mutex_lock(&guest->lock);
    live = guest->live != NULL ? definition_ref(guest->live) : NULL;
    g_mutex_unlock(&guest->lock);
    return live;
}

Definition *
guest_current(Guest *guest)
{
    Definition *current = NULL;

    g_mutex_lock(&guest->lock);
    current = definition_ref(guest->live != NULL ? guest->live : guest->next);
    g_mutex_unlock(&guest->lock);
    return current;
}

Run *
guest_run(Guest *guest)
{
    Run *run = NULL;

    g_mutex_lock(&guest->lock);
    run = guest->run != NULL ? run_ref(guest->run) : NULL;
    g_mutex_unlock(&guest->lock);
    return run;
}

bool
guest_is_active(Guest *guest)
{
    bool is_active = false;

    g_mutex_lock(&guest->lock);
    is_active = guest->id >= 0;
    g_mutex_unlock(&guest->lock);
    return is_active;
}

static void
set_not_running(GError **error)
{
    g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID,
                        _("domain is not running"));
}

bool
guest_check_active(Guest *guest, GError **error)
{
    bool is_active = guest_is_active(guest);

    if (!is_active)
        set_not_running(error);
    return is_active;
}

Run *
guest_active_run(Guest *guest, GError **error)
{
    Run *run = guest_run(guest);

    if (run == NULL)
        set_not_running(error);
    return run;
}

void
guest_set_state(Guest *guest, int state, int reason)
{
    g_mutex_lock(&guest->lock);
    guest->state = state;
    guest->reason = reason;
    g_mutex_unlock(&guest->lock);
}

/* Drop the old one after releasing the lock. */
static void
publish(Guest *guest, Definition **place, Definition *definition)
{
    Definition *old = NULL;

    g_mutex_lock(&guest->lock);
    old = *place;
    *place = definition;
    g_mutex_unlock(&guest->lock);
    definition_unref(old);
}

void
guest_set_next(Guest *guest, Definition *next)
{
    publish(guest, &guest->next, next);
}

void
guest_set_live(Guest *guest, Definition *live)
{
    publish(guest, &guest->live, live);
}
