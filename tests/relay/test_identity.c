/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "relay/identity.h"
#include "rpc/body.h"
#include "rpc/remote_protocol.h"

#include <libvirt/libvirt.h>
#include <unistd.h>

static const typed_param *
find(const connect_set_identity_args *args, const char *field)
{
    for (unsigned i = 0; i < args->params.params_len; i++)
        if (g_str_equal(args->params.params_val[i].field, field))
            return &args->params.params_val[i];
    return NULL;
}

static void
read_back(const Identity *identity, connect_set_identity_args *args)
{
    g_autoptr(GBytes) body = identity_body(identity);
    size_t n_bytes = 0;
    const void *bytes = g_bytes_get_data(body, &n_bytes);

    g_assert_true(body_decode((xdrproc_t)xdr_connect_set_identity_args, bytes, n_bytes, args));
}

static void
test_own(void)
{
    const Identity identity = {
        .uid = 0, .gid = 0, .pid = getpid(), .label = "label", .token = "token"};
    connect_set_identity_args args = {.flags = 1};

    read_back(&identity, &args);
    g_assert_cmpuint(args.flags, ==, 0);
    g_assert_cmpint(find(&args, "unix-user-id")->value.type, ==, VIR_TYPED_PARAM_ULLONG);
    g_assert_cmpint(find(&args, "process-id")->value.type, ==, VIR_TYPED_PARAM_LLONG);
    g_assert_cmpint(find(&args, "process-id")->value.typed_param_value_u.l, ==, getpid());
    g_assert_cmpuint(find(&args, "process-time")->value.typed_param_value_u.ul, >, 0);
    g_assert_cmpstr(find(&args, "user-name")->value.typed_param_value_u.s, ==, "root");
    g_assert_cmpstr(find(&args, "group-name")->value.typed_param_value_u.s, ==, "root");
    g_assert_cmpstr(find(&args, "selinux-context")->value.typed_param_value_u.s, ==, "label");
    g_assert_cmpstr(find(&args, "system.token")->value.typed_param_value_u.s, ==, "token");
    xdr_free((xdrproc_t)xdr_connect_set_identity_args, (char *)&args);
}

/* Of a user and a process that nobody knows, the numbers are told all the same. */
static void
test_unknown(void)
{
    const Identity identity = {.uid = 3999999, .gid = 3999998, .pid = 0};
    connect_set_identity_args args = {.flags = 1};

    read_back(&identity, &args);
    g_assert_cmpuint(args.params.params_len, ==, 2);
    g_assert_cmpuint(find(&args, "unix-user-id")->value.typed_param_value_u.ul, ==, 3999999);
    g_assert_cmpuint(find(&args, "unix-group-id")->value.typed_param_value_u.ul, ==, 3999998);
    xdr_free((xdrproc_t)xdr_connect_set_identity_args, (char *)&args);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/identity/own", test_own);
    g_test_add_func("/identity/unknown", test_unknown);
    return g_test_run();
}
