/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/device_rules.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "devices/controller.h"
#include "domain/domain_walk.h"

const char device_rules_certificates[] = "/etc/pki/qemu";

void
device_rules_emulated(const Device *device, const char *type, const DomainContext *context,
                      Report *report)
{
    if (!capabilities_has_type(context->capabilities, type))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("this QEMU has no device '%s', which <%s> needs"), type,
                     device_name(device));
}

void
device_rules_shared_memory(const Device *device, const Domain *domain, const char *what,
                           Report *report)
{
    if (!memory_backing_is_shared(domain))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("'%s' requires shared memory: give the guest <memoryBacking><access "
                       "mode='shared'/></memoryBacking>, and no NUMA node a memAccess='private'"),
                     what);
}

void
device_rules_single(const Domain *domain, const DeviceKind *kind, Report *report)
{
    const Device *first = NULL;

    DOMAIN_EACH(const Device, device, domain, kind) {
        if (first != NULL)
            report_error(report, VIR_ERR_XML_ERROR, device->line,
                         _("only a single <%s> is supported, and line %u has one already"),
                         device_name(device), first->line);
        else
            first = device;
    }
}

bool
device_rules_usb_is_disabled(const Domain *domain)
{
    const Controller *controller = controller_find(domain, CONTROLLER_USB, 0);

    return controller != NULL && controller->model == CONTROLLER_MODEL_NONE;
}

void
device_rules_usb(const Domain *domain, const DeviceKind *kind, bool (*is_usb)(const Device *device),
                 Report *report)
{
    if (!device_rules_usb_is_disabled(domain))
        return;
    DOMAIN_EACH(const Device, device, domain, kind)
        if (is_usb(device))
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                         _("<%s> needs USB, which is disabled for this guest by its <controller "
                           "type='usb' model='none'/>"),
                         device_name(device));
}

JsonObject *
device_rules_part(const Device *device, const char *type, PartList *parts)
{
    JsonObject *part = part_list_add(parts, PART_DEVICE);

    json_object_set_string_member(part, "driver", type);
    part_set_string(part, "id", device->id);
    return part;
}
