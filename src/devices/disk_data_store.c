/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/disk_data_store.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

static const XmlField store_fields[] = {
    XML_LINE(DiskDataStore, line),
    XML_ATTR("type", DiskDataStore, type, xml_type_enum, .argument = &disk_type_names,
             .is_required = true),
    XML_INLINE("format", DiskDataStore, format, disk_format_binding),
    XML_INLINE("source", DiskDataStore, source, disk_source_binding),
    XML_END,
};
const XmlBinding disk_data_store_binding = {"dataStore", sizeof(DiskDataStore), store_fields};

static void
check_members(const DiskDataStore *store, const char *target, Report *report)
{
    if (store->format.type == NULL)
        report_error(report, VIR_ERR_XML_ERROR, store->line,
                     _("missing data file store format: <dataStore> of disk '%s' lacks its <format "
                       "type='raw'/>"),
                     target);
    else if (!g_str_equal(store->format.type, "raw"))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, store->line,
                     _("only 'raw' images supported as <dataStore>, and that of disk '%s' is "
                       "'%s'"),
                     target, store->format.type);
    if (!disk_source_is_given(&store->source, store->type))
        report_error(report, VIR_ERR_XML_ERROR, store->line,
                     _("missing disk data file store source: <dataStore> of disk '%s' lacks its "
                       "<source>"),
                     target);
    if (store->type == DISK_TYPE_VOLUME)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, store->line,
                     _("not supported yet: the <dataStore> of disk '%s' cannot be a volume of a "
                       "pool, state its path"),
                     target);
    if (store->type == DISK_TYPE_VHOSTUSER)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, store->line,
                     _("<dataStore> of disk '%s' cannot be of type 'vhostuser': QEMU has no block "
                       "node for it"),
                     target);
}

void
disk_data_store_check(const DiskDataStore *store, const char *format, const char *target,
                      Report *report)
{
    DiskSecretOwner owner = {.target = target};

    if (store == NULL || store->type == DISK_TYPE_NONE)
        return; /* reported by the table */
    owner.line = store->line;
    owner.protocol = disk_source_protocol(&store->source, store->type);
    if (g_strcmp0(format, "qcow2") != 0)
        report_error(
            report, VIR_ERR_CONFIG_UNSUPPORTED, store->line,
            _("<dataStore> feature available only with qcow2 images, and disk '%s' has one "
              "of format '%s'"),
            target, format);
    check_members(store, target, report);
    if (store->source.data_store != NULL)
        report_error(
            report, VIR_ERR_XML_ERROR, store->line,
            _("The <source> of <dataStore> can't have another nested <dataStore>: it holds "
              "the data of disk '%s' as they are"),
            target);
    if (store->source.slices != NULL)
        report_error(report, VIR_ERR_XML_ERROR, store->line,
                     _("slices are not supported for <dataStore>: take <slices> of disk '%s' away"),
                     target);
    if (store->source.encryption != NULL)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, store->line,
                     _("<encryption> of the <dataStore> of disk '%s' cannot be had: the image is "
                       "what is encrypted, state it there"),
                     target);
    disk_auth_check(store->source.auth, &owner, report);
    disk_source_check(&store->source, store->type, target, store->line, report);
}

void
disk_data_store_complete(DiskDataStore *store)
{
    if (store == NULL)
        return;
    disk_network_complete(&store->source.network);
    store->source.index = (OptionalUint){0};
}

unsigned
disk_data_store_number(DiskDataStore *store, unsigned number)
{
    if (store == NULL || store->node_number != 0)
        return number;
    store->node_number = number + 1;
    return store->node_number;
}
