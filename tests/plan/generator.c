/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "generator.h"

#include <stdbool.h>
#include <unistd.h>

/* The drawing state of one document. */
typedef struct {
    GRand *random;
    GString *xml;
    GHashTable *taken; /* "bus:slot" that the document states */
    unsigned n_buses;  /* PCI buses that the document names: 0 .. n_buses - 1 */
    unsigned n_disks;
    unsigned n_usb_disks; /* few: a guest has four ports unless it says otherwise */
    unsigned n_hostdevs;
    unsigned n_passed_nics;
    unsigned n_units;
    unsigned n_channels;
    unsigned n_filesystems;
} Draft;

typedef struct {
    const char *name;
    void (*draw)(Draft *draft); /* NULL: always the same */
    const char *xml;
} Thing;

struct Generator {
    GRand *random;
    unsigned serial;
    unsigned *drawn; /* by thing */
};

static unsigned
below(Draft *draft, unsigned limit)
{
    return (unsigned)g_rand_int_range(draft->random, 0, (int)limit);
}

static const char *
one_of(Draft *draft, const char *const *choices, size_t n)
{
    return choices[below(draft, (unsigned)n)];
}
#define ONE_OF(draft, array) one_of(draft, array, G_N_ELEMENTS(array))

/* Mostly nothing; else a slot that no other device of the document has, or the bus alone. */
static void
draw_pci_address(Draft *draft)
{
    unsigned bus = below(draft, draft->n_buses);
    unsigned slot = 1 + below(draft, 31);
    g_autofree char *key = g_strdup_printf("%u:%u", bus, slot);
    unsigned choice = below(draft, 6);

    if (choice == 0 && g_hash_table_add(draft->taken, g_strdup(key)))
        g_string_append_printf(draft->xml,
                               "<address type='pci' domain='0' bus='%u' slot='0x%x' function='0'/>",
                               bus, slot);
    if (choice == 1)
        g_string_append_printf(draft->xml, "<address type='pci' bus='%u'/>", bus);
}

static void
draw_interface(Draft *draft)
{
    static const char *const models[] = {
        "virtio", "virtio-transitional", "virtio-non-transitional", "e1000", "rtl8139", "e1000"};

    g_string_append_printf(draft->xml, "<interface type='user'><model type='%s'/>",
                           ONE_OF(draft, models));
    draw_pci_address(draft);
    g_string_append(draft->xml, "</interface>");
}

static void
draw_multifunction(Draft *draft)
{
    unsigned bus = below(draft, draft->n_buses);
    unsigned slot = 1 + below(draft, 31);
    g_autofree char *key = g_strdup_printf("%u:%u", bus, slot);

    if (g_hash_table_contains(draft->taken, key))
        return;
    g_hash_table_add(draft->taken, g_steal_pointer(&key));
    for (unsigned function = 0; function < 1 + below(draft, 7); function++)
        g_string_append_printf(draft->xml,
                               "<interface type='user'><model type='virtio'/>"
                               "<address type='pci' bus='%u' slot='%u' function='%u'/></interface>",
                               bus, slot, function);
}

static void
draw_disk(Draft *draft)
{
    static const char *const buses[] = {"virtio", "scsi", "usb"};
    static const char *const types[] = {"block", "file", "vhostuser"};
    static const char *const attributes[] = {"dev", "file", "type='unix' path"};
    const char *bus = ONE_OF(draft, buses);
    unsigned n = draft->n_disks++;
    unsigned source = n % 2;

    if (bus[0] == 'u' && draft->n_usb_disks++ > 0)
        bus = "scsi";

    if (bus[0] == 'v' && below(draft, 4) == 0)
        source = 2;
    g_string_append_printf(draft->xml,
                           "<disk type='%s' device='disk'><driver name='qemu' type='raw'/>"
                           "<source %s='/images/%u'/><target dev='%s%c%c' bus='%s'/>",
                           types[source], attributes[source], n, bus[0] == 'v' ? "vd" : "sd",
                           'a' + n / 26 % 26, 'a' + n % 26, bus);
    if (bus[0] == 'v')
        draw_pci_address(draft);
    g_string_append(draft->xml, "</disk>");
}

/* Devices of one group stand on consecutive functions of one host slot. */
static void
draw_hostdev(Draft *draft)
{
    unsigned n = draft->n_hostdevs;

    if (n >= GENERATOR_GROUPS * GENERATOR_FUNCTIONS)
        return;
    draft->n_hostdevs += 1 + below(draft, 4);
    g_string_append_printf(
        draft->xml,
        "<hostdev mode='subsystem' type='pci' managed='yes'><source>"
        "<address domain='0' bus='%u' slot='0' function='%u'/></source></hostdev>",
        1 + n / GENERATOR_FUNCTIONS, n % GENERATOR_FUNCTIONS);
}

/* A NIC of the host's that no hostdev is drawn for. */
static void
draw_passed_nic(Draft *draft)
{
    unsigned n = draft->n_passed_nics++;

    g_string_append_printf(draft->xml,
                           "<interface type='hostdev' managed='yes'><source><address type='pci' "
                           "domain='9' bus='%u' slot='0' function='%u'/></source></interface>",
                           n / GENERATOR_FUNCTIONS, n % GENERATOR_FUNCTIONS);
}

static void
draw_scsi_unit(Draft *draft)
{
    g_string_append_printf(
        draft->xml,
        "<hostdev mode='subsystem' type='scsi'><source protocol='iscsi' "
        "name='iqn.2013-07.com.example/%u'><host name='images.example.org'/></source></hostdev>",
        draft->n_units++);
}

static void
draw_scsi_adapter(Draft *draft)
{
    g_string_append_printf(draft->xml,
                           "<hostdev mode='subsystem' type='scsi_host'><source protocol='vhost' "
                           "wwpn='naa.%016x'/></hostdev>",
                           draft->n_units++);
}

static void
draw_channel(Draft *draft)
{
    g_string_append_printf(
        draft->xml, "<channel type='unix'><target type='virtio' name='org.test.%u'/></channel>",
        draft->n_channels++);
}

static void
draw_rng(Draft *draft)
{
    g_string_append(draft->xml,
                    "<rng model='virtio'><backend model='random'>/dev/urandom</backend>");
    draw_pci_address(draft);
    g_string_append(draft->xml, "</rng>");
}

static void
draw_filesystem(Draft *draft)
{
    static const char *const sources[] = {
        "<source dir='/srv'/>",
        "<driver type='virtiofs' queue='64'/><source dir='/srv'/>",
        "<driver type='virtiofs'/><source socket='/run/share.sock'/>",
    };

    g_string_append_printf(draft->xml, "<filesystem>%s<target dir='tag%u'/>",
                           ONE_OF(draft, sources), draft->n_filesystems++);
    draw_pci_address(draft);
    g_string_append(draft->xml, "</filesystem>");
}

static void
draw_shmem(Draft *draft)
{
    g_string_append(draft->xml, "<shmem name='shared'><model type='ivshmem-plain'/>");
    draw_pci_address(draft);
    g_string_append(draft->xml, "</shmem>");
}

static void
draw_crypto(Draft *draft)
{
    g_string_append(draft->xml, "<crypto model='virtio' type='qemu'><backend model='builtin'/>");
    draw_pci_address(draft);
    g_string_append(draft->xml, "</crypto>");
}

static void
draw_input(Draft *draft)
{
    static const char *const types[] = {"mouse", "keyboard", "tablet"};

    g_string_append_printf(draft->xml, "<input type='%s' bus='virtio'/>", ONE_OF(draft, types));
}

static void
draw_usb_controller(Draft *draft)
{
    g_string_append(draft->xml, "<controller type='usb' model='nec-xhci' ports='15'>");
    draw_pci_address(draft);
    g_string_append(draft->xml, "</controller>");
}

static void
draw_scsi_controller(Draft *draft)
{
    static const char *const models[] = {"virtio-scsi", "ibmvscsi"};

    g_string_append_printf(draft->xml, "<controller type='scsi' model='%s'/>",
                           ONE_OF(draft, models));
}

static void
draw(const Thing *thing, Draft *draft)
{
    if (thing->draw != NULL)
        thing->draw(draft);
    else
        g_string_append(draft->xml, thing->xml);
}

static const Thing many[] = {
    {"interface", draw_interface, NULL},
    {"e1000e", NULL, "<interface type='user'><model type='e1000e'/></interface>"},
    {"spapr-vlan", NULL, "<interface type='user'><model type='spapr-vlan'/></interface>"},
    {"multifunction", draw_multifunction, NULL},
    {"disk", draw_disk, NULL},
    {"hostdev", draw_hostdev, NULL},
    {"passed card", draw_passed_nic, NULL},
    {"scsi unit", draw_scsi_unit, NULL},
    {"scsi adapter", draw_scsi_adapter, NULL},
    {"channel", draw_channel, NULL},
    {"rng", draw_rng, NULL},
    {"filesystem", draw_filesystem, NULL},
    {"shmem", draw_shmem, NULL},
    {"crypto", draw_crypto, NULL},
    {"virtio input", draw_input, NULL},
    {"usb controller", draw_usb_controller, NULL},
    {"scsi controller", draw_scsi_controller, NULL},
    {"serial", NULL, "<serial type='null'/>"},
    {"virtio console", NULL, "<console type='null'><target type='virtio'/></console>"},
};

static void
draw_video(Draft *draft)
{
    /* Those of every QEMU; newer ones have no vmvga. */
    static const char *const models[] = {"vga", "virtio", "bochs", "cirrus"};
    static const char *const displays[] = {"<graphics type='vnc' port='-1'/>",
                                           "<graphics type='spice'/><graphics type='vnc'/>"};

    g_string_append(draft->xml, ONE_OF(draft, displays));
    g_string_append_printf(draft->xml, "<video><model type='%s'/></video>", ONE_OF(draft, models));
}

static void
draw_balloon(Draft *draft)
{
    g_string_append_printf(draft->xml, "<memballoon model='%s'/>",
                           below(draft, 2) ? "none" : "virtio");
}

/* Few guests have more than one of these, and USB has few ports. */
static const Thing few[] = {
    {"smart card", NULL, "<smartcard mode='passthrough' type='pty'/>"},
    {"redirected USB", NULL, "<redirdev type='pty'/>"},
    {"filter", NULL, "<redirfilter><usbdev class='8' version='2.0' allow='yes'/></redirfilter>"},
    {"tpm", NULL,
     "<tpm model='spapr-tpm-proxy'><backend type='passthrough'><device "
     "path='/dev/tpmrm0'/></backend></tpm>"},
    {"memory module", NULL,
     "<memory model='dimm'><target><size unit='MiB'>256</size></target></memory>"},
    {"nvram", NULL, "<nvram/>"},
    {"video and graphics", draw_video, NULL},
    {"memballoon", draw_balloon, NULL},
    {"panic", NULL, "<panic model='pseries'/>"},
    {"audio", NULL, "<audio id='1' type='none'/>"},
    {"usb input", NULL, "<input type='tablet' bus='usb'/>"},
    {"sound", NULL, "<sound model='ac97'/>"},
    {"hub", NULL, "<hub type='usb'/>"},
    {"watchdog", NULL, "<watchdog model='i6300esb'/>"},
    {"vsock", NULL, "<vsock><cid address='9'/></vsock>"},
    {"pstore", NULL, "<pstore backend='acpi-erst'><path>/p</path><size>8</size></pstore>"},
    {"lease", NULL, "<lease><key>one</key><target path='/l'/></lease>"},
};

enum { N_THINGS = G_N_ELEMENTS(many) + G_N_ELEMENTS(few) };

/* PCI controllers: some PHBs, with target indexes that leave gaps, and sometimes a bridge. */
static void
draw_buses(Draft *draft)
{
    unsigned n_phbs = below(draft, 5);
    unsigned target = 0;

    for (unsigned i = 1; i <= n_phbs; i++) {
        target += 1 + below(draft, 3);
        if (below(draft, 2))
            g_string_append_printf(draft->xml,
                                   "<controller type='pci' index='%u' model='pci-root'>"
                                   "<target index='%u'/></controller>",
                                   i, target);
        else
            g_string_append_printf(draft->xml,
                                   "<controller type='pci' index='%u' model='pci-root'/>", i);
    }
    draft->n_buses = n_phbs + 1;
    if (below(draft, 3) == 0)
        g_string_append_printf(draft->xml, "<controller type='pci' index='%u' model='pci-bridge'/>",
                               draft->n_buses++);
}

Generator *
generator_new(guint32 seed)
{
    Generator *generator = g_new0(Generator, 1);

    generator->random = g_rand_new_with_seed(seed);
    generator->drawn = g_new0(unsigned, N_THINGS);
    return generator;
}

void
generator_free(Generator *generator)
{
    if (generator == NULL)
        return;
    g_rand_free(generator->random);
    g_free(generator->drawn);
    g_free(generator);
}

char *
generator_document(Generator *generator)
{
    Draft draft = {
        .random = generator->random,
        .xml = g_string_new(NULL),
        .taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
    };
    unsigned n_devices = below(&draft, 60);

    g_string_append_printf(draft.xml,
                           "<domain type='qemu'><name>g%u</name>"
                           "<uuid>00000000-0000-4000-8000-%012u</uuid>"
                           "<maxMemory slots='8' unit='GiB'>8</maxMemory>"
                           "<memory unit='GiB'>1</memory>"
                           "<memoryBacking><access mode='shared'/></memoryBacking><vcpu>1</vcpu>"
                           "<os><type arch='ppc64' machine='pseries'>hvm</type></os><devices>",
                           generator->serial, generator->serial + 1);
    generator->serial++;
    draw_buses(&draft);
    for (unsigned i = 0; i < n_devices; i++) {
        unsigned which = below(&draft, G_N_ELEMENTS(many));

        generator->drawn[which]++;
        draw(&many[which], &draft);
    }
    for (unsigned which = 0; which < G_N_ELEMENTS(few); which++) {
        if (below(&draft, 3))
            continue;
        generator->drawn[G_N_ELEMENTS(many) + which]++;
        draw(&few[which], &draft);
    }
    g_string_append(draft.xml, "</devices></domain>");
    g_hash_table_unref(draft.taken);
    return g_string_free(draft.xml, FALSE);
}

char *
generator_device(Generator *generator)
{
    static const char *const devices[] = {
        "<interface type='user'><mac address='52:54:00:ff:ff:01'/><model "
        "type='virtio'/></interface>",
        "<interface type='user'><mac address='52:54:00:ff:ff:02'/><model "
        "type='e1000e'/></interface>",
        "<interface type='user'><mac address='52:54:00:ff:ff:03'/><model "
        "type='spapr-vlan'/></interface>",
        "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>",
        "<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='/z'/>"
        "<target dev='vdzz' bus='virtio'/></disk>",
        "<channel type='pty'><target type='virtio' name='org.test.added'/></channel>",
        "<serial type='null'/>",
    };

    return g_strdup(devices[g_rand_int_range(generator->random, 0, (int)G_N_ELEMENTS(devices))]);
}

char *
generator_never_drawn(const Generator *generator)
{
    for (unsigned i = 0; i < N_THINGS; i++)
        if (generator->drawn[i] == 0)
            return g_strdup(i < G_N_ELEMENTS(many) ? many[i].name
                                                   : few[i - G_N_ELEMENTS(many)].name);
    return NULL;
}

/* Returns: (owned) the folder of the @i-th host device. */
static char *
host_device_folder(const char *root, unsigned i)
{
    return g_strdup_printf("%s/bus/pci/devices/0000:%02x:00.%u", root, 1 + i / GENERATOR_FUNCTIONS,
                           i % GENERATOR_FUNCTIONS);
}

void
generator_make_host(const char *root)
{
    for (unsigned i = 0; i < GENERATOR_GROUPS * GENERATOR_FUNCTIONS; i++) {
        g_autofree char *folder = host_device_folder(root, i);
        g_autofree char *link = g_build_filename(folder, "iommu_group", NULL);
        g_autofree char *target =
            g_strdup_printf("../../../../kernel/iommu_groups/%u", i / GENERATOR_FUNCTIONS);

        g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
        g_assert_cmpint(symlink(target, link), ==, 0);
    }
}

void
generator_remove_host(const char *root)
{
    static const char *const folders[] = {"bus/pci/devices", "bus/pci", "bus", ""};

    for (unsigned i = 0; i < GENERATOR_GROUPS * GENERATOR_FUNCTIONS; i++) {
        g_autofree char *folder = host_device_folder(root, i);
        g_autofree char *link = g_build_filename(folder, "iommu_group", NULL);

        unlink(link);
        rmdir(folder);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autofree char *folder = g_build_filename(root, folders[i], NULL);

        rmdir(folder);
    }
}
