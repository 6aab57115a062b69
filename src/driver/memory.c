/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/memory.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "driver/amend.h"
#include "driver/balloon.h"
#include "driver/flags.h"
#include "driver/memory_stats.h"

enum { AFFECT_FLAGS = VIR_DOMAIN_AFFECT_LIVE | VIR_DOMAIN_AFFECT_CONFIG };

static bool
amend_current(Domain *domain, void *user, GError **error)
{
    uint64_t kib = *(const uint64_t *)user;

    if (kib > domain->memory.size.kib.value) {
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                            _("cannot set memory higher than max memory"));
        return false;
    }
    domain->memory.current.kib = OPTIONAL_UINT(kib);
    return true;
}

static bool
amend_maximum(Domain *domain, void *user, GError **error)
{
    uint64_t kib = *(const uint64_t *)user;
    const DomainMemory *memory = &domain->memory;
    const char *flaw = NULL;

    if (domain->cpu != NULL && domain->cpu->numa.cells != NULL)
        flaw = _("initial memory size of a domain with NUMA nodes cannot be modified with this "
                 "API");
    else if (memory->max.kib.is_set && kib > memory->max.kib.value)
        flaw = _("cannot set initial memory size greater than the maximum memory size");
    if (flaw != NULL) {
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID, flaw);
        return false;
    }
    domain->memory.size.kib = OPTIONAL_UINT(kib);
    if (memory->current.kib.value > kib)
        domain->memory.current.kib = OPTIONAL_UINT(kib);
    return true;
}

static bool
set_maximum(Driver *driver, Guest *guest, uint64_t kib, unsigned flags, GError **error)
{
    if (flags & VIR_DOMAIN_AFFECT_LIVE) {
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID,
                            _("cannot resize the maximum memory on an active domain"));
        return false;
    }
    return amend(driver, guest, flags, &(Amendment){.make = amend_maximum, .user = &kib}, error);
}

/* The guest's balloon driver follows at its own pace; QEMU reports the result as an event. */
static bool
set_live(Guest *guest, uint64_t kib, GError **error)
{
    g_autoptr(Definition) live = guest_current(guest);
    g_autoptr(Run) run = guest_active_run(guest, error);

    if (run == NULL)
        return false;
    if (kib > definition_domain(live)->memory.size.kib.value) {
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                            _("cannot set memory higher than max memory"));
        return false;
    }
    if (balloon_id(definition_domain(live)) == NULL) {
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID,
                            _("Unable to change memory of active domain without the balloon device "
                              "and guest OS balloon driver"));
        return false;
    }
    return balloon_set(run, kib, error);
}

bool
memory_set(Driver *driver, Guest *guest, uint64_t kib, unsigned flags, GError **error)
{
    bool is_maximum = (flags & VIR_DOMAIN_MEM_MAXIMUM) != 0;

    if (!flags_check(flags, AFFECT_FLAGS | VIR_DOMAIN_MEM_MAXIMUM, "qemuDomainSetMemoryFlags",
                     error))
        return false;
    flags &= AFFECT_FLAGS;
    if (!amend_resolve(guest, &flags, error))
        return false;
    if (is_maximum)
        return set_maximum(driver, guest, kib, flags, error);
    if (flags & VIR_DOMAIN_AFFECT_LIVE && !set_live(guest, kib, error))
        return false;
    flags &= VIR_DOMAIN_AFFECT_CONFIG;
    return flags == 0 ||
           amend(driver, guest, flags, &(Amendment){.make = amend_current, .user = &kib}, error);
}

bool
memory_start(Run *run, Domain *live, GError **error)
{
    OptionalUint *current = &live->memory.current.kib;

    /* Without a balloon the guest has all of its memory. */
    if (balloon_id(live) == NULL) {
        *current = live->memory.size.kib;
        return true;
    }
    if (!balloon_set(run, current->value, error) || !memory_stats_start(run, live, error))
        return false;
    /* The guest's driver has not run yet: the guest still has all of its memory. */
    balloon_ask(run, &current->value);
    return true;
}
