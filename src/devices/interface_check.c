/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/interface_check.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>

#include "devices/interface_hostdev.h"

static void
check_model(const Interface *card, const Capabilities *capabilities, Report *report)
{
    const NicModel *model = nic_model_find(card->model.type);
    g_autofree char *list = NULL;

    if (model != NULL && capabilities_has_type(capabilities, model->driver))
        return;
    list = nic_model_list(capabilities);
    report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, card->device.line,
                 _("model '%s' of <interface> does not exist in this QEMU, which has %s"),
                 card->model.type, list);
}

static void
check_virtio(const Interface *card, const NicModel *model, Report *report)
{
    if (model == NULL || model->is_virtio)
        return;
    if (interface_type_rules(card->type)->needs_virtio)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, card->device.line,
                     _("<interface type='%s'> needs a <model type='virtio'/>, not '%s'"),
                     interface_type_names.names[card->type], model->name);
    if (card->teaming.type == TEAMING_PERSISTENT)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, card->device.line,
                     _("<teaming type='persistent'> needs a <model type='virtio'/>, not '%s'"),
                     model->name);
}

static void
check_teaming(const Interface *card, Report *report)
{
    const Teaming *teaming = &card->teaming;

    if (teaming->type == TEAMING_TRANSIENT && teaming->persistent == NULL)
        report_error(report, VIR_ERR_XML_ERROR, card->device.line,
                     _("<teaming type='transient'> lacks 'persistent', the alias of the interface "
                       "that stays"));
    if (teaming->type == TEAMING_TRANSIENT && card->type != INTERFACE_HOSTDEV &&
        card->type != INTERFACE_NETWORK)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, card->device.line,
                     _("<teaming type='transient'> is for a device of the host, not for <interface "
                       "type='%s'>"),
                     interface_type_names.names[card->type]);
    if (teaming->type == TEAMING_PERSISTENT && teaming->persistent != NULL)
        report_error(report, VIR_ERR_XML_ERROR, card->device.line,
                     _("'persistent' does not belong in <teaming type='persistent'>"));
    teaming_check(teaming, card->device.line, report);
}

/* What the host's end is: its own device, a script's, or nothing of the kind. */
static void
check_device(const Interface *card, const char *type, Report *report)
{
    const InterfaceTypeRules *rules = interface_type_rules(card->type);
    unsigned line = card->device.line;

    if (!rules->has_script && (card->script.path != NULL || card->downscript.path != NULL))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("scripts are not supported on <interface type='%s'>, only on one of type "
                       "'ethernet'"),
                     type);
    if (!rules->has_mtu && card->mtu.size.is_set)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("an MTU cannot be set on <interface type='%s'>"), type);
    if (!rules->has_tap && card->backend.tap != NULL)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("<backend tap='%s'> is not supported on <interface type='%s'>, which has no "
                       "tap device"),
                     card->backend.tap, type);
    if (card->target.managed == TRISTATE_NO && card->type != INTERFACE_ETHERNET)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("<target managed='no'> is not supported on <interface type='%s'>, only on "
                       "one of type 'ethernet'"),
                     type);
    else if (card->target.managed == TRISTATE_NO && card->target.dev == NULL)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<target managed='no'> of <interface> lacks the device's name, 'dev'"));
}

static void
check_addresses(const Interface *card, const char *type, Report *report)
{
    unsigned line = card->device.line;

    nic_addresses_check(&card->addresses, line, report);
    if (card->type == INTERFACE_USER)
        nic_user_network_check(&card->addresses, card->port_forwards, line, report);
    else if (nic_addresses_is_set(&card->addresses))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("<ip> and <route> of the guest's end are not supported on <interface "
                       "type='%s'>: QEMU has a network of its own only for one of type 'user'"),
                     type);
    if (card->type != INTERFACE_USER && card->port_forwards != NULL)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("<portForward> is not supported on <interface type='%s'>, only on one of "
                       "type 'user'"),
                     type);
}

static void
check_host_side(const Interface *card, Report *report)
{
    const char *type = interface_type_names.names[card->type];
    bool has_switch = card->type == INTERFACE_NETWORK || card->type == INTERFACE_BRIDGE;
    const NicNetworkRules rules = {
        .type = type,
        .has_coalesce = has_switch,
        .has_isolation = has_switch,
        .has_floor = card->type == INTERFACE_NETWORK,
        .has_filter = interface_has_tap(card),
        .has_bandwidth = interface_has_tap(card) || card->type == INTERFACE_DIRECT,
        .has_virtual_port = has_switch || card->type == INTERFACE_DIRECT,
    };

    check_device(card, type, report);
    check_addresses(card, type, report);
    nic_network_check(&card->network, &rules, card->device.line, report);
}

static void
warn_of_command_line(const Interface *card, const char *type, Report *report)
{
    unsigned line = card->device.line;

    if (card->link.state == LINK_DOWN)
        report_warning(report, line,
                       _("<link state='down'> is not on the command line: the daemon takes the "
                         "link down, and without one the guest starts with its link up"));
    if (interface_type_rules(card->type)->needs_daemon)
        report_warning(report, line,
                       _("the command line has a tap device of its own for <interface type='%s'>: "
                         "it is connected to nothing unless somebody does it"),
                       type);
}

/* What is right in itself, but has no effect with that type of network. */
static void
warn_of_host_side(const Interface *card, Report *report)
{
    const InterfaceTypeRules *rules = interface_type_rules(card->type);
    unsigned line = card->device.line;
    const char *type = interface_type_names.names[card->type];

    if (!rules->has_tap && card->type != INTERFACE_DIRECT && card->target.dev != NULL)
        report_warning(report, line,
                       _("<target dev='%s'> has no effect: the host's side of <interface "
                         "type='%s'> has no name that could be chosen"),
                       card->target.dev, type);
    if (!rules->has_tap && card->tune.sndbuf.is_set)
        report_warning(report, line, _("<sndbuf> has no effect on <interface type='%s'>"), type);
    if (!rules->has_queues && XML_READ(card->driver)->queues.value > 1)
        report_warning(report, line,
                       _("queues='%" PRIu64 "' has no effect: <interface type='%s'> has "
                         "one queue"),
                       XML_READ(card->driver)->queues.value, type);
    if (!rules->has_tap && card->type != INTERFACE_DIRECT && !rules->needs_virtio &&
        XML_READ(card->driver)->name == NIC_DRIVER_VHOST)
        report_warning(report, line,
                       _("<driver name='vhost'> has no effect on <interface type='%s'>"), type);
    if (card->backend_domain.name != NULL)
        report_warning(report, line,
                       _("<backenddomain name='%s'> has no effect: only Xen has such domains"),
                       card->backend_domain.name);
    warn_of_command_line(card, type, report);
}

void
interface_check(const Device *device, const Domain *domain, const DomainContext *context,
                Report *report)
{
    const Interface *card = (const Interface *)(const void *)device;
    const NicModel *model = nic_model_find(card->model.type);

    (void)domain;
    if (card->type == INTERFACE_NONE)
        return; /* the table has said so */
    interface_source_check(&card->source, card->type, device->line, report);
    check_teaming(card, report);
    if (card->type == INTERFACE_HOSTDEV) {
        interface_hostdev_check(card, context, report);
        return;
    }
    if (interface_type_rules(card->type)->backend == NULL) {
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("<interface type='%s'> cannot be used: %s"),
                     interface_type_names.names[card->type],
                     _(interface_type_rules(card->type)->refusal));
        return;
    }
    check_model(card, context->capabilities, report);
    check_virtio(card, model, report);
    if (model != NULL && model->is_virtio)
        virtio_options_check(&XML_READ(card->driver)->virtio, model->driver, device->line, report);
    check_host_side(card, report);
    warn_of_host_side(card, report);
    nic_driver_check(card->driver, model != NULL && model->is_virtio, report);
    rom_check(&card->rom, report);
}
