/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Which I/O threads a guest has, and where they run. */
#include <libvirt/libvirt.h>

#include "driver/amend.h"
#include "driver/cpu_map.h"
#include "driver/flags.h"
#include "driver/inspect.h"
#include "driver/iothread_change.h"
#include "driver/thread_pins.h"

static void
clear_info(gpointer info)
{
    g_byte_array_unref(((IothreadInfo *)info)->map);
}

/* Returns: (borrowed) the map of a new entry, still empty. */
static GByteArray *
add_info(GArray *infos, uint64_t id)
{
    IothreadInfo info = {(unsigned)id, g_byte_array_new()};

    g_array_append_val(infos, info);
    return info.map;
}

static void
add_defined(GArray *infos, const Domain *domain, uint64_t id)
{
    cpu_map_append_set(add_info(infos, id), thread_pins_of_iothread(domain, id), cpu_map_bytes());
}

static void
list_defined(GArray *infos, const Domain *domain)
{
    const DomainIothreads *threads = &domain->iothreads;
    guint n_named = threads->ids.list != NULL ? threads->ids.list->len : 0;

    for (guint i = 0; i < n_named; i++)
        add_defined(infos, domain,
                    ((const Iothread *)g_ptr_array_index(threads->ids.list, i))->id.value);
    for (uint64_t id = 1; n_named == 0 && id <= threads->count.value; id++)
        add_defined(infos, domain, id);
}

static bool
list_running(GArray *infos, Run *run, GError **error)
{
    g_autoptr(GArray) threads = inspect_iothreads(run, error);

    for (guint i = 0; threads != NULL && i < threads->len; i++) {
        const RunningIothread *found = &g_array_index(threads, RunningIothread, i);

        cpu_map_append_thread(add_info(infos, found->number), found->thread, cpu_map_bytes());
    }
    return threads != NULL;
}

GArray *
iothread_list(Guest *guest, unsigned flags, GError **error)
{
    g_autoptr(GArray) infos = g_array_new(FALSE, FALSE, sizeof(IothreadInfo));
    g_autoptr(Definition) next = guest_next(guest);
    g_autoptr(Run) run = NULL;

    g_array_set_clear_func(infos, clear_info);
    if (!flags_check(flags, VIR_DOMAIN_AFFECT_LIVE | VIR_DOMAIN_AFFECT_CONFIG,
                     "qemuDomainGetIOThreadInfo", error) ||
        !amend_resolve(guest, &flags, error))
        return NULL;
    if (flags & VIR_DOMAIN_AFFECT_CONFIG) {
        list_defined(infos, definition_domain(next));
        return g_steal_pointer(&infos);
    }
    run = guest_active_run(guest, error);
    return run != NULL && list_running(infos, run, error) ? g_steal_pointer(&infos) : NULL;
}
