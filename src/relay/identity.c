/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "relay/identity.h"

#include <grp.h>
#include <libvirt/libvirt.h>
#include <pwd.h>
#include <stdint.h>
#include <string.h>

#include "base/thread_role.h"
#include "qemu/detached.h"
#include "rpc/body.h"
#include "rpc/remote_protocol.h"
#include "rpc/wire.h"

enum { NAME_BYTES = 64 * 1024 };

static void
add_number(connect_set_identity_args *args, const char *field, int type, uint64_t number)
{
    typed_param *param = &args->params.params_val[args->params.params_len++];

    param->field = wire_text(field);
    param->value.type = type;
    if (type == VIR_TYPED_PARAM_LLONG)
        param->value.typed_param_value_u.l = (int64_t)number;
    else
        param->value.typed_param_value_u.ul = number;
}

static void
add_text(connect_set_identity_args *args, const char *field, const char *text)
{
    typed_param *param = NULL;

    if (text == NULL)
        return;
    param = &args->params.params_val[args->params.params_len++];
    param->field = wire_text(field);
    param->value.type = VIR_TYPED_PARAM_STRING;
    param->value.typed_param_value_u.s = wire_text(text);
}

static void
add_names(connect_set_identity_args *args, const Identity *identity)
{
    g_autofree char *buffer = g_malloc(NAME_BYTES);
    struct passwd user = {.pw_name = NULL};
    struct group group = {.gr_name = NULL};
    struct passwd *found_user = NULL;
    struct group *found_group = NULL;

    if (getpwuid_r(identity->uid, &user, buffer, NAME_BYTES, &found_user) == 0 &&
        found_user != NULL)
        add_text(args, "user-name", user.pw_name);
    if (getgrgid_r(identity->gid, &group, buffer, NAME_BYTES, &found_group) == 0 &&
        found_group != NULL)
        add_text(args, "group-name", group.gr_name);
}

GBytes *
identity_body(const Identity *identity)
{
    connect_set_identity_args args = {.flags = 0};
    g_autoptr(GByteArray) body = g_byte_array_new();
    uint64_t start = 0;

    assert_may_block();
    start = detached_start_time(identity->pid);
    /* The C library's memory, since xdr_free() gives it back. */
    args.params.params_val = calloc(CONNECT_IDENTITY_PARAMS_MAX, sizeof(typed_param));
    if (args.params.params_val == NULL)
        g_error("out of memory");
    add_number(&args, "unix-user-id", VIR_TYPED_PARAM_ULLONG, identity->uid);
    add_number(&args, "unix-group-id", VIR_TYPED_PARAM_ULLONG, identity->gid);
    if (identity->pid > 0)
        add_number(&args, "process-id", VIR_TYPED_PARAM_LLONG, (uint64_t)identity->pid);
    if (start > 0)
        add_number(&args, "process-time", VIR_TYPED_PARAM_ULLONG, start);
    add_names(&args, identity);
    add_text(&args, "selinux-context", identity->label);
    add_text(&args, "system.token", identity->token);
    body_encode((xdrproc_t)xdr_connect_set_identity_args, &args, body);
    xdr_free((xdrproc_t)xdr_connect_set_identity_args, (char *)&args);
    return g_byte_array_free_to_bytes(g_steal_pointer(&body));
}
