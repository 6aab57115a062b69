/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The rows.  Their values are observed: in the documents that libvirtd 9.0 makes
 * (tests/qemuxml2argvdata) and in what QEMU 7.2 accepts. */
#include <glib/gi18n-lib.h>

#include "machine/machine.h"

/* ---- buses ---- */

#define PCI_BRIDGE                                                                                 \
    {                                                                                              \
        .model = "pci-bridge",                                                                     \
        .type = "pci-bridge",                                                                      \
        .plug = PLUG_PCI_BRIDGE,                                                                   \
        .takes = PLUG_CONVENTIONAL | PLUG_PCI_BRIDGE,                                              \
        .also_takes = PLUG_EXPRESS,                                                                \
        .first_slot = 1,                                                                           \
        .last_slot = 31,                                                                           \
        .numbers = BUS_NUMBERS_CHASSIS_NR,                                                         \
    }

/* A pseries PHB has 32 slots like a conventional PCI bus, but takes PCI Express devices, cold and
 * hot plugged (measured with QEMU 7.2).  By PAPR+ the guest reaches the extended configuration
 * space through RTAS calls. */
static const BusRule pseries_buses[] = {
    {
        .model = "pci-root",
        .type = "spapr-pci-host-bridge",
        .takes = PLUG_ENDPOINTS | PLUG_PCI_BRIDGE,
        .first_slot = 1,
        .last_slot = 31,
        .numbers = BUS_NUMBERS_INDEX,
        .is_express = true,
        .has_numa_node = true,
    },
    PCI_BRIDGE,
    {.model = NULL},
};

static const BusRule i440fx_buses[] = {
    {
        .model = "pci-root",
        .takes = PLUG_CONVENTIONAL | PLUG_PCI_BRIDGE | PLUG_EXPANDER,
        .also_takes = PLUG_EXPRESS,
        .first_slot = 1,
        .last_slot = 31,
    },
    PCI_BRIDGE,
    {
        .model = "pci-expander-bus",
        .type = "pxb",
        .plug = PLUG_EXPANDER,
        .takes = PLUG_CONVENTIONAL | PLUG_PCI_BRIDGE,
        .also_takes = PLUG_EXPRESS,
        .first_slot = 0,
        .last_slot = 31,
        .numbers = BUS_NUMBERS_BUS_NR,
    },
    {.model = NULL},
};

#define ROOT_PORT                                                                                  \
    .model = "pcie-root-port", .type = "pcie-root-port", .plug = PLUG_ROOT_PORT,                   \
    .takes = PLUG_EXPRESS | PLUG_EXPRESS_BRIDGE | PLUG_UPSTREAM_PORT,                              \
    .also_takes = PLUG_CONVENTIONAL, .first_slot = 0, .last_slot = 0,                              \
    .numbers = BUS_NUMBERS_CHASSIS_PORT, .is_express = true

/* Buses that work behind any PCI Express root. */
#define EXPRESS_BUSES                                                                              \
    PCI_BRIDGE,                                                                                    \
        {                                                                                          \
            .model = "pcie-to-pci-bridge",                                                         \
            .type = "pcie-pci-bridge",                                                             \
            .plug = PLUG_EXPRESS_BRIDGE,                                                           \
            .takes = PLUG_CONVENTIONAL | PLUG_PCI_BRIDGE,                                          \
            .also_takes = PLUG_EXPRESS,                                                            \
            .first_slot = 1,                                                                       \
            .last_slot = 31,                                                                       \
        },                                                                                         \
        {                                                                                          \
            .model = "pcie-switch-upstream-port",                                                  \
            .type = "x3130-upstream",                                                              \
            .plug = PLUG_UPSTREAM_PORT,                                                            \
            .takes = PLUG_DOWNSTREAM_PORT,                                                         \
            .first_slot = 0,                                                                       \
            .last_slot = 31,                                                                       \
            .is_express = true,                                                                    \
        },                                                                                         \
    {                                                                                              \
        .model = "pcie-switch-downstream-port", .type = "xio3130-downstream",                      \
        .plug = PLUG_DOWNSTREAM_PORT,                                                              \
        .takes = PLUG_EXPRESS | PLUG_EXPRESS_BRIDGE | PLUG_UPSTREAM_PORT,                          \
        .also_takes = PLUG_CONVENTIONAL, .first_slot = 0, .last_slot = 0,                          \
        .numbers = BUS_NUMBERS_CHASSIS_PORT, .is_express = true,                                   \
    }

/* The root's own slots have no hotplug, so placement puts no endpoint there.  A dmi-to-pci-bridge
 * has none either; it only carries a pci-bridge. */
static const BusRule express_buses[] = {
    {
        .model = "pcie-root",
        .takes = PLUG_ROOT_PORT | PLUG_DMI_BRIDGE | PLUG_EXPRESS_EXPANDER,
        .also_takes = PLUG_ENDPOINTS | PLUG_EXPRESS_BRIDGE,
        .first_slot = 1,
        .last_slot = 31,
        .is_express = true,
    },
    {ROOT_PORT, .other_type = "ioh3420", .shares_slots = true},
    EXPRESS_BUSES,
    {
        .model = "dmi-to-pci-bridge",
        .type = "i82801b11-bridge",
        .plug = PLUG_DMI_BRIDGE,
        .takes = PLUG_PCI_BRIDGE,
        .also_takes = PLUG_ENDPOINTS,
        .first_slot = 0,
        .last_slot = 31,
    },
    {
        .model = "pcie-expander-bus",
        .type = "pxb-pcie",
        .plug = PLUG_EXPRESS_EXPANDER,
        .takes = PLUG_ROOT_PORT | PLUG_DMI_BRIDGE,
        .first_slot = 0,
        .last_slot = 0,
        .numbers = BUS_NUMBERS_BUS_NR,
        .is_express = true,
    },
    {.model = NULL},
};

/* A PowerNV PHB is a root complex whose bus has room for one device (QEMU: "Bus 'pcie.0' is full").
 * The firmware only looks at slot 0; with a root port in another slot it disables the PHB. */
static const BusRule powernv_buses[] = {
    {
        .model = "pcie-root",
        .type = "pnv-phb",
        .takes = PLUG_ROOT_PORT,
        .also_takes = PLUG_ENDPOINTS | PLUG_EXPRESS_BRIDGE | PLUG_UPSTREAM_PORT,
        .first_slot = 0,
        .last_slot = 0,
        .numbers = BUS_NUMBERS_INDEX,
        .is_express = true,
        .holds_one = true,
        .is_unnamed = true,
        .is_made = true,
    },
    {ROOT_PORT},
    EXPRESS_BUSES,
    {.model = NULL},
};

/* ---- growth ---- */

static const BusGrowth pseries_growth[] = {
    {PLUG_ENDPOINTS | PLUG_PCI_BRIDGE, .models = {"pci-root"}},
    {.wants = 0},
};

static const BusGrowth i440fx_growth[] = {
    {PLUG_CONVENTIONAL | PLUG_PCI_BRIDGE, .models = {"pci-bridge"}},
    {.wants = 0},
};

#define BEHIND_PORT (PLUG_EXPRESS | PLUG_EXPRESS_BRIDGE | PLUG_UPSTREAM_PORT)
#define BEHIND_BRIDGE (PLUG_CONVENTIONAL | PLUG_PCI_BRIDGE)
#define POWERNV_SWITCH "pcie-switch-upstream-port", "pcie-switch-downstream-port"

/* A pcie-to-pci-bridge goes behind a root port, where it can be hotplugged. */
static const BusGrowth express_growth[] = {
    {BEHIND_PORT, .models = {"pcie-root-port"}},
    {PLUG_CONVENTIONAL, .beside = PLUG_PCI_BRIDGE, .models = {"pci-bridge"}},
    {BEHIND_BRIDGE, .models = {"pcie-root-port", "pcie-to-pci-bridge"}},
    {.wants = 0},
};

/* One PHB per device, and one for all conventional devices.  The last PHB gets a switch with room
 * for another 32. */
static const BusGrowth powernv_growth[] = {
    {BEHIND_PORT, .onto = PLUG_ROOT_PORT, .models = {"pcie-root-port"}},
    {BEHIND_PORT, .onto = PLUG_DOWNSTREAM_PORT, .models = {"pcie-switch-downstream-port"}},
    {BEHIND_PORT, .roots = 2, .models = {"pcie-root", "pcie-root-port"}},
    {BEHIND_PORT, .models = {"pcie-root", "pcie-root-port", POWERNV_SWITCH}},
    {BEHIND_BRIDGE, .onto = PLUG_ROOT_PORT, .models = {"pcie-root-port", "pcie-to-pci-bridge"}},
    {BEHIND_BRIDGE, .onto = PLUG_DOWNSTREAM_PORT,
     .models = {"pcie-switch-downstream-port", "pcie-to-pci-bridge"}},
    {BEHIND_BRIDGE, .roots = 2, .models = {"pcie-root", "pcie-root-port", "pcie-to-pci-bridge"}},
    {BEHIND_BRIDGE,
     .models = {"pcie-root", "pcie-root-port", POWERNV_SWITCH, "pcie-to-pci-bridge"}},
    {PLUG_ROOT_PORT, .models = {"pcie-root"}},
    {PLUG_DOWNSTREAM_PORT, .models = {"pcie-switch-upstream-port"}},
    {.wants = 0},
};

/* ---- fixed slots ---- */

static const MachineFixedSlot no_fixed_slots[] = {{.slot = 0}};

/* The PIIX3 in slot 1: ISA bridge, IDE, USB, power management. */
static const MachineFixedSlot i440fx_fixed_slots[] = {
    {NULL, 1, 0, .is_only = true},          {"ide", 1, 1, .is_only = true},
    {"piix3-uhci", 1, 2, .is_only = false}, {NULL, 1, 3, .is_only = true},
    {"video", 2, 0, .comes_first = true},   {.slot = 0},
};

/* The ICH9: LPC bridge, AHCI and SMBus in slot 1f, and the usual slots of its optional parts. */
static const MachineFixedSlot q35_fixed_slots[] = {
    {NULL, 0x1f, 0, .is_only = true},
    {"sata", 0x1f, 2, .is_only = true},
    {NULL, 0x1f, 3, .is_only = true},
    {"dmi-to-pci-bridge", 0x1e, 0, .is_only = false},
    {"ich9-uhci1", 0x1d, 0, .is_only = false},
    {"ich9-uhci1", 0x1a, 0, .is_only = false},
    {"ich9", 0x1b, 0, .is_only = false},
    {"video", 1, 0, .comes_first = true},
    {.slot = 0},
};

/* ---- defaults ---- */

static const MachineDefaults pseries_defaults = {
    .controllers = "usb pci",
    .usb_controller = "qemu-xhci",
    .usb_model = "qemu-xhci",
    .scsi_model = "ibmvscsi",
    .nic_models = "rtl8139 e1000 virtio",
    .video_model = "vga",
    .serial_targets = "spapr-vio-serial pci-serial usb-serial",
    .input_bus = "usb",
    .inputs = "keyboard mouse",
    .panic_model = "pseries",
    .has_memballoon = true,
    .inputs_need_display = true,
};

#define PC_DEFAULTS                                                                                \
    .usb_model = "piix3-uhci", .scsi_model = "lsilogic", .nic_models = "rtl8139 e1000 virtio",     \
    .video_model = "cirrus", .serial_targets = "isa-serial pci-serial usb-serial",                 \
    .input_bus = "ps2", .inputs = "mouse keyboard", .has_memballoon = true

static const MachineDefaults i440fx_defaults = {
    .controllers = "usb pci", .usb_controller = "piix3-uhci", .disk_buses = "ide fdc", PC_DEFAULTS};

static const MachineDefaults q35_defaults = {.controllers = "usb sata pci",
                                             .watchdog = "itco",
                                             .usb_controller = "qemu-xhci",
                                             .disk_buses = "fdc",
                                             .floppy_driver = "isa-fdc",
                                             PC_DEFAULTS};

static const MachineDefaults virt_defaults = {
    .controllers = "pci",
    .usb_model = "qemu-xhci",
    .scsi_model = "lsilogic",
    .nic_models = "virtio",
    .video_model = "virtio",
    .serial_targets = "system-serial pci-serial usb-serial",
    .input_bus = "usb",
    .gic_version = 2,
};

static const MachineDefaults powernv_defaults = {
    .controllers = "pci",
    .usb_model = "qemu-xhci",
    .scsi_model = "virtio-scsi",
    .nic_models = "e1000e virtio",
    .video_model = "vga",
    .serial_targets = "isa-serial pci-serial usb-serial",
    .input_bus = "usb",
};

/* The firmware powers the guest off through the baseboard controller. */
static const char *const powernv_board[] = {"ipmi-bmc-sim,id=bmc0", "isa-ipmi-bt,bmc=bmc0,irq=10",
                                            NULL};

/* ---- machines ---- */

/* Plugs by PciClass: for machines without PCI Express; for machines with it; and for host bridges
 * that take both, where a hybrid device is conventional. */
#define CONVENTIONAL_PLUGS                                                                         \
    {PLUG_CONVENTIONAL, PLUG_CONVENTIONAL, PLUG_CONVENTIONAL, PLUG_CONVENTIONAL}
#define EXPRESS_PLUGS {PLUG_CONVENTIONAL, PLUG_CONVENTIONAL, PLUG_EXPRESS, PLUG_EXPRESS}
#define PHB_PLUGS {PLUG_CONVENTIONAL, PLUG_CONVENTIONAL, PLUG_EXPRESS, PLUG_CONVENTIONAL}

#define ONE_ROOT N_("it has one host bridge, 'pcie-root', and no such bus")

/* Bare-metal POWER machines; they differ in the number of PHBs per chip. */
#define POWERNV                                                                                    \
    .target = "ppc64", .buses = powernv_buses, .growth = powernv_growth,                           \
    .fixed_slots = no_fixed_slots, .plugs = EXPRESS_PLUGS, .spare = SPARE_SLOT_NONE,               \
    .board_devices = powernv_board, .min_memory_kib = 1024 * 1024, .memory_block_kib = 1024,       \
    .home = "pcie-root-port",                                                                      \
    .other_buses = N_("its host bridges are model 'pcie-root', and conventional devices are "      \
                      "behind a 'pcie-to-pci-bridge'"),                                            \
    .defaults = &powernv_defaults

const MachineRules machine_rules[] = {
    {
        .name = "pseries",
        .target = "ppc64",
        .buses = pseries_buses,
        .growth = pseries_growth,
        .fixed_slots = no_fixed_slots,
        .plugs = PHB_PLUGS,
        .max_root_index = 30,
        .spare = SPARE_SLOT_UNLESS_FULL,
        .memory_block_kib = 256 * 1024,
        .modules_start_kib = 1024 * 1024,
        .module_block_kib = 256 * 1024,
        .memory_slots = 32,
        .writes_whole_modules = true,
        .has_papr = true,
        .is_served = true,
        .isolates = true,
        .home = "PHB",
        .other_buses = N_("its buses are host bridges, model 'pci-root', which take PCI Express "
                          "devices as they are"),
        .defaults = &pseries_defaults,
    },
    {
        .name = "pc-i440fx",
        .alias = "pc",
        .target = "x86_64",
        .emulator = "qemu-system-x86_64",
        .buses = i440fx_buses,
        .growth = i440fx_growth,
        .fixed_slots = i440fx_fixed_slots,
        .plugs = CONVENTIONAL_PLUGS,
        .spare = SPARE_SLOT_UNLESS_FULL,
        .memory_block_kib = 1024,
        .module_block_kib = 2048,
        .memory_slots = 256,
        .has_acpi = true,
        .other_buses = N_("it has one host bridge, 'pci-root', and no PCI Express: use 'q35'"),
        .defaults = &i440fx_defaults,
    },
    {
        .name = "pc-q35",
        .alias = "q35",
        .target = "x86_64",
        .emulator = "qemu-system-x86_64",
        .buses = express_buses,
        .growth = express_growth,
        .fixed_slots = q35_fixed_slots,
        .plugs = EXPRESS_PLUGS,
        .spare = SPARE_SLOT_WITH_ADDED,
        .memory_block_kib = 1024,
        .module_block_kib = 2048,
        .memory_slots = 256,
        .has_acpi = true,
        .home = "pcie-root-port",
        .other_buses = ONE_ROOT,
        .defaults = &q35_defaults,
    },
    {
        .name = "virt",
        .target = "aarch64",
        .emulator = "qemu-system-aarch64",
        .buses = express_buses,
        .growth = express_growth,
        .fixed_slots = no_fixed_slots,
        .plugs = EXPRESS_PLUGS,
        .spare = SPARE_SLOT_WITH_ADDED,
        .memory_block_kib = 1024,
        .module_block_kib = 2048,
        .memory_slots = 256,
        .has_acpi = true,
        .home = "pcie-root-port",
        .other_buses = ONE_ROOT,
        .defaults = &virt_defaults,
    },
    {.name = "powernv9", .alias = "powernv", .max_root_index = 5, POWERNV},
    {.name = "powernv10", .max_root_index = 5, POWERNV},
    {.name = "powernv8", .max_root_index = 2, POWERNV},
    {.name = NULL},
};
