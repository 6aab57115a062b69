/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/interface_check.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>

#include "devices/device_rules.h"
#include "devices/interface_hostdev.h"
#include "devices/nic_passt.h"

static void
check_model(const Interface *nic, const Capabilities *capabilities, Report *report)
{
    const NicModel *model = nic_model_find(nic->model.type);
    g_autofree char *list = NULL;

    if (model != NULL && capabilities_has_type(capabilities, model->driver))
        return;
    list = nic_model_list(capabilities);
    report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, nic->device.line,
                 _("model '%s' of <interface> does not exist in this QEMU, which has %s"),
                 nic->model.type, list);
}

static void
check_virtio(const Interface *nic, const NicModel *model, Report *report)
{
    if (model == NULL || model->is_virtio)
        return;
    if (interface_type_rules(nic->type)->needs_virtio)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, nic->device.line,
                     _("<interface type='%s'> needs a <model type='virtio'/>, not '%s'"),
                     interface_type_names.names[nic->type], model->name);
    if (nic->backend.vhost != NULL)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, nic->device.line,
                     _("<backend vhost='%s'> needs a <model type='virtio'/>, not '%s'"),
                     nic->backend.vhost, model->name);
    if (nic->teaming.type == TEAMING_PERSISTENT)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, nic->device.line,
                     _("<teaming type='persistent'> needs a <model type='virtio'/>, not '%s'"),
                     model->name);
}

static void
check_teaming(const Interface *nic, Report *report)
{
    const Teaming *teaming = &nic->teaming;

    if (teaming->type == TEAMING_TRANSIENT && teaming->persistent == NULL)
        report_error(report, VIR_ERR_XML_ERROR, nic->device.line,
                     _("<teaming type='transient'> lacks 'persistent', the alias of the interface "
                       "that stays"));
    if (teaming->type == TEAMING_TRANSIENT && nic->type != INTERFACE_HOSTDEV &&
        nic->type != INTERFACE_NETWORK)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, nic->device.line,
                     _("<teaming type='transient'> is for a device of the host, not for <interface "
                       "type='%s'>"),
                     interface_type_names.names[nic->type]);
    if (teaming->type == TEAMING_PERSISTENT && teaming->persistent != NULL)
        report_error(report, VIR_ERR_XML_ERROR, nic->device.line,
                     _("'persistent' does not belong in <teaming type='persistent'>"));
    if (teaming->type == TEAMING_PERSISTENT && nic->type == INTERFACE_HOSTDEV)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, nic->device.line,
                     _("<teaming> of <interface type='hostdev'> must have type='transient', as the "
                       "persistent card of the two is a virtual one"));
    teaming_check(teaming, nic->device.line, report);
}

/* Settings of the host's end: a managed device, a script, or neither. */
static void
check_device(const Interface *nic, const char *type, Report *report)
{
    const InterfaceTypeRules *rules = interface_type_rules(nic->type);
    unsigned line = nic->device.line;

    if (!rules->has_script && (nic->script.path != NULL || nic->downscript.path != NULL))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("scripts are not supported on <interface type='%s'>, only on one of type "
                       "'ethernet'"),
                     type);
    if (!rules->has_mtu && !nic_passt_is_used(nic) && nic->mtu.size.is_set)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("an MTU cannot be set on <interface type='%s'>"), type);
    if (!rules->has_tap && nic->backend.tap != NULL)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("<backend tap='%s'> is not supported on <interface type='%s'>, which has no "
                       "tap device"),
                     nic->backend.tap, type);
    if (!rules->has_tap && nic->backend.vhost != NULL)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("'vhost' of <backend> does not belong in <interface type='%s'>, which has "
                       "no tap device"),
                     type);
    if (nic->target.managed == TRISTATE_NO && nic->type != INTERFACE_ETHERNET)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("<target managed='no'> is not supported on <interface type='%s'>, only on "
                       "one of type 'ethernet'"),
                     type);
    else if (nic->target.managed == TRISTATE_NO && nic->target.dev == NULL)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<target managed='no'> of <interface> lacks the device's name, 'dev'"));
}

static void
check_addresses(const Interface *nic, const char *type, Report *report)
{
    unsigned line = nic->device.line;

    nic_addresses_check(&nic->addresses, line, report);
    if (nic_passt_is_used(nic))
        return;
    if (nic->type == INTERFACE_USER)
        nic_user_network_check(&nic->addresses, nic->port_forwards, line, report);
    else if (nic_addresses_is_set(&nic->addresses))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("<ip> and <route> of the guest's end are not supported on <interface "
                       "type='%s'>: QEMU has a network of its own only for one of type 'user'"),
                     type);
    if (nic->type != INTERFACE_USER && nic->port_forwards != NULL)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("<portForward> is not supported on <interface type='%s'>, only on one of "
                       "type 'user'"),
                     type);
}

/* What is told of the network, of a host's own card as well. */
static void
check_network(const Interface *nic, const DomainContext *context, Report *report)
{
    const char *type = interface_type_names.names[nic->type];
    bool has_switch = nic->type == INTERFACE_NETWORK || nic->type == INTERFACE_BRIDGE;
    const NicNetworkRules rules = {
        .type = type,
        .has_coalesce = has_switch,
        .has_isolation = has_switch,
        .is_of_network = nic->type == INTERFACE_NETWORK,
        .has_filter = interface_has_tap(nic),
        .has_bandwidth = interface_has_shaping(nic),
        .has_virtual_port =
            has_switch || nic->type == INTERFACE_DIRECT || nic->type == INTERFACE_HOSTDEV,
    };

    check_addresses(nic, type, report);
    nic_network_check(&nic->network, &rules, nic->device.line, report);
    nic_passt_check(nic, context, report);
}

static void
warn_of_command_line(const Interface *nic, const char *type, Report *report)
{
    unsigned line = nic->device.line;

    if (nic->link.state == LINK_DOWN)
        report_warning(report, line,
                       _("<link state='down'> is not on the command line: the daemon takes the "
                         "link down, and without one the guest starts with its link up"));
    if (interface_type_rules(nic->type)->needs_daemon)
        report_warning(report, line,
                       _("the command line has a tap device of its own for <interface type='%s'>: "
                         "it is connected to nothing unless somebody does it"),
                       type);
}

/* Settings that are valid but have no effect with this type of network. */
static void
warn_of_host_side(const Interface *nic, Report *report)
{
    const InterfaceTypeRules *rules = interface_type_rules(nic->type);
    unsigned line = nic->device.line;
    const char *type = interface_type_names.names[nic->type];

    if (!rules->has_tap && nic->type != INTERFACE_DIRECT && nic->target.dev != NULL)
        report_warning(report, line,
                       _("<target dev='%s'> has no effect: the host's side of <interface "
                         "type='%s'> has no name that could be chosen"),
                       nic->target.dev, type);
    if (nic->type == INTERFACE_USER && nic->source.dev != NULL && !nic_passt_is_used(nic))
        report_warning(report, line,
                       _("<source dev='%s'> has no effect on <interface type='user'>: it is for "
                         "<backend type='passt'/>"),
                       nic->source.dev);
    if (!rules->has_tap && nic->tune.sndbuf.is_set)
        report_warning(report, line, _("<sndbuf> has no effect on <interface type='%s'>"), type);
    if (!rules->has_queues && XML_READ(nic->driver)->queues.value > 1)
        report_warning(report, line,
                       _("queues='%" PRIu64 "' has no effect: <interface type='%s'> has "
                         "one queue"),
                       XML_READ(nic->driver)->queues.value, type);
    if (!rules->has_tap && nic->type != INTERFACE_DIRECT && !rules->needs_virtio &&
        XML_READ(nic->driver)->name == NIC_DRIVER_VHOST)
        report_warning(report, line,
                       _("<driver name='vhost'> has no effect on <interface type='%s'>"), type);
    if (nic->backend_domain.name != NULL)
        report_warning(report, line,
                       _("<backenddomain name='%s'> has no effect: only Xen has such domains"),
                       nic->backend_domain.name);
    warn_of_command_line(nic, type, report);
}

void
interface_check(const Device *device, const Domain *domain, const DomainContext *context,
                Report *report)
{
    const Interface *nic = (const Interface *)(const void *)device;
    const NicModel *model = nic_model_find(nic->model.type);

    if (nic->type != INTERFACE_VHOSTUSER || !nic_passt_is_used(nic))
        interface_source_check(&nic->source, nic->type, device->line, report);
    check_teaming(nic, report);
    if (nic->type == INTERFACE_HOSTDEV) {
        interface_hostdev_check(nic, context, report);
        check_network(nic, context, report);
        return;
    }
    if (interface_type_rules(nic->type)->backend == NULL) {
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("<interface type='%s'> cannot be used: %s"),
                     interface_type_names.names[nic->type],
                     _(interface_type_rules(nic->type)->refusal));
        return;
    }
    if (nic->managed == TRISTATE_YES)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("managed='yes' belongs only in <interface type='hostdev'>, this one is of "
                       "type '%s'"),
                     interface_type_names.names[nic->type]);
    check_model(nic, context->capabilities, report);
    check_virtio(nic, model, report);
    if (model != NULL && model->is_virtio)
        virtio_options_check(&XML_READ(nic->driver)->virtio, model->driver, device->line, report);
    check_device(nic, interface_type_names.names[nic->type], report);
    check_network(nic, context, report);
    if (nic->type == INTERFACE_VHOSTUSER && context->is_new)
        device_rules_shared_memory(device, domain, "interface", report);
    warn_of_host_side(nic, report);
    nic_driver_check(nic->driver, model != NULL && model->is_virtio, report);
    rom_check(&nic->rom, report);
    if (xml_binding_is_set(&rom_binding, &nic->rom) && model != NULL &&
        model->address != ADDRESS_PCI)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, nic->rom.line,
                     _("ROM tuning is only supported for PCI devices: model '%s' of <interface> "
                       "has no <rom>"),
                     nic->model.type);
}
