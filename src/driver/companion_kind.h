/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"
#include "driver/driver.h"

/* For whom a program is started. */
typedef struct CompanionStart CompanionStart;
typedef struct {
    Driver *driver;
    const Domain *domain; /* the live one */
    const Device *device;
    const CompanionStart *start; /* see companions.h */
} CompanionCase;

/*
 * A program that runs beside QEMU, as a row.
 *
 * Each finds a socket that listens already, made by us for QEMU's user, under a number that it is
 * told: QEMU need not wait for it, and it needs no rights in the guest's folder.
 */
typedef struct {
    const char *program; /* as DeviceKind.companion() has it */
    /* Returns: (owned, nullable) the path of its executable. */
    char *(*find)(const CompanionCase *what, GError **error);
    /* Brings about what it is to find at its start.  NULL: nothing. */
    bool (*prepare)(const CompanionCase *what, GError **error);
    /* Appends its arguments (owned) to @words. */
    void (*add_arguments)(const CompanionCase *what, int socket_fd, GPtrArray *words);
    /* Returns: (nullable) whom it runs as.  NULL, as function or as value: as we do. */
    const OtherUser *(*user)(const Driver *driver);
    /* It makes something for a moment, and ends by itself; it has no socket, and is run by
     * companions_run_brief(), which sees to all but @user. */
    bool is_brief;
    bool is_activated; /* it takes its socket as systemd hands sockets over, not by an argument */
    /* (nullable) What QEMU says when the program runs and refuses to serve. */
    const char *complaint;
} CompanionKind;
