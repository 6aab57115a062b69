/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* <numatune><memory>: virsh numatune. */
#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>

#include "base/error.h"
#include "domain/number_set.h"
#include "driver/tune.h"

/* The members are of other types than parameters can have. */
static const ParamField fields[] = {
    {VIR_DOMAIN_NUMA_MODE, VIR_TYPED_PARAM_INT, 0},
    {VIR_DOMAIN_NUMA_NODESET, VIR_TYPED_PARAM_STRING, 0},
};

/* By libvirt's numbers. */
static const NumaMode modes[] = {
    [VIR_DOMAIN_NUMATUNE_MEM_STRICT] = NUMA_MODE_STRICT,
    [VIR_DOMAIN_NUMATUNE_MEM_PREFERRED] = NUMA_MODE_PREFERRED,
    [VIR_DOMAIN_NUMATUNE_MEM_INTERLEAVE] = NUMA_MODE_INTERLEAVE,
    [VIR_DOMAIN_NUMATUNE_MEM_RESTRICTIVE] = NUMA_MODE_RESTRICTIVE,
};

static bool
set_mode(NumaTuneMemory *memory, int mode, GError **error)
{
    if (mode < 0 || (size_t)mode >= G_N_ELEMENTS(modes)) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG, _("unsupported numatune mode: '%d'"),
                    mode);
        return false;
    }
    memory->mode = modes[mode];
    return true;
}

static bool
set_nodes(NumaTuneMemory *memory, const char *text, GError **error)
{
    char *nodeset = number_set_read(text, error);

    if (nodeset == NULL)
        return false;
    g_free(memory->nodeset);
    memory->nodeset = nodeset;
    memory->placement = NUMA_PLACEMENT_NONE;
    return true;
}

static bool
set(Domain *domain, const char *device, const Params *params, GError **error)
{
    NumaTuneMemory *memory = &domain->memory.numatune.memory;
    const virTypedParameter *mode = params_find(params, VIR_DOMAIN_NUMA_MODE);
    const virTypedParameter *nodes = params_find(params, VIR_DOMAIN_NUMA_NODESET);

    (void)device;
    return (mode == NULL || set_mode(memory, mode->value.i, error)) &&
           (nodes == NULL || set_nodes(memory, nodes->value.s, error));
}

static bool
get(const Domain *domain, const char *device, Params *params, GError **error)
{
    const NumaTuneMemory *memory = &domain->memory.numatune.memory;
    int mode = VIR_DOMAIN_NUMATUNE_MEM_STRICT;

    (void)device;
    (void)error;
    for (size_t i = 0; i < G_N_ELEMENTS(modes); i++)
        if (modes[i] == memory->mode)
            mode = (int)i;
    params_add_int(params, mode, "%s", VIR_DOMAIN_NUMA_MODE);
    params_add_string(params, memory->nodeset, "%s", VIR_DOMAIN_NUMA_NODESET);
    return true;
}

const TuneGroup tune_numa = {
    .set_call = "qemuDomainSetNumaParameters",
    .get_call = "qemuDomainGetNumaParameters",
    .fields = fields,
    .n_fields = G_N_ELEMENTS(fields),
    .set = set,
    .get = get,
};
