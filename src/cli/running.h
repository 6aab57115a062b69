/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "cli/command.h"
#include "cli/virsh.h"
#include "qemu/placement.h"

/*
 * A QEMU that runs: at a socket of its own (--qmp), or a guest of a libvirt daemon (--connect). All
 * is borrowed from the options.
 */
typedef struct {
    const char *socket;   /* NULL: it is the guest */
    VirshGuest guest;     /* without members otherwise */
    const char *document; /* nullable: the FILE that stands before the guest's name */
} Running;

/* Reads @options of @command into @running; @takes_document: a FILE is needed with --qmp, and may
 * be given with --connect.  Returns: false when they are wrong, which is printed. */
bool running_parse(const CliOptions *options, const char *command, bool takes_document,
                   Running *running);

/* Returns: (owned, nullable) what it has and where.  Blocks, each step with a deadline.  Errors:
 * OPERATION_FAILED, OPERATION_TIMEOUT, INTERNAL_ERROR, CONFIG_UNSUPPORTED. */
Placement *running_read(const Running *running, GError **error);
