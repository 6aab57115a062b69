/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/smartcard.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>

#include "devices/controller.h"
#include "devices/device_rules.h"
#include "domain/domain_walk.h"

enum { N_CERTIFICATES = 3 };

/* libvirt's default folder. */
static const char default_database[] = "/etc/pki/nssdb";

static const char *const mode_texts[] = {
    [SMARTCARD_HOST] = "host",
    [SMARTCARD_CERTIFICATES] = "host-certificates",
    [SMARTCARD_PASSTHROUGH] = "passthrough",
};
static const NameTable mode_names = NAME_TABLE(mode_texts);

static const XmlField smartcard_fields[] = {
    XML_ATTR("mode", Smartcard, mode, xml_type_enum, .argument = &mode_names, .is_required = true),
    CHARDEV_ROWS(Smartcard, chardev),
    XML_REFUSE_ELEMENT("target",
                       N_("a smart card has none: its <address> says which reader it is in")),
    XML_LEAVES("certificate", Smartcard, certificates),
    XML_LEAF_STRING("database", Smartcard, database),
    DEVICE_ROWS(Smartcard),
    XML_END,
};
static const XmlBinding smartcard_binding = {"smartcard", sizeof(Smartcard), smartcard_fields};

static void
smartcard_complete(Device *device, Domain *domain, const DomainContext *context, Report *report)
{
    Smartcard *smartcard = (Smartcard *)device;
    Address *address = &device->address;

    (void)report;
    if (smartcard->mode == SMARTCARD_PASSTHROUGH && smartcard->chardev.type != CHARDEV_NONE)
        chardev_complete(&smartcard->chardev);
    if (address->type == ADDRESS_NONE)
        address->type = ADDRESS_CCID;
    if (address->type != ADDRESS_CCID)
        return;
    if (!address->controller.is_set)
        address->controller = OPTIONAL_UINT(0);
    if (!address->slot.is_set)
        address->slot = OPTIONAL_UINT(0);
    if (!context->is_papr)
        controller_require(domain, CONTROLLER_CCID, address->controller.value);
}

/* Reports attributes that belong to another mode. */
static void
check_members(const Smartcard *smartcard, Report *report)
{
    const struct {
        const char *name;
        bool is_given;
        SmartcardMode mode;
    } members[] = {
        {"certificate", smartcard->certificates != NULL, SMARTCARD_CERTIFICATES},
        {"database", smartcard->database != NULL, SMARTCARD_CERTIFICATES},
        {"type", smartcard->chardev.type != CHARDEV_NONE, SMARTCARD_PASSTHROUGH},
        {"source", smartcard->chardev.sources != NULL, SMARTCARD_PASSTHROUGH},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(members); i++)
        if (members[i].is_given && members[i].mode != smartcard->mode)
            report_error(report, VIR_ERR_XML_ERROR, smartcard->device.line,
                         _("'%s' does not belong in <smartcard mode='%s'>"), members[i].name,
                         mode_texts[smartcard->mode]);
}

static void
check_mode(const Smartcard *smartcard, Report *report)
{
    unsigned line = smartcard->device.line;
    unsigned n_certificates = smartcard->certificates != NULL ? smartcard->certificates->len : 0;

    switch (smartcard->mode) {
    case SMARTCARD_NONE:
    case SMARTCARD_HOST:
        break;
    case SMARTCARD_CERTIFICATES:
        if (n_certificates != N_CERTIFICATES)
            report_error(report, VIR_ERR_XML_ERROR, line,
                         _("host-certificates mode needs exactly three certificates: <smartcard> "
                           "has %u"),
                         n_certificates);
        break;
    case SMARTCARD_PASSTHROUGH:
        if (smartcard->chardev.type == CHARDEV_NONE)
            report_error(report, VIR_ERR_XML_ERROR, line,
                         _("<smartcard mode='passthrough'> lacks its type, 'spicevmc' or 'tcp' for "
                           "instance"));
        else
            chardev_check(&smartcard->chardev, &smartcard->device, false, report);
        break;
    }
}

static void
smartcard_check(const Device *device, const Domain *domain, const DomainContext *context,
                Report *report)
{
    const Smartcard *smartcard = (const Smartcard *)device;
    bool is_passed = smartcard->mode == SMARTCARD_PASSTHROUGH;

    if (smartcard->mode == SMARTCARD_NONE)
        return;
    check_members(smartcard, report);
    check_mode(smartcard, report);
    if (device->address.slot.value != 0)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("slot '%" PRIu64 "' of a ccid address does not exist: each reader has one "
                       "slot, 0"),
                     device->address.slot.value);
    if (controller_find(domain, CONTROLLER_CCID, device->address.controller.value) == NULL)
        report_error(report, VIR_ERR_XML_ERROR, device->line,
                     _("<smartcard> needs a <controller type='ccid' index='%" PRIu64 "'/>"),
                     device->address.controller.value);
    device_rules_emulated(device, is_passed ? "ccid-card-passthru" : "ccid-card-emulated", context,
                          report);
}

static const Chardev *
chardev_of(const Device *device)
{
    return &((const Smartcard *)device)->chardev;
}

static void
smartcard_check_all(const Domain *domain, const DomainContext *context, Report *report)
{
    g_autoptr(GHashTable) readers = g_hash_table_new(NULL, NULL);

    (void)context;
    DOMAIN_EACH(const Device, device, domain, &smartcard_kind) {
        uint64_t reader = device->address.controller.value;

        if (!g_hash_table_add(readers, GSIZE_TO_POINTER(reader)))
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                         _("ccid controller '%" PRIu64 "' has a card already: give the next one "
                           "another by <address type='ccid' controller='%" PRIu64 "'/>"),
                         reader, reader + 1);
    }
    chardev_check_spice(domain, &smartcard_kind, chardev_of, report);
}

static AddressNeed
smartcard_need(const Device *device, const Domain *domain, const DomainContext *context)
{
    (void)device;
    (void)domain;
    (void)context;
    return (AddressNeed){.type = ADDRESS_CCID};
}

static void
write_certificates(const Smartcard *smartcard, JsonObject *part)
{
    for (unsigned i = 0; i < smartcard->certificates->len; i++) {
        g_autofree char *name = g_strdup_printf("cert%u", i + 1);

        part_set_string(part, name, g_ptr_array_index(smartcard->certificates, i));
    }
    part_set_string(part, "db",
                    smartcard->database != NULL ? smartcard->database : default_database);
}

static void
smartcard_parts(const Device *device, const Domain *domain, const DomainContext *context,
                PartList *parts)
{
    const Smartcard *smartcard = (const Smartcard *)device;
    g_autofree char *chardev = g_strconcat("char", device->id, NULL);
    JsonObject *part = NULL;

    (void)context;
    if (smartcard->mode == SMARTCARD_PASSTHROUGH) {
        chardev_parts(&smartcard->chardev, &(ChardevEnd){.id = chardev, .service = "smartcard"},
                      parts);
        part = device_rules_part(device, "ccid-card-passthru", parts);
        part_set_string(part, "chardev", chardev);
    } else {
        bool has_certificates = smartcard->mode == SMARTCARD_CERTIFICATES;

        part = device_rules_part(device, "ccid-card-emulated", parts);
        part_set_string(part, "backend", has_certificates ? "certificates" : "nss-emulated");
        if (has_certificates)
            write_certificates(smartcard, part);
    }
    controller_write_address(domain, device, part);
}

const DeviceKind smartcard_kind = {
    .binding = &smartcard_binding,
    .complete = smartcard_complete,
    .check = smartcard_check,
    .check_all = smartcard_check_all,
    .need = smartcard_need,
    .id_prefix = "smartcard",
    .parts = smartcard_parts,
};
