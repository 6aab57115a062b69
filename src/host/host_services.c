/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/host_services.h"

#include <string.h>

void
host_lease_free(HostLease *lease)
{
    g_free(lease->address);
    g_free(lease);
}

void
host_secret_free(HostSecret *secret)
{
    if (secret == NULL)
        return;
    if (secret->bytes != NULL)
        explicit_bzero(secret->bytes, secret->length);
    g_free(secret->bytes);
    g_free(secret);
}
