/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "plan/packing.h"

#include "devices/controller.h"
#include "devices/hostdev.h"
#include "domain/domain_walk.h"
#include "machine/bus.h"
#include "plan/place_bus.h"

static bool
is_plain(const Device *device, const AddressNeed *need, PciClass class)
{
    if (device->kind == &controller_kind || device->kind == &hostdev_kind || need->is_passed_nic)
        return false;
    return class != PCI_CLASS_EXPRESS && need->isolation_group == BUS_EMULATED &&
           need->fixed_slot == NULL && need->set == 0;
}

/* Whether the document asks for a slot that other devices do not share.  A function without a slot
 * is function so-and-so of any free slot. */
static bool
wants_own_slot(const Address *address)
{
    return address->multifunction == TRISTATE_NO ||
           (address->function.is_set && !address->slot.is_set);
}

const DeviceKind *
packing_kind(const Device *device, const AddressNeed *need, PciClass class)
{
    return is_plain(device, need, class) && !wants_own_slot(&device->address) ? device->kind : NULL;
}

/* Returns: (owned) the indexes, plus 1, of the buses that plain devices are on. */
static GHashTable *
plain_buses(const Domain *domain, const DomainContext *context)
{
    GHashTable *buses = g_hash_table_new(NULL, NULL);

    DOMAIN_EACH_DEVICE(const Device, device, domain) {
        AddressNeed need = place_need(device, domain, context);
        PciClass class = capabilities_pci_class(context->capabilities, need.model);

        if (need.type == ADDRESS_PCI && packing_kind(device, &need, class) != NULL)
            g_hash_table_add(buses, GSIZE_TO_POINTER(device->address.bus.value + 1));
    }
    return buses;
}

unsigned
packing_n_phbs(const Domain *domain, const DomainContext *context)
{
    const BusRule *root = context->rules->buses;
    g_autoptr(GHashTable) buses = NULL;
    unsigned n = 0;

    if (context->is_dense || root->numbers != BUS_NUMBERS_INDEX ||
        (root->takes & PLUG_ENDPOINTS) == 0)
        return 0;
    buses = plain_buses(domain, context);
    DOMAIN_EACH(const Controller, controller, domain, &controller_kind) {
        if (controller->type == CONTROLLER_PCI &&
            machine_bus_is_root(controller_bus_rule(controller, context->rules)) &&
            g_hash_table_contains(buses, GSIZE_TO_POINTER(controller->index.value + 1)))
            n++;
    }
    return n;
}
