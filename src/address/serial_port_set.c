/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "address/serial_port_set.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"

typedef struct {
    unsigned index;
    unsigned n_ports;
    bool *is_taken, *is_skipped;
} Controller;

struct SerialPortSet {
    GPtrArray *controllers; /* Controller * */
};

static void
controller_free(gpointer data)
{
    Controller *controller = data;

    g_free(controller->is_taken);
    g_free(controller->is_skipped);
    g_free(controller);
}

SerialPortSet *
serial_port_set_new(void)
{
    SerialPortSet *set = g_new0(SerialPortSet, 1);

    set->controllers = g_ptr_array_new_with_free_func(controller_free);
    return set;
}

void
serial_port_set_free(SerialPortSet *set)
{
    if (set == NULL)
        return;
    g_ptr_array_unref(set->controllers);
    g_free(set);
}

static unsigned
index_at(const SerialPortSet *set, unsigned i)
{
    return ((const Controller *)g_ptr_array_index(set->controllers, i))->index;
}

void
serial_port_set_add(SerialPortSet *set, unsigned index, unsigned n_ports)
{
    Controller *controller = g_new0(Controller, 1);
    unsigned at = 0;

    controller->index = index;
    controller->n_ports = n_ports;
    controller->is_taken = g_new0(bool, n_ports);
    controller->is_skipped = g_new0(bool, n_ports);
    while (at < set->controllers->len && index_at(set, at) < index)
        at++;
    g_ptr_array_insert(set->controllers, (int)at, controller);
}

static Controller *
find_controller(const SerialPortSet *set, unsigned index)
{
    for (unsigned i = 0; i < set->controllers->len; i++) {
        Controller *controller = g_ptr_array_index(set->controllers, i);

        if (controller->index == index)
            return controller;
    }
    return NULL;
}

bool
serial_port_parse(const char *text, unsigned *port, GError **error)
{
    g_autofree char *digits = g_strchug(g_strdup(text));
    guint64 number = 0;

    if (g_ascii_string_to_unsigned(digits, 10, 0, G_MAXUINT32, &number, NULL)) {
        *port = (unsigned)number;
        return true;
    }
    g_set_error(error, PSERIES_ERROR, VIR_ERR_XML_ERROR,
                _("Invalid value for attribute 'port' in element 'address': '%s'. Expected "
                  "non-negative integer value"),
                text);
    return false;
}

bool
serial_port_set_claim(SerialPortSet *set, unsigned index, unsigned port, GError **error)
{
    Controller *controller = find_controller(set, index);

    if (controller == NULL) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_XML_ERROR,
                    _("virtio serial controller %u is missing"), index);
        return false;
    }
    if (port >= controller->n_ports) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_XML_ERROR,
                    _("virtio serial controller %u does not have port %u: it has ports 0 to %u"),
                    index, port, controller->n_ports - 1);
        return false;
    }
    if (controller->is_taken[port]) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_XML_ERROR,
                    _("virtio serial port %u on controller %u is already occupied"), port, index);
        return false;
    }
    controller->is_taken[port] = true;
    return true;
}

void
serial_port_set_skip(SerialPortSet *set, unsigned index, unsigned port)
{
    Controller *controller = find_controller(set, index);

    if (controller != NULL && port < controller->n_ports)
        controller->is_skipped[port] = true;
}

bool
serial_port_set_find(const SerialPortSet *set, OptionalUint wanted, unsigned first,
                     SerialPort *found, GError **error)
{
    for (unsigned i = 0; i < set->controllers->len; i++) {
        const Controller *controller = g_ptr_array_index(set->controllers, i);

        if (wanted.is_set && wanted.value != controller->index)
            continue;
        for (unsigned candidate = first; candidate < controller->n_ports; candidate++) {
            if (controller->is_taken[candidate] || controller->is_skipped[candidate])
                continue;
            *found = (SerialPort){controller->index, candidate};
            return true;
        }
    }
    g_set_error(error, PSERIES_ERROR, VIR_ERR_XML_ERROR,
                _("Unable to find a free virtio-serial port: add a controller of that type"));
    return false;
}
