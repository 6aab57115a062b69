/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Placements as documents, damaged ones, and what differs between two.
 */
#include "qemu/placement_difference.h"

#include <string.h>

#include "xml/document.h"

#define SPACE " xmlns:pseries='urn:libvirt-pseries:domain:1.0'"
#define OPEN "<pseries:placement" SPACE " version='7.2.22' machine='pseries-7.2'>\n"
#define CLOSE "</pseries:placement>\n"
#define CAP "  <pseries:capability name='cap-htm' value='off'/>\n"
#define PHB0 "  <pseries:phb index='0' node='-1' extended-config='yes'/>\n"
#define PHB3 "  <pseries:phb index='3' node='1'/>\n"
#define CORE "  <pseries:core id='0' node='0' type='power9_v2.0-spapr-cpu-core'/>\n"
#define NVRAM "  <pseries:device type='spapr-nvram' reg='0x71000000'/>\n"
#define DISK                                                                                       \
    "  <pseries:device id='disk0' type='scsi-hd' bus='scsi0.0' channel='0' target='1' lun='2'/>\n"
#define NET                                                                                        \
    "  <pseries:device id='net0' type='e1000e' phb='3' slot='31' function='7' "                    \
    "multifunction='no' rom='yes' mac='52:54:00:00:00:01'/>\n"
#define RNG(slot) "  <pseries:device type='virtio-rng-pci' phb='0' slot='" slot "' function='0'/>\n"
#define DIMM                                                                                       \
    "  <pseries:device id='dimm0' type='pc-dimm' slot='2' address='0x50000000' "                   \
    "size='0x10000000' node='1'/>\n"
#define WHOLE OPEN CAP PHB0 PHB3 CORE NVRAM DIMM DISK NET CLOSE

static Placement *
read_placement(const char *text, Report *report)
{
    XmlContext context = {.report = report, .is_strict = true};
    g_autoptr(XmlDocument) document = xml_document_parse(text, strlen(text), report);
    Placement *placement = placement_new();

    g_assert_nonnull(document);
    xml_binding_parse(&placement_binding, xmlDocGetRootElement(document), placement, &context);
    placement_check(placement, 7, report);
    return placement;
}

static Placement *
read_sound(const char *text)
{
    g_autoptr(Report) report = report_new();
    Placement *placement = read_placement(text, report);

    if (report_n_problems(report) > 0)
        g_error("%s", report_problem(report, 0)->message);
    return placement;
}

static void
test_round_trip(void)
{
    g_autoptr(Placement) placement = read_sound(WHOLE);
    g_autoptr(Placement) clone = xml_binding_clone(&placement_binding, placement);
    g_autofree char *text = NULL;

    placement_sort(clone);
    text = placement_format(clone);
    g_assert_cmpstr(text, ==, WHOLE);
    g_assert_null(xml_binding_find_difference(&placement_binding, NULL, placement, clone));
}

/* The same devices in another order are written the same. */
static void
test_sort(void)
{
    g_autoptr(Placement) placement =
        read_sound(OPEN PHB3 NET RNG("9") NVRAM PHB0 DISK DIMM RNG("1") CORE CAP CLOSE);
    g_autofree char *text = NULL;

    placement_sort(placement);
    text = placement_format(placement);
    g_assert_cmpstr(text, ==, OPEN CAP PHB0 PHB3 CORE NVRAM RNG("1") RNG("9") DIMM DISK NET CLOSE);
}

/* What is wrong with each is named. */
static const struct {
    const char *name, *text, *told;
} damages[] = {
    {"no-version", "<pseries:placement" SPACE " machine='m'/>",
     "/pseries:placement: the attribute 'version' is missing"},
    {"no-machine", "<pseries:placement" SPACE " version='7.2.0'/>",
     "/pseries:placement: the attribute 'machine' is missing"},
    {"slot", OPEN "<pseries:device type='x' slot='a'/>" CLOSE,
     "/pseries:placement/pseries:device/@slot: the value 'a' is not valid: expected a whole number "
     "from 0 to 255"},
    {"function", OPEN "<pseries:device type='x' function='8'/>" CLOSE, "from 0 to 7"},
    {"no-type", OPEN "<pseries:device id='x'/>" CLOSE, "the attribute 'type' is missing"},
    {"mac", OPEN "<pseries:device type='x' mac='52:54'/>" CLOSE, "six pairs"},
    {"attribute", OPEN "<pseries:device type='x' path='/machine'/>" CLOSE,
     "/pseries:placement/pseries:device/@path: there is no such attribute"},
    {"element", OPEN "<pseries:thing/>" CLOSE, "there is no such element"},
    {"no-name", OPEN "<pseries:capability value='on'/>" CLOSE, "the attribute 'name' is missing"},
    {"no-index", OPEN "<pseries:phb node='1'/>" CLOSE, "the attribute 'index' is missing"},
    {"no-core", OPEN "<pseries:core/>" CLOSE, "the attribute 'id' is missing"},
    {"two-phbs", OPEN PHB0 PHB0 CLOSE, "the PCI host bridge of index '0' twice"},
    {"two-ids", OPEN DISK "<pseries:device id='disk0' type='x'/>" CLOSE,
     "two devices of id 'disk0'"},
    {"one-slot", OPEN RNG("1") RNG("1") CLOSE,
     "'virtio-rng-pci' and 'virtio-rng-pci' in one place: PHB 0 bus '' slot 1.0"},
    {"one-reg", OPEN NVRAM "<pseries:device id='x' type='spapr-vlan' reg='0x71000000'/>" CLOSE,
     "'spapr-nvram' and 'x' in one place: reg 0x71000000"},
    {"one-unit",
     OPEN DISK "<pseries:device id='x' type='scsi-cd' bus='scsi0.0' channel='0' "
               "target='1' lun='2'/>" CLOSE,
     "in one place: bus 'scsi0.0' channel 0 target 1 lun 2"},
    {"one-address",
     OPEN DIMM "<pseries:device id='x' type='pc-dimm' slot='1' "
               "address='0x50000000'/>" CLOSE,
     "in one place: address 0x50000000"},
};

static void
test_damage(gconstpointer user)
{
    size_t row = GPOINTER_TO_SIZE(user);
    g_autoptr(Report) report = report_new();
    g_autoptr(Placement) placement = NULL;

    placement = read_placement(damages[row].text, report);
    g_assert_cmpuint(report_n_errors(report), ==, 1);
    g_test_message("%s", report_problem(report, 0)->message);
    g_assert_nonnull(strstr(report_problem(report, 0)->message, damages[row].told));
}

#define BARE "<pseries:placement" SPACE " version='10.0.0' machine='pseries-7.2'>"

/* What is told of @found where @wanted was to be. */
static const struct {
    const char *name, *wanted, *found, *told;
} differences[] = {
    {"none", WHOLE, WHOLE, ""},
    {"version", BARE CLOSE, OPEN CLOSE, ""},
    {"machine", OPEN CLOSE, "<pseries:placement" SPACE " version='7.2.22' machine='pseries-7.1'/>",
     "'machine': 'type' should be 'pseries-7.2', and QEMU has 'pseries-7.1'\n"},
    {"capability", OPEN CAP CLOSE, OPEN "<pseries:capability name='cap-htm' value='on'/>" CLOSE,
     "'cap-htm': 'value' should be 'off', and QEMU has 'on'\n"},
    {"no-capability", OPEN CAP CLOSE, OPEN "<pseries:capability name='cap-x' value='on'/>" CLOSE,
     ""},
    {"untold-property", OPEN PHB0 CLOSE, OPEN "<pseries:phb index='0' node='-1'/>" CLOSE, ""},
    {"phb-property", OPEN PHB3 CLOSE, OPEN "<pseries:phb index='3' node='-1'/>" CLOSE,
     "'PHB 3': 'node' should be '1', and QEMU has '-1'\n"},
    {"untold-capabilities", OPEN CAP CORE CLOSE, OPEN CLOSE, ""},
    {"more-capabilities", OPEN CLOSE, OPEN CAP CLOSE, ""},
    {"more-of-one", OPEN "<pseries:device id='net0' type='e1000e'/>" CLOSE, OPEN NET CLOSE, ""},
    {"not-there", OPEN NET CLOSE, OPEN "<pseries:device id='net0' type='e1000e'/>" CLOSE,
     "'net0': 'phb' should be '3', and QEMU has none\n"
     "'net0': 'slot' should be '31', and QEMU has none\n"
     "'net0': 'function' should be '7', and QEMU has none\n"
     "'net0': 'multifunction' should be 'no', and QEMU has none\n"
     "'net0': 'rom' should be 'yes', and QEMU has none\n"
     "'net0': 'mac' should be '52:54:00:00:00:01', and QEMU has none\n"},
    {"phb-index", OPEN PHB0 CLOSE, OPEN PHB3 CLOSE,
     "'PHB 0': QEMU has no such thing\n"
     "'PHB 3': QEMU has it, and it should not be there\n"},
    {"core", OPEN CORE CLOSE, OPEN CORE "<pseries:core id='4'/>" CLOSE,
     "'core 4': QEMU has it, and it should not be there\n"},
    {"swapped",
     OPEN "<pseries:device id='a' type='x' phb='0' slot='1' function='0'/>"
          "<pseries:device id='b' type='x' phb='0' slot='2' function='0'/>" CLOSE,
     OPEN "<pseries:device id='a' type='x' phb='0' slot='2' function='0'/>"
          "<pseries:device id='b' type='x' phb='0' slot='1' function='0'/>" CLOSE,
     "'a': 'slot' should be '1', and QEMU has '2'\n"
     "'b': 'slot' should be '2', and QEMU has '1'\n"},
    {"unnamed-order", OPEN RNG("1") RNG("2") CLOSE, OPEN RNG("2") RNG("1") CLOSE, ""},
    {"unnamed-slot", OPEN RNG("1") RNG("2") CLOSE, OPEN RNG("2") RNG("3") CLOSE,
     "'virtio-rng-pci PHB 0 slot 1.0': 'slot' should be '1', and QEMU has '3'\n"},
    {"unnamed-missing", OPEN RNG("1") RNG("2") CLOSE, OPEN RNG("1") CLOSE,
     "'virtio-rng-pci PHB 0 slot 2.0': QEMU has no such thing\n"},
    {"unnamed-more", OPEN NVRAM CLOSE, OPEN NVRAM NVRAM CLOSE,
     "'spapr-nvram reg 0x71000000': QEMU has it, and it should not be there\n"},
    {"disk", OPEN DISK CLOSE, OPEN CLOSE, "'disk0': QEMU has no such thing\n"},
    {"unnamed-disk", OPEN CLOSE,
     OPEN "<pseries:device type='scsi-hd' bus='scsi.0' target='1' lun='0'/>" CLOSE,
     "'scsi-hd bus scsi.0 target 1 lun 0': QEMU has it, and it should not be there\n"},
    {"behind-bridge", OPEN CLOSE,
     OPEN "<pseries:device type='e1000' bus='pci.2' phb='1' slot='4' function='3'/>" CLOSE,
     "'e1000 bus pci.2 slot 4.3': QEMU has it, and it should not be there\n"},
};

/* Returns: (owned) all differences, a line each. */
static char *
differences_text(const Placement *wanted, const Placement *found)
{
    g_autoptr(GPtrArray) list = placement_find_differences(wanted, found);
    GString *text = g_string_new(NULL);

    for (unsigned i = 0; i < list->len; i++) {
        g_autofree char *line = placement_difference_text(g_ptr_array_index(list, i));

        g_string_append_printf(text, "%s\n", line);
    }
    return g_string_free(text, FALSE);
}

/* The second "unnamed-more" is in one place with the first, so nothing is checked here. */
static Placement *
read_any(const char *text)
{
    g_autoptr(Report) report = report_new();

    return read_placement(text, report);
}

static void
test_difference(gconstpointer user)
{
    size_t row = GPOINTER_TO_SIZE(user);
    g_autoptr(Placement) wanted = read_any(differences[row].wanted);
    g_autoptr(Placement) found = read_any(differences[row].found);
    g_autofree char *text = differences_text(wanted, found);

    g_assert_cmpstr(text, ==, differences[row].told);
}

/* Of a partial one nothing can be one too many. */
static void
test_partial(void)
{
    g_autoptr(Placement) wanted = read_sound(OPEN DISK CLOSE);
    g_autoptr(Placement) found = read_sound(WHOLE);
    g_autofree char *text = NULL;

    wanted->is_partial = true;
    text = differences_text(wanted, found);
    g_assert_cmpstr(text, ==, "");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/placement/round-trip", test_round_trip);
    g_test_add_func("/placement/sort", test_sort);
    g_test_add_func("/placement/partial", test_partial);
    for (size_t i = 0; i < G_N_ELEMENTS(damages); i++) {
        g_autofree char *path = g_strconcat("/placement/damage/", damages[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_damage);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(differences); i++) {
        g_autofree char *path = g_strconcat("/placement/difference/", differences[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_difference);
    }
    return g_test_run();
}
