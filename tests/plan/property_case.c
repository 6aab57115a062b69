/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "property_case.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "devices/device_kinds.h"
#include "generator.h"
#include "qemu/recording.h"

static struct {
    Capabilities *capabilities;
    char *sysfs;
    guint32 seed;
} suite;

void
property_case_begin(void)
{
    const char *seed = g_getenv("PSERIES_TEST_SEED");
    g_autoptr(GError) error = NULL;

    suite.seed = seed != NULL ? (guint32)strtoul(seed, NULL, 10) : g_random_int();
    g_test_message("PSERIES_TEST_SEED=%u", suite.seed);
    suite.capabilities = recording_load(TESTS "/capabilities/qemu-7.2-ppc64.json", &error);
    g_assert_no_error(error);
    suite.sysfs = g_dir_make_tmp("pseries-XXXXXX", &error);
    g_assert_no_error(error);
    generator_make_host(suite.sysfs);
}

void
property_case_end(void)
{
    generator_remove_host(suite.sysfs);
    g_free(suite.sysfs);
    capabilities_free(suite.capabilities);
}

guint32
property_case_seed(void)
{
    return suite.seed;
}

unsigned
property_case_n_guests(unsigned n_default)
{
    const char *wanted = g_getenv("PSERIES_TEST_GUESTS");

    return wanted != NULL ? (unsigned)strtoul(wanted, NULL, 10) : n_default;
}

static const Capabilities *
recorded_capabilities(void *user, const char *emulator, GError **error)
{
    (void)emulator;
    (void)error;
    return user;
}

Planner
property_case_planner(void)
{
    return (Planner){
        .devices = &device_table,
        .machines = machine_rules,
        .sysfs = suite.sysfs,
        .state_root = "/run/libvirt-pseries/qemu",
        .capabilities = recorded_capabilities,
        .user = suite.capabilities,
    };
}

Plan *
property_case_plan(const char *xml)
{
    Planner with = property_case_planner();
    g_autoptr(Report) report = report_new();
    Plan *plan = plan_document(&with, xml, strlen(xml), report);
    g_autoptr(GError) error = NULL;

    if (plan == NULL)
        g_test_message("refused (seed %u):\n%s", suite.seed, xml);
    report_to_error(report, &error);
    g_assert_no_error(error);
    return plan;
}
