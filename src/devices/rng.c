/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/rng.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "devices/controller.h"
#include "devices/device_rules.h"

/* The default period of a rate, by libvirt's documentation. */
enum { DEFAULT_PERIOD_MS = 1000 };

static const char *const model_texts[] = {
    [RNG_VIRTIO] = "virtio",
    [RNG_VIRTIO_TRANSITIONAL] = "virtio-transitional",
    [RNG_VIRTIO_NON_TRANSITIONAL] = "virtio-non-transitional",
};
static const NameTable model_names = NAME_TABLE(model_texts);

static const char *const types[] = {
    [RNG_MODEL_NONE] = NULL,
    [RNG_VIRTIO] = "virtio-rng-pci",
    [RNG_VIRTIO_TRANSITIONAL] = "virtio-rng-pci-transitional",
    [RNG_VIRTIO_NON_TRANSITIONAL] = "virtio-rng-pci-non-transitional",
};

static const char *const backend_texts[] = {
    [RNG_RANDOM] = "random",
    [RNG_BUILTIN] = "builtin",
    [RNG_EGD] = "egd",
};
static const NameTable backend_names = NAME_TABLE(backend_texts);

/* QEMU's object type of each backend. */
static const char *const backend_types[] = {
    [RNG_BACKEND_NONE] = NULL,
    [RNG_RANDOM] = "rng-random",
    [RNG_BUILTIN] = "rng-builtin",
    [RNG_EGD] = "rng-egd",
};

static const XmlField backend_fields[] = {
    XML_ATTR("model", RngBackend, model, xml_type_enum, .argument = &backend_names,
             .is_required = true),
    XML_TEXT(RngBackend, path, xml_type_string, ),
    CHARDEV_ROWS(RngBackend, chardev),
    XML_END,
};
static const XmlBinding backend_binding = {"backend", sizeof(RngBackend), backend_fields};

static const XmlField rate_fields[] = {
    XML_ATTR("bytes", RngRate, bytes, xml_type_uint, .zero_is_none = true, .min = 1,
             .max = G_MAXUINT32, .is_required = true),
    XML_ATTR("period", RngRate, period, xml_type_uint, .min = 1, .max = G_MAXUINT32,
             .may_be_empty = true, .zero_is_none = true),
    XML_END,
};
static const XmlBinding rate_binding = {"rate", sizeof(RngRate), rate_fields};

static const XmlField driver_fields[] = {
    VIRTIO_ROWS(RngDriver, virtio),
    XML_END,
};
static const XmlBinding driver_binding = {"driver", sizeof(RngDriver), driver_fields};

static const XmlField rng_fields[] = {
    XML_ATTR("model", Rng, model, xml_type_enum, .argument = &model_names, .is_required = true),
    XML_INLINE("rate", Rng, rate, rate_binding),
    XML_INLINE("backend", Rng, backend, backend_binding),
    XML_INLINE("driver", Rng, driver, driver_binding),
    DEVICE_ROWS(Rng),
    XML_END,
};
static const XmlBinding rng_binding = {"rng", sizeof(Rng), rng_fields};

static void
rng_complete(Device *device, Domain *domain, const DomainContext *context, Report *report)
{
    RngBackend *backend = &((Rng *)device)->backend;

    (void)domain;
    (void)context;
    if (backend->model == RNG_EGD && backend->chardev.type == CHARDEV_NONE)
        report_error(report, VIR_ERR_XML_ERROR, device->line,
                     _("missing EGD backend type: 'udp', 'tcp' or 'unix', where <source> is"));
    if (backend->model == RNG_RANDOM && backend->path == NULL)
        backend->path = g_strdup("/dev/random");
    if (backend->model == RNG_EGD)
        chardev_complete(&backend->chardev);
}

static void
rng_check(const Device *device, const Domain *domain, const DomainContext *context, Report *report)
{
    const Rng *rng = (const Rng *)device;

    (void)domain;
    if (rng->model != RNG_MODEL_NONE) {
        device_rules_emulated(device, types[rng->model], context, report);
        virtio_options_check(&rng->driver.virtio, types[rng->model], device->line, report);
    }
    if (rng->backend.model == RNG_BACKEND_NONE)
        report_error(report, VIR_ERR_XML_ERROR, device->line,
                     _("<rng> lacks its <backend model='random|builtin|egd'>"));
    else if (rng->backend.model == RNG_EGD)
        chardev_check(&rng->backend.chardev, device, false, report);
    else if (rng->backend.chardev.type != CHARDEV_NONE || rng->backend.chardev.sources != NULL ||
             rng->backend.chardev.log.file != NULL || rng->backend.chardev.protocol.type != 0)
        report_error(report, VIR_ERR_XML_ERROR, device->line,
                     _("'type', <source> and <log> belong only in <backend model='egd'> of <rng>"));
    if (rng->backend.model != RNG_RANDOM && rng->backend.path != NULL)
        report_error(report, VIR_ERR_XML_ERROR, device->line,
                     _("'%s' does not belong in <backend model='%s'>, only in one of model "
                       "'random'"),
                     rng->backend.path, backend_texts[rng->backend.model]);
    if (rng->backend.model == RNG_RANDOM && rng->backend.path != NULL &&
        !g_path_is_absolute(rng->backend.path))
        report_error(report, VIR_ERR_XML_ERROR, device->line,
                     _("'%s' in <backend> of <rng> is not an absolute path"), rng->backend.path);
}

static AddressNeed
rng_need(const Device *device, const Domain *domain, const DomainContext *context)
{
    (void)domain;
    (void)context;
    return (AddressNeed){.type = ADDRESS_PCI, .model = types[((const Rng *)device)->model]};
}

static void
write_rate(const RngRate *rate, JsonObject *part)
{
    if (!rate->bytes.is_set)
        return;
    json_object_set_int_member(part, "max-bytes", (gint64)rate->bytes.value);
    json_object_set_int_member(
        part, "period", rate->period.is_set ? (gint64)rate->period.value : DEFAULT_PERIOD_MS);
}

static void
rng_parts(const Device *device, const Domain *domain, const DomainContext *context, PartList *parts)
{
    const Rng *rng = (const Rng *)device;
    g_autofree char *object = g_strconcat("obj", device->id, NULL);
    g_autofree char *chardev = g_strconcat("char", device->id, NULL);
    JsonObject *part = NULL;

    (void)context;
    if (rng->backend.model == RNG_EGD)
        chardev_parts(&rng->backend.chardev, &(ChardevEnd){.id = chardev}, parts);
    part = part_list_add(parts, PART_OBJECT);
    json_object_set_string_member(part, "qom-type", backend_types[rng->backend.model]);
    json_object_set_string_member(part, "id", object);
    if (rng->backend.path != NULL)
        json_object_set_string_member(part, "filename", rng->backend.path);
    if (rng->backend.model == RNG_EGD)
        json_object_set_string_member(part, "chardev", chardev);
    part = device_rules_part(device, types[rng->model], parts);
    virtio_options_write(&rng->driver.virtio, part);
    json_object_set_string_member(part, "rng", object);
    write_rate(&rng->rate, part);
    controller_write_address(domain, device, part);
}

const DeviceKind rng_kind = {
    .binding = &rng_binding,
    .placement_rank = PLACE_RNG,
    .complete = rng_complete,
    .check = rng_check,
    .need = rng_need,
    .id_prefix = "rng",
    .parts = rng_parts,
};
