/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/control_groups.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "domain/domain.h"

#define LIMIT_ROW(name, member)                                                                    \
    XML_LEAF(name, BlockShare, member, xml_type_uint, .max = G_MAXUINT64)

static const XmlField share_fields[] = {
    XML_LINE(BlockShare, line),
    XML_LEAF_STRING("path", BlockShare, path),
    XML_LEAF("weight", BlockShare, weight, xml_type_uint, .max = G_MAXUINT32),
    XML_LEAF("read_iops_sec", BlockShare, read_operations, xml_type_uint, .max = G_MAXUINT32),
    XML_LEAF("write_iops_sec", BlockShare, write_operations, xml_type_uint, .max = G_MAXUINT32),
    LIMIT_ROW("read_bytes_sec", read_bytes),
    LIMIT_ROW("write_bytes_sec", write_bytes),
    XML_END,
};
static const XmlBinding share_binding = {"device", sizeof(BlockShare), share_fields};

static const XmlField block_tune_fields[] = {
    XML_LEAF("weight", BlockTune, weight, xml_type_uint, .max = G_MAXUINT32),
    XML_LIST("device", BlockTune, disks, share_binding),
    XML_END,
};
const XmlBinding block_tune_binding = {"blkiotune", sizeof(BlockTune), block_tune_fields};

static const XmlField fibre_channel_fields[] = {
    XML_ATTR("appid", FibreChannel, app_id, xml_type_string, .is_required = true),
    XML_END,
};
static const XmlBinding fibre_channel_binding = {"fibrechannel", sizeof(FibreChannel),
                                                 fibre_channel_fields};

static const XmlField resource_fields[] = {
    XML_LEAF_STRING("partition", DomainResource, partition),
    XML_INLINE("fibrechannel", DomainResource, fibre_channel, fibre_channel_binding),
    XML_END,
};
const XmlBinding resource_binding = {"resource", sizeof(DomainResource), resource_fields};

/* A limit of 0 means none. */
static void
drop_zero(OptionalUint *limit)
{
    if (limit->value == 0)
        limit->is_set = false;
}

static bool
has_limits(BlockShare *share)
{
    OptionalUint *const limits[] = {&share->weight, &share->read_operations,
                                    &share->write_operations, &share->read_bytes,
                                    &share->write_bytes};
    bool is_any = false;

    for (size_t i = 0; i < G_N_ELEMENTS(limits); i++) {
        drop_zero(limits[i]);
        is_any = is_any || limits[i]->is_set;
    }
    return is_any;
}

BlockShare *
block_tune_share(BlockTune *tune, const char *path)
{
    BlockShare *share = NULL;

    for (unsigned i = 0; tune->disks != NULL && i < tune->disks->len; i++) {
        share = g_ptr_array_index(tune->disks, i);
        if (g_strcmp0(share->path, path) == 0)
            return share;
    }
    share = xml_binding_new(&share_binding);
    share->path = g_strdup(path);
    xml_list_append(&tune->disks, share);
    return share;
}

void
block_tune_drop_empty(BlockTune *tune)
{
    GPtrArray *disks = tune->disks;

    drop_zero(&tune->weight);
    for (unsigned i = 0; disks != NULL && i < disks->len;) {
        BlockShare *share = g_ptr_array_index(disks, i);

        if (has_limits(share) || share->path == NULL) {
            i++;
            continue;
        }
        xml_binding_free(&share_binding, share);
        g_ptr_array_remove_index(disks, i);
    }
    if (disks != NULL && disks->len == 0)
        g_clear_pointer(&tune->disks, g_ptr_array_unref);
}

void
control_groups_complete(Domain *domain, const DomainContext *context, Report *report)
{
    (void)context;
    (void)report;
    block_tune_drop_empty(&domain->block_tune);
}

void
control_groups_check(const Domain *domain, const DomainContext *context, Report *report)
{
    const GPtrArray *disks = domain->block_tune.disks;
    g_autoptr(GHashTable) paths = g_hash_table_new(g_str_hash, g_str_equal);

    (void)context;
    for (unsigned i = 0; disks != NULL && i < disks->len; i++) {
        BlockShare *share = g_ptr_array_index(disks, i);

        if (share->path == NULL)
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, share->line,
                         _("missing per-device path: <device> of <blkiotune> needs the <path> of "
                           "the host's disk"));
        else if (!g_hash_table_add(paths, share->path))
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, share->line,
                         _("duplicate blkio device path '%s'"), share->path);
    }
}
