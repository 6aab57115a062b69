/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "address/usb_set.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"

/* With libvirt a port has so many numbers at most: what is behind has no order there. */
enum { LIBVIRT_DEPTH = 4 };

typedef struct {
    unsigned index;
    GSequence *rows; /* PortRow *, owned, in the order in which their ports are given */
    /* The rows before it are full, and stay so, since ports are never released. */
    GSequenceIter *first_free;
} Bus;

/* The ports of a controller or hub, with a common path. */
typedef struct {
    Bus *bus;
    char *path; /* "" for a controller, "2." for a hub on port 2 */
    unsigned n_ports;
    bool *is_taken;         /* by port - 1 */
    uint64_t is_high_speed; /* ports with high speed alone, a bit each */
    bool is_deep;           /* its ports have more than LIBVIRT_DEPTH numbers */
} PortRow;

struct UsbSet {
    GPtrArray *buses;     /* Bus *, in the order in which they were added */
    GHashTable *by_place; /* key_of() -> PortRow * */
    unsigned n_ports;
};

static void
row_free(gpointer data)
{
    PortRow *row = data;

    g_free(row->path);
    g_free(row->is_taken);
    g_free(row);
}

static void
bus_free(gpointer data)
{
    Bus *bus = data;

    g_sequence_free(bus->rows);
    g_free(bus);
}

UsbSet *
usb_set_new(void)
{
    UsbSet *set = g_new0(UsbSet, 1);

    set->buses = g_ptr_array_new_with_free_func(bus_free);
    set->by_place = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return set;
}

void
usb_set_free(UsbSet *set)
{
    if (set == NULL)
        return;
    g_hash_table_unref(set->by_place);
    g_ptr_array_unref(set->buses);
    g_free(set);
}

static char *
key_of(unsigned bus, const char *path)
{
    return g_strdup_printf("%u %s", bus, path);
}

/* Returns: the next port of the path at @at, which moves behind it; 0 at its end. */
static guint64
next_port(const char **at)
{
    char *end = NULL;
    guint64 port = g_ascii_strtoull(*at, &end, 10);

    *at = *end == '.' ? end + 1 : end;
    return port;
}

/* GCompareDataFunc: a controller's ports are given first, then those of the hub on its lowest port,
 * with what hangs on that hub, and so on.  Deep ones come last, in the order in which they were
 * added, lest many hubs become a chain. */
static gint
compare_rows(gconstpointer a, gconstpointer b, gpointer user)
{
    const PortRow *row = a;
    const PortRow *other_row = b;
    const char *one = row->path;
    const char *other = other_row->path;

    (void)user;
    if (row->is_deep || other_row->is_deep)
        return row->is_deep - other_row->is_deep;
    while (*one != '\0' || *other != '\0') {
        guint64 port = next_port(&one);
        guint64 other_port = next_port(&other);

        if (port != other_port)
            return port < other_port ? -1 : 1;
    }
    return 0;
}

static bool
is_deep(const char *path)
{
    unsigned n_hubs = 0;

    for (; *path != '\0'; path++)
        n_hubs += *path == '.';
    return n_hubs >= LIBVIRT_DEPTH;
}

static PortRow *
add_row(UsbSet *set, Bus *bus, char *path, unsigned n_ports)
{
    PortRow *row = g_new0(PortRow, 1);
    GSequenceIter *at = NULL;

    row->bus = bus;
    row->path = path;
    row->n_ports = n_ports;
    row->is_taken = g_new0(bool, n_ports);
    row->is_deep = is_deep(path);
    at = g_sequence_insert_sorted(bus->rows, row, compare_rows, NULL);
    if (g_sequence_iter_compare(at, bus->first_free) < 0)
        bus->first_free = at;
    g_hash_table_insert(set->by_place, key_of(bus->index, path), row);
    set->n_ports += n_ports;
    return row;
}

static Bus *
add_bus(UsbSet *set, unsigned index)
{
    Bus *bus = g_new0(Bus, 1);

    bus->index = index;
    bus->rows = g_sequence_new(row_free);
    bus->first_free = g_sequence_get_end_iter(bus->rows);
    g_ptr_array_add(set->buses, bus);
    return bus;
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
    row = add_row(set, add_bus(set, index), g_strdup(""), n_ports);
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
    return set->n_ports;
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
        add_row(set, row->bus, g_strdup_printf("%s.", port), USB_HUB_PORTS);
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

/* Returns: (owned, nullable) the first free port for @model on @bus. */
static char *
find_on_bus(Bus *bus, const char *model)
{
    GSequenceIter *at = bus->first_free;

    while (!g_sequence_iter_is_end(at) && is_full(g_sequence_get(at)))
        at = g_sequence_iter_next(at);
    bus->first_free = at;
    for (; !g_sequence_iter_is_end(at); at = g_sequence_iter_next(at)) {
        const PortRow *row = g_sequence_get(at);

        for (unsigned port = 0; port < row->n_ports; port++)
            if (!row->is_taken[port] && takes(row, port, model))
                return g_strdup_printf("%s%u", row->path, port + 1);
    }
    return NULL;
}

char *
usb_set_find(const UsbSet *set, OptionalUint wanted_bus, const char *model, unsigned *bus,
             GError **error)
{
    for (unsigned i = 0; i < set->buses->len; i++) {
        Bus *candidate = g_ptr_array_index(set->buses, i);
        char *port = NULL;

        if (wanted_bus.is_set && wanted_bus.value != candidate->index)
            continue;
        port = find_on_bus(candidate, model);
        if (port != NULL) {
            *bus = candidate->index;
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
