/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/console.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "devices/video.h"
#include "devices/virtio_port.h"
#include "domain/domain_walk.h"

static const char *const type_texts[] = {
    [CONSOLE_TARGET_SERIAL] = "serial", [CONSOLE_TARGET_VIRTIO] = "virtio",
    [CONSOLE_TARGET_XEN] = "xen",       [CONSOLE_TARGET_UML] = "uml",
    [CONSOLE_TARGET_LXC] = "lxc",       [CONSOLE_TARGET_OPENVZ] = "openvz",
    [CONSOLE_TARGET_SCLP] = "sclp",     [CONSOLE_TARGET_SCLPLM] = "sclplm",
};
static const NameTable type_names = NAME_TABLE(type_texts);

static const XmlField target_fields[] = {
    XML_ATTR_ENUM("type", ConsoleTarget, type, type_names),
    XML_ATTR_UINT("port", ConsoleTarget, port, 0, G_MAXINT32),
    XML_REFUSE_ELEMENT("model", N_("the model of a serial port belongs in <serial>")),
    XML_END,
};
static const XmlBinding target_binding = {"target", sizeof(ConsoleTarget), target_fields};

/* An alias of a serial port shows that port's alias and address.  The address is known only after
 * placement, so these rows have their own code. */
static const Device *
shown_device(const void *member, size_t offset)
{
    const Console *console = (const Console *)(const void *)((const char *)member - offset);

    return console->serial != NULL ? &console->serial->device : &console->device;
}

static void
parse_address(xmlNodePtr node, void *member, const XmlContext *context)
{
    xml_binding_parse(&address_binding, node, member, context);
}

static void
format_address(const char *name, const void *member, xmlTextWriterPtr writer, const void *user)
{
    const Device *device = shown_device(member, offsetof(Console, device.address));

    if (device->address.type != ADDRESS_NONE)
        xml_binding_format(&address_binding, name, &device->address, writer, user);
}

static void
clear_address(void *member)
{
    xml_binding_clear(&address_binding, member);
}

static void
copy_address(void *member, const void *from)
{
    xml_binding_unshare(&address_binding, member, from);
}

static const XmlCustom shown_address = {
    .parse = parse_address, .format = format_address, .clear = clear_address, .copy = copy_address};

static void
parse_alias(xmlNodePtr node, void *member, const XmlContext *context)
{
    xml_binding_parse(&device_alias_binding, node, member, context);
}

static void
format_alias(const char *name, const void *member, xmlTextWriterPtr writer, const void *user)
{
    const Device *device = shown_device(member, offsetof(Console, device.alias));

    if (device->alias.name != NULL)
        xml_binding_format(&device_alias_binding, name, &device->alias, writer, user);
}

static void
clear_alias(void *member)
{
    xml_binding_clear(&device_alias_binding, member);
}

static void
copy_alias(void *member, const void *from)
{
    xml_binding_unshare(&device_alias_binding, member, from);
}

static const XmlCustom shown_alias = {
    .parse = parse_alias, .format = format_alias, .clear = clear_alias, .copy = copy_alias};

static const XmlField console_fields[] = {
    CHARDEV_ROWS(Console, chardev),
    CHARDEV_TTY_ROW(Console, chardev),
    XML_INLINE("target", Console, target, target_binding),
    XML_LINE(Console, device.line),
    XML_CUSTOM("alias", Console, device.alias, shown_alias),
    XML_CUSTOM("address", Console, device.address, shown_address),
    XML_REFUSE_ELEMENT("acpi", XML_NOT_PSERIES),
    XML_END,
};
static const XmlBinding console_binding = {"console", sizeof(Console), console_fields};

/* libvirt counts consoles, whatever the document says of their ports; the one that shows a serial
 * port has that port's number. */
static void
number_ports(Domain *domain)
{
    uint64_t port = 0;

    DOMAIN_EACH(Console, console, domain, &console_kind) {
        console->target.port =
            OPTIONAL_UINT(console->serial != NULL ? console->serial->target.port.value : port);
        port++;
    }
}

static void
console_arrange(Domain *domain, bool is_placed)
{
    (void)is_placed;
    number_ports(domain);
}

/* Old libvirt documents use a <console> alone for a serial port: the port gets all settings of the
 * console. */
static Serial *
add_serial_for(Console *console, Domain *domain)
{
    Serial *serial = (Serial *)device_new(&serial_kind);

    serial->device.line = console->device.line;
    serial->device.alias.name = g_steal_pointer(&console->device.alias.name);
    serial->device.address = console->device.address;
    console->device.address = (Address){.type = ADDRESS_NONE};
    chardev_copy(&serial->chardev, &console->chardev);
    domain_add_device(domain, &serial->device);
    return serial;
}

static void
name_serial(Console *console, Domain *domain)
{
    Serial *serial = serial_first(domain);

    if (serial == NULL)
        serial = add_serial_for(console, domain);
    serial_number(serial, domain);
    chardev_complete(&serial->chardev);
    chardev_copy(&console->chardev, &serial->chardev);
    xml_binding_clear(&address_binding, &console->device.address);
    g_clear_pointer(&console->device.alias.name, g_free);
    console->serial = serial;
}

/* The console of the first serial port comes first, before other consoles of the document. */
static void
console_add_implicit(Domain *domain, const DomainContext *context)
{
    const Serial *serial = serial_first(domain);
    Console *console = domain_first(domain, &console_kind);
    guint position = domain->devices->len;

    (void)context;
    if (serial == NULL || !serial_has_console(serial, context))
        return;
    if (console != NULL && (console->target.type == CONSOLE_TARGET_NONE ||
                            console->target.type == CONSOLE_TARGET_SERIAL))
        return;
    if (console != NULL)
        g_ptr_array_find(domain->devices, console, &position);
    console = (Console *)device_new(&console_kind);
    console->target.type = CONSOLE_TARGET_SERIAL;
    g_ptr_array_insert(domain->devices, (int)position, &console->device);
}

static void
console_complete(Device *device, Domain *domain, const DomainContext *context, Report *report)
{
    Console *console = (Console *)device;

    if (console->target.type == CONSOLE_TARGET_NONE)
        console->target.type = CONSOLE_TARGET_SERIAL;
    chardev_complete(&console->chardev);
    /* The first one is looked for only here: a right document has one console for a serial port. */
    if (console->target.type == CONSOLE_TARGET_SERIAL &&
        domain_first(domain, &console_kind) == console)
        name_serial(console, domain);
    if (console->target.type == CONSOLE_TARGET_VIRTIO)
        virtio_port_complete(device, domain, context, report);
}

static void
console_check(const Device *device, const Domain *domain, const DomainContext *context,
              Report *report)
{
    const Console *console = (const Console *)device;
    ConsoleTargetType type = console->target.type;

    (void)domain;
    (void)context;
    if (console->serial != NULL)
        return;
    if (type == CONSOLE_TARGET_SERIAL)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("only the first console can be a serial port: give further <console> "
                       "elements the target type 'virtio', or use <serial>"));
    else if (type != CONSOLE_TARGET_VIRTIO)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("target type '%s' of <console> does not exist in a pseries guest: use "
                       "'serial' or 'virtio'"),
                     type_texts[type]);
    chardev_check(&console->chardev, device, false, report);
    if (console->chardev.type == CHARDEV_SPICEVMC)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("type 'spicevmc' is not possible for <console>: use 'spiceport'"));
    virtio_port_check(device, report);
}

/* An alias of a serial port is checked with the port. */
static const Chardev *
chardev_of(const Device *device)
{
    const Console *console = (const Console *)device;

    return console->serial == NULL ? &console->chardev : NULL;
}

/* The firmware and the kernel's first messages need a terminal that PAPR calls serve, or a screen.
 */
static void
warn_of_silence(const Domain *domain, const DomainContext *context, Report *report)
{
    const Console *console = (const Console *)domain_first(domain, &console_kind);

    if (context->rules->has_papr && console != NULL &&
        console->target.type == CONSOLE_TARGET_VIRTIO &&
        domain_first(domain, &serial_kind) == NULL && domain_first(domain, &video_kind) == NULL)
        report_warning(report, console->device.line,
                       _("<target type='virtio'> of the only <console> shows neither the firmware "
                         "nor the start of the kernel: add <serial type='pty'/>, which does"));
}

static void
console_check_all(const Domain *domain, const DomainContext *context, Report *report)
{
    chardev_check_spice(domain, &console_kind, chardev_of, report);
    warn_of_silence(domain, context, report);
}

/* libvirt assigns no address to a virtio console; QEMU takes the first free port. */
static AddressNeed
console_need(const Device *device, const Domain *domain, const DomainContext *context)
{
    const Console *console = (const Console *)device;
    bool has_address = console->serial == NULL && device->address.type != ADDRESS_NONE;

    (void)domain;
    (void)context;
    return (AddressNeed){
        .type = has_address ? ADDRESS_VIRTIO_SERIAL : ADDRESS_NONE,
        .model = "virtconsole",
    };
}

static bool
console_has_no_id(const Device *device)
{
    return ((const Console *)device)->serial != NULL;
}

static void
console_parts(const Device *device, const Domain *domain, const DomainContext *context,
              PartList *parts)
{
    const Console *console = (const Console *)device;

    (void)context;
    if (console->serial == NULL)
        virtio_port_parts(&(VirtioPort){"virtconsole", NULL, &console->chardev, NULL}, device,
                          domain, parts);
}

static void
console_copy(Device *device, const Device *from, const Domain *domain, const Domain *from_domain)
{
    Console *console = (Console *)device;
    const Serial *serial = ((const Console *)from)->serial;
    guint position = 0;

    if (serial != NULL && g_ptr_array_find(from_domain->devices, serial, &position))
        console->serial = (const Serial *)domain_device(domain, position);
}

/* Without an address QEMU gives it the next free port: those that are stated come first. */
static unsigned
console_start_rank(const Device *device, const Domain *domain)
{
    (void)domain;
    return device->address.type == ADDRESS_NONE ? START_ANYWHERE : START_LAST;
}

const DeviceKind console_kind = {
    .start_rank = console_start_rank,
    .arrange = console_arrange,
    .binding = &console_binding,
    .add_implicit = console_add_implicit,
    .complete = console_complete,
    .check = console_check,
    .check_all = console_check_all,
    .need = console_need,
    .id_prefix = "console",
    .has_no_id = console_has_no_id,
    .parts = console_parts,
    .copy = console_copy,
};
