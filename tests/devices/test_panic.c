/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib.h>

#include "device_case.h"

static const DeviceCase cases[] = {
    {"implicit", "", "<panic model='pseries'/>", "", NULL},
    {"no model", "<panic/>", "<panic model='pseries'/>", "", NULL},
    {"hyperv", "<panic model='hyperv'/>", NULL, NULL,
     "does not support the panic device of model 'hyperv'"},
    {"address", "<panic><address type='isa' iobase='0x505'/></panic>", NULL, NULL,
     "setting the panic device address is not supported for model 'pseries'"},
    {"two", "<panic/><panic model='pseries'/>", NULL, NULL, "only a single <panic>"},
};

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    device_case_add("panic", cases, G_N_ELEMENTS(cases));
    return g_test_run();
}
