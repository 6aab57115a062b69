/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/qemu_override.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "domain/domain.h"
#include "qemu/qmp_member.h"

static const char *const type_names[] = {
    [OVERRIDE_STRING] = "string", [OVERRIDE_UNSIGNED] = "unsigned", [OVERRIDE_SIGNED] = "signed",
    [OVERRIDE_BOOL] = "bool",     [OVERRIDE_REMOVE] = "remove",
};
static const NameTable types = NAME_TABLE(type_names);

static const XmlField property_fields[] = {
    XML_LINE(OverrideProperty, line),
    XML_ATTR("name", OverrideProperty, name, xml_type_string, .is_required = true),
    XML_ATTR("type", OverrideProperty, type, xml_type_enum, .argument = &types,
             .is_required = true),
    XML_ATTR("value", OverrideProperty, value, xml_type_text, ),
    XML_END,
};
static const XmlBinding property_binding = {"qemu:property", sizeof(OverrideProperty),
                                            property_fields};

static const XmlField frontend_fields[] = {
    XML_LIST("qemu:property", OverrideFrontend, properties, property_binding),
    XML_END,
};
static const XmlBinding frontend_binding = {"qemu:frontend", sizeof(OverrideFrontend),
                                            frontend_fields};

static const XmlField device_fields[] = {
    XML_LINE(OverrideDevice, line),
    XML_ATTR("alias", OverrideDevice, alias, xml_type_string, .is_required = true),
    XML_INLINE("qemu:frontend", OverrideDevice, frontend, frontend_binding),
    XML_END,
};
static const XmlBinding device_binding = {"qemu:device", sizeof(OverrideDevice), device_fields};

static const XmlField override_fields[] = {
    XML_LIST("qemu:device", QemuOverride, devices, device_binding),
    XML_END,
};
const XmlBinding qemu_override_binding = {"qemu:override", sizeof(QemuOverride), override_fields};

static bool
is_possible(const OverrideProperty *property)
{
    const char *value = property->value;

    switch (property->type) {
    case OVERRIDE_STRING:
        return value != NULL;
    case OVERRIDE_UNSIGNED:
        return value != NULL && g_ascii_string_to_unsigned(value, 10, 0, G_MAXUINT64, NULL, NULL);
    case OVERRIDE_SIGNED:
        return value != NULL &&
               g_ascii_string_to_signed(value, 10, G_MININT64, G_MAXINT64, NULL, NULL);
    case OVERRIDE_BOOL:
        return value != NULL && (g_str_equal(value, "true") || g_str_equal(value, "false"));
    case OVERRIDE_REMOVE:
        return value == NULL;
    case OVERRIDE_NONE:
        break;
    }
    return true;
}

static void
check_property(const OverrideProperty *property, Report *report)
{
    if (is_possible(property))
        return;
    if (property->type == OVERRIDE_REMOVE)
        report_error(report, VIR_ERR_XML_ERROR, property->line,
                     _("setting 'value' attribute of 'qemu:property' doesn't make sense with "
                       "'remove' type"));
    else if (property->value == NULL)
        report_error(report, VIR_ERR_XML_ERROR, property->line,
                     _("missing 'value' attribute for 'qemu:property' '%s'"), property->name);
    else
        report_error(report, VIR_ERR_XML_ERROR, property->line,
                     _("invalid value '%s' of 'value' attribute of 'qemu:property': it is not of "
                       "type '%s'"),
                     property->value, type_names[property->type]);
}

void
qemu_override_check(const Domain *domain, const DomainContext *context, Report *report)
{
    const GPtrArray *devices = domain->qemu_override.devices;

    (void)context;
    for (unsigned i = 0; devices != NULL && i < devices->len; i++) {
        const OverrideDevice *device = g_ptr_array_index(devices, i);
        const GPtrArray *properties = device->frontend.properties;

        report_warning(report, device->line,
                       _("<qemu:override> changes the device '%s' unchecked: its address may not "
                         "be what the plan says"),
                       device->alias);
        for (unsigned j = 0; properties != NULL && j < properties->len; j++)
            check_property(g_ptr_array_index(properties, j), report);
    }
}

static void
apply_property(const OverrideProperty *property, JsonObject *part)
{
    const char *value = property->value;

    switch (property->type) {
    case OVERRIDE_STRING:
        json_object_set_string_member(part, property->name, value);
        break;
    case OVERRIDE_UNSIGNED:
        part_set_uint(part, property->name, g_ascii_strtoull(value, NULL, 10));
        break;
    case OVERRIDE_SIGNED:
        json_object_set_int_member(part, property->name, g_ascii_strtoll(value, NULL, 10));
        break;
    case OVERRIDE_BOOL:
        json_object_set_boolean_member(part, property->name, g_str_equal(value, "true"));
        break;
    case OVERRIDE_REMOVE:
        json_object_remove_member(part, property->name);
        break;
    case OVERRIDE_NONE:
        break;
    }
}

void
qemu_override_apply(const Domain *domain, JsonObject *part)
{
    const GPtrArray *devices = domain->qemu_override.devices;
    const char *id = NULL;

    if (devices == NULL)
        return;
    id = qmp_member_string(part, "id", NULL);
    for (unsigned i = 0; id != NULL && i < devices->len; i++) {
        const OverrideDevice *device = g_ptr_array_index(devices, i);
        const GPtrArray *properties = device->frontend.properties;

        for (unsigned j = 0;
             properties != NULL && g_str_equal(device->alias, id) && j < properties->len; j++)
            apply_property(g_ptr_array_index(properties, j), part);
    }
}
