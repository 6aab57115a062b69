/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "relay/service_calls.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "base/error.h"
#include "base/uuid.h"
#include "relay/errand.h"
#include "relay/secret_calls.h"
#include "rpc/remote_protocol.h"

/* ---- networks */

static const ErrandCall network_lookup = {46, (xdrproc_t)xdr_lookup_by_name_args,
                                          (xdrproc_t)xdr_network_ref_ret};
static const ErrandCall port_lookup = {405, (xdrproc_t)xdr_network_port_lookup_args,
                                       (xdrproc_t)xdr_network_port_ref_ret};
static const ErrandCall port_create = {406, (xdrproc_t)xdr_network_port_create_args,
                                       (xdrproc_t)xdr_network_port_ref_ret};
static const ErrandCall port_get_xml = {409, (xdrproc_t)xdr_network_port_flags_args,
                                        (xdrproc_t)xdr_xml_ret};
static const ErrandCall port_delete = {410, (xdrproc_t)xdr_network_port_flags_args, NULL};

/* A network that was found.  What its daemon gave is freed with it. */
typedef struct {
    Errand *errand;      /* (owned) */
    network_ref_ret ref; /* (owned) */
} Network;

static void
network_clear(Network *network)
{
    xdr_free((xdrproc_t)xdr_network_ref_ret, (char *)&network->ref);
    errand_end(network->errand);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Network, network_clear)

static bool
network_find(const RelayConfig *config, const char *name, Network *network, GError **error)
{
    lookup_by_name_args args = {.name = (char *)name};

    network->errand = errand_begin(config, RELAY_NETWORK, name, error);
    return network->errand != NULL &&
           errand_call(network->errand, &network_lookup, &args, &network->ref, error);
}

static bool
port_find(Network *network, const char *uuid, network_port_ref_ret *port, GError **error)
{
    network_port_lookup_args args = {.network = network->ref.net};

    uuid_parse(uuid, (uint8_t *)args.uuid);
    return errand_call(network->errand, &port_lookup, &args, port, error);
}

/* Returns: (owned, nullable) the document of a port. */
static char *
port_xml(Network *network, const network_port_ref_ret *port, GError **error)
{
    network_port_flags_args args = {.port = port->port};
    xml_ret ret = {.xml = NULL};
    char *xml = NULL;

    if (!errand_call(network->errand, &port_get_xml, &args, &ret, error))
        return NULL;
    xml = g_strdup(ret.xml);
    xdr_free((xdrproc_t)xdr_xml_ret, (char *)&ret);
    return xml;
}

static char *
create_port(void *user, const char *name, const char *xml, bool is_reclaimed, GError **error)
{
    g_auto(Network) network = {.errand = NULL};
    network_port_create_args args = {
        .xml = (char *)xml,
        .flags = is_reclaimed ? VIR_NETWORK_PORT_CREATE_RECLAIM : 0,
    };
    network_port_ref_ret ref = {.port = {.net = {.name = NULL}}};
    char *created = NULL;

    if (!network_find(user, name, &network, error))
        return NULL;
    args.network = network.ref.net;
    if (!errand_call(network.errand, &port_create, &args, &ref, error))
        return NULL;
    created = port_xml(&network, &ref, error);
    xdr_free((xdrproc_t)xdr_network_port_ref_ret, (char *)&ref);
    return created;
}

static bool
is_gone(const GError *error)
{
    return error_code(error) == VIR_ERR_NO_NETWORK || error_code(error) == VIR_ERR_NO_NETWORK_PORT;
}

static int
has_port(void *user, const char *name, const char *uuid, GError **error)
{
    g_auto(Network) network = {.errand = NULL};
    network_port_ref_ret ref = {.port = {.net = {.name = NULL}}};
    g_autoptr(GError) problem = NULL;

    if (!network_find(user, name, &network, error))
        return -1;
    if (port_find(&network, uuid, &ref, &problem)) {
        xdr_free((xdrproc_t)xdr_network_port_ref_ret, (char *)&ref);
        return 1;
    }
    if (is_gone(problem))
        return 0;
    g_propagate_error(error, g_steal_pointer(&problem));
    return -1;
}

static bool
delete_found(const RelayConfig *config, const char *name, const char *uuid, GError **error)
{
    g_auto(Network) network = {.errand = NULL};
    network_port_ref_ret ref = {.port = {.net = {.name = NULL}}};
    network_port_flags_args args;
    bool is_deleted = false;

    if (!network_find(config, name, &network, error) || !port_find(&network, uuid, &ref, error))
        return false;
    args = (network_port_flags_args){.port = ref.port};
    is_deleted = errand_call(network.errand, &port_delete, &args, NULL, error);
    xdr_free((xdrproc_t)xdr_network_port_ref_ret, (char *)&ref);
    return is_deleted;
}

static bool
delete_port(void *user, const char *name, const char *uuid, GError **error)
{
    g_autoptr(GError) problem = NULL;

    if (delete_found(user, name, uuid, &problem) || is_gone(problem))
        return true;
    g_propagate_error(error, g_steal_pointer(&problem));
    return false;
}

static const ErrandCall network_leases = {341, (xdrproc_t)xdr_network_leases_args,
                                          (xdrproc_t)xdr_network_leases_ret};

static GPtrArray *
leases(void *user, const char *name, const char *mac, GError **error)
{
    g_auto(Network) network = {.errand = NULL};
    wire_string text = (char *)mac;
    network_leases_args args = {.mac = &text, .need_results = 1};
    network_leases_ret ret = {.leases = {.leases_len = 0}};
    GPtrArray *found = NULL;

    if (!network_find(user, name, &network, error))
        return NULL;
    args.net = network.ref.net;
    if (!errand_call(network.errand, &network_leases, &args, &ret, error))
        return NULL;
    found = g_ptr_array_new_with_free_func((GDestroyNotify)host_lease_free);
    for (unsigned i = 0; i < ret.leases.leases_len; i++) {
        const network_lease *lease = &ret.leases.leases_val[i];
        HostLease *item = g_new0(HostLease, 1);

        *item = (HostLease){g_strdup(lease->ipaddr), lease->prefix, lease->type};
        g_ptr_array_add(found, item);
    }
    xdr_free((xdrproc_t)xdr_network_leases_ret, (char *)&ret);
    return found;
}

/* ---- storage */

static const ErrandCall pool_lookup = {84, (xdrproc_t)xdr_lookup_by_name_args,
                                       (xdrproc_t)xdr_storage_pool_ref_ret};
static const ErrandCall pool_get_info = {87, (xdrproc_t)xdr_storage_pool_args,
                                         (xdrproc_t)xdr_storage_pool_info_ret};
static const ErrandCall volume_lookup = {95, (xdrproc_t)xdr_volume_lookup_args,
                                         (xdrproc_t)xdr_volume_ref_ret};
static const ErrandCall volume_get_info = {98, (xdrproc_t)xdr_volume_args,
                                           (xdrproc_t)xdr_volume_info_ret};
static const ErrandCall volume_get_path = {100, (xdrproc_t)xdr_volume_args,
                                           (xdrproc_t)xdr_path_ret};

static bool
pool_find(Errand *errand, const char *pool, const char *volume, storage_pool_ref_ret *found,
          GError **error)
{
    lookup_by_name_args wanted = {.name = (char *)pool};
    storage_pool_args args;
    storage_pool_info_ret info = {.state = 0};

    if (!errand_call(errand, &pool_lookup, &wanted, found, error))
        return false;
    args.pool = found->pool;
    if (errand_call(errand, &pool_get_info, &args, &info, error)) {
        if (info.state == VIR_STORAGE_POOL_RUNNING)
            return true;
        g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                    _("storage pool '%s' containing volume '%s' is not active"), pool, volume);
    }
    xdr_free((xdrproc_t)xdr_storage_pool_ref_ret, (char *)found);
    return false;
}

/* Returns: (owned, nullable) the path of @volume. */
static char *
path_of(Errand *errand, const volume_ref_ret *volume, bool *is_device, GError **error)
{
    volume_args args = {.vol = volume->vol};
    volume_info_ret info = {.type = 0};
    path_ret path = {.name = NULL};
    char *copy = NULL;

    if (!errand_call(errand, &volume_get_info, &args, &info, error))
        return NULL;
    *is_device = info.type == VIR_STORAGE_VOL_BLOCK;
    if (!*is_device && info.type != VIR_STORAGE_VOL_FILE) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                    _("not supported yet: volume '%s' of storage pool '%s' is neither a file nor a "
                      "device of this host"),
                    volume->vol.name, volume->vol.pool);
        return NULL;
    }
    if (!errand_call(errand, &volume_get_path, &args, &path, error))
        return NULL;
    copy = g_strdup(path.name);
    xdr_free((xdrproc_t)xdr_path_ret, (char *)&path);
    return copy;
}

static char *
find_volume(void *user, const char *pool, const char *volume, bool *is_device, GError **error)
{
    g_autoptr(Errand) errand = errand_begin(user, RELAY_STORAGE, pool, error);
    storage_pool_ref_ret found = {.pool = {.name = NULL}};
    volume_lookup_args args = {.name = (char *)volume};
    volume_ref_ret ref = {.vol = {.pool = NULL}};
    char *path = NULL;

    if (errand == NULL || !pool_find(errand, pool, volume, &found, error))
        return NULL;
    args.pool = found.pool;
    if (errand_call(errand, &volume_lookup, &args, &ref, error)) {
        path = path_of(errand, &ref, is_device, error);
        xdr_free((xdrproc_t)xdr_volume_ref_ret, (char *)&ref);
    }
    xdr_free((xdrproc_t)xdr_storage_pool_ref_ret, (char *)&found);
    return path;
}

/* ---- filters */

static const ErrandCall filter_create = {399, (xdrproc_t)xdr_filter_binding_create_args,
                                         (xdrproc_t)xdr_filter_binding_ref_ret};
static const ErrandCall filter_lookup = {397, (xdrproc_t)xdr_lookup_by_name_args,
                                         (xdrproc_t)xdr_filter_binding_ref_ret};
static const ErrandCall filter_delete = {400, (xdrproc_t)xdr_filter_binding_args, NULL};

/* Returns: whether the network device @device has a filter, in @binding for xdr_free() then. */
static bool
filter_find(Errand *errand, const char *device, filter_binding_ref_ret *binding, GError **error)
{
    lookup_by_name_args wanted = {.name = (char *)device};

    return errand_call(errand, &filter_lookup, &wanted, binding, error);
}

static bool
bind_filter(void *user, const char *filter, const char *device, const char *xml, GError **error)
{
    g_autoptr(Errand) errand = errand_begin(user, RELAY_NWFILTER, filter, error);
    filter_binding_create_args args = {.xml = (char *)xml};
    filter_binding_ref_ret binding = {.nwfilter = {.portdev = NULL}};

    if (errand == NULL)
        return false;
    if (!filter_find(errand, device, &binding, NULL) &&
        !errand_call(errand, &filter_create, &args, &binding, error))
        return false;
    xdr_free((xdrproc_t)xdr_filter_binding_ref_ret, (char *)&binding);
    return true;
}

static bool
unbind_filter(void *user, const char *device, GError **error)
{
    g_autoptr(Errand) errand = errand_begin(user, RELAY_NWFILTER, device, error);
    filter_binding_ref_ret binding = {.nwfilter = {.portdev = NULL}};
    filter_binding_args args;
    g_autoptr(GError) problem = NULL;
    bool is_deleted = false;

    if (errand == NULL)
        return false;
    if (filter_find(errand, device, &binding, &problem)) {
        args.nwfilter = binding.nwfilter;
        is_deleted = errand_call(errand, &filter_delete, &args, NULL, &problem);
        xdr_free((xdrproc_t)xdr_filter_binding_ref_ret, (char *)&binding);
    }
    if (is_deleted || error_code(problem) == VIR_ERR_NO_NWFILTER_BINDING)
        return true;
    g_propagate_error(error, g_steal_pointer(&problem));
    return false;
}

HostServices
service_calls(const RelayConfig *config)
{
    return (HostServices){
        .create_port = create_port,
        .delete_port = delete_port,
        .has_port = has_port,
        .leases = leases,
        .find_volume = find_volume,
        .secret_value = secret_calls_value,
        .bind_filter = bind_filter,
        .unbind_filter = unbind_filter,
        .user = (void *)config,
    };
}
