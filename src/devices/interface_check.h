/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/* The check() of the kind <interface>. */
void interface_check(const Device *device, const Domain *domain, const DomainContext *context,
                     Report *report);
