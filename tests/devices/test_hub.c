/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib.h>

#include "device_case.h"

#define PORT "<address type='usb' bus='0' port='1'/>"

static const DeviceCase cases[] = {
    {"usb", "<hub type='usb'>" PORT "</hub>", "<hub type='usb'>" PORT "</hub>",
     "device {\"driver\":\"usb-hub\",\"id\":\"hub0\",\"bus\":\"usb.0\",\"port\":\"1\"}\n", NULL},
    {"usb disabled", "<controller type='usb' index='0' model='none'/><hub type='usb'/>", NULL, NULL,
     "<hub> needs USB, which is disabled"},
};

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    device_case_add("hub", cases, G_N_ELEMENTS(cases));
    return g_test_run();
}
