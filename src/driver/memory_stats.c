/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/memory_stats.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "devices/memballoon.h"
#include "driver/amend.h"
#include "driver/flags.h"
#include "host/file.h"
#include "host/process.h"
#include "driver/take_over.h"
#include "qemu/qmp_member.h"

enum { AFFECT_FLAGS = VIR_DOMAIN_AFFECT_LIVE | VIR_DOMAIN_AFFECT_CONFIG };

/* Each change that is noted is written to disk: of those that follow faster only the last one is.
 * QEMU itself tells no more than one in this time. */
enum { BALLOON_REST_US = 1000 * 1000 };

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

/* Asks QEMU what the balloon leaves to the guest.  Returns: false when it does not say. */
static bool
ask_current(Run *run, uint64_t *kib)
{
    g_autoptr(JsonNode) answer = run_execute(run, "query-balloon", NULL, NULL);
    int64_t bytes = qmp_member_int(qmp_value_object(answer), "actual", 0, INT64_MAX, -1);

    if (bytes >= 0)
        *kib = (uint64_t)bytes / 1024;
    return bytes >= 0;
}

static void
add_actual(Run *run, const Domain *domain, bool has_balloon, GArray *stats, unsigned max)
{
    uint64_t kib = domain->memory.current.kib.value;

    if (has_balloon)
        ask_current(run, &kib);
    add(stats, max, VIR_DOMAIN_MEMORY_STAT_ACTUAL_BALLOON, kib);
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

static bool
set_balloon(Run *run, uint64_t kib, GError **error)
{
    g_autoptr(JsonObject) arguments = json_object_new();

    json_object_set_int_member(arguments, "value", (gint64)(kib * 1024));
    return run_do(run, "balloon", arguments, error);
}

static bool
start_polling(Run *run, const Domain *live, GError **error)
{
    for (unsigned i = 0; i < live->devices->len; i++) {
        const Memballoon *balloon = (const Memballoon *)(const void *)domain_device(live, i);

        if (balloon->device.kind == &memballoon_kind && balloon->stats.period.is_set &&
            balloon->model != MEMBALLOON_NONE && balloon->device.id != NULL)
            return set_polling(run, balloon->device.id, balloon->stats.period.value, error);
    }
    return true;
}

bool
memory_stats_start(Run *run, Domain *live, GError **error)
{
    OptionalUint *current = &live->memory.current.kib;

    /* Nobody takes anything from a guest without a balloon. */
    if (balloon_of(live) == NULL) {
        *current = live->memory.size.kib;
        return true;
    }
    if (!set_balloon(run, current->value, error) || !start_polling(run, live, error))
        return false;
    /* Nothing is given up before the guest's driver has been told. */
    ask_current(run, &current->value);
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
    return set_balloon(run, kib, error);
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

/* Returns: true when that is news. */
static bool
note_current(Guest *guest, uint64_t kib)
{
    g_autoptr(Definition) live = guest_live(guest);
    const DomainMemory *memory = live != NULL ? &definition_domain(live)->memory : NULL;

    /* QEMU may tell what cannot be. */
    if (memory == NULL || kib > memory->size.kib.value || kib == memory->current.kib.value)
        return false;
    guest_set_live(guest, definition_with_memory(live, kib));
    return true;
}

void
memory_ask_balloon(Guest *guest, Run *run)
{
    g_autoptr(Definition) live = guest_live(guest);
    uint64_t kib = 0;

    if (live != NULL && balloon_of(definition_domain(live)) != NULL && ask_current(run, &kib))
        note_current(guest, kib);
}

/* A balloon's change, on its way into the live definition. */
typedef struct {
    Driver *driver;
    Guest *guest; /* (owned) */
    Run *run;     /* (owned) */
} Change;

static Change *
change_new(Driver *driver, Guest *guest, Run *run)
{
    Change *change = g_new0(Change, 1);

    *change = (Change){driver, guest_ref(guest), run_ref(run)};
    return change;
}

static void
change_free(void *user)
{
    Change *change = user;

    guest_unref(change->guest);
    run_unref(change->run);
    g_free(change);
}

static void
run_change(void *user)
{
    Change *change = user;
    Run *run = change->run;
    g_autoptr(Run) current = guest_run(change->guest);
    uint64_t kib = 0;

    g_mutex_lock(&run->lock);
    kib = run->balloon_kib;
    g_mutex_unlock(&run->lock);
    if (current == run && note_current(change->guest, kib))
        status_save(change->driver, change->guest);
    change_free(change);
}

static gboolean
on_balloon_due(gpointer user)
{
    Change *change = user;
    Run *run = change->run;

    run->is_balloon_due = false;
    run->balloon_us = g_get_monotonic_time();
    jobs_request(change->guest->jobs, JOB_CLEANUP,
                 &(JobTask){.run = run_change,
                            .user = change_new(change->driver, change->guest, run),
                            .key = "balloon",
                            .replaced = change_free});
    return G_SOURCE_REMOVE;
}

void
memory_on_balloon(Driver *driver, Guest *guest, Run *run, uint64_t kib)
{
    gint64 rested_us = g_get_monotonic_time() - run->balloon_us;
    g_autoptr(GSource) timer = NULL;

    g_mutex_lock(&run->lock);
    run->balloon_kib = kib;
    g_mutex_unlock(&run->lock);
    if (run->is_balloon_due)
        return;
    run->is_balloon_due = true;
    timer = g_timeout_source_new(
        rested_us >= BALLOON_REST_US ? 0 : (guint)((BALLOON_REST_US - rested_us) / 1000));
    g_source_set_callback(timer, on_balloon_due, change_new(driver, guest, run), change_free);
    g_source_attach(timer, workers_context(driver->workers));
}
