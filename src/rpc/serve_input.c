/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/display.h"
#include "rpc/remote_protocol.h"
#include "rpc/serve.h"

SERVE(domain_send_key)
{
    const domain_send_key_args *wanted = args;
    const KeyPress press = {
        .codeset = wanted->codeset,
        .hold_ms = wanted->holdtime,
        .codes = wanted->keycodes.keycodes_val,
        .n_codes = wanted->keycodes.keycodes_len,
    };

    (void)ret;
    return display_press_keys(call->guest, &press, wanted->flags, error);
}
