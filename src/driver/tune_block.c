/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* <blkiotune>: virsh blkiotune. */
#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>

#include "base/error.h"
#include "driver/tune.h"

/* A parameter that lists disks: "PATH,VALUE,PATH,VALUE". */
typedef struct {
    const char *name;
    size_t offset; /* of the OptionalUint in BlockShare */
    uint64_t most;
} ShareField;

static const ShareField share_fields[] = {
    {VIR_DOMAIN_BLKIO_DEVICE_WEIGHT, offsetof(BlockShare, weight), G_MAXUINT32},
    {VIR_DOMAIN_BLKIO_DEVICE_READ_IOPS, offsetof(BlockShare, read_operations), G_MAXUINT32},
    {VIR_DOMAIN_BLKIO_DEVICE_WRITE_IOPS, offsetof(BlockShare, write_operations), G_MAXUINT32},
    {VIR_DOMAIN_BLKIO_DEVICE_READ_BPS, offsetof(BlockShare, read_bytes), G_MAXUINT64},
    {VIR_DOMAIN_BLKIO_DEVICE_WRITE_BPS, offsetof(BlockShare, write_bytes), G_MAXUINT64},
};

#define SHARES(name) {name, VIR_TYPED_PARAM_STRING, 0}
static const ParamField fields[] = {
    {VIR_DOMAIN_BLKIO_WEIGHT, VIR_TYPED_PARAM_UINT, offsetof(BlockTune, weight)}, /* the first */
    SHARES(VIR_DOMAIN_BLKIO_DEVICE_WEIGHT),
    SHARES(VIR_DOMAIN_BLKIO_DEVICE_READ_IOPS),
    SHARES(VIR_DOMAIN_BLKIO_DEVICE_WRITE_IOPS),
    SHARES(VIR_DOMAIN_BLKIO_DEVICE_READ_BPS),
    SHARES(VIR_DOMAIN_BLKIO_DEVICE_WRITE_BPS),
};

static bool
set_share(BlockTune *tune, const ShareField *field, const char *path, const char *text,
          GError **error)
{
    guint64 value = 0;
    char *share = NULL;

    if (!g_ascii_string_to_unsigned(text, 10, 0, field->most, &value, NULL)) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                    _("invalid value '%s' for parameter '%s' of device '%s'"), text, field->name,
                    path);
        return false;
    }
    share = (char *)block_tune_share(tune, path);
    *(OptionalUint *)(void *)(share + field->offset) = (OptionalUint){value, value != 0};
    return true;
}

static bool
has_paths(char *const *words, unsigned n_words)
{
    for (unsigned i = 0; i < n_words; i += 2)
        if (words[i][0] == '\0')
            return false;
    return true;
}

static bool
set_shares(BlockTune *tune, const ShareField *field, const char *text, GError **error)
{
    g_auto(GStrv) words = g_strsplit(text, ",", -1);
    unsigned n_words = g_strv_length(words);

    if (n_words % 2 != 0 || !has_paths(words, n_words)) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                    _("unable to parse blkio device '%s' '%s'"), field->name, text);
        return false;
    }
    for (unsigned i = 0; i < n_words; i += 2)
        if (!set_share(tune, field, words[i], words[i + 1], error))
            return false;
    return true;
}

static bool
set(Domain *domain, const char *device, const Params *params, GError **error)
{
    BlockTune *tune = &domain->block_tune;
    const virTypedParameter *param = params_find(params, VIR_DOMAIN_BLKIO_WEIGHT);

    (void)device;
    if (param != NULL)
        tune->weight = (OptionalUint){param->value.ui, param->value.ui != 0};
    for (size_t i = 0; i < G_N_ELEMENTS(share_fields); i++) {
        param = params_find(params, share_fields[i].name);
        if (param != NULL && !set_shares(tune, &share_fields[i], param->value.s, error))
            return false;
    }
    block_tune_drop_empty(tune);
    return true;
}

/* Returns: (owned) "PATH,VALUE,..." of the disks that have the limit. */
static char *
shares_text(const BlockTune *tune, const ShareField *field)
{
    GString *text = g_string_new(NULL);

    for (unsigned i = 0; tune->disks != NULL && i < tune->disks->len; i++) {
        const BlockShare *share = g_ptr_array_index(tune->disks, i);
        const OptionalUint *value = (const void *)((const char *)share + field->offset);

        if (value->is_set)
            g_string_append_printf(text, "%s%s,%llu", text->len > 0 ? "," : "", share->path,
                                   (unsigned long long)value->value);
    }
    return g_string_free(text, FALSE);
}

static bool
get(const Domain *domain, const char *device, Params *params, GError **error)
{
    const BlockTune *tune = &domain->block_tune;

    (void)device;
    (void)error;
    params_add_fields(params, fields, 1, tune);
    for (size_t i = 0; i < G_N_ELEMENTS(share_fields); i++) {
        g_autofree char *text = shares_text(tune, &share_fields[i]);

        params_add_string(params, text, "%s", share_fields[i].name);
    }
    return true;
}

const TuneGroup tune_block = {
    .set_call = "qemuDomainSetBlkioParameters",
    .get_call = "qemuDomainGetBlkioParameters",
    .fields = fields,
    .n_fields = G_N_ELEMENTS(fields),
    .set = set,
    .get = get,
    .live_refusal = N_("blkio cgroup isn't mounted"),
};
