/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib.h>

#include "device_case.h"

#define PORT "<address type='virtio-serial' controller='0' bus='0' port='2'/>"

static const DeviceCase cases[] = {
    {"chosen socket",
     "<controller type='virtio-serial' index='0'/>"
     "<channel type='unix'><source mode='bind'/><target type='virtio' name='a/b' "
     "state='connected'/>" PORT "</channel>",
     "<channel type='unix'><target type='virtio' name='a/b'/>" PORT "</channel>",
     "chardev "
     "{\"backend\":\"socket\",\"id\":\"charchannel0\",\"path\":\"/run/x/"
     "a_b\",\"server\":true,\"wait\":false}\n"
     "device "
     "{\"driver\":\"virtserialport\",\"id\":\"channel0\",\"bus\":\"virtio-serial0.0\",\"nr\":2,"
     "\"chardev\":\"charchannel0\",\"name\":\"a/b\"}\n",
     NULL},
    {"chosen socket, no name",
     "<controller type='virtio-serial' index='0'/>"
     "<channel type='unix'><target type='virtio'/>" PORT "</channel>",
     NULL,
     "chardev "
     "{\"backend\":\"socket\",\"id\":\"charchannel0\",\"path\":\"/run/x/"
     "vioser-00-00-02.sock\",\"server\":true,\"wait\":false}\n"
     "device "
     "{\"driver\":\"virtserialport\",\"id\":\"channel0\",\"bus\":\"virtio-serial0.0\",\"nr\":2,"
     "\"chardev\":\"charchannel0\"}\n",
     NULL},
    {"socket chosen earlier",
     "<controller type='virtio-serial' index='0'/>"
     "<channel type='unix'><source mode='bind' path='/run/domain-3-x/ga'/><target type='virtio' "
     "name='ga'/></channel>",
     "<channel type='unix'><target type='virtio' name='ga'/></channel>", NULL, NULL},
    {"user's socket",
     "<controller type='virtio-serial' index='0'/>"
     "<channel type='unix'><source mode='bind' path='/run/x/ga'/><target type='virtio' "
     "name='ga'/></channel>",
     "<channel type='unix'><source mode='bind' path='/run/x/ga'/><target type='virtio' "
     "name='ga'/></channel>",
     NULL, NULL},
    {"port 0 means any",
     "<controller type='virtio-serial' index='0'/>"
     "<channel type='pty'><target type='virtio'/><address type='virtio-serial' controller='0' "
     "bus='0' port='0'/></channel>",
     "<channel type='pty'><target type='virtio'/><address type='virtio-serial' controller='0' "
     "bus='0'/></channel>",
     NULL, NULL},
    {"no target",
     "<controller type='virtio-serial' index='0'/>"
     "<channel type='pty'/>",
     NULL, NULL, "<channel> lacks its <target type='virtio'/>"},
    {"guestfwd",
     "<controller type='virtio-serial' index='0'/>"
     "<channel type='null'><target type='guestfwd'/></channel>",
     NULL, NULL, "needs an address and a port"},
    {"spice",
     "<controller type='virtio-serial' index='0'/>"
     "<channel type='spicevmc'><target type='virtio'/></channel>",
     NULL, NULL, "<channel> of type 'spicevmc' needs a <graphics type='spice'>"},
    {"one name twice",
     "<controller type='virtio-serial' index='0'/>"
     "<channel type='pty'><target type='virtio' name='a'/></channel>"
     "<channel type='pty'><target type='virtio' name='a'/></channel>",
     NULL, NULL, "two channels have the name 'a'"},
    {"long name",
     "<controller type='virtio-serial' index='0'/>"
     "<channel type='unix'><target type='virtio' "
     "name='012345678901234567890123456789012345678901234567890123456789"
     "01234567890123456789012345678901234567890123456789'/></channel>",
     NULL, NULL, "which is longer than a socket's path may be"},
};

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    device_case_add("channel", cases, G_N_ELEMENTS(cases));
    return g_test_run();
}
