/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

/* Returns: (owned) this moment, as libvirt's logs have it: "2026-11-24 08:30:00.123+0000". */
char *timestamp_now(void);
