/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"
#include "qemu/argv.h"

/* Gives the devices of @domain that have none yet the numbers that count up in one run (block
 * nodes).  The others keep theirs. */
void command_number(Domain *domain);

/* Appends the parts of @device, named and placed, as the document's overrides have them. */
void command_add_parts(const Device *device, const Domain *domain, const DomainContext *context,
                       PartList *parts);

/* Sorts @devices (Device *) into the order in which QEMU is to get them: what makes a bus before
 * what sits on it. */
void command_sort(GPtrArray *devices, const Domain *domain);

/* Gives each device its id and bootindex and lists the parts that all of them become.  Returns:
 * (owned) the command line of a placed domain. */
Argv *command_of(Domain *domain, const DomainContext *context);
