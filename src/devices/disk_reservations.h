/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "qemu/part.h"
#include "xml/binding.h"

/*
 * <reservations>: a program with the right to SCSI's persistent reservations, qemu-pr-helper, which
 * QEMU asks for them.  A managed one is of the guest's own, and serves all its disks.
 */
typedef enum { RESERVATIONS_MODE_NONE, RESERVATIONS_CLIENT, RESERVATIONS_SERVER } ReservationsMode;

typedef struct {
    int type; /* 1: unix */
    char *path;
    ReservationsMode mode;
} ReservationsSource;

typedef struct {
    Tristate managed;
    ReservationsSource source; /* not managed: where the program listens */
} DiskReservations;

extern const XmlBinding disk_reservations_binding;

/* Errors for what is missing.  @target, @line: the disk's. */
void disk_reservations_check(const DiskReservations *reservations, const char *target,
                             unsigned line, Report *report);

/* Returns: (owned, nullable) the id of QEMU's object for the image with the node @number; NULL: no
 * reservations. */
char *disk_reservations_id(const DiskReservations *reservations, unsigned number);

/* Returns: (owned) where the guest's own program is to listen; @directory: the guest's folder. */
char *disk_reservations_own_socket(const char *directory);

/* Appends that object.  @directory: the guest's own folder. */
void disk_reservations_add(const DiskReservations *reservations, unsigned number,
                           const char *directory, PartList *parts);
