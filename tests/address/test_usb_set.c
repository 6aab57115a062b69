/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "address/usb_set.h"

#include "base/error.h"

/* Each row claims one port of a guest with four ports on bus 0 and a hub of eight on port 2, where
 * port 1 is taken.  text NULL: granted, else what the error says; the texts are libvirt's. */
static const struct {
    const char *name;
    unsigned bus;
    const char *port;
    const char *text;
} claims[] = {
    {"root-port", 0, "3", NULL},
    {"hub-port", 0, "2.8", NULL},
    {"taken", 0, "1", "Duplicate USB address bus 0 port 1"},
    {"beyond-root", 0, "5", "requested USB port 5 not present on USB bus 0"},
    {"beyond-hub", 0, "2.9", "requested USB port 2.9 not present on USB bus 0"},
    {"no-hub", 0, "3.1", "there is no hub at port 3 in USB address bus: 0 port: 3.1"},
    {"no-bus", 1, "1", "USB bus 1 requested but no controller with that index is present"},
    {"port-zero", 0, "0", "requested USB port 0 not present on USB bus 0"},
    {"no-number", 0, "x", "requested USB port x not present on USB bus 0"},
};

static UsbSet *
make_set(void)
{
    UsbSet *set = usb_set_new();

    usb_set_add_bus(set, 0, 4, false);
    g_assert_true(usb_set_claim(set, 0, "1", "usb-kbd", NULL));
    g_assert_true(usb_set_claim(set, 0, "2", "usb-hub", NULL));
    return set;
}

static void
test_claim(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    g_autoptr(UsbSet) set = make_set();
    g_autoptr(GError) error = NULL;
    bool is_granted = usb_set_claim(set, claims[i].bus, claims[i].port, "usb-kbd", &error);

    g_assert_cmpint(is_granted, ==, claims[i].text == NULL);
    if (is_granted)
        return;
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_XML_ERROR);
    g_assert_true(g_str_has_prefix(error->message, claims[i].text));
}

/* Root ports before those of hubs, and in the end none. */
static void
test_find(void)
{
    static const char *const expected[] = {"3",   "4",   "2.1", "2.2", "2.3",
                                           "2.4", "2.5", "2.6", "2.7", "2.8"};
    g_autoptr(UsbSet) set = make_set();
    g_autoptr(GError) error = NULL;
    const OptionalUint any = {0, false};
    unsigned bus = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(expected); i++) {
        g_autofree char *port = usb_set_find(set, any, "usb-kbd", &bus, NULL);

        g_assert_cmpstr(port, ==, expected[i]);
        g_assert_true(usb_set_claim(set, bus, port, "usb-kbd", NULL));
    }
    g_assert_null(usb_set_find(set, any, "usb-kbd", &bus, &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_XML_ERROR);
}

/* Bus 0 has high speed alone, and a companion on its ports 3 and 4. */
static void
test_speeds(void)
{
    g_autoptr(UsbSet) set = usb_set_new();
    g_autoptr(GError) error = NULL;
    const OptionalUint any = {0, false};
    g_autofree char *of_companion = NULL;
    g_autofree char *lowest = NULL;
    g_autofree char *next = NULL;
    unsigned bus = 9;

    usb_set_add_bus(set, 0, 6, true);
    usb_set_add_bus(set, 1, 2, false);
    usb_set_add_companion(set, 0, 2, 2);
    usb_set_add_companion(set, 7, 0, 2);
    of_companion = usb_set_find(set, any, "usb-serial", &bus, NULL);
    g_assert_cmpstr(of_companion, ==, "3");
    lowest = usb_set_find(set, any, "usb-storage", &bus, NULL);
    g_assert_cmpstr(lowest, ==, "1");
    g_assert_false(usb_set_claim(set, 0, "5", "usb-hub", &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED);
    g_assert_true(usb_set_claim(set, 0, "3", "usb-serial", NULL));
    g_assert_true(usb_set_claim(set, 0, "4", "usb-serial", NULL));
    next = usb_set_find(set, any, "usb-serial", &bus, NULL);
    g_assert_cmpstr(next, ==, "1");
    g_assert_cmpuint(bus, ==, 1);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/usb_set/find", test_find);
    g_test_add_func("/usb_set/speeds", test_speeds);
    for (size_t i = 0; i < G_N_ELEMENTS(claims); i++) {
        g_autofree char *path = g_strconcat("/usb_set/claim/", claims[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_claim);
    }
    return g_test_run();
}
