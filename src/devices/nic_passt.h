/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/interface.h"

/*
 * <backend type='passt'/> of an <interface type='user'>: passt, a program beside QEMU, is the
 * network's other end instead of QEMU itself.
 */

/* Returns: true when @nic has that backend. */
bool nic_passt_is_used(const Interface *nic);

/* Reports what passt or this QEMU cannot do, and settings of passt without it. */
void nic_passt_check(const Interface *nic, const DomainContext *context, Report *report);

/* Returns: (owned) the socket at which QEMU expects passt. */
char *nic_passt_socket(const Device *device, const DomainContext *context);

/* Appends (owned) the options with which passt listens at @socket for that QEMU to @words. */
void nic_passt_add_words(const Interface *nic, const char *socket, GPtrArray *words);

/* Writes the socket of the chardev of a vhostuser interface. */
void nic_passt_write_socket(const Interface *nic, const DomainContext *context, JsonObject *part);

/* Writes the type of -netdev and its members, for an interface of type 'user'. */
void nic_passt_write(const Interface *nic, const DomainContext *context, JsonObject *part);
