/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/pin_change.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>

#include "base/error.h"
#include "domain/number_set.h"
#include "domain/pin_edit.h"
#include "driver/amend.h"
#include "driver/flags.h"

static const struct {
    const char *call;  /* in libvirt, for the error about unknown flags */
    const char *empty; /* N_() */
} kinds[] = {
    [PIN_VCPU] = {"qemuDomainPinVcpuFlags", N_("Empty cpu list for pinning")},
    [PIN_IOTHREAD] = {"qemuDomainPinIOThread", N_("Empty iothread cpumap list for pinning")},
    [PIN_EMULATOR] = {"qemuDomainPinEmulator", N_("Empty cpu list for pinning")},
};

static bool
has_thread(const Domain *domain, const PinChange *change, GError **error)
{
    OptionalUint current = domain->vcpu.current;

    if (change->kind == PIN_VCPU && change->thread >= domain->vcpu.count.value)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                    _("vcpu %u is out of range of %s cpu count %u"), change->thread, "persistent",
                    (unsigned)(current.is_set ? current.value : domain->vcpu.count.value));
    else if (change->kind == PIN_IOTHREAD && !iothreads_has(domain, change->thread))
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG, _("iothreadid %u not found"),
                    change->thread);
    else
        return true;
    return false;
}

static bool
make(Domain *domain, void *user, GError **error)
{
    const PinChange *change = user;
    g_autofree char *cpus = NULL;

    if (!has_thread(domain, change, error))
        return false;
    cpus = number_set_of_map(change->map, change->map_bytes);
    if (cpus == NULL) {
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                            _(kinds[change->kind].empty));
        return false;
    }
    switch (change->kind) {
    case PIN_VCPU:
        pin_edit_vcpu(domain, change->thread, cpus);
        break;
    case PIN_IOTHREAD:
        pin_edit_iothread(domain, change->thread, cpus);
        break;
    case PIN_EMULATOR:
        pin_edit_emulator(domain, cpus);
        break;
    }
    return true;
}

bool
pin_change(Driver *driver, Guest *guest, const PinChange *change, unsigned flags, GError **error)
{
    PinChange wanted = *change;

    if (!flags_check(flags, VIR_DOMAIN_AFFECT_LIVE | VIR_DOMAIN_AFFECT_CONFIG,
                     kinds[change->kind].call, error) ||
        !amend_resolve(guest, &flags, error))
        return false;
    if (flags & VIR_DOMAIN_AFFECT_LIVE) {
        amend_refuse_live(error);
        return false;
    }
    return amend(driver, guest, flags, &(Amendment){.make = make, .user = &wanted}, error);
}
