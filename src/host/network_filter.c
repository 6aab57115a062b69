/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/network_filter.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "base/error.h"
#include "xml/document.h"

typedef struct {
    char *name, *uuid;
} BindingOwner;

typedef struct {
    char *name, *address;
} BindingDevice;

/* What the daemon that has filters is told (<filterbinding>). */
typedef struct {
    BindingOwner owner;
    BindingDevice port, mac;
    NicFilter filter;
} FilterBinding;

static const XmlField owner_fields[] = {
    XML_LEAF("name", BindingOwner, name, xml_type_string, ),
    XML_LEAF("uuid", BindingOwner, uuid, xml_type_string, ),
    XML_END,
};
static const XmlBinding owner_binding = {"owner", sizeof(BindingOwner), owner_fields};

static const XmlField device_fields[] = {
    XML_ATTR_STRING("name", BindingDevice, name),
    XML_ATTR_STRING("address", BindingDevice, address),
    XML_END,
};
static const XmlBinding device_binding = {"portdev", sizeof(BindingDevice), device_fields};

static const XmlField binding_fields[] = {
    XML_INLINE("owner", FilterBinding, owner, owner_binding),
    XML_INLINE("portdev", FilterBinding, port, device_binding),
    XML_INLINE("mac", FilterBinding, mac, device_binding),
    XML_INLINE("filterref", FilterBinding, filter, nic_filter_binding),
    XML_END,
};
static const XmlBinding binding = {"filterbinding", sizeof(FilterBinding), binding_fields};

/* Returns: (owned) the document for the filter of @nic. */
static char *
write_binding(const Domain *live, const Interface *nic)
{
    const FilterBinding value = {
        .owner = {live->name, live->uuid},
        .port = {.name = nic->target.dev},
        .mac = {.address = nic->mac.address},
        .filter = nic->network.filter,
    };
    xmlBufferPtr buffer = NULL;
    xmlTextWriterPtr writer = xml_writer_new(&buffer);

    xml_binding_format(&binding, NULL, &value, writer, NULL);
    return xml_writer_finish(writer, buffer);
}

bool
network_filter_bind_again(const HostServices *services, const Domain *live, const Interface *nic,
                          GError **error)
{
    g_autofree char *xml = NULL;
    g_autoptr(GError) problem = NULL;

    if (nic->network.filter.filter == NULL)
        return true;
    xml = write_binding(live, nic);
    if (services != NULL && services->bind_filter(services->user, xml, &problem))
        return true;
    if (services == NULL || g_error_matches(problem, PSERIES_ERROR, VIR_ERR_NO_CONNECT))
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                    _("referenced filter '%s' is missing: no daemon here has network filters"),
                    nic->network.filter.filter);
    else
        g_propagate_error(error, g_steal_pointer(&problem));
    return false;
}

bool
network_filter_bind(const HostServices *services, const Domain *live, const Interface *nic,
                    UndoList *undo, GError **error)
{
    if (nic->network.filter.filter == NULL)
        return true;
    undo_add(undo, &(UndoStep){UNDO_FILTER, nic->target.dev, {0}});
    return undo_write(undo, error) && network_filter_bind_again(services, live, nic, error);
}
