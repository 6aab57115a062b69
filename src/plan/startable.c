/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "plan/startable.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "base/error.h"
#include "devices/disk.h"
#include "domain/domain_walk.h"
#include "domain/seclabel.h"
#include "plan/host_needs.h"
#include "plan/secret_needs.h"

static bool
has_no_helper(const Domain *domain, GError **error)
{
    DOMAIN_EACH_DEVICE(const Device, device, domain) {
        const char *program = NULL;

        if (device->kind->helper != NULL)
            program = device->kind->helper(device);
        if (program == NULL)
            continue;
        g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                    _("the guest cannot be started: a <%s> needs the program '%s' beside QEMU, "
                      "which is not started here: use the daemon, or start the program yourself "
                      "and state its socket in the <source>"),
                    device_name(device), program);
        return false;
    }
    return true;
}

static bool
has_host_enough(const Plan *plan, GError **error)
{
    g_autoptr(Report) report = report_new();

    host_needs_check(plan, report);
    return report_to_error(report, error);
}

bool
startable_check(const Plan *plan, GError **error)
{
    return has_host_enough(plan, error) &&
           seclabel_allows_start(plan->domain, &plan->context, error);
}

static bool
has_no_volume(const Domain *domain, GError **error)
{
    DOMAIN_EACH(const Disk, disk, domain, &disk_kind) {
        if (disk->source.volume == NULL)
            continue;
        g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                    _("the guest cannot be started: disk '%s' is a volume of the storage pool "
                      "'%s', which is not looked for here: use the daemon, or state the volume's "
                      "path"),
                    disk->target.dev, disk->source.pool);
        return false;
    }
    return true;
}

static bool
has_no_secret(const Domain *domain, GError **error)
{
    g_autoptr(GPtrArray) secrets = secret_needs(domain);
    g_autoptr(GPtrArray) cookies = secret_needs_cookies(domain);
    const SecretRef *ref = secrets->len > 0 ? g_ptr_array_index(secrets, 0) : NULL;

    if (ref == NULL && cookies->len == 0)
        return true;
    if (ref == NULL) {
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                            _("the guest cannot be started: QEMU is told <cookies> only by the "
                              "daemon: use it"));
        return false;
    }
    g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                _("the guest cannot be started: QEMU needs the secret '%s', whose value only the "
                  "daemon asks for: use it"),
                ref->uuid != NULL ? ref->uuid : ref->usage);
    return false;
}

bool
startable_check_alone(const Plan *plan, GError **error)
{
    return startable_check(plan, error) && has_no_helper(plan->domain, error) &&
           has_no_volume(plan->domain, error) && has_no_secret(plan->domain, error);
}
