/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "base/uuid.h"
#include "rpc/remote_protocol.h"
#include "rpc/serve.h"

/*
 * What is looked up while no daemon has anything of its kind: it is not there, in the words of the
 * daemon that would have it.
 */

/* The handler of a lookup by a name.  @message is a whole message with a place for the name. */
#define NONE_BY_NAME(procedure, code, message)                                                     \
    SERVE(procedure)                                                                               \
    {                                                                                              \
        (void)call;                                                                                \
        (void)ret;                                                                                 \
        g_set_error(error, PSERIES_ERROR, code, message, ((const name_args *)args)->name);         \
        return false;                                                                              \
    }

/* The same of a lookup by a UUID. */
#define NONE_BY_UUID(procedure, code, message)                                                     \
    SERVE(procedure)                                                                               \
    {                                                                                              \
        char uuid[UUID_TEXT_BYTES];                                                                \
                                                                                                   \
        (void)call;                                                                                \
        (void)ret;                                                                                 \
        uuid_format((const uint8_t *)((const uuid_args *)args)->uuid, uuid);                       \
        g_set_error(error, PSERIES_ERROR, code, message, uuid);                                    \
        return false;                                                                              \
    }

NONE_BY_NAME(network_lookup_by_name, VIR_ERR_NO_NETWORK, _("no network with matching name '%s'"))
NONE_BY_UUID(network_lookup_by_uuid, VIR_ERR_NO_NETWORK, _("no network with matching uuid '%s'"))
NONE_BY_NAME(storage_pool_lookup_by_name, VIR_ERR_NO_STORAGE_POOL,
             _("no storage pool with matching name '%s'"))
NONE_BY_UUID(storage_pool_lookup_by_uuid, VIR_ERR_NO_STORAGE_POOL,
             _("no storage pool with matching uuid '%s'"))
NONE_BY_NAME(storage_pool_lookup_by_target_path, VIR_ERR_NO_STORAGE_POOL,
             _("no storage pool with matching target path '%s'"))
NONE_BY_NAME(storage_vol_lookup_by_key, VIR_ERR_NO_STORAGE_VOL,
             _("no storage vol with matching key %s"))
NONE_BY_NAME(storage_vol_lookup_by_path, VIR_ERR_NO_STORAGE_VOL,
             _("no storage vol with matching path '%s'"))
NONE_BY_NAME(interface_lookup_by_name, VIR_ERR_NO_INTERFACE,
             _("couldn't find interface named '%s'"))
NONE_BY_NAME(interface_lookup_by_mac_string, VIR_ERR_NO_INTERFACE,
             _("couldn't find interface with MAC address '%s'"))
NONE_BY_UUID(secret_lookup_by_uuid, VIR_ERR_NO_SECRET, _("no secret with matching uuid '%s'"))
NONE_BY_NAME(nwfilter_lookup_by_name, VIR_ERR_NO_NWFILTER, _("no nwfilter with matching name '%s'"))
NONE_BY_UUID(nwfilter_lookup_by_uuid, VIR_ERR_NO_NWFILTER, _("no nwfilter with matching uuid '%s'"))
NONE_BY_NAME(nwfilter_binding_lookup_by_port_dev, VIR_ERR_NO_NWFILTER_BINDING,
             _("no nwfilter binding for port dev '%s'"))

SERVE(secret_lookup_by_usage)
{
    (void)call;
    (void)ret;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_NO_SECRET, _("no secret with matching usage '%s'"),
                ((const secret_lookup_by_usage_args *)args)->usage_id);
    return false;
}
