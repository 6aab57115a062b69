/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib/gi18n-lib.h>
#include <stdlib.h>

#include "base/error.h"
#include "driver/domain_capabilities.h"
#include "driver/flags.h"
#include "host/architecture.h"
#include "host/capabilities.h"
#include "host/file.h"
#include "host/kvm.h"
#include "rpc/remote_protocol.h"
#include "rpc/serve.h"
#include "rpc/wire.h"

/* What clients may ask of `host-model`, by libvirt's numbers, which headers older than 12.8 lack in
 * part: to leave out deprecated features (1), to list those of the model (2) and those that could
 * be switched on (4).  We list no features of it, so none of them changes the document. */
enum { HOST_MODEL_FLAGS = 1 | 2 | 4 };

/* As stock's virConnectGetMaxVcpus says of QEMU, whatever its machines support. */
enum { QEMU_MAX_CPUS = 16 };

SERVE(connect_get_capabilities)
{
    g_autoptr(GError) problem = NULL;
    const Capabilities *capabilities = emulators_get(call->driver->emulators, NULL, &problem);
    g_autofree char *xml = NULL;

    (void)args;
    (void)error;
    /* Without a usable QEMU, the capabilities still describe the host. */
    if (capabilities == NULL)
        g_warning("there are no guests in the capabilities: %s", problem->message);
    xml = host_capabilities_xml(HOST_ROOT, call->driver->config->host_uuid, capabilities);
    ((connect_get_capabilities_ret *)ret)->capabilities = wire_text(xml);
    return true;
}

SERVE(connect_get_domain_capabilities)
{
    const connect_get_domain_capabilities_args *asked = args;
    const CapabilityTrialRequest request = {
        .emulator = wire_text_or_null(asked->emulatorbin),
        .architecture = wire_text_or_null(asked->arch),
        .machine = wire_text_or_null(asked->machine),
        .type = wire_text_or_null(asked->virttype),
    };
    Planner planner = driver_planner(call->driver);
    g_autofree char *xml = NULL;

    if (!flags_check(asked->flags, HOST_MODEL_FLAGS, "qemuConnectGetDomainCapabilities", error))
        return false;
    xml = domain_capabilities_xml(&planner, HOST_ROOT, &request, error);
    if (xml == NULL)
        return false;
    ((xml_ret *)ret)->xml = wire_text(xml);
    return true;
}

SERVE(connect_get_cpu_model_names)
{
    const connect_get_cpu_model_names_args *asked = args;
    connect_get_cpu_model_names_ret *answer = ret;
    g_autoptr(GPtrArray) models = NULL;

    (void)call;
    if (!flags_check(asked->flags, 0, "qemuConnectGetCPUModelNames", error))
        return false;
    if (!architecture_is_known(asked->arch)) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG, _("cannot find architecture %s"),
                    asked->arch);
        return false;
    }
    if (!architecture_is_ours(asked->arch)) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_NO_SUPPORT,
                    _("'%s' architecture is not supported by CPU driver"), asked->arch);
        return false;
    }
    models = domain_capabilities_cpu_models();
    answer->ret = (int)models->len;
    if (!asked->need_results)
        return true;
    answer->models.models_val = calloc(models->len, sizeof *answer->models.models_val);
    answer->models.models_len = models->len;
    for (guint i = 0; i < models->len; i++)
        answer->models.models_val[i] = wire_text(g_ptr_array_index(models, i));
    return true;
}

SERVE(connect_get_max_vcpus)
{
    const char *type = wire_text_or_null(((const connect_get_max_vcpus_args *)args)->type);
    connect_get_max_vcpus_ret *answer = ret;

    (void)call;
    if (type == NULL || g_ascii_strcasecmp(type, "qemu") == 0)
        answer->max_vcpus = QEMU_MAX_CPUS;
    else if (g_ascii_strcasecmp(type, "kvm") == 0)
        answer->max_vcpus = (int)host_kvm_max_cpus(error);
    else
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG, _("unknown type '%s'"), type);
    return answer->max_vcpus > 0;
}
