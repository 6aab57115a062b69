/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/disk_chain.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "devices/disk_data_store.h"

static const XmlField metadata_cache_fields[] = {
    XML_LEAF("max_size", DiskMetadataCache, max_size, xml_type_size_bytes, .argument = "unit"),
    XML_END,
};
const XmlBinding disk_metadata_cache_binding = {"metadata_cache", sizeof(DiskMetadataCache),
                                                metadata_cache_fields};

static const XmlField format_fields[] = {
    XML_ATTR_STRING("type", DiskFormat, type),
    XML_INLINE("metadata_cache", DiskFormat, metadata_cache, disk_metadata_cache_binding),
    XML_END,
};
const XmlBinding disk_format_binding = {"format", sizeof(DiskFormat), format_fields};

static const XmlField backing_fields[] = {
    XML_LINE(DiskBacking, line),
    XML_ATTR_ENUM("type", DiskBacking, type, disk_type_names),
    XML_ATTR("index", DiskBacking, index, xml_type_any_base, .max = G_MAXUINT32,
             .may_be_empty = true),
    XML_INLINE("format", DiskBacking, format, disk_format_binding),
    XML_INLINE("source", DiskBacking, source, disk_source_binding),
    XML_CHILD("backingStore", DiskBacking, backing, disk_backing_binding),
    XML_END,
};
const XmlBinding disk_backing_binding = {"backingStore", sizeof(DiskBacking), backing_fields};

bool
disk_format_is_known(const char *format)
{
    static const char *const formats[] = {"raw", "qcow2", "qcow",  "qed",   "vmdk", "vpc",
                                          "vdi", "dmg",   "bochs", "cloop", NULL};

    return g_strv_contains(formats, format);
}

bool
disk_format_can_be_based(const char *format)
{
    static const char *const formats[] = {"qcow2", "qcow", "qed", "vmdk", NULL};

    return g_strv_contains(formats, format);
}

void
disk_chain_complete(DiskBacking *backing)
{
    for (; backing != NULL; backing = backing->backing) {
        disk_network_complete(&backing->source.network);
        disk_encryption_complete(backing->source.encryption);
        disk_data_store_complete(backing->source.data_store);
        backing->index = (OptionalUint){0};
    }
}

/* Returns: false when no further checks make sense for the image. */
static bool
check_image(const DiskBacking *backing, const char *target, Report *report)
{
    const DiskSecretOwner owner = {target, backing->line,
                                   disk_source_protocol(&backing->source, backing->type),
                                   backing->format.type};

    if (backing->format.type == NULL || !disk_source_is_given(&backing->source, backing->type)) {
        report_error(report, VIR_ERR_XML_ERROR, backing->line,
                     _("<backingStore> of disk '%s' lacks its <format type=''/> or its <source>"),
                     target);
        return false;
    }
    if (!disk_format_is_known(backing->format.type))
        report_error(report, VIR_ERR_XML_ERROR, backing->line,
                     _("unknown disk backing store format '%s': use one such as 'raw' or 'qcow2'"),
                     backing->format.type);
    if (backing->format.metadata_cache.max_size.is_set &&
        !g_str_equal(backing->format.type, "qcow2"))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, backing->line,
                     _("<metadata_cache> is for images of format 'qcow2', not '%s'"),
                     backing->format.type);
    if (backing->type == DISK_TYPE_VHOSTUSER)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, backing->line,
                     _("disk '%s' cannot be based on a vhostuser disk: QEMU has no block node for "
                       "it"),
                     target);
    if (XML_READ(backing->source.reservations)->managed != TRISTATE_ABSENT)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, backing->line,
                     _("<reservations/> allowed only for lun devices, not for what disk '%s' is "
                       "based on"),
                     target);
    if (backing->type == DISK_TYPE_VOLUME)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, backing->line,
                     _("not supported yet: what disk '%s' is based on cannot be a volume of a "
                       "pool, state its path"),
                     target);
    disk_source_check(&backing->source, backing->type, target, backing->line, report);
    disk_auth_check(backing->source.auth, &owner, report);
    disk_encryption_check(backing->source.encryption, &owner, report);
    disk_data_store_check(backing->source.data_store, backing->format.type, target, report);
    return true;
}

void
disk_chain_check(const DiskBacking *backing, const char *format, const char *target, Report *report)
{
    for (; backing != NULL; backing = backing->backing) {
        if (backing->type == DISK_TYPE_NONE) {
            if (xml_binding_is_set(&disk_backing_binding, backing))
                report_error(report, VIR_ERR_XML_ERROR, backing->line,
                             _("<backingStore> of disk '%s' lacks its 'type'"), target);
            return;
        }
        if (!disk_format_can_be_based(format))
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, backing->line,
                         _("storage format '%s' does not support backing store: take "
                           "<backingStore> of disk '%s' away, or use format 'qcow2'"),
                         format, target);
        if (!check_image(backing, target, report))
            return;
        format = backing->format.type;
    }
}

unsigned
disk_chain_length(const DiskBacking *backing)
{
    unsigned length = 0;

    for (; backing != NULL && backing->type != DISK_TYPE_NONE; backing = backing->backing)
        length++;
    return length;
}

DiskBacking *
disk_chain_detected(const char *path, DiskType type, const char *format)
{
    DiskBacking *backing = xml_binding_new(&disk_backing_binding);

    backing->is_detected = true;
    if (path == NULL)
        return backing;
    backing->type = type;
    *(type == DISK_TYPE_BLOCK ? &backing->source.dev : &backing->source.file) = g_strdup(path);
    backing->format.type = g_strdup(format);
    return backing;
}

unsigned
disk_chain_number(DiskBacking *backing, bool is_detected, unsigned number)
{
    for (; backing != NULL && backing->type != DISK_TYPE_NONE; backing = backing->backing) {
        if (backing->is_detected != is_detected)
            continue;
        if (backing->node_number == 0)
            backing->node_number = ++number;
        number = disk_data_store_number(backing->source.data_store, number);
    }
    return number;
}
