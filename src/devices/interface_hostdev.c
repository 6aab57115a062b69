/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/interface_hostdev.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "devices/controller.h"
#include "devices/device_rules.h"

static const char driver[] = "vfio-pci";

void
interface_hostdev_complete(Interface *nic, const DomainContext *context, Report *report)
{
    interface_source_complete(&nic->source, nic->type);
    hostdev_source_complete(&nic->source.hostdev, HOSTDEV_PCI, nic->device.line, context, report);
}

/* The NIC is the host's: QEMU emulates nothing of it. */
static void
check_belongings(const Interface *nic, Report *report)
{
    const struct {
        bool is_given;
        const char *name;
    } belongings[] = {
        {nic->target.dev != NULL, "<target dev>"},
        {nic->script.path != NULL || nic->downscript.path != NULL, "<script>"},
        {nic->mtu.size.is_set, "<mtu>"},
        {XML_READ(nic->driver)->queues.is_set, "<driver queues>"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(belongings); i++)
        if (belongings[i].is_given)
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, nic->device.line,
                         _("%s does not belong in <interface type='hostdev'>, whose card is the "
                           "host's own"),
                         belongings[i].name);
}

void
interface_hostdev_check(const Interface *nic, const DomainContext *context, Report *report)
{
    const HostdevAddress *address = nic->source.hostdev.address;
    NicDriverName name = XML_READ(nic->driver)->name;
    unsigned line = nic->device.line;

    if (address != NULL && address->type == HOSTDEV_ADDRESS_USB)
        report_error(
            report, VIR_ERR_CONFIG_UNSUPPORTED, line,
            _("<interface type='hostdev'> takes PCI cards and no 'device' of a USB bus, as "
              "only those have a MAC address that can be set: use <hostdev type='usb'>"));
    else
        hostdev_source_check(&nic->source.hostdev, HOSTDEV_PCI, line, report);
    if (name != NIC_DRIVER_NONE && name != NIC_DRIVER_VFIO)
        report_error(
            report, VIR_ERR_CONFIG_UNSUPPORTED, line,
            _("driver '%s' of <interface type='hostdev'> is not supported: QEMU has 'vfio' "
              "alone"),
            nic_driver_name(name));
    check_belongings(nic, report);
    device_rules_emulated(&nic->device, driver, context, report);
    rom_check(&nic->rom, report);
}

AddressNeed
interface_hostdev_need(const Interface *nic)
{
    return (AddressNeed){.type = ADDRESS_PCI,
                         .model = driver,
                         .isolation_group = hostdev_source_isolation(&nic->source.hostdev),
                         .is_passed_nic = true};
}

void
interface_hostdev_parts(const Interface *nic, const Domain *domain, PartList *parts)
{
    JsonObject *part = device_rules_part(&nic->device, driver, parts);

    hostdev_source_write(&nic->source.hostdev, HOSTDEV_PCI, part);
    controller_write_address(domain, &nic->device, part);
    if (nic->device.boot_index > 0)
        part_set_uint(part, "bootindex", nic->device.boot_index);
    rom_write(&nic->rom, part);
    part_set_string(part, "failover_pair_id", nic->teaming.persistent);
}
