/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/*
 * Changes of the devices of a definition that is planned afterwards, with what else must change for
 * the guest to stay as the user knows it.  None of them fails.
 */

/* Adds @device (taken).  A memory module comes on top of the memory that the guest has. */
void device_change_add(Domain *domain, Device *device);

/* Removes @device, one of @domain's, and frees it.  A memory module takes its memory with it, the
 * first serial port the console that stands for it. */
void device_change_remove(Domain *domain, Device *device);

/* Replaces @old, one of @domain's, by @device (taken) in its place.  It keeps the address of @old
 * where it states none and is on the same bus, and an interface its MAC. */
void device_change_replace(Domain *domain, Device *old, Device *device);
