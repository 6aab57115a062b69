/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/panic.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "devices/device_rules.h"
#include "domain/domain_walk.h"

static const char *const model_texts[] = {
    [PANIC_PSERIES] = "pseries",
    [PANIC_ISA] = "isa",
    [PANIC_HYPERV] = "hyperv",
    [PANIC_S390] = "s390",
};
static const NameTable model_names = NAME_TABLE(model_texts);

static const XmlField panic_fields[] = {
    XML_ATTR_ENUM("model", Panic, model, model_names),
    XML_LINE(Panic, device.line),
    XML_INLINE("alias", Panic, device.alias, device_alias_binding),
    /* Panic devices of other machines are on a bus. */
    XML_REFUSE_ELEMENT("address",
                       N_("setting the panic device address is not supported for model 'pseries'")),
    XML_REFUSE_ELEMENT("acpi", XML_NOT_PSERIES),
    XML_END,
};
static const XmlBinding panic_binding = {"panic", sizeof(Panic), panic_fields};

static void
panic_add_implicit(Domain *domain, const DomainContext *context)
{
    if (context->rules->defaults->panic_model == NULL)
        return;
    if (domain_first(domain, &panic_kind) == NULL)
        domain_add_device(domain, device_new(&panic_kind));
}

static void
panic_complete(Device *device, Domain *domain, const DomainContext *context, Report *report)
{
    Panic *panic = (Panic *)device;

    const char *model = context->rules->defaults->panic_model;

    (void)domain;
    (void)report;
    if (panic->model == PANIC_NONE && model != NULL)
        panic->model = (PanicModel)name_table_value(&model_names, model);
}

static void
panic_check(const Device *device, const Domain *domain, const DomainContext *context,
            Report *report)
{
    const Panic *panic = (const Panic *)device;
    const char *model = context->rules->defaults->panic_model;
    const char *stated = panic->model != PANIC_NONE ? model_texts[panic->model] : "";

    (void)domain;
    if (model == NULL)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("a panic device of model '%s' cannot be planned for machine '%s': take "
                       "<panic> away"),
                     stated, context->machine->name);
    else if (g_strcmp0(model, stated) != 0)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("a pseries guest does not support the panic device of model '%s', only that "
                       "of model 'pseries'"),
                     stated);
}

static void
panic_check_all(const Domain *domain, const DomainContext *context, Report *report)
{
    (void)context;
    device_rules_single(domain, &panic_kind, report);
}

const DeviceKind panic_kind = {
    .binding = &panic_binding,
    .add_implicit = panic_add_implicit,
    .complete = panic_complete,
    .check = panic_check,
    .check_all = panic_check_all,
    .parts = NULL, /* built in */
};
