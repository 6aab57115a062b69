/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Where a device goes that joins a planned guest whose devices share slots, or do not. */
#include <string.h>

#include "base/error.h"
#include "domain/extension.h"
#include "property_case.h"

#define NIC "<interface type='user'><model type='virtio'/></interface>"
#define NIC_AT(attributes)                                                                         \
    "<interface type='user'><model type='virtio'/><address type='pci' " attributes "/></"          \
    "interface>"
#define EXPRESS "<interface type='user'><model type='e1000e'/></interface>"
#define RNG "<rng model='virtio'><backend model='builtin'/></rng>"
#define FIRST "bus='0' slot='1' function='0' multifunction='on'"
#define SECOND "bus='0' slot='1' function='1'"

static const struct {
    const char *name;
    const char *packing;
    const char *devices;
    bool is_running;
    const char *joining;
    const char *expected;
    Tristate is_multi;
} rows[] = {
    {"shared", "dense", NIC NIC, false, NIC, "0000:00:01.2", TRISTATE_ABSENT},
    {"alone", "dense", NIC, false, NIC, "0000:00:01.1", TRISTATE_ABSENT},
    {"full", "dense", NIC NIC NIC NIC NIC NIC NIC NIC, false, NIC, "0000:00:02.0", TRISTATE_YES},
    {"of another kind", "dense", NIC NIC, false, RNG, "0000:00:02.0", TRISTATE_YES},
    {"express", "dense", NIC NIC, false, EXPRESS, "0000:00:02.0", TRISTATE_ABSENT},
    {"own slot", "dense", NIC NIC, false, NIC_AT("multifunction='off'"), "0000:00:02.0",
     TRISTATE_NO},
    {"first is gone", "dense", NIC_AT(SECOND), false, NIC, "0000:00:01.0", TRISTATE_YES},
    {"stock slot", "dense", NIC_AT("bus='0' slot='1'"), false, NIC, "0000:00:02.0", TRISTATE_YES},
    {"beside express", "dense",
     NIC_AT(FIRST) "<interface type='user'><model type='e1000e'/><address "
                   "type='pci' " SECOND "/></interface>",
     false, NIC, "0000:00:02.0", TRISTATE_YES},
    {"default", "default", NIC_AT(FIRST) NIC_AT(SECOND), false, NIC, "0000:00:02.0",
     TRISTATE_ABSENT},
    {"running", "dense", NIC NIC, true, NIC, "0000:00:02.0", TRISTATE_ABSENT},
    {"running, of another kind", "dense", NIC NIC, true, RNG, "0000:00:02.0", TRISTATE_ABSENT},
};

static char *
document_of(const char *packing, const char *devices)
{
    return g_strconcat("<domain type='qemu'><name>guest</name>"
                       "<uuid>1f0a9f0e-52c7-4d2b-9a52-0000ea947ff2</uuid><metadata>"
                       "<pseries:pci xmlns:pseries='" EXTENSION_NAMESPACE "' packing='",
                       packing,
                       "'/></metadata><memory>1048576</memory><os>"
                       "<type arch='ppc64' machine='pseries'>hvm</type></os><devices>"
                       "<controller type='usb' model='none'/><memballoon model='none'/>",
                       devices, "</devices></domain>", NULL);
}

static void
test_row(gconstpointer data)
{
    size_t i = GPOINTER_TO_SIZE(data);
    g_autofree char *document = document_of(rows[i].packing, rows[i].devices);
    g_autoptr(Plan) plan = property_case_plan(document);
    Planner with = property_case_planner();
    g_autoptr(Report) report = report_new();
    g_autoptr(GPtrArray) added = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *address = NULL;
    const Device *device = NULL;

    if (rows[i].is_running)
        plan->domain->id = OPTIONAL_UINT(7);
    added = plan_add_device(plan, &with, rows[i].joining, strlen(rows[i].joining), report);
    report_to_error(report, &error);
    g_assert_no_error(error);
    device = g_ptr_array_index(added, added->len - 1);
    address = address_text(&device->address);
    g_assert_cmpstr(address, ==, rows[i].expected);
    g_assert_cmpint(device->address.multifunction, ==, rows[i].is_multi);
}

int
main(int argc, char **argv)
{
    int status = 0;

    g_test_init(&argc, &argv, NULL);
    property_case_begin();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strconcat("/packing/", rows[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
    }
    status = g_test_run();
    property_case_end();
    return status;
}
