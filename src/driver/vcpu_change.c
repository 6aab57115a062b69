/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/vcpu_change.h"

#include "domain/vcpu_edit.h"
#include "driver/agent.h"
#include "driver/amend.h"
#include "driver/flags.h"

enum {
    AFFECT_FLAGS = VIR_DOMAIN_AFFECT_LIVE | VIR_DOMAIN_AFFECT_CONFIG,
    VCPU_FLAGS = AFFECT_FLAGS | VIR_DOMAIN_VCPU_MAXIMUM | VIR_DOMAIN_VCPU_GUEST |
                 VIR_DOMAIN_VCPU_HOTPLUGGABLE,
};

/* A definition's name in messages. */
static const char next_name[] = "persistent";
static const char live_name[] = "live";

typedef struct {
    uint64_t n;
    unsigned flags;
    const char *which;
} CountChange;

static bool
change_count(Domain *domain, void *user, GError **error)
{
    const CountChange *change = user;

    if (change->flags & VIR_DOMAIN_VCPU_MAXIMUM)
        return vcpu_edit_maximum(domain, change->n, error);
    return vcpu_edit_count(domain, change->n, (change->flags & VIR_DOMAIN_VCPU_HOTPLUGGABLE) != 0,
                           change->which, error);
}

/* What cannot be is said first, as for a guest that could be changed. */
static bool
refuse_live(Guest *guest, const Amendment *amendment, GError **error)
{
    g_autoptr(Definition) live = guest_current(guest);
    g_autoptr(Domain) domain = definition_copy_domain(live, error);

    if (domain != NULL && amendment->make(domain, amendment->user, error))
        amend_refuse_live(error);
    return false;
}

bool
vcpu_set_count(Driver *driver, Guest *guest, unsigned n, unsigned flags, GError **error)
{
    unsigned affect = flags & AFFECT_FLAGS;
    CountChange change = {n, flags, next_name};
    const Amendment amendment = {.make = change_count, .user = &change};

    if (!flags_check(flags, VCPU_FLAGS, "qemuDomainSetVcpusFlags", error) ||
        !amend_resolve(guest, &affect, error))
        return false;
    if (flags & VIR_DOMAIN_VCPU_GUEST) {
        agent_refuse(guest, error);
        return false;
    }
    if (affect & VIR_DOMAIN_AFFECT_LIVE) {
        change.which = live_name;
        return refuse_live(guest, &amendment, error);
    }
    return amend(driver, guest, affect, &amendment, error);
}

static bool
change_state(Domain *domain, void *user, GError **error)
{
    const VcpuState *state = user;

    return vcpu_edit_state(domain, state->numbers, state->is_on, next_name, error);
}

bool
vcpu_set_state(Driver *driver, Guest *guest, const VcpuState *state, unsigned flags, GError **error)
{
    VcpuState wanted = *state;
    const Amendment amendment = {.make = change_state, .user = &wanted};

    if (!flags_check(flags, AFFECT_FLAGS, "qemuDomainSetVcpu", error) ||
        !amend_resolve(guest, &flags, error))
        return false;
    if (flags & VIR_DOMAIN_AFFECT_LIVE) {
        amend_refuse_live(error);
        return false;
    }
    return amend(driver, guest, flags, &amendment, error);
}
