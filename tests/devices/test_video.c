/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib.h>

#include "device_case.h"

#define AT "<address type='pci' domain='0x0000' bus='0x00' slot='0x03' function='0x0'/>"

static const DeviceCase cases[] = {
    {"none without a display", "", "", "", NULL},
    {"of a display", "<graphics type='vnc'/>",
     "<video><model type='vga' vram='16384' heads='1' primary='yes'/></video>", NULL, NULL},
    {"none", "<graphics type='vnc'/><video><model type='none'/></video>",
     "<video><model type='none'/></video>", "", NULL},
    {"vga",
     "<video><model type='vga' vram='5000'><resolution x='800' y='600'/></model>" AT "</video>",
     "<video><model type='vga' vram='8192' heads='1' primary='yes'><resolution x='800' y='600'/>"
     "</model>" AT "</video>",
     "device {\"driver\":\"VGA\",\"id\":\"video0\",\"vgamem_mb\":8,\"xres\":800,\"yres\":600,"
     "\"bus\":\"pci.0\",\"addr\":\"0x3\"}\n",
     NULL},
    {"bochs", "<video><model type='bochs'/>" AT "</video>", NULL,
     "device {\"driver\":\"bochs-display\",\"id\":\"video0\",\"vgamem\":16777216,\"bus\":\"pci.0\","
     "\"addr\":\"0x3\"}\n",
     NULL},
    {"cirrus", "<video><model type='cirrus'/>" AT "</video>", NULL,
     "device {\"driver\":\"cirrus-vga\",\"id\":\"video0\",\"bus\":\"pci.0\",\"addr\":\"0x3\"}\n",
     NULL},
    {"virtio", "<video><driver name='qemu' packed='on'/><model type='virtio'/>" AT "</video>",
     "<video><model type='virtio' heads='1' primary='yes'/><driver name='qemu' packed='on'/>" AT
     "</video>",
     "device {\"driver\":\"virtio-gpu-pci\",\"id\":\"video0\",\"packed\":true,\"max_outputs\":1,"
     "\"bus\":\"pci.0\",\"addr\":\"0x3\"}\n",
     NULL},
    {"qxl", "<video><model type='qxl'/></video>", NULL, NULL, "video model 'qxl' is not supported"},
    {"negative", "<video><model type='vga' vram='-1'/></video>", NULL, NULL, "'-1'"},
    {"small", "<video><model type='vga' vram='512'/></video>", NULL, NULL, "at least 1 MiB"},
    {"3d", "<video><model type='virtio'><acceleration accel3d='yes'/></model></video>", NULL,
     "device {\"driver\":\"virtio-gpu-gl-pci\",\"id\":\"video0\",\"max_outputs\":1}\n", NULL},
    {"3d of another card", "<video><model type='vga'><acceleration accel3d='yes'/></model></video>",
     NULL, NULL, "is possible only for a video model of type 'virtio'"},
    {"none and another", "<video><model type='none'/></video><video/>", NULL, NULL,
     "must be the only video device"},
    {"two primaries",
     "<video><model type='vga' primary='yes'/></video><video><model type='vga' "
     "primary='yes'/></video>",
     NULL, NULL, "only one <video> can be the primary one"},
    {"vgamem", "<video><model type='vga' vgamem='1024'/></video>", NULL, NULL,
     "belong only in a video model of type 'qxl'"},
};

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    device_case_add("video", cases, G_N_ELEMENTS(cases));
    return g_test_run();
}
