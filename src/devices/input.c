/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/input.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "devices/controller.h"
#include "devices/device_rules.h"
#include "devices/graphics.h"
#include "domain/domain_walk.h"

static const char *const type_texts[] = {
    [INPUT_TABLET] = "tablet",           [INPUT_MOUSE] = "mouse", [INPUT_KEYBOARD] = "keyboard",
    [INPUT_PASSTHROUGH] = "passthrough", [INPUT_EVDEV] = "evdev",
};
static const NameTable type_names = NAME_TABLE(type_texts);

static const char *const bus_texts[] = {
    [INPUT_USB] = "usb",
    [INPUT_VIRTIO] = "virtio",
    [INPUT_PS2] = "ps2",
    [INPUT_XEN] = "xen",
};
static const NameTable bus_names = NAME_TABLE(bus_texts);

static const char *const model_texts[] = {
    [INPUT_MODEL_VIRTIO] = "virtio",
    [INPUT_MODEL_VIRTIO_TRANSITIONAL] = "virtio-transitional",
    [INPUT_MODEL_VIRTIO_NON_TRANSITIONAL] = "virtio-non-transitional",
};
static const NameTable model_names = NAME_TABLE(model_texts);

/* QEMU's devices of each type; NULL: none. */
static const struct {
    const char *usb, *virtio;
} types[] = {
    [INPUT_TYPE_NONE] = {NULL, NULL},
    [INPUT_TABLET] = {"usb-tablet", "virtio-tablet-pci"},
    [INPUT_MOUSE] = {"usb-mouse", "virtio-mouse-pci"},
    [INPUT_KEYBOARD] = {"usb-kbd", "virtio-keyboard-pci"},
    [INPUT_PASSTHROUGH] = {NULL, "virtio-input-host-pci"},
    [INPUT_EVDEV] = {NULL, NULL},
};

static const AddressType bus_addresses[] = {
    [INPUT_BUS_NONE] = ADDRESS_NONE, [INPUT_USB] = ADDRESS_USB,  [INPUT_VIRTIO] = ADDRESS_PCI,
    [INPUT_PS2] = ADDRESS_NONE,      [INPUT_XEN] = ADDRESS_NONE,
};

static const XmlField driver_fields[] = {
    VIRTIO_ROWS(InputDriver, virtio),
    XML_END,
};
static const XmlBinding driver_binding = {"driver", sizeof(InputDriver), driver_fields};

static const char *const grab_texts[] = {NULL, "all"};
static const NameTable grab_names = NAME_TABLE(grab_texts);

static const char *const toggle_texts[] = {
    NULL, "ctrl-ctrl", "alt-alt", "shift-shift", "meta-meta", "scrolllock", "ctrl-scrolllock"};
static const NameTable toggle_names = NAME_TABLE(toggle_texts);

static const XmlField source_fields[] = {
    XML_ATTR_STRING("evdev", InputSource, evdev),
    XML_ATTR_STRING("dev", InputSource, dev),
    XML_ATTR_ENUM("grab", InputSource, grab, grab_names),
    XML_ATTR_ENUM("grabToggle", InputSource, grab_toggle, toggle_names),
    XML_ATTR_ON_OFF("repeat", InputSource, repeat),
    XML_END,
};
static const XmlBinding source_binding = {"source", sizeof(InputSource), source_fields};

static const XmlField input_fields[] = {
    XML_ATTR("type", Input, type, xml_type_enum, .argument = &type_names, .is_required = true),
    XML_ATTR_ENUM("bus", Input, bus, bus_names),
    XML_ATTR_ENUM("model", Input, model, model_names),
    XML_INLINE("driver", Input, driver, driver_binding),
    XML_INLINE("source", Input, source, source_binding),
    DEVICE_ROWS(Input),
    XML_END,
};
static const XmlBinding input_binding = {"input", sizeof(Input), input_fields};

/* Returns: (borrowed, nullable) QEMU's device. */
static const char *
qemu_type(const Input *input)
{
    switch (input->bus) {
    case INPUT_USB:
        return types[input->type].usb;
    case INPUT_VIRTIO:
        return types[input->type].virtio;
    case INPUT_BUS_NONE:
    case INPUT_PS2:
    case INPUT_XEN:
        break;
    }
    return NULL;
}

static bool
is_of(const Input *input, InputType type, InputBus bus)
{
    return input->type == type && input->bus == bus;
}

static void
add_on(Domain *domain, InputType type, InputBus bus)
{
    Input *input = (Input *)domain_add_device(domain, device_new(&input_kind));

    input->type = type;
    input->bus = bus;
}

/* A USB tablet counts as the pointer: two pointers would conflict.  As with libvirt, a device whose
 * bus is not stated does not count. */
static bool
stands_for(const Input *input, InputType type, InputBus bus)
{
    return is_of(input, type, bus) ||
           (bus == INPUT_USB && type == INPUT_MOUSE && stands_for(input, INPUT_TABLET, bus));
}

static bool
has_input(const Domain *domain, InputType type, InputBus bus)
{
    DOMAIN_EACH(const Input, input, domain, &input_kind)
        if (stands_for(input, type, bus))
            return true;
    return false;
}

static void
input_add_implicit(Domain *domain, const DomainContext *context)
{
    const MachineDefaults *defaults = context->rules->defaults;
    g_auto(GStrv) names = NULL;
    InputBus bus = INPUT_BUS_NONE;

    if (defaults->inputs == NULL ||
        (defaults->inputs_need_display && domain_first(domain, &graphics_kind) == NULL))
        return;
    bus = (InputBus)name_table_value(&bus_names, defaults->input_bus);
    if (bus == INPUT_USB && device_rules_usb_is_disabled(domain))
        return;
    names = g_strsplit(defaults->inputs, " ", -1);
    for (size_t i = 0; names[i] != NULL; i++) {
        InputType type = (InputType)name_table_value(&type_names, names[i]);

        if (!has_input(domain, type, bus))
            add_on(domain, type, bus);
    }
}

static InputBus
default_bus(InputType type, const DomainContext *context)
{
    if (type == INPUT_PASSTHROUGH)
        return INPUT_VIRTIO;
    if (type == INPUT_TABLET)
        return INPUT_USB;
    return (InputBus)name_table_value(&bus_names, context->rules->defaults->input_bus);
}

static void
input_complete(Device *device, Domain *domain, const DomainContext *context, Report *report)
{
    Input *input = (Input *)device;

    (void)domain;
    (void)report;
    if (input->bus == INPUT_BUS_NONE && input->type != INPUT_EVDEV)
        input->bus = default_bus(input->type, context);
}

/* Documents for other machines list their built-in PS/2 devices, which definitions were allowed to
 * keep. */
static void
check_bus(const Input *input, const DomainContext *context, Report *report)
{
    bool has_no_port = input->bus == INPUT_PS2 &&
                       !g_str_equal(context->rules->defaults->input_bus, bus_texts[INPUT_PS2]);

    if (input->bus == INPUT_PS2 && context->is_new && input->type != INPUT_MOUSE &&
        input->type != INPUT_KEYBOARD)
        report_error(report, VIR_ERR_INTERNAL_ERROR, input->device.line,
                     _("ps2 bus does not support %s input device: use bus 'usb' or 'virtio'"),
                     type_texts[input->type]);
    else if (has_no_port && context->is_new)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, input->device.line,
                     _("ps2 is not supported by this QEMU binary: machine '%s' has no PS/2 port "
                       "for the %s, use bus 'usb' or 'virtio'"),
                     context->rules->name, type_texts[input->type]);
    else if (has_no_port)
        report_warning(report, input->device.line,
                       _("a pseries guest has no PS/2 port: it will not have the %s of bus 'ps2'; "
                         "bus 'usb' or 'virtio' would work"),
                       type_texts[input->type]);
    if (input->bus == INPUT_XEN)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, input->device.line,
                     _("bus 'xen' of <input> does not exist in a pseries guest: use 'usb' or "
                       "'virtio'"));
}

static void
check_virtio(const Input *input, Report *report)
{
    const VirtioOptions *virtio = &input->driver.virtio;
    bool has_driver = virtio->iommu != TRISTATE_ABSENT || virtio->ats != TRISTATE_ABSENT ||
                      virtio->packed != TRISTATE_ABSENT || virtio->page_per_vq != TRISTATE_ABSENT;

    if (input->bus == INPUT_VIRTIO &&
        (input->model == INPUT_MODEL_NONE || input->model == INPUT_MODEL_VIRTIO))
        return;
    if (input->bus == INPUT_VIRTIO)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, input->device.line,
                     _("model '%s' is not supported for <input type='%s'>: QEMU has only model "
                       "'virtio'"),
                     model_texts[input->model], type_texts[input->type]);
    else if (has_driver || input->model != INPUT_MODEL_NONE)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, input->device.line,
                     _("'model' and <driver> belong only in an <input> of bus 'virtio', this one "
                       "is of bus '%s'"),
                     bus_texts[input->bus]);
}

/* The host's device: the passed-through one, or the one whose events QEMU reads. */
static void
check_source(const Input *input, Report *report)
{
    const InputSource *source = &input->source;
    unsigned line = input->device.line;
    const char *type = type_texts[input->type];
    bool has_grab =
        source->grab != 0 || source->grab_toggle != 0 || source->repeat != TRISTATE_ABSENT;

    if (input->type == INPUT_PASSTHROUGH && source->evdev == NULL)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<input type='passthrough'> lacks the host's <source evdev=''/>"));
    if (input->type == INPUT_PASSTHROUGH && input->bus != INPUT_VIRTIO)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("<input type='passthrough'> is possible only on bus 'virtio'"));
    if (input->type == INPUT_EVDEV && source->dev == NULL)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<input type='evdev'> lacks the host's <source dev=''/>"));
    if (input->type == INPUT_EVDEV && input->bus != INPUT_BUS_NONE)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("<input type='evdev'> is no device of the guest and has no 'bus'"));
    if (input->type == INPUT_EVDEV && input->model != INPUT_MODEL_NONE)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("only bus 'virtio' is supported for input model '%s': <input type='evdev'> "
                       "has neither"),
                     model_texts[input->model]);
    if ((source->evdev != NULL && input->type != INPUT_PASSTHROUGH) ||
        ((source->dev != NULL || has_grab) && input->type != INPUT_EVDEV))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("this <source> does not belong in <input type='%s'>: 'evdev' is of type "
                       "'passthrough', 'dev' and 'grab' of type 'evdev'"),
                     type);
}

static void
input_check(const Device *device, const Domain *domain, const DomainContext *context,
            Report *report)
{
    const Input *input = (const Input *)device;
    const char *type = qemu_type(input);

    (void)domain;
    check_source(input, report);
    if (input->type == INPUT_EVDEV)
        return;
    check_bus(input, context, report);
    check_virtio(input, report);
    if (type != NULL)
        device_rules_emulated(device, type, context, report);
}

static bool
is_usb(const Device *device)
{
    return ((const Input *)device)->bus == INPUT_USB;
}

static void
input_check_all(const Domain *domain, const DomainContext *context, Report *report)
{
    (void)context;
    device_rules_usb(domain, &input_kind, is_usb, report);
}

static AddressNeed
input_need(const Device *device, const Domain *domain, const DomainContext *context)
{
    const Input *input = (const Input *)device;

    (void)domain;
    (void)context;
    return (AddressNeed){.type = bus_addresses[input->bus], .model = qemu_type(input)};
}

static void
add_evdev(const Input *input, PartList *parts)
{
    const InputSource *source = &input->source;
    JsonObject *part = part_list_add(parts, PART_OBJECT);

    part_set_string(part, "qom-type", "input-linux");
    part_set_string(part, "id", input->device.id);
    part_set_string(part, "evdev", source->dev);
    part_set_tristate(part, "repeat", source->repeat);
    if (source->grab != 0)
        part_set_bool(part, "grab_all", true);
    part_set_string(part, "grab-toggle", toggle_texts[source->grab_toggle]);
}

static void
input_parts(const Device *device, const Domain *domain, const DomainContext *context,
            PartList *parts)
{
    const Input *input = (const Input *)device;
    const char *type = qemu_type(input);
    JsonObject *part = NULL;

    (void)context;
    if (input->type == INPUT_EVDEV)
        add_evdev(input, parts);
    if (type == NULL)
        return;
    part = device_rules_part(device, type, parts);
    virtio_options_write(&input->driver.virtio, part);
    part_set_string(part, "evdev", input->source.evdev);
    controller_write_address(domain, device, part);
}

const DeviceKind input_kind = {
    .binding = &input_binding,
    .placement_rank = PLACE_INPUT,
    .add_implicit = input_add_implicit,
    .complete = input_complete,
    .check = input_check,
    .check_all = input_check_all,
    .need = input_need,
    .id_prefix = "input",
    .parts = input_parts,
};
