/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "address/serial_port_set.h"

#include "base/error.h"

/* Each row claims one port where controller 0 has ports 0 to 3 and port 1 is taken.  code 0:
 * granted. */
static const struct {
    const char *name;
    unsigned controller, port;
    int code;
} claims[] = {
    {"console-port", 0, 0, 0},
    {"last", 0, 3, 0},
    {"taken", 0, 1, VIR_ERR_XML_ERROR},
    {"beyond", 0, 4, VIR_ERR_XML_ERROR},
    {"no-controller", 1, 1, VIR_ERR_XML_ERROR},
};

static SerialPortSet *
make_set(void)
{
    SerialPortSet *set = serial_port_set_new();

    serial_port_set_add(set, 0, 4);
    g_assert_true(serial_port_set_claim(set, 0, 1, NULL));
    return set;
}

static void
test_claim(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    g_autoptr(SerialPortSet) set = make_set();
    g_autoptr(GError) error = NULL;
    bool is_granted = serial_port_set_claim(set, claims[i].controller, claims[i].port, &error);

    g_assert_cmpint(is_granted, ==, claims[i].code == 0);
    if (!is_granted)
        g_assert_error(error, PSERIES_ERROR, claims[i].code);
}

/* Port 0 is never chosen; the controller with the lowest index comes first, in whatever order they
 * came. */
static void
test_find(void)
{
    g_autoptr(SerialPortSet) set = serial_port_set_new();
    const OptionalUint any = {0, false};
    SerialPort found = {9, 9};

    serial_port_set_add(set, 1, 4);
    serial_port_set_add(set, 0, 2);
    g_assert_true(serial_port_set_find(set, any, 1, &found, NULL));
    g_assert_cmpuint(found.controller, ==, 0);
    g_assert_cmpuint(found.port, ==, 1);
    g_assert_true(serial_port_set_claim(set, 0, 1, NULL));
    g_assert_true(serial_port_set_find(set, any, 1, &found, NULL));
    g_assert_cmpuint(found.controller, ==, 1);
    g_assert_cmpuint(found.port, ==, 1);
    g_assert_false(serial_port_set_find(set, OPTIONAL_UINT(0), 1, &found, NULL));
}

/* A console may have port 0; a port that is kept is not found, but can be claimed. */
static void
test_skip(void)
{
    g_autoptr(SerialPortSet) set = make_set();
    const OptionalUint any = {0, false};
    SerialPort found = {9, 9};

    serial_port_set_skip(set, 0, 2);
    serial_port_set_skip(set, 0, 9);
    serial_port_set_skip(set, 1, 1);
    g_assert_true(serial_port_set_find(set, any, 1, &found, NULL));
    g_assert_cmpuint(found.port, ==, 3);
    g_assert_true(serial_port_set_find(set, any, 0, &found, NULL));
    g_assert_cmpuint(found.port, ==, 0);
    g_assert_true(serial_port_set_claim(set, 0, 2, NULL));
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/serial_port_set/find", test_find);
    g_test_add_func("/serial_port_set/skip", test_skip);
    for (size_t i = 0; i < G_N_ELEMENTS(claims); i++) {
        g_autofree char *path = g_strconcat("/serial_port_set/claim/", claims[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_claim);
    }
    return g_test_run();
}
