/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/flags.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"

bool
flags_check(unsigned flags, unsigned supported, const char *function, GError **error)
{
    unsigned unknown = flags & ~supported;

    if (unknown == 0)
        return true;
    g_set_error(error, PSERIES_PLAIN_ERROR, VIR_ERR_INVALID_ARG,
                _("unsupported flags (0x%x) in function %s"), unknown, function);
    return false;
}
