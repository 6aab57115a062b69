/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/native.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "driver/disk_volumes.h"
#include "driver/flags.h"
#include "driver/guest_secrets.h"

char *
native_command(Driver *driver, const char *format, const char *xml, unsigned flags, GError **error)
{
    g_autoptr(SecretTable) secrets = NULL;
    g_autoptr(Plan) plan = NULL;
    g_autoptr(Argv) argv = NULL;

    if (!flags_check(flags, 0, "qemuConnectDomainXMLToNative", error))
        return NULL;
    if (!g_str_equal(format, "qemu-argv")) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG, _("unsupported config type %s"),
                    format);
        return NULL;
    }
    plan = driver_plan(driver, xml, 0, error);
    if (plan == NULL || !disk_volumes_find(driver, plan->domain, error))
        return NULL;
    secrets = guest_secrets_find(driver, plan->domain, error);
    if (secrets == NULL)
        return NULL;
    plan->context.secrets = secrets;
    argv = plan_argv(plan);
    return argv_print_shell(argv);
}
