/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"
#include "host/driver_config.h"
#include "host/host_devices.h"
#include "host/image_files.h"
#include "host/undo_list.h"

/*
 * Prepares a device of the host for the guest that gets it, by VFIO.
 *
 * A managed device is taken from its driver and given back in the end; another one must be bound to
 * VFIO already.  What QEMU opens then, the node of the IOMMU group, is lent to its user like an
 * image.
 */

/* For whom a device is prepared.  All borrowed. */
typedef struct {
    const DriverConfig *config;
    HostDevices *devices;
    const Domain *guest; /* all its devices are known */
    UndoList *undo;      /* gets the way back, also on failure; NULL: there are checks alone */
    bool is_other_host;  /* the sysfs is a copy of another host's; for checks alone */
} Passthrough;

/* What a guest's definition says about a PCI device of the host. */
typedef struct {
    const HostPciAddress *at;
    bool is_managed;
    const char *driver; /* nullable: vfio-pci */
} PassthroughPci;

/* Prepares the device @pci.  On a worker; blocks on the kernel.  Returns: (owned, nullable) the
 * nodes that QEMU opens, to be lent to it.  Errors: OPERATION_INVALID when another guest or the
 * host uses the device, or it is not managed and not bound; CONFIG_UNSUPPORTED when it has no IOMMU
 * group, or the host keeps another device of its group; SYSTEM_ERROR. */
ImageFiles *passthrough_prepare_pci(const Passthrough *passthrough, const PassthroughPci *pci,
                                    GError **error);

/* Whether passthrough_prepare_pci() would have something against the device now; nothing changes.
 * On a worker; blocks on the kernel.  Errors: those that it would have before it changes anything.
 */
bool passthrough_check_pci(const Passthrough *passthrough, const PassthroughPci *pci,
                           GError **error);

/* Has the guest have @device (no blank in its name), which stays with the host's driver.
 * Errors: OPERATION_INVALID when another guest has it. */
bool passthrough_claim(const Passthrough *passthrough, const HostDeviceName *device,
                       GError **error);

/* The step of an undo list for a device that a guest has. */
enum { PASSTHROUGH_IS_BOUND }; /* number: 1 if it was bound for this run */

/* Undoes @step, an UNDO_HOST_DEVICE.  On a worker, or before clients are served.  Errors:
 * SYSTEM_ERROR; the device is free for another guest all the same. */
bool passthrough_give_back(HostDevices *devices, const char *sysfs, const UndoStep *step,
                           GError **error);

/* Registers that the guest of @step has its device still. */
void passthrough_restore(HostDevices *devices, const UndoStep *step);
