/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/*
 * The block node numbers of a running guest that are not in its document.
 *
 * The document has those of disks (<source index=''/>), but neither those of SCSI host devices nor
 * the last number given, whose disk may be gone.  They are stored as text in addition to the
 * document.
 */

/* Returns: (owned, nullable) the text for live_nodes_recall(): "7 hostdev0=3"; NULL when no number
 * was given. */
char *live_nodes_text(const Domain *domain);

/* Sets the numbers in @text in @domain, whose devices have their ids and whose disks have their
 * numbers.  Invalid words are ignored.  @text NULL: nothing was stored; numbers are as in a guest
 * without hotplugged devices, and not below those of disks. */
void live_nodes_recall(Domain *domain, const char *text);
