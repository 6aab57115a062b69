/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/all_stats_block.h"

#include <inttypes.h>

#include "domain/domain_walk.h"
#include "driver/block_size.h"
#include "driver/block_stats.h"
#include "qemu/qmp_member.h"

/* What QEMU says of all disks; empty when it is not asked.  Values of the tables are (borrowed)
 * from the answers, keys are names of block nodes. */
typedef struct {
    JsonNode *counters;     /* (owned, nullable) the answer of block_stats_query() */
    JsonNode *nodes;        /* (owned, nullable) */
    GHashTable *counted_of; /* (owned) what @counters has of the node */
    GHashTable *image_of;   /* (owned) what @nodes has of its image */
} BlockAnswers;

/* Adds the node @row (nullable) and those below it. */
static void
note_counted(GHashTable *counted_of, JsonObject *row)
{
    const char *name = qmp_member_string(row, "node-name", NULL);

    if (row == NULL)
        return;
    if (name != NULL && !g_hash_table_contains(counted_of, name))
        g_hash_table_insert(counted_of, (char *)name, row);
    note_counted(counted_of, qmp_member_object(row, "parent"));
    note_counted(counted_of, qmp_member_object(row, "backing"));
}

static void
note_image(GHashTable *image_of, JsonObject *row)
{
    const char *name = qmp_member_string(row, "node-name", NULL);
    JsonObject *image = qmp_member_object(row, "image");

    if (name != NULL && image != NULL)
        g_hash_table_insert(image_of, (char *)name, image);
}

static void
answers_ask(BlockAnswers *answers, Run *run)
{
    g_autoptr(JsonObject) arguments = json_object_new();
    JsonArray *rows = NULL;

    /* Without flat each node comes with all that are below it. */
    json_object_set_boolean_member(arguments, "flat", TRUE);
    answers->counters = block_stats_query(run, NULL);
    rows = qmp_value_array(answers->counters);
    for (guint i = 0; i < qmp_value_n_elements(rows); i++)
        note_counted(answers->counted_of, qmp_value_object_element(rows, i));
    answers->nodes = run_execute(run, "query-named-block-nodes", arguments, NULL);
    rows = qmp_value_array(answers->nodes);
    for (guint i = 0; i < qmp_value_n_elements(rows); i++)
        note_image(answers->image_of, qmp_value_object_element(rows, i));
}

static void
answers_init(BlockAnswers *answers)
{
    answers->counted_of = g_hash_table_new(g_str_hash, g_str_equal);
    answers->image_of = g_hash_table_new(g_str_hash, g_str_equal);
}

static void
answers_clear(BlockAnswers *answers)
{
    g_clear_pointer(&answers->counted_of, g_hash_table_unref);
    g_clear_pointer(&answers->image_of, g_hash_table_unref);
    g_clear_pointer(&answers->nodes, json_node_unref);
    g_clear_pointer(&answers->counters, json_node_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(BlockAnswers, answers_clear)

/* Returns: (borrowed, nullable) the entry of @table for the image whose block nodes have @number:
 * the node of its format, or else that of its storage. */
static JsonObject *
find_node(GHashTable *table, OptionalUint number)
{
    static const char *const layers[] = {"format", "storage"};
    JsonObject *found = NULL;

    for (size_t i = 0; number.is_set && found == NULL && i < G_N_ELEMENTS(layers); i++) {
        g_autofree char *name = g_strdup_printf("libvirt-%" PRIu64 "-%s", number.value, layers[i]);

        found = g_hash_table_lookup(table, name);
    }
    return found;
}

static void
add_counters(const BlockStats *stats, unsigned i, Params *params)
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
add_size(uint64_t bytes, const char *name, unsigned i, Params *params)
{
    if (bytes > 0)
        params_add_ullong(params, bytes, "block.%u.%s", i, name);
}

/* Allocated is what the guest has written up to, which only an image with a format on top of its
 * storage counts.  Some storage of the network does not tell what it takes: its size is told. */
static BlockSize
asked_size(JsonObject *counted, JsonObject *image)
{
    JsonObject *storage = qmp_member_object(qmp_member_object(counted, "parent"), "stats");
    int64_t capacity = qmp_member_int(image, "virtual-size", 0, INT64_MAX, 0);

    return (BlockSize){
        .allocation = (uint64_t)qmp_member_int(storage, "wr_highest_offset", 0, INT64_MAX, 0),
        .capacity = (uint64_t)capacity,
        .physical = (uint64_t)qmp_member_int(image, "actual-size", 0, INT64_MAX, capacity),
    };
}

static void
add_asked_sizes(JsonObject *counted, JsonObject *image, const char *path, unsigned i,
                Params *params)
{
    BlockSize size = asked_size(counted, image);
    BlockSize file = {0};

    /* A file of holes takes no room; its size is told instead. */
    if (size.physical == 0 && path != NULL && block_size_read(path, NULL, &file, NULL))
        size.physical = file.physical;
    params_add_ullong(params, size.allocation, "block.%u.allocation", i);
    add_size(size.capacity, "capacity", i, params);
    add_size(size.physical, "physical", i, params);
}

static void
add_read_sizes(const char *path, const char *format, unsigned i, Params *params)
{
    BlockSize size = {0};

    if (path == NULL || !block_size_read(path, format, &size, NULL))
        return;
    add_size(size.allocation, "allocation", i, params);
    add_size(size.capacity, "capacity", i, params);
    add_size(size.physical, "physical", i, params);
}

/* An image of a disk: its own, or one below. */
typedef struct {
    const Disk *disk;
    const DiskSource *source;
    const char *format;
    OptionalUint number; /* of its block nodes */
} BlockImage;

static void
add_image(const BlockImage *image, const BlockAnswers *answers, unsigned i, Params *params)
{
    const char *path = disk_source_path(image->source);
    JsonObject *sizes = find_node(answers->image_of, image->number);
    BlockStats stats = {0};

    params_add_string(params, image->disk->target.dev, "block.%u.name", i);
    if (path != NULL)
        params_add_string(params, path, "block.%u.path", i);
    if (image->number.is_set)
        params_add_uint(params, (unsigned)image->number.value, "block.%u.backingIndex", i);
    if (image->source == &image->disk->source &&
        block_stats_of(answers->counters, image->disk, &stats))
        add_counters(&stats, i, params);
    if (sizes != NULL)
        add_asked_sizes(find_node(answers->counted_of, image->number), sizes, path, i, params);
    else
        add_read_sizes(path, image->format, i, params);
}

/* Returns: the number of the next disk's first image. */
static unsigned
add_disk(const Disk *disk, const BlockAnswers *answers, bool with_backing, unsigned i,
         Params *params)
{
    BlockImage image = {disk, &disk->source, disk_format(disk), disk->source.index};

    add_image(&image, answers, i++, params);
    for (const DiskBacking *below = disk->backing;
         with_backing && below != NULL && below->type != DISK_TYPE_NONE; below = below->backing) {
        image = (BlockImage){disk, &below->source, below->format.type, below->index};
        add_image(&image, answers, i++, params);
    }
    return i;
}

bool
all_stats_ask_size(const Disk *disk, Run *run, BlockSize *size)
{
    g_auto(BlockAnswers) answers = {0};
    OptionalUint number = disk->source.index;
    JsonObject *image = NULL;

    answers_init(&answers);
    answers_ask(&answers, run);
    image = find_node(answers.image_of, number);
    if (image != NULL)
        *size = asked_size(find_node(answers.counted_of, number), image);
    return image != NULL;
}

void
all_stats_add_block(const Domain *domain, Run *run, bool with_backing, Params *params)
{
    g_auto(BlockAnswers) answers = {0};
    unsigned count = 0;
    unsigned number = 0;

    DOMAIN_EACH(const Disk, disk, domain, &disk_kind)
        count += 1 + (with_backing ? disk_chain_length(disk->backing) : 0);
    params_add_uint(params, count, "block.count");
    answers_init(&answers);
    if (run != NULL && count > 0)
        answers_ask(&answers, run);
    DOMAIN_EACH(const Disk, disk, domain, &disk_kind)
        number = add_disk(disk, &answers, with_backing, number, params);
}
