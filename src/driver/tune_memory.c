/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* <memtune>: virsh memtune. */
#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>

#include "base/error.h"
#include "driver/tune.h"

#define FIELD(name, member) {name, VIR_TYPED_PARAM_ULLONG, offsetof(MemoryTune, member.kib)}
static const ParamField fields[] = {
    FIELD(VIR_DOMAIN_MEMORY_HARD_LIMIT, hard_limit),
    FIELD(VIR_DOMAIN_MEMORY_SOFT_LIMIT, soft_limit),
    FIELD(VIR_DOMAIN_MEMORY_SWAP_HARD_LIMIT, swap_hard_limit),
};

static uint64_t
limit_of(OptionalUint kib)
{
    return kib.is_set ? kib.value : VIR_DOMAIN_MEMORY_PARAM_UNLIMITED;
}

static bool
check_limits(const MemoryTune *tune, const Params *params, GError **error)
{
    bool is_changed = params_find(params, VIR_DOMAIN_MEMORY_HARD_LIMIT) != NULL ||
                      params_find(params, VIR_DOMAIN_MEMORY_SWAP_HARD_LIMIT) != NULL;

    if (!is_changed || limit_of(tune->hard_limit.kib) <= limit_of(tune->swap_hard_limit.kib))
        return true;
    g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                        _("memory hard_limit tunable value must be lower than or equal to "
                          "swap_hard_limit"));
    return false;
}

static bool
set(Domain *domain, const char *device, const Params *params, GError **error)
{
    MemoryTune *tune = &domain->memory.tune;

    (void)device;
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
        const virTypedParameter *param = params_find(params, fields[i].name);
        OptionalUint *limit = (OptionalUint *)(void *)((char *)tune + fields[i].offset);

        if (param == NULL)
            continue;
        *limit = OPTIONAL_UINT(param->value.ul);
        if (param->value.ul >= VIR_DOMAIN_MEMORY_PARAM_UNLIMITED)
            *limit = (OptionalUint){0, false};
    }
    return check_limits(tune, params, error);
}

static bool
get(const Domain *domain, const char *device, Params *params, GError **error)
{
    (void)device;
    (void)error;
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
        const char *member = (const char *)&domain->memory.tune + fields[i].offset;

        params_add_ullong(params, limit_of(*(const OptionalUint *)(const void *)member), "%s",
                          fields[i].name);
    }
    return true;
}

const TuneGroup tune_memory = {
    .set_call = "qemuDomainSetMemoryParameters",
    .get_call = "qemuDomainGetMemoryParameters",
    .fields = fields,
    .n_fields = G_N_ELEMENTS(fields),
    .set = set,
    .get = get,
    .live_refusal = N_("cgroup memory controller is not mounted"),
};
