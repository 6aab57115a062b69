/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/error.h"

#include <glib/gi18n-lib.h>
#include <stdbool.h>

/* Errors are made on any thread, and G_DEFINE_QUARK() sets its variable without a lock. */
static GQuark
quark_once(gsize *quark, const char *name)
{
    if (g_once_init_enter(quark))
        g_once_init_leave(quark, g_quark_from_static_string(name));
    return (GQuark)*quark;
}

GQuark
pseries_error_quark(void)
{
    static gsize quark;

    return quark_once(&quark, "pseries-error");
}

GQuark
pseries_plain_error_quark(void)
{
    static gsize quark;

    return quark_once(&quark, "pseries-plain-error");
}

GQuark
pseries_storage_error_quark(void)
{
    static gsize quark;

    return quark_once(&quark, "pseries-storage-error");
}

/* libvirt's texts for the codes that we use, as its clients print them.  "%s" is the place of the
 * message. */
static const struct {
    int code;
    const char *text;
} prefixes[] = {
    {VIR_ERR_INTERNAL_ERROR, N_("internal error: %s")},
    {VIR_ERR_NO_MEMORY, N_("out of memory: %s")},
    {VIR_ERR_NO_SUPPORT, N_("this function is not supported by the connection driver: %s")},
    {VIR_ERR_NO_CONNECT, N_("no connection driver available for %s")},
    {VIR_ERR_INVALID_ARG, N_("invalid argument: %s")},
    {VIR_ERR_OPERATION_FAILED, N_("operation failed: %s")},
    {VIR_ERR_OPERATION_DENIED, N_("operation forbidden: %s")},
    {VIR_ERR_NO_DOMAIN, N_("Domain not found: %s")},
    {VIR_ERR_OPERATION_INVALID, N_("Requested operation is not valid: %s")},
    {VIR_ERR_XML_ERROR, N_("XML error: %s")},
    {VIR_ERR_CONFIG_UNSUPPORTED, N_("unsupported configuration: %s")},
    {VIR_ERR_NO_NETWORK, N_("Network not found: %s")},
    {VIR_ERR_NO_STORAGE_POOL, N_("Storage pool not found: %s")},
    {VIR_ERR_NO_STORAGE_VOL, N_("Storage volume not found: %s")},
    {VIR_ERR_NO_NODE_DEVICE, N_("Node device not found: %s")},
    {VIR_ERR_NO_INTERFACE, N_("Interface not found: %s")},
    {VIR_ERR_NO_NWFILTER, N_("Network filter not found: %s")},
    {VIR_ERR_NO_SECRET, N_("Secret not found: %s")},
    {VIR_ERR_OPERATION_TIMEOUT, N_("Timed out during operation: %s")},
    {VIR_ERR_XML_INVALID_SCHEMA, N_("XML document failed to validate against schema: %s")},
    {VIR_ERR_ARGUMENT_UNSUPPORTED, N_("argument unsupported: %s")},
    {VIR_ERR_OPERATION_ABORTED, N_("operation aborted: %s")},
    {VIR_ERR_AGENT_UNRESPONSIVE, N_("Guest agent is not responding: %s")},
    {VIR_ERR_NO_DOMAIN_METADATA, N_("metadata not found: %s")},
    {VIR_ERR_RESOURCE_BUSY, N_("resource busy: %s")},
    {VIR_ERR_OPERATION_UNSUPPORTED, N_("Operation not supported: %s")},
    {VIR_ERR_NO_NWFILTER_BINDING, N_("Network filter binding not found: %s")},
    {VIR_ERR_DEVICE_MISSING, N_("device not found: %s")},
};

char *
error_text_of(int code, const char *message)
{
    for (size_t i = 0; i < G_N_ELEMENTS(prefixes); i++) {
        g_auto(GStrv) around = NULL;

        if (prefixes[i].code != code)
            continue;
        around = g_strsplit(_(prefixes[i].text), "%s", 2);
        return g_strconcat(around[0], message, around[1], NULL);
    }
    return g_strdup(message);
}

int
error_code(const GError *error)
{
    bool is_ours = error->domain == PSERIES_ERROR || error->domain == PSERIES_PLAIN_ERROR ||
                   error->domain == PSERIES_STORAGE_ERROR;

    return is_ours ? error->code : VIR_ERR_INTERNAL_ERROR;
}

char *
error_text(const GError *error)
{
    if (error->domain == PSERIES_PLAIN_ERROR)
        return g_strdup(error->message);
    return error_text_of(error_code(error), error->message);
}
