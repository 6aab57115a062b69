/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Sockets, cores and threads. */
#include "domain/cpu.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "domain/domain.h"

enum { MOST_THREADS = 8 }; /* of a POWER core */

static void
check_topology(const Domain *domain, Report *report)
{
    const CpuTopology *topology = &domain->cpu->topology;
    uint64_t product = topology->sockets.value * topology->cores.value * topology->threads.value;

    if (product != 0 && product != domain->vcpu.count.value)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, domain->cpu->line,
                     _("CPU topology doesn't match maximum vcpu count: %" PRIu64
                       " are in <topology>, %" PRIu64 " in <vcpu>"),
                     product, domain->vcpu.count.value);
}

/* Whether the CPU model of the guest is older than POWER8. */
static bool
is_before_power8(const DomainCpu *cpu)
{
    static const char *const old[] = {"970", "POWER5", "POWER7"};

    for (size_t i = 0; cpu->model.name != NULL && i < G_N_ELEMENTS(old); i++)
        if (g_ascii_strncasecmp(cpu->model.name, old[i], strlen(old[i])) == 0)
            return true;
    return false;
}

/* Returns: (static, nullable) why a PAPR guest cannot have so many threads a core. */
static const char *
threads_problem(const Domain *domain, uint64_t threads, const DomainContext *context)
{
    if (threads > MOST_THREADS || (threads & (threads - 1)) != 0)
        return N_("a core has 1, 2, 4 or 8");
    if (domain->type == VIRT_KVM || threads <= 1)
        return NULL;
    if (!capabilities_is_at_least(context->capabilities, 8, 1))
        return N_("this QEMU has only 1 without KVM (QEMU 8.1 and later have up to 8): use "
                  "<domain type='kvm'>, or threads='1' and more cores");
    if (is_before_power8(domain->cpu))
        return N_("without KVM only POWER8 and later have more than 1: use another <model>, or "
                  "threads='1' and more cores");
    return NULL;
}

static void
check_threads(const Domain *domain, const DomainContext *context, Report *report)
{
    uint64_t threads = domain->cpu->topology.threads.value;
    const char *problem =
        context->rules->has_papr ? threads_problem(domain, threads, context) : NULL;

    if (problem != NULL)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, domain->cpu->line,
                     _("threads='%" PRIu64 "' of <topology> is not possible: %s"), threads,
                     _(problem));
}

void
cpu_topology_check(const Domain *domain, const DomainContext *context, Report *report)
{
    check_topology(domain, report);
    check_threads(domain, context, report);
}

static uint64_t
or_else(OptionalUint value, uint64_t otherwise)
{
    return value.is_set ? value.value : otherwise;
}

void
cpu_topology_argv(const Domain *domain, const DomainContext *context, Argv *argv)
{
    const CpuTopology *topology = &domain->cpu->topology;
    const DomainVcpu *vcpu = &domain->vcpu;
    g_autoptr(KeyValue) pairs = key_value_new();
    uint64_t n_at_start = vcpus_n_at_start(domain);
    g_autofree char *started = g_strdup_printf("%" PRIu64, n_at_start);

    key_value_add_first(pairs, "cpus", started);
    if (n_at_start != vcpu->count.value)
        key_value_add_uint(pairs, "maxcpus", vcpu->count.value);
    key_value_add_uint(pairs, "sockets", or_else(topology->sockets, vcpu->count.value));
    if (topology->dies.is_set && capabilities_is_at_least(context->capabilities, 4, 1) &&
        !qemu_options_deny(domain, "smp-dies"))
        key_value_add_uint(pairs, "dies", topology->dies.value);
    if (topology->clusters.is_set && capabilities_is_at_least(context->capabilities, 7, 0))
        key_value_add_uint(pairs, "clusters", topology->clusters.value);
    key_value_add_uint(pairs, "cores", or_else(topology->cores, 1));
    key_value_add_uint(pairs, "threads", or_else(topology->threads, 1));
    argv_add_key_value(argv, "-smp", pairs);
}
