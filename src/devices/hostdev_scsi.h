/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/hostdev.h"

/*
 * <hostdev type='scsi'>, a unit of the host's or of an iSCSI target on a SCSI bus of the guest, and
 * <hostdev type='scsi_host'>, an adapter that the host's kernel serves (vhost-scsi).
 */

/* Chooses where a unit sits: the lowest place that no disk and no other unit has, on the first
 * controller with one; adds the controllers up to it. */
void hostdev_scsi_complete(Hostdev *hostdev, Domain *domain, const DomainContext *context,
                           Report *report);

/* Gives the block nodes of units that have none their numbers, behind those of the disks, which are
 * numbered first. */
void hostdev_scsi_number_all(Domain *domain);

/* Appends the block node of a unit. */
void hostdev_scsi_add_node(const Hostdev *hostdev, const DomainContext *context, PartList *parts);

/* Writes what QEMU finds a unit or an adapter by. */
void hostdev_scsi_write(const Hostdev *hostdev, JsonObject *part);
