/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/virtio_port.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>

#include "devices/controller.h"
#include "devices/device_rules.h"

void
virtio_port_complete(Device *device, Domain *domain, const DomainContext *context, Report *report)
{
    Address *address = &device->address;
    bool is_port = address->type == ADDRESS_VIRTIO_SERIAL;

    if (is_port && address->port == NULL && address->bus.value != 0) {
        report_warning(report, address->line,
                       _("bus '%" PRIu64 "' of a virtio-serial address is ignored: such a "
                         "controller has bus 0 only"),
                       address->bus.value);
        address->bus = OPTIONAL_UINT(0);
    }
    if (!context->is_papr)
        controller_require(domain, CONTROLLER_VIRTIO_SERIAL,
                           is_port ? address->controller.value : 0);
}

void
virtio_port_check(const Device *device, Report *report)
{
    const Address *address = &device->address;

    if (address->type == ADDRESS_VIRTIO_SERIAL && address->bus.value != 0)
        report_error(report, VIR_ERR_XML_ERROR, address->line,
                     _("bus '%" PRIu64 "' of a virtio-serial address does not exist: such "
                       "a controller has bus 0 only"),
                     address->bus.value);
}

void
virtio_port_parts(const VirtioPort *port, const Device *device, const Domain *domain,
                  PartList *parts)
{
    g_autofree char *chardev = g_strconcat("char", device->id, NULL);
    JsonObject *part = NULL;

    chardev_parts(port->chardev, &(ChardevEnd){.id = chardev, .path = port->path}, parts);
    part = device_rules_part(device, port->driver, parts);
    if (device->address.type == ADDRESS_VIRTIO_SERIAL)
        controller_write_address(domain, device, part);
    json_object_set_string_member(part, "chardev", chardev);
    if (port->name != NULL)
        json_object_set_string_member(part, "name", port->name);
}
