/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/messages.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>

GStrv
messages_of(Guest *guest, unsigned flags)
{
    g_autoptr(GPtrArray) messages = g_ptr_array_new();
    g_autoptr(Definition) next = guest_next(guest);
    g_autoptr(Definition) live = guest_live(guest);
    g_autoptr(Run) run = guest_run(guest);

    if (flags == 0 || flags & VIR_DOMAIN_MESSAGE_TAINTING) {
        if (run != NULL && run->is_left_alone)
            g_ptr_array_add(messages,
                            g_strdup(_("tainted: left alone, as taking it over has ended the "
                                       "daemon twice; it can be destroyed")));
        if (live != NULL && live->flaw != NULL)
            g_ptr_array_add(messages,
                            g_strdup_printf(_("tainted: its live definition is understood in part "
                                              "only: %s"),
                                            live->flaw->message));
        if (next->flaw != NULL)
            g_ptr_array_add(messages,
                            g_strdup_printf(_("tainted: it cannot be started as it is defined: %s"),
                                            next->flaw->message));
    }
    g_ptr_array_add(messages, NULL);
    return (GStrv)g_ptr_array_free(g_steal_pointer(&messages), FALSE);
}
