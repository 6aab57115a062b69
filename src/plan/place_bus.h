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

/* Returns: (borrowed) the request at that position of place_requests(). */
static inline PlaceRequest *
place_request(const GArray *requests, unsigned i)
{
    return &g_array_index(requests, PlaceRequest, i);
}

/* A device without an address, with its sort keys. */
typedef struct {
    const PlaceRequest *request;
    unsigned rank, position;
} RankedDevice;

/* Compares two RankedDevice, for g_array_sort(). */
int place_compare(gconstpointer a, gconstpointer b);

/* Returns: the position of the device's kind in @kinds, a NULL-terminated list; behind all for a
 * kind that is not in it. */
unsigned place_rank(const DeviceKind *const *kinds, const Device *device);

/* Adds @problem (taken), which is about @device, to the report. */
void place_report(Report *report, const Device *device, GError *problem);

/* @requests: as of place_requests(). */
void place_vio(const GArray *requests, const Domain *domain, const DomainContext *context,
               Report *report);
void place_drives(const GArray *requests, Report *report);
/* Adds hubs when ports run out, and appends them to @requests. */
void place_usb(GArray *requests, Domain *domain, const DomainContext *context, Report *report);
/* Returns: true when ports ran out and a controller was added, which has no address yet. */
bool place_serial_ports(const GArray *requests, Domain *domain, const DomainContext *context,
                        Report *report);

/* Returns: what the device's kind says it needs; type ADDRESS_NONE for a kind without addresses. */
AddressNeed place_need(const Device *device, const Domain *domain, const DomainContext *context);
