/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib.h>

#include "device_case.h"

static const DeviceCase cases[] = {
    {"implicit", "", "<audio id='1' type='none'/>",
     "audiodev {\"id\":\"audio1\",\"driver\":\"none\"}\n", NULL},
    {"timer", "<audio id='3' type='none' timerPeriod='40'/>",
     "<audio id='3' type='none' timerPeriod='40'/>",
     "audiodev {\"id\":\"audio3\",\"driver\":\"none\",\"timer-period\":40}\n", NULL},
    {"alsa", "<audio id='1' type='alsa'/>", NULL, NULL, "<audio type='alsa'> is not supported yet"},
    {"same id", "<audio id='1' type='none'/><audio id='1' type='none'/>", NULL, NULL,
     "audio id '1' is used by more than one <audio>"},
};

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    device_case_add("audio", cases, G_N_ELEMENTS(cases));
    return g_test_run();
}
