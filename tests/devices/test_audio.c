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
    {"with vnc", "<graphics type='vnc'/>", "<audio id='1' type='none'/>", NULL, NULL},
    {"with spice", "<graphics type='vnc'/><graphics type='spice'/>", "<audio id='1' type='spice'/>",
     NULL, NULL},
    {"last display decides", "<graphics type='spice'/><graphics type='vnc'/>",
     "<audio id='1' type='none'/>", NULL, NULL},
    {"with a window", "<graphics type='spice'/><graphics type='sdl'/>", "", NULL, NULL},
    {"settings",
     "<audio id='1' type='pulseaudio' serverName='a,b'><output fixedSettings='yes' "
     "streamName='x'><settings channels='2'/></output></audio>",
     NULL,
     "audiodev {\"id\":\"audio1\",\"driver\":\"pa\",\"server\":\"a,b\",\"out\":{"
     "\"fixed-settings\":true,\"channels\":2,\"stream-name\":\"x\"}}\n",
     NULL},
    {"settings that do not hold",
     "<audio id='1' type='none'><input><settings channels='2'/></input></audio>", NULL, NULL,
     "need fixedSettings='yes' beside them"},
    {"foreign", "<audio id='1' type='alsa' serverName='x'/>", NULL, NULL,
     "'serverName' does not belong in <audio type='alsa'>"},
    {"spice alone", "<audio id='1' type='spice'/>", NULL, NULL, "needs a <graphics type='spice'>"},
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
