/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/cpu_stats.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "host/cpu.h"
#include "host/file.h"
#include "host/process.h"

bool
cpu_stats_total(Guest *guest, Params *params, GError **error)
{
    g_autoptr(Run) run = guest_active_run(guest, error);
    HostProcess used = {0};

    if (run == NULL)
        return false;
    if (!host_process_read(HOST_ROOT, run->pid, 0, &used)) {
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID,
                            _("domain is not running"));
        return false;
    }
    params_add_ullong(params, used.user_ns + used.system_ns, "%s", VIR_DOMAIN_CPU_STATS_CPUTIME);
    params_add_ullong(params, used.user_ns, "%s", VIR_DOMAIN_CPU_STATS_USERTIME);
    params_add_ullong(params, used.system_ns, "%s", VIR_DOMAIN_CPU_STATS_SYSTEMTIME);
    return true;
}

unsigned
cpu_stats_n_cpus(void)
{
    unsigned n_present = 0;
    unsigned n_online = 0;
    g_autoptr(GByteArray) map G_GNUC_UNUSED = host_cpu_map(HOST_ROOT, &n_present, &n_online);

    return n_present;
}
