/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/all_stats.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>
#include <limits.h>
#include <string.h>

#include "base/error.h"
#include "domain/domain_walk.h"
#include "driver/all_stats_block.h"
#include "driver/guest_info.h"
#include "driver/inspect.h"
#include "driver/interface_stats.h"
#include "driver/kvm_stats.h"
#include "driver/memory_stats.h"
#include "driver/vcpu_stats.h"
#include "host/file.h"
#include "host/process.h"
#include "qemu/qmp_member.h"

/* The guest, and the client's wishes. */
typedef struct {
    Guest *guest;
    const Domain *domain;
    Run *run;   /* nullable */
    Run *asked; /* the same, when its QEMU may be asked; else NULL */
    unsigned flags;
    const KvmStats *of_vcpus; /* nullable */
} Subject;

static void
add_state(const Subject *subject, Params *params)
{
    int state = 0;
    int reason = 0;

    guest_info_state(subject->guest, &state, &reason);
    params_add_int(params, state, "state.state");
    params_add_int(params, reason, "state.reason");
}

static void
add_cpu(const Subject *subject, Params *params)
{
    HostProcess used = {0};

    if (subject->run == NULL || !host_process_read(HOST_ROOT, subject->run->pid, 0, &used))
        return;
    params_add_ullong(params, used.user_ns + used.system_ns, "cpu.time");
    params_add_ullong(params, used.user_ns, "cpu.user");
    params_add_ullong(params, used.system_ns, "cpu.system");
    /* Of the host's cache, which no POWER host has the means to watch. */
    params_add_uint(params, 0, "cpu.cache.monitor.count");
    params_add_ullong(params, kvm_stats_sum(subject->of_vcpus, "halt_poll_success_ns"),
                      "cpu.haltpoll.success.time");
    params_add_ullong(params, kvm_stats_sum(subject->of_vcpus, "halt_poll_fail_ns"),
                      "cpu.haltpoll.fail.time");
}

static void
add_balloon(const Subject *subject, Params *params)
{
    /* Parameter names of the tags of virDomainMemoryStats(). */
    static const struct {
        int tag;
        const char *name;
    } names[] = {
        {VIR_DOMAIN_MEMORY_STAT_SWAP_IN, "swap_in"},
        {VIR_DOMAIN_MEMORY_STAT_SWAP_OUT, "swap_out"},
        {VIR_DOMAIN_MEMORY_STAT_MAJOR_FAULT, "major_fault"},
        {VIR_DOMAIN_MEMORY_STAT_MINOR_FAULT, "minor_fault"},
        {VIR_DOMAIN_MEMORY_STAT_UNUSED, "unused"},
        {VIR_DOMAIN_MEMORY_STAT_AVAILABLE, "available"},
        {VIR_DOMAIN_MEMORY_STAT_RSS, "rss"},
        {VIR_DOMAIN_MEMORY_STAT_USABLE, "usable"},
        {VIR_DOMAIN_MEMORY_STAT_LAST_UPDATE, "last-update"},
        {VIR_DOMAIN_MEMORY_STAT_DISK_CACHES, "disk_caches"},
        {VIR_DOMAIN_MEMORY_STAT_HUGETLB_PGALLOC, "hugetlb_pgalloc"},
        {VIR_DOMAIN_MEMORY_STAT_HUGETLB_PGFAIL, "hugetlb_pgfail"},
    };
    g_autoptr(GArray) stats = g_array_new(FALSE, FALSE, sizeof(virDomainMemoryStatStruct));

    params_add_ullong(params, subject->domain->memory.current.kib.value, "balloon.current");
    params_add_ullong(params, subject->domain->memory.size.kib.value, "balloon.maximum");
    if (subject->asked == NULL ||
        !memory_stats_get(subject->guest, G_N_ELEMENTS(names) + 1, stats, NULL))
        return;
    for (guint i = 0; i < stats->len; i++) {
        const virDomainMemoryStatStruct *stat = &g_array_index(stats, virDomainMemoryStatStruct, i);

        for (size_t n = 0; n < G_N_ELEMENTS(names); n++)
            if (names[n].tag == stat->tag)
                params_add_ullong(params, stat->val, "balloon.%s", names[n].name);
    }
}

static void
add_plugged_vcpu(const Subject *subject, const virVcpuInfo *info, unsigned i, Params *params)
{
    g_autoptr(GArray) threads = run_vcpus(subject->run);
    g_autofree char *prefix = g_strdup_printf("vcpu.%u", info->number);
    HostWaits waits = {0};

    if (info->number < threads->len)
        waits = host_process_waits(HOST_ROOT, subject->run->pid,
                                   g_array_index(threads, pid_t, info->number));
    params_add_int(params, info->state, "%s.state", prefix);
    params_add_ullong(params, info->cpuTime, "%s.time", prefix);
    params_add_ullong(params, waits.wait_ns, "%s.wait", prefix);
    params_add_ullong(params, waits.delay_ns, "%s.delay", prefix);
    kvm_stats_add(subject->of_vcpus, i, prefix, params);
}

static void
add_vcpu(const Subject *subject, Params *params)
{
    g_autoptr(GArray) infos = g_array_new(FALSE, TRUE, sizeof(virVcpuInfo));
    const DomainVcpu *vcpu = &subject->domain->vcpu;

    params_add_uint(params, (unsigned)(vcpu->current.is_set ? vcpu->current : vcpu->count).value,
                    "vcpu.current");
    params_add_uint(params, (unsigned)vcpu->count.value, "vcpu.maximum");
    if (subject->run == NULL || !vcpu_stats_get(subject->guest, G_MAXUINT, infos, NULL))
        return;
    for (guint i = 0; i < infos->len; i++)
        add_plugged_vcpu(subject, &g_array_index(infos, virVcpuInfo, i), i, params);
}

/* Names of the counters in the order of libvirt's struct. */
static void
add_nic(const Interface *nic, unsigned i, Params *params)
{
    virDomainInterfaceStatsStruct stats = {0};
    bool is_counted = interface_stats_of(nic, &stats);
    const struct {
        const char *name;
        long long value;
    } counters[] = {
        {"rx.bytes", stats.rx_bytes}, {"rx.pkts", stats.rx_packets}, {"rx.errs", stats.rx_errs},
        {"rx.drop", stats.rx_drop},   {"tx.bytes", stats.tx_bytes},  {"tx.pkts", stats.tx_packets},
        {"tx.errs", stats.tx_errs},   {"tx.drop", stats.tx_drop},
    };

    if (nic->target.dev != NULL)
        params_add_string(params, nic->target.dev, "net.%u.name", i);
    for (size_t c = 0; is_counted && c < G_N_ELEMENTS(counters); c++)
        params_add_ullong(params, (uint64_t)counters[c].value, "net.%u.%s", i, counters[c].name);
}

static void
add_interfaces(const Subject *subject, Params *params)
{
    unsigned number = 0;

    if (subject->run == NULL)
        return;
    params_add_uint(params, domain_count(subject->domain, &interface_kind), "net.count");
    DOMAIN_EACH(const Interface, nic, subject->domain, &interface_kind)
        add_nic(nic, number++, params);
}

static void
add_block(const Subject *subject, Params *params)
{
    bool with_backing = (subject->flags & VIR_CONNECT_GET_ALL_DOMAINS_STATS_BACKING) != 0;

    all_stats_add_block(subject->domain, subject->asked, with_backing, params);
}

static void
add_iothreads(const Subject *subject, Params *params)
{
    g_autoptr(GArray) threads = NULL;

    if (subject->asked == NULL || subject->domain->iothreads.count.value == 0)
        return;
    threads = inspect_iothreads(subject->asked, NULL);
    if (threads == NULL)
        return;
    params_add_uint(params, threads->len, "iothread.count");
    for (guint i = 0; i < threads->len; i++) {
        const RunningIothread *found = &g_array_index(threads, RunningIothread, i);
        unsigned number = (unsigned)found->number;

        params_add_ullong(params, found->poll_max_ns, "iothread.%u.poll-max-ns", number);
        params_add_uint(params, (unsigned)found->poll_grow, "iothread.%u.poll-grow", number);
        params_add_uint(params, (unsigned)found->poll_shrink, "iothread.%u.poll-shrink", number);
    }
}

/* How fast the guest writes its memory, when somebody has had QEMU measure it. */
static void
add_dirty_rate(const Subject *subject, Params *params)
{
    static const char *const statuses[] = {"unstarted", "measuring", "measured"};
    g_autoptr(JsonNode) answer = NULL;
    JsonObject *rate = NULL;
    const char *mode = NULL;
    int64_t megabytes = 0;
    int status = 0;

    if (subject->asked == NULL)
        return;
    answer = run_execute(subject->asked, "query-dirty-rate", NULL, NULL);
    rate = qmp_value_object(answer);
    if (rate == NULL)
        return;
    while (status + 1 < (int)G_N_ELEMENTS(statuses) &&
           strcmp(qmp_member_string(rate, "status", ""), statuses[status]) != 0)
        status++;
    mode = qmp_member_name(rate, "mode");
    megabytes = qmp_member_int(rate, "dirty-rate", 0, INT64_MAX, -1);
    params_add_int(params, status, "dirtyrate.calc_status");
    params_add_llong(params, qmp_member_int(rate, "start-time", 0, INT64_MAX, 0),
                     "dirtyrate.calc_start_time");
    params_add_int(params, (int)qmp_member_int(rate, "calc-time", 0, INT_MAX, 0),
                   "dirtyrate.calc_period");
    if (mode != NULL)
        params_add_string(params, mode, "dirtyrate.calc_mode");
    if (megabytes >= 0)
        params_add_llong(params, megabytes, "dirtyrate.megabytes_per_second");
}

static void
add_vm(const Subject *subject, Params *params)
{
    g_autoptr(KvmStats) stats = NULL;

    if (subject->asked == NULL || subject->domain->type != VIRT_KVM)
        return;
    stats = kvm_stats_query(subject->asked, "vm");
    kvm_stats_add(stats, 0, "vm", params);
}

/* We start no counters of the host's for a guest, nor have POWER hosts a monitor of the memory's
 * bandwidth. */
static void
add_nothing(const Subject *subject, Params *params)
{
    (void)subject;
    (void)params;
}

/* In libvirt's order.  What only a running QEMU has is no group of another guest. */
static const struct {
    unsigned group;
    void (*add)(const Subject *subject, Params *params);
    bool needs_run;
} groups[] = {
    {VIR_DOMAIN_STATS_STATE, add_state, false},
    {VIR_DOMAIN_STATS_CPU_TOTAL, add_cpu, false},
    {VIR_DOMAIN_STATS_BALLOON, add_balloon, false},
    {VIR_DOMAIN_STATS_VCPU, add_vcpu, false},
    {VIR_DOMAIN_STATS_INTERFACE, add_interfaces, false},
    {VIR_DOMAIN_STATS_BLOCK, add_block, false},
    {VIR_DOMAIN_STATS_PERF, add_nothing, false},
    {VIR_DOMAIN_STATS_IOTHREAD, add_iothreads, false},
    {VIR_DOMAIN_STATS_MEMORY, add_nothing, false},
    {VIR_DOMAIN_STATS_DIRTYRATE, add_dirty_rate, true},
    {VIR_DOMAIN_STATS_VM, add_vm, true},
};

/* Returns: those of the groups @wanted (0: all) that the guest has; 0, with an error, when @flags
 * demand one that it does not have. */
static unsigned
choose_groups(unsigned wanted, unsigned flags, bool is_running, GError **error)
{
    unsigned known = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(groups); i++)
        if (is_running || !groups[i].needs_run)
            known |= groups[i].group;
    if (wanted & ~known && flags & VIR_CONNECT_GET_ALL_DOMAINS_STATS_ENFORCE_STATS) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_ARGUMENT_UNSUPPORTED,
                    _("Stats types bits 0x%x are not supported by this daemon or QEMU"),
                    wanted & ~known);
        return 0;
    }
    return wanted == 0 ? known : wanted & known;
}

/* The groups that tell of vCPUs ask KVM once. */
static KvmStats *
ask_kvm_of_vcpus(const Subject *subject, unsigned chosen)
{
    const unsigned asking = VIR_DOMAIN_STATS_CPU_TOTAL | VIR_DOMAIN_STATS_VCPU;

    return subject->asked != NULL && subject->domain->type == VIRT_KVM && chosen & asking
               ? kvm_stats_query(subject->asked, "vcpu")
               : NULL;
}

Params *
all_stats_get(Guest *guest, unsigned stats, unsigned flags, GError **error)
{
    g_autoptr(Definition) definition = guest_current(guest);
    g_autoptr(Run) run = guest_run(guest);
    g_autoptr(KvmStats) of_vcpus = NULL;
    Subject subject = {guest, definition_domain(definition), run, NULL, flags, NULL};
    g_autoptr(GError) refusal = NULL;
    Params *params = NULL;

    stats = choose_groups(stats, flags, run != NULL, &refusal);
    if (refusal != NULL) {
        g_propagate_error(error, g_steal_pointer(&refusal));
        return NULL;
    }
    params = params_new();
    if (run != NULL && jobs_try(guest->jobs, JOB_QUERY))
        subject.asked = run;
    of_vcpus = ask_kvm_of_vcpus(&subject, stats);
    subject.of_vcpus = of_vcpus;
    for (size_t i = 0; i < G_N_ELEMENTS(groups); i++)
        if (stats & groups[i].group)
            groups[i].add(&subject, params);
    if (subject.asked != NULL)
        jobs_end(guest->jobs);
    return params;
}
