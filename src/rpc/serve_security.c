/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <stdlib.h>

#include "rpc/remote_protocol.h"
#include "rpc/serve.h"
#include "rpc/wire.h"

SERVE(node_get_security_model)
{
    /* There is no security driver. */
    static const char model[] = "none";
    static const char doi[] = "0";
    node_get_security_model_ret *answer = ret;

    (void)call;
    (void)args;
    (void)error;
    answer->model.model_val = wire_text(model);
    answer->model.model_len = sizeof model;
    answer->doi.doi_val = wire_text(doi);
    answer->doi.doi_len = sizeof doi;
    return true;
}

/* There is no security driver, hence no label: a running guest has an empty one. */
SERVE(domain_get_security_label)
{
    domain_get_security_label_ret *answer = ret;

    (void)call;
    (void)args;
    (void)error;
    answer->label.label_val = calloc(1, 1);
    answer->label.label_len = 1;
    return true;
}

SERVE(domain_get_security_label_list)
{
    domain_get_security_label_list_ret *answer = ret;

    (void)args;
    (void)error;
    if (!guest_is_active(call->guest))
        return true;
    answer->labels.labels_val = calloc(1, sizeof *answer->labels.labels_val);
    answer->labels.labels_len = 1;
    answer->labels.labels_val->label.label_val = calloc(1, 1);
    answer->labels.labels_val->label.label_len = 1;
    answer->ret = 1;
    return true;
}
