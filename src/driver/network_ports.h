/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"
#include "driver/run.h"

/*
 * The ports that virtual networks give a guest's NICs for a run.  On a worker that holds the
 * guest's job; waits for another daemon.
 */

/* Has each <interface type='network'> of @next, which is to be planned for a run, plugged in as its
 * network says; network_port_settle() comes after planning.  Each port is in @undo before it is
 * asked for, also on failure.  Errors: NO_NETWORK, OPERATION_INVALID where the network is not
 * active, and others; those of undo_write(). */
bool network_ports_open(Driver *driver, Domain *next, UndoList *undo, GError **error);

/* Has the daemons of the networks and filters of @live, a guest that runs, know its NICs again.
 * What fails is logged: the NIC works all the same. */
void network_ports_reclaim(Driver *driver, const Domain *live);

/* Gives back the port of an UNDO_NETWORK_PORT step. */
bool network_port_release(Driver *driver, const UndoStep *step, GError **error);
