/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What a real QEMU has is read back, and each kind of difference is found.
 */
#include <stdio.h>
#include <string.h>

#include "qemu/placement_difference.h"
#include "qemu/process.h"
#include "qemu/readback.h"
#include "xml/document.h"

static const char emulator[] = "qemu-system-ppc64";
enum { TIMEOUT_MS = 120000, N_DEVICES = 40, MAX_ROUND_TRIPS = 25, MAX_WORDS = 256 };

/* One of each kind, some placed by QEMU, some without an id. */
static const char *const guest[] = {
    "-machine",  "pseries-7.2,cap-htm=off",
    "-m",        "1G,slots=4,maxmem=2G",
    "-smp",      "2,maxcpus=4",
    "-object",   "memory-backend-ram,id=ram0,size=512M",
    "-object",   "memory-backend-ram,id=ram1,size=512M",
    "-numa",     "node,nodeid=0,memdev=ram0",
    "-numa",     "node,nodeid=1,memdev=ram1",
    "-device",   "spapr-pci-host-bridge,id=pci.1,index=3,numa_node=1",
    "-device",   "pci-bridge,id=pci.2,chassis_nr=2,bus=pci.0,addr=1",
    "-device",   "pci-bridge,id=pci.3,chassis_nr=3,bus=pci.2,addr=1f",
    "-device",   "e1000e,id=net0,bus=pci.1.0,addr=4.1,mac=52:54:00:00:00:01",
    "-device",   "e1000e,id=net1,bus=pci.1.0,addr=4,multifunction=on,romfile=",
    "-device",   "virtio-rng-pci,id=rng0,bus=pci.3",
    "-device",   "virtio-rng-pci,bus=pci.1.0,addr=9",
    "-device",   "virtio-scsi-pci,id=scsi0,bus=pci.0,addr=5",
    "-blockdev", "null-co,node-name=d0,size=1048576",
    "-blockdev", "null-co,node-name=d1,size=1048576",
    "-device",   "scsi-hd,id=disk0,drive=d0,bus=scsi0.0",
    "-device",   "scsi-hd,id=disk1,drive=d1,bus=scsi0.0,scsi-id=7,lun=3",
    "-device",   "qemu-xhci,id=usb,bus=pci.0,addr=6",
    "-device",   "usb-hub,id=hub0,bus=usb.0,port=3",
    "-device",   "usb-kbd,id=input0,bus=usb.0,port=3.2",
    "-device",   "usb-tablet,id=input1,bus=usb.0",
    "-device",   "virtio-serial-pci,id=virtio-serial0,bus=pci.0,addr=7",
    "-chardev",  "null,id=c0",
    "-chardev",  "null,id=c1",
    "-device",   "virtconsole,id=console0,chardev=c0,bus=virtio-serial0.0",
    "-device",   "virtserialport,id=channel0,bus=virtio-serial0.0,nr=5",
    "-device",   "spapr-vty,id=serial0,chardev=c1,reg=0x30000000",
    "-device",   "spapr-vlan,id=net2,mac=52:54:00:00:00:02",
    "-device",   "spapr-vscsi,id=scsi1,reg=0x2000",
    "-object",   "memory-backend-ram,id=mem0,size=256M",
    "-device",   "pc-dimm,id=dimm0,memdev=mem0,node=1,slot=2,addr=0x50000000",
    NULL,
};

static const char placed[] =
    "<pseries:placement xmlns:pseries='urn:libvirt-pseries:domain:1.0' version='7.2.22' "
    "machine='pseries-7.2'>\n"
    "  <pseries:capability name='cap-htm' value='off'/>\n"
    "  <pseries:capability name='cap-vsx' value='on'/>\n"
    "  <pseries:capability name='cap-hpt-max-page-size' value='65536'/>\n"
    "  <pseries:capability name='ic-mode' value='dual'/>\n"
    "  <pseries:phb index='0' node='-1' extended-config='yes' hotplug='yes' "
    "io-window='0x10000' memory-window='0x80000000' memory64-window='0x10000000000' "
    "dynamic-dma='yes' dma-address='0x0' dma-size='0x40000000'/>\n"
    "  <pseries:phb index='3' node='1' extended-config='yes'/>\n"
    "  <pseries:core id='0' node='0'/>\n"
    "  <pseries:core id='1'/>\n"
    "  <pseries:device type='spapr-nvram' reg='0x71000000'/>\n"
    "  <pseries:device type='virtio-rng-pci' phb='3' slot='9' function='0'/>\n"
    "  <pseries:device id='pci.2' type='pci-bridge' phb='0' slot='1' function='0' "
    "multifunction='no' chassis='2' rom='no'/>\n"
    "  <pseries:device id='pci.3' type='pci-bridge' bus='pci.2' phb='0' slot='31' function='0' "
    "chassis='3'/>\n"
    "  <pseries:device id='net0' type='e1000e' phb='3' slot='4' function='1' multifunction='no' "
    "rom='yes' mac='52:54:00:00:00:01'/>\n"
    "  <pseries:device id='net1' type='e1000e' phb='3' slot='4' function='0' multifunction='yes' "
    "rom='no'/>\n"
    "  <pseries:device id='rng0' type='virtio-rng-pci' bus='pci.3' phb='0' slot='0' "
    "function='0'/>\n"
    "  <pseries:device id='scsi0' type='virtio-scsi-pci' phb='0' slot='5' function='0'/>\n"
    "  <pseries:device id='disk0' type='scsi-hd' bus='scsi0.0' channel='0' target='0' lun='0'/>\n"
    "  <pseries:device id='disk1' type='scsi-hd' bus='scsi0.0' channel='0' target='7' lun='3'/>\n"
    "  <pseries:device id='usb' type='qemu-xhci' phb='0' slot='6' function='0'/>\n"
    "  <pseries:device id='hub0' type='usb-hub' bus='usb.0' port='3'/>\n"
    "  <pseries:device id='input0' type='usb-kbd' bus='usb.0' port='3.2'/>\n"
    "  <pseries:device id='input1' type='usb-tablet' bus='usb.0' port='1'/>\n"
    "  <pseries:device id='virtio-serial0' type='virtio-serial-pci' phb='0' slot='7' "
    "function='0'/>\n"
    "  <pseries:device id='console0' type='virtconsole' bus='virtio-serial0.0' nr='0'/>\n"
    "  <pseries:device id='channel0' type='virtserialport' bus='virtio-serial0.0' nr='5'/>\n"
    "  <pseries:device id='serial0' type='spapr-vty' reg='0x30000000'/>\n"
    "  <pseries:device id='net2' type='spapr-vlan' reg='0x71000001' mac='52:54:00:00:00:02'/>\n"
    "  <pseries:device id='scsi1' type='spapr-vscsi' reg='0x00002000'/>\n"
    "  <pseries:device id='dimm0' type='pc-dimm' slot='2' address='0x50000000' "
    "size='0x10000000' node='1'/>\n"
    "</pseries:placement>\n";

/* Each changes one word of the guest, and what is told then. */
static const struct {
    const char *name;
    const char *word, *instead; /* instead NULL: the option goes; word NULL: one more */
    const char *told;
} rows[] = {
    {"missing", "virtio-rng-pci,id=rng0,bus=pci.3", NULL, "'rng0': QEMU has no such thing"},
    {"one-more", NULL, "virtio-rng-pci,bus=pci.0,addr=12",
     "'virtio-rng-pci PHB 0 slot 18.0': QEMU has it, and it should not be there"},
    {"one-more-named", NULL, "virtio-rng-pci,id=mine,bus=pci.0,addr=12",
     "'mine': QEMU has it, and it should not be there"},
    {"slot", "virtio-scsi-pci,id=scsi0,bus=pci.0,addr=5",
     "virtio-scsi-pci,id=scsi0,bus=pci.0,addr=8",
     "'scsi0': 'slot' should be '5', and QEMU has '8'"},
    {"unnamed-slot", "virtio-rng-pci,bus=pci.1.0,addr=9", "virtio-rng-pci,bus=pci.1.0,addr=8",
     "'virtio-rng-pci PHB 3 slot 9.0': 'slot' should be '9', and QEMU has '8'"},
    {"phb", "spapr-pci-host-bridge,id=pci.1,index=3,numa_node=1",
     "spapr-pci-host-bridge,id=pci.1,index=4,numa_node=1", "'PHB 3': QEMU has no such thing"},
    {"phb-more", NULL, "spapr-pci-host-bridge,index=9",
     "'PHB 9': QEMU has it, and it should not be there"},
    {"extended-config", "spapr-pci-host-bridge,id=pci.1,index=3,numa_node=1",
     "spapr-pci-host-bridge,id=pci.1,index=3,numa_node=1,pcie-extended-configuration-space=off",
     "'PHB 3': 'extended-config' should be 'yes', and QEMU has 'no'"},
    {"node", "spapr-pci-host-bridge,id=pci.1,index=3,numa_node=1",
     "spapr-pci-host-bridge,id=pci.1,index=3", "'PHB 3': 'node' should be '1', and QEMU has '-1'"},
    {"mac", "spapr-vlan,id=net2,mac=52:54:00:00:00:02", "spapr-vlan,id=net2",
     "'net2': 'mac' should be '52:54:00:00:00:02', and QEMU has '52:54:00:12:34:57'"},
    {"memory", "pc-dimm,id=dimm0,memdev=mem0,node=1,slot=2,addr=0x50000000",
     "pc-dimm,id=dimm0,memdev=mem0,node=1,slot=2,addr=0x60000000",
     "'dimm0': 'address' should be '0x50000000', and QEMU has '0x60000000'"},
    {"memory-slot", "pc-dimm,id=dimm0,memdev=mem0,node=1,slot=2,addr=0x50000000",
     "pc-dimm,id=dimm0,memdev=mem0,node=1,slot=1,addr=0x50000000",
     "'dimm0': 'slot' should be '2', and QEMU has '1'"},
    {"machine", "pseries-7.2,cap-htm=off", "pseries-7.1,cap-htm=off",
     "'machine': 'type' should be 'pseries-7.2', and QEMU has 'pseries-7.1'"},
    {"capability", "pseries-7.2,cap-htm=off", "pseries-7.2,cap-htm=off,ic-mode=xive",
     "'ic-mode': 'value' should be 'dual', and QEMU has 'xive'"},
    {"type", "e1000e,id=net1,bus=pci.1.0,addr=4,multifunction=on,romfile=",
     "e1000,id=net1,bus=pci.1.0,addr=4,multifunction=on,romfile=",
     "'net1': 'type' should be 'e1000e', and QEMU has 'e1000'"},
    {"scsi", "scsi-hd,id=disk1,drive=d1,bus=scsi0.0,scsi-id=7,lun=3",
     "scsi-hd,id=disk1,drive=d1,bus=scsi0.0,scsi-id=8,lun=3",
     "'disk1': 'target' should be '7', and QEMU has '8'"},
    {"serial-port", "virtserialport,id=channel0,bus=virtio-serial0.0,nr=5",
     "virtserialport,id=channel0,bus=virtio-serial0.0",
     "'channel0': 'nr' should be '5', and QEMU has '1'"},
    {"usb-port", "usb-kbd,id=input0,bus=usb.0,port=3.2", "usb-kbd,id=input0,bus=usb.0,port=3.3",
     "'input0': 'port' should be '3.2', and QEMU has '3.3'"},
    {"reg", "spapr-vscsi,id=scsi1,reg=0x2000", "spapr-vscsi,id=scsi1,reg=0x3000",
     "'scsi1': 'reg' should be '0x00002000', and QEMU has '0x00003000'"},
    {"rom", "e1000e,id=net1,bus=pci.1.0,addr=4,multifunction=on,romfile=",
     "e1000e,id=net1,bus=pci.1.0,addr=4,multifunction=on",
     "'net1': 'rom' should be 'no', and QEMU has 'yes'"},
    {"core", "2,maxcpus=4", "3,maxcpus=4", "'core 2': QEMU has it, and it should not be there"},
};

typedef struct {
    Qmp *qmp;
    unsigned n_trips;
} Counter;

static bool
ask(void *user, QmpBatch *batch, GError **error)
{
    Counter *counter = user;

    counter->n_trips++;
    return qmp_execute_batch(counter->qmp, batch, TIMEOUT_MS, error);
}

/* Returns: (owned) what the QEMU of these words (and of ours) has; @n_trips: how many round trips
 * it took. */
static Placement *
read_back(const char *const *words, unsigned *n_trips)
{
    g_autoptr(Process) process = NULL;
    g_autoptr(Qmp) qmp = NULL;
    g_autoptr(GError) error = NULL;
    Counter counter = {0};
    const ReadbackSource source = {ask, &counter};
    Placement *placement = NULL;

    process = process_start_qmp(words, NULL, TIMEOUT_MS, &qmp, &error);
    g_assert_no_error(error);
    counter.qmp = qmp;
    placement = readback_run(&source, NULL, &error);
    g_assert_no_error(error);
    *n_trips = counter.n_trips;
    return placement;
}

/* Puts the words of the guest into @words, with @instead for @word. */
static unsigned
write_words(const char **words, const char *word, const char *instead)
{
    static const char *const first[] = {emulator, "-S",   "-nodefaults", "-display",
                                        "none",   "-qmp", "stdio"};
    unsigned n = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(first); i++)
        words[n++] = first[i];
    for (size_t i = 0; guest[i] != NULL; i += 2) {
        bool is_other = word != NULL && g_str_equal(guest[i + 1], word);

        if (is_other && instead == NULL)
            continue;
        words[n++] = guest[i];
        words[n++] = is_other ? instead : guest[i + 1];
    }
    if (word == NULL && instead != NULL) {
        words[n++] = "-device";
        words[n++] = instead;
    }
    words[n] = NULL;
    g_assert_cmpuint(n, <, MAX_WORDS);
    return n;
}

static Placement *
wanted_placement(void)
{
    g_autoptr(Report) report = report_new();
    XmlContext context = {.report = report, .is_strict = true};
    g_autoptr(XmlDocument) document = xml_document_parse(placed, sizeof placed - 1, report);
    Placement *placement = placement_new();

    xml_binding_parse(&placement_binding, xmlDocGetRootElement(document), placement, &context);
    placement_check(placement, 1, report);
    g_assert_cmpuint(report_n_errors(report), ==, 0);
    return placement;
}

/* Returns: (owned) all differences, a line each. */
static char *
differences_text(const Placement *wanted, const Placement *found)
{
    g_autoptr(GPtrArray) differences = placement_find_differences(wanted, found);
    GString *text = g_string_new(NULL);

    for (unsigned i = 0; i < differences->len; i++) {
        g_autofree char *line = placement_difference_text(g_ptr_array_index(differences, i));

        g_string_append_printf(text, "%s\n", line);
    }
    return g_string_free(text, FALSE);
}

static void
test_all(void)
{
    const char *words[MAX_WORDS] = {NULL};
    g_autoptr(Placement) wanted = wanted_placement();
    g_autoptr(Placement) found = NULL;
    g_autofree char *text = NULL;
    unsigned n_trips = 0;

    write_words(words, NULL, NULL);
    found = read_back(words, &n_trips);
    text = differences_text(wanted, found);
    g_assert_cmpstr(text, ==, "");
    g_assert_cmpuint(n_trips, <=, MAX_ROUND_TRIPS);
}

/* What a QEMU has is what it has: read as a document, nothing differs. */
static void
test_itself(void)
{
    const char *words[MAX_WORDS] = {NULL};
    g_autoptr(Report) report = report_new();
    XmlContext context = {.report = report, .is_strict = true};
    g_autoptr(XmlDocument) document = NULL;
    g_autoptr(Placement) found = NULL;
    g_autoptr(Placement) again = placement_new();
    g_autoptr(XmlDifference) difference = NULL;
    g_autofree char *text = NULL;
    g_autofree char *differences = NULL;
    unsigned n_trips = 0;

    write_words(words, NULL, NULL);
    found = read_back(words, &n_trips);
    text = placement_format(found);
    document = xml_document_parse(text, strlen(text), report);
    g_assert_nonnull(document);
    xml_binding_parse(&placement_binding, xmlDocGetRootElement(document), again, &context);
    placement_check(again, 1, report);
    g_assert_cmpuint(report_n_problems(report), ==, 0);
    difference = xml_binding_find_difference(&placement_binding, NULL, found, again);
    g_assert_null(difference);
    differences = differences_text(again, found);
    g_assert_cmpstr(differences, ==, "");
}

static void
test_difference(gconstpointer user)
{
    size_t row = GPOINTER_TO_SIZE(user);
    const char *words[MAX_WORDS] = {NULL};
    g_autoptr(Placement) wanted = wanted_placement();
    g_autoptr(Placement) found = NULL;
    g_autofree char *text = NULL;
    unsigned n_trips = 0;

    write_words(words, rows[row].word, rows[row].instead);
    found = read_back(words, &n_trips);
    text = differences_text(wanted, found);
    g_test_message("%s: %s", rows[row].name, text);
    g_assert_nonnull(strstr(text, rows[row].told));
}

/* Two devices that are each in the other's place. */
static void
test_swapped(void)
{
    static const struct {
        const char *word, *instead;
    } pairs[] = {
        {"virtio-scsi-pci,id=scsi0,bus=pci.0,addr=5", "virtio-scsi-pci,id=scsi0,bus=pci.0,addr=6"},
        {"qemu-xhci,id=usb,bus=pci.0,addr=6", "qemu-xhci,id=usb,bus=pci.0,addr=5"},
    };
    const char *words[MAX_WORDS] = {NULL};
    g_autoptr(Placement) wanted = wanted_placement();
    g_autoptr(Placement) found = NULL;
    g_autofree char *text = NULL;
    unsigned n_trips = 0;
    unsigned n = write_words(words, NULL, NULL);

    for (unsigned i = 0; i < n; i++)
        for (size_t j = 0; j < G_N_ELEMENTS(pairs); j++)
            if (g_str_equal(words[i], pairs[j].word)) {
                words[i] = pairs[j].instead;
                break;
            }
    found = read_back(words, &n_trips);
    text = differences_text(wanted, found);
    g_test_message("swapped: %s", text);
    g_assert_cmpstr(text, ==,
                    "'scsi0': 'slot' should be '5', and QEMU has '6'\n"
                    "'usb': 'slot' should be '6', and QEMU has '5'\n");
}

/* A guest of many devices takes few round trips. */
static void
test_round_trips(void)
{
    const char *words[MAX_WORDS] = {NULL};
    g_autoptr(GPtrArray) devices = g_ptr_array_new_with_free_func(g_free);
    unsigned n = write_words(words, NULL, NULL);
    g_autoptr(Placement) found = NULL;
    unsigned n_trips = 0;

    for (unsigned i = 0; i < N_DEVICES; i++) {
        char *device = g_strdup_printf("virtio-net-pci,id=more%u,bus=%s,addr=%x.%u", i, "pci.1.0",
                                       16 + i / 8, i % 8);

        if (i % 8 == 0) {
            g_autofree char *first = device;

            device = g_strconcat(first, ",multifunction=on", NULL);
        }
        g_ptr_array_add(devices, device);
        words[n++] = "-device";
        words[n++] = device;
    }
    words[n] = NULL;
    found = read_back(words, &n_trips);
    g_assert_nonnull(placement_find_device(found, "more39"));
    g_test_message("%u round trips", n_trips);
    g_assert_cmpuint(n_trips, <=, MAX_ROUND_TRIPS);
}

int
main(int argc, char **argv)
{
    g_autofree char *path = g_find_program_in_path(emulator);

    g_test_init(&argc, &argv, NULL);
    if (path == NULL) {
        puts("1..0 # SKIP no qemu-system-ppc64");
        return 0;
    }
    g_test_add_func("/real-readback/all", test_all);
    g_test_add_func("/real-readback/itself", test_itself);
    g_test_add_func("/real-readback/round-trips", test_round_trips);
    g_test_add_func("/real-readback/difference/swapped", test_swapped);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *name = g_strconcat("/real-readback/difference/", rows[i].name, NULL);

        g_test_add_data_func(name, GSIZE_TO_POINTER(i), test_difference);
    }
    return g_test_run();
}
