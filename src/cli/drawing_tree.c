/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib/gi18n-lib.h>

#include "cli/drawing.h"
#include "cli/inventory.h"

/* The columns of a line, in their order. */
typedef enum {
    COLUMN_TREE, /* the branches and the line's subject: "├─ 02.1" */
    COLUMN_MODEL,
    COLUMN_DEVICE,
    COLUMN_BYTES,
    COLUMN_ADDRESS,
    COLUMN_GUEST_ADDRESS,
    N_COLUMNS,
} Column;

typedef enum { INK_PLAIN, INK_PHB, INK_BRIDGE, INK_EXPRESS, INK_FAINT, N_INKS } Ink;

static const char *const inks[N_INKS] = {"", "\033[1;34m", "\033[36m", "\033[32m", "\033[2m"};
static const char ink_end[] = "\033[0m";

/* A cell without text needs no room. */
typedef struct {
    char *texts[N_COLUMNS]; /* (owned, nullable) */
    Ink inks[N_COLUMNS];
} Line;

typedef struct {
    GPtrArray *lines; /* Line * */
    bool is_coloured;
} Tree;

static void
line_free(gpointer data)
{
    Line *line = data;

    for (int i = 0; i < N_COLUMNS; i++)
        g_free(line->texts[i]);
    g_free(line);
}

/* Appends a line that begins with the branches @indent and @address (owned). */
static Line *
add_line(Tree *tree, const char *indent, bool is_last, char *address, Ink ink)
{
    Line *line = g_new0(Line, 1);

    line->texts[COLUMN_TREE] = g_strconcat(indent, is_last ? "└─ " : "├─ ", address, NULL);
    line->inks[COLUMN_TREE] = ink;
    g_free(address);
    g_ptr_array_add(tree->lines, line);
    return line;
}

static void
set_cell(Line *line, Column column, char *text, Ink ink)
{
    line->texts[column] = text;
    line->inks[column] = ink;
}

static void
add_function(Tree *tree, const TopologyFunction *function, const char *indent, bool is_last)
{
    Ink ink = function->behind != NULL ? INK_BRIDGE : INK_PLAIN;
    Line *line = add_line(tree, indent, is_last,
                          g_strdup_printf("%02x.%x", function->slot, function->function), ink);

    set_cell(line, COLUMN_MODEL, inventory_printable(inventory_model(function)), ink);
    set_cell(line, COLUMN_DEVICE, inventory_device_text(function->device), ink);
    set_cell(line, COLUMN_BYTES, g_strdup_printf(_("%4u bytes"), function->config_bytes),
             function->config_bytes > 256 ? INK_EXPRESS : INK_FAINT);
    set_cell(line, COLUMN_ADDRESS, g_strdup_printf(_("XML %s"), function->address), INK_FAINT);
    set_cell(line, COLUMN_GUEST_ADDRESS, g_strdup_printf(_("guest %s"), function->guest_address),
             INK_PLAIN);
}

static void
add_bus(Tree *tree, const TopologyBus *bus, const char *indent)
{
    for (unsigned i = 0; i < bus->functions->len; i++) {
        const TopologyFunction *function = g_ptr_array_index(bus->functions, i);
        bool is_last = i + 1 == bus->functions->len;
        g_autofree char *further = g_strconcat(indent, is_last ? "   " : "│  ", NULL);

        add_function(tree, function, indent, is_last);
        if (function->behind != NULL)
            add_bus(tree, function->behind, further);
    }
}

static void
add_phb(Tree *tree, const TopologyBus *bus, bool is_last)
{
    Line *line = add_line(tree, "", is_last, g_strdup_printf(_("PHB %u"), bus->domain), INK_PHB);

    set_cell(line, COLUMN_MODEL, inventory_printable(bus->model), INK_PHB);
    set_cell(line, COLUMN_DEVICE, inventory_printable(bus->name), INK_PHB);
    set_cell(line, COLUMN_ADDRESS, g_strdup_printf(_("XML 0000:%02x"), bus->index), INK_FAINT);
    set_cell(line, COLUMN_GUEST_ADDRESS,
             g_strdup_printf(_("guest %04x:%02x"), bus->domain, bus->guest_bus), INK_PLAIN);
    add_bus(tree, bus, is_last ? "   " : "│  ");
}

static void
add_vio(Tree *tree, const GArray *vio_devices)
{
    if (vio_devices->len == 0)
        return;
    add_line(tree, "", true, g_strdup("VIO"), INK_PHB);
    for (unsigned i = 0; i < vio_devices->len; i++) {
        const VioDevice *vio = &g_array_index(vio_devices, VioDevice, i);
        Line *line = add_line(tree, "   ", i + 1 == vio_devices->len,
                              g_strdup_printf("%08x", vio->reg), INK_PLAIN);

        set_cell(line, COLUMN_MODEL, inventory_printable(vio->model != NULL ? vio->model : "?"),
                 INK_PLAIN);
        set_cell(line, COLUMN_DEVICE, inventory_device_text(vio->device), INK_PLAIN);
    }
}

static void
measure(const Tree *tree, glong widths[N_COLUMNS])
{
    for (unsigned i = 0; i < tree->lines->len; i++) {
        const Line *line = g_ptr_array_index(tree->lines, i);

        for (int column = 0; column < N_COLUMNS; column++)
            if (line->texts[column] != NULL)
                widths[column] = MAX(widths[column], g_utf8_strlen(line->texts[column], -1));
    }
}

static void
print_line(const Tree *tree, const Line *line, const glong widths[N_COLUMNS], GString *text)
{
    glong gap = 0; /* pending blanks, written before the next text */

    for (int column = 0; column < N_COLUMNS; column++) {
        const char *cell = line->texts[column];
        bool is_coloured = tree->is_coloured && line->inks[column] != INK_PLAIN;

        if (cell != NULL && gap > 0)
            g_string_append_printf(text, "%*s", (int)gap, "");
        if (cell != NULL)
            g_string_append_printf(text, "%s%s%s", is_coloured ? inks[line->inks[column]] : "",
                                   cell, is_coloured ? ink_end : "");
        gap = (cell != NULL ? 2 - g_utf8_strlen(cell, -1) : gap + 2) + widths[column];
    }
    g_string_append_c(text, '\n');
}

char *
drawing_tree(const Topology *topology, bool is_coloured)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(line_free);
    g_autoptr(GArray) vio_devices = inventory_vio(topology);
    g_autofree char *title = inventory_title(topology);
    g_autofree char *summary = inventory_summary(topology);
    Tree tree = {.lines = lines, .is_coloured = is_coloured};
    glong widths[N_COLUMNS] = {0};
    GString *text = g_string_new(NULL);

    for (unsigned i = 0; i < topology->phbs->len; i++)
        add_phb(&tree, g_ptr_array_index(topology->phbs, i),
                vio_devices->len == 0 && i + 1 == topology->phbs->len);
    add_vio(&tree, vio_devices);
    measure(&tree, widths);
    g_string_append_printf(text, "%s (%s)\n", title, summary);
    for (unsigned i = 0; i < lines->len; i++)
        print_line(&tree, g_ptr_array_index(lines, i), widths, text);
    return g_string_free(text, FALSE);
}
