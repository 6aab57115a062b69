/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "recorded_plan.h"

#include <string.h>

#include "devices/device_kinds.h"
#include "qemu/recording.h"

static const Capabilities *
recorded_capabilities(void *user, const char *emulator, GError **error)
{
    static Capabilities *capabilities = NULL;

    (void)user;
    (void)emulator;
    if (capabilities == NULL)
        capabilities = recording_load(TESTS "/capabilities/qemu-7.2-ppc64.json", error);
    return capabilities;
}

static const Planner planner = {
    .devices = &device_table,
    .machines = machine_rules,
    .serves = true,
    .sysfs = "/nonexistent",
    .state_directory = "/run/guest",
    .capabilities = recorded_capabilities,
};

Plan *
recorded_plan_of(Domain *domain, Report *report)
{
    return plan_domain(&planner, domain, report);
}

Plan *
recorded_plan(const char *head, const char *devices, const char *tail, Report *report)
{
    g_autofree char *xml = g_strdup_printf(
        "<domain type='qemu'><name>guest</name>%s<vcpu>1</vcpu>"
        "<os><type arch='ppc64' machine='pseries'>hvm</type></os><devices>%s</devices>%s</domain>",
        head, devices, tail);
    g_autoptr(GError) error = NULL;
    Plan *plan = plan_document(&planner, xml, strlen(xml), report);

    report_to_error(report, &error);
    g_assert_no_error(error);
    return plan;
}
