/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/block_stats.h"

#include <glib/gi18n-lib.h>
#include <stddef.h>
#include <string.h>

#include "base/error.h"
#include "domain/domain_walk.h"
#include "qemu/qmp_member.h"

/* QEMU's counters and libvirt's names for them, in libvirt's order. */
static const struct {
    const char *qemu, *libvirt;
    size_t offset;
} counters[] = {
    {"wr_bytes", VIR_DOMAIN_BLOCK_STATS_WRITE_BYTES, offsetof(BlockStats, write_bytes)},
    {"wr_operations", VIR_DOMAIN_BLOCK_STATS_WRITE_REQ, offsetof(BlockStats, write_requests)},
    {"rd_bytes", VIR_DOMAIN_BLOCK_STATS_READ_BYTES, offsetof(BlockStats, read_bytes)},
    {"rd_operations", VIR_DOMAIN_BLOCK_STATS_READ_REQ, offsetof(BlockStats, read_requests)},
    {"flush_operations", VIR_DOMAIN_BLOCK_STATS_FLUSH_REQ, offsetof(BlockStats, flush_requests)},
    {"wr_total_time_ns", VIR_DOMAIN_BLOCK_STATS_WRITE_TOTAL_TIMES, offsetof(BlockStats, write_ns)},
    {"rd_total_time_ns", VIR_DOMAIN_BLOCK_STATS_READ_TOTAL_TIMES, offsetof(BlockStats, read_ns)},
    {"flush_total_time_ns", VIR_DOMAIN_BLOCK_STATS_FLUSH_TOTAL_TIMES,
     offsetof(BlockStats, flush_ns)},
};

static int64_t *
counter_of(BlockStats *stats, size_t i)
{
    return (int64_t *)(void *)((char *)stats + counters[i].offset);
}

JsonNode *
block_stats_query(Run *run, GError **error)
{
    return run_execute(run, "query-blockstats", NULL, error);
}

/* Whether @qdev names the device @id: by its id, by its QOM path, or by that of an object inside
 * it. */
static bool
is_of_device(const char *qdev, const char *id)
{
    static const char prefix[] = "/machine/peripheral/";
    size_t length = strlen(id);

    if (strcmp(qdev, id) == 0)
        return true;
    if (!g_str_has_prefix(qdev, prefix) || strncmp(qdev + strlen(prefix), id, length) != 0)
        return false;
    qdev += strlen(prefix) + length;
    return *qdev == '\0' || *qdev == '/';
}

JsonObject *
block_stats_row(JsonNode *answer, const Disk *disk)
{
    JsonArray *rows = qmp_value_array(answer);

    for (guint i = 0; disk->device.id != NULL && i < qmp_value_n_elements(rows); i++) {
        JsonObject *row = qmp_value_object_element(rows, i);

        if (is_of_device(qmp_member_string(row, "qdev", ""), disk->device.id))
            return row;
    }
    return NULL;
}

bool
block_stats_of(JsonNode *answer, const Disk *disk, BlockStats *stats)
{
    JsonObject *values = qmp_member_object(block_stats_row(answer, disk), "stats");

    for (size_t c = 0; values != NULL && c < G_N_ELEMENTS(counters); c++)
        *counter_of(stats, c) = qmp_member_int(values, counters[c].qemu, 0, INT64_MAX, 0);
    return values != NULL;
}

const Disk *
block_stats_find_disk(const Domain *domain, const char *path)
{
    DOMAIN_EACH(const Disk, disk, domain, &disk_kind) {
        if (g_strcmp0(disk->target.dev, path) == 0 || g_strcmp0(disk->source.file, path) == 0 ||
            g_strcmp0(disk->source.dev, path) == 0)
            return disk;
    }
    return NULL;
}

/* Counters are not negative.  QEMU is not trusted: a value out of range counts as the largest. */
static void
add_counter(int64_t *sum, int64_t value)
{
    *sum = value > INT64_MAX - *sum ? INT64_MAX : *sum + value;
}

static void
add_all(JsonNode *answer, const Domain *domain, BlockStats *sum)
{
    DOMAIN_EACH(const Disk, disk, domain, &disk_kind) {
        BlockStats one = {0};

        if (!block_stats_of(answer, disk, &one))
            continue;
        for (size_t c = 0; c < G_N_ELEMENTS(counters); c++)
            add_counter(counter_of(sum, c), *counter_of(&one, c));
    }
}

bool
block_stats_get(Guest *guest, const char *path, BlockStats *stats, GError **error)
{
    g_autoptr(Run) run = guest_active_run(guest, error);
    g_autoptr(Definition) live = run != NULL ? guest_current(guest) : NULL;
    g_autoptr(JsonNode) answer = NULL;
    const Disk *disk = NULL;

    if (run == NULL)
        return false;
    if (path[0] != '\0') {
        disk = block_stats_find_disk(definition_domain(live), path);
        if (disk == NULL) {
            g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG, _("invalid path: %s"), path);
            return false;
        }
    }
    answer = block_stats_query(run, error);
    if (answer == NULL)
        return false;
    if (disk == NULL) {
        add_all(answer, definition_domain(live), stats);
        return true;
    }
    if (!block_stats_of(answer, disk, stats))
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                    _("cannot find statistics for device '%s'"), disk->device.id);
    return error == NULL || *error == NULL;
}

void
block_stats_params(const BlockStats *stats, Params *params)
{
    BlockStats copy = *stats;

    for (size_t i = 0; i < G_N_ELEMENTS(counters); i++)
        params_add_llong(params, *counter_of(&copy, i), "%s", counters[i].libvirt);
}
