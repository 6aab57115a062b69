/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"

/*
 * Whether @one is the device that a client means by @wanted, of the same kind: by what libvirt
 * compares of each kind.  What a document may leave out need not be completed in @wanted.
 */
bool device_same_disk(const Device *one, const Device *wanted);
bool device_same_controller(const Device *one, const Device *wanted);
bool device_same_lease(const Device *one, const Device *wanted);
bool device_same_filesystem(const Device *one, const Device *wanted);
bool device_same_hostdev(const Device *one, const Device *wanted);
bool device_same_graphics(const Device *one, const Device *wanted);
bool device_same_serial(const Device *one, const Device *wanted);
bool device_same_console(const Device *one, const Device *wanted);
bool device_same_channel(const Device *one, const Device *wanted);

/* Of kinds of which a guest has one at most: it is. */
bool device_same_kind(const Device *one, const Device *wanted);

/* Alike in everything but the alias, and the address where @wanted has none.  @wanted must be
 * completed. */
bool device_same_whole(const Device *one, const Device *wanted);

/* As device_same_whole(), and of the alias of @wanted if that has one. */
bool device_same_watchdog(const Device *one, const Device *wanted);
