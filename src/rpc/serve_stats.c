/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "driver/all_stats.h"
#include "driver/block_stats.h"
#include "driver/cpu_stats.h"
#include "driver/flags.h"
#include "driver/interface_stats.h"
#include "driver/memory_stats.h"
#include "driver/thread_pins.h"
#include "driver/vcpu_stats.h"
#include "rpc/remote_protocol.h"
#include "rpc/serve.h"
#include "rpc/serve_select.h"
#include "rpc/typed_params.h"

SERVE(domain_memory_stats)
{
    const domain_memory_stats_args *wanted = args;
    domain_memory_stats_ret *answer = ret;
    g_autoptr(GArray) stats = g_array_new(FALSE, FALSE, sizeof(virDomainMemoryStatStruct));

    if (!flags_check(wanted->flags, 0, "qemuDomainMemoryStats", error) ||
        !memory_stats_get(call->guest, MIN(wanted->max_stats, DOMAIN_MEMORY_STATS_MAX), stats,
                          error))
        return false;
    answer->stats.stats_val = calloc(stats->len + 1, sizeof *answer->stats.stats_val);
    answer->stats.stats_len = stats->len;
    for (guint i = 0; i < stats->len; i++) {
        const virDomainMemoryStatStruct *stat = &g_array_index(stats, virDomainMemoryStatStruct, i);

        answer->stats.stats_val[i] = (memory_stat){stat->tag, stat->val};
    }
    return true;
}

SERVE(domain_block_stats)
{
    domain_block_stats_ret *answer = ret;
    BlockStats stats = {0};

    if (!block_stats_get(call->guest, ((const domain_block_stats_args *)args)->path, &stats, error))
        return false;
    answer->rd_req = stats.read_requests;
    answer->rd_bytes = stats.read_bytes;
    answer->wr_req = stats.write_requests;
    answer->wr_bytes = stats.write_bytes;
    answer->errs = -1; /* QEMU does not count them */
    return true;
}

SERVE(domain_block_stats_flags)
{
    const domain_block_stats_flags_args *wanted = args;
    domain_block_stats_flags_ret *answer = ret;
    g_autoptr(Params) params = params_new();
    BlockStats stats = {0};

    if (!flags_check(wanted->flags, VIR_TYPED_PARAM_STRING_OKAY, "qemuDomainBlockStatsFlags",
                     error) ||
        !block_stats_get(call->guest, wanted->path, &stats, error))
        return false;
    block_stats_params(&stats, params);
    /* A client first asks how many there are. */
    answer->nparams = (int)params->items->len;
    if (wanted->nparams > 0)
        typed_params_fill(params, &answer->params.params_val, &answer->params.params_len);
    return true;
}

SERVE(domain_get_block_info)
{
    const domain_get_block_info_args *wanted = args;
    domain_get_block_info_ret *answer = ret;
    BlockSize size = {0};

    if (!flags_check(wanted->flags, 0, "qemuDomainGetBlockInfo", error) ||
        !block_size_get(call->guest, wanted->path, &size, error))
        return false;
    answer->capacity = size.capacity;
    answer->allocation = size.allocation;
    answer->physical = size.physical;
    return true;
}

SERVE(domain_interface_stats)
{
    domain_interface_stats_ret *answer = ret;
    virDomainInterfaceStatsStruct stats = {0};

    if (!interface_stats_get(call->guest, ((const domain_block_stats_args *)args)->path, &stats,
                             error))
        return false;
    *answer = (domain_interface_stats_ret){
        .rx_bytes = stats.rx_bytes,
        .rx_packets = stats.rx_packets,
        .rx_errs = stats.rx_errs,
        .rx_drop = stats.rx_drop,
        .tx_bytes = stats.tx_bytes,
        .tx_packets = stats.tx_packets,
        .tx_errs = stats.tx_errs,
        .tx_drop = stats.tx_drop,
    };
    return true;
}

/* Puts @map, which it frees, into an opaque of the wire. */
static void
fill_map(GByteArray *map, char **bytes, u_int *n_bytes)
{
    *bytes = call_bytes(map->data, map->len);
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

SERVE(domain_get_vcpus_flags)
{
    int number = vcpu_count(call->guest, ((const domain_flags_args *)args)->flags, error);

    ((count_ret *)ret)->num = number;
    return number >= 0;
}

/* Returns: (owned) the guests that the client names, or all that its flags select. */
static GPtrArray *
guests_of(Call *call, const connect_get_all_domain_stats_args *wanted, unsigned list_flags)
{
    GPtrArray *guests = NULL;

    if (wanted->doms.doms_len == 0)
        return serve_select(call, list_flags);
    guests = g_ptr_array_new_with_free_func((GDestroyNotify)guest_unref);
    for (u_int i = 0; i < wanted->doms.doms_len; i++) {
        const domain_ref *ref = &wanted->doms.doms_val[i];
        Guest *guest =
            guest_list_find(call->driver->guests, (const uint8_t *)ref->uuid, ref->name, NULL);

        if (guest != NULL)
            g_ptr_array_add(guests, guest);
    }
    return guests;
}

SERVE(connect_get_all_domain_stats)
{
    const unsigned own = VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT |
                         VIR_CONNECT_GET_ALL_DOMAINS_STATS_BACKING |
                         VIR_CONNECT_GET_ALL_DOMAINS_STATS_ENFORCE_STATS;
    const connect_get_all_domain_stats_args *wanted = args;
    connect_get_all_domain_stats_ret *answer = ret;
    g_autoptr(GPtrArray) guests = NULL;
    unsigned stats = wanted->stats;

    if (!flags_check(wanted->flags, own | SERVE_SELECT_FLAGS, "qemuConnectGetAllDomainStats",
                     error) ||
        !all_stats_check(&stats, wanted->flags, error))
        return false;
    guests = guests_of(call, wanted, wanted->flags & ~own);
    answer->ret_stats.ret_stats_val =
        calloc(guests->len + 1, sizeof *answer->ret_stats.ret_stats_val);
    answer->ret_stats.ret_stats_len = guests->len;
    for (guint i = 0; i < guests->len; i++) {
        Guest *guest = g_ptr_array_index(guests, i);
        stats_record *record = &answer->ret_stats.ret_stats_val[i];
        g_autoptr(Params) params = all_stats_get(guest, stats);

        call_name_guest(guest, &record->dom);
        typed_params_fill(params, &record->params.params_val, &record->params.params_len);
    }
    return true;
}

/* What libvirt's wire allows in one call for CPU times. */
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

/* The kernel does not count by CPU for a process, so there are none of these: clients ask for their
 * number first, and know what to do without. */
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
    /* A client first asks how many there are. */
    if (wanted->nparams > 0) {
        g_array_set_size(params->items, MIN(wanted->nparams, params->items->len));
        typed_params_fill(params, &answer->params.params_val, &answer->params.params_len);
    }
    answer->nparams = (int)params->items->len;
    return true;
}
