/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stddef.h>
#include <stdint.h>

/*
 * The MAC address of a guest's NIC, "52:54:00:00:00:01", two digits each, as the kernel wants it.
 */
enum { MAC_BYTES = 6 };

/* Returns: its byte @i, below MAC_BYTES. */
uint8_t mac_address_byte(const char *text, size_t i);

/* Returns: all of it as a number, the first byte being the highest. */
uint64_t mac_address_number(const char *text);
