/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/address.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>

static const char *const type_names[] = {
    [ADDRESS_PCI] = "pci",   [ADDRESS_SPAPR_VIO] = "spapr-vio",         [ADDRESS_DRIVE] = "drive",
    [ADDRESS_USB] = "usb",   [ADDRESS_VIRTIO_SERIAL] = "virtio-serial", [ADDRESS_DIMM] = "dimm",
    [ADDRESS_CCID] = "ccid",
};
const NameTable address_type_names = NAME_TABLE(type_names);

static bool
is_of_pci(const XmlField *field, const void *value)
{
    const Address *address = (const Address *)(const void *)((const char *)value - field->offset);

    return address->type == ADDRESS_PCI;
}

/* libvirt prints the bus and slot of a PCI address as 0x00, and those of any other in decimal. */
static char *
format_number(const XmlField *field, const void *value)
{
    return is_of_pci(field, value) ? xml_type_hex.format(field, value)
                                   : xml_type_uint.format(field, value);
}

/* Those of any other are read in decimal, too, and are not limited to what a PCI bus has. */
static char *
parse_number(const XmlField *field, const char *text, void *value)
{
    static const XmlField wide = {.max = G_MAXUINT32};

    return is_of_pci(field, value) ? xml_type_hex.parse(field, text, value)
                                   : xml_type_uint.parse(&wide, text, value);
}

static const XmlType number_type = {.parse = parse_number, .format = format_number};

#define DECIMAL_ROW(name, member) XML_ATTR_UINT(name, Address, member, 0, G_MAXUINT16)

static const XmlField address_fields[] = {
    XML_LINE(Address, line),
    XML_ATTR("type", Address, type, xml_type_enum, .argument = &address_type_names,
             .is_required = true),
    XML_ATTR_HEX("domain", Address, domain, 0xffff),
    DECIMAL_ROW("controller", controller),
    XML_ATTR("bus", Address, bus, number_type, .max = 0xff),
    XML_ATTR("slot", Address, slot, number_type, .max = 0x1f),
    XML_ATTR_HEX("function", Address, function, 0x7),
    XML_ATTR_ON_OFF("multifunction", Address, multifunction),
    DECIMAL_ROW("target", target),
    DECIMAL_ROW("unit", unit),
    XML_ATTR("port", Address, port, xml_type_string, ),
    XML_ATTR("reg", Address, reg, xml_type_base16, .max = G_MAXUINT32),
    XML_ATTR("base", Address, base, xml_type_base16, ),
    XML_REFUSE_ATTR("iobase irq cssid ssid devno uuid", XML_NOT_PSERIES),
    XML_REFUSE_ELEMENT("zpci", XML_NOT_PSERIES),
    XML_END,
};
const XmlBinding address_binding = {"address", sizeof(Address), address_fields};

static const XmlField host_pci_address_fields[] = {
    XML_LINE(HostPciAddress, line),
    XML_ATTR("domain", HostPciAddress, domain, xml_type_hex, .max = 0xffff),
    XML_ATTR("bus", HostPciAddress, bus, xml_type_hex, .max = 0xff, .is_required = true),
    XML_ATTR("slot", HostPciAddress, slot, xml_type_hex, .max = 0x1f, .is_required = true),
    XML_ATTR("function", HostPciAddress, function, xml_type_hex, .max = 0x7, .is_required = true),
    XML_REFUSE_ATTR("type multifunction device port controller target unit uuid",
                    N_("it is not for the address of a host's device")),
    XML_REFUSE_ELEMENT("zpci", XML_NOT_PSERIES),
    XML_END,
};
const XmlBinding host_pci_address_binding = {"address", sizeof(HostPciAddress),
                                             host_pci_address_fields};

/* The members of each type, and those that placement fills in. */
typedef enum {
    HAS_DOMAIN = 1 << 0,
    HAS_CONTROLLER = 1 << 1,
    HAS_BUS = 1 << 2,
    HAS_SLOT = 1 << 3,
    HAS_FUNCTION = 1 << 4,
    HAS_MULTIFUNCTION = 1 << 5,
    HAS_TARGET = 1 << 6,
    HAS_UNIT = 1 << 7,
    HAS_PORT = 1 << 8,
    HAS_REG = 1 << 9,
    HAS_BASE = 1 << 10,
} Members;

static const struct {
    unsigned allowed, needed;
} members_of[] = {
    [ADDRESS_NONE] = {0, 0},
    [ADDRESS_PCI] = {HAS_DOMAIN | HAS_BUS | HAS_SLOT | HAS_FUNCTION | HAS_MULTIFUNCTION,
                     HAS_DOMAIN | HAS_BUS | HAS_SLOT | HAS_FUNCTION},
    [ADDRESS_SPAPR_VIO] = {HAS_REG, HAS_REG},
    [ADDRESS_DRIVE] = {HAS_CONTROLLER | HAS_BUS | HAS_TARGET | HAS_UNIT,
                       HAS_CONTROLLER | HAS_BUS | HAS_TARGET | HAS_UNIT},
    [ADDRESS_USB] = {HAS_BUS | HAS_PORT, HAS_BUS | HAS_PORT},
    [ADDRESS_VIRTIO_SERIAL] = {HAS_CONTROLLER | HAS_BUS | HAS_PORT,
                               HAS_CONTROLLER | HAS_BUS | HAS_PORT},
    [ADDRESS_DIMM] = {HAS_SLOT | HAS_BASE, HAS_SLOT},
    [ADDRESS_CCID] = {HAS_CONTROLLER | HAS_SLOT, HAS_CONTROLLER | HAS_SLOT},
};

static const char *const member_names[] = {"domain",   "controller",    "bus",    "slot",
                                           "function", "multifunction", "target", "unit",
                                           "port",     "reg",           "base"};

static unsigned
members_given(const Address *address)
{
    const bool given[] = {
        address->domain.is_set,   address->controller.is_set,
        address->bus.is_set,      address->slot.is_set,
        address->function.is_set, address->multifunction != TRISTATE_ABSENT,
        address->target.is_set,   address->unit.is_set,
        address->port != NULL,    address->reg.is_set,
        address->base.is_set,
    };
    unsigned members = 0;

    for (unsigned i = 0; i < G_N_ELEMENTS(given); i++)
        members |= given[i] ? 1U << i : 0;
    return members;
}

void
address_check(const Address *address, Report *report)
{
    unsigned foreign = members_given(address) & ~members_of[address->type].allowed;

    for (unsigned i = 0; i < G_N_ELEMENTS(member_names); i++)
        if (foreign & (1U << i))
            report_error(report, VIR_ERR_XML_ERROR, address->line,
                         _("attribute '%s' does not belong in an address of type '%s'"),
                         member_names[i], type_names[address->type]);
}

bool
address_is_complete(const Address *address)
{
    unsigned needed = members_of[address->type].needed;

    return (members_given(address) & needed) == needed;
}

bool
address_is_open_drive(const Address *address)
{
    return address->type == ADDRESS_DRIVE && !address->bus.is_set && !address->target.is_set &&
           !address->unit.is_set;
}

char *
address_text(const Address *address)
{
    switch (address->type) {
    case ADDRESS_NONE:
        break;
    case ADDRESS_PCI:
        return g_strdup_printf("%04x:%02x:%02x.%x", (unsigned)address->domain.value,
                               (unsigned)address->bus.value, (unsigned)address->slot.value,
                               (unsigned)address->function.value);
    case ADDRESS_SPAPR_VIO:
        return g_strdup_printf("reg 0x%x", (unsigned)address->reg.value);
    case ADDRESS_DRIVE:
        return g_strdup_printf("drive %" PRIu64 ":%" PRIu64 ":%" PRIu64 ":%" PRIu64,
                               address->controller.value, address->bus.value, address->target.value,
                               address->unit.value);
    case ADDRESS_USB:
        return g_strdup_printf("usb %" PRIu64 ":%s", address->bus.value,
                               address->port != NULL ? address->port : "-");
    case ADDRESS_VIRTIO_SERIAL:
        return g_strdup_printf("virtio-serial %" PRIu64 ":%s", address->controller.value,
                               address->port != NULL ? address->port : "-");
    case ADDRESS_DIMM:
        return g_strdup_printf("dimm slot %" PRIu64, address->slot.value);
    case ADDRESS_CCID:
        return g_strdup_printf("ccid %" PRIu64 ":%" PRIu64, address->controller.value,
                               address->slot.value);
    }
    return g_strdup("none");
}
