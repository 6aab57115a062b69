/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/graphics.h"
#include "host/undo_list.h"

/*
 * Ports of displays: gives out free ones for autoport and knows those in use.  Thread-safe.
 */
typedef struct DisplayPorts DisplayPorts;

/* Returns: (owned) a set with no port in use. */
DisplayPorts *display_ports_new(void);
void display_ports_free(DisplayPorts *ports);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DisplayPorts, display_ports_free)

/* Chooses free ports for the automatic ones of @graphics, and adds them to @undo, even on failure.
 * On a worker.  Errors: INTERNAL_ERROR when all are in use. */
bool display_ports_choose(DisplayPorts *ports, Graphics *graphics, UndoList *undo, GError **error);

/* Marks @port as in use by a guest that was taken over. */
void display_ports_reserve(DisplayPorts *ports, unsigned port);

/* Releases @port. */
void display_ports_release(DisplayPorts *ports, unsigned port);
