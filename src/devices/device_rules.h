/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/*
 * Rules that several kinds of device share, and the start of the part that each of them becomes.
 */

/* Where libvirt has the keys and certificates of QEMU. */
extern const char device_rules_certificates[];

/* Error unless the QEMU has the device type @type. */
void device_rules_emulated(const Device *device, const char *type, const DomainContext *context,
                           Report *report);

/* Error unless the guest's memory is shared, which a program beside QEMU needs to serve @what
 * ("virtiofs"). */
void device_rules_shared_memory(const Device *device, const Domain *domain, const char *what,
                                Report *report);

/* Error for each device of @kind behind the first. */
void device_rules_single(const Domain *domain, const DeviceKind *kind, Report *report);

/* True when the document wants no USB: <controller type='usb' model='none'/>.  It looks through all
 * devices: ask once a guest. */
bool device_rules_usb_is_disabled(const Domain *domain);

/* Error for each device of @kind that needs USB, by is_usb(), where it is disabled. */
void device_rules_usb(const Domain *domain, const DeviceKind *kind,
                      bool (*is_usb)(const Device *device), Report *report);

/* Appends a device part with "driver" and "id".  Returns it, borrowed. */
JsonObject *device_rules_part(const Device *device, const char *type, PartList *parts);
