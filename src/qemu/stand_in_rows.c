/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/stand_in_rows.h"

#include <string.h>

static const StandInRow rows[] = {
    {PART_OBJECT, "memory-backend-ram", STAND_IN_MEMORY, NULL},
    {PART_OBJECT, "memory-backend-file", STAND_IN_MEMORY, NULL},
    {PART_OBJECT, "memory-backend-memfd", STAND_IN_MEMORY, NULL},
    {PART_OBJECT, "rng-builtin", STAND_IN_TYPE, "rng-builtin"},
    {PART_OBJECT, "rng-random", STAND_IN_TYPE, "rng-builtin"},
    {PART_OBJECT, "rng-egd", STAND_IN_TYPE, "rng-builtin"},
    {PART_OBJECT, "cryptodev-backend-builtin", STAND_IN_TYPE, "cryptodev-backend-builtin"},
    {PART_OBJECT, "cryptodev-backend-lkcf", STAND_IN_TYPE, "cryptodev-backend-builtin"},
    {PART_OBJECT, "cryptodev-vhost-user", STAND_IN_TYPE, "cryptodev-backend-builtin"},
    {PART_OBJECT, "iothread", STAND_IN_TYPE, "iothread"},
    {PART_OBJECT, "main-loop", STAND_IN_DROP, NULL},
    {PART_OBJECT, "throttle-group", STAND_IN_DROP, NULL},
    {PART_OBJECT, "secret", STAND_IN_DROP, NULL},
    {PART_OBJECT, "tls-creds-x509", STAND_IN_DROP, NULL},
    {PART_OBJECT, "pr-manager-helper", STAND_IN_DROP, NULL},
    {PART_OBJECT, "input-linux", STAND_IN_DROP, NULL},
    {PART_OBJECT, "monitor-qmp", STAND_IN_DROP, NULL},

    {PART_BLOCKDEV, NULL, STAND_IN_NODE, NULL},
    {PART_NETDEV, NULL, STAND_IN_HUB, NULL},
    {PART_CHARDEV, NULL, STAND_IN_TYPE, "null"},
    {PART_FSDEV, NULL, STAND_IN_TYPE, "synth"},
    {PART_AUDIODEV, NULL, STAND_IN_TYPE, "none"},
    {PART_GLOBAL, NULL, STAND_IN_KEEP, NULL},

    {PART_DEVICE, "vfio-pci", STAND_IN_ENDPOINT, NULL},
    {PART_DEVICE, "vhost-scsi", STAND_IN_ENDPOINT, NULL},
    {PART_DEVICE, "vhost-user-blk", STAND_IN_ENDPOINT, NULL},
    {PART_DEVICE, "vhost-user-fs", STAND_IN_ENDPOINT, NULL},
    {PART_DEVICE, "vhost-user-gpu", STAND_IN_ENDPOINT, NULL},
    {PART_DEVICE, "vhost-user-vga", STAND_IN_ENDPOINT, NULL},
    {PART_DEVICE, "vhost-vsock", STAND_IN_ENDPOINT, NULL},
    {PART_DEVICE, "virtio-gpu-gl", STAND_IN_ENDPOINT, NULL},
    {PART_DEVICE, "virtio-vga-gl", STAND_IN_ENDPOINT, NULL},
    {PART_DEVICE, "virtio-input-host", STAND_IN_ENDPOINT, NULL},
    {PART_DEVICE, "ivshmem-doorbell", STAND_IN_ENDPOINT, NULL},
    {PART_DEVICE, "qxl", STAND_IN_ENDPOINT, NULL},
    {PART_DEVICE, "qxl-vga", STAND_IN_ENDPOINT, NULL},
    {PART_DEVICE, "scsi-block", STAND_IN_SCSI, NULL},
    {PART_DEVICE, "scsi-generic", STAND_IN_SCSI, NULL},
    {PART_DEVICE, "usb-host", STAND_IN_USB, NULL},
    {PART_DEVICE, "usb-redir", STAND_IN_USB, NULL},
    {PART_DEVICE, "tpm-spapr", STAND_IN_VTY, NULL},
    {PART_DEVICE, "spapr-tpm-proxy", STAND_IN_DROP, NULL},
    {PART_DEVICE, "ccid-card-emulated", STAND_IN_DROP, NULL},
    {PART_DEVICE, "ccid-card-passthru", STAND_IN_DROP, NULL},
};

/* Devices that open nothing themselves.  Virtio devices without what is behind the name. */
static const char *const kept_devices[] = {
    "spapr-pci-host-bridge", "pci-bridge", "spapr-vty", "spapr-vlan", "spapr-vscsi", "spapr-rng",
    "pc-dimm", "nvdimm", "nvme", "i6300esb", "ivshmem-plain", "pci-serial", "pvscsi", "pvpanic-pci",
    "acpi-erst",
    /* virtio */
    "virtio-9p", "virtio-balloon", "virtio-blk", "virtio-crypto", "virtio-gpu", "virtio-iommu",
    "virtio-keyboard", "virtio-mouse", "virtio-net", "virtio-rng", "virtio-scsi", "virtio-serial",
    "virtio-tablet", "virtio-vga", "virtconsole", "virtserialport", "virtio-sound",
    /* NICs */
    "e1000", "e1000-82544gc", "e1000-82545em", "e1000e", "igb", "rtl8139", "ne2k_pci", "pcnet",
    "sungem", "tulip", "vmxnet3", "i82550", "i82551", "i82557a", "i82557b", "i82557c", "i82558a",
    "i82558b", "i82559a", "i82559b", "i82559c", "i82559er", "i82562", "i82801",
    /* storage */
    "scsi-hd", "scsi-cd", "scsi-disk", "ide-hd", "ide-cd", "ich9-ahci", "ahci", "megasas",
    "megasas-gen2", "mptsas1068", "lsi", "lsi53c895a", "lsi53c810", "dc390", "am53c974",
    /* USB */
    "qemu-xhci", "nec-usb-xhci", "pci-ohci", "usb-ehci", "ich9-usb-ehci1", "ich9-usb-ehci2",
    "ich9-usb-uhci1", "ich9-usb-uhci2", "ich9-usb-uhci3", "piix3-usb-uhci", "piix4-usb-uhci",
    "vt82c686b-usb-uhci", "usb-audio", "usb-bot", "usb-ccid", "usb-hub", "usb-kbd", "usb-mouse",
    "usb-net", "usb-serial", "usb-storage", "usb-tablet", "usb-wacom-tablet",
    /* displays and sound */
    "VGA", "bochs-display", "cirrus-vga", "vmware-svga", "ati-vga", "AC97", "ES1370", "intel-hda",
    "ich9-intel-hda", "hda-duplex", "hda-micro", "hda-output"};

static const StandInRow kept_row = {PART_DEVICE, NULL, STAND_IN_KEEP, NULL};

static const struct {
    const char *type, *name;
} keys[] = {
    [PART_OBJECT] = {"qom-type", "id"}, [PART_BLOCKDEV] = {"driver", "node-name"},
    [PART_NETDEV] = {"type", "id"},     [PART_CHARDEV] = {"backend", "id"},
    [PART_FSDEV] = {"fsdriver", "id"},  [PART_AUDIODEV] = {"driver", "id"},
    [PART_DEVICE] = {"driver", "id"},   [PART_GLOBAL] = {"driver", "property"},
};

static const struct {
    const char *option;
    bool is_kept;
} options[] = {
    {"-accel", true},
    {"-cpu", true},
    {"-global", true},
    {"-m", true},
    {"-machine", true},
    {"-no-user-config", true},
    {"-nodefaults", true},
    {"-numa", true},
    {"-S", true},
    {"-sandbox", true},
    {"-smp", true},
    {"-add-fd", false},
    {"-append", false},
    {"-bios", false},
    {"-boot", false},
    {"-compat", false},
    {"-display", false},
    {"-dtb", false},
    {"-initrd", false},
    {"-k", false},
    {"-kernel", false},
    {"-mem-prealloc", false},
    {"-mon", false},
    {"-msg", false},
    {"-name", false},
    {"-no-shutdown", false},
    {"-overcommit", false},
    {"-realtime", false},
    {"-rtc", false},
    {"-run-with", false},
    {"-spice", false},
    {"-tpmdev", false},
    {"-uuid", false},
    {"-vnc", false},
    {"-watchdog-action", false},
};

/* "virtio-net-pci-transitional" -> 10 of "virtio-net". */
static size_t
stem_length(const char *type)
{
    static const char *const ends[] = {"-pci", "-pci-transitional", "-pci-non-transitional"};
    size_t length = strlen(type);

    for (size_t i = 0; i < G_N_ELEMENTS(ends) && strncmp(type, "v", 1) == 0; i++)
        if (g_str_has_suffix(type, ends[i]))
            return length - strlen(ends[i]);
    return length;
}

static bool
is_of_type(const char *type, const char *row_type)
{
    size_t length = stem_length(type);

    return strcmp(type, row_type) == 0 ||
           (strlen(row_type) == length && strncmp(type, row_type, length) == 0);
}

const StandInRow *
stand_in_row(PartClass class, const char *type)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        if (rows[i].class == class && (rows[i].type == NULL || is_of_type(type, rows[i].type)))
            return &rows[i];
    for (size_t i = 0; i < G_N_ELEMENTS(kept_devices) && class == PART_DEVICE; i++)
        if (is_of_type(type, kept_devices[i]))
            return &kept_row;
    return NULL;
}

const char *
stand_in_type_key(PartClass class)
{
    return keys[class].type;
}

const char *
stand_in_name_key(PartClass class)
{
    return keys[class].name;
}

bool
stand_in_option(const char *option, bool *is_kept)
{
    for (size_t i = 0; i < G_N_ELEMENTS(options); i++)
        if (strcmp(options[i].option, option) == 0) {
            *is_kept = options[i].is_kept;
            return true;
        }
    return false;
}
