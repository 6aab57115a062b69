/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/iothread_map.h"
#include "domain/domain.h"
#include "domain/virtio.h"

/*
 * <controller>: a device that provides a bus for other devices.
 */
typedef enum {
    CONTROLLER_NONE,
    CONTROLLER_PCI,
    CONTROLLER_USB,
    CONTROLLER_SCSI,
    CONTROLLER_VIRTIO_SERIAL,
    CONTROLLER_CCID,
    CONTROLLER_SATA,
    CONTROLLER_IDE, /* refused from here on */
    CONTROLLER_FDC,
    CONTROLLER_ISA,
    CONTROLLER_XENBUS,
    CONTROLLER_NVME,
} ControllerType;

/* All models of all types in one list, so that one table row reads the attribute;
 * controller_model.h knows which model belongs to which type, and why some are refused.  "none"
 * disables USB. */
#define CONTROLLER_MODEL_LIST(X)                                                                   \
    X(PCI_ROOT, "pci-root")                                                                        \
    X(PCI_BRIDGE, "pci-bridge")                                                                    \
    X(NONE, "none")                                                                                \
    X(QEMU_XHCI, "qemu-xhci")                                                                      \
    X(NEC_XHCI, "nec-xhci")                                                                        \
    X(PCI_OHCI, "pci-ohci")                                                                        \
    X(EHCI, "ehci")                                                                                \
    X(PIIX3_UHCI, "piix3-uhci")                                                                    \
    X(PIIX4_UHCI, "piix4-uhci")                                                                    \
    X(VT82C686B_UHCI, "vt82c686b-uhci")                                                            \
    X(ICH9_EHCI1, "ich9-ehci1")                                                                    \
    X(ICH9_UHCI1, "ich9-uhci1")                                                                    \
    X(ICH9_UHCI2, "ich9-uhci2")                                                                    \
    X(ICH9_UHCI3, "ich9-uhci3")                                                                    \
    X(VIRTIO_SCSI, "virtio-scsi")                                                                  \
    X(IBMVSCSI, "ibmvscsi")                                                                        \
    X(LSILOGIC, "lsilogic")                                                                        \
    X(LSISAS1078, "lsisas1078")                                                                    \
    X(LSISAS1068, "lsisas1068")                                                                    \
    X(DC390, "dc390")                                                                              \
    X(AM53C974, "am53c974")                                                                        \
    X(VIRTIO, "virtio")                                                                            \
    X(VIRTIO_TRANSITIONAL, "virtio-transitional")                                                  \
    X(VIRTIO_NON_TRANSITIONAL, "virtio-non-transitional")                                          \
    X(PCIE_ROOT, "pcie-root")                                                                      \
    X(DMI_TO_PCI_BRIDGE, "dmi-to-pci-bridge")                                                      \
    X(PCIE_TO_PCI_BRIDGE, "pcie-to-pci-bridge")                                                    \
    X(PCIE_ROOT_PORT, "pcie-root-port")                                                            \
    X(PCIE_SWITCH_UPSTREAM_PORT, "pcie-switch-upstream-port")                                      \
    X(PCIE_SWITCH_DOWNSTREAM_PORT, "pcie-switch-downstream-port")                                  \
    X(PCI_EXPANDER_BUS, "pci-expander-bus")                                                        \
    X(PCIE_EXPANDER_BUS, "pcie-expander-bus")                                                      \
    X(QUSB1, "qusb1")                                                                              \
    X(QUSB2, "qusb2")                                                                              \
    X(SCSI_AUTO, "auto")                                                                           \
    X(BUSLOGIC, "buslogic")                                                                        \
    X(VMPVSCSI, "vmpvscsi")                                                                        \
    X(NCR53C90, "ncr53c90")                                                                        \
    X(PIIX3, "piix3")                                                                              \
    X(PIIX4, "piix4")                                                                              \
    X(ICH6, "ich6")
#define X(name, text) CONTROLLER_MODEL_##name,
typedef enum { CONTROLLER_MODEL_ABSENT, CONTROLLER_MODEL_LIST(X) } ControllerModel;
#undef X

/* <model name=''/>: QEMU's device of a PCI controller. */
typedef struct {
    char *name; /* "spapr-pci-host-bridge", "pci-bridge" */
} ControllerPciModel;

typedef struct {
    OptionalUint index;      /* PHB: 0..30 */
    OptionalUint chassis_nr; /* pci-bridge */
    OptionalUint chassis;    /* pcie-root-port and pcie-switch-downstream-port ... */
    OptionalUint port;       /* ... the same */
    OptionalUint bus_nr;     /* expander buses */
    OptionalUint node;       /* PHB: the NUMA node that it belongs to */
    Tristate hotplug;
} ControllerTarget;

typedef struct {
    OptionalUint queues, cmd_per_lun, max_sectors, iothread;
    Tristate ioeventfd;
    VirtioOptions virtio;
    IothreadMap *iothreads; /* (owned, nullable) */
} ControllerDriver;

typedef struct {
    OptionalUint start_port;
} ControllerMaster;

typedef struct {
    Device device;
    ControllerType type;
    OptionalUint index;
    ControllerModel model;
    OptionalUint ports;   /* usb, virtio-serial */
    OptionalUint vectors; /* virtio-serial */
    ControllerPciModel pci_model;
    ControllerTarget target;
    ControllerDriver *driver; /* (owned, nullable) */
    const char *pci_type; /* (borrowed, nullable) not XML: QEMU's device type, without a <model> */
    bool is_added;        /* not XML: by us, and not sorted into the others yet */
    bool is_built_in;     /* not XML: built into the machine */
    ControllerMaster master; /* usb: a companion of the EHCI controller with the same index */
} Controller;

extern const DeviceKind controller_kind;

/* Gives the index of the controller @device, and in @group its type; see DeviceKind.number. */
bool controller_number(const Device *device, unsigned *group, uint64_t *number);

/* Returns: (borrowed, nullable) the controller of that type and index.  Constant time. */
Controller *controller_find(const Domain *domain, ControllerType type, uint64_t index);

/* Returns: (borrowed) the controller of that type and index, added without a model if it is
 * missing. */
Controller *controller_require(Domain *domain, ControllerType type, uint64_t index);

/* Returns: true when there are controllers of that type for all indexes from 0 to @index. */
bool controller_has_all(const Domain *domain, ControllerType type, uint64_t index);

/* The same for all indexes from 0 to @index; those that are missing get @model. */
void controller_require_all(Domain *domain, ControllerType type, uint64_t index,
                            ControllerModel model);

/* Returns: (owned) QEMU's name of the bus of that controller: "pci.0", "pci.1.0", "scsi0.0",
 * "usb.0", "virtio-serial0.0".  Ids must be set. */
char *controller_bus_name(const Domain *domain, ControllerType type, uint64_t index);

/* Writes a drive address on a controller of @type into @part. */
void controller_write_drive(const Domain *domain, ControllerType type, const Address *address,
                            JsonObject *part);

/* Writes the device's address into its part: "bus" and "addr", "reg", "channel" ..., or "port";
 * that of a drive as one on SCSI.  Of an address without a place on its bus only the bus is
 * written: QEMU chooses. */
void controller_write_address(const Domain *domain, const Device *device, JsonObject *part);

/* Returns: (static, nullable) the row of the bus that a PCI controller provides; NULL when the
 * machine has no such controller. */
const BusRule *controller_bus_rule(const Controller *controller, const MachineRules *rules);

/* Sets the controller's model to that of @rule. */
void controller_set_bus_rule(Controller *controller, const BusRule *rule);

/* Fills in the target numbers of PCI controllers that depend on placement.  Call it when all are
 * placed. */
void controller_number_buses(Domain *domain, const MachineRules *rules);

/* Returns: the number of ports of a USB controller: as given, else QEMU's default of its model. */
unsigned controller_usb_ports(const Controller *controller);
