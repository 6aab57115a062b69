/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/memory_stats.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "devices/memballoon.h"
#include "driver/amend.h"
#include "driver/flags.h"
#include "driver/host_file.h"
#include "driver/host_process.h"
#include "qemu/qmp_member.h"

enum { AFFECT_FLAGS = VIR_DOMAIN_AFFECT_LIVE | VIR_DOMAIN_AFFECT_CONFIG };

/* What a guest tells of itself; in bytes there, in KiB here, unless it is a count. */
static const struct {
    const char *name;
    int tag;
    bool is_count;
} guest_stats[] = {
    {"stat-swap-in", VIR_DOMAIN_MEMORY_STAT_SWAP_IN, false},
    {"stat-swap-out", VIR_DOMAIN_MEMORY_STAT_SWAP_OUT, false},
    {"stat-major-faults", VIR_DOMAIN_MEMORY_STAT_MAJOR_FAULT, true},
    {"stat-minor-faults", VIR_DOMAIN_MEMORY_STAT_MINOR_FAULT, true},
    {"stat-free-memory", VIR_DOMAIN_MEMORY_STAT_UNUSED, false},
    {"stat-total-memory", VIR_DOMAIN_MEMORY_STAT_AVAILABLE, false},
    {"stat-available-memory", VIR_DOMAIN_MEMORY_STAT_USABLE, false},
    {"stat-disk-caches", VIR_DOMAIN_MEMORY_STAT_DISK_CACHES, false},
    {"stat-htlb-pgalloc", VIR_DOMAIN_MEMORY_STAT_HUGETLB_PGALLOC, true},
    {"stat-htlb-pgfail", VIR_DOMAIN_MEMORY_STAT_HUGETLB_PGFAIL, true},
};

static void
add(GArray *stats, unsigned max, int tag, uint64_t value)
{
    virDomainMemoryStatStruct item = {.tag = tag, .val = value};

    if (stats->len < max)
        g_array_append_val(stats, item);
}

/* Returns: (borrowed, nullable) the balloon's id. */
static const char *
balloon_of(const Domain *domain)
{
    for (unsigned i = 0; i < domain->devices->len; i++) {
        const Device *device = domain_device(domain, i);

        if (device->kind == &memballoon_kind &&
            ((const Memballoon *)(const void *)device)->model != MEMBALLOON_NONE)
            return device->id;
    }
    return NULL;
}

static JsonNode *
get_property(Run *run, const char *id, const char *property)
{
    g_autoptr(JsonObject) arguments = json_object_new();
    g_autofree char *path = g_strconcat("/machine/peripheral/", id, NULL);

    json_object_set_string_member(arguments, "path", path);
    json_object_set_string_member(arguments, "property", property);
    return run_execute(run, "qom-get", arguments, NULL);
}

static void
add_guest_stats(Run *run, const char *balloon, GArray *stats, unsigned max)
{
    g_autoptr(JsonNode) answer = get_property(run, balloon, "guest-stats");
    JsonObject *whole = qmp_value_object(answer);
    JsonObject *values = qmp_member_object(whole, "stats");

    for (size_t i = 0; i < G_N_ELEMENTS(guest_stats); i++) {
        /* What the guest has not told is all ones. */
        int64_t value = qmp_member_int(values, guest_stats[i].name, 0, INT64_MAX, -1);

        if (value >= 0)
            add(stats, max, guest_stats[i].tag,
                (uint64_t)value / (guest_stats[i].is_count ? 1 : 1024));
    }
    if (whole != NULL)
        add(stats, max, VIR_DOMAIN_MEMORY_STAT_LAST_UPDATE,
            (uint64_t)qmp_member_int(whole, "last-update", 0, INT64_MAX, 0));
}

static void
add_actual(Run *run, const Domain *domain, bool has_balloon, GArray *stats, unsigned max)
{
    g_autoptr(JsonNode) answer = has_balloon ? run_execute(run, "query-balloon", NULL, NULL) : NULL;
    int64_t bytes = qmp_member_int(qmp_value_object(answer), "actual", 0, INT64_MAX, -1);

    add(stats, max, VIR_DOMAIN_MEMORY_STAT_ACTUAL_BALLOON,
        bytes >= 0 ? (uint64_t)bytes / 1024 : domain->memory.current.kib.value);
}

bool
memory_stats_get(Guest *guest, unsigned max, GArray *stats, GError **error)
{
    g_autoptr(Run) run = guest_active_run(guest, error);
    g_autoptr(Definition) live = guest_current(guest);
    const char *balloon = balloon_of(definition_domain(live));
    HostProcess process = {0};

    if (run == NULL)
        return false;
    add_actual(run, definition_domain(live), balloon != NULL, stats, max);
    if (balloon != NULL)
        add_guest_stats(run, balloon, stats, max);
    if (host_process_read(HOST_ROOT, run->pid, 0, &process))
        add(stats, max, VIR_DOMAIN_MEMORY_STAT_RSS, process.resident_kib);
    return true;
}

static bool
amend_period(Domain *domain, void *user, GError **error)
{
    unsigned seconds = *(const unsigned *)user;

    for (unsigned i = 0; i < domain->devices->len; i++) {
        Memballoon *balloon = (Memballoon *)(void *)domain_device(domain, i);

        if (balloon->device.kind != &memballoon_kind || balloon->model == MEMBALLOON_NONE)
            continue;
        balloon->stats.period.is_set = seconds > 0;
        balloon->stats.period.value = seconds;
        return true;
    }
    g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID,
                        _("Memory balloon model must be virtio to set the collection period"));
    return false;
}

static bool
set_polling(Run *run, const char *balloon, uint64_t seconds, GError **error)
{
    g_autofree char *path = g_strconcat("/machine/peripheral/", balloon, NULL);
    g_autoptr(JsonObject) arguments = json_object_new();

    json_object_set_string_member(arguments, "path", path);
    json_object_set_string_member(arguments, "property", "guest-stats-polling-interval");
    json_object_set_int_member(arguments, "value", (gint64)seconds);
    return run_do(run, "qom-set", arguments, error);
}

bool
memory_stats_start(Run *run, const Domain *live, GError **error)
{
    for (unsigned i = 0; i < live->devices->len; i++) {
        const Memballoon *balloon = (const Memballoon *)(const void *)domain_device(live, i);

        if (balloon->device.kind == &memballoon_kind && balloon->stats.period.is_set &&
            balloon->model != MEMBALLOON_NONE && balloon->device.id != NULL)
            return set_polling(run, balloon->device.id, balloon->stats.period.value, error);
    }
    return true;
}

static bool
poll_live(Guest *guest, unsigned seconds, GError **error)
{
    g_autoptr(Run) run = guest_active_run(guest, error);
    g_autoptr(Definition) live = guest_current(guest);
    const char *balloon = balloon_of(definition_domain(live));

    if (run == NULL)
        return false;
    /* Where there is none, amend_period() says so. */
    return balloon == NULL || set_polling(run, balloon, seconds, error);
}

bool
memory_stats_set_period(Driver *driver, Guest *guest, int seconds, unsigned flags, GError **error)
{
    unsigned period = (unsigned)MAX(seconds, 0);

    return flags_check(flags, AFFECT_FLAGS, "qemuDomainSetMemoryStatsPeriod", error) &&
           amend_resolve(guest, &flags, error) &&
           (!(flags & VIR_DOMAIN_AFFECT_LIVE) || poll_live(guest, period, error)) &&
           amend(driver, guest, flags, &(Amendment){amend_period, &period}, error);
}

static bool
amend_current(Domain *domain, void *user, GError **error)
{
    uint64_t kib = *(const uint64_t *)user;

    if (kib > domain->memory.size.kib.value) {
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                            _("cannot set memory higher than max memory"));
        return false;
    }
    domain->memory.current.kib = OPTIONAL_UINT(kib);
    return true;
}

static bool
amend_maximum(Domain *domain, void *user, GError **error)
{
    uint64_t kib = *(const uint64_t *)user;
    const DomainMemory *memory = &domain->memory;
    const char *flaw = NULL;

    if (domain->cpu != NULL && domain->cpu->numa.cells != NULL)
        flaw = _("initial memory size of a domain with NUMA nodes cannot be modified with this "
                 "API");
    else if (memory->max.kib.is_set && kib > memory->max.kib.value)
        flaw = _("cannot set initial memory size greater than the maximum memory size");
    if (flaw != NULL) {
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID, flaw);
        return false;
    }
    domain->memory.size.kib = OPTIONAL_UINT(kib);
    if (memory->current.kib.value > kib)
        domain->memory.current.kib = OPTIONAL_UINT(kib);
    return true;
}

static bool
set_maximum(Driver *driver, Guest *guest, uint64_t kib, unsigned flags, GError **error)
{
    if (flags & VIR_DOMAIN_AFFECT_LIVE) {
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID,
                            _("cannot resize the maximum memory on an active domain"));
        return false;
    }
    return amend(driver, guest, flags, &(Amendment){amend_maximum, &kib}, error);
}

/* The guest gives up or takes back what it can; QEMU says when it has. */
static bool
set_live(Guest *guest, uint64_t kib, GError **error)
{
    g_autoptr(Definition) live = guest_current(guest);
    g_autoptr(Run) run = guest_active_run(guest, error);
    g_autoptr(JsonObject) arguments = json_object_new();

    if (run == NULL)
        return false;
    if (kib > definition_domain(live)->memory.size.kib.value) {
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                            _("cannot set memory higher than max memory"));
        return false;
    }
    if (balloon_of(definition_domain(live)) == NULL) {
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID,
                            _("Unable to change memory of active domain without the balloon device "
                              "and guest OS balloon driver"));
        return false;
    }
    json_object_set_int_member(arguments, "value", (gint64)(kib * 1024));
    return run_do(run, "balloon", arguments, error);
}

bool
memory_set(Driver *driver, Guest *guest, uint64_t kib, unsigned flags, GError **error)
{
    bool is_maximum = (flags & VIR_DOMAIN_MEM_MAXIMUM) != 0;

    if (!flags_check(flags, AFFECT_FLAGS | VIR_DOMAIN_MEM_MAXIMUM, "qemuDomainSetMemoryFlags",
                     error))
        return false;
    flags &= AFFECT_FLAGS;
    if (!amend_resolve(guest, &flags, error))
        return false;
    if (is_maximum)
        return set_maximum(driver, guest, kib, flags, error);
    if (flags & VIR_DOMAIN_AFFECT_LIVE && !set_live(guest, kib, error))
        return false;
    flags &= VIR_DOMAIN_AFFECT_CONFIG;
    return flags == 0 || amend(driver, guest, flags, &(Amendment){amend_current, &kib}, error);
}

/* A balloon's change, on its way into the live definition. */
typedef struct {
    Driver *driver;
    Guest *guest; /* (owned) */
    uint64_t kib;
} Change;

static void
run_change(void *user)
{
    g_autofree Change *change = user;
    g_autoptr(Guest) guest = change->guest;
    g_autoptr(GError) error = NULL;

    if (guest_is_active(guest) && !amend(change->driver, guest, VIR_DOMAIN_AFFECT_LIVE,
                                         &(Amendment){amend_current, &change->kib}, &error))
        g_warning("the memory of '%s' is not noted: %s", guest->name, error->message);
}

void
memory_on_balloon(Driver *driver, Guest *guest, uint64_t kib)
{
    Change *change = g_new0(Change, 1);

    *change = (Change){driver, guest_ref(guest), kib};
    jobs_request(guest->jobs, JOB_CLEANUP, &(JobTask){.run = run_change, .user = change});
}
