/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "driver/tune.h"
#include "rpc/remote_protocol.h"
#include "rpc/serve.h"
#include "rpc/typed_params.h"
#include "rpc/wire.h"

/* ---- setting */

static bool
set(const Call *call, const TuneGroup *group, const domain_set_tune_args *wanted, GError **error)
{
    g_autoptr(Params) params =
        typed_params_read(wanted->params.params_val, wanted->params.params_len);
    const Tuning tuning = {group, NULL, params};

    return tune_set(call->driver, call->guest, &tuning, wanted->flags, error);
}

SERVE(domain_set_memory_parameters)
{
    (void)ret;
    return set(call, &tune_memory, args, error);
}

SERVE(domain_set_blkio_parameters)
{
    (void)ret;
    return set(call, &tune_block, args, error);
}

SERVE(domain_set_numa_parameters)
{
    (void)ret;
    return set(call, &tune_numa, args, error);
}

SERVE(domain_set_scheduler_parameters_flags)
{
    (void)ret;
    return set(call, &tune_cpu, args, error);
}

SERVE(domain_set_scheduler_parameters)
{
    const domain_set_scheduler_parameters_args *wanted = args;
    g_autoptr(Params) params =
        typed_params_read(wanted->params.params_val, wanted->params.params_len);
    const Tuning tuning = {&tune_cpu, NULL, params};

    (void)ret;
    return tune_set(call->driver, call->guest, &tuning, VIR_DOMAIN_AFFECT_CURRENT, error);
}

SERVE(domain_set_block_io_tune)
{
    const domain_set_block_io_tune_args *wanted = args;
    g_autoptr(Params) params =
        typed_params_read(wanted->params.params_val, wanted->params.params_len);
    const Tuning tuning = {&tune_disk, wanted->disk, params};

    (void)ret;
    return tune_set(call->driver, call->guest, &tuning, wanted->flags, error);
}

SERVE(domain_set_interface_parameters)
{
    const domain_set_interface_parameters_args *wanted = args;
    g_autoptr(Params) params =
        typed_params_read(wanted->params.params_val, wanted->params.params_len);
    const Tuning tuning = {&tune_interface, wanted->device, params};

    (void)ret;
    return tune_set(call->driver, call->guest, &tuning, wanted->flags, error);
}

/* ---- reading */

/* A request for parameters: @n is the client's room for them, 0 to learn how many there are. */
typedef struct {
    const TuneGroup *group;
    const char *device;
    int n;
    unsigned flags;
} TuneRequest;

/* Where they go: at most as many as there is room for, and their number. */
typedef struct {
    typed_param **values;
    unsigned *n_values;
    int *n; /* nullable */
} TuneAnswer;

static bool
get(const Call *call, const TuneRequest *request, TuneAnswer answer, GError **error)
{
    g_autoptr(Params) params =
        tune_get(call->guest, request->group, request->device, request->flags, error);
    guint room = (guint)MAX(request->n, 0);

    if (params == NULL)
        return false;
    if (room > 0)
        g_array_set_size(params->items, MIN(room, params->items->len));
    if (answer.n != NULL)
        *answer.n = (int)params->items->len;
    if (room > 0)
        typed_params_fill(params, answer.values, answer.n_values);
    return true;
}

static bool
get_simple(const Call *call, const TuneGroup *group, const domain_get_tune_args *wanted,
           domain_get_tune_ret *answer, GError **error)
{
    const TuneRequest request = {group, NULL, wanted->nparams, wanted->flags};

    return get(
        call, &request,
        (TuneAnswer){&answer->params.params_val, &answer->params.params_len, &answer->nparams},
        error);
}

SERVE(domain_get_memory_parameters)
{
    return get_simple(call, &tune_memory, args, ret, error);
}

SERVE(domain_get_blkio_parameters)
{
    return get_simple(call, &tune_block, args, ret, error);
}

SERVE(domain_get_numa_parameters)
{
    return get_simple(call, &tune_numa, args, ret, error);
}

SERVE(domain_get_scheduler_type)
{
    domain_get_scheduler_type_ret *answer = ret;

    (void)call;
    (void)args;
    (void)error;
    answer->type = wire_text("posix");
    answer->nparams = (int)tune_cpu.n_fields;
    return true;
}

SERVE(domain_get_scheduler_parameters)
{
    const domain_get_scheduler_parameters_args *wanted = args;
    domain_get_scheduler_parameters_ret *answer = ret;
    const TuneRequest request = {&tune_cpu, NULL, wanted->nparams, VIR_DOMAIN_AFFECT_CURRENT};

    return get(call, &request,
               (TuneAnswer){&answer->params.params_val, &answer->params.params_len, NULL}, error);
}

SERVE(domain_get_scheduler_parameters_flags)
{
    const domain_get_tune_args *wanted = args;
    domain_get_scheduler_parameters_ret *answer = ret;
    const TuneRequest request = {&tune_cpu, NULL, wanted->nparams, wanted->flags};

    return get(call, &request,
               (TuneAnswer){&answer->params.params_val, &answer->params.params_len, NULL}, error);
}

SERVE(domain_get_block_io_tune)
{
    const domain_get_block_io_tune_args *wanted = args;
    domain_get_block_io_tune_ret *answer = ret;
    const TuneRequest request = {&tune_disk, wire_text_or_null(wanted->disk), wanted->nparams,
                                 wanted->flags};

    /* A client first asks, with 0 and for no disk, how many there are. */
    if (request.device == NULL && request.n == 0) {
        answer->nparams = (int)tune_disk.n_fields;
        return true;
    }
    if (request.device == NULL) {
        g_set_error_literal(error, PSERIES_PLAIN_ERROR, VIR_ERR_INVALID_ARG,
                            _("disk in virDomainGetBlockIoTune must not be NULL"));
        return false;
    }
    return get(
        call, &request,
        (TuneAnswer){&answer->params.params_val, &answer->params.params_len, &answer->nparams},
        error);
}

SERVE(domain_get_interface_parameters)
{
    const domain_get_interface_parameters_args *wanted = args;
    domain_get_tune_ret *answer = ret;
    const TuneRequest request = {&tune_interface, wanted->device, wanted->nparams, wanted->flags};

    return get(
        call, &request,
        (TuneAnswer){&answer->params.params_val, &answer->params.params_len, &answer->nparams},
        error);
}
