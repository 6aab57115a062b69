/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/host_services.h"

void
host_lease_free(HostLease *lease)
{
    g_free(lease->address);
    g_free(lease);
}
