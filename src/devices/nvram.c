/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/nvram.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "devices/device_rules.h"

enum { NVRAM_FIRST_REG = 0x3000 };

static const XmlField nvram_fields[] = {
    DEVICE_ROWS(Nvram),
    XML_END,
};
static const XmlBinding nvram_binding = {"nvram", sizeof(Nvram), nvram_fields};

static void
nvram_check_all(const Domain *domain, const DomainContext *context, Report *report)
{
    (void)context;
    device_rules_single(domain, &nvram_kind, report);
}

static AddressNeed
nvram_need(const Device *device, const Domain *domain, const DomainContext *context)
{
    (void)device;
    (void)domain;
    (void)context;
    return (AddressNeed){
        .type = ADDRESS_SPAPR_VIO,
        .model = "spapr-nvram",
        .vio_base = NVRAM_FIRST_REG,
    };
}

/* The machine creates the device itself, so its property is set with -global. */
static void
nvram_parts(const Device *device, const Domain *domain, const DomainContext *context,
            PartList *parts)
{
    g_autofree char *reg = g_strdup_printf("0x%" PRIx64, device->address.reg.value);
    JsonObject *part = NULL;

    (void)domain;
    (void)context;
    if (!device->address.reg.is_set)
        return;
    part = part_list_add(parts, PART_GLOBAL);
    json_object_set_string_member(part, "driver", "spapr-nvram");
    json_object_set_string_member(part, "property", "reg");
    json_object_set_string_member(part, "value", reg);
}

const DeviceKind nvram_kind = {
    .binding = &nvram_binding,
    .check_all = nvram_check_all,
    .need = nvram_need,
    .parts = nvram_parts,
};
