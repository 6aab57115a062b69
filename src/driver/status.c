/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/status.h"

#include <libvirt/libvirt.h>

#include "driver/disk_volumes.h"
#include "driver/take_over_tries.h"
#include "driver/undo.h"
#include "plan/live_nodes.h"
#include "qemu/detached.h"

/* Fact name: the flags with which a running guest was undefined. */
static const char undefine_fact[] = "undefine-flags";

/* A fact of each guest with block nodes: live_nodes_text(). */
static const char nodes_fact[] = "block-nodes";

/* Returns: (owned) a status of the guest; the caller fills in state and reason. */
static GuestStatus *
status_of(Guest *guest, const Definition *live, Run *run)
{
    GuestStatus *status = guest_status_new();
    const Domain *domain = definition_domain(live);
    g_autofree char *undefine_flags = NULL;
    g_autofree char *nodes = live_nodes_text(domain);

    status->name = g_strdup(domain->name);
    status->uuid = g_strdup(domain->uuid);
    status->id = run->id;
    status->pid = run->pid;
    status->pid_start_time = run->pid > 0 ? detached_start_time(run->pid) : 0;
    status->folder = g_strdup(run->folder);
    status->live_xml = definition_write(live);
    g_mutex_lock(&guest->lock);
    status->is_persistent = guest->is_persistent;
    undefine_flags = g_strdup_printf("%u", guest->undefine_flags);
    status->state = guest->state;
    status->reason = guest->reason;
    g_mutex_unlock(&guest->lock);
    undo_note(run->undo, status);
    disk_volumes_note(domain, status);
    guest_status_set_fact(status, undefine_fact, undefine_flags);
    if (nodes != NULL)
        guest_status_set_fact(status, nodes_fact, nodes);
    if (run->is_left_alone)
        take_over_tries_note(status, TAKE_OVER_MAX_TRIES + 1);
    return status;
}

bool
status_save_start(Driver *driver, Guest *guest, const Definition *live, Run *run, GError **error)
{
    g_autoptr(GuestStatus) status = status_of(guest, live, run);

    status->state = VIR_DOMAIN_PAUSED;
    status->reason = VIR_DOMAIN_PAUSED_STARTING_UP;
    return guest_store_save_status(driver->store, status, error);
}

void
status_save(Driver *driver, Guest *guest)
{
    g_autoptr(Definition) live = guest_live(guest);
    g_autoptr(Run) run = guest_run(guest);
    g_autoptr(GuestStatus) status = NULL;
    g_autoptr(GError) error = NULL;

    if (live == NULL || run == NULL)
        return;
    status = status_of(guest, live, run);
    if (!guest_store_save_status(driver->store, status, &error))
        g_warning("the state of '%s' is not kept: %s", status->name, error->message);
}

unsigned
status_undefine_flags(const GuestStatus *status)
{
    const char *flags = guest_status_fact(status, undefine_fact);

    return flags != NULL ? (unsigned)g_ascii_strtoull(flags, NULL, 10) : 0;
}

void
status_recall_nodes(const GuestStatus *status, Domain *live)
{
    const char *nodes = guest_status_fact(status, nodes_fact);

    if (nodes != NULL)
        live_nodes_recall(live, nodes);
}
