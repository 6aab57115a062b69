/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <stdlib.h>

#include "base/error.h"
#include "driver/iothread_change.h"
#include "rpc/remote_protocol.h"
#include "rpc/serve.h"
#include "rpc/typed_params.h"
#include "rpc/wire.h"

SERVE(domain_add_iothread)
{
    const domain_iothread_args *wanted = args;

    (void)ret;
    return iothread_add(call->driver, call->guest, wanted->iothread_id, wanted->flags, error);
}

SERVE(domain_del_iothread)
{
    const domain_iothread_args *wanted = args;

    (void)ret;
    if (wanted->iothread_id == 0) {
        g_set_error_literal(error, PSERIES_PLAIN_ERROR, VIR_ERR_INVALID_ARG,
                            _("iothread_id in virDomainDelIOThread must not be zero"));
        return false;
    }
    return iothread_remove(call->driver, call->guest, wanted->iothread_id, wanted->flags, error);
}

SERVE(domain_set_iothread_params)
{
    const domain_set_iothread_params_args *wanted = args;
    g_autoptr(Params) params =
        typed_params_read(wanted->params.params_val, wanted->params.params_len);
    const IothreadSettings settings = {wanted->iothread_id, params};

    (void)ret;
    return iothread_set(call->driver, call->guest, &settings, wanted->flags, error);
}

SERVE(domain_get_iothread_info)
{
    domain_get_iothread_info_ret *answer = ret;
    g_autoptr(GArray) infos =
        iothread_list(call->guest, ((const domain_flags_args *)args)->flags, error);

    if (infos == NULL)
        return false;
    answer->info.info_val = calloc(infos->len + 1, sizeof *answer->info.info_val);
    answer->info.info_len = infos->len;
    answer->ret = infos->len;
    for (guint i = 0; i < infos->len; i++) {
        const IothreadInfo *info = &g_array_index(infos, IothreadInfo, i);
        iothread_info *one = &answer->info.info_val[i];

        one->iothread_id = info->id;
        one->cpumap.cpumap_val = wire_bytes(info->map->data, info->map->len);
        one->cpumap.cpumap_len = info->map->len;
    }
    return true;
}
