/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "address/pci_virtual.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

/* The highest number on a bus, slot * 8 + function, behind which all of them are on it. */
static unsigned
last_number(const PciVirtualFunctions *functions)
{
    unsigned reach =
        functions != NULL ? functions->offset + functions->stride * (functions->n - 1) : 0;

    return BUS_SLOTS * BUS_FUNCTIONS - 1 - reach;
}

bool
pci_virtual_check(const PciVirtualFunctions *functions, const Address *address, const char *model,
                  Report *report)
{
    uint64_t number = address->slot.value * BUS_FUNCTIONS + address->function.value;

    if (!address->slot.is_set || number <= last_number(functions))
        return true;
    report_error(report, VIR_ERR_XML_ERROR, address->line,
                 _("Invalid PCI address 0000:%02x:%02x.%x. slot must be <= %u, for the virtual "
                   "functions of '%s' to be on the same bus"),
                 (unsigned)address->bus.value, (unsigned)address->slot.value,
                 (unsigned)address->function.value, last_number(functions) / BUS_FUNCTIONS, model);
    return false;
}

static bool
has_room(const PciVirtualFunctions *functions, const Bus *bus, unsigned number)
{
    bool is_free = number <= last_number(functions);

    for (unsigned i = 0; functions != NULL && is_free && i < functions->n; i++) {
        unsigned at = number + functions->offset + functions->stride * i;

        is_free = bus->functions[at / BUS_FUNCTIONS] == 0;
    }
    return is_free;
}

unsigned
pci_virtual_free_slot(const PciVirtualFunctions *functions, Bus *bus, unsigned function)
{
    for (unsigned slot = bus_free_slot(bus); slot <= bus->rule->last_slot; slot++)
        if (bus->functions[slot] == 0 && has_room(functions, bus, slot * BUS_FUNCTIONS + function))
            return slot;
    return BUS_SLOTS;
}
