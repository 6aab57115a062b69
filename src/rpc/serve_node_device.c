/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <libvirt/libvirt.h>
#include <stdlib.h>

#include "driver/flags.h"
#include "driver/node_device.h"
#include "host/file.h"
#include "host/identity.h"
#include "host/node_device.h"
#include "rpc/remote_protocol.h"
#include "rpc/serve.h"
#include "rpc/wire.h"

/* What clients may choose by.  The last four are newer than some headers: whether a device is
 * there, and whether it is known beyond that. */
enum {
    OF_CAPABILITIES = (1 << 22) - 1,
    PERSISTENT = 1 << 28,
    TRANSIENT = 1 << 29,
    INACTIVE = 1 << 30,
};
static const unsigned active = 1U << 31;

/* The capability of each node device, as clients name and number it. */
static const char *
capability_of(const char *name)
{
    return g_str_equal(name, NODE_DEVICE_COMPUTER) ? "system" : "pci";
}

static unsigned
capability_flag(const char *name)
{
    return g_str_equal(name, NODE_DEVICE_COMPUTER) ? VIR_CONNECT_LIST_NODE_DEVICES_CAP_SYSTEM
                                                   : VIR_CONNECT_LIST_NODE_DEVICES_CAP_PCI_DEV;
}

/* Returns: (owned) char *: those with @capability; all when that is NULL. */
static GPtrArray *
list_with(Call *call, const char *capability)
{
    GPtrArray *names = node_device_list(call->driver->config->sysfs);

    for (guint i = names->len; i > 0 && capability != NULL; i--)
        if (!g_str_equal(capability_of(g_ptr_array_index(names, i - 1)), capability))
            g_ptr_array_remove_index(names, i - 1);
    return names;
}

SERVE(node_num_of_devices)
{
    const node_num_of_devices_args *wanted = args;
    g_autoptr(GPtrArray) names = NULL;

    if (!flags_check(wanted->flags, 0, "nodeNumOfDevices", error))
        return false;
    names = list_with(call, wire_text_or_null(wanted->cap));
    ((count_ret *)ret)->num = (int)names->len;
    return true;
}

SERVE(node_list_devices)
{
    const node_list_devices_args *wanted = args;
    node_list_devices_ret *list = ret;
    g_autoptr(GPtrArray) names = NULL;
    guint n_names = 0;

    if (!flags_check(wanted->flags, 0, "nodeListDevices", error))
        return false;
    names = list_with(call, wire_text_or_null(wanted->cap));
    n_names = MIN(names->len, (guint)MAX(wanted->maxnames, 0));
    list->names.names_val = calloc(n_names + 1, sizeof *list->names.names_val);
    list->names.names_len = n_names;
    for (guint i = 0; i < n_names; i++)
        list->names.names_val[i] = wire_text(g_ptr_array_index(names, i));
    return true;
}

/* Whether @flags, of which each group chooses by itself, choose the device: all are there, and none
 * is known for longer. */
static bool
is_wanted(const char *name, unsigned flags)
{
    unsigned capabilities = flags & OF_CAPABILITIES;

    return (capabilities == 0 || (capabilities & capability_flag(name)) != 0) &&
           ((flags & (INACTIVE | active)) != INACTIVE) &&
           ((flags & (PERSISTENT | TRANSIENT)) != PERSISTENT);
}

SERVE(connect_list_all_node_devices)
{
    const list_args *wanted = args;
    connect_list_all_node_devices_ret *list = ret;
    g_autoptr(GPtrArray) names = NULL;

    if (!flags_check(wanted->flags, OF_CAPABILITIES | PERSISTENT | TRANSIENT | INACTIVE | active,
                     "nodeConnectListAllNodeDevices", error))
        return false;
    names = list_with(call, NULL);
    for (guint i = names->len; i > 0; i--)
        if (!is_wanted(g_ptr_array_index(names, i - 1), wanted->flags))
            g_ptr_array_remove_index(names, i - 1);
    list->ret = names->len;
    if (!wanted->need_results)
        return true;
    list->devices.devices_val = calloc(names->len + 1, sizeof *list->devices.devices_val);
    list->devices.devices_len = names->len;
    for (guint i = 0; i < names->len; i++)
        list->devices.devices_val[i].name = wire_text(g_ptr_array_index(names, i));
    return true;
}

SERVE(node_device_lookup_by_name)
{
    const char *name = ((const node_device_args *)args)->name;

    if (!node_device_check(call->driver->config->sysfs, name, error))
        return false;
    ((node_device_ret *)ret)->dev.name = wire_text(name);
    return true;
}

SERVE(node_device_get_xml_desc)
{
    const node_device_flags_args *asked = args;
    g_autofree char *uuid = NULL;
    g_autofree char *xml = NULL;

    if (!flags_check(asked->flags, 1 /* of the inactive definition */, "nodeDeviceGetXMLDesc",
                     error))
        return false;
    uuid = host_uuid(HOST_ROOT, call->driver->config->host_uuid);
    xml = node_device_xml(HOST_ROOT, uuid, asked->name, error);
    if (xml == NULL)
        return false;
    ((xml_ret *)ret)->xml = wire_text(xml);
    return true;
}

SERVE(node_device_get_parent)
{
    g_autoptr(GError) problem = NULL;
    g_autofree char *parent = node_device_parent(call->driver->config->sysfs,
                                                 ((const node_device_args *)args)->name, &problem);

    if (problem != NULL) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return false;
    }
    ((node_device_get_parent_ret *)ret)->parent_name = wire_optional_text(parent);
    return true;
}

SERVE(node_device_num_of_caps)
{
    if (!node_device_check(call->driver->config->sysfs, ((const node_device_args *)args)->name,
                           error))
        return false;
    ((count_ret *)ret)->num = 1;
    return true;
}

SERVE(node_device_list_caps)
{
    const node_device_list_caps_args *asked = args;
    node_device_list_caps_ret *list = ret;

    if (!node_device_check(call->driver->config->sysfs, asked->name, error))
        return false;
    list->names.names_val = calloc(1, sizeof *list->names.names_val);
    list->names.names_len = asked->maxnames > 0 ? 1 : 0;
    if (asked->maxnames > 0)
        list->names.names_val[0] = wire_text(capability_of(asked->name));
    return true;
}

/* Answers 1 for each device that is there. */
SERVE(node_device_is_active)
{
    if (!node_device_check(call->driver->config->sysfs, ((const node_device_args *)args)->name,
                           error))
        return false;
    ((node_device_is_ret *)ret)->is = 1;
    return true;
}

/* Answers 0 for each device: none is there because it was defined. */
SERVE(node_device_is_persistent)
{
    (void)ret;
    return node_device_check(call->driver->config->sysfs, ((const node_device_args *)args)->name,
                             error);
}

SERVE(node_device_dettach)
{
    (void)ret;
    return node_device_detach(call->driver, ((const node_device_args *)args)->name, NULL, error);
}

SERVE(node_device_detach_flags)
{
    const node_device_detach_flags_args *asked = args;

    (void)ret;
    return flags_check(asked->flags, 0, "qemuNodeDeviceDetachFlags", error) &&
           node_device_detach(call->driver, asked->name, wire_text_or_null(asked->driver_name),
                              error);
}

SERVE(node_device_re_attach)
{
    (void)ret;
    return node_device_reattach(call->driver, ((const node_device_args *)args)->name, error);
}

SERVE(node_device_reset)
{
    (void)ret;
    return node_device_reset(call->driver, ((const node_device_args *)args)->name, error);
}
