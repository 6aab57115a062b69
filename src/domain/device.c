/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/device.h"

#include <glib/gi18n-lib.h>

static const XmlField alias_fields[] = {
    XML_ATTR_STRING("name", DeviceAlias, name),
    XML_END,
};
const XmlBinding device_alias_binding = {"alias", sizeof(DeviceAlias), alias_fields};

static const XmlField boot_fields[] = {
    XML_ATTR("order", DeviceBoot, order, xml_type_uint, .min = 1, .max = G_MAXINT32,
             .is_required = true),
    XML_REFUSE_ATTR("loadparm", XML_NOT_PSERIES),
    XML_END,
};
const XmlBinding device_boot_binding = {"boot", sizeof(DeviceBoot), boot_fields};

Device *
device_new(const DeviceKind *kind)
{
    Device *device = xml_binding_new(kind->binding);

    device->kind = kind;
    return device;
}

void
device_free(Device *device)
{
    if (device == NULL)
        return;
    if (device->kind->clear != NULL)
        device->kind->clear(device);
    g_free(device->id);
    xml_binding_free(device->kind->binding, device);
}

Device *
device_clone(const Device *from)
{
    Device *device = xml_binding_clone(from->kind->binding, from);

    device->id = g_strdup(from->id);
    return device;
}

const char *
device_name(const Device *device)
{
    return device->kind->binding->element;
}
