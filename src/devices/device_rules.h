/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/*
 * Checks that several kinds of device share, and the common beginning of their parts.
 */

/* libvirt's folder of QEMU's keys and certificates. */
extern const char device_rules_certificates[];

/* Reports an error unless QEMU has the device type @type. */
void device_rules_emulated(const Device *device, const char *type, const DomainContext *context,
                           Report *report);

/* Reports an error unless the guest's memory is shared, as the helper process for @what
 * ("virtiofs") needs. */
void device_rules_shared_memory(const Device *device, const Domain *domain, const char *what,
                                Report *report);

/* Reports each device of @kind after the first. */
void device_rules_single(const Domain *domain, const DeviceKind *kind, Report *report);

/* True when the document disables USB: <controller type='usb' model='none'/>.  It searches all
 * devices: call it once per guest. */
bool device_rules_usb_is_disabled(const Domain *domain);

/* Reports each device of @kind that needs USB (is_usb()) when USB is disabled. */
void device_rules_usb(const Domain *domain, const DeviceKind *kind,
                      bool (*is_usb)(const Device *device), Report *report);

/* Appends a device part with "driver" and "id".  Returns: (borrowed) its options. */
JsonObject *device_rules_part(const Device *device, const char *type, PartList *parts);
