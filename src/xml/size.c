/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "xml/scalar.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

enum { BYTES_PER_KIB = 1024, BYTES_PER_MIB = 1024 * 1024 };

/* The size types differ in the unit of the stored number and of the written one. */
typedef struct {
    const XmlType *type;
    const char *unit;
    const char *default_unit; /* the unit when none is given */
    uint64_t divisor;         /* bytes per one of the number */
} SizeType;

static const SizeType size_types[] = {
    {&xml_type_size_kib, "KiB", "KiB", BYTES_PER_KIB},
    {&xml_type_size_mib, "M", "bytes", BYTES_PER_MIB},
    {&xml_type_size_bytes, "bytes", "bytes", 1},
};

static const SizeType *
size_type_of(const XmlField *field)
{
    for (size_t i = 0; i < G_N_ELEMENTS(size_types); i++)
        if (size_types[i].type == field->type)
            return &size_types[i];
    return NULL;
}

const char *
scalar_unit_name(const XmlField *field)
{
    return size_type_of(field) != NULL ? field->argument : NULL;
}

const char *
scalar_size_unit(const XmlField *field)
{
    const SizeType *type = size_type_of(field);

    return type != NULL ? type->unit : NULL;
}

/* Returns: bytes of a unit as libvirt documents it: "KiB" and "k" are powers of 1024, "KB" of 1000;
 * case does not matter. 0: unknown unit. */
static uint64_t
unit_bytes(const char *unit)
{
    static const char powers[] = "kmgtpe";
    static const char *const plain[] = {"b", "byte", "bytes"};
    const char *power = NULL;
    uint64_t base = 0;
    uint64_t bytes = 1;

    for (size_t i = 0; i < G_N_ELEMENTS(plain); i++)
        if (g_ascii_strcasecmp(unit, plain[i]) == 0)
            return 1;
    if (unit[0] == '\0')
        return 0;
    if (unit[1] == '\0' || g_ascii_strcasecmp(unit + 1, "ib") == 0)
        base = 1024;
    else if (g_ascii_strcasecmp(unit + 1, "b") == 0)
        base = 1000;
    power = strchr(powers, g_ascii_tolower(unit[0]));
    if (power == NULL)
        return 0;
    for (const char *at = powers; at <= power; at++)
        bytes *= base;
    return bytes;
}

/* Reads @text into @number, in the units of @type.  Returns: false when it is no number or does not
 * fit into 64 bits of bytes. */
static bool
size_read(const SizeType *type, const char *text, uint64_t scale, uint64_t *number)
{
    guint64 count = 0;
    uint64_t bytes;

    if (!g_ascii_string_to_unsigned(text, 10, 0, UINT64_MAX / scale, &count, NULL))
        return false;
    bytes = count * scale;
    *number = bytes / type->divisor + (bytes % type->divisor != 0 ? 1 : 0);
    return true;
}

static char *
size_expected(const XmlField *field, const SizeType *type)
{
    uint64_t most = field->max != 0 ? field->max : UINT64_MAX / type->divisor;
    g_autofree char *min = g_strdup_printf("%" PRIu64, field->min);
    g_autofree char *max = g_strdup_printf("%" PRIu64, most);

    return g_strdup_printf(_("a size from %s to %s %s"), min, max, type->unit);
}

char *
scalar_size_parse(const XmlField *field, const char *text, const char *unit, void *value)
{
    const SizeType *type = size_type_of(field);
    uint64_t scale = unit_bytes(unit != NULL ? unit : type->default_unit);
    uint64_t most = field->max != 0 ? field->max : UINT64_MAX;
    uint64_t number = 0;
    g_autofree char *digits = scalar_digits(text);

    if (scale == 0)
        return g_strdup(_("a size with one of the units bytes, KiB, MiB, GiB, TiB, PiB, EiB, KB, "
                          "MB, GB, TB, PB, EB"));
    if (!size_read(type, digits, scale, &number) || number < field->min || number > most)
        return size_expected(field, type);
    *(OptionalUint *)value = OPTIONAL_UINT(number);
    return NULL;
}

static char *
size_parse(const XmlField *field, const char *text, void *value)
{
    return scalar_size_parse(field, text, NULL, value);
}

static char *
size_format(const XmlField *field, const void *value)
{
    const OptionalUint *size = value;

    (void)field;
    return size->is_set ? g_strdup_printf("%" PRIu64, size->value) : NULL;
}

const XmlType xml_type_size_kib = {size_parse, size_format, false};
const XmlType xml_type_size_mib = {size_parse, size_format, false};
const XmlType xml_type_size_bytes = {size_parse, size_format, false};
