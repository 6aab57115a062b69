/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"
#include "qemu/argv.h"

/* Gives each device its id. */
void command_name_devices(Domain *domain);

/* Gives each device its id and bootindex and lists the parts that all of them become.  Returns:
 * (owned) the command line of a placed domain. */
Argv *command_of(Domain *domain, const DomainContext *context);
