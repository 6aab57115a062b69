/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/graphics.h"
#include "host/undo_list.h"

/*
 * The ports at which displays listen: who asks for an automatic one gets one that nobody else has.
 * Thread-safe.
 */
typedef struct DisplayPorts DisplayPorts;

/* Returns: (owned) none in use. */
DisplayPorts *display_ports_new(void);
void display_ports_free(DisplayPorts *ports);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DisplayPorts, display_ports_free)

/* Writes free ports into @graphics where it is to have automatic ones, and adds each to @undo, also
 * when it fails.  Errors: INTERNAL_ERROR when all are in use. */
bool display_ports_choose(DisplayPorts *ports, Graphics *graphics, UndoList *undo, GError **error);

/* Marks @port as in use, by a guest that runs already. */
void display_ports_reserve(DisplayPorts *ports, unsigned port);

/* Gives @port back. */
void display_ports_release(DisplayPorts *ports, unsigned port);
