/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/crypto.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>

#include "devices/controller.h"
#include "devices/device_rules.h"

/* virtio-crypto has no transitional forms: it is newer than virtio 1. */
static const char type[] = "virtio-crypto-pci";

static const char *const model_texts[] = {[CRYPTO_VIRTIO] = "virtio"};
static const NameTable model_names = NAME_TABLE(model_texts);

static const char *const type_texts[] = {[CRYPTO_QEMU] = "qemu"};
static const NameTable type_names = NAME_TABLE(type_texts);

static const char *const backend_texts[] = {
    [CRYPTO_BUILTIN] = "builtin",
    [CRYPTO_LKCF] = "lkcf",
};
static const NameTable backend_names = NAME_TABLE(backend_texts);

/* QEMU's object type of each backend. */
static const char *const backend_types[] = {
    [CRYPTO_BUILTIN] = "cryptodev-backend-builtin",
    [CRYPTO_LKCF] = "cryptodev-backend-lkcf",
};

static const XmlField backend_fields[] = {
    XML_ATTR("model", CryptoBackend, model, xml_type_enum, .argument = &backend_names,
             .is_required = true),
    XML_ATTR_UINT_OR_NONE("queues", CryptoBackend, queues, 1, G_MAXUINT16),
    XML_END,
};
static const XmlBinding backend_binding = {"backend", sizeof(CryptoBackend), backend_fields};

static const XmlField driver_fields[] = {
    VIRTIO_ROWS(CryptoDriver, virtio),
    XML_END,
};
static const XmlBinding driver_binding = {"driver", sizeof(CryptoDriver), driver_fields};

static const XmlField crypto_fields[] = {
    XML_ATTR("model", Crypto, model, xml_type_enum, .argument = &model_names, .is_required = true),
    XML_ATTR("type", Crypto, type, xml_type_enum, .argument = &type_names, .is_required = true),
    XML_INLINE("backend", Crypto, backend, backend_binding),
    XML_INLINE("driver", Crypto, driver, driver_binding),
    DEVICE_ROWS(Crypto),
    XML_END,
};
static const XmlBinding crypto_binding = {"crypto", sizeof(Crypto), crypto_fields};

static void
crypto_check(const Device *device, const Domain *domain, const DomainContext *context,
             Report *report)
{
    const Crypto *crypto = (const Crypto *)(const void *)device;

    (void)domain;
    device_rules_emulated(device, type, context, report);
    if (crypto->backend.model == CRYPTO_BACKEND_NONE)
        report_error(report, VIR_ERR_XML_ERROR, device->line,
                     _("<crypto> lacks its <backend model='builtin|lkcf'>"));
    else
        device_rules_emulated(device, backend_types[crypto->backend.model], context, report);
    /* "Only support one queue in cryptdov-builtin backend" */
    if (crypto->backend.model == CRYPTO_BUILTIN && crypto->backend.queues.value > 1)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("queues='%" PRIu64 "' is not supported in <backend model='builtin'> of "
                       "<crypto>: it has one"),
                     crypto->backend.queues.value);
}

static AddressNeed
crypto_need(const Device *device, const Domain *domain, const DomainContext *context)
{
    (void)device;
    (void)domain;
    (void)context;
    return (AddressNeed){.type = ADDRESS_PCI, .model = type};
}

static void
crypto_parts(const Device *device, const Domain *domain, const DomainContext *context,
             PartList *parts)
{
    const Crypto *crypto = (const Crypto *)(const void *)device;
    g_autofree char *object = g_strconcat("obj", device->id, NULL);
    JsonObject *part = part_list_add(parts, PART_OBJECT);

    (void)context;
    json_object_set_string_member(part, "qom-type", backend_types[crypto->backend.model]);
    json_object_set_string_member(part, "id", object);
    part_set_optional_uint(part, "queues", crypto->backend.queues);
    part = device_rules_part(device, type, parts);
    virtio_options_write(&crypto->driver.virtio, part);
    json_object_set_string_member(part, "cryptodev", object);
    controller_write_address(domain, device, part);
}

const DeviceKind crypto_kind = {
    .binding = &crypto_binding,
    .placement_rank = PLACE_CRYPTO,
    .check = crypto_check,
    .need = crypto_need,
    .id_prefix = "crypto",
    .parts = crypto_parts,
};
