/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "address/usb_set.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"

/* The ports of a controller or hub, with a common path. */
typedef struct {
    unsigned bus;
    char *path; /* "" for a controller, "2." for a hub on port 2 */
    unsigned n_ports;
    bool *is_taken;         /* by port - 1 */
    uint64_t is_high_speed; /* ports with high speed alone, a bit each */
    unsigned n_full;        /* of a controller: the first so many rows of its bus are full */
} PortRow;

struct UsbSet {
    GPtrArray *rows; /* PortRow *; those of a bus in the order in which their ports are given */
    GHashTable *by_place; /* key_of() -> PortRow * */
};

static void
row_free(gpointer data)
{
    PortRow *row = data;

    g_free(row->path);
    g_free(row->is_taken);
    g_free(row);
}

UsbSet *
usb_set_new(void)
{
    UsbSet *set = g_new0(UsbSet, 1);

    set->rows = g_ptr_array_new_with_free_func(row_free);
    set->by_place = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return set;
}

void
usb_set_free(UsbSet *set)
{
    if (set == NULL)
        return;
    g_hash_table_unref(set->by_place);
    g_ptr_array_unref(set->rows);
    g_free(set);
}

static char *
key_of(unsigned bus, const char *path)
{
    return g_strdup_printf("%u %s", bus, path);
}

/* Whether the ports of @one come before those of @other: a controller's first, then those of the
 * hub on its lowest port, with what hangs on that hub, and so on. */
static bool
comes_before(const PortRow *one, const PortRow *other)
{
    g_auto(GStrv) ports = g_strsplit(one->path, ".", -1);
    g_auto(GStrv) others = g_strsplit(other->path, ".", -1);

    for (unsigned i = 0; others[i] != NULL && *others[i] != '\0'; i++) {
        guint64 port = ports[i] != NULL ? g_ascii_strtoull(ports[i], NULL, 10) : 0;
        guint64 other_port = g_ascii_strtoull(others[i], NULL, 10);

        if (port != other_port)
            return port < other_port;
    }
    return false;
}

/* Returns: where @row goes among the rows: behind those of its bus that come before it. */
static unsigned
place_of(UsbSet *set, const PortRow *row)
{
    for (unsigned i = 0; i < set->rows->len; i++) {
        PortRow *other = g_ptr_array_index(set->rows, i);

        if (other->bus != row->bus)
            continue;
        if (*other->path == '\0')
            other->n_full = 0;
        if (comes_before(row, other))
            return i;
    }
    return set->rows->len;
}

static PortRow *
add_row(UsbSet *set, unsigned bus, char *path, unsigned n_ports)
{
    PortRow *row = g_new0(PortRow, 1);

    row->bus = bus;
    row->path = path;
    row->n_ports = n_ports;
    row->is_taken = g_new0(bool, n_ports);
    g_ptr_array_insert(set->rows, (int)place_of(set, row), row);
    g_hash_table_insert(set->by_place, key_of(bus, path), row);
    return row;
}

static PortRow *
find_row(const UsbSet *set, unsigned bus, const char *path)
{
    g_autofree char *key = key_of(bus, path);

    return g_hash_table_lookup(set->by_place, key);
}

bool
usb_set_is_full_speed(const char *model)
{
    static const char *const models[] = {"usb-hub", "usb-serial", "usb-ccid", "usb-audio",
                                         "usb-net"};

    for (size_t i = 0; i < G_N_ELEMENTS(models); i++)
        if (g_strcmp0(models[i], model) == 0)
            return true;
    return false;
}

void
usb_set_add_bus(UsbSet *set, unsigned index, unsigned n_ports, bool is_high_speed)
{
    PortRow *row = NULL;

    if (find_row(set, index, "") != NULL)
        return;
    row = add_row(set, index, g_strdup(""), n_ports);
    row->is_high_speed = is_high_speed ? G_MAXUINT64 : 0;
}

void
usb_set_add_companion(UsbSet *set, unsigned index, unsigned first, unsigned n_ports)
{
    PortRow *row = find_row(set, index, "");

    for (unsigned port = first; row != NULL && port < MIN(first + n_ports, row->n_ports); port++)
        row->is_high_speed &= ~(G_GUINT64_CONSTANT(1) << port);
}

static bool
takes(const PortRow *row, unsigned port, const char *model)
{
    return (row->is_high_speed & (G_GUINT64_CONSTANT(1) << port)) == 0 ||
           !usb_set_is_full_speed(model);
}

unsigned
usb_set_n_ports(const UsbSet *set)
{
    unsigned n_ports = 0;

    for (unsigned i = 0; i < set->rows->len; i++)
        n_ports += ((const PortRow *)g_ptr_array_index(set->rows, i))->n_ports;
    return n_ports;
}

static void
set_missing(const UsbSet *set, unsigned bus, const char *port, GError **error)
{
    const char *dot = strrchr(port, '.');
    g_autofree char *hub = dot != NULL ? g_strndup(port, (gsize)(dot - port)) : NULL;

    if (find_row(set, bus, "") == NULL)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_XML_ERROR,
                    _("USB bus %u requested but no controller with that index is present"), bus);
    else
        g_set_error(error, PSERIES_ERROR, VIR_ERR_XML_ERROR,
                    _("there is no hub at port %s in USB address bus: %u port: %s"), hub, bus,
                    port);
}

bool
usb_set_claim(UsbSet *set, unsigned bus, const char *port, const char *model, GError **error)
{
    const char *dot = strrchr(port, '.');
    const char *last = dot != NULL ? dot + 1 : port;
    g_autofree char *path = g_strndup(port, (gsize)(last - port));
    PortRow *row = find_row(set, bus, path);
    guint64 number = 0;

    if (row == NULL) {
        set_missing(set, bus, port, error);
        return false;
    }
    if (!g_ascii_string_to_unsigned(last, 10, 1, row->n_ports, &number, NULL)) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_XML_ERROR,
                    _("requested USB port %s not present on USB bus %u: it has ports %s1 to %s%u"),
                    port, bus, row->path, row->path, row->n_ports);
        return false;
    }
    if (row->is_taken[number - 1]) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_XML_ERROR,
                    _("Duplicate USB address bus %u port %s"), bus, port);
        return false;
    }
    if (!takes(row, (unsigned)number - 1, model)) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                    _("'%s' has full speed, and port %s of USB bus %u has high speed alone: put it "
                      "on a controller of model 'qemu-xhci'"),
                    model, port, bus);
        return false;
    }
    row->is_taken[number - 1] = true;
    if (g_strcmp0(model, "usb-hub") == 0)
        add_row(set, bus, g_strdup_printf("%s.", port), USB_HUB_PORTS);
    return true;
}

static bool
is_full(const PortRow *row)
{
    for (unsigned port = 0; port < row->n_ports; port++)
        if (!row->is_taken[port])
            return false;
    return true;
}

/* Returns: (owned, nullable) the first free port for @model on the bus of @root, the controller's
 * before those of hubs.  Ports are never released, so a full row stays full. */
static char *
find_on_bus(const UsbSet *set, PortRow *root, const char *model)
{
    while (root->n_full < set->rows->len) {
        const PortRow *row = g_ptr_array_index(set->rows, root->n_full);

        if (row->bus == root->bus && !is_full(row))
            break;
        root->n_full++;
    }
    for (unsigned i = root->n_full; i < set->rows->len; i++) {
        const PortRow *row = g_ptr_array_index(set->rows, i);

        for (unsigned port = 0; port < row->n_ports && row->bus == root->bus; port++)
            if (!row->is_taken[port] && takes(row, port, model))
                return g_strdup_printf("%s%u", row->path, port + 1);
    }
    return NULL;
}

char *
usb_set_find(const UsbSet *set, OptionalUint wanted_bus, const char *model, unsigned *bus,
             GError **error)
{
    for (unsigned i = 0; i < set->rows->len; i++) {
        PortRow *row = g_ptr_array_index(set->rows, i);
        char *port = NULL;

        if (*row->path != '\0' || (wanted_bus.is_set && wanted_bus.value != row->bus))
            continue;
        port = find_on_bus(set, row, model);
        if (port != NULL) {
            *bus = row->bus;
            return port;
        }
    }
    if (usb_set_is_full_speed(model) && usb_set_n_ports(set) > 0)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_XML_ERROR,
                    _("No free USB ports of full speed, which '%s' needs: add a <controller "
                      "type='usb' model='qemu-xhci'>"),
                    model);
    else
        g_set_error(error, PSERIES_ERROR, VIR_ERR_XML_ERROR,
                    _("No free USB ports: add a <controller type='usb'> or a <hub type='usb'>"));
    return NULL;
}
