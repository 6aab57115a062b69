/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/serial.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "devices/controller.h"
#include "devices/device_rules.h"
#include "domain/domain_walk.h"

enum { VTY_FIRST_REG = 0x30000000 };

static const char *const type_texts[] = {
    [SERIAL_TARGET_SPAPR_VIO] = "spapr-vio-serial",
    [SERIAL_TARGET_PCI] = "pci-serial",
    [SERIAL_TARGET_USB] = "usb-serial",
    [SERIAL_TARGET_ISA] = "isa-serial",
    [SERIAL_TARGET_SYSTEM] = "system-serial",
    [SERIAL_TARGET_SCLP] = "sclp-serial",
    [SERIAL_TARGET_ISA_DEBUG] = "isa-debug",
};
static const NameTable type_names = NAME_TABLE(type_texts);

static const char *const model_texts[] = {
    [SERIAL_MODEL_SPAPR_VTY] = "spapr-vty",
    [SERIAL_MODEL_PCI] = "pci-serial",
    [SERIAL_MODEL_USB] = "usb-serial",
    [SERIAL_MODEL_ISA] = "isa-serial",
    [SERIAL_MODEL_PL011] = "pl011",
    [SERIAL_MODEL_16550A] = "16550a",
    [SERIAL_MODEL_SCLP] = "sclpconsole",
    [SERIAL_MODEL_SCLPLM] = "sclplmconsole",
    [SERIAL_MODEL_ISA_DEBUGCON] = "isa-debugcon",
};
static const NameTable model_names = NAME_TABLE(model_texts);

/* The model of each target type and the address that it needs; the machine's rows say which
 * exist. */
static const struct {
    SerialModelName model; /* NONE: not supported */
    AddressType address;
} targets[] = {
    [SERIAL_TARGET_NONE] = {SERIAL_MODEL_NONE, ADDRESS_NONE},
    [SERIAL_TARGET_SPAPR_VIO] = {SERIAL_MODEL_SPAPR_VTY, ADDRESS_SPAPR_VIO},
    [SERIAL_TARGET_PCI] = {SERIAL_MODEL_PCI, ADDRESS_PCI},
    [SERIAL_TARGET_USB] = {SERIAL_MODEL_USB, ADDRESS_USB},
    [SERIAL_TARGET_ISA] = {SERIAL_MODEL_ISA, ADDRESS_NONE},
    [SERIAL_TARGET_SYSTEM] = {SERIAL_MODEL_PL011, ADDRESS_NONE},
    [SERIAL_TARGET_SCLP] = {SERIAL_MODEL_NONE, ADDRESS_NONE},
    [SERIAL_TARGET_ISA_DEBUG] = {SERIAL_MODEL_NONE, ADDRESS_NONE},
};

static const XmlField model_fields[] = {
    XML_ATTR_ENUM_OR_EMPTY("name", SerialModel, name, model_names),
    XML_END,
};
static const XmlBinding model_binding = {"model", sizeof(SerialModel), model_fields};

static const XmlField target_fields[] = {
    XML_ATTR_ENUM("type", SerialTarget, type, type_names),
    XML_ATTR_UINT("port", SerialTarget, port, 0, G_MAXINT32),
    XML_INLINE("model", SerialTarget, model, model_binding),
    XML_END,
};
static const XmlBinding target_binding = {"target", sizeof(SerialTarget), target_fields};

static const XmlField serial_fields[] = {
    CHARDEV_ROWS(Serial, chardev),
    CHARDEV_TTY_ROW(Serial, chardev),
    XML_INLINE("target", Serial, target, target_binding),
    DEVICE_ROWS(Serial),
    XML_END,
};
static const XmlBinding serial_binding = {"serial", sizeof(Serial), serial_fields};

static bool
has_target(const DomainContext *context, SerialTargetType type)
{
    return machine_has_word(context->rules->defaults->serial_targets, type_texts[type]);
}

static SerialTargetType
default_target(const DomainContext *context)
{
    g_autofree char *name = machine_first_word(context->rules->defaults->serial_targets);

    return (SerialTargetType)name_table_value(&type_names, name);
}

/* libvirt's historical default, in documents for every machine. */
static bool
is_historical(const Serial *serial, const DomainContext *context)
{
    return serial->target.type == SERIAL_TARGET_ISA &&
           serial->target.model.name == SERIAL_MODEL_NONE &&
           !has_target(context, SERIAL_TARGET_ISA);
}

/* libvirt numbers ports of type 'isa-serial' first and among themselves, before it finds that the
 * machine has none. */
static void
number_isa_ports(Domain *domain)
{
    g_autoptr(GHashTable) taken = g_hash_table_new(NULL, NULL);
    gsize next = 0;

    DOMAIN_EACH(const Serial, serial, domain, &serial_kind)
        if (serial->target.type == SERIAL_TARGET_ISA && serial->target.port.is_set)
            g_hash_table_add(taken, GSIZE_TO_POINTER(serial->target.port.value + 1));
    DOMAIN_EACH(Serial, serial, domain, &serial_kind) {
        if (serial->target.type != SERIAL_TARGET_ISA || serial->target.port.is_set)
            continue;
        while (g_hash_table_contains(taken, GSIZE_TO_POINTER(next + 1)))
            next++;
        serial->target.port = OPTIONAL_UINT(next++);
    }
}

/* Numbers each port without a number, above all given ones.  Called for the first such port, it
 * handles all. */
static void
number_ports(Domain *domain)
{
    g_autoptr(GPtrArray) unnumbered = g_ptr_array_new();
    uint64_t next = 0;

    number_isa_ports(domain);

    DOMAIN_EACH(Serial, serial, domain, &serial_kind) {
        if (serial->target.port.is_set)
            next = MAX(next, serial->target.port.value + 1);
        else
            g_ptr_array_add(unnumbered, serial);
    }
    for (unsigned i = 0; i < unnumbered->len; i++)
        ((Serial *)g_ptr_array_index(unnumbered, i))->target.port = OPTIONAL_UINT(next + i);
}

void
serial_number(Serial *serial, Domain *domain)
{
    if (!serial->target.port.is_set)
        number_ports(domain);
}

static void
serial_complete(Device *device, Domain *domain, const DomainContext *context, Report *report)
{
    Serial *serial = (Serial *)device;
    SerialTarget *target = &serial->target;

    (void)report;
    chardev_complete(&serial->chardev);
    /* Before its type is another one, which counts for the numbers of others. */
    if (target->type == SERIAL_TARGET_ISA || !target->port.is_set)
        number_ports(domain);
    if (target->type == SERIAL_TARGET_NONE || is_historical(serial, context))
        target->type = default_target(context);
    if (target->model.name == SERIAL_MODEL_NONE)
        target->model.name = targets[target->type].model;
}

static void
check_model(const Serial *serial, const DomainContext *context, Report *report)
{
    SerialModelName right = targets[serial->target.type].model;
    SerialModelName model = serial->target.model.name;

    if (!has_target(context, serial->target.type))
        report_error(
            report, VIR_ERR_CONFIG_UNSUPPORTED, serial->device.line,
            _("target type '%s' of <serial> does not exist in a %s guest: use one of '%s'"),
            type_texts[serial->target.type], context->rules->name,
            context->rules->defaults->serial_targets);
    else if (model != right)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, serial->device.line,
                     _("model '%s' of <serial> does not go with target type '%s', whose model is "
                       "'%s'"),
                     model_texts[model], type_texts[serial->target.type], model_texts[right]);
    else
        device_rules_emulated(&serial->device, model_texts[model], context, report);
}

static void
serial_check(const Device *device, const Domain *domain, const DomainContext *context,
             Report *report)
{
    const Serial *serial = (const Serial *)device;

    (void)domain;
    check_model(serial, context, report);
    chardev_check(&serial->chardev, device, false, report);
    if (serial->chardev.type == CHARDEV_SPICEVMC)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("type 'spicevmc' is not possible for <serial>: use 'spiceport'"));
}

static bool
is_usb(const Device *device)
{
    return ((const Serial *)device)->target.type == SERIAL_TARGET_USB;
}

static const Chardev *
chardev_of(const Device *device)
{
    return &((const Serial *)device)->chardev;
}

static void
serial_check_all(const Domain *domain, const DomainContext *context, Report *report)
{
    (void)context;
    device_rules_usb(domain, &serial_kind, is_usb, report);
    chardev_check_spice(domain, &serial_kind, chardev_of, report);
}

static AddressNeed
serial_need(const Device *device, const Domain *domain, const DomainContext *context)
{
    const Serial *serial = (const Serial *)device;

    (void)domain;
    (void)context;
    return (AddressNeed){
        .type = targets[serial->target.type].address,
        .model = model_texts[serial->target.model.name],
        .vio_base = VTY_FIRST_REG,
    };
}

static void
serial_parts(const Device *device, const Domain *domain, const DomainContext *context,
             PartList *parts)
{
    const Serial *serial = (const Serial *)device;
    g_autofree char *chardev = g_strconcat("char", device->id, NULL);
    JsonObject *part = NULL;

    (void)context;
    chardev_parts(&serial->chardev, &(ChardevEnd){.id = chardev}, parts);
    if (serial->target.type == SERIAL_TARGET_SYSTEM)
        return;
    part = device_rules_part(device, model_texts[serial->target.model.name], parts);
    json_object_set_string_member(part, "chardev", chardev);
    if (serial->target.type == SERIAL_TARGET_ISA)
        part_set_optional_uint(part, "index", serial->target.port);
    controller_write_address(domain, device, part);
}

/* The device is built into the machine; only its chardev is set. */
static void
serial_argv(const Device *device, const Domain *domain, const DomainContext *context, Argv *argv)
{
    g_autofree char *words = g_strconcat("chardev:char", device->id, NULL);

    (void)domain;
    (void)context;
    if (((const Serial *)device)->target.type == SERIAL_TARGET_SYSTEM)
        argv_add(argv, "-serial", words);
}

Serial *
serial_first(const Domain *domain)
{
    return domain_first(domain, &serial_kind);
}

bool
serial_has_console(const Serial *serial, const DomainContext *context)
{
    return serial->target.type == SERIAL_TARGET_NONE || is_historical(serial, context) ||
           serial->target.type == default_target(context);
}

const DeviceKind serial_kind = {
    .binding = &serial_binding,
    .placement_rank = PLACE_SERIAL,
    .complete = serial_complete,
    .check = serial_check,
    .check_all = serial_check_all,
    .need = serial_need,
    .id_prefix = "serial",
    .parts = serial_parts,
    .argv = serial_argv,
};
