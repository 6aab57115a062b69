/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/watchdog.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "devices/controller.h"
#include "devices/device_rules.h"
#include "domain/domain_walk.h"

static const char *const model_texts[] = {
    [WATCHDOG_I6300ESB] = "i6300esb",
    [WATCHDOG_IB700] = "ib700",
    [WATCHDOG_DIAG288] = "diag288",
    [WATCHDOG_ITCO] = "itco",
};
static const NameTable model_names = NAME_TABLE(model_texts);

static const char *const action_texts[] = {
    [WATCHDOG_RESET] = "reset",
    [WATCHDOG_SHUTDOWN] = "shutdown",
    [WATCHDOG_POWEROFF] = "poweroff",
    [WATCHDOG_PAUSE] = "pause",
    [WATCHDOG_DUMP] = "dump",
    [WATCHDOG_IGNORE] = "none",
    [WATCHDOG_INJECT_NMI] = "inject-nmi",
};
static const NameTable reaction_names = NAME_TABLE(action_texts);

/* The driver takes the dump; QEMU only pauses the guest. */
static const char *const qemu_actions[] = {
    [WATCHDOG_RESET] = "reset",
    [WATCHDOG_SHUTDOWN] = "shutdown",
    [WATCHDOG_POWEROFF] = "poweroff",
    [WATCHDOG_PAUSE] = "pause",
    [WATCHDOG_DUMP] = "pause",
    [WATCHDOG_IGNORE] = "none",
    [WATCHDOG_INJECT_NMI] = "inject-nmi",
};

static const XmlField watchdog_fields[] = {
    XML_ATTR("model", Watchdog, model, xml_type_enum, .argument = &model_names,
             .is_required = true),
    XML_ATTR_ENUM("action", Watchdog, action, reaction_names),
    DEVICE_ROWS(Watchdog),
    XML_END,
};
static const XmlBinding watchdog_binding = {"watchdog", sizeof(Watchdog), watchdog_fields};

static void
watchdog_complete(Device *device, Domain *domain, const DomainContext *context, Report *report)
{
    Watchdog *watchdog = (Watchdog *)device;

    (void)domain;
    (void)context;
    (void)report;
    if (watchdog->action == WATCHDOG_ACTION_NONE_GIVEN)
        watchdog->action = WATCHDOG_RESET;
}

/* The chipset's own, which documents of libvirt 9.1 and later name. */
static bool
is_built_in(const Watchdog *watchdog, const DomainContext *context)
{
    return g_strcmp0(context->rules->defaults->watchdog, model_texts[watchdog->model]) == 0;
}

static void
watchdog_check(const Device *device, const Domain *domain, const DomainContext *context,
               Report *report)
{
    const Watchdog *watchdog = (const Watchdog *)device;

    (void)domain;
    if (watchdog->model == WATCHDOG_I6300ESB)
        device_rules_emulated(device, model_texts[watchdog->model], context, report);
    else if (watchdog->model != WATCHDOG_NONE && !is_built_in(watchdog, context))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("model '%s' of <watchdog> does not exist in a pseries guest: use "
                       "'i6300esb'"),
                     model_texts[watchdog->model]);
}

/* QEMU has one action for all of them. */
static void
watchdog_check_all(const Domain *domain, const DomainContext *context, Report *report)
{
    const Watchdog *first = (const Watchdog *)domain_first(domain, &watchdog_kind);

    (void)context;
    DOMAIN_EACH(const Watchdog, watchdog, domain, &watchdog_kind)
        if (watchdog->action != first->action)
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, watchdog->device.line,
                         _("watchdogs with different actions are not supported with this QEMU "
                           "binary: this one has '%s', and the one in line %u '%s'"),
                         action_texts[watchdog->action], first->device.line,
                         action_texts[first->action]);
}

static AddressNeed
watchdog_need(const Device *device, const Domain *domain, const DomainContext *context)
{
    const Watchdog *watchdog = (const Watchdog *)device;

    (void)domain;
    if (is_built_in(watchdog, context))
        return (AddressNeed){.type = ADDRESS_NONE};
    return (AddressNeed){.type = ADDRESS_PCI, .model = model_texts[watchdog->model]};
}

static void
watchdog_parts(const Device *device, const Domain *domain, const DomainContext *context,
               PartList *parts)
{
    const Watchdog *watchdog = (const Watchdog *)device;
    JsonObject *part = NULL;

    if (is_built_in(watchdog, context))
        return;
    part = device_rules_part(device, model_texts[watchdog->model], parts);
    controller_write_address(domain, device, part);
}

static void
watchdog_argv(const Device *device, const Domain *domain, const DomainContext *context, Argv *argv)
{
    const Watchdog *watchdog = (const Watchdog *)device;

    /* QEMU's default was that it does nothing. */
    if (is_built_in(watchdog, context))
        argv_add(argv, "-global", "ICH9-LPC.noreboot=off");
    if (device == domain_first(domain, &watchdog_kind))
        argv_add(argv, "-watchdog-action", qemu_actions[watchdog->action]);
}

const DeviceKind watchdog_kind = {
    .binding = &watchdog_binding,
    .placement_rank = PLACE_WATCHDOG,
    .complete = watchdog_complete,
    .check = watchdog_check,
    .check_all = watchdog_check_all,
    .need = watchdog_need,
    .id_prefix = "watchdog",
    .parts = watchdog_parts,
    .argv = watchdog_argv,
};
