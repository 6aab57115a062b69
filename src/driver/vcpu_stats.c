/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/vcpu_stats.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "driver/agent.h"
#include "driver/amend.h"
#include "driver/cpu_map.h"
#include "driver/flags.h"
#include "host/file.h"
#include "host/process.h"

enum {
    VCPU_FLAGS = VIR_DOMAIN_VCPU_LIVE | VIR_DOMAIN_VCPU_CONFIG | VIR_DOMAIN_VCPU_MAXIMUM |
                 VIR_DOMAIN_VCPU_GUEST,
};

static unsigned
count_of(const Domain *domain, bool is_maximum)
{
    bool is_less = domain->vcpu.current.is_set && !is_maximum;

    return (unsigned)(is_less ? domain->vcpu.current.value : domain->vcpu.count.value);
}

/* Only the guest agent could answer that. */
static void
set_guest_refusal(Guest *guest, GError **error)
{
    if (guest_is_active(guest))
        agent_refuse(guest, error);
    else
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                            _("vCPU count provided by the guest agent can only be requested for "
                              "live domains"));
}

int
vcpu_count(Guest *guest, unsigned flags, GError **error)
{
    unsigned affect = flags & (VIR_DOMAIN_VCPU_LIVE | VIR_DOMAIN_VCPU_CONFIG);
    g_autoptr(Definition) definition = NULL;

    if (!flags_check(flags, VCPU_FLAGS, "qemuDomainGetVcpusFlags", error) ||
        !amend_resolve(guest, &affect, error))
        return -1;
    if (flags & VIR_DOMAIN_VCPU_GUEST) {
        set_guest_refusal(guest, error);
        return -1;
    }
    definition = affect & VIR_DOMAIN_VCPU_CONFIG ? guest_next(guest) : guest_current(guest);
    return (int)count_of(definition_domain(definition), (flags & VIR_DOMAIN_VCPU_MAXIMUM) != 0);
}

bool
vcpu_stats_get(Guest *guest, unsigned max, GArray *infos, GError **error)
{
    g_autoptr(Run) run = guest_run(guest);
    g_autoptr(GArray) threads = NULL;

    if (run == NULL) {
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID,
                            _("cannot retrieve vcpu information for inactive domain"));
        return false;
    }
    threads = run_vcpus(run);
    for (guint i = 0; i < threads->len && infos->len < max; i++) {
        pid_t thread = g_array_index(threads, pid_t, i);
        virVcpuInfo info = {.number = i, .state = VIR_VCPU_RUNNING};
        HostProcess used = {0};

        if (thread == 0)
            continue;
        if (host_process_read(HOST_ROOT, run->pid, thread, &used)) {
            info.cpuTime = used.user_ns + used.system_ns;
            info.cpu = used.last_cpu;
        }
        g_array_append_val(infos, info);
    }
    return true;
}

GByteArray *
vcpu_affinity(Guest *guest, unsigned *n_maps, unsigned map_bytes)
{
    g_autoptr(Definition) definition = guest_current(guest);
    g_autoptr(Run) run = guest_run(guest);
    g_autoptr(GArray) threads = run != NULL ? run_vcpus(run) : NULL;
    GByteArray *maps = g_byte_array_new();

    *n_maps = MIN(*n_maps, count_of(definition_domain(definition), true));
    for (unsigned i = 0; i < *n_maps; i++)
        cpu_map_append_thread(
            maps, threads != NULL && i < threads->len ? g_array_index(threads, pid_t, i) : 0,
            map_bytes);
    return maps;
}
