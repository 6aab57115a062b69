/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "driver/flags.h"
#include "host/cpu.h"
#include "host/file.h"
#include "host/identity.h"
#include "host/memory.h"
#include "host/sysinfo.h"
#include "rpc/remote_protocol.h"
#include "rpc/serve.h"
#include "rpc/wire.h"

SERVE(connect_get_hostname)
{
    g_autofree char *name = host_name();

    (void)call;
    (void)args;
    (void)error;
    ((connect_get_hostname_ret *)ret)->hostname = wire_text(name);
    return true;
}

SERVE(connect_get_sysinfo)
{
    g_autofree char *xml = NULL;

    (void)call;
    if (!flags_check(((const flags_args *)args)->flags, 0, "qemuConnectGetSysinfo", error))
        return false;
    xml = host_sysinfo_xml(HOST_ROOT, error);
    if (xml == NULL)
        return false;
    ((connect_get_sysinfo_ret *)ret)->sysinfo = wire_text(xml);
    return true;
}

SERVE(node_get_info)
{
    node_get_info_ret *answer = ret;
    virNodeInfo info;

    (void)call;
    (void)args;
    (void)error;
    host_cpu_info(HOST_ROOT, &info);
    memcpy(answer->model, info.model, sizeof answer->model);
    answer->memory = info.memory;
    answer->cpus = (int)info.cpus;
    answer->mhz = (int)info.mhz;
    answer->nodes = (int)info.nodes;
    answer->sockets = (int)info.sockets;
    answer->cores = (int)info.cores;
    answer->threads = (int)info.threads;
    return true;
}

SERVE(node_get_cpu_map)
{
    const node_get_cpu_map_args *asked = args;
    node_get_cpu_map_ret *answer = ret;
    g_autoptr(GByteArray) map = NULL;
    unsigned n_present = 0;
    unsigned n_online = 0;

    (void)call;
    if (!flags_check(asked->flags, 0, "virHostCPUGetMap", error))
        return false;
    map = host_cpu_map(HOST_ROOT, &n_present, &n_online);
    answer->ret = (int)n_present;
    if (asked->need_online)
        answer->online = n_online;
    if (!asked->need_map)
        return true;
    answer->cpumap.cpumap_val = wire_bytes(map->data, map->len);
    answer->cpumap.cpumap_len = map->len;
    return true;
}

SERVE(node_get_cpu_stats)
{
    const node_get_cpu_stats_args *asked = args;
    node_get_cpu_stats_ret *answer = ret;
    g_autoptr(GArray) stats = NULL;

    (void)call;
    if (!flags_check(asked->flags, 0, "virHostCPUGetStats", error))
        return false;
    stats = host_cpu_stats(HOST_ROOT, asked->cpu_num, error);
    if (stats == NULL)
        return false;
    answer->nparams = (int)stats->len;
    /* A client first asks, with 0, how many there are. */
    if (asked->nparams == 0)
        return true;
    if (asked->nparams != answer->nparams) {
        g_set_error(error, PSERIES_PLAIN_ERROR, VIR_ERR_INVALID_ARG,
                    _("nparams in %s must be equal to %d"), "virHostCPUGetStatsLinux",
                    answer->nparams);
        return false;
    }
    answer->params.params_val = calloc(stats->len, sizeof *answer->params.params_val);
    answer->params.params_len = stats->len;
    for (guint i = 0; i < stats->len; i++) {
        const virNodeCPUStats *stat = &g_array_index(stats, virNodeCPUStats, i);

        answer->params.params_val[i].field = wire_text(stat->field);
        answer->params.params_val[i].value = stat->value;
    }
    return true;
}

SERVE(node_get_memory_stats)
{
    const node_get_memory_stats_args *asked = args;
    node_get_memory_stats_ret *answer = ret;
    g_autoptr(GArray) stats = NULL;

    (void)call;
    if (!flags_check(asked->flags, 0, "virHostMemGetStats", error))
        return false;
    stats = host_memory_stats(HOST_ROOT, asked->cell_num, error);
    if (stats == NULL)
        return false;
    answer->nparams = (int)stats->len;
    if (asked->nparams == 0)
        return true;
    if (asked->nparams != answer->nparams) {
        g_set_error(error, PSERIES_PLAIN_ERROR, VIR_ERR_INVALID_ARG, _("nparams in %s must be %d"),
                    "virHostMemGetStatsLinux", answer->nparams);
        return false;
    }
    answer->params.params_val = calloc(stats->len, sizeof *answer->params.params_val);
    answer->params.params_len = stats->len;
    for (guint i = 0; i < stats->len; i++) {
        const virNodeMemoryStats *stat = &g_array_index(stats, virNodeMemoryStats, i);

        answer->params.params_val[i].field = wire_text(stat->field);
        answer->params.params_val[i].value = stat->value;
    }
    return true;
}

SERVE(node_get_memory_parameters)
{
    const node_get_memory_parameters_args *asked = args;
    node_get_memory_parameters_ret *answer = ret;
    g_autoptr(GArray) parameters = NULL;
    unsigned n_asked = (unsigned)MAX(asked->nparams, 0);

    (void)call;
    if (!flags_check(asked->flags, VIR_TYPED_PARAM_STRING_OKAY, "virHostMemGetParameters", error))
        return false;
    parameters = host_memory_parameters(HOST_ROOT);
    answer->nparams = (int)parameters->len;
    if (n_asked == 0)
        return true;
    n_asked = MIN(n_asked, parameters->len);
    answer->nparams = (int)n_asked;
    answer->params.params_val = calloc(n_asked, sizeof *answer->params.params_val);
    answer->params.params_len = n_asked;
    for (unsigned i = 0; i < n_asked; i++) {
        const virTypedParameter *from = &g_array_index(parameters, virTypedParameter, i);
        typed_param *to = &answer->params.params_val[i];

        to->field = wire_text(from->field);
        to->value.type = from->type;
        if (from->type == VIR_TYPED_PARAM_UINT)
            to->value.typed_param_value_u.ui = from->value.ui;
        else
            to->value.typed_param_value_u.ul = from->value.ul;
    }
    return true;
}

SERVE(node_get_free_memory)
{
    (void)call;
    (void)args;
    (void)error;
    ((node_get_free_memory_ret *)ret)->free_mem = host_memory_free(HOST_ROOT);
    return true;
}

/* Returns: (owned) a copy of @numbers (uint64_t) that xdr_free() can free. */
static u_quad_t *
copy_numbers(const GArray *numbers)
{
    u_quad_t *copy = calloc(numbers->len + 1, sizeof *copy);

    for (guint i = 0; i < numbers->len; i++)
        copy[i] = g_array_index(numbers, uint64_t, i);
    return copy;
}

SERVE(node_get_cells_free_memory)
{
    const node_get_cells_free_memory_args *asked = args;
    node_get_cells_free_memory_ret *answer = ret;
    g_autoptr(GArray) sizes = NULL;

    (void)call;
    if (asked->maxcells > NODE_MAX_CELLS) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR, _("maxCells too big: %d > %d"),
                    asked->maxcells, NODE_MAX_CELLS);
        return false;
    }
    sizes = host_memory_free_of_cells(HOST_ROOT, asked->start_cell, asked->maxcells, error);
    if (sizes == NULL)
        return false;
    answer->cells.cells_val = copy_numbers(sizes);
    answer->cells.cells_len = sizes->len;
    return true;
}

SERVE(node_get_free_pages)
{
    const node_get_free_pages_args *asked = args;
    node_get_free_pages_ret *answer = ret;
    g_autoptr(GArray) sizes = g_array_new(FALSE, FALSE, sizeof *asked->pages.pages_val);
    g_autoptr(GArray) counts = NULL;

    (void)call;
    if (!flags_check(asked->flags, 0, "qemuNodeGetFreePages", error))
        return false;
    if ((uint64_t)asked->pages.pages_len * asked->cell_count > NODE_MAX_CELLS) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                    _("the result won't fit into REMOTE_NODE_MAX_CELLS"));
        return false;
    }
    if (asked->pages.pages_len > 0)
        g_array_append_vals(sizes, asked->pages.pages_val, asked->pages.pages_len);
    counts = host_memory_free_pages(HOST_ROOT, sizes, asked->start_cell, asked->cell_count, error);
    if (counts == NULL)
        return false;
    answer->counts.counts_val = copy_numbers(counts);
    answer->counts.counts_len = counts->len;
    return true;
}
