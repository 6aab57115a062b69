/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/*
 * The block node numbers of a running guest that its document does not tell.
 *
 * The document has those of disks (<source index=''/>).  It has neither those of SCSI host devices
 * nor the last number that was given, whose disk may be gone.  They are kept as text beside it.
 */

/* Returns: (owned, nullable) the text for live_nodes_recall(): "7 hostdev0=3"; NULL when no number
 * was given. */
char *live_nodes_text(const Domain *domain);

/* Takes over the numbers in @text into @domain, whose devices have their ids and whose disks have
 * their numbers.  What is no such text in it is ignored.  NULL: nothing was kept; the numbers are
 * those of a guest in which no device has joined or left, and none is below what a disk has. */
void live_nodes_recall(Domain *domain, const char *text);
