/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <libvirt/libvirt.h>
#include <stdlib.h>

#include "driver/all_stats.h"
#include "driver/flags.h"
#include "rpc/domain_filter.h"
#include "rpc/remote_protocol.h"
#include "rpc/serve.h"
#include "rpc/typed_params.h"
#include "rpc/wire.h"

/* Returns: (owned) the guests that the client names, or else all that @list_flags select. */
static GPtrArray *
guests_of(Call *call, const connect_get_all_domain_stats_args *wanted, unsigned list_flags)
{
    GPtrArray *guests = NULL;

    if (wanted->doms.doms_len == 0)
        return domain_filter_select(call->driver->guests, list_flags);
    guests = g_ptr_array_new_with_free_func((GDestroyNotify)guest_unref);
    for (unsigned i = 0; i < wanted->doms.doms_len; i++) {
        const domain_ref *ref = &wanted->doms.doms_val[i];
        Guest *guest =
            guest_list_find(call->driver->guests, (const uint8_t *)ref->uuid, ref->name, NULL);

        if (guest != NULL)
            g_ptr_array_add(guests, guest);
    }
    return guests;
}

SERVE(connect_get_all_domain_stats)
{
    const unsigned own = VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT |
                         VIR_CONNECT_GET_ALL_DOMAINS_STATS_BACKING |
                         VIR_CONNECT_GET_ALL_DOMAINS_STATS_ENFORCE_STATS;
    const connect_get_all_domain_stats_args *wanted = args;
    connect_get_all_domain_stats_ret *answer = ret;
    g_autoptr(GPtrArray) guests = NULL;

    if (!flags_check(wanted->flags, own | DOMAIN_FILTER_FLAGS, "qemuConnectGetAllDomainStats",
                     error))
        return false;
    guests = guests_of(call, wanted, wanted->flags & ~own);
    answer->ret_stats.ret_stats_val =
        calloc(guests->len + 1, sizeof *answer->ret_stats.ret_stats_val);
    answer->ret_stats.ret_stats_len = guests->len;
    for (guint i = 0; i < guests->len; i++) {
        Guest *guest = g_ptr_array_index(guests, i);
        stats_record *record = &answer->ret_stats.ret_stats_val[i];
        g_autoptr(Params) params =
            all_stats_get(guest, (unsigned)wanted->stats, wanted->flags, error);

        if (params == NULL)
            return false;
        wire_fill_ref(guest, &record->dom);
        typed_params_fill(params, &record->params.params_val, &record->params.params_len);
    }
    return true;
}
