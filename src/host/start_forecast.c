/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/start_forecast.h"

#include "address/iommu.h"
#include "domain/domain_walk.h"
#include "host/passed_device.h"
#include "host/pci_device.h"
#include "plan/host_needs.h"

static void
warn_of_needs(const Plan *plan, Report *report)
{
    g_autoptr(Report) needs = report_new();

    host_needs_check(plan, needs);
    for (unsigned i = 0; i < report_n_problems(needs); i++)
        report_warning(report, report_problem(needs, i)->line, "%s",
                       report_problem(needs, i)->message);
}

/* A guest of type kvm is planned only where KVM can be used, and what is emulated elsewhere is
 * rarely for the host that emulates it. */
static bool
is_for_this_host(const Plan *plan, const Passthrough *passthrough)
{
    return passthrough->is_other_host || capabilities_is_kvm_enabled(plan->context.capabilities);
}

/* host_needs_check() has told of it. */
static bool
is_missed_already(const Device *device, const char *sysfs)
{
    const HostPciAddress *at =
        device->kind->host_pci != NULL ? device->kind->host_pci(device) : NULL;
    g_autofree char *name = at != NULL ? host_pci_name(at) : NULL;

    return name != NULL && !pci_device_exists(sysfs, name);
}

static void
warn_of_device(const Passthrough *passthrough, const Device *device, Report *report)
{
    g_autoptr(GArray) pcis = passed_device_pcis(device);

    for (guint i = 0; i < pcis->len; i++) {
        const PassthroughPci *pci = &g_array_index(pcis, PassthroughPci, i);
        g_autoptr(GError) problem = NULL;

        if (!passthrough_check_pci(passthrough, pci, &problem))
            report_warning(report, device->line, "%s", problem->message);
    }
}

void
start_forecast(const Plan *plan, const Passthrough *passthrough, Report *report)
{
    warn_of_needs(plan, report);
    if (passthrough == NULL || !is_for_this_host(plan, passthrough))
        return;
    DOMAIN_EACH_DEVICE(const Device, device, plan->domain)
        if (!is_missed_already(device, passthrough->config->sysfs))
            warn_of_device(passthrough, device, report);
}
