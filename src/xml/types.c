/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "xml/scalar.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

char *
scalar_digits(const char *text)
{
    const char *digits = text;

    while (g_ascii_isspace(*digits))
        digits++;
    if (digits[0] == '-' && digits[1] != '\0' && digits[1 + strspn(digits + 1, "0")] == '\0')
        return g_strdup("0");
    return g_strdup(digits[0] == '+' && g_ascii_isdigit(digits[1]) ? digits + 1 : digits);
}

static char *
string_format(const XmlField *field, const void *value)
{
    (void)field;
    return g_strdup(*(char *const *)value);
}

static char *
text_parse(const XmlField *field, const char *text, void *value)
{
    (void)field;
    *(char **)value = g_strdup(text);
    return NULL;
}

static char *
string_parse(const XmlField *field, const char *text, void *value)
{
    if (text[0] == '\0')
        return g_strdup(_("a text that is not empty"));
    return text_parse(field, text, value);
}

/* No maximum in the table means none. */
static uint64_t
largest(const XmlField *field)
{
    return field->max == 0 ? UINT64_MAX : field->max;
}

static char *
uint_expected(const XmlField *field)
{
    g_autofree char *min = g_strdup_printf("%" PRIu64, field->min);
    g_autofree char *max = g_strdup_printf("%" PRIu64, largest(field));

    if (field->max != 0)
        return g_strdup_printf(_("a whole number from %s to %s"), min, max);
    if (field->min != 0)
        return g_strdup_printf(_("a whole number, at least %s"), min);
    return g_strdup(_("a whole number"));
}

static char *
uint_parse(const XmlField *field, const char *text, void *value)
{
    g_autofree char *digits = scalar_digits(text);
    guint64 number = 0;

    if (!g_ascii_string_to_unsigned(digits, 10, field->min, largest(field), &number, NULL))
        return uint_expected(field);
    *(OptionalUint *)value = OPTIONAL_UINT(number);
    return NULL;
}

static char *
uint_format(const XmlField *field, const void *value)
{
    const OptionalUint *number = value;

    (void)field;
    return number->is_set ? g_strdup_printf("%" PRIu64, number->value) : NULL;
}

static char *
hex_expected(const XmlField *field)
{
    g_autofree char *min = g_strdup_printf("0x%" PRIx64, field->min);
    g_autofree char *max = g_strdup_printf("0x%" PRIx64, largest(field));

    return g_strdup_printf(_("a number from %s to %s, in decimal or with 0x in hexadecimal"), min,
                           max);
}

/* libvirt reads '010' as octal: refuse a number that would differ. */
static bool
is_octal(const char *digits, guint64 number)
{
    return digits[0] == '0' && digits[1] != '\0' && number > 7;
}

static char *
hex_parse(const XmlField *field, const char *text, void *value)
{
    g_autofree char *digits = scalar_digits(text);
    bool is_hex = g_ascii_strncasecmp(digits, "0x", 2) == 0;
    guint64 number = 0;

    if (!g_ascii_string_to_unsigned(is_hex ? digits + 2 : digits, is_hex ? 16 : 10, field->min,
                                    largest(field), &number, NULL) ||
        (!is_hex && is_octal(digits, number)))
        return hex_expected(field);
    *(OptionalUint *)value = OPTIONAL_UINT(number);
    return NULL;
}

static char *
base16_parse(const XmlField *field, const char *text, void *value)
{
    g_autofree char *digits = scalar_digits(text);
    bool has_prefix = g_ascii_strncasecmp(digits, "0x", 2) == 0;
    guint64 number = 0;

    if (!g_ascii_string_to_unsigned(has_prefix ? digits + 2 : digits, 16, field->min,
                                    largest(field), &number, NULL))
        return g_strdup_printf(_("a hexadecimal number from 0x%" PRIx64 " to 0x%" PRIx64),
                               field->min, largest(field));
    *(OptionalUint *)value = OPTIONAL_UINT(number);
    return NULL;
}

static char *
hex_format(const XmlField *field, const void *value)
{
    const OptionalUint *number = value;
    int n_digits = 1;

    if (!number->is_set)
        return NULL;
    /* Padded to the digits of the maximum, as libvirt does. */
    for (uint64_t rest = field->max >> 4; rest != 0; rest >>= 4)
        n_digits++;
    return g_strdup_printf("0x%0*" PRIx64, n_digits, number->value);
}

static char *
int_expected(int64_t least, int64_t most)
{
    g_autofree char *min = g_strdup_printf("%" PRId64, least);
    g_autofree char *max = g_strdup_printf("%" PRId64, most);

    return g_strdup_printf(_("a whole number from %s to %s"), min, max);
}

static char *
int_parse(const XmlField *field, const char *text, void *value)
{
    g_autofree char *digits = scalar_digits(text);
    bool is_unbounded = field->min == 0 && field->max == 0;
    int64_t least = is_unbounded ? INT64_MIN : (int64_t)field->min;
    int64_t most = is_unbounded ? INT64_MAX : (int64_t)field->max;
    gint64 number = 0;

    if (!g_ascii_string_to_signed(digits, 10, least, most, &number, NULL))
        return int_expected(least, most);
    *(OptionalInt *)value = (OptionalInt){.value = number, .is_set = true};
    return NULL;
}

static char *
int_format(const XmlField *field, const void *value)
{
    const OptionalInt *number = value;

    (void)field;
    return number->is_set ? g_strdup_printf("%" PRId64, number->value) : NULL;
}

static char *
name_parse(const NameTable *table, const char *text, int *value)
{
    g_autofree char *names = NULL;
    int found = name_table_value(table, text);

    if (found >= 0) {
        *value = found;
        return NULL;
    }
    names = name_table_list(table);
    return g_strdup_printf(_("one of %s"), names);
}

static char *
enum_parse(const XmlField *field, const char *text, void *value)
{
    return name_parse(field->argument, text, value);
}

static char *
enum_format(const XmlField *field, const void *value)
{
    return g_strdup(name_table_name(field->argument, *(const int *)value));
}

static const char *const yes_no_words[] = {
    [TRISTATE_YES] = "yes",
    [TRISTATE_NO] = "no",
};
static const char *const on_off_words[] = {
    [TRISTATE_YES] = "on",
    [TRISTATE_NO] = "off",
};
static const NameTable yes_no_names = NAME_TABLE(yes_no_words);
static const NameTable on_off_names = NAME_TABLE(on_off_words);

static char *
tristate_parse(const NameTable *table, const char *text, Tristate *value)
{
    int found = TRISTATE_ABSENT;
    char *expected = name_parse(table, text, &found);

    if (expected == NULL)
        *value = (Tristate)found;
    return expected;
}

static char *
yes_no_parse(const XmlField *field, const char *text, void *value)
{
    (void)field;
    return tristate_parse(&yes_no_names, text, value);
}

static char *
yes_no_format(const XmlField *field, const void *value)
{
    (void)field;
    return g_strdup(name_table_name(&yes_no_names, (int)*(const Tristate *)value));
}

static char *
on_off_parse(const XmlField *field, const char *text, void *value)
{
    (void)field;
    return tristate_parse(&on_off_names, text, value);
}

static char *
on_off_format(const XmlField *field, const void *value)
{
    (void)field;
    return g_strdup(name_table_name(&on_off_names, (int)*(const Tristate *)value));
}

const XmlType xml_type_string = {string_parse, string_format, true};
const XmlType xml_type_text = {text_parse, string_format, true};
const XmlType xml_type_uint = {uint_parse, uint_format, false};
const XmlType xml_type_hex = {hex_parse, hex_format, false};
const XmlType xml_type_base16 = {base16_parse, hex_format, false};
const XmlType xml_type_any_base = {hex_parse, uint_format, false};
const XmlType xml_type_int = {int_parse, int_format, false};
const XmlType xml_type_yes_no = {yes_no_parse, yes_no_format, false};
const XmlType xml_type_on_off = {on_off_parse, on_off_format, false};
const XmlType xml_type_enum = {enum_parse, enum_format, false};

void
scalar_stand_in(const XmlField *field, const char *text, void *value)
{
    static const struct {
        const XmlType *type;
        uint64_t ordinary;
    } numbers[] = {
        {&xml_type_uint, 1},
        {&xml_type_hex, 1},
        {&xml_type_base16, 1},
        {&xml_type_any_base, 1},
        {&xml_type_size_kib, 1U << 20},
        {&xml_type_size_mib, 1U << 10},
        {&xml_type_size_bytes, 1U << 30},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++) {
        guint64 number = numbers[i].ordinary;

        if (field->type != numbers[i].type)
            continue;
        g_ascii_string_to_unsigned(text, 10, 0, UINT64_MAX, &number, NULL);
        *(OptionalUint *)value = OPTIONAL_UINT(CLAMP(number, field->min, largest(field)));
    }
}
