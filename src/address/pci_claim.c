/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "address/pci_claim.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

struct PciClaims {
    Report *report;
    GHashTable *owners;   /* key_of() -> Device * */
    GPtrArray *secondary; /* Device *, on functions other than 0 */
};

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
    claims->secondary = g_ptr_array_new();
    return claims;
}

void
pci_claims_free(PciClaims *claims)
{
    if (claims == NULL)
        return;
    g_hash_table_unref(claims->owners);
    g_ptr_array_unref(claims->secondary);
    g_free(claims);
}

bool
pci_claims_add(PciClaims *claims, Bus *bus, Device *device)
{
    const Address *address = &device->address;
    unsigned function = (unsigned)address->function.value;

    if (!bus_take(bus, (unsigned)address->slot.value, function)) {
        const Device *owner = g_hash_table_lookup(claims->owners, key_of(address, function));
        g_autofree char *text = address_text(address);

        report_error(claims->report, VIR_ERR_XML_ERROR, device->line,
                     _("Attempted double use of PCI Address %s: %s (line %u) has it, %s needs "
                       "another"),
                     text, device_name(owner), owner->line, device_name(device));
        return false;
    }
    g_hash_table_insert(claims->owners, key_of(address, function), device);
    if (function != 0)
        g_ptr_array_add(claims->secondary, device);
    return true;
}

void
pci_claims_finish(PciClaims *claims)
{
    for (unsigned i = 0; i < claims->secondary->len; i++) {
        const Device *device = g_ptr_array_index(claims->secondary, i);
        Device *first = g_hash_table_lookup(claims->owners, key_of(&device->address, 0));
        g_autofree char *text = address_text(&device->address);

        if (first == NULL)
            report_warning(
                claims->report, device->line,
                _("%s is at %s, but function 0 of that slot is empty: guests do not look "
                  "at the other functions then"),
                device_name(device), text);
        else if (first->address.multifunction == TRISTATE_NO)
            report_error(claims->report, VIR_ERR_XML_ERROR, device->line,
                         _("%s is at %s, but function 0 of that slot has multifunction='off': use "
                           "another slot, or 'on'"),
                         device_name(device), text);
        else
            first->address.multifunction = TRISTATE_YES;
    }
}
