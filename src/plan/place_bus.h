/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/*
 * Placement on the buses that are not PCI.  Each claims what the document states, then gives every
 * other device of that bus the next free address; problems go to the report.
 */

/* A device with what it needs. */
typedef struct {
    Device *device;
    AddressNeed need;
} PlaceRequest;

/* Returns: (owned) PlaceRequest: the devices on these buses, in their order.  Most guests have few
 * of them, so that the kinds are asked once for all buses. */
GArray *place_requests(const Domain *domain, const DomainContext *context);

/* @requests: as of place_requests(). */
void place_vio(const GArray *requests, const Domain *domain, const DomainContext *context,
               Report *report);
void place_drives(const GArray *requests, Report *report);
/* Appends the hubs that it adds to @requests as well. */
void place_usb(GArray *requests, Domain *domain, const DomainContext *context, Report *report);
void place_serial_ports(const GArray *requests, const Domain *domain, Report *report);

/* Returns: what the device's kind says it needs; type ADDRESS_NONE for a kind without addresses. */
AddressNeed place_need(const Device *device, const Domain *domain, const DomainContext *context);
