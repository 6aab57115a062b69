/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/* The parts() of the kind <interface>: what it is connected to, and the NIC. */
void interface_parts(const Device *device, const Domain *domain, const DomainContext *context,
                     PartList *parts);
