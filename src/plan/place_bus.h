/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/*
 * Placement on the buses that are not PCI.  Each claims what the document states, then gives every
 * other device of that bus the next free address; problems go to the report.
 */
void place_vio(Domain *domain, const DomainContext *context, Report *report);
void place_drives(Domain *domain, const DomainContext *context, Report *report);
void place_usb(Domain *domain, const DomainContext *context, Report *report);
void place_serial_ports(Domain *domain, const DomainContext *context, Report *report);

/* Returns: what the device's kind says it needs; type ADDRESS_NONE for a kind without addresses. */
AddressNeed place_need(const Device *device, const Domain *domain, const DomainContext *context);
