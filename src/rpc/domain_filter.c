/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpc/domain_filter.h"

#include <libvirt/libvirt.h>

/* The two flags of one group: for guests that have the property, and for those that do not. */
typedef struct {
    unsigned yes, no;
} FilterPair;

enum {
    STATE_FLAGS = VIR_CONNECT_LIST_DOMAINS_RUNNING | VIR_CONNECT_LIST_DOMAINS_PAUSED |
                  VIR_CONNECT_LIST_DOMAINS_SHUTOFF | VIR_CONNECT_LIST_DOMAINS_OTHER,
};

/* Whether a guest passes one group: a group of which neither flag is set lets all pass. */
static bool
passes(unsigned flags, FilterPair pair, bool has_it)
{
    if (!(flags & (pair.yes | pair.no)))
        return true;
    return flags & (has_it ? pair.yes : pair.no);
}

static unsigned
state_flag(int state)
{
    static const unsigned flags[] = {
        [VIR_DOMAIN_RUNNING] = VIR_CONNECT_LIST_DOMAINS_RUNNING,
        [VIR_DOMAIN_PAUSED] = VIR_CONNECT_LIST_DOMAINS_PAUSED,
        [VIR_DOMAIN_SHUTOFF] = VIR_CONNECT_LIST_DOMAINS_SHUTOFF,
    };
    unsigned flag = (size_t)state < G_N_ELEMENTS(flags) ? flags[state] : 0;

    return flag != 0 ? flag : VIR_CONNECT_LIST_DOMAINS_OTHER;
}

static bool
is_selected(Guest *guest, unsigned flags)
{
    bool is_active = false;
    bool is_persistent = false;
    bool is_autostart = false;
    int state = 0;

    g_mutex_lock(&guest->lock);
    is_active = guest->id >= 0;
    is_persistent = guest->is_persistent;
    is_autostart = guest->is_autostart;
    state = guest->state;
    g_mutex_unlock(&guest->lock);
    return passes(flags,
                  (FilterPair){VIR_CONNECT_LIST_DOMAINS_ACTIVE, VIR_CONNECT_LIST_DOMAINS_INACTIVE},
                  is_active) &&
           passes(flags,
                  (FilterPair){VIR_CONNECT_LIST_DOMAINS_PERSISTENT,
                               VIR_CONNECT_LIST_DOMAINS_TRANSIENT},
                  is_persistent) &&
           passes(flags,
                  (FilterPair){VIR_CONNECT_LIST_DOMAINS_AUTOSTART,
                               VIR_CONNECT_LIST_DOMAINS_NO_AUTOSTART},
                  is_autostart) &&
           passes(flags,
                  (FilterPair){VIR_CONNECT_LIST_DOMAINS_MANAGEDSAVE,
                               VIR_CONNECT_LIST_DOMAINS_NO_MANAGEDSAVE},
                  false) &&
           passes(flags,
                  (FilterPair){VIR_CONNECT_LIST_DOMAINS_HAS_SNAPSHOT,
                               VIR_CONNECT_LIST_DOMAINS_NO_SNAPSHOT},
                  false) &&
           passes(flags,
                  (FilterPair){VIR_CONNECT_LIST_DOMAINS_HAS_CHECKPOINT,
                               VIR_CONNECT_LIST_DOMAINS_NO_CHECKPOINT},
                  false) &&
           (!(flags & STATE_FLAGS) || flags & state_flag(state));
}

GPtrArray *
domain_filter_select(GuestList *list, unsigned flags)
{
    GPtrArray *guests = guest_list_all(list);

    for (guint i = guests->len; i > 0; i--)
        if (!is_selected(g_ptr_array_index(guests, i - 1), flags))
            g_ptr_array_remove_index_fast(guests, i - 1);
    return guests;
}
