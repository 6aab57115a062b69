/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/redirdev.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "devices/controller.h"
#include "devices/device_rules.h"
#include "devices/redirfilter.h"

static const char qemu_type[] = "usb-redir";

static const char *const bus_texts[] = {[REDIRDEV_USB] = "usb"};
static const NameTable bus_names = NAME_TABLE(bus_texts);

static const XmlField redirdev_fields[] = {
    XML_ATTR_ENUM("bus", Redirdev, bus, bus_names),
    CHARDEV_ROWS(Redirdev, chardev),
    DEVICE_BOOT_ROW(Redirdev),
    DEVICE_ROWS(Redirdev),
    XML_END,
};
static const XmlBinding redirdev_binding = {"redirdev", sizeof(Redirdev), redirdev_fields};

static void
redirdev_complete(Device *device, Domain *domain, const DomainContext *context, Report *report)
{
    Redirdev *redirdev = (Redirdev *)device;

    (void)domain;
    (void)context;
    (void)report;
    redirdev->bus = REDIRDEV_USB;
    if (redirdev->chardev.type != CHARDEV_NONE)
        chardev_complete(&redirdev->chardev);
}

static void
redirdev_check(const Device *device, const Domain *domain, const DomainContext *context,
               Report *report)
{
    const Redirdev *redirdev = (const Redirdev *)device;

    (void)domain;
    if (redirdev->chardev.type == CHARDEV_NONE)
        report_error(report, VIR_ERR_XML_ERROR, device->line,
                     _("<redirdev> lacks its type, 'spicevmc' or 'tcp' for instance"));
    else
        chardev_check(&redirdev->chardev, device, false, report);
    device_rules_emulated(device, qemu_type, context, report);
}

static bool
is_usb(const Device *device)
{
    (void)device;
    return true;
}

static const Chardev *
chardev_of(const Device *device)
{
    return &((const Redirdev *)device)->chardev;
}

static void
redirdev_check_all(const Domain *domain, const DomainContext *context, Report *report)
{
    (void)context;
    device_rules_usb(domain, &redirdev_kind, is_usb, report);
    chardev_check_spice(domain, &redirdev_kind, chardev_of, report);
}

static AddressNeed
redirdev_need(const Device *device, const Domain *domain, const DomainContext *context)
{
    (void)device;
    (void)domain;
    (void)context;
    return (AddressNeed){.type = ADDRESS_USB, .model = qemu_type};
}

static void
redirdev_parts(const Device *device, const Domain *domain, const DomainContext *context,
               PartList *parts)
{
    const Redirdev *redirdev = (const Redirdev *)device;
    g_autofree char *chardev = g_strconcat("char", device->id, NULL);
    g_autofree char *filter = redirfilter_text(domain);
    JsonObject *part = NULL;

    (void)context;
    chardev_parts(&redirdev->chardev, &(ChardevEnd){.id = chardev, .service = "usbredir"}, parts);
    part = device_rules_part(device, qemu_type, parts);
    part_set_string(part, "chardev", chardev);
    part_set_string(part, "filter", filter);
    if (device->boot_index > 0)
        part_set_uint(part, "bootindex", device->boot_index);
    controller_write_address(domain, device, part);
}

const DeviceKind redirdev_kind = {
    .binding = &redirdev_binding,
    .complete = redirdev_complete,
    .check = redirdev_check,
    .check_all = redirdev_check_all,
    .need = redirdev_need,
    .id_prefix = "redir",
    .parts = redirdev_parts,
};
