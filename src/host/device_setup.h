/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"
#include "host/display_ports.h"
#include "host/driver_config.h"
#include "host/host_devices.h"
#include "host/host_services.h"
#include "host/image_owner.h"
#include "host/tap_names.h"
#include "host/undo_list.h"

/*
 * Sets up on the host what one device needs before QEMU gets it, by the device's kind; the same at
 * start and for hotplug.
 */

/* What the setup is done for.  All borrowed. */
typedef struct {
    const DriverConfig *config;
    DisplayPorts *ports;
    TapNames *tap_names;
    ImageOwner *images;
    HostDevices *devices;
    const HostServices *services;
    Domain *live;        /* the guest; choices are written into its devices */
    UndoList *undo;      /* has a writer */
    GArray *descriptors; /* int: descriptors for QEMU are added */
    GPtrArray *records;  /* ImageRecord *: files to lend are added */
} DeviceSetup;

/* Sets up everything that @device needs: ports, tap and vhost devices, images.  What outlives the
 * descriptors is in the undo list, even on failure.  On a worker that holds the guest's job;
 * blocks.  Errors: SYSTEM_ERROR and others, naming what is missing. */
bool device_setup(const DeviceSetup *setup, Device *device, GError **error);

/* The same for the guest's kernel, initrd and device tree. */
bool device_setup_boot(const DeviceSetup *setup, GError **error);
