/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stdbool.h>

/*
 * Where the stock daemons are.
 */
typedef struct {
    const char *folder;  /* (borrowed) of their sockets */
    bool is_system;      /* the system's daemons, which have sockets for clients that only read */
    bool starts_daemons; /* one that does not run is started; only a session's */
} RelayConfig;
