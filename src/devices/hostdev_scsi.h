/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/hostdev.h"

/*
 * <hostdev type='scsi'>: a LUN of the host or of an iSCSI target on a SCSI bus of the guest; and
 * <hostdev type='scsi_host'>: an adapter served by the host's kernel (vhost-scsi).
 */

/* Assigns a LUN the lowest address that no disk and no other LUN has, on the first controller with
 * a free one; adds controllers as needed. */
void hostdev_scsi_complete(Hostdev *hostdev, Domain *domain, const DomainContext *context,
                           Report *report);

/* Numbers the block nodes of LUNs without a number, after those of the disks, which must be
 * numbered first. */
void hostdev_scsi_number_all(Domain *domain);

/* Appends the block node of a LUN. */
void hostdev_scsi_add_node(const Hostdev *hostdev, const DomainContext *context, PartList *parts);

/* Returns: (owned) the path of the host's device for SCSI commands to that LUN, /dev/sgN, by the
 * kernel's tree @sysfs; one that does not exist if it is not found: the guest is for another host,
 * and QEMU reports that at start. */
char *hostdev_scsi_path(const HostdevSource *source, const char *sysfs);

/* Writes the properties that identify the LUN or adapter into @part. */
void hostdev_scsi_write(const Hostdev *hostdev, JsonObject *part);

/* Reports what is wrong with a unit by iSCSI. */
void hostdev_scsi_check_iscsi(const HostdevSource *source, unsigned line, Report *report);

/* Returns: (owned) the unit's name for messages. */
char *hostdev_scsi_text(const HostdevSource *source);
