/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* <cputune>: virsh schedinfo. */
#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>

#include "base/error.h"
#include "driver/tune.h"

#define FIELD(name, param_type, member)                                                            \
    {name, VIR_TYPED_PARAM_##param_type, offsetof(DomainCpuTune, member)}
static const ParamField fields[] = {
    FIELD(VIR_DOMAIN_SCHEDULER_CPU_SHARES, ULLONG, shares),
    FIELD(VIR_DOMAIN_SCHEDULER_VCPU_PERIOD, ULLONG, period),
    FIELD(VIR_DOMAIN_SCHEDULER_VCPU_QUOTA, LLONG, quota),
    FIELD(VIR_DOMAIN_SCHEDULER_EMULATOR_PERIOD, ULLONG, emulator_period),
    FIELD(VIR_DOMAIN_SCHEDULER_EMULATOR_QUOTA, LLONG, emulator_quota),
    FIELD(VIR_DOMAIN_SCHEDULER_GLOBAL_PERIOD, ULLONG, global_period),
    FIELD(VIR_DOMAIN_SCHEDULER_GLOBAL_QUOTA, LLONG, global_quota),
    FIELD(VIR_DOMAIN_SCHEDULER_IOTHREAD_PERIOD, ULLONG, iothread_period),
    FIELD(VIR_DOMAIN_SCHEDULER_IOTHREAD_QUOTA, LLONG, iothread_quota),
};

static bool
check_range(const char *name, uint64_t value, uint64_t least, uint64_t most, GError **error)
{
    if (value >= least && value <= most)
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                _("value of '%s' is out of range [%llu, %llu]"), name, (unsigned long long)least,
                (unsigned long long)most);
    return false;
}

/* A period or a quota of 0 means none; a quota below 0 means no limit. */
static bool
set_field(DomainCpuTune *tune, const ParamField *field, const virTypedParameter *param,
          GError **error)
{
    void *member = (char *)tune + field->offset;

    if (param->type == VIR_TYPED_PARAM_LLONG) {
        *(OptionalInt *)member = (OptionalInt){param->value.l, param->value.l != 0};
        return param->value.l <= 0 || check_range(field->name, (uint64_t)param->value.l,
                                                  CPUTUNE_MIN_QUOTA, CPUTUNE_MAX_QUOTA, error);
    }
    *(OptionalUint *)member = (OptionalUint){param->value.ul, param->value.ul != 0};
    if (field->offset != offsetof(DomainCpuTune, shares))
        return param->value.ul == 0 || check_range(field->name, param->value.ul, CPUTUNE_MIN_PERIOD,
                                                   CPUTUNE_MAX_PERIOD, error);
    /* Shares of 0 are kept, as in libvirt; the check of the definition knows their range. */
    tune->shares = OPTIONAL_UINT(param->value.ul);
    return true;
}

static bool
set(Domain *domain, const char *device, const Params *params, GError **error)
{
    DomainCpuTune *tune = cputune_open(domain);
    bool is_right = true;

    (void)device;
    for (size_t i = 0; i < G_N_ELEMENTS(fields) && is_right; i++) {
        const virTypedParameter *param = params_find(params, fields[i].name);

        is_right = param == NULL || set_field(tune, &fields[i], param, error);
    }
    cputune_close(domain);
    return is_right;
}

static bool
get(const Domain *domain, const char *device, Params *params, GError **error)
{
    (void)device;
    (void)error;
    params_add_fields(params, fields, G_N_ELEMENTS(fields), XML_READ(domain->cputune));
    return true;
}

const TuneGroup tune_cpu = {
    .set_call = "qemuDomainSetSchedulerParametersFlags",
    .get_call = "qemuDomainGetSchedulerParametersFlags",
    .fields = fields,
    .n_fields = G_N_ELEMENTS(fields),
    .set = set,
    .get = get,
    .live_refusal = N_("cgroup CPU controller is not mounted"),
};
