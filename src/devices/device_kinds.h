/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/*
 * The kinds of devices.  The two tables together have every element that libvirt's schema allows in
 * <devices>, except <emulator>.
 */

/* NULL-terminated, in libvirt's order of output. */
extern const DeviceKind *const device_kinds[];

/* The refused elements, with the reason; up to XML_END. */
extern const XmlField device_refused_rows[];

/* Both tables, for a planner. */
extern const DeviceTable device_table;
