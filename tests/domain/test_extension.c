/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Our own element in <metadata>: what is read of it, and a placement that is put into it.
 */
#include "domain/extension.h"

#include <libvirt/libvirt.h>
#include <string.h>

#include "domain/extension_placement.h"
#include "domain/metadata.h"
#include "xml/document.h"

#define SPACE " xmlns:pseries=\"urn:libvirt-pseries:domain:1.0\""
#define OTHERS                                                                                     \
    "<o:old xmlns:o=\"urn:old\" a=\"1 &lt; 2\">t&amp;u<!-- c -->  <o:x/>\n</o:old>\n \t<n "        \
    "xmlns=\"urn:n\"/>"
#define PLACED                                                                                     \
    "\n      <pseries:placement version=\"7.2.22\" machine=\"pseries-7.2\">"                       \
    "\n        <pseries:phb index=\"0\"/>"                                                         \
    "\n        <pseries:device id=\"net0\" type=\"e1000e\" phb=\"0\" slot=\"0\" function=\"0\"/>"  \
    "\n      </pseries:placement>\n    "

/* Returns: (owned) a small one. */
static Placement *
small_placement(void)
{
    Placement *placement = placement_new();
    PlacementDevice *device = placement_add_device(placement);

    placement->version = g_strdup("7.2.22");
    placement->machine = g_strdup("pseries-7.2");
    placement_add_phb(placement)->index = OPTIONAL_UINT(0);
    device->id = g_strdup("net0");
    device->type = g_strdup("e1000e");
    device->phb = device->slot = device->function = OPTIONAL_UINT(0);
    return placement;
}

/* What <metadata> is before (NULL: none), with the placement, and without it again. */
static const struct {
    const char *name, *before, *with, *without;
} placings[] = {
    {"none", NULL, "<metadata>\n    <pseries:pci" SPACE ">" PLACED "</pseries:pci>\n  </metadata>",
     "<metadata>\n    <pseries:pci" SPACE "/>\n  </metadata>"},
    {"others", "<metadata>" OTHERS "</metadata>",
     "<metadata>" OTHERS "\n    <pseries:pci" SPACE ">" PLACED "</pseries:pci>\n  </metadata>",
     "<metadata>" OTHERS "\n    <pseries:pci" SPACE "/>\n  </metadata>"},
    {"ours-first",
     "<metadata>\n <pseries:pci" SPACE " allocation=\"qemu\" profile=\"papr\"/>" OTHERS
     "</metadata>",
     "<metadata>\n <pseries:pci" SPACE " allocation=\"qemu\" profile=\"papr\">" PLACED
     "</pseries:pci>" OTHERS "</metadata>",
     "<metadata>\n <pseries:pci" SPACE " allocation=\"qemu\" profile=\"papr\"/>" OTHERS
     "</metadata>"},
    {"replaced",
     "<metadata>" OTHERS "<pseries:pci" SPACE "> <pseries:placement version=\"6.0.0\" "
     "machine=\"m\"/>\n</pseries:pci></metadata>",
     "<metadata>" OTHERS "<pseries:pci" SPACE ">" PLACED "</pseries:pci></metadata>",
     "<metadata>" OTHERS "<pseries:pci" SPACE "/></metadata>"},
    {"other-prefix", "<metadata xmlns:p=\"urn:libvirt-pseries:domain:1.0\"><p:pci/></metadata>",
     "<metadata xmlns:p=\"urn:libvirt-pseries:domain:1.0\"><p:pci>"
     "\n      <p:placement version=\"7.2.22\" machine=\"pseries-7.2\">"
     "\n        <p:phb index=\"0\"/>"
     "\n        <p:device id=\"net0\" type=\"e1000e\" phb=\"0\" slot=\"0\" function=\"0\"/>"
     "\n      </p:placement>\n    </p:pci></metadata>",
     "<metadata xmlns:p=\"urn:libvirt-pseries:domain:1.0\"><p:pci/></metadata>"},
};

static void
expect_read(const char *metadata)
{
    g_autoptr(Report) report = report_new();
    g_auto(Extension) extension = extension_read(metadata, 1, report);
    g_autoptr(Placement) wanted = small_placement();
    g_autoptr(XmlDifference) difference = NULL;

    g_assert_nonnull(extension.placement);
    difference = xml_binding_find_difference(&placement_binding, NULL, extension.placement, wanted);
    g_assert_null(difference);
}

static void
test_put(gconstpointer user)
{
    size_t row = GPOINTER_TO_SIZE(user);
    Domain domain = {.metadata = g_strdup(placings[row].before)};
    g_autoptr(Placement) placement = small_placement();
    g_autoptr(GError) error = NULL;

    for (unsigned time = 0; time < 2; time++) {
        g_assert_true(extension_set_placement(&domain, placement, &error));
        g_assert_no_error(error);
        g_assert_cmpstr(domain.metadata, ==, placings[row].with);
        expect_read(domain.metadata);
    }
    for (unsigned time = 0; time < 2; time++) {
        g_assert_true(extension_set_placement(&domain, NULL, &error));
        g_assert_no_error(error);
        g_assert_cmpstr(domain.metadata, ==, placings[row].without);
    }
    g_free(domain.metadata);
}

/* Where there is nothing to take away, nothing is added. */
static void
test_remove_nothing(void)
{
    Domain domain = {.metadata = g_strdup("<metadata>" OTHERS "</metadata>")};
    Domain bare = {.metadata = NULL};

    g_assert_true(extension_set_placement(&domain, NULL, NULL));
    g_assert_cmpstr(domain.metadata, ==, "<metadata>" OTHERS "</metadata>");
    g_assert_true(extension_set_placement(&bare, NULL, NULL));
    g_assert_null(bare.metadata);
    g_free(domain.metadata);
}

static void
test_not_well_formed(void)
{
    Domain domain = {.metadata = g_strdup("<metadata>")};
    g_autoptr(Placement) placement = small_placement();
    g_autoptr(GError) error = NULL;

    g_assert_false(extension_set_placement(&domain, placement, &error));
    g_assert_nonnull(error);
    g_assert_cmpstr(domain.metadata, ==, "<metadata>");
    g_free(domain.metadata);
}

/* What is told of the element @attributes and @content; "": nothing. */
static const struct {
    const char *name, *attributes, *content, *told;
} reads[] = {
    {"nothing", "", "", ""},
    {"driver", " allocation='driver' profile='papr' verify='no'", "", ""},
    {"placement", "", "<pseries:placement version='7.2.0' machine='m'/>", ""},
    {"allocation", " allocation='qemu' reserve-slot-zero='yes'", "", ""},
    {"verify", " verify='yes'", "", ""},
    {"verify-value", " verify='on'", "", "/metadata/pseries:pci/@verify: the value 'on'"},
    {"two-placements", "",
     "<pseries:placement version='7.2.0' machine='m'/>"
     "<pseries:placement version='7.2.0' machine='n'/>",
     "/metadata/pseries:pci/pseries:placement[2]: this element may appear only once"},
    {"no-machine", "", "<pseries:placement version='7.2.0'/>",
     "/metadata/pseries:pci/pseries:placement: the attribute 'machine' is missing"},
    {"slot", "",
     "<pseries:placement version='7.2.0' machine='m'><pseries:device type='x' slot='no'/>"
     "</pseries:placement>",
     "/metadata/pseries:pci/pseries:placement/pseries:device/@slot: the value 'no'"},
    {"foreign", "", "<pseries:placement version='7.2.0' machine='m'><x/></pseries:placement>",
     "/metadata/pseries:pci/pseries:placement/x: there is no such element"},
    {"one-place", "",
     "<pseries:placement version='7.2.0' machine='m'><pseries:device type='x' reg='1'/>"
     "<pseries:device id='y' type='x' reg='0x1'/></pseries:placement>",
     "'x' and 'y' in one place: reg 0x1"},
    {"second", "/><pseries:pci", "", "/metadata/pseries:pci[2]: this element may appear only once"},
};

static void
test_read(gconstpointer user)
{
    size_t row = GPOINTER_TO_SIZE(user);
    g_autofree char *text = g_strdup_printf(
        "<metadata xmlns:pseries='urn:libvirt-pseries:domain:1.0'><pseries:pci%s>%s</pseries:pci>"
        "</metadata>",
        reads[row].attributes, reads[row].content);
    g_autoptr(Report) report = report_new();
    g_auto(Extension) extension = extension_read(text, 7, report);

    g_assert_cmpuint(report_n_problems(report), ==, reads[row].told[0] != '\0');
    if (report_n_problems(report) > 0)
        g_assert_nonnull(strstr(report_problem(report, 0)->message, reads[row].told));
    else
        g_assert_cmpint(extension.placement != NULL, ==, strlen(reads[row].content) > 0);
}

/* Returns: (owned) a guest without devices. */
static Domain *
bare_domain(void)
{
    static const DeviceKind *const no_kinds[] = {NULL};
    static const XmlField nothing_refused[] = {XML_END};
    static const DeviceTable no_devices = {no_kinds, nothing_refused};
    static const char text[] = "<domain type='qemu'><name>m</name><memory>1</memory>"
                               "<os><type>hvm</type></os></domain>";
    g_autoptr(Report) report = report_new();
    Domain *domain = domain_read(&no_devices, text, sizeof text - 1, report);

    g_assert_nonnull(domain);
    return domain;
}

/* The element beside it, in a namespace of its own. */
static void
test_machine(void)
{
    static const char text[] =
        "<metadata><m:machine xmlns:m='" MACHINE_EXTENSION_NAMESPACE "'>"
        "<m:capability name='cap-fwnmi' value='off'/><m:capability name='vsmt' value='8'/>"
        "</m:machine><p:pci xmlns:p='" EXTENSION_NAMESPACE "' verify='yes'/></metadata>";
    g_autoptr(Report) report = report_new();
    g_auto(Extension) extension = extension_read(text, 1, report);
    const MachineCapability *second = NULL;

    g_assert_cmpuint(report_n_problems(report), ==, 0);
    g_assert_cmpint(extension.is_verified, ==, TRISTATE_YES);
    g_assert_cmpuint(extension.machine.capabilities->len, ==, 2);
    second = g_ptr_array_index(extension.machine.capabilities, 1);
    g_assert_cmpstr(second->name, ==, "vsmt");
    g_assert_cmpstr(second->value, ==, "8");
}

/* A client that damages our element is told what is wrong, and nothing has changed. */
static void
test_set_damaged(void)
{
    static const struct {
        const char *text, *told;
        const char *space;
    } rows[] = {
        {"<pci verify='no'/>", NULL, NULL},
        {"<machine><capability name='a' value='b'/></machine>", NULL, MACHINE_EXTENSION_NAMESPACE},
        {"<machine><capability value='b'/></machine>", "the attribute 'name' is missing",
         MACHINE_EXTENSION_NAMESPACE},
        {"<machine/>", "has only the element 'pci'", NULL},
        {"<pci/>", "has only the element 'machine'", MACHINE_EXTENSION_NAMESPACE},
        {"<pci verify='maybe'/>", "@verify: the value 'maybe'", NULL},
        {"<pci><placement version='7.2.0' machine='m'><device slot='1'/></placement></pci>",
         "/pseries:device: the attribute 'type' is missing", NULL},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Domain) domain = bare_domain();
        const Metadata metadata = {VIR_DOMAIN_METADATA_ELEMENT, rows[i].text, "pseries",
                                   rows[i].space != NULL ? rows[i].space : EXTENSION_NAMESPACE};
        g_autoptr(GError) error = NULL;
        bool is_set = false;

        is_set = metadata_set(domain, &metadata, &error);
        g_assert_cmpint(is_set, ==, rows[i].told == NULL);
        g_assert_cmpint(domain->metadata != NULL, ==, is_set);
        if (!is_set)
            g_assert_nonnull(strstr(error->message, rows[i].told));
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(placings); i++) {
        g_autofree char *path = g_strconcat("/extension/put/", placings[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_put);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(reads); i++) {
        g_autofree char *path = g_strconcat("/extension/read/", reads[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_read);
    }
    g_test_add_func("/extension/machine", test_machine);
    g_test_add_func("/extension/set-damaged", test_set_damaged);
    g_test_add_func("/extension/remove-nothing", test_remove_nothing);
    g_test_add_func("/extension/not-well-formed", test_not_well_formed);
    return g_test_run();
}
