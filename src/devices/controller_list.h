/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/controller.h"

/*
 * The order of a guest's controllers, which decides who gets the first address of a bus, and their
 * indexes.  Both are libvirt's.
 */

/* Gives each controller without an index the lowest free one of its type, and sorts all: those of a
 * type stand together, each before the first with a larger index; one without an index stays behind
 * those before it.  Called once per guest, before any controller is looked up by index. */
void controller_list_number(Domain *domain);

/* Sorts the controllers that every guest has, in the order in which they were added, into those of
 * the document. */
void controller_list_add_built_in(Domain *domain);

/* Sorts controllers that were added into those of the document; with @is_placed all by their
 * indexes, as they are written.  See DeviceKind.arrange. */
void controller_list_arrange(Domain *domain, bool is_placed);
