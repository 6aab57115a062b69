/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What must hold for every guest, tried on generated ones:  a plan planned again is the same plan;
 * adding or removing a device moves no other; no two devices share an address; IOMMU groups are
 * isolated; with packing='dense', only plain devices of one kind share a slot.
 *
 * PSERIES_TEST_SEED chooses the guests, PSERIES_TEST_GUESTS how many.
 */
#include <libxml/tree.h>
#include <string.h>

#include "base/error.h"
#include "devices/controller.h"
#include "devices/device_kinds.h"
#include "domain/domain_walk.h"
#include "domain/extension.h"
#include "generator.h"
#include "plan/packing.h"
#include "property_case.h"
#include "xml/document.h"

enum { DEFAULT_GUESTS = 2000 };

/* Attributes of our element. */
static const char dense[] = "packing='dense'";

static char *
xml_of(const Plan *plan)
{
    return plan_xml(plan);
}

/* Returns: (owned) what may not be shared: "pci 0000:01:02.0". */
static char *
address_key(const Device *device)
{
    g_autofree char *text = address_text(&device->address);

    return g_strdup_printf("%d %s", (int)device->address.type, text);
}

/* A console that stands for a serial repeats its address. */
static bool
has_own_address(const Device *device)
{
    return device->address.type != ADDRESS_NONE && strcmp(device_name(device), "console") != 0;
}

static void
assert_no_shared_address(const Plan *plan)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    DOMAIN_EACH_DEVICE(const Device, device, plan->domain) {
        if (!has_own_address(device))
            continue;
        g_assert_true(address_is_complete(&device->address));
        g_assert_true(g_hash_table_add(seen, address_key(device)));
    }
}

/* No PHB has devices of two groups, or of a group and emulated ones: none of the documents asks for
 * it. */
static void
assert_isolation(const Plan *plan)
{
    g_autoptr(GHashTable) groups = g_hash_table_new(NULL, NULL);

    DOMAIN_EACH_DEVICE(const Device, device, plan->domain) {
        AddressNeed need = {.type = ADDRESS_NONE};
        gpointer bus = GSIZE_TO_POINTER(device->address.bus.value + 1);
        gpointer known = NULL;

        if (device->kind->need != NULL)
            need = device->kind->need(device, plan->domain, &plan->context);
        if (need.type != ADDRESS_PCI)
            continue;
        known = g_hash_table_lookup(groups, bus);
        if (known == NULL)
            g_hash_table_insert(groups, bus, GINT_TO_POINTER(need.isolation_group + 1));
        else
            g_assert_cmpint(GPOINTER_TO_INT(known), ==, need.isolation_group + 1);
    }
}

/* Of the devices of a slot with several functions all are plain and of one kind.  Returns: how many
 * share a slot with one that was there. */
static unsigned
assert_packing(const Plan *plan)
{
    g_autoptr(GHashTable) kinds = g_hash_table_new(NULL, NULL);
    unsigned n_shared = 0;

    DOMAIN_EACH_DEVICE(const Device, device, plan->domain) {
        const Address *address = &device->address;
        gpointer slot = GSIZE_TO_POINTER(address->bus.value * 32 + address->slot.value);
        AddressNeed need = {.type = ADDRESS_NONE};
        const DeviceKind *kind = NULL;

        if (device->kind->need != NULL)
            need = device->kind->need(device, plan->domain, &plan->context);
        if (need.type != ADDRESS_PCI)
            continue;
        kind = packing_kind(device, &need,
                            capabilities_pci_class(plan->context.capabilities, need.model));
        if (g_hash_table_insert(kinds, slot, (gpointer)kind))
            continue;
        n_shared++;
        g_assert_nonnull(kind);
        DOMAIN_EACH_DEVICE(const Device, other, plan->domain)
            if (other->address.type == ADDRESS_PCI &&
                other->address.bus.value == address->bus.value &&
                other->address.slot.value == address->slot.value)
                g_assert_true(other->kind == kind);
    }
    return n_shared;
}

/* @xml: (taken, nullable) a planned document with, or without, some device. */
static void
assert_change_moves_none(const char *before, char *xml)
{
    g_autofree char *changed = xml;
    g_autoptr(Plan) plan = changed != NULL ? property_case_plan(changed) : NULL;
    g_autofree char *planned = plan != NULL ? xml_of(plan) : NULL;

    if (planned != NULL)
        property_case_assert_none_moved(before != NULL ? before : changed, planned);
}

/* Returns: (owned) the ids of the devices, by what they are called and where they are. */
static char *
ids_of(const Domain *domain)
{
    GString *ids = g_string_new(NULL);

    DOMAIN_EACH_DEVICE(const Device, device, domain)
        g_string_append_printf(ids, "%s ", device->id);
    return g_string_free(ids, FALSE);
}

static void
assert_ids_are_unique(const Domain *domain)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

    DOMAIN_EACH_DEVICE(const Device, device, domain)
        if (device->id != NULL)
            g_assert_true(g_hash_table_add(seen, device->id));
}

/* Returns: (owned) @xml (taken) without the numbers of consoles. */
static char *
without_numbers(char *xml)
{
    g_autoptr(GRegex) number = g_regex_new("(<target type='virtio') port='[0-9]+'", 0, 0, NULL);
    char *left = g_regex_replace(number, xml, -1, 0, "\\1", 0, NULL);

    g_free(xml);
    return left;
}

/* A device that joins a planned guest makes it what planning the document with that device makes of
 * it; the rest keeps its ids; and without it the guest is what it was, but for controllers. */
static void
assert_joining(const char *device, const char *planned)
{
    Planner with = property_case_planner();
    g_autofree char *appended = property_case_with_device(planned, device);
    g_autoptr(Plan) plan = property_case_plan(planned);
    g_autoptr(Plan) whole = property_case_plan(appended);
    g_autoptr(Report) report = report_new();
    g_autoptr(GPtrArray) added = NULL;
    g_autofree char *wanted = xml_of(whole);
    g_autofree char *found = NULL;
    g_autofree char *ids = NULL;
    g_autofree char *ids_after = NULL;
    g_autofree char *left = NULL;
    g_autofree char *before = NULL;
    g_autoptr(GError) error = NULL;

    plan_name_devices(plan);
    ids = ids_of(plan->domain);
    added = plan_add_device(plan, &with, device, strlen(device), report);
    report_to_error(report, &error);
    g_assert_no_error(error);
    found = xml_of(plan);
    g_assert_cmpstr(found, ==, wanted);
    assert_ids_are_unique(plan->domain);
    for (unsigned i = added->len; i > 0; i--)
        device_free(plan_remove_device(plan, g_ptr_array_index(added, i - 1)));
    ids_after = ids_of(plan->domain);
    g_assert_cmpstr(ids_after, ==, ids);
    left = without_numbers(plan_xml(plan));
    before = without_numbers(g_strdup(planned));
    g_assert_cmpstr(left, ==, before);
}

/* A copy is written as its original is, and does not end with it. */
static void
assert_clone_equals(const char *planned)
{
    Plan *plan = property_case_plan(planned);
    g_autoptr(Domain) clone = NULL;
    g_autofree char *ids = NULL;
    g_autofree char *cloned_ids = NULL;
    g_autofree char *xml = NULL;

    plan_name_devices(plan);
    clone = domain_clone(plan->domain);
    g_assert_null(domain_find_difference(plan->domain, clone));
    ids = ids_of(plan->domain);
    cloned_ids = ids_of(clone);
    g_assert_cmpstr(cloned_ids, ==, ids);
    plan_free(plan);
    xml = domain_format(clone, DOMAIN_XML_SECURE);
    g_assert_cmpstr(xml, ==, planned);
}

/* Takes an attribute out of @node or a descendant at random, else a whole child. */
static void
change_something(GRand *random, xmlNodePtr node)
{
    xmlNodePtr child = node->children;

    for (gint32 n = g_rand_int_range(random, 0, 16); child != NULL && n > 0; n--)
        child = child->next;
    if (child != NULL && child->type == XML_ELEMENT_NODE && g_rand_int_range(random, 0, 4) > 0) {
        change_something(random, child);
    } else if (node->properties != NULL) {
        xmlRemoveProp(node->properties);
    } else if (child != NULL) {
        xmlUnlinkNode(child);
        xmlFreeNode(child);
    }
}

/* Two definitions differ exactly when they are written differently. */
static void
assert_change_is_found(GRand *random, const char *planned)
{
    g_autoptr(Report) report = report_new();
    g_autoptr(XmlDocument) before = property_case_document(planned);
    g_autoptr(XmlDocument) after = property_case_document(planned);
    g_autoptr(Domain) domain =
        domain_parse(xmlDocGetRootElement(before), &device_table, false, report);
    g_autoptr(Domain) changed = NULL;
    g_autoptr(XmlDifference) difference = NULL;
    g_autofree char *xml = domain_format(domain, DOMAIN_XML_SECURE);
    g_autofree char *changed_xml = NULL;

    change_something(random, xmlDocGetRootElement(after));
    changed = domain_parse(xmlDocGetRootElement(after), &device_table, false, report);
    changed_xml = domain_format(changed, DOMAIN_XML_SECURE);
    difference = domain_find_difference(domain, changed);
    g_assert_cmpint(difference == NULL, ==, strcmp(xml, changed_xml) == 0);
}

/* The documents ask for bridges and isolated host devices as well; what nobody drew was not tried.
 */
typedef struct {
    GHashTable *kinds;
    unsigned n_bridges, n_isolated, n_packed;
} Coverage;

static void
note_coverage(const Plan *plan, Coverage *coverage)
{
    DOMAIN_EACH_DEVICE(const Device, device, plan->domain) {
        AddressNeed need = {.type = ADDRESS_NONE};

        if (device->kind->need != NULL)
            need = device->kind->need(device, plan->domain, &plan->context);
        g_hash_table_add(coverage->kinds, (gpointer)device->kind);
        coverage->n_bridges += need.makes_bus != NULL;
        coverage->n_isolated += need.isolation_group > 0;
    }
}

static void
assert_coverage(const Coverage *coverage)
{
    for (size_t i = 0; device_kinds[i] != NULL; i++) {
        if (!g_hash_table_contains(coverage->kinds, device_kinds[i]))
            g_test_message("never drawn: %s", device_kinds[i]->binding->element);
        g_assert_true(g_hash_table_contains(coverage->kinds, device_kinds[i]));
    }
    g_assert_cmpuint(coverage->n_bridges, >, 0);
    g_assert_cmpuint(coverage->n_isolated, >, 0);
}

/* Returns: (owned) @document with our element, which has @attributes. */
static char *
with_extension(const char *document, const char *attributes)
{
    g_auto(GStrv) halves = g_strsplit(document, "<maxMemory", 2);

    return g_strconcat(halves[0], "<metadata><pseries:pci xmlns:pseries='", EXTENSION_NAMESPACE,
                       "' ", attributes, "/></metadata><maxMemory", halves[1], NULL);
}

/* One guest, in every respect. */
static void
assert_guest(GRand *random, const char *document, const char *device, Coverage *coverage)
{
    g_autoptr(Plan) plan = property_case_plan(document);
    g_autofree char *planned = xml_of(plan);
    g_autoptr(Plan) again = property_case_plan(planned);
    g_autofree char *replanned = xml_of(again);

    g_assert_cmpstr(replanned, ==, planned);
    note_coverage(plan, coverage);
    assert_no_shared_address(plan);
    assert_isolation(plan);
    coverage->n_packed += plan->context.is_dense ? assert_packing(plan) : 0;
    assert_change_moves_none(planned, property_case_with_device(planned, device));
    assert_change_moves_none(NULL, property_case_without_device(planned, random));
    assert_clone_equals(planned);
    assert_joining(device, planned);
    assert_change_is_found(random, planned);
}

/* @data: the attributes of our element. */
static void
test_guests(gconstpointer data)
{
    unsigned n_guests = property_case_n_guests(data == dense ? DEFAULT_GUESTS / 2 : DEFAULT_GUESTS);
    g_autoptr(Generator) generator = generator_new(property_case_seed());
    g_autoptr(GRand) random = g_rand_new_with_seed(property_case_seed());
    g_autofree char *missing = NULL;
    g_autoptr(GHashTable) kinds = g_hash_table_new(NULL, NULL);
    Coverage coverage = {.kinds = kinds};

    for (unsigned i = 0; i < n_guests; i++) {
        g_autofree char *drawn = generator_document(generator);
        g_autofree char *document = with_extension(drawn, data);
        g_autofree char *device = generator_device(generator);

        assert_guest(random, document, device, &coverage);
    }
    assert_coverage(&coverage);
    g_assert_cmpint(coverage.n_packed > 0, ==, data == dense);
    missing = generator_never_drawn(generator);
    g_assert_cmpstr(missing, ==, NULL);
}

/* ---- PowerNV: PHBs of one device, then a switch ---- */

static char *
nic_of(GRand *random)
{
    static const char *const models[] = {"virtio", "e1000e", "rtl8139"};

    return g_strdup_printf(
        "<interface type='user'><mac address='52:54:00:%02x:%02x:%02x'/><model type='%s'/>"
        "</interface>",
        g_rand_int_range(random, 0, 256), g_rand_int_range(random, 0, 256),
        g_rand_int_range(random, 0, 256),
        models[g_rand_int_range(random, 0, G_N_ELEMENTS(models))]);
}

static char *
powernv_document(GRand *random)
{
    static const char *const machines[] = {"powernv8", "powernv9", "powernv10"};
    GString *text = g_string_new(NULL);
    int n_nics = g_rand_int_range(random, 0, 25);

    g_string_printf(text,
                    "<domain type='qemu'><name>powernv</name>"
                    "<uuid>1f0a9f0e-52c7-4d2b-9a52-0000ea947ff2</uuid><memory>1048576</memory>"
                    "<os><type arch='ppc64' machine='%s'>hvm</type></os><devices>",
                    machines[g_rand_int_range(random, 0, G_N_ELEMENTS(machines))]);
    for (int i = 0; i < n_nics; i++) {
        g_autofree char *nic = nic_of(random);

        g_string_append(text, nic);
    }
    g_string_append(text, "</devices></domain>");
    return g_string_free(text, FALSE);
}

static void
test_powernv(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(property_case_seed());
    g_autoptr(GHashTable) kinds = g_hash_table_new(NULL, NULL);
    Coverage coverage = {.kinds = kinds};

    for (unsigned i = 0; i < 200; i++) {
        g_autofree char *document = powernv_document(random);
        g_autofree char *nic = nic_of(random);

        assert_guest(random, document, nic, &coverage);
    }
}

int
main(int argc, char **argv)
{
    int status = 0;

    g_test_init(&argc, &argv, NULL);
    property_case_begin();
    g_test_add_data_func("/plan/properties", "packing='default'", test_guests);
    g_test_add_data_func("/plan/properties/dense", dense, test_guests);
    g_test_add_func("/plan/properties/powernv", test_powernv);
    status = g_test_run();
    property_case_end();
    return status;
}
