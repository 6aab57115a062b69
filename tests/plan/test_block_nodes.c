/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The numbers of block nodes ("libvirt-3-format"): those of a whole guest, and that they are kept,
 * and none is used twice, while disks join and leave a guest and a daemon takes it over.
 */
#include <string.h>

#include "base/error.h"
#include "devices/device_kinds.h"
#include "devices/disk.h"
#include "devices/hostdev.h"
#include "domain/domain_walk.h"
#include "generator.h"
#include "plan/live.h"
#include "plan/live_nodes.h"
#include "property_case.h"

enum { DEFAULT_GUESTS = 500 };

#define FILE_DISK(target, bus, more)                                                               \
    "<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='/" target     \
    "'/>" more "<target dev='" target "' bus='" bus "'/></disk>"
#define BACKING(path, more)                                                                        \
    "<backingStore type='file'><format type='qcow2'/><source file='" path "'/>" more               \
    "</backingStore>"
#define EMPTY_DRIVE "<disk type='file' device='cdrom'><target dev='sda' bus='scsi'/></disk>"
#define UNIT(name)                                                                                 \
    "<hostdev mode='subsystem' type='scsi'><source protocol='iscsi' name='iqn.2001-01.com.example" \
    "/" name "'><host name='192.0.2.1' port='3260'/></source></hostdev>"
#define VHOST_USER                                                                                 \
    "<disk type='vhostuser' device='disk'><driver name='qemu' type='raw'/><source type='unix' "    \
    "path='/s'/><target dev='vdv' bus='virtio'/></disk>"

/* Returns: (owned, nullable) the numbers of the nodes of @device, the chain's last; NULL: none. */
static char *
nodes_of(const Device *device)
{
    const Disk *disk = (const Disk *)(const void *)device;
    g_autoptr(GString) text = g_string_new(NULL);

    if (device->kind == &hostdev_kind && ((const Hostdev *)(const void *)device)->node_number > 0)
        return g_strdup_printf("%u", ((const Hostdev *)(const void *)device)->node_number);
    if (device->kind != &disk_kind || disk->node_number == 0)
        return NULL;
    g_string_printf(text, "%u", disk->node_number);
    for (const DiskBacking *at = disk->backing; at != NULL && at->node_number > 0; at = at->backing)
        g_string_append_printf(text, ",%u", at->node_number);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* Returns: (owned) what each device has: id -> numbers. */
static GHashTable *
table_of(const Domain *domain)
{
    GHashTable *table = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);

    DOMAIN_EACH_DEVICE(const Device, device, domain) {
        g_autofree char *nodes = nodes_of(device);

        if (nodes != NULL)
            g_hash_table_insert(table, g_strdup(device->id), g_steal_pointer(&nodes));
    }
    return table;
}

/* Returns: (owned) "virtio-disk0=1 hostdev0=2", in the order of the devices. */
static char *
text_of(const Domain *domain)
{
    g_autoptr(GString) text = g_string_new(NULL);

    DOMAIN_EACH_DEVICE(const Device, device, domain) {
        g_autofree char *nodes = nodes_of(device);

        if (nodes != NULL)
            g_string_append_printf(text, "%s%s=%s", text->len > 0 ? " " : "", device->id, nodes);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* Adds what must be accepted.  Returns: (borrowed) the device itself. */
static Device *
add(Plan *plan, const char *xml)
{
    Planner with = property_case_planner();
    g_autoptr(Report) report = report_new();
    g_autoptr(GPtrArray) added = plan_add_device(plan, &with, xml, strlen(xml), report);
    g_autoptr(GError) error = NULL;

    report_to_error(report, &error);
    g_assert_no_error(error);
    return g_ptr_array_index(added, added->len - 1);
}

static Plan *
plan_with(const char *devices)
{
    g_autofree char *xml = g_strconcat(
        "<domain type='qemu'><name>guest</name>"
        "<uuid>1f0a9f0e-52c7-4d2b-9a52-0000ea947ff2</uuid><memory>1048576</memory>"
        "<memoryBacking><access mode='shared'/></memoryBacking><os>"
        "<type arch='ppc64' machine='pseries'>hvm</type></os><devices>"
        "<controller type='usb' model='none'/><controller type='scsi' model='virtio-scsi'/>",
        devices, "</devices></domain>", NULL);
    Plan *plan = property_case_plan(xml);

    argv_free(plan_argv(plan));
    return plan;
}

/* ---- single guests ---- */

/* The numbers of a whole guest, and those after one device has joined it. */
static const struct {
    const char *name;
    const char *devices;
    const char *whole;
    unsigned last;
    const char *joining;
    const char *joined;
} rows[] = {
    {"from-the-last", FILE_DISK("vda", "virtio", "") FILE_DISK("vdb", "virtio", ""),
     "virtio-disk0=2 virtio-disk1=1", 2, FILE_DISK("vdc", "virtio", ""),
     "virtio-disk0=2 virtio-disk1=1 virtio-disk2=3"},
    {"sorts-before", FILE_DISK("vdb", "virtio", ""), "virtio-disk1=1", 1,
     FILE_DISK("vda", "virtio", ""), "virtio-disk0=2 virtio-disk1=1"},
    {"chains", FILE_DISK("vda", "virtio", BACKING("/b", "")) FILE_DISK("vdb", "virtio", ""),
     "virtio-disk0=2,3 virtio-disk1=1", 3, FILE_DISK("vdc", "virtio", BACKING("/d", "")),
     "virtio-disk0=2,3 virtio-disk1=1 virtio-disk2=4,5"},
    {"empty-drive", FILE_DISK("vda", "virtio", "") EMPTY_DRIVE, "virtio-disk0=2 scsi0-0-0-0=1", 2,
     FILE_DISK("vdb", "virtio", ""), "virtio-disk0=2 virtio-disk1=3 scsi0-0-0-0=1"},
    {"units", UNIT("a") FILE_DISK("vda", "virtio", ""), "virtio-disk0=1 hostdev0=2", 2, UNIT("b"),
     "virtio-disk0=1 hostdev0=2 hostdev1=3"},
    {"unit-then-disk", UNIT("a"), "hostdev0=1", 1, FILE_DISK("vda", "virtio", ""),
     "virtio-disk0=2 hostdev0=1"},
    {"vhost-user", VHOST_USER UNIT("a"), "hostdev0=2", 2, FILE_DISK("vdw", "virtio", ""),
     "virtio-disk22=3 hostdev0=2"},
    {"first-disk", "", "", 0, FILE_DISK("vda", "virtio", ""), "virtio-disk0=1"},
    {"no-disk", FILE_DISK("vda", "virtio", ""), "virtio-disk0=1", 1, "<serial type='null'/>",
     "virtio-disk0=1"},
};

static void
test_row(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    g_autoptr(Plan) plan = plan_with(rows[i].devices);
    g_autofree char *whole = text_of(plan->domain);
    g_autofree char *joined = NULL;

    g_assert_cmpstr(whole, ==, rows[i].whole);
    g_assert_cmpuint(plan->domain->last_block_node, ==, rows[i].last);
    add(plan, rows[i].joining);
    joined = text_of(plan->domain);
    g_assert_cmpstr(joined, ==, rows[i].joined);
}

/* What joins a guest that has no numbers yet does not change the numbers it would have had. */
static void
test_not_started(void)
{
    static const char devices[] =
        FILE_DISK("vda", "virtio", "") FILE_DISK("vdb", "virtio", "") UNIT("a");
    g_autoptr(Plan) plan = plan_with(devices);
    g_autofree char *xml = plan_xml(plan);
    g_autoptr(Plan) again = property_case_plan(xml);
    g_autofree char *numbers = NULL;

    add(again, FILE_DISK("vdc", "virtio", ""));
    numbers = text_of(again->domain);
    g_assert_cmpstr(numbers, ==, "virtio-disk0=2 virtio-disk1=1 virtio-disk2=4 hostdev0=3");
}

/* An image whose header is read after the disk was numbered. */
static void
test_detected_later(void)
{
    g_autoptr(Plan) plan = plan_with(FILE_DISK("vda", "virtio", ""));
    Disk *disk = (Disk *)(void *)add(plan, FILE_DISK("vdb", "virtio", ""));
    g_autofree char *numbers = NULL;

    disk->backing = disk_chain_detected("/base", DISK_TYPE_FILE, "raw");
    argv_free(plan_argv(plan));
    numbers = text_of(plan->domain);
    g_assert_cmpstr(numbers, ==, "virtio-disk0=1 virtio-disk1=2,3");
}

/* A medium that is put in later has other nodes than the one before it. */
static void
test_next_medium(void)
{
    g_autoptr(Plan) plan = plan_with("<disk type='file' device='cdrom'><source file='/a'/>"
                                     "<target dev='sda' bus='scsi'/></disk>");
    Disk *drive = NULL;
    g_autofree char *empty = NULL;
    g_autofree char *full = NULL;

    drive = domain_first(plan->domain, &disk_kind);
    disk_eject(drive);
    argv_free(plan_argv(plan));
    empty = text_of(plan->domain);
    g_assert_cmpstr(empty, ==, "");
    drive->source.file = g_strdup("/b");
    argv_free(plan_argv(plan));
    full = text_of(plan->domain);
    g_assert_cmpstr(full, ==, "scsi0-0-0-0=2");
}

/* What was kept, or was not, of a guest with two disks and a unit. */
static const struct {
    const char *name;
    const char *text; /* nullable */
    const char *numbers;
    unsigned last;
} recalls[] = {
    {"kept", "9 hostdev0=7", "virtio-disk0=2 virtio-disk1=1 hostdev0=7", 9},
    {"nothing", NULL, "virtio-disk0=2 virtio-disk1=1 hostdev0=3", 3},
    {"empty", "", "virtio-disk0=2 virtio-disk1=1 hostdev0=3", 3},
    {"too-low", "1 hostdev0=3", "virtio-disk0=2 virtio-disk1=1 hostdev0=3", 3},
    {"no-number", "-1 hostdev0=x", "virtio-disk0=2 virtio-disk1=1", 2},
    {"other-device", "9 hostdev7=5 virtio-disk0=8 x = hostdev0=4",
     "virtio-disk0=2 virtio-disk1=1 hostdev0=4", 9},
};

/* Returns: (owned) the document of the guest of @plan, as if it ran, read again. */
static Domain *
read_live(Plan *plan)
{
    g_autoptr(Report) report = report_new();
    g_autoptr(GError) error = NULL;
    g_autofree char *xml = NULL;
    Domain *live = NULL;

    live_name(plan, 1);
    xml = plan_xml(plan);
    live = live_read(&device_table, xml, strlen(xml), report);
    report_to_error(report, &error);
    g_assert_no_error(error);
    return live;
}

static void
test_recall(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    g_autoptr(Plan) plan =
        plan_with(FILE_DISK("vda", "virtio", "") FILE_DISK("vdb", "virtio", "") UNIT("a"));
    g_autoptr(Domain) live = read_live(plan);
    g_autofree char *numbers = NULL;

    live_nodes_recall(live, recalls[i].text);
    numbers = text_of(live);
    g_assert_cmpstr(numbers, ==, recalls[i].numbers);
    g_assert_cmpuint(live->last_block_node, ==, recalls[i].last);
}

/* ---- generated guests ---- */

/* Every device of @before that @domain has still has the same numbers. */
static void
assert_kept(GHashTable *before, const Domain *domain)
{
    g_autoptr(GHashTable) after = table_of(domain);
    GHashTableIter each;
    gpointer id = NULL;
    gpointer nodes = NULL;

    g_hash_table_iter_init(&each, before);
    while (g_hash_table_iter_next(&each, &id, &nodes))
        g_assert_cmpstr(g_hash_table_lookup(after, id), ==, nodes);
}

/* No number is used twice, and none is higher than the last one. */
static void
assert_unique(const Domain *domain)
{
    g_autoptr(GHashTable) table = table_of(domain);
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GHashTableIter each;
    gpointer nodes = NULL;

    g_hash_table_iter_init(&each, table);
    while (g_hash_table_iter_next(&each, NULL, &nodes)) {
        g_auto(GStrv) numbers = g_strsplit(nodes, ",", -1);

        for (char **number = numbers; *number != NULL; number++) {
            g_assert_cmpuint(g_ascii_strtoull(*number, NULL, 10), <=, domain->last_block_node);
            g_assert_true(g_hash_table_add(seen, g_strdup(*number)));
        }
    }
}

/* What joins has the next numbers, also when what had joined before has left again. */
static void
assert_counts_up(Plan *plan)
{
    static const char first[] = FILE_DISK("vdzy", "virtio", BACKING("/b", BACKING("/c", "")));
    static const char second[] = FILE_DISK("vdzz", "virtio", "");
    g_autoptr(GHashTable) before = table_of(plan->domain);
    unsigned last = plan->domain->last_block_node;
    g_autofree char *wanted = g_strdup_printf("%u,%u,%u", last + 1, last + 2, last + 3);
    g_autofree char *wanted_next = g_strdup_printf("%u", last + 4);
    Device *device = add(plan, first);
    g_autofree char *nodes = nodes_of(device);
    g_autofree char *next = NULL;

    g_assert_cmpstr(nodes, ==, wanted);
    assert_kept(before, plan->domain);
    device_free(plan_remove_device(plan, device));
    g_assert_cmpuint(plan->domain->last_block_node, ==, last + 3);
    next = nodes_of(add(plan, second));
    g_assert_cmpstr(next, ==, wanted_next);
    assert_kept(before, plan->domain);
    assert_unique(plan->domain);
}

/* A device that is refused costs no number. */
static void
assert_refused_takes_none(Plan *plan)
{
    static const char twice[] = FILE_DISK("vdzz", "virtio", "");
    Planner with = property_case_planner();
    g_autoptr(Report) report = report_new();
    g_autoptr(GHashTable) before = table_of(plan->domain);
    unsigned last = plan->domain->last_block_node;

    g_assert_null(plan_add_device(plan, &with, twice, strlen(twice), report));
    g_assert_cmpuint(plan->domain->last_block_node, ==, last);
    assert_kept(before, plan->domain);
}

/* A copy has them, and a daemon that takes the guest over. */
static void
assert_survives(Plan *plan)
{
    g_autoptr(Domain) clone = domain_clone(plan->domain);
    g_autofree char *kept = live_nodes_text(plan->domain);
    g_autoptr(Domain) live = read_live(plan);
    g_autoptr(GHashTable) numbers = table_of(plan->domain);
    unsigned last = plan->domain->last_block_node;

    assert_kept(numbers, clone);
    g_assert_cmpuint(clone->last_block_node, ==, last);
    live_nodes_recall(live, kept);
    g_assert_cmpuint(live->last_block_node, ==, last);
    assert_kept(numbers, live);
}

static void
test_guests(void)
{
    unsigned n_guests = property_case_n_guests(DEFAULT_GUESTS);
    g_autoptr(Generator) generator = generator_new(property_case_seed());

    for (unsigned i = 0; i < n_guests; i++) {
        g_autofree char *document = generator_document(generator);
        g_autoptr(Plan) plan = property_case_plan(document);

        argv_free(plan_argv(plan));
        assert_unique(plan->domain);
        assert_counts_up(plan);
        assert_refused_takes_none(plan);
        assert_survives(plan);
    }
}

int
main(int argc, char **argv)
{
    int status = 0;

    g_test_init(&argc, &argv, NULL);
    property_case_begin();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strconcat("/block_nodes/whole/", rows[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(recalls); i++) {
        g_autofree char *path = g_strconcat("/block_nodes/recall/", recalls[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_recall);
    }
    g_test_add_func("/block_nodes/not-started", test_not_started);
    g_test_add_func("/block_nodes/detected-later", test_detected_later);
    g_test_add_func("/block_nodes/next-medium", test_next_medium);
    g_test_add_func("/block_nodes/guests", test_guests);
    status = g_test_run();
    property_case_end();
    return status;
}
