/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"
#include "qemu/argv.h"

/* Gives the devices of @domain that have none yet the numbers that count up in one run (block
 * nodes).  The others keep theirs. */
void command_number(Domain *domain);

/* Appends to @parts, which is empty, the parts of @device, which has its id and address, with the
 * document's overrides applied. */
void command_write_parts(const Device *device, const Domain *domain, const DomainContext *context,
                         PartList *parts);

/* The same, and opens the files that QEMU is handed over open: for parts that it is given. */
void command_add_parts(const Device *device, const Domain *domain, const DomainContext *context,
                       PartList *parts);

/* Sorts @devices (Device *) into QEMU's order: a bus before the devices on it. */
void command_sort(GPtrArray *devices, const Domain *domain);

/* Gives each device of a placed domain its id and bootindex.  Returns: (owned) the whole command
 * line. */
Argv *command_of(Domain *domain, const DomainContext *context);

/* The same with those @devices alone (Device * of @domain), in that order. */
Argv *command_of_devices(Domain *domain, const DomainContext *context, const GPtrArray *devices);
