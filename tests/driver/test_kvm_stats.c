/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/kvm_stats.h"

#include "qemu/qmp_member.h"

/* What a QEMU with KVM would answer: two vCPUs, and counters of each kind. */
static const char answer[] =
    "[{'provider':'kvm','qom-path':'/machine/unattached/device[0]','stats':["
    "{'name':'halt_poll_success_ns','value':1000},{'name':'guest_mode','value':true},"
    "{'name':'nested_run','value':7},{'name':'deepest','value':3},"
    "{'name':'halt_wait_hist','value':[1,2]},{'name':'unheard-of','value':1},"
    "{'name':'negative','value':-1}]},"
    "{'provider':'kvm','qom-path':'/machine/unattached/device[1]','stats':["
    "{'name':'halt_poll_success_ns','value':234}]}]";
static const char schemas[] =
    "[{'provider':'kvm','target':'vm','stats':[{'name':'unheard-of','type':'cumulative'}]},"
    "{'provider':'kvm','target':'vcpu','stats':["
    "{'name':'halt_poll_success_ns','type':'cumulative','unit':'seconds'},"
    "{'name':'guest_mode','type':'instant','unit':'boolean'},"
    "{'name':'nested_run','type':'instant'},{'name':'deepest','type':'peak'},"
    "{'name':'negative','type':'cumulative'},"
    "{'name':'halt_wait_hist','type':'log2-histogram'}]}]";

static JsonNode *
parse(const char *text)
{
    g_auto(GStrv) parts = g_strsplit(text, "'", -1);
    g_autofree char *quoted = g_strjoinv("\"", parts);
    g_autoptr(GError) error = NULL;
    JsonNode *node = json_from_string(quoted, &error);

    g_assert_no_error(error);
    return node;
}

static void
test_counters(void)
{
    g_autoptr(KvmStats) stats = kvm_stats_new(parse(answer), parse(schemas), "vcpu");
    g_autoptr(Params) params = params_new();

    kvm_stats_add(stats, 0, "vcpu.0", params);
    g_assert_cmpuint(params->items->len, ==, 4);
    g_assert_cmpuint(params_uint(params_find(params, "vcpu.0.halt_poll_success_ns.sum")), ==, 1000);
    g_assert_cmpint(params_find(params, "vcpu.0.guest_mode.cur")->type, ==,
                    VIR_TYPED_PARAM_BOOLEAN);
    g_assert_cmpint(params_find(params, "vcpu.0.guest_mode.cur")->value.b, ==, 1);
    g_assert_cmpuint(params_uint(params_find(params, "vcpu.0.nested_run.cur")), ==, 7);
    g_assert_cmpuint(params_uint(params_find(params, "vcpu.0.deepest.max")), ==, 3);
    kvm_stats_add(stats, 2, "vcpu.2", params);
    g_assert_cmpuint(params->items->len, ==, 4);
    g_assert_cmpuint(kvm_stats_sum(stats, "halt_poll_success_ns"), ==, 1234);
    g_assert_cmpuint(kvm_stats_sum(stats, "halt_poll_fail_ns"), ==, 0);
}

static void
test_nothing(void)
{
    g_autoptr(KvmStats) stats = kvm_stats_new(parse("{}"), NULL, "vm");
    g_autoptr(Params) params = params_new();

    kvm_stats_add(stats, 0, "vm", params);
    kvm_stats_add(NULL, 0, "vm", params);
    g_assert_cmpuint(params->items->len, ==, 0);
    g_assert_cmpuint(kvm_stats_sum(NULL, "halt_poll_fail_ns"), ==, 0);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/kvm-stats/counters", test_counters);
    g_test_add_func("/kvm-stats/nothing", test_nothing);
    return g_test_run();
}
