/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "address/pci_placement.h"

#include <libvirt/virterror.h>
#include <string.h>

#include "qemu/capabilities_build.h"

/* Placement looks at a device's name, line and address only. */
static const XmlField no_fields[] = {XML_END};
static const XmlBinding thing_binding = {"thing", sizeof(Device), no_fields};
static const DeviceKind thing_kind = {.binding = &thing_binding};

enum { MAX_THINGS = 1000 };

typedef struct {
    Device devices[MAX_THINGS];
    PciRequest requests[MAX_THINGS];
    size_t n;
    PciPlacement *placement;
    Report *report;
    MachineFacts *facts;
} Bench;

static void
set_up(Bench *bench, const char *machine)
{
    memset(bench, 0, sizeof(*bench));
    bench->report = report_new();
    bench->facts = machine_facts_new(machine);
    bench->facts->max_phb_index = 30;
    bench->facts->has_extended_config_space = machine_facts_is_at_least(bench->facts, 2, 9);
    bench->placement = pci_placement_new(machine_rules, bench->facts, bench->report);
    pci_buses_add(pci_placement_buses(bench->placement),
                  machine_bus_rule(machine_rules, "pci-root"), 0, OPTIONAL_UINT(0), 0);
}

static void
tear_down(Bench *bench)
{
    pci_placement_free(bench->placement);
    machine_facts_free(bench->facts);
    report_free(bench->report);
}

static Address *
add(Bench *bench, PciClass class, int group)
{
    Device *device = &bench->devices[bench->n];

    device->kind = &thing_kind;
    device->line = (unsigned)bench->n + 1;
    bench->requests[bench->n] = (PciRequest){
        .device = device,
        .model = "model",
        .class = class,
        .plug = machine_rules->plugs[class],
        .isolation_group = group,
    };
    bench->n++;
    return &device->address;
}

static Address *
add_at(Bench *bench, unsigned bus, unsigned slot, unsigned function)
{
    Address *address = add(bench, PCI_CLASS_CONVENTIONAL, BUS_EMULATED);

    address->type = ADDRESS_PCI;
    address->bus = OPTIONAL_UINT(bus);
    address->slot = OPTIONAL_UINT(slot);
    address->function = OPTIONAL_UINT(function);
    return address;
}

static void
place(Bench *bench)
{
    pci_placement_run(bench->placement, bench->requests, bench->n);
}

static void
assert_at(const Bench *bench, size_t i, const char *expected)
{
    g_autofree char *text = address_text(&bench->devices[i].address);

    g_assert_cmpstr(text, ==, expected);
}

static void
assert_problem(const Bench *bench, ReportLevel level, const char *part)
{
    for (unsigned i = 0; i < report_n_problems(bench->report); i++) {
        const Problem *problem = report_problem(bench->report, i);

        if (problem->level == level && strstr(problem->message, part) != NULL)
            return;
    }
    g_test_message("nothing says '%s'", part);
    g_assert_not_reached();
}

static void
test_holes(void)
{
    g_autofree Bench *bench = g_new0(Bench, 1);

    set_up(bench, "pseries-7.2");
    add_at(bench, 0, 2, 0);
    add(bench, PCI_CLASS_HYBRID, BUS_EMULATED);
    add(bench, PCI_CLASS_EXPRESS, BUS_EMULATED);
    place(bench);
    g_assert_cmpuint(report_n_problems(bench->report), ==, 0);
    assert_at(bench, 1, "0000:00:01.0");
    assert_at(bench, 2, "0000:00:03.0");
    tear_down(bench);
}

/* 31 devices fill PHB 0, and the next is there already; 961 fill all; one more is too many. */
static void
test_overflow(void)
{
    static const struct {
        size_t n_devices;
        unsigned n_buses;
        bool is_refused;
    } rows[] = {{30, 1, false}, {31, 2, false}, {32, 2, false}, {961, 31, false}, {962, 31, true}};

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree Bench *bench = g_new0(Bench, 1);

        set_up(bench, "pseries-7.2");
        while (bench->n < rows[i].n_devices)
            add(bench, PCI_CLASS_CONVENTIONAL, BUS_EMULATED);
        place(bench);
        g_assert_cmpuint(pci_buses_n(pci_placement_buses(bench->placement)), ==, rows[i].n_buses);
        g_assert_cmpuint(report_n_errors(bench->report), ==, rows[i].is_refused ? 1 : 0);
        if (rows[i].is_refused)
            assert_problem(bench, REPORT_ERROR, "hold 961");
        tear_down(bench);
    }
}

static void
test_isolation(void)
{
    g_autofree Bench *bench = g_new0(Bench, 1);

    set_up(bench, "pseries-7.2");
    add(bench, PCI_CLASS_HYBRID, 7);
    add(bench, PCI_CLASS_HYBRID, BUS_EMULATED);
    add(bench, PCI_CLASS_HYBRID, 9);
    add(bench, PCI_CLASS_HYBRID, 7);
    place(bench);
    assert_at(bench, 0, "0000:01:01.0");
    assert_at(bench, 1, "0000:00:01.0");
    assert_at(bench, 2, "0000:02:01.0");
    assert_at(bench, 3, "0000:01:02.0");
    tear_down(bench);
}

static void
test_multifunction(void)
{
    g_autofree Bench *bench = g_new0(Bench, 1);

    set_up(bench, "pseries-7.2");
    add_at(bench, 0, 4, 1);
    add_at(bench, 0, 4, 0);
    add_at(bench, 0, 6, 3);
    place(bench);
    g_assert_cmpint(bench->devices[1].address.multifunction, ==, TRISTATE_YES);
    g_assert_cmpint(bench->devices[0].address.multifunction, ==, TRISTATE_ABSENT);
    assert_problem(bench, REPORT_WARNING, "function 0 of that slot is empty");
    tear_down(bench);
}

/* What the document states and cannot be, or not as it may be meant. */
static const struct {
    const char *name;
    ReportLevel level;
    unsigned bus, slot, domain;
    const char *text;
} stated[] = {
    {"taken", REPORT_ERROR, 0, 9, 0, "double use of PCI Address 0000:00:09.0"},
    {"slot-zero-of-bus-0", REPORT_WARNING, 0, 0, 0, "slot 0 of bus 0"},
    {"slot-zero", REPORT_ERROR, 1, 0, 0, "slot must be >= 1"},
    {"domain", REPORT_ERROR, 0, 1, 1, "Only PCI domain 0"},
    {"bus-too-high", REPORT_ERROR, 31, 1, 0, "no more than 31 PHBs"},
};

static void
test_stated(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    g_autofree Bench *bench = g_new0(Bench, 1);
    Address *address = NULL;

    set_up(bench, "pseries-7.2");
    add_at(bench, 0, 9, 0);
    address = add_at(bench, stated[i].bus, stated[i].slot, 0);
    address->domain = OPTIONAL_UINT(stated[i].domain);
    place(bench);
    assert_problem(bench, stated[i].level, stated[i].text);
    g_assert_cmpuint(report_n_errors(bench->report), ==, stated[i].level == REPORT_ERROR ? 1 : 0);
    tear_down(bench);
}

static void
test_old_machine(void)
{
    g_autofree Bench *bench = g_new0(Bench, 1);

    set_up(bench, "pseries-2.8");
    add(bench, PCI_CLASS_EXPRESS, BUS_EMULATED);
    place(bench);
    g_assert_cmpuint(report_n_errors(bench->report), ==, 0);
    assert_problem(bench, REPORT_WARNING, "no extended configuration space");
    tear_down(bench);
}

/* A target index that a later controller states is not given to an earlier one. */
static void
test_targets(void)
{
    g_autofree Bench *bench = g_new0(Bench, 1);
    const BusRule *root = machine_bus_rule(machine_rules, "pci-root");

    set_up(bench, "pseries-7.2");
    pci_buses_add(pci_placement_buses(bench->placement), root, 1, (OptionalUint){0, false}, 5);
    pci_buses_add(pci_placement_buses(bench->placement), root, 2, OPTIONAL_UINT(1), 6);
    place(bench);
    g_assert_cmpuint(pci_buses_get(pci_placement_buses(bench->placement), 1)->target_index.value,
                     ==, 2);
    pci_buses_add(pci_placement_buses(bench->placement), root, 3, OPTIONAL_UINT(1), 7);
    assert_problem(bench, REPORT_ERROR, "each host bridge needs its own");
    tear_down(bench);
}

/* A function of a chip goes where the first one is; it takes no slot of its own. */
static void
test_set(void)
{
    g_autofree Bench *bench = g_new0(Bench, 1);
    Address *address = NULL;

    set_up(bench, "pseries-7.2");
    add(bench, PCI_CLASS_CONVENTIONAL, BUS_EMULATED);
    address = add(bench, PCI_CLASS_CONVENTIONAL, BUS_EMULATED);
    address->function = OPTIONAL_UINT(2);
    bench->requests[0].set = bench->requests[1].set = 1;
    add(bench, PCI_CLASS_CONVENTIONAL, BUS_EMULATED);
    place(bench);
    assert_at(bench, 0, "0000:00:01.0");
    assert_at(bench, 1, "0000:00:01.2");
    assert_at(bench, 2, "0000:00:02.0");
    tear_down(bench);
}

/* Two packs that a test's devices may be of. */
static const char nics[] = "nics", disks[] = "disks";

static void
add_packed(Bench *bench, const char *pack)
{
    add(bench, PCI_CLASS_HYBRID, BUS_EMULATED);
    bench->requests[bench->n - 1].pack = pack;
}

static void
add_packed_at(Bench *bench, const char *pack, unsigned slot, unsigned function, Tristate is_multi)
{
    add_at(bench, 0, slot, function)->multifunction = is_multi;
    bench->requests[bench->n - 1].pack = pack;
}

/* Eight in a slot, and those of another pack in another; what is of none has its own. */
static void
test_pack(void)
{
    g_autofree Bench *bench = g_new0(Bench, 1);

    set_up(bench, "pseries-7.2");
    for (unsigned i = 0; i < 9; i++)
        add_packed(bench, nics);
    add(bench, PCI_CLASS_EXPRESS, BUS_EMULATED);
    add_packed(bench, disks);
    add_packed(bench, nics);
    place(bench);
    assert_at(bench, 0, "0000:00:01.0");
    assert_at(bench, 7, "0000:00:01.7");
    assert_at(bench, 8, "0000:00:02.0");
    assert_at(bench, 9, "0000:00:03.0");
    assert_at(bench, 10, "0000:00:04.0");
    assert_at(bench, 11, "0000:00:02.1");
    g_assert_cmpint(bench->devices[0].address.multifunction, ==, TRISTATE_YES);
    g_assert_cmpint(bench->devices[7].address.multifunction, ==, TRISTATE_ABSENT);
    g_assert_cmpint(bench->devices[9].address.multifunction, ==, TRISTATE_ABSENT);
    g_assert_cmpint(bench->devices[10].address.multifunction, ==, TRISTATE_YES);
    tear_down(bench);
}

/* What is in slot 1 before a device of a pack comes, and where that goes. */
static const struct {
    const char *name;
    struct {
        const char *pack;
        unsigned function;
        Tristate is_multi;
    } there[2];
    size_t n_there;
    const char *expected;
} joined[] = {
    {"packed", {{nics, 0, TRISTATE_YES}, {nics, 1, TRISTATE_ABSENT}}, 2, "0000:00:01.2"},
    {"with-hole", {{nics, 0, TRISTATE_YES}, {nics, 2, TRISTATE_ABSENT}}, 2, "0000:00:01.1"},
    {"without-first", {{nics, 1, TRISTATE_ABSENT}, {nics, 2, TRISTATE_ABSENT}}, 2, "0000:00:01.0"},
    {"of-another-pack", {{disks, 0, TRISTATE_YES}}, 1, "0000:00:02.0"},
    {"of-two-packs", {{nics, 0, TRISTATE_YES}, {disks, 1, TRISTATE_ABSENT}}, 2, "0000:00:02.0"},
    {"of-none", {{nics, 0, TRISTATE_YES}, {NULL, 1, TRISTATE_ABSENT}}, 2, "0000:00:02.0"},
    {"of-none-first", {{NULL, 0, TRISTATE_YES}, {nics, 1, TRISTATE_ABSENT}}, 2, "0000:00:02.0"},
    {"not-multifunction", {{nics, 0, TRISTATE_ABSENT}}, 1, "0000:00:02.0"},
    {"multifunction-off", {{nics, 0, TRISTATE_NO}}, 1, "0000:00:02.0"},
};

static void
test_joined(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    g_autofree Bench *bench = g_new0(Bench, 1);

    set_up(bench, "pseries-7.2");
    for (size_t k = 0; k < joined[i].n_there; k++)
        add_packed_at(bench, joined[i].there[k].pack, 1, joined[i].there[k].function,
                      joined[i].there[k].is_multi);
    add_packed(bench, nics);
    place(bench);
    g_assert_cmpuint(report_n_errors(bench->report), ==, 0);
    assert_at(bench, joined[i].n_there, joined[i].expected);
    tear_down(bench);
}

/* 31 slots of eight; what is isolated shares neither slot nor bus with them. */
static void
test_pack_full(void)
{
    g_autofree Bench *bench = g_new0(Bench, 1);

    set_up(bench, "pseries-7.2");
    for (unsigned i = 0; i < 248; i++)
        add_packed(bench, nics);
    add(bench, PCI_CLASS_HYBRID, 7);
    add_packed(bench, nics);
    place(bench);
    assert_at(bench, 247, "0000:00:1f.7");
    assert_at(bench, 248, "0000:01:01.0");
    assert_at(bench, 249, "0000:02:01.0");
    tear_down(bench);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pci_placement/holes", test_holes);
    g_test_add_func("/pci_placement/overflow", test_overflow);
    g_test_add_func("/pci_placement/isolation", test_isolation);
    g_test_add_func("/pci_placement/multifunction", test_multifunction);
    g_test_add_func("/pci_placement/old_machine", test_old_machine);
    g_test_add_func("/pci_placement/targets", test_targets);
    g_test_add_func("/pci_placement/set", test_set);
    g_test_add_func("/pci_placement/pack", test_pack);
    g_test_add_func("/pci_placement/pack_full", test_pack_full);
    for (size_t i = 0; i < G_N_ELEMENTS(joined); i++) {
        g_autofree char *path = g_strconcat("/pci_placement/joined/", joined[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_joined);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(stated); i++) {
        g_autofree char *path = g_strconcat("/pci_placement/stated/", stated[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_stated);
    }
    return g_test_run();
}
