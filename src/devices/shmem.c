/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/shmem.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "devices/controller.h"
#include "devices/device_rules.h"

enum { DEFAULT_MIB = 4 };
#define BYTES_PER_MIB UINT64_C(1048576)
/* 2^63 bytes is the largest power of two that a size can be. */
#define MOST_MIB (UINT64_C(1) << 43)

static const char *const role_texts[] = {[SHMEM_MASTER] = "master", [SHMEM_PEER] = "peer"};
static const NameTable role_names = NAME_TABLE(role_texts);

/* The model's name is QEMU's device type. */
static const char *const model_texts[] = {
    [SHMEM_IVSHMEM] = "ivshmem",
    [SHMEM_PLAIN] = "ivshmem-plain",
    [SHMEM_DOORBELL] = "ivshmem-doorbell",
};
static const NameTable model_names = NAME_TABLE(model_texts);

static const XmlField model_fields[] = {
    XML_ATTR_ENUM("type", ShmemModel, type, model_names),
    XML_END,
};
static const XmlBinding model_binding = {"model", sizeof(ShmemModel), model_fields};

static const XmlField size_fields[] = {
    XML_TEXT(ShmemSize, mib, xml_type_size_mib, .argument = "unit", .min = 1, .max = MOST_MIB,
             .zero_is_none = true),
    XML_END,
};
static const XmlBinding size_binding = {"size", sizeof(ShmemSize), size_fields};

static const XmlField server_fields[] = {
    XML_ATTR_STRING("path", ShmemServer, path),
    XML_END,
};
static const XmlBinding server_binding = {"server", sizeof(ShmemServer), server_fields};

static const XmlField msi_fields[] = {
    XML_ATTR_ANY_BASE("vectors", ShmemMsi, vectors, 0, G_MAXUINT16),
    XML_ATTR_ON_OFF("ioeventfd", ShmemMsi, ioeventfd),
    XML_END,
};
static const XmlBinding msi_binding = {"msi", sizeof(ShmemMsi), msi_fields};

static const XmlField shmem_fields[] = {
    XML_ATTR("name", Shmem, name, xml_type_string, .is_required = true),
    XML_ATTR_ENUM("role", Shmem, role, role_names),
    XML_INLINE("model", Shmem, model, model_binding),
    XML_INLINE("size", Shmem, size, size_binding),
    XML_CHILD("server", Shmem, server, server_binding),
    XML_INLINE("msi", Shmem, msi, msi_binding),
    DEVICE_ROWS(Shmem),
    XML_END,
};
static const XmlBinding shmem_binding = {"shmem", sizeof(Shmem), shmem_fields};

static void
shmem_complete(Device *device, Domain *domain, const DomainContext *context, Report *report)
{
    Shmem *shmem = (Shmem *)(void *)device;

    (void)domain;
    (void)context;
    (void)report;
    if (shmem->model.type == SHMEM_MODEL_NONE)
        shmem->model.type = SHMEM_IVSHMEM; /* libvirt's default; check() refuses it */
    if (shmem->model.type == SHMEM_PLAIN && !shmem->size.mib.is_set)
        shmem->size.mib = OPTIONAL_UINT(DEFAULT_MIB);
    if (shmem->msi.vectors.value == 0)
        shmem->msi.vectors.is_set = false;
    if (shmem->model.type == SHMEM_DOORBELL && shmem->msi.ioeventfd == TRISTATE_ABSENT)
        shmem->msi.ioeventfd = TRISTATE_YES;
}

static void
check_plain(const Shmem *shmem, Report *report)
{
    uint64_t mib = shmem->size.mib.value;
    unsigned line = shmem->device.line;

    if (shmem->server != NULL)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("<server> belongs only in <shmem> of model 'ivshmem-doorbell'"));
    if (xml_binding_is_set(&msi_binding, &shmem->msi))
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<msi> belongs only in <shmem> with a <server>, of model "
                       "'ivshmem-doorbell'"));
    if ((mib & (mib - 1)) != 0)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("the <size> of <shmem> is a power of two in MiB, not '%" PRIu64 "'"), mib);
}

static void
check_doorbell(const Shmem *shmem, Report *report)
{
    if (shmem->server == NULL)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, shmem->device.line,
                     _("<shmem> of model 'ivshmem-doorbell' lacks its <server>"));
    if (shmem->size.mib.is_set)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, shmem->device.line,
                     _("<size> does not belong in <shmem> of model 'ivshmem-doorbell', whose "
                       "server says it"));
}

static void
shmem_check(const Device *device, const Domain *domain, const DomainContext *context,
            Report *report)
{
    const Shmem *shmem = (const Shmem *)(const void *)device;
    const char *name = shmem->name;

    (void)domain;
    device_rules_emulated(device, model_texts[shmem->model.type], context, report);
    /* It is used as a file name. */
    if (name != NULL &&
        (strchr(name, '/') != NULL || strcmp(name, ".") == 0 || strcmp(name, "..") == 0))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("name '%s' of <shmem> cannot be the name of a file: it has a '/', or is "
                       "'.' or '..'"),
                     name);
    if (shmem->model.type == SHMEM_PLAIN)
        check_plain(shmem, report);
    if (shmem->model.type == SHMEM_DOORBELL)
        check_doorbell(shmem, report);
}

static AddressNeed
shmem_need(const Device *device, const Domain *domain, const DomainContext *context)
{
    const Shmem *shmem = (const Shmem *)(const void *)device;

    (void)domain;
    (void)context;
    return (AddressNeed){.type = ADDRESS_PCI, .model = model_texts[shmem->model.type]};
}

static void
add_memory(const Shmem *shmem, const char *id, PartList *parts)
{
    JsonObject *part = part_list_add(parts, PART_OBJECT);

    json_object_set_string_member(part, "qom-type", "memory-backend-file");
    json_object_set_string_member(part, "id", id);
    part_set_string_format(part, "mem-path", "/dev/shm/%s", shmem->name);
    part_set_uint(part, "size", shmem->size.mib.value * BYTES_PER_MIB);
    part_set_bool(part, "share", true);
}

static void
add_socket(const Shmem *shmem, const char *id, PartList *parts)
{
    JsonObject *part = part_list_add(parts, PART_CHARDEV);

    json_object_set_string_member(part, "backend", "socket");
    json_object_set_string_member(part, "id", id);
    if (shmem->server->path != NULL)
        part_set_string(part, "path", shmem->server->path);
    else
        part_set_string_format(part, "path", "/var/lib/libvirt/shmem-%s-sock", shmem->name);
}

static void
shmem_parts(const Device *device, const Domain *domain, const DomainContext *context,
            PartList *parts)
{
    const Shmem *shmem = (const Shmem *)(const void *)device;
    bool is_plain = shmem->model.type == SHMEM_PLAIN;
    g_autofree char *backend = g_strconcat(is_plain ? "shmmem-" : "char", device->id, NULL);
    JsonObject *part = NULL;

    (void)context;
    if (is_plain)
        add_memory(shmem, backend, parts);
    else
        add_socket(shmem, backend, parts);
    part = device_rules_part(device, model_texts[shmem->model.type], parts);
    json_object_set_string_member(part, is_plain ? "memdev" : "chardev", backend);
    part_set_optional_uint(part, "vectors", shmem->msi.vectors);
    part_set_tristate(part, "ioeventfd", shmem->msi.ioeventfd);
    /* The server decides who is the master of its memory. */
    if (is_plain && shmem->role != SHMEM_ROLE_NONE)
        json_object_set_string_member(part, "master", shmem->role == SHMEM_MASTER ? "on" : "off");
    controller_write_address(domain, device, part);
}

const DeviceKind shmem_kind = {
    .binding = &shmem_binding,
    .placement_rank = PLACE_SHMEM,
    .complete = shmem_complete,
    .check = shmem_check,
    .need = shmem_need,
    .id_prefix = "shmem",
    .parts = shmem_parts,
};
