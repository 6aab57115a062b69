/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/memory_stats.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "devices/memballoon.h"
#include "domain/domain_walk.h"
#include "driver/amend.h"
#include "driver/balloon.h"
#include "driver/flags.h"
#include "host/file.h"
#include "host/process.h"
#include "qemu/qmp_member.h"

enum { AFFECT_FLAGS = VIR_DOMAIN_AFFECT_LIVE | VIR_DOMAIN_AFFECT_CONFIG };

/* Statistics that the guest reports: QEMU gives bytes, libvirt KiB; counts are the same. */
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
        /* QEMU gives all ones for a statistic that the guest has not reported. */
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
    uint64_t kib = domain->memory.current.kib.value;

    if (has_balloon)
        balloon_ask(run, &kib);
    add(stats, max, VIR_DOMAIN_MEMORY_STAT_ACTUAL_BALLOON, kib);
}

bool
memory_stats_get(Guest *guest, unsigned max, GArray *stats, GError **error)
{
    g_autoptr(Run) run = guest_active_run(guest, error);
    g_autoptr(Definition) live = guest_current(guest);
    const char *balloon = balloon_id(definition_domain(live));
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

    DOMAIN_EACH(Memballoon, balloon, domain, &memballoon_kind) {
        if (balloon->model == MEMBALLOON_NONE)
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
    DOMAIN_EACH(const Memballoon, balloon, live, &memballoon_kind) {
        if (balloon->stats.period.is_set && balloon->model != MEMBALLOON_NONE &&
            balloon->device.id != NULL)
            return set_polling(run, balloon->device.id, balloon->stats.period.value, error);
    }
    return true;
}

static bool
poll_live(Guest *guest, unsigned seconds, GError **error)
{
    g_autoptr(Run) run = guest_active_run(guest, error);
    g_autoptr(Definition) live = guest_current(guest);
    const char *balloon = balloon_id(definition_domain(live));

    if (run == NULL)
        return false;
    /* Without a balloon amend_period() reports the error. */
    return balloon == NULL || set_polling(run, balloon, seconds, error);
}

bool
memory_stats_set_period(Driver *driver, Guest *guest, int seconds, unsigned flags, GError **error)
{
    unsigned period = (unsigned)MAX(seconds, 0);

    return flags_check(flags, AFFECT_FLAGS, "qemuDomainSetMemoryStatsPeriod", error) &&
           amend_resolve(guest, &flags, error) &&
           (!(flags & VIR_DOMAIN_AFFECT_LIVE) || poll_live(guest, period, error)) &&
           amend(driver, guest, flags, &(Amendment){.make = amend_period, .user = &period}, error);
}
