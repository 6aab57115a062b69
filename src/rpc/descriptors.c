/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpc/descriptors.h"

#include <unistd.h>

GArray *
descriptors_new(void)
{
    return g_array_new(FALSE, FALSE, sizeof(int));
}

void
descriptors_free(GArray *descriptors)
{
    if (descriptors == NULL)
        return;
    for (guint i = 0; i < descriptors->len; i++)
        close(g_array_index(descriptors, int, i));
    g_array_unref(descriptors);
}
