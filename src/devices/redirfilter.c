/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/redirfilter.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "devices/device_rules.h"
#include "domain/domain_walk.h"

/* "-1" means any, like a missing value. */
static char *
parse_id(const XmlField *field, const char *text, void *value)
{
    if (strcmp(text, "-1") == 0) {
        *(OptionalUint *)value = (OptionalUint){0};
        return NULL;
    }
    return xml_type_hex.parse(field, text, value);
}

/* Padded to the digits of the maximum. */
static char *
format_id(const XmlField *field, const void *value)
{
    const OptionalUint *number = value;

    if (!number->is_set)
        return NULL;
    return g_strdup_printf(field->max > 0xff ? "0x%04" PRIX64 : "0x%02" PRIX64, number->value);
}

static const XmlType id_type = {.parse = parse_id, .format = format_id};

/* "2.5" and "2.50" are the same version. */
static char *
parse_version(const XmlField *field, const char *text, void *value)
{
    g_auto(GStrv) parts = g_strsplit(text, ".", 3);
    guint64 major = 0;
    guint64 minor = 0;

    if (strcmp(text, "-1") == 0)
        return parse_id(field, text, value);
    if (g_strv_length(parts) != 2 || strlen(parts[1]) > 2 ||
        !g_ascii_string_to_unsigned(parts[0], 10, 0, 99, &major, NULL) ||
        !g_ascii_string_to_unsigned(parts[1], 10, 0, 99, &minor, NULL))
        return g_strdup(_("a version of USB like '2.0', from 0.0 to 99.99, or '-1'"));
    if (strlen(parts[1]) == 1)
        minor *= 10;
    *(OptionalUint *)value =
        OPTIONAL_UINT((major / 10) << 12 | (major % 10) << 8 | (minor / 10) << 4 | (minor % 10));
    return NULL;
}

static char *
format_version(const XmlField *field, const void *value)
{
    const OptionalUint *version = value;

    (void)field;
    if (!version->is_set)
        return NULL;
    return g_strdup_printf("%" PRIx64 ".%02" PRIx64, version->value >> 8, version->value & 0xff);
}

static const XmlType version_type = {.parse = parse_version, .format = format_version};

static const XmlField rule_fields[] = {
    XML_ATTR("class", RedirRule, class_code, id_type, .max = 0xff),
    XML_ATTR("vendor", RedirRule, vendor, id_type, .max = 0xffff),
    XML_ATTR("product", RedirRule, product, id_type, .max = 0xffff),
    XML_ATTR("version", RedirRule, version, version_type, ),
    XML_ATTR("allow", RedirRule, allow, xml_type_yes_no, .is_required = true),
    XML_END,
};
static const XmlBinding rule_binding = {"usbdev", sizeof(RedirRule), rule_fields};

static const XmlField redirfilter_fields[] = {
    XML_LINE(Redirfilter, device.line),
    XML_LIST("usbdev", Redirfilter, rules, rule_binding),
    XML_END,
};
static const XmlBinding redirfilter_binding = {"redirfilter", sizeof(Redirfilter),
                                               redirfilter_fields};

static void
redirfilter_check_all(const Domain *domain, const DomainContext *context, Report *report)
{
    (void)context;
    device_rules_single(domain, &redirfilter_kind, report);
}

const DeviceKind redirfilter_kind = {
    .binding = &redirfilter_binding,
    .check_all = redirfilter_check_all,
};

static void
append_number(GString *text, OptionalUint number, bool is_byte)
{
    if (!number.is_set)
        g_string_append(text, "-1:");
    else if (is_byte)
        g_string_append_printf(text, "0x%02" PRIX64 ":", number.value);
    else
        g_string_append_printf(text, "0x%04" PRIX64 ":", number.value);
}

static char *
text_of(const Redirfilter *filter)
{
    GString *text = g_string_new(NULL);

    for (unsigned i = 0; i < filter->rules->len; i++) {
        const RedirRule *rule = g_ptr_array_index(filter->rules, i);

        if (i > 0)
            g_string_append_c(text, '|');
        append_number(text, rule->class_code, true);
        append_number(text, rule->vendor, false);
        append_number(text, rule->product, false);
        append_number(text, rule->version, false);
        g_string_append(text, rule->allow == TRISTATE_YES ? "1" : "0");
    }
    return g_string_free(text, FALSE);
}

char *
redirfilter_text(const Domain *domain)
{
    DOMAIN_EACH(const Redirfilter, filter, domain, &redirfilter_kind)
        if (filter->rules != NULL)
            return text_of(filter);
    return NULL;
}
