/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/hub.h"

#include <glib/gi18n-lib.h>

#include "devices/controller.h"
#include "devices/device_rules.h"

static const char *const type_texts[] = {[HUB_USB] = "usb"};
static const NameTable type_names = NAME_TABLE(type_texts);

static const XmlField hub_fields[] = {
    XML_ATTR("type", Hub, type, xml_type_enum, .argument = &type_names, .is_required = true),
    DEVICE_ROWS(Hub),
    XML_END,
};
static const XmlBinding hub_binding = {"hub", sizeof(Hub), hub_fields};

static void
hub_check(const Device *device, const Domain *domain, const DomainContext *context, Report *report)
{
    (void)domain;
    device_rules_emulated(device, "usb-hub", context, report);
}

static bool
is_usb(const Device *device)
{
    return ((const Hub *)device)->type == HUB_USB;
}

static void
hub_check_all(const Domain *domain, const DomainContext *context, Report *report)
{
    (void)context;
    device_rules_usb(domain, &hub_kind, is_usb, report);
}

static AddressNeed
hub_need(const Device *device, const Domain *domain, const DomainContext *context)
{
    (void)device;
    (void)domain;
    (void)context;
    return (AddressNeed){.type = ADDRESS_USB, .model = "usb-hub"};
}

static void
hub_parts(const Device *device, const Domain *domain, const DomainContext *context, PartList *parts)
{
    (void)context;
    controller_write_address(domain, device, device_rules_part(device, "usb-hub", parts));
}

static unsigned
hub_start_rank(const Device *device, const Domain *domain)
{
    unsigned depth = 0;

    (void)domain;
    for (const char *at = device->address.port; at != NULL && *at != '\0'; at++)
        depth += *at == '.';
    return START_HUB + depth;
}

const DeviceKind hub_kind = {
    .start_rank = hub_start_rank,
    .binding = &hub_binding,
    .check = hub_check,
    .check_all = hub_check_all,
    .need = hub_need,
    .id_prefix = "hub",
    .parts = hub_parts,
};
