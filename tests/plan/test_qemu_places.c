/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * allocation='qemu' with a real QEMU: each fixture that it takes, and generated guests, are placed
 * by it.  Planned again nothing changes and no QEMU is needed; a device that is added or taken away
 * moves no other; reserve-slot-zero keeps slot 0 free.
 *
 * PSERIES_TEST_SEED chooses the generated guests, PSERIES_TEST_GUESTS how many.
 */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "devices/device_kinds.h"
#include "domain/domain_walk.h"
#include "generator.h"
#include "plan/place_by_qemu.h"
#include "property_case.h"
#include "qemu/probe.h"
#include "watched_try_out.h"
#include "xml/relaxng.h"

static const char emulator[] = "qemu-system-ppc64";
enum { DEFAULT_GUESTS = 20, SCHEMA_SHARE = 8 };

static struct {
    Capabilities *capabilities;
    unsigned n_trials; /* QEMUs that were started */
} suite;

static const Capabilities *
probed_capabilities(void *user, const char *path, GError **error)
{
    (void)user;
    (void)path;
    (void)error;
    return suite.capabilities;
}

static Planner
planner(bool has_qemu)
{
    Planner with = property_case_planner();

    with.capabilities = probed_capabilities;
    with.try_out = has_qemu ? watched_try_out : NULL;
    with.try_out_user = &suite.n_trials;
    return with;
}

/* Returns: (owned) @xml with @element in its <metadata>. */
static char *
with_element(const char *xml, const char *element)
{
    const char *end = strstr(xml, "</metadata>");
    const char *own = strstr(xml, "<pseries:pci ");
    g_autofree char *wrapped = g_strdup_printf("<metadata>%s</metadata>", element);
    const char *insert = end != NULL ? element : wrapped;

    /* It is there, with another attribute. */
    if (own != NULL)
        return g_strdup_printf("%.*s<pseries:pci allocation='qemu'%s", (int)(own - xml), xml,
                               own + strlen("<pseries:pci"));
    if (end == NULL)
        end = strstr(xml, "<name>");
    return end == NULL ? NULL : g_strdup_printf("%.*s%s%s", (int)(end - xml), xml, insert, end);
}

#define ELEMENT(attributes)                                                                        \
    "<pseries:pci xmlns:pseries='urn:libvirt-pseries:domain:1.0' allocation='qemu'" attributes "/" \
    ">"

/* Returns: (owned, nullable) the plan; NULL with @error. */
static Plan *
plan_with(const Planner *with, const char *xml, GError **error)
{
    g_autoptr(Report) report = report_new();
    g_autoptr(Plan) plan = plan_document(with, xml, strlen(xml), report);

    if (!report_to_error(report, error))
        return NULL;
    return g_steal_pointer(&plan);
}

static Plan *
plan_or_die(const char *name, const char *xml, bool has_qemu)
{
    Planner with = planner(has_qemu);
    g_autoptr(GError) error = NULL;
    Plan *plan = plan_with(&with, xml, &error);

    if (plan == NULL)
        g_test_message("%s: %s\n%s", name, error->message, xml);
    g_assert_no_error(error);
    return plan;
}

/* Whether the default mode takes @xml. */
static bool
is_planned_by_default(const char *xml)
{
    Planner with = planner(false);
    g_autoptr(Plan) plan = plan_with(&with, xml, NULL);

    return plan != NULL && plan->context.rules->has_papr;
}

static void
assert_settled(const char *name, const char *planned)
{
    g_autoptr(Plan) again = plan_or_die(name, planned, false);
    g_autofree char *xml = plan_xml(again);

    g_assert_cmpstr(xml, ==, planned);
}

static bool
is_valid(const char *schema, const char *xml)
{
    g_autoptr(Report) report = report_new();

    relaxng_validate(schema, xml, strlen(xml), report);
    return report_n_errors(report) == 0;
}

/* A stock libvirt's grammar and ours take the document; that of libvirt 9.0 lacks some of what it
 * reads, and then does not take the document of the default mode either. */
static void
assert_valid(const char *xml, const char *planned)
{
    static const char *const schemas[] = {STOCK_SCHEMAS "/domain.rng", OUR_SCHEMA};
    Planner with = planner(false);
    g_autoptr(Plan) plan = plan_with(&with, xml, NULL);
    g_autofree char *by_default = plan_xml(plan);

    for (size_t i = 0; i < G_N_ELEMENTS(schemas); i++)
        g_assert_true(is_valid(schemas[i], planned) || !is_valid(schemas[i], by_default));
}

/* Every device of the plan has a whole address, and no two have the same. */
static void
assert_placed(const Plan *plan, bool has_slot_zero)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    DOMAIN_EACH_DEVICE(const Device, device, plan->domain) {
        const Address *address = &device->address;
        bool is_console = strcmp(device_name(device), "console") == 0;

        if (address->type == ADDRESS_NONE || is_console)
            continue;
        g_assert_true(address_is_complete(address));
        if (address->type == ADDRESS_PCI && !has_slot_zero)
            g_assert_cmpuint(address->slot.value, !=, 0);
        if (address->type != ADDRESS_DRIVE)
            g_assert_true(g_hash_table_add(
                seen, g_strdup_printf("%d %s", (int)address->type, address_text(address))));
    }
}

/* ---- what moves ---- */

/* @xml: (taken, nullable) the document of a guest that QEMU has placed but for some device. */
static void
assert_change_moves_none(const char *before, char *xml)
{
    g_autofree char *changed = xml;
    g_autoptr(Plan) plan = NULL;
    g_autofree char *planned = NULL;

    if (changed == NULL)
        return;
    plan = plan_or_die("generated", changed, true);
    planned = plan_xml(plan);
    property_case_assert_none_moved(before != NULL ? before : changed, planned);
    assert_settled("generated", planned);
}

/* ---- the guests ---- */

/* What QEMU itself does not take in a guest that is planned with a warning of that. */
static bool
is_refused_by_qemu(const char *name)
{
    static const char *const names[] = {"machine-2.8-htm", "cpu-host-model", NULL};

    return g_strv_contains(names, name);
}

/* Returns: (owned) the document of the fixture. */
static char *
fixture(const char *name)
{
    g_autofree char *path = g_strdup_printf("%s/qemuxml2argvdata/%s.xml", TESTS, name);
    char *xml = NULL;

    g_assert_true(g_file_get_contents(path, &xml, NULL, NULL));
    return xml;
}

/* Whether the fixture is a guest that QEMU can place and has not placed yet. */
static bool
is_tried(const char *name)
{
    g_autofree char *xml = fixture(name);
    g_autofree char *element = with_element(xml, ELEMENT(""));

    return strstr(xml, "allocation=") == NULL && element != NULL && !is_refused_by_qemu(name) &&
           is_planned_by_default(xml);
}

static void
test_fixture(const void *user)
{
    const char *name = user;
    g_autofree char *xml = fixture(name);
    g_autofree char *element = with_element(xml, ELEMENT(""));
    g_autofree char *planned = NULL;
    g_autoptr(Plan) plan = NULL;

    plan = plan_or_die(name, element, true);
    planned = plan_xml(plan);
    g_assert_nonnull(plan->extension.placement);
    assert_placed(plan, true);
    assert_settled(name, planned);
    if (g_str_hash(name) % SCHEMA_SHARE == 0)
        assert_valid(xml, planned);
}

static void
test_generated(void)
{
    g_autoptr(Generator) generator = generator_new(property_case_seed());
    g_autoptr(GRand) random = g_rand_new_with_seed(property_case_seed());

    for (unsigned i = 0; i < property_case_n_guests(DEFAULT_GUESTS); i++) {
        g_autofree char *document = generator_document(generator);
        g_autofree char *device = generator_device(generator);
        bool has_slot_zero = i % 3 != 0;
        g_autofree char *xml = with_element(
            document, has_slot_zero ? ELEMENT("") : ELEMENT(" reserve-slot-zero='yes'"));
        g_autoptr(Plan) plan = plan_or_die("generated", xml, true);
        g_autofree char *planned = plan_xml(plan);

        assert_placed(plan, has_slot_zero);
        assert_settled("generated", planned);
        assert_change_moves_none(NULL, property_case_without_device(planned, random));
        assert_change_moves_none(planned, property_case_with_device(planned, device));
    }
}

/* ---- rules ---- */

static const char simple[] = "<domain type='qemu'><metadata>" ELEMENT(
    "") "</metadata><name>places</name>"
        "<memory unit='MiB'>512</memory><os><type arch='ppc64' machine='pseries'>hvm</type></os>"
        "<devices><controller type='usb' model='none'/><memballoon "
        "model='none'/>%s</devices></domain>";

static const char nic[] = "<interface type='user'><model type='virtio'/>%s</interface>";

/* Slot 31 is taken: QEMU's hotplug fails then without a slot (its check reads the missing slot as
 * 31), its start does not. */
static void
test_slot_31(void)
{
    g_autofree char *last =
        g_strdup_printf(nic, "<address type='pci' domain='0' bus='0' slot='31' function='0'/>");
    g_autofree char *other = g_strdup_printf(nic, "");
    g_autofree char *devices = g_strconcat(last, other, NULL);
    g_autofree char *xml = g_strdup_printf(simple, devices);
    g_autoptr(Plan) plan = plan_or_die("slot-31", xml, true);
    g_autofree char *planned = plan_xml(plan);

    g_assert_nonnull(strstr(planned, "slot='0x1f'"));
    g_assert_nonnull(strstr(planned, "slot='0x00'"));
}

/* QEMU's own next reg would collide on the interrupt with what the document states. */
static void
test_interrupts(void)
{
    g_autofree char *xml =
        g_strdup_printf(simple, "<interface type='user'><model type='spapr-vlan'/>"
                                "<address type='spapr-vio' reg='0x1000'/></interface>"
                                "<interface type='user'><model type='spapr-vlan'/></interface>");
    g_autoptr(Plan) plan = plan_or_die("interrupts", xml, true);
    g_autofree char *planned = plan_xml(plan);

    g_assert_nonnull(strstr(planned, "reg='0x71000002'"));
}

static void
test_no_trial_when_recorded(void)
{
    g_autofree char *device = g_strdup_printf(nic, "");
    g_autofree char *xml = g_strdup_printf(simple, device);
    g_autoptr(Plan) plan = plan_or_die("recorded", xml, true);
    g_autofree char *planned = plan_xml(plan);
    g_autoptr(Plan) again = NULL;

    suite.n_trials = 0;
    again = plan_or_die("recorded", planned, true);
    g_assert_nonnull(again);
    g_assert_cmpuint(suite.n_trials, ==, 0);
}

/* Returns: (owned) @text with @new for the first @old. */
static char *
replaced(const char *text, const char *old, const char *new)
{
    g_auto(GStrv) around = g_strsplit(text, old, 2);

    g_assert_nonnull(around[1]);
    return g_strconcat(around[0], new, around[1], NULL);
}

static const PlacementCore *
core_of(const Plan *plan)
{
    return g_ptr_array_index(plan->extension.placement->cores, 0);
}

/* Another QEMU's defaults: what is recorded is stated, and another model is recorded anew. */
static void
test_record_is_stated(void)
{
    g_autofree char *document = g_strdup_printf(simple, "");
    g_autofree char *xml = replaced(document, "<os>", "<cpu><model>POWER9</model></cpu><os>");
    g_autoptr(Plan) plan = plan_or_die("record", xml, true);
    g_autofree char *planned = plan_xml(plan);
    g_autofree char *other = replaced(planned, "POWER9</model>", "POWER8</model>");
    g_autoptr(Plan) kept = plan_or_die("record", planned, false);
    g_autoptr(Plan) changed = plan_or_die("record", other, true);
    g_autoptr(Argv) argv = plan_argv(kept);
    const char *machine = "";

    for (unsigned i = 0; i < argv_n(argv); i++) {
        if (g_str_equal(argv_option(argv, i), "-machine"))
            machine = argv_value(argv, i);
        if (g_str_equal(argv_option(argv, i), "-cpu"))
            g_assert_true(g_str_has_prefix(core_of(kept)->type, argv_value(argv, i)));
    }
    g_assert_nonnull(strstr(machine, ",cap-sbbc="));
    g_assert_true(g_str_has_prefix(core_of(changed)->type, "power8_v"));
}

/* One device joins a planned guest: QEMU is asked for its place alone. */
static void
test_device_joins(void)
{
    g_autofree char *first = g_strdup_printf(nic, "");
    g_autofree char *xml = g_strdup_printf(simple, first);
    g_autoptr(Plan) plan = plan_or_die("joins", xml, true);
    Planner with = planner(true);
    g_autoptr(Report) report = report_new();
    g_autoptr(GPtrArray) added = plan_add_device(plan, &with, first, strlen(first), report);
    const PlacementDevice *old = NULL;
    const PlacementDevice *new = NULL;
    g_autofree char *planned = NULL;

    g_assert_cmpuint(report_n_errors(report), ==, 0);
    g_assert_cmpuint(added->len, ==, 1);
    old = placement_find_device(plan->extension.placement, "net0");
    new = placement_find_device(plan->extension.placement, "net1");
    g_assert_cmpuint(old->slot.value, ==, 0);
    g_assert_cmpuint(new->slot.value, ==, 1);
    planned = plan_xml(plan);
    assert_settled("joins", planned);
}

/* One fixture in three is enough for every day; all of them take minutes. */
enum { FIXTURES_EACH = 3 };

static bool
is_chosen(const char *name)
{
    return g_strcmp0(g_getenv("PSERIES_QEMU"), "full") == 0 ||
           g_str_hash(name) % FIXTURES_EACH == 0;
}

static void
add_fixtures(void)
{
    g_autofree char *folder = g_build_filename(TESTS, "qemuxml2argvdata", NULL);
    GDir *names = g_dir_open(folder, 0, NULL);
    const char *name = NULL;

    while ((name = g_dir_read_name(names)) != NULL) {
        g_autofree char *stem = NULL;
        g_autofree char *errors = NULL;

        if (!g_str_has_suffix(name, ".xml"))
            continue;
        stem = g_strndup(name, strlen(name) - strlen(".xml"));
        errors = g_strdup_printf("%s/%s.err", folder, stem);
        if (!g_file_test(errors, G_FILE_TEST_EXISTS) && is_tried(stem) && is_chosen(stem)) {
            g_autofree char *path = g_strdup_printf("/fixture/%s", stem);

            g_test_add_data_func_full(path, g_steal_pointer(&stem), test_fixture, g_free);
        }
    }
    g_dir_close(names);
}

int
main(int argc, char **argv)
{
    g_autofree char *cache = probe_default_cache_directory();
    ProbeRequest request = {.emulator = emulator, .cache_directory = cache};
    g_autoptr(GError) error = NULL;
    int status = 0;

    g_test_init(&argc, &argv, NULL);
    property_case_begin();
    suite.capabilities = probe(&request, &error);
    g_assert_no_error(error);
    g_test_add_func("/slot-31", test_slot_31);
    g_test_add_func("/interrupts", test_interrupts);
    g_test_add_func("/no-trial-when-recorded", test_no_trial_when_recorded);
    g_test_add_func("/record-is-stated", test_record_is_stated);
    g_test_add_func("/device-joins", test_device_joins);
    g_test_add_func("/generated", test_generated);
    add_fixtures();
    status = g_test_run();
    capabilities_free(suite.capabilities);
    property_case_end();
    return status;
}
