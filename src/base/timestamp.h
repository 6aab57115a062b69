/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

/* Returns: (owned) the current time in the form of libvirt's logs: "2026-11-24 08:30:00.123+0000".
 * Any thread. */
char *timestamp_now(void);
