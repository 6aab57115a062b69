/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"
#include "qemu/secret_table.h"

/* Asks for the value of each secret that @domain needs, and encrypts it for one QEMU.  On a worker;
 * waits for another daemon.  Returns: (owned, nullable) the table, without secrets for a guest that
 * needs none.  Errors: those of HostServices' secret_value(); INTERNAL_ERROR. */
SecretTable *guest_secrets_find(Driver *driver, const Domain *domain, GError **error);
