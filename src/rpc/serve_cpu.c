/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>
#include <stdlib.h>

#include "base/error.h"
#include "driver/cpu_stats.h"
#include "driver/flags.h"
#include "driver/thread_pins.h"
#include "driver/vcpu_stats.h"
#include "rpc/remote_protocol.h"
#include "rpc/serve.h"
#include "rpc/typed_params.h"
#include "rpc/wire.h"

SERVE(domain_get_max_vcpus)
{
    g_autoptr(Run) run = guest_active_run(call->guest, error);
    g_autoptr(Definition) definition = NULL;

    (void)args;
    if (run == NULL)
        return false;
    definition = guest_current(call->guest);
    ((count_ret *)ret)->num = (int)definition_domain(definition)->vcpu.count.value;
    return true;
}

SERVE(domain_get_vcpus_flags)
{
    int number = vcpu_count(call->guest, ((const domain_flags_args *)args)->flags, error);

    ((count_ret *)ret)->num = number;
    return number >= 0;
}

/* Copies @map (owned) into an opaque value of the wire. */
static void
fill_map(GByteArray *map, char **bytes, unsigned *n_bytes)
{
    *bytes = wire_bytes(map->data, map->len);
    *n_bytes = map->len;
    g_byte_array_unref(map);
}

SERVE(domain_get_vcpus)
{
    const domain_get_vcpus_args *wanted = args;
    domain_get_vcpus_ret *answer = ret;
    g_autoptr(GArray) infos = g_array_new(FALSE, TRUE, sizeof(virVcpuInfo));
    unsigned n_maps = 0;
    unsigned map_bytes = (unsigned)CLAMP(wanted->maplen, 0, CPUMAP_MAX);

    if (!vcpu_stats_get(call->guest, (unsigned)CLAMP(wanted->maxinfo, 0, VCPUINFO_MAX), infos,
                        error))
        return false;
    n_maps = infos->len;
    answer->info.info_val = calloc(infos->len + 1, sizeof *answer->info.info_val);
    answer->info.info_len = infos->len;
    for (guint i = 0; i < infos->len; i++) {
        const virVcpuInfo *info = &g_array_index(infos, virVcpuInfo, i);

        answer->info.info_val[i] = (vcpu_info){info->number, info->state, info->cpuTime, info->cpu};
    }
    fill_map(vcpu_affinity(call->guest, &n_maps, map_bytes), &answer->cpumaps.cpumaps_val,
             &answer->cpumaps.cpumaps_len);
    return true;
}

SERVE(domain_get_vcpu_pin_info)
{
    const domain_get_vcpu_pin_info_args *wanted = args;
    domain_get_vcpu_pin_info_ret *answer = ret;
    unsigned n_maps = (unsigned)MAX(wanted->ncpumaps, 0);
    GByteArray *maps = thread_pins_of_vcpus(call->guest, wanted->flags, &n_maps,
                                            (unsigned)CLAMP(wanted->maplen, 0, CPUMAP_MAX), error);

    if (maps == NULL)
        return false;
    fill_map(maps, &answer->cpumaps.cpumaps_val, &answer->cpumaps.cpumaps_len);
    answer->num = (int)n_maps;
    return true;
}

SERVE(domain_get_emulator_pin_info)
{
    const domain_get_emulator_pin_info_args *wanted = args;
    domain_get_emulator_pin_info_ret *answer = ret;
    GByteArray *map = thread_pins_of_emulator(
        call->guest, wanted->flags, (unsigned)CLAMP(wanted->maplen, 0, CPUMAP_MAX), error);

    if (map == NULL)
        return false;
    fill_map(map, &answer->cpumaps.cpumaps_val, &answer->cpumaps.cpumaps_len);
    answer->ret = 1;
    return true;
}

/* Limits of libvirt's wire for one call of domain_get_cpu_stats. */
enum { MAX_CPU_PARAMS = 16, MAX_CPUS = 128, ALL_CPUS = -1 };

/* Returns: (nullable) what is wrong with the arguments, as libvirt's own library words it. */
static const char *
find_cpu_flaw(const domain_get_cpu_stats_args *wanted)
{
    if (wanted->start_cpu == ALL_CPUS)
        return wanted->ncpus == 1 ? NULL : _("ncpus must be 1 when start_cpu is -1");
    if (wanted->start_cpu < 0)
        return _("start_cpu in virDomainGetCPUStats must be zero or greater");
    if (wanted->ncpus == 0 && wanted->nparams > 0)
        return _("params in virDomainGetCPUStats must not be NULL");
    return NULL;
}

static bool
check_cpu_stats(Call *call, const domain_get_cpu_stats_args *wanted, GError **error)
{
    const char *flaw = find_cpu_flaw(wanted);

    if (wanted->nparams > MAX_CPU_PARAMS || wanted->ncpus > MAX_CPUS) {
        call->origin = ORIGIN_RPC;
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                            wanted->ncpus > MAX_CPUS ? _("ncpus too large")
                                                     : _("nparams too large"));
        return false;
    }
    if (flaw != NULL) {
        g_set_error_literal(error, PSERIES_PLAIN_ERROR, VIR_ERR_INVALID_ARG, flaw);
        return false;
    }
    return flags_check(wanted->flags, VIR_TYPED_PARAM_STRING_OKAY, "qemuDomainGetCPUStats",
                       error) &&
           guest_check_active(call->guest, error);
}

/* Answers for single CPUs, for which there are no statistics: the kernel does not count a process
 * by CPU.  @n: the number of CPUs when that is asked for, otherwise 0 parameters. */
static bool
answer_by_cpu(const domain_get_cpu_stats_args *wanted, int *n, GError **error)
{
    unsigned n_cpus = cpu_stats_n_cpus();

    if ((unsigned)wanted->start_cpu >= n_cpus) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                    _("start_cpu %d larger than maximum of %d"), wanted->start_cpu,
                    (int)n_cpus - 1);
        return false;
    }
    *n = wanted->ncpus == 0 ? (int)n_cpus : 0;
    return true;
}

SERVE(domain_get_cpu_stats)
{
    const domain_get_cpu_stats_args *wanted = args;
    domain_get_cpu_stats_ret *answer = ret;
    g_autoptr(Params) params = params_new();

    if (!check_cpu_stats(call, wanted, error))
        return false;
    if (wanted->start_cpu != ALL_CPUS)
        return answer_by_cpu(wanted, &answer->nparams, error);
    if (!cpu_stats_total(call->guest, params, error))
        return false;
    /* A client first asks, with 0, how many there are. */
    if (wanted->nparams > 0) {
        g_array_set_size(params->items, MIN(wanted->nparams, params->items->len));
        typed_params_fill(params, &answer->params.params_val, &answer->params.params_len);
    }
    answer->nparams = (int)params->items->len;
    return true;
}
