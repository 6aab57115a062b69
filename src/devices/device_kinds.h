/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/*
 * The devices that a guest can have.  The two tables together hold every name that libvirt's schema
 * knows below <devices>, but for <emulator>.
 */

/* NULL-terminated, in the order in which libvirt writes the kinds. */
extern const DeviceKind *const device_kinds[];

/* The names of those that are refused, and why; up to XML_END. */
extern const XmlField device_refused_rows[];

/* Both as one, for a planner. */
extern const DeviceTable device_table;
