/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib.h>

#include "device_case.h"

static const DeviceCase cases[] = {
    {"not implicit", "", "", "", NULL},
    {"reg", "<nvram><address type='spapr-vio' reg='0x4000'/></nvram>",
     "<nvram><address type='spapr-vio' reg='0x00004000'/></nvram>",
     "global {\"driver\":\"spapr-nvram\",\"property\":\"reg\",\"value\":\"0x4000\"}\n", NULL},
    {"two", "<nvram/><nvram/>", NULL, NULL, "only a single <nvram>"},
};

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    device_case_add("nvram", cases, G_N_ELEMENTS(cases));
    return g_test_run();
}
