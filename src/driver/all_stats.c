/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/all_stats.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>

#include "base/error.h"
#include "domain/domain_walk.h"
#include "driver/block_stats.h"
#include "driver/guest_info.h"
#include "driver/interface_stats.h"
#include "driver/memory_stats.h"
#include "driver/vcpu_stats.h"
#include "host/file.h"
#include "host/process.h"

/* The guest, and whether its QEMU may be asked. */
typedef struct {
    Guest *guest;
    const Domain *domain;
    Run *run; /* nullable */
    bool may_ask;
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
    if (!subject->may_ask ||
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
add_vcpu(const Subject *subject, Params *params)
{
    g_autoptr(GArray) infos = g_array_new(FALSE, TRUE, sizeof(virVcpuInfo));
    const DomainVcpu *vcpu = &subject->domain->vcpu;

    params_add_uint(params, (unsigned)(vcpu->current.is_set ? vcpu->current : vcpu->count).value,
                    "vcpu.current");
    params_add_uint(params, (unsigned)vcpu->count.value, "vcpu.maximum");
    if (!vcpu_stats_get(subject->guest, G_MAXUINT, infos, NULL))
        return;
    for (guint i = 0; i < infos->len; i++) {
        const virVcpuInfo *info = &g_array_index(infos, virVcpuInfo, i);

        params_add_int(params, info->state, "vcpu.%u.state", info->number);
        params_add_ullong(params, info->cpuTime, "vcpu.%u.time", info->number);
    }
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
add_disk_counters(const BlockStats *stats, unsigned i, Params *params)
{
    params_add_ullong(params, (uint64_t)stats->read_requests, "block.%u.rd.reqs", i);
    params_add_ullong(params, (uint64_t)stats->read_bytes, "block.%u.rd.bytes", i);
    params_add_ullong(params, (uint64_t)stats->read_ns, "block.%u.rd.times", i);
    params_add_ullong(params, (uint64_t)stats->write_requests, "block.%u.wr.reqs", i);
    params_add_ullong(params, (uint64_t)stats->write_bytes, "block.%u.wr.bytes", i);
    params_add_ullong(params, (uint64_t)stats->write_ns, "block.%u.wr.times", i);
    params_add_ullong(params, (uint64_t)stats->flush_requests, "block.%u.fl.reqs", i);
    params_add_ullong(params, (uint64_t)stats->flush_ns, "block.%u.fl.times", i);
}

static void
add_disk(const Disk *disk, unsigned i, JsonNode *answer, Params *params)
{
    const char *path = disk->source.file != NULL ? disk->source.file : disk->source.dev;
    BlockStats stats = {0};
    BlockSize size = {0};

    params_add_string(params, disk->target.dev, "block.%u.name", i);
    if (path != NULL)
        params_add_string(params, path, "block.%u.path", i);
    if (answer != NULL && block_stats_of(answer, disk, &stats))
        add_disk_counters(&stats, i, params);
    if (path == NULL || !block_size_of(disk, &size, NULL))
        return;
    params_add_ullong(params, size.allocation, "block.%u.allocation", i);
    params_add_ullong(params, size.capacity, "block.%u.capacity", i);
    params_add_ullong(params, size.physical, "block.%u.physical", i);
}

static void
add_block(const Subject *subject, Params *params)
{
    g_autoptr(JsonNode) answer = subject->may_ask ? block_stats_query(subject->run, NULL) : NULL;
    unsigned number = 0;

    params_add_uint(params, domain_count(subject->domain, &disk_kind), "block.count");
    DOMAIN_EACH(const Disk, disk, subject->domain, &disk_kind)
        add_disk(disk, number++, answer, params);
}

/* In libvirt's order. */
static const struct {
    unsigned group;
    void (*add)(const Subject *subject, Params *params);
} groups[] = {
    {VIR_DOMAIN_STATS_STATE, add_state},          {VIR_DOMAIN_STATS_CPU_TOTAL, add_cpu},
    {VIR_DOMAIN_STATS_BALLOON, add_balloon},      {VIR_DOMAIN_STATS_VCPU, add_vcpu},
    {VIR_DOMAIN_STATS_INTERFACE, add_interfaces}, {VIR_DOMAIN_STATS_BLOCK, add_block},
};

bool
all_stats_check(unsigned *stats, unsigned flags, GError **error)
{
    unsigned known = 0;
    unsigned missing = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(groups); i++)
        known |= groups[i].group;
    missing = *stats & ~known;
    if (missing != 0 && flags & VIR_CONNECT_GET_ALL_DOMAINS_STATS_ENFORCE_STATS) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_ARGUMENT_UNSUPPORTED,
                    _("Stats types bits 0x%x are not supported by this daemon"), missing);
        return false;
    }
    *stats = *stats == 0 ? known : *stats & known;
    return true;
}

Params *
all_stats_get(Guest *guest, unsigned stats)
{
    g_autoptr(Definition) definition = guest_current(guest);
    g_autoptr(Run) run = guest_run(guest);
    Subject subject = {.guest = guest, .domain = definition_domain(definition), .run = run};
    Params *params = params_new();

    subject.may_ask = run != NULL && jobs_try(guest->jobs, JOB_QUERY);
    for (size_t i = 0; i < G_N_ELEMENTS(groups); i++)
        if (stats & groups[i].group)
            groups[i].add(&subject, params);
    if (subject.may_ask)
        jobs_end(guest->jobs);
    return params;
}
