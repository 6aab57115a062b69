/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib.h>

#include "device_case.h"

#define AT "<address type='pci' domain='0x0000' bus='0x00' slot='0x03' function='0x0'/>"
#define PLAIN "<model type='ivshmem-plain'/>"
#define DOORBELL "<model type='ivshmem-doorbell'/>"

static const DeviceCase cases[] = {
    {"size by default", "<shmem name='x'>" PLAIN AT "</shmem>",
     "<shmem name='x'>" PLAIN "<size unit='M'>4</size>" AT "</shmem>",
     "object {\"qom-type\":\"memory-backend-file\",\"id\":\"shmmem-shmem0\",\"mem-path\":\"/dev/"
     "shm/x\",\"size\":4194304,\"share\":true}\n"
     "device {\"driver\":\"ivshmem-plain\",\"id\":\"shmem0\",\"memdev\":\"shmmem-shmem0\","
     "\"bus\":\"pci.0\",\"addr\":\"0x3\"}\n",
     NULL},
    {"size in bytes", "<shmem name='x'>" PLAIN "<size>16777216</size></shmem>",
     "<shmem name='x'>" PLAIN "<size unit='M'>16</size></shmem>", NULL, NULL},
    {"server",
     "<shmem name='x' role='master'>" DOORBELL "<server path='/s'/><msi vectors='2'/>" AT
     "</shmem>",
     "<shmem name='x' role='master'>" DOORBELL
     "<server path='/s'/><msi vectors='2' ioeventfd='on'/>" AT "</shmem>",
     "chardev {\"backend\":\"socket\",\"id\":\"charshmem0\",\"path\":\"/s\"}\n"
     "device {\"driver\":\"ivshmem-doorbell\",\"id\":\"shmem0\",\"chardev\":\"charshmem0\","
     "\"vectors\":2,\"ioeventfd\":true,\"bus\":\"pci.0\",\"addr\":\"0x3\"}\n",
     NULL},
    {"odd size", "<shmem name='x'>" PLAIN "<size unit='M'>3</size></shmem>", NULL, NULL,
     "is a power of two in MiB, not '3'"},
    {"no server", "<shmem name='x'>" DOORBELL "</shmem>", NULL, NULL, "lacks its <server>"},
    {"a path", "<shmem name='../x'>" PLAIN "</shmem>", NULL, NULL, "cannot be the name of a file"},
    {"nameless", "<shmem>" PLAIN "</shmem>", NULL, NULL, "name"},
};

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    device_case_add("shmem", cases, G_N_ELEMENTS(cases));
    return g_test_run();
}
