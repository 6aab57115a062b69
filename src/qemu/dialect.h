/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "qemu/capabilities.h"

/*
 * The form in which a QEMU takes parts: as JSON or not, and options that newer QEMUs have by
 * another name or in another unit.
 */

/* Devices write the older form of an option; a row says what replaces it where the QEMU has the
 * newer one.  Changes @part to the newest form that the QEMU has; a changed option becomes the
 * last. Any thread; does not block. */
void dialect_apply(const Part *part, const Capabilities *capabilities);

/* True when the command line's option for parts of that class takes JSON. */
bool dialect_takes_json(const Capabilities *capabilities, PartClass class);
