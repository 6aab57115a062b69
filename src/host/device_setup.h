/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"
#include "host/display_ports.h"
#include "host/driver_config.h"
#include "host/image_owner.h"
#include "host/undo_list.h"

/*
 * What the host does for one device before QEMU gets it: by the kind of the device, the same at a
 * start and later.
 */

/* Whom it is done for.  All borrowed. */
typedef struct {
    const DriverConfig *config;
    DisplayPorts *ports;
    ImageOwner *images;
    Domain *live;        /* the guest; what was chosen is written into its devices */
    UndoList *undo;      /* has a writer */
    GArray *descriptors; /* int: gets what QEMU is to inherit */
    GPtrArray *records;  /* ImageRecord *: gets the files that are to be lent */
} DeviceSetup;

/* Does all that @device needs: ports, tap and vhost devices, images.  What outlives a descriptor is
 * in the undo list, also when it fails.  On a worker; blocks.  Errors: SYSTEM_ERROR and others,
 * naming what cannot be had. */
bool device_setup(const DeviceSetup *setup, Device *device, GError **error);

/* The same for the files that the guest is booted from. */
bool device_setup_boot(const DeviceSetup *setup, GError **error);
