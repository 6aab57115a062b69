/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/sysinfo.h"

#include <glib/gi18n-lib.h>
#include <stdbool.h>
#include <string.h>

#include "base/error.h"
#include "host/file.h"
#include "xml/document.h"

/* An entry of the document and its source: a file of /sys/class/dmi/id or a line of /proc/cpuinfo.
 * Rows of one section are adjacent. */
typedef struct {
    const char *section, *entry, *source;
} Row;

static const Row dmi_rows[] = {
    {"bios", "vendor", "bios_vendor"},
    {"bios", "version", "bios_version"},
    {"bios", "date", "bios_date"},
    {"bios", "release", "bios_release"},
    {"system", "manufacturer", "sys_vendor"},
    {"system", "product", "product_name"},
    {"system", "version", "product_version"},
    {"system", "serial", "product_serial"},
    {"system", "uuid", "product_uuid"},
    {"system", "sku", "product_sku"},
    {"system", "family", "product_family"},
    {"baseBoard", "manufacturer", "board_vendor"},
    {"baseBoard", "product", "board_name"},
    {"baseBoard", "version", "board_version"},
    {"baseBoard", "serial", "board_serial"},
    {"baseBoard", "asset", "board_asset_tag"},
    {"chassis", "manufacturer", "chassis_vendor"},
    {"chassis", "version", "chassis_version"},
    {"chassis", "serial", "chassis_serial"},
    {"chassis", "asset", "chassis_asset_tag"},
};

/* As libvirt has them on POWER. */
static const Row power_rows[] = {
    {"system", "version", "machine"},
    {"system", "serial", "model"},
    {"system", "family", "platform"},
};

/* Rows of one processor. */
static const Row processor_rows[] = {
    {"processor", "socket_destination", "processor"},
    {"processor", "type", "cpu"},
    {"processor", "version", "revision"},
};

typedef struct {
    xmlTextWriterPtr writer;
    const char *section; /* (nullable) that is open */
    unsigned n_entries;
} Writing;

static void
enter_section(Writing *writing, const char *section)
{
    if (g_strcmp0(writing->section, section) == 0)
        return;
    if (writing->section != NULL)
        xmlTextWriterEndElement(writing->writer);
    if (section != NULL)
        xmlTextWriterStartElement(writing->writer, BAD_CAST section);
    writing->section = section;
}

/* Firmware strings may contain characters that XML does not allow. */
static char *
clean(const char *value)
{
    g_autofree char *text = g_utf8_make_valid(value, -1);

    for (char *c = text; *c != '\0'; c++)
        if (g_ascii_iscntrl(*c))
            *c = ' ';
    return g_strdup(g_strstrip(text));
}

static void
write_entry(Writing *writing, const Row *row, const char *value)
{
    g_autofree char *text = NULL;

    if (value == NULL || value[0] == '\0')
        return;
    text = clean(value);
    enter_section(writing, row->section);
    xmlTextWriterStartElement(writing->writer, BAD_CAST "entry");
    xml_writer_attribute(writing->writer, "name", row->entry);
    xml_writer_text(writing->writer, text);
    xmlTextWriterEndElement(writing->writer);
    writing->n_entries++;
}

static void
write_dmi(Writing *writing, const char *root)
{
    for (size_t i = 0; i < G_N_ELEMENTS(dmi_rows); i++) {
        g_autofree char *value = host_file_text(root, "sys/class/dmi/id/%s", dmi_rows[i].source);

        write_entry(writing, &dmi_rows[i], value);
    }
    enter_section(writing, NULL);
}

/* Returns: (borrowed, nullable) the value in "name : value". */
static char *
value_of(char *line, const char *name)
{
    char *colon = strchr(line, ':');
    size_t length = strlen(name);

    if (colon == NULL || strncmp(line, name, length) != 0 ||
        strspn(line + length, " \t") != (size_t)(colon - line) - length)
        return NULL;
    return g_strstrip(colon + 1);
}

static void
write_lines(Writing *writing, char **lines, const Row *rows, size_t n_rows)
{
    for (size_t row = 0; row < n_rows; row++)
        for (size_t i = 0; lines[i] != NULL; i++) {
            g_autofree char *line = g_strdup(lines[i]);

            write_entry(writing, &rows[row], value_of(line, rows[row].source));
        }
    enter_section(writing, NULL);
}

/* Only POWER has such a line; others use some of the same names for other things. */
static bool
is_power(char **lines)
{
    for (size_t i = 0; lines[i] != NULL; i++) {
        g_autofree char *line = g_strdup(lines[i]);

        if (value_of(line, "platform") != NULL)
            return true;
    }
    return false;
}

/* /proc/cpuinfo has a paragraph for each processor and a last one about the machine. */
static void
write_power(Writing *writing, const char *root)
{
    g_autofree char *text = host_file_text(root, "proc/cpuinfo");
    g_auto(GStrv) paragraphs = g_strsplit(text != NULL ? text : "", "\n\n", -1);
    g_auto(GStrv) all = g_strsplit(text != NULL ? text : "", "\n", -1);

    if (!is_power(all))
        return;
    write_lines(writing, all, power_rows, G_N_ELEMENTS(power_rows));
    for (size_t i = 0; paragraphs[i] != NULL; i++) {
        g_auto(GStrv) lines = g_strsplit(paragraphs[i], "\n", -1);

        if (g_str_has_prefix(g_strchug(paragraphs[i]), "processor"))
            write_lines(writing, lines, processor_rows, G_N_ELEMENTS(processor_rows));
    }
}

char *
host_sysinfo_xml(const char *root, GError **error)
{
    xmlBufferPtr buffer = NULL;
    Writing writing = {.writer = xml_writer_new(&buffer)};
    g_autofree char *text = NULL;

    xmlTextWriterStartElement(writing.writer, BAD_CAST "sysinfo");
    xml_writer_attribute(writing.writer, "type", "smbios");
    write_dmi(&writing, root);
    if (writing.n_entries == 0)
        write_power(&writing, root);
    xmlTextWriterEndElement(writing.writer);
    text = xml_writer_finish(writing.writer, buffer);
    if (writing.n_entries > 0)
        return g_steal_pointer(&text);
    g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                        _("Host SMBIOS information is not available"));
    return NULL;
}
