/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/disk_source.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "domain/domain.h"
#include "domain/opened_file.h"
#include "domain/seclabel.h"

static const char *const type_names[] = {
    [DISK_TYPE_FILE] = "file",
    [DISK_TYPE_BLOCK] = "block",
    [DISK_TYPE_NETWORK] = "network",
    [DISK_TYPE_NVME] = "nvme",
    [DISK_TYPE_VHOSTUSER] = "vhostuser",
    [DISK_TYPE_DIR] = "dir",
    [DISK_TYPE_VOLUME] = "volume",
    [DISK_TYPE_VHOST_VDPA] = "vhostvdpa",
    [DISK_TYPE_CTL] = "ctl",
};
const NameTable disk_type_names = NAME_TABLE(type_names);

/* Reasons for refusing types of libvirt's. */
static const char *const refusals[] = {
    [DISK_TYPE_DIR] =
        N_("QEMU makes a disk of a folder only with its 'vvfat' driver, which libvirt "
           "keeps for floppy drives, and a pseries guest has none"),
    [DISK_TYPE_VHOST_VDPA] =
        N_("not supported yet: the host's device would have to be opened for QEMU"),
    [DISK_TYPE_CTL] = N_("it is for FreeBSD's bhyve"),
};

static const char *const source_type_names[] = {
    [DISK_SOURCE_PCI] = "pci", [DISK_SOURCE_UNIX] = "unix"};
static const NameTable source_types = NAME_TABLE(source_type_names);

static const char *const startup_names[] = {
    [DISK_MANDATORY] = "mandatory",
    [DISK_REQUISITE] = "requisite",
    [DISK_OPTIONAL] = "optional",
};
static const NameTable startups = NAME_TABLE(startup_names);

static const char *const slice_type_names[] = {NULL, "storage"};
static const NameTable slice_types = NAME_TABLE(slice_type_names);

static const XmlField slice_fields[] = {
    XML_ATTR("type", DiskSlice, type, xml_type_enum, .argument = &slice_types, .is_required = true),
    XML_ATTR("offset", DiskSlice, offset, xml_type_uint, .max = G_MAXINT64, .is_required = true),
    XML_ATTR("size", DiskSlice, size, xml_type_uint, .min = 1, .max = G_MAXINT64,
             .is_required = true),
    XML_END,
};
static const XmlBinding slice_binding = {"slice", sizeof(DiskSlice), slice_fields};

static const XmlField slices_fields[] = {
    XML_INLINE("slice", DiskSlices, slice, slice_binding),
    XML_END,
};
static const XmlBinding slices_binding = {"slices", sizeof(DiskSlices), slices_fields};

static const XmlField reconnect_fields[] = {
    XML_ATTR_YES_NO("enabled", DiskReconnect, enabled),
    XML_ATTR("timeout", DiskReconnect, timeout, xml_type_any_base, .max = G_MAXUINT32,
             .may_be_empty = true),
    XML_ATTR_UINT("delay", DiskReconnect, delay, 0, G_MAXUINT32),
    XML_END,
};
static const XmlBinding reconnect_binding = {"reconnect", sizeof(DiskReconnect), reconnect_fields};

static const char *const pool_mode_names[] = {
    [DISK_POOL_HOST] = "host",
    [DISK_POOL_DIRECT] = "direct",
};
static const NameTable pool_modes = NAME_TABLE(pool_mode_names);

static char *
parse_path(const XmlField *field, const char *text, void *value)
{
    return xml_type_string.parse(field, text, value);
}

/* A volume is told by its name, wherever it was found. */
static char *
format_path(const XmlField *field, const void *value)
{
    const DiskSource *source =
        (const DiskSource *)(const void *)((const char *)value - field->offset);

    return source->volume == NULL ? xml_type_string.format(field, value) : NULL;
}

static const XmlType path_type = {parse_path, format_path, true};

static const XmlField source_fields[] = {
    XML_ATTR("file", DiskSource, file, path_type, .may_be_empty = true),
    XML_ATTR("dev", DiskSource, dev, path_type, .may_be_empty = true),
    XML_ATTR_STRING("pool", DiskSource, pool),
    XML_ATTR_STRING("volume", DiskSource, volume),
    XML_ATTR_ENUM("mode", DiskSource, pool_mode, pool_modes),
    XML_ATTR_ENUM("startupPolicy", DiskSource, startup_policy, startups),
    XML_ATTR("index", DiskSource, index, xml_type_any_base, .max = G_MAXUINT32,
             .may_be_empty = true),
    DISK_NETWORK_ROWS(DiskSource, network),
    XML_ATTR_ENUM("type", DiskSource, type, source_types),
    XML_ATTR_STRING("path", DiskSource, path),
    XML_ATTR_YES_NO("managed", DiskSource, nvme.managed),
    XML_ATTR_UINT("namespace", DiskSource, nvme.name_space, 1, G_MAXUINT32),
    XML_CHILD("address", DiskSource, nvme.address, host_pci_address_binding),
    XML_INLINE("reconnect", DiskSource, reconnect, reconnect_binding),
    XML_RARE("slices", DiskSource, slices, slices_binding),
    XML_LIST("seclabel", DiskSource, seclabels, device_seclabel_binding),
    XML_CHILD("auth", DiskSource, auth, disk_auth_binding),
    XML_CHILD("encryption", DiskSource, encryption, disk_encryption_binding),
    XML_RARE("reservations", DiskSource, reservations, disk_reservations_binding),
    XML_CHILD("dataStore", DiskSource, data_store, disk_data_store_binding),
    XML_REFUSE_ATTR("dir", N_("a pseries guest has no floppy drive that could show a folder")),
    XML_REFUSE_ATTR("socket", N_("libvirt has no such attribute: a socket is told by 'path'")),
    XML_REFUSE_ATTR("fdgroup",
                    N_("not supported yet: descriptors are handed to a daemon by a client "
                       "call, which is not served")),
    XML_REFUSE_ELEMENT("privateData",
                       N_("it is a daemon's own note about a guest that runs, and no part of a "
                          "definition")),
    XML_REFUSE_ELEMENT("knownHosts", N_("QEMU reads the known hosts of its own user, and takes no "
                                        "other file")),
    XML_REFUSE_ELEMENT("nfs", N_("libvirt has no such element: a path is in 'name'")),
    XML_END,
};
const XmlBinding disk_source_binding = {"source", sizeof(DiskSource), source_fields};

const char *
disk_source_path(const DiskSource *source)
{
    return source->file != NULL ? source->file : source->dev;
}

DiskType
disk_source_type(const DiskSource *source, DiskType type)
{
    if (type != DISK_TYPE_VOLUME || disk_source_path(source) == NULL)
        return type;
    return source->dev != NULL ? DISK_TYPE_BLOCK : DISK_TYPE_FILE;
}

bool
disk_source_is_given(const DiskSource *source, DiskType type)
{
    return source->file != NULL || source->dev != NULL || source->volume != NULL ||
           type == DISK_TYPE_NETWORK || type == DISK_TYPE_NVME ||
           (type == DISK_TYPE_VHOSTUSER &&
            (source->path != NULL || source->type != DISK_SOURCE_NONE));
}

/* ---- checks ---- */

/* The members of <source> that each type needs. */
static void
check_members(const DiskSource *source, DiskType type, const char *target, unsigned line,
              Report *report)
{
    bool has_nvme = source->nvme.managed != TRISTATE_ABSENT || source->nvme.name_space.is_set ||
                    source->nvme.address != NULL;
    const DiskIdentity *identity = &source->network.identity;
    bool has_identity =
        identity->user != NULL || identity->group != NULL || identity->user_name != NULL;
    const struct {
        const char *name;
        bool is_given;
        DiskType type;
    } members[] = {
        {"file", source->file != NULL, DISK_TYPE_FILE},
        {"dev", source->dev != NULL, DISK_TYPE_BLOCK},
        {"pool", source->pool != NULL, DISK_TYPE_VOLUME},
        {"volume", source->volume != NULL, DISK_TYPE_VOLUME},
        {"mode", source->pool_mode != DISK_POOL_NONE, DISK_TYPE_VOLUME},
        {"protocol", source->network.protocol != DISK_PROTOCOL_NONE, DISK_TYPE_NETWORK},
        {"name", source->network.name != NULL, DISK_TYPE_NETWORK},
        {"query", source->network.query != NULL, DISK_TYPE_NETWORK},
        {"host", source->network.hosts != NULL, DISK_TYPE_NETWORK},
        {"tls", source->network.tls != TRISTATE_ABSENT, DISK_TYPE_NETWORK},
        {"tlsHostname", source->network.tls_hostname != NULL, DISK_TYPE_NETWORK},
        {"snapshot", source->network.snapshot.name != NULL, DISK_TYPE_NETWORK},
        {"config", source->network.config.file != NULL, DISK_TYPE_NETWORK},
        {"initiator", source->network.initiator.iqn.name != NULL, DISK_TYPE_NETWORK},
        {"ssl", source->network.ssl.verify != TRISTATE_ABSENT, DISK_TYPE_NETWORK},
        {"cookies", source->network.cookies != NULL, DISK_TYPE_NETWORK},
        {"readahead", source->network.readahead.size.is_set, DISK_TYPE_NETWORK},
        {"timeout", source->network.timeout.seconds.is_set, DISK_TYPE_NETWORK},
        {"identity", has_identity, DISK_TYPE_NETWORK},
        {"namespace", has_nvme, DISK_TYPE_NVME},
        {"path", source->path != NULL, DISK_TYPE_VHOSTUSER},
        {"type", source->type == DISK_SOURCE_UNIX, DISK_TYPE_VHOSTUSER},
        {"type", source->type == DISK_SOURCE_PCI, DISK_TYPE_NVME},
        {"reconnect enabled", source->reconnect.enabled != TRISTATE_ABSENT, DISK_TYPE_VHOSTUSER},
        {"reconnect timeout", source->reconnect.timeout.is_set, DISK_TYPE_VHOSTUSER},
        {"reconnect delay", source->reconnect.delay.is_set, DISK_TYPE_NETWORK},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(members); i++)
        if (members[i].is_given && members[i].type != type)
            report_error(report, VIR_ERR_XML_ERROR, line,
                         _("'%s' of <source> does not belong to a disk of type '%s' ('%s'), but to "
                           "one of type '%s'"),
                         members[i].name, type_names[type], target, type_names[members[i].type]);
}

void
disk_source_complete(DiskSource *source, DiskType type)
{
    source->index = (OptionalUint){0};
    if (type != DISK_TYPE_NVME)
        return;
    if (source->nvme.managed == TRISTATE_ABSENT)
        source->nvme.managed = TRISTATE_YES;
    if (source->nvme.address != NULL && !source->nvme.address->domain.is_set)
        source->nvme.address->domain = OPTIONAL_UINT(0);
}

static void
check_nvme(const DiskSource *source, const char *target, unsigned line, Report *report)
{
    if (source->type != DISK_SOURCE_PCI || !source->nvme.name_space.is_set ||
        source->nvme.address == NULL)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<source> of the NVMe disk '%s' needs type='pci', a 'namespace' and the "
                       "host's <address>"),
                     target);
}

void
disk_source_check(const DiskSource *source, DiskType type, const char *target, unsigned line,
                  Report *report)
{
    const char *refusal = refusals[type];

    if (refusal != NULL) {
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("type '%s' of disk '%s' cannot be used: %s"), type_names[type], target,
                     _(refusal));
        return;
    }
    check_members(source, type, target, line, report);
    if (type == DISK_TYPE_VOLUME && (source->pool == NULL) != (source->volume == NULL))
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("'pool' and 'volume' must be specified together for 'pool' type source"));
    device_seclabels_check(source->seclabels, line, report);
    if (source->reconnect.timeout.is_set && source->reconnect.enabled == TRISTATE_ABSENT)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<reconnect timeout='%u'> of disk '%s' lacks its 'enabled'"),
                     (unsigned)source->reconnect.timeout.value, target);
    if (source->reconnect.delay.is_set && type == DISK_TYPE_NETWORK &&
        source->network.protocol != DISK_NBD)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("<reconnect delay='%u'> of disk '%s' is possible with protocol 'nbd' alone"),
                     (unsigned)source->reconnect.delay.value, target);
    if (type == DISK_TYPE_NETWORK)
        disk_network_check(&source->network, target, line, report);
    if (type == DISK_TYPE_NVME)
        check_nvme(source, target, line, report);
}

/* ---- for QEMU ---- */

static void
write_nvme(const DiskNvme *nvme, JsonObject *part)
{
    const HostPciAddress *address = nvme->address;

    part_set_string(part, "driver", "nvme");
    part_set_string_format(part, "device", "%04x:%02x:%02x.%x", (unsigned)address->domain.value,
                           (unsigned)address->bus.value, (unsigned)address->slot.value,
                           (unsigned)address->function.value);
    part_set_uint(part, "namespace", nvme->name_space.value);
}

void
disk_source_write(const DiskSource *source, DiskType type, DiskIo io, const DiskKeys *keys,
                  JsonObject *part)
{
    static const char *const ios[] = {NULL, "threads", "native", "io_uring"};

    if (type == DISK_TYPE_NETWORK) {
        disk_network_write(&source->network, keys, part);
        part_set_optional_uint(part, "reconnect-delay", source->reconnect.delay);
    } else if (type == DISK_TYPE_NVME) {
        write_nvme(&source->nvme, part);
    } else {
        bool is_file = type == DISK_TYPE_FILE;
        const char *path = is_file ? source->file : source->dev;
        g_autofree char *name = path != NULL ? opened_file_name(path, source->opened) : NULL;

        part_set_string(part, "driver", is_file ? "file" : "host_device");
        part_set_string(part, "filename", name);
        part_set_string(part, "aio", ios[io]);
    }
}

void
disk_source_write_slice(const DiskSource *source, JsonObject *part)
{
    const DiskSlice *slice = &XML_READ(source->slices)->slice;

    part_set_optional_uint(part, "offset", slice->offset);
    part_set_optional_uint(part, "size", slice->size);
}
