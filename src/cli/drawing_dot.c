/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib/gi18n-lib.h>

#include "cli/drawing.h"
#include "cli/inventory.h"

/* Appends @text in the double quotes of a graphviz label. */
static void
append_quoted(GString *graph, const char *text)
{
    g_string_append_c(graph, '"');
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '"' || *at == '\\')
            g_string_append_c(graph, '\\');
        g_string_append_c(graph, *at);
    }
    g_string_append_c(graph, '"');
}

/* Appends @lines (up to a NULL) as one label; graphviz's own line break is put between them. */
static void
append_label(GString *graph, const char *const *lines)
{
    g_string_append(graph, "label=");
    for (size_t i = 0; lines[i] != NULL; i++) {
        if (i > 0)
            g_string_append(graph, " + \"\\n\" + ");
        append_quoted(graph, lines[i]);
    }
}

/* The name of a function's node; a host bridge's is "phb" and its index. */
static char *
node_name(const TopologyFunction *function)
{
    return g_strdup_printf("\"%s\"", function->guest_address);
}

static void
append_function(GString *graph, const TopologyFunction *function, const char *parent)
{
    g_autofree char *node = node_name(function);
    g_autofree char *model = inventory_printable(inventory_model(function));
    g_autofree char *device = inventory_device_text(function->device);
    g_autofree char *bytes = g_strdup_printf(_("%u bytes"), function->config_bytes);
    g_autofree char *xml = g_strdup_printf(_("XML %s"), function->address);
    g_autofree char *guest = g_strdup_printf(_("guest %s"), function->guest_address);
    const char *lines[] = {model, device, guest, xml, bytes, NULL};
    const char *fill = function->config_bytes > 256 ? "#e3f1e6" : "#ffffff";

    g_string_append_printf(graph, "  %s [", node);
    append_label(graph, lines);
    g_string_append_printf(graph, ", fillcolor=\"%s\"];\n  %s -> %s [label=\"%02x.%x\"];\n",
                           function->behind != NULL ? "#e8edf4" : fill, parent, node,
                           function->slot, function->function);
}

static void
append_bus(GString *graph, const TopologyBus *bus, const char *parent)
{
    for (unsigned i = 0; i < bus->functions->len; i++) {
        const TopologyFunction *function = g_ptr_array_index(bus->functions, i);
        g_autofree char *node = node_name(function);

        append_function(graph, function, parent);
        if (function->behind != NULL)
            append_bus(graph, function->behind, node);
    }
}

static void
append_phb(GString *graph, const TopologyBus *bus)
{
    g_autofree char *node = g_strdup_printf("phb%u", bus->domain);
    g_autofree char *name = g_strdup_printf(_("PHB %u"), bus->domain);
    g_autofree char *qemu = inventory_printable(bus->name);
    g_autofree char *guest = g_strdup_printf(_("guest %04x:%02x"), bus->domain, bus->guest_bus);
    const char *lines[] = {name, qemu, guest, NULL};

    g_string_append_printf(graph, "  %s [", node);
    append_label(graph, lines);
    g_string_append_printf(graph, ", fillcolor=\"#d5deea\"];\n  guest -> %s;\n", node);
    append_bus(graph, bus, node);
}

static void
append_vio(GString *graph, const GArray *vio_devices)
{
    if (vio_devices->len == 0)
        return;
    g_string_append(graph, "  vio [label=\"VIO\", fillcolor=\"#f1e6d6\"];\n  guest -> vio;\n");
    for (unsigned i = 0; i < vio_devices->len; i++) {
        const VioDevice *vio = &g_array_index(vio_devices, VioDevice, i);
        g_autofree char *model = inventory_printable(vio->model != NULL ? vio->model : "?");
        g_autofree char *device = inventory_device_text(vio->device);
        g_autofree char *reg = g_strdup_printf("reg 0x%08x", vio->reg);
        const char *lines[] = {model, device, reg, NULL};

        g_string_append_printf(graph, "  vio%u [", i);
        append_label(graph, lines);
        g_string_append_printf(graph, "];\n  vio -> vio%u;\n", i);
    }
}

char *
drawing_dot(const Topology *topology)
{
    GString *graph = g_string_new("digraph topology {\n  rankdir=LR;\n"
                                  "  node [shape=box, style=\"filled,rounded\", "
                                  "fillcolor=\"#ffffff\", fontname=\"sans-serif\", fontsize=10];\n"
                                  "  edge [fontname=\"sans-serif\", fontsize=9, arrowhead=none];\n"
                                  "  guest [");
    g_autoptr(GArray) vio_devices = inventory_vio(topology);
    g_autofree char *title = inventory_title(topology);
    g_autofree char *summary = inventory_summary(topology);
    const char *lines[] = {title, summary, NULL};

    append_label(graph, lines);
    g_string_append(graph, ", fillcolor=\"#f4f4f2\"];\n");
    for (unsigned i = 0; i < topology->phbs->len; i++)
        append_phb(graph, g_ptr_array_index(topology->phbs, i));
    append_vio(graph, vio_devices);
    g_string_append(graph, "}\n");
    return g_string_free(graph, FALSE);
}
