/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "address/pci_claim.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

struct PciClaims {
    Report *report;
    GHashTable *owners; /* key_of() -> Device *; NULL for the board's own */
    GArray *secondary;  /* Secondary */
};

/* A device on a function other than 0. */
typedef struct {
    const Device *device;
    const Bus *bus;
} Secondary;

static gpointer
key_of(const Address *address, unsigned function)
{
    size_t key = (size_t)(address->bus.value * BUS_SLOTS + address->slot.value) * BUS_FUNCTIONS;

    return GSIZE_TO_POINTER(key + function + 1);
}

PciClaims *
pci_claims_new(Report *report)
{
    PciClaims *claims = g_new0(PciClaims, 1);

    claims->report = report;
    claims->owners = g_hash_table_new(NULL, NULL);
    claims->secondary = g_array_new(FALSE, FALSE, sizeof(Secondary));
    return claims;
}

void
pci_claims_free(PciClaims *claims)
{
    if (claims == NULL)
        return;
    g_hash_table_unref(claims->owners);
    g_array_unref(claims->secondary);
    g_free(claims);
}

static void
report_taken(PciClaims *claims, const Bus *bus, const Device *device)
{
    const Address *address = &device->address;
    const Device *owner =
        g_hash_table_lookup(claims->owners, key_of(address, (unsigned)address->function.value));
    g_autofree char *text = address_text(address);

    if (bus->rule->holds_one)
        report_error(claims->report, VIR_ERR_XML_ERROR, device->line,
                     _("%s is at %s, but a '%s' holds one device, and PCI bus '%u' has one: leave "
                       "the address out to have another bus chosen"),
                     device_name(device), text, bus->rule->model, bus->index);
    else if (owner == NULL)
        report_error(claims->report, VIR_ERR_XML_ERROR, device->line,
                     _("Attempted double use of PCI Address %s: the machine has a device of its "
                       "own there, %s needs another"),
                     text, device_name(device));
    else
        report_error(claims->report, VIR_ERR_XML_ERROR, device->line,
                     _("Attempted double use of PCI Address %s: %s (line %u) has it, %s needs "
                       "another"),
                     text, device_name(owner), owner->line, device_name(device));
}

static bool
claim_virtual(PciClaims *claims, Bus *bus, Device *device, const PciVirtualFunctions *functions)
{
    unsigned number =
        (unsigned)(device->address.slot.value * BUS_FUNCTIONS + device->address.function.value);

    for (unsigned i = 0; functions != NULL && i < functions->n; i++) {
        unsigned at = number + functions->offset + functions->stride * i;
        Address address = device->address;

        address.slot = OPTIONAL_UINT(at / BUS_FUNCTIONS);
        if (!bus_take(bus, at / BUS_FUNCTIONS, at % BUS_FUNCTIONS)) {
            report_error(claims->report, VIR_ERR_XML_ERROR, device->line,
                         _("%s has virtual functions in slot %u of PCI bus '%u', and another "
                           "device is there: leave its address out to have another one chosen"),
                         device_name(device), at / BUS_FUNCTIONS, bus->index);
            return false;
        }
        bus_pack(bus, at / BUS_FUNCTIONS, NULL);
        g_hash_table_insert(claims->owners, key_of(&address, at % BUS_FUNCTIONS), device);
    }
    return true;
}

bool
pci_claims_add(PciClaims *claims, Bus *bus, Device *device, const PciVirtualFunctions *functions)
{
    const Address *address = &device->address;
    unsigned function = (unsigned)address->function.value;

    if (!bus_take(bus, (unsigned)address->slot.value, function)) {
        report_taken(claims, bus, device);
        return false;
    }
    g_hash_table_insert(claims->owners, key_of(address, function), device);
    if (function != 0) {
        const Secondary secondary = {device, bus};

        g_array_append_val(claims->secondary, secondary);
    }
    return claim_virtual(claims, bus, device, functions);
}

void
pci_claims_finish(PciClaims *claims)
{
    for (unsigned i = 0; i < claims->secondary->len; i++) {
        const Secondary *secondary = &g_array_index(claims->secondary, Secondary, i);
        const Device *device = secondary->device;
        Device *first = g_hash_table_lookup(claims->owners, key_of(&device->address, 0));
        bool is_empty = (secondary->bus->functions[device->address.slot.value] & 1) == 0;
        g_autofree char *text = address_text(&device->address);

        if (first == NULL && is_empty)
            report_warning(
                claims->report, device->line,
                _("%s is at %s, but function 0 of that slot is empty: guests do not look "
                  "at the other functions then"),
                device_name(device), text);
        else if (first != NULL && first->address.multifunction == TRISTATE_NO)
            report_error(claims->report, VIR_ERR_XML_ERROR, device->line,
                         _("%s is at %s, but function 0 of that slot has multifunction='off': use "
                           "another slot, or 'on'"),
                         device_name(device), text);
        else if (first != NULL && first->address.slot.value == device->address.slot.value)
            first->address.multifunction = TRISTATE_YES;
    }
}
