/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/*
 * Placement on buses other than PCI.  Each function claims the addresses in the document, then
 * gives every other device of its bus the next free one; problems go to the report.
 */

/* A device and the address that it needs. */
typedef struct {
    Device *device;
    AddressNeed need;
} PlaceRequest;

/* Returns: (owned) PlaceRequest: the devices on these buses, in document order, collected once for
 * all of them. */
GArray *place_requests(const Domain *domain, const DomainContext *context);

/* @requests: as of place_requests(). */
void place_vio(const GArray *requests, const Domain *domain, const DomainContext *context,
               Report *report);
void place_drives(const GArray *requests, Report *report);
/* Adds hubs when ports run out, and appends them to @requests. */
void place_usb(GArray *requests, Domain *domain, const DomainContext *context, Report *report);
void place_serial_ports(const GArray *requests, const Domain *domain, Report *report);

/* Returns: what the device's kind says it needs; type ADDRESS_NONE for a kind without addresses. */
AddressNeed place_need(const Device *device, const Domain *domain, const DomainContext *context);
