/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cli/inventory.h"

#include "domain/domain_walk.h"

#include <glib/gi18n-lib.h>

static int
compare_vio(gconstpointer a, gconstpointer b)
{
    const VioDevice *one = a;
    const VioDevice *other = b;

    return (one->reg > other->reg) - (one->reg < other->reg);
}

GArray *
inventory_vio(const Topology *topology)
{
    GArray *vio_devices = g_array_new(FALSE, FALSE, sizeof(VioDevice));
    const Domain *domain = topology->plan->domain;

    DOMAIN_EACH_DEVICE(const Device, device, domain) {
        VioDevice vio = {.device = device, .reg = (unsigned)device->address.reg.value};
        AddressNeed need = {.type = ADDRESS_NONE};

        if (device->address.type == ADDRESS_SPAPR_VIO && device->kind->need != NULL)
            need = device->kind->need(device, domain, &topology->plan->context);
        /* A <console> that is another name for a serial port shows that port's address. */
        if (need.type != ADDRESS_SPAPR_VIO)
            continue;
        vio.model = need.model;
        g_array_append_val(vio_devices, vio);
    }
    g_array_sort(vio_devices, compare_vio);
    return vio_devices;
}

static unsigned
n_functions_of(const TopologyBus *bus)
{
    unsigned n = bus->functions->len;

    for (unsigned i = 0; i < bus->functions->len; i++) {
        const TopologyFunction *function = g_ptr_array_index(bus->functions, i);

        if (function->behind != NULL)
            n += n_functions_of(function->behind);
    }
    return n;
}

unsigned
inventory_n_functions(const Topology *topology)
{
    unsigned n = 0;

    for (unsigned i = 0; i < topology->phbs->len; i++)
        n += n_functions_of(g_ptr_array_index(topology->phbs, i));
    return n;
}

static unsigned
depth_of(const TopologyBus *bus)
{
    unsigned depth = 0;

    for (unsigned i = 0; i < bus->functions->len; i++) {
        const TopologyFunction *function = g_ptr_array_index(bus->functions, i);

        if (function->behind != NULL)
            depth = MAX(depth, 1 + depth_of(function->behind));
    }
    return depth;
}

unsigned
inventory_depth(const Topology *topology)
{
    unsigned depth = 0;

    for (unsigned i = 0; i < topology->phbs->len; i++)
        depth = MAX(depth, depth_of(g_ptr_array_index(topology->phbs, i)));
    return depth;
}

char *
inventory_printable(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text != NULL ? text : "", -1);
    GString *printable = g_string_new(NULL);

    for (const char *at = valid; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);

        g_string_append_unichar(printable, g_unichar_isprint(character) ? character : '?');
    }
    return g_string_free(printable, FALSE);
}

char *
inventory_title(const Topology *topology)
{
    const Plan *plan = topology->plan;
    g_autofree char *name = inventory_printable(plan->domain->name);

    return plan->context.machine == NULL
               ? g_steal_pointer(&name)
               : g_strdup_printf("%s, %s", name, plan->context.machine->name);
}

char *
inventory_summary(const Topology *topology)
{
    g_autoptr(GArray) vio_devices = inventory_vio(topology);
    unsigned n_phbs = topology->phbs->len;
    unsigned n_functions = inventory_n_functions(topology);
    g_autofree char *phbs =
        g_strdup_printf(ngettext("%u host bridge", "%u host bridges", n_phbs), n_phbs);
    g_autofree char *functions =
        g_strdup_printf(ngettext("%u PCI function", "%u PCI functions", n_functions), n_functions);
    g_autofree char *vio = g_strdup_printf(
        ngettext("%u VIO device", "%u VIO devices", vio_devices->len), vio_devices->len);

    return g_strdup_printf("%s, %s, %s%s", phbs, functions, vio,
                           topology->plan->context.is_dense ? ", packing='dense'" : "");
}

char *
inventory_device_text(const Device *device)
{
    g_autofree char *id = inventory_printable(device->id);

    return *id == '\0' ? g_strdup(device_name(device))
                       : g_strdup_printf("%s %s", device_name(device), id);
}

const char *
inventory_model(const TopologyFunction *function)
{
    return function->model != NULL ? function->model : "?";
}
