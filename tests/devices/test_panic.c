/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib.h>

#include "device_case.h"

static const DeviceCase cases[] = {
    {"implicit", "", "<panic model='pseries'/>", "", NULL},
    {"no model", "<panic/>", "<panic model='pseries'/>", "", NULL},
    {"hyperv", "<panic model='hyperv'/>", NULL, NULL,
     "does not support the panic device of model 'hyperv'"},
    {"address", "<panic><address type='pci' domain='0' bus='0' slot='5'/></panic>", NULL, NULL,
     "setting the panic device address is not supported for model 'pseries'"},
    {"two", "<panic/><panic model='pseries'/>", NULL, NULL,
     "Multiple panic devices with model 'pseries'"},
    {"pvpanic",
     "<panic model='pvpanic'><address type='pci' domain='0x0000' bus='0x00' slot='0x01' "
     "function='0x0'/></panic>",
     "<panic model='pvpanic'><address type='pci' domain='0x0000' bus='0x00' slot='0x01' "
     "function='0x0'/></panic><panic model='pseries'/>",
     "device {\"driver\":\"pvpanic-pci\",\"id\":\"panic0\",\"bus\":\"pci.0\",\"addr\":\"0x1\"}\n",
     NULL},
    {"two pvpanic", "<panic model='pvpanic'/><panic model='pvpanic'/>", NULL, NULL,
     "Multiple panic devices with model 'pvpanic'"},
};

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    device_case_add("panic", cases, G_N_ELEMENTS(cases));
    return g_test_run();
}
