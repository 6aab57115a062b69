/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "plan/place_by_qemu.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "address/vio_set.h"
#include "base/error.h"
#include "devices/nvram.h"
#include "domain/cpu_core.h"
#include "domain/device_names.h"
#include "domain/domain_walk.h"
#include "domain/extension_placement.h"
#include "plan/command.h"
#include "plan/expectation.h"
#include "plan/place_trial.h"
#include "qemu/placement_difference.h"

static bool
is_open(const PlaceStates *open, const Device *device)
{
    return open_places_state(open, device) != PLACE_UNKNOWN;
}

/* ---- spapr-vio ---- */

static void
claim_stated_regs(const Domain *domain, const PlaceStates *open, VioSet *set)
{
    if (domain_first(domain, &nvram_kind) == NULL)
        vio_set_claim(set, VIO_DEFAULT_NVRAM_REG, NULL, NULL);
    DOMAIN_EACH_DEVICE(const Device, device, domain)
        if (device->address.type == ADDRESS_SPAPR_VIO && !is_open(open, device))
            vio_set_claim(set, device->address.reg.value, device, NULL);
}

/* Returns: (owned) the open devices on spapr-vio in the order in which QEMU makes them: the NVRAM
 * is the machine's own, and first. */
static GPtrArray *
open_vio_devices(const Domain *domain, const PlaceStates *open)
{
    GPtrArray *devices = g_ptr_array_new();

    DOMAIN_EACH_DEVICE(Device, device, domain)
        if (device->address.type == ADDRESS_SPAPR_VIO && is_open(open, device))
            g_ptr_array_add(devices, device);
    command_sort(devices, domain);
    for (unsigned i = 0; i < devices->len; i++)
        if (((Device *)g_ptr_array_index(devices, i))->kind == &nvram_kind)
            g_ptr_array_insert(devices, 0, g_ptr_array_steal_index(devices, i));
    return devices;
}

/* QEMU counts regs and does not look at their interrupts, on which its choice can collide with a
 * stated reg: it would not start.  There it is told the reg that it would have come to next. */
static bool
state_regs(Plan *plan, PlaceStates *open, GError **error)
{
    g_autoptr(VioSet) set = vio_set_new(machine_facts_is_at_least(plan->context.machine, 3, 1));
    g_autoptr(GPtrArray) devices = open_vio_devices(plan->domain, open);

    claim_stated_regs(plan->domain, open, set);
    for (unsigned i = 0; i < devices->len; i++) {
        Device *device = g_ptr_array_index(devices, i);
        uint64_t reg = 0;
        bool is_refused = false;

        if (!vio_set_find_as_qemu(set, &reg, &is_refused, error))
            return false;
        vio_set_claim(set, reg, device, NULL);
        if (!is_refused)
            continue;
        device->address.reg = OPTIONAL_UINT(reg);
        g_hash_table_remove(open, device);
    }
    return true;
}

/* ---- rounds ---- */

static bool
take_places(const Placement *found, const Domain *domain, PlaceStates *open,
            const SlotGroups *groups)
{
    bool is_any = false;
    unsigned position = 0;

    DOMAIN_EACH_DEVICE(Device, device, domain) {
        const PlacementDevice *place =
            is_open(open, device) ? place_trial_find(found, domain, position) : NULL;

        position++;
        if (place == NULL || !open_places_take(device, place, domain))
            continue;
        is_any = true;
        g_hash_table_remove(open, device);
        slot_groups_follow(groups, device, open);
    }
    return is_any;
}

/* Each round places what it can: the devices that share slots, and those on their buses, come
 * later. */
static bool
place_all(Plan *plan, const PlaceTrial *trial, PlaceStates *open, GError **error)
{
    g_autoptr(SlotGroups) groups = slot_groups_new(plan->domain, open);

    if (!state_regs(plan, open, error))
        return false;
    while (g_hash_table_size(open) > 0) {
        g_autoptr(Placement) found = place_trial_open(trial, plan->domain, open, groups, error);

        if (found == NULL)
            return false;
        if (take_places(found, plan->domain, open, groups))
            continue;
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                            _("QEMU does not say where it put the guest's devices"));
        return false;
    }
    return true;
}

/* ---- the record ---- */

/* What the machine had with another model of processor says nothing. */
static bool
fits_cores(const Domain *domain, const Placement *placement)
{
    const GPtrArray *cores = placement->cores;

    for (unsigned i = 0; cores != NULL && i < cores->len; i++)
        if (!cpu_core_fits(domain, ((const PlacementCore *)g_ptr_array_index(cores, i))->type))
            return false;
    return true;
}

/* Whether the placement in the metadata is that of this plan. */
static bool
is_recorded(const Plan *plan)
{
    g_autoptr(Domain) copy = domain_clone(plan->domain);
    g_autoptr(Placement) planned = NULL;
    g_autoptr(GPtrArray) differences = NULL;

    if (plan->context.recorded == NULL)
        return false;
    command_number(copy);
    device_names_assign(copy);
    planned = expectation_of(copy, &plan->context);
    planned->is_partial = false;
    differences = placement_find_differences(planned, plan->context.recorded);
    return differences->len == 0;
}

static bool
record(Plan *plan, const PlaceTrial *trial, GError **error)
{
    g_autoptr(Placement) placement = place_trial_whole(trial, plan->domain, error);

    if (placement == NULL || !extension_set_placement(plan->domain, placement, error))
        return false;
    placement_free(plan->extension.placement);
    plan->extension.placement = g_steal_pointer(&placement);
    plan->context.recorded = plan->extension.placement;
    return true;
}

void
place_by_qemu(Plan *plan, const Planner *planner, PlaceStates *open, Report *report)
{
    const PlaceTrial trial = {planner, &plan->context,
                              plan->extension.reserves_slot_zero == TRISTATE_YES};
    GError *problem = NULL;

    if (plan->context.recorded != NULL && !fits_cores(plan->domain, plan->context.recorded))
        plan->context.recorded = NULL;
    if (place_all(plan, &trial, open, &problem) &&
        (is_recorded(plan) || record(plan, &trial, &problem)))
        return;
    report_error(report, problem->code, plan->domain->line, "%s", problem->message);
    g_error_free(problem);
}

static void
warn_of_slot_zero(const Device *device, const char *id, Report *report)
{
    if (device->address.bus.value == 0)
        report_warning(report, device->line,
                       _("%s '%s' is in slot 0 of PCI bus 0, which QEMU gives out: a stock libvirt "
                         "moves it to another slot; reserve-slot-zero='yes' keeps slot 0 free"),
                       device_name(device), id);
    else
        report_warning(report, device->line,
                       _("%s '%s' is in slot 0 of PCI bus %u, which QEMU gives out: a stock "
                         "libvirt refuses that; reserve-slot-zero='yes' keeps slot 0 free"),
                       device_name(device), id, (unsigned)device->address.bus.value);
}

void
place_by_qemu_warn(const Domain *domain, Report *report)
{
    g_autoptr(Domain) named = domain_clone(domain);

    device_names_assign(named);
    DOMAIN_EACH_DEVICE(const Device, device, named)
        if (device->address.type == ADDRESS_PCI && device->address.slot.value == 0)
            warn_of_slot_zero(device, device->id != NULL ? device->id : "", report);
}
