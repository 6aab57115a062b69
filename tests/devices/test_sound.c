/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib.h>

#include "device_case.h"

#define AT "<address type='pci' domain='0x0000' bus='0x00' slot='0x03' function='0x0'/>"
#define PORT "<address type='usb' bus='0' port='1'/>"

static const DeviceCase cases[] = {
    {"ac97", "<sound model='ac97'>" AT "</sound>", "<sound model='ac97'>" AT "</sound>",
     "device {\"driver\":\"AC97\",\"id\":\"sound0\",\"bus\":\"pci.0\",\"addr\":\"0x3\","
     "\"audiodev\":\"audio1\"}\n",
     NULL},
    {"default codec", "<sound model='ich9'>" AT "</sound>", "<sound model='ich9'>" AT "</sound>",
     "device {\"driver\":\"ich9-intel-hda\",\"id\":\"sound0\",\"bus\":\"pci.0\",\"addr\":\"0x3\"}\n"
     "device {\"driver\":\"hda-duplex\",\"id\":\"sound0-codec0\",\"bus\":\"sound0.0\",\"cad\":0,"
     "\"audiodev\":\"audio1\"}\n",
     NULL},
    {"two codecs, other audio",
     "<sound model='ich6'><codec type='micro'/><codec type='output'/><audio id='2'/>" AT "</sound>"
     "<audio id='1' type='none'/><audio id='2' type='none'/>",
     "<sound model='ich6'><codec type='micro'/><codec type='output'/><audio id='2'/>" AT "</sound>",
     "device {\"driver\":\"intel-hda\",\"id\":\"sound0\",\"bus\":\"pci.0\",\"addr\":\"0x3\"}\n"
     "device {\"driver\":\"hda-micro\",\"id\":\"sound0-codec0\",\"bus\":\"sound0.0\",\"cad\":0,"
     "\"audiodev\":\"audio2\"}\n"
     "device {\"driver\":\"hda-output\",\"id\":\"sound0-codec1\",\"bus\":\"sound0.0\",\"cad\":1,"
     "\"audiodev\":\"audio2\"}\n",
     NULL},
    {"usb", "<sound model='usb'>" PORT "</sound>", "<sound model='usb'>" PORT "</sound>",
     "device {\"driver\":\"usb-audio\",\"id\":\"sound0\",\"bus\":\"usb.0\",\"port\":\"1\","
     "\"audiodev\":\"audio1\"}\n",
     NULL},
    {"sb16", "<sound model='sb16'/>", NULL, NULL, "model 'sb16' of <sound> does not exist"},
    {"codec of ac97", "<sound model='ac97'><codec type='micro'/></sound>", NULL, NULL,
     "<codec> belongs only in <sound> of model 'ich6' or 'ich9'"},
    {"no such audio", "<sound model='ac97'><audio id='7'/></sound>", NULL, NULL,
     "<sound> uses audio id '7', but there is no <audio>"},
    {"usb disabled", "<controller type='usb' index='0' model='none'/><sound model='usb'/>", NULL,
     NULL, "<sound> needs USB"},
};

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    device_case_add("sound", cases, G_N_ELEMENTS(cases));
    return g_test_run();
}
