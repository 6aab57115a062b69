/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

/*
 * The token by which a host's libvirt daemons know each other.  One that is shown it gives out
 * secrets that are private to daemons, so it goes into no log and onto no connection that carries
 * the calls of a client.
 */

/* Returns: (owned, nullable) the token of the daemons whose sockets are in @folder; NULL where they
 * have none (libvirt before 9.0), or it may not be read.  Blocks, so it is for workers. */
char *system_token_read(const char *folder);
