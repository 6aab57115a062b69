/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/panic.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "devices/controller.h"
#include "devices/device_rules.h"
#include "domain/domain_walk.h"

static const char pci_type[] = "pvpanic-pci";

static const char *const model_texts[] = {
    [PANIC_PSERIES] = "pseries", [PANIC_PVPANIC] = "pvpanic", [PANIC_ISA] = "isa",
    [PANIC_HYPERV] = "hyperv",   [PANIC_S390] = "s390",
};
static const NameTable model_names = NAME_TABLE(model_texts);

static const XmlField panic_fields[] = {
    XML_ATTR_ENUM("model", Panic, model, model_names),
    DEVICE_ROWS(Panic),
    XML_END,
};
static const XmlBinding panic_binding = {"panic", sizeof(Panic), panic_fields};

static void
panic_add_implicit(Domain *domain, const DomainContext *context)
{
    if (context->rules->defaults->panic_model == NULL)
        return;
    DOMAIN_EACH(const Panic, panic, domain, &panic_kind)
        if (panic->model != PANIC_PVPANIC)
            return;
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
    if (panic->model == PANIC_PVPANIC) {
        device_rules_emulated(device, pci_type, context, report);
        return;
    }
    if (xml_binding_is_set(&address_binding, &device->address))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("setting the panic device address is not supported for model '%s'"), stated);
    if (model == NULL)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("a panic device of model '%s' cannot be planned for machine '%s': take "
                       "<panic> away"),
                     stated, context->machine->name);
    else if (g_strcmp0(model, stated) != 0)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("a pseries guest does not support the panic device of model '%s', only "
                       "those of model 'pseries' and 'pvpanic'"),
                     stated);
}

static void
panic_check_all(const Domain *domain, const DomainContext *context, Report *report)
{
    const Panic *of_model[G_N_ELEMENTS(model_texts)] = {NULL};

    (void)context;
    DOMAIN_EACH(const Panic, panic, domain, &panic_kind) {
        if (of_model[panic->model] != NULL)
            report_error(report, VIR_ERR_XML_ERROR, panic->device.line,
                         _("Multiple panic devices with model '%s': line %u has one already"),
                         model_texts[panic->model], of_model[panic->model]->device.line);
        of_model[panic->model] = panic;
    }
}

static AddressNeed
panic_need(const Device *device, const Domain *domain, const DomainContext *context)
{
    (void)domain;
    (void)context;
    if (((const Panic *)device)->model != PANIC_PVPANIC)
        return (AddressNeed){.type = ADDRESS_NONE};
    return (AddressNeed){.type = ADDRESS_PCI, .model = pci_type};
}

static const char *
panic_id_prefix(const Device *device)
{
    return ((const Panic *)device)->model == PANIC_PVPANIC ? "panic" : NULL;
}

static void
panic_parts(const Device *device, const Domain *domain, const DomainContext *context,
            PartList *parts)
{
    (void)context;
    if (((const Panic *)device)->model == PANIC_PVPANIC)
        controller_write_address(domain, device, device_rules_part(device, pci_type, parts));
}

const DeviceKind panic_kind = {
    .binding = &panic_binding,
    .placement_rank = PLACE_PANIC,
    .add_implicit = panic_add_implicit,
    .complete = panic_complete,
    .check = panic_check,
    .check_all = panic_check_all,
    .need = panic_need,
    .id_prefix_of = panic_id_prefix,
    .parts = panic_parts,
};
