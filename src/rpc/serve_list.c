/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <libvirt/libvirt.h>
#include <stdlib.h>

#include "driver/flags.h"
#include "rpc/domain_filter.h"
#include "rpc/remote_protocol.h"
#include "rpc/serve.h"
#include "rpc/wire.h"

SERVE(connect_list_all_domains)
{
    const list_args *wanted = args;
    connect_list_all_domains_ret *list = ret;
    g_autoptr(GPtrArray) guests = NULL;

    if (!flags_check(wanted->flags, DOMAIN_FILTER_FLAGS, "qemuConnectListAllDomains", error))
        return false;
    guests = domain_filter_select(call->driver->guests, wanted->flags);
    list->ret = guests->len;
    if (!wanted->need_results || guests->len == 0)
        return true;
    list->domains.domains_val = calloc(guests->len, sizeof *list->domains.domains_val);
    list->domains.domains_len = guests->len;
    for (guint i = 0; i < guests->len; i++)
        wire_fill_ref(g_ptr_array_index(guests, i), &list->domains.domains_val[i]);
    return true;
}

SERVE(connect_num_of_domains)
{
    (void)args;
    (void)error;
    ((count_ret *)ret)->num = (int)guest_list_n(call->driver->guests, true);
    return true;
}

SERVE(connect_num_of_defined_domains)
{
    (void)args;
    (void)error;
    ((count_ret *)ret)->num = (int)guest_list_n(call->driver->guests, false);
    return true;
}

SERVE(connect_list_domains)
{
    const connect_list_domains_args *wanted = args;
    connect_list_domains_ret *list = ret;
    g_autoptr(GPtrArray) guests =
        domain_filter_select(call->driver->guests, VIR_CONNECT_LIST_DOMAINS_ACTIVE);
    guint n_ids = MIN(guests->len, (guint)MAX(wanted->maxids, 0));

    (void)error;
    list->ids.ids_val = calloc(n_ids + 1, sizeof *list->ids.ids_val);
    list->ids.ids_len = n_ids;
    for (guint i = 0; i < n_ids; i++) {
        g_auto(GuestName) name = guest_name(g_ptr_array_index(guests, i));

        list->ids.ids_val[i] = name.id;
    }
    return true;
}

SERVE(connect_list_defined_domains)
{
    const max_names_args *wanted = args;
    connect_list_defined_domains_ret *list = ret;
    g_autoptr(GPtrArray) guests =
        domain_filter_select(call->driver->guests, VIR_CONNECT_LIST_DOMAINS_INACTIVE);
    guint n_names = MIN(guests->len, (guint)MAX(wanted->maxnames, 0));

    (void)error;
    list->names.names_val = calloc(n_names + 1, sizeof *list->names.names_val);
    list->names.names_len = n_names;
    for (guint i = 0; i < n_names; i++) {
        g_auto(GuestName) name = guest_name(g_ptr_array_index(guests, i));

        list->names.names_val[i] = wire_text(name.name);
    }
    return true;
}

static bool
answer_guest(Guest *guest, void *ret)
{
    g_autoptr(Guest) found = guest;

    if (found == NULL)
        return false;
    wire_fill_ref(found, &((domain_ret *)ret)->dom);
    return true;
}

SERVE(domain_lookup_by_id)
{
    int id = ((const domain_lookup_by_id_args *)args)->id;

    return answer_guest(guest_list_by_id(call->driver->guests, id, error), ret);
}

SERVE(domain_lookup_by_name)
{
    const char *name = ((const domain_lookup_by_name_args *)args)->name;

    return answer_guest(guest_list_by_name(call->driver->guests, name, error), ret);
}

SERVE(domain_lookup_by_uuid)
{
    const char *uuid = ((const domain_lookup_by_uuid_args *)args)->uuid;

    return answer_guest(guest_list_by_uuid(call->driver->guests, (const uint8_t *)uuid, error),
                        ret);
}

/* Answers calls for things that this driver never has.  @ret, all zero, is an empty list, the count
 * 0, or "no". */
SERVE(empty_list)
{
    (void)call;
    (void)args;
    (void)ret;
    (void)error;
    return true;
}
