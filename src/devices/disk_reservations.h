/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "qemu/part.h"
#include "xml/binding.h"

/*
 * <reservations>: a helper process, qemu-pr-helper, that makes SCSI persistent reservations for
 * QEMU.  A managed one belongs to the guest and serves all its disks.
 */
typedef enum { RESERVATIONS_MODE_NONE, RESERVATIONS_CLIENT, RESERVATIONS_SERVER } ReservationsMode;

typedef struct {
    int type; /* 1: unix */
    char *path;
    ReservationsMode mode;
} ReservationsSource;

typedef struct {
    Tristate managed;
    Tristate migration;        /* they move with the guest */
    ReservationsSource source; /* not managed: the process's socket */
} DiskReservations;

extern const XmlBinding disk_reservations_binding;

/* Reports what is missing.  @target, @line: the disk's. */
void disk_reservations_check(const DiskReservations *reservations, const char *target,
                             unsigned line, Report *report);

/* Returns: (owned, nullable) the id of QEMU's pr-manager object for the image with node @number;
 * NULL: no reservations. */
char *disk_reservations_id(const DiskReservations *reservations, unsigned number);

/* Returns: (owned) the socket of the guest's own process; @directory: the guest's folder. */
char *disk_reservations_own_socket(const char *directory);

/* Appends that object.  @directory: the guest's folder. */
void disk_reservations_add(const DiskReservations *reservations, unsigned number,
                           const char *directory, PartList *parts);
