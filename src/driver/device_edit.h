/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/device_match.h"
#include "driver/driver.h"

/*
 * Attaches, detaches and updates single devices of a guest's next definition.
 *
 * The definition with the change is planned and checked as a whole.  Controllers that were added
 * for a device stay when it goes.  A running guest keeps the devices that it has.
 *
 * @flags: VIR_DOMAIN_AFFECT_*.  On a worker that holds the guest's job.  Errors: device_match.h's,
 * XML_ERROR and others for a document that is none of a device, OPERATION_UNSUPPORTED for a running
 * guest, amend()'s.
 */

typedef struct {
    DeviceEdit edit;
    const char *xml; /* the document of one device */
} DeviceRequest;

/* Makes the change with the device that the document describes. */
bool device_edit(Driver *driver, Guest *guest, const DeviceRequest *wanted, unsigned flags,
                 GError **error);

/* Detaches the device with the alias @alias. */
bool device_edit_detach_alias(Driver *driver, Guest *guest, const char *alias, unsigned flags,
                              GError **error);
