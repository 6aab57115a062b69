/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib.h>

#include "device_case.h"

static const DeviceCase cases[] = {
    {"plain", "<graphics type='vnc'/>",
     "<graphics type='vnc' port='-1' autoport='yes'><listen type='address'/></graphics>",
     "-vnc 127.0.0.1:0,audiodev=audio1\n", NULL},
    {"all options",
     "<graphics type='vnc' port='5903' websocket='5700' listen='::1' passwd='x' keymap='de' "
     "sharePolicy='ignore' powerControl='yes'><audio id='1'/></graphics>",
     "<graphics type='vnc' port='5903' autoport='no' websocket='5700' listen='::1' keymap='de' "
     "sharePolicy='ignore' powerControl='yes' passwd='x'><listen type='address' address='::1'/>"
     "<audio id='1'/></graphics>",
     "-vnc [::1]:3,websocket=5700,password=on,share=ignore,power-control=on,audiodev=audio1\n"
     "-k de\n",
     NULL},
    {"socket", "<graphics type='vnc' socket='/tmp/a,b'/>",
     "<graphics type='vnc' socket='/tmp/a,b'><listen type='socket' socket='/tmp/a,b'/></graphics>",
     "-vnc vnc=unix:/tmp/a,,b,audiodev=audio1\n", NULL},
    {"own socket", "<graphics type='vnc'><listen type='socket'/></graphics>",
     "<graphics type='vnc'><listen type='socket'/></graphics>",
     "-vnc vnc=unix:/run/x/vnc.sock,audiodev=audio1\n", NULL},
    {"injected option", "<graphics type='vnc' listen='a,websocket=1'/>", NULL,
     "-vnc a,,websocket=1:0,audiodev=audio1\n", NULL},
    {"spice", "<graphics type='spice'/>", "<graphics type='spice'><listen type='none'/></graphics>",
     "-spice port=0,disable-ticketing=on,seamless-migration=on\n", NULL},
    {"spice ports of -1", "<graphics type='spice' port='-1' tlsPort='-1'/>",
     "<graphics type='spice' autoport='yes'><listen type='address'/></graphics>",
     "-spice port=5900,addr=127.0.0.1,disable-ticketing=on,seamless-migration=on\n", NULL},
    {"spice with one port of -1", "<graphics type='spice' port='-1'/>",
     "<graphics type='spice' port='-1' autoport='no'><listen type='address'/></graphics>",
     "-spice port=5900,addr=127.0.0.1,disable-ticketing=on,seamless-migration=on\n", NULL},
    {"port of a socket", "<graphics type='vnc' port='5900' socket='/x'/>",
     "<graphics type='vnc' socket='/x'><listen type='socket' socket='/x'/></graphics>", NULL, NULL},
    {"spice with automatic TLS",
     "<graphics type='spice' autoport='yes'><channel name='main' mode='secure'/></graphics>", NULL,
     "-spice port=5900,tls-port=5901,addr=127.0.0.1,disable-ticketing=on,x509-dir=/etc/pki/qemu,"
     "tls-channel=main,seamless-migration=on\n",
     NULL},
    {"spice and vnc", "<graphics type='spice' autoport='yes'/><graphics type='vnc'/>", NULL,
     "-spice port=5901,addr=127.0.0.1,disable-ticketing=on,seamless-migration=on\n"
     "-vnc 127.0.0.1:0,audiodev=audio1\n",
     NULL},
    {"spice option injected", "<graphics type='spice' port='5900' listen='a,gl=on'/>", NULL,
     "-spice port=5900,addr=a,,gl=on,disable-ticketing=on,seamless-migration=on\n", NULL},
    {"spice channels",
     "<graphics type='spice' port='5900'><channel name='record' mode='secure'/><channel "
     "name='main' mode='any'/><channel name='display' mode='secure'/><channel name='display' "
     "mode='insecure'/></graphics>",
     "<graphics type='spice' port='5900' autoport='no'><listen type='address'/><channel "
     "name='display' mode='insecure'/><channel name='record' mode='secure'/></graphics>",
     NULL, NULL},
    {"password's end without a password",
     "<graphics type='vnc' passwdValidTo='2031-05-31T16:11:22' connected='keep'/>",
     "<graphics type='vnc' port='-1' autoport='yes'><listen type='address'/></graphics>", NULL,
     NULL},
    {"wrong end", "<graphics type='vnc' passwd='x' passwdValidTo='2031-05-31'/>", NULL, NULL,
     "'2031-05-31' of passwdValidTo is not a time"},
    {"two", "<graphics type='vnc'/><graphics type='vnc'/>", NULL, NULL,
     "only one <graphics> of each type"},
    {"foreign", "<graphics type='sdl' listen='::1'/>", NULL, NULL,
     "'listen' does not belong in <graphics type='sdl'>"},
    {"low port", "<graphics type='vnc' port='80'/>", NULL, NULL, "must be in range [5900,65535]"},
    {"two listens",
     "<graphics type='vnc'><listen type='address'/><listen type='address'/></graphics>", NULL, NULL,
     "multiple listens are not supported"},
    {"two addresses",
     "<graphics type='vnc' listen='::1'><listen type='address' address='::2'/></graphics>", NULL,
     NULL, "attribute 'listen' of <graphics> is '::1', but its first <listen> says '::2'"},
    {"no port", "<graphics type='vnc' autoport='no'/>", NULL, NULL, "lacks its port"},
};

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    device_case_add("graphics", cases, G_N_ELEMENTS(cases));
    return g_test_run();
}
