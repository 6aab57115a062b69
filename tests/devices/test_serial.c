/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib.h>

#include "device_case.h"

#define REG "<address type='spapr-vio' reg='0x30000000'/>"

static const DeviceCase cases[] = {
    {"pty by default", "<serial/>",
     "<serial type='pty'><target type='spapr-vio-serial' port='0'><model "
     "name='spapr-vty'/></target></serial>",
     NULL, NULL},
    {"isa is the platform's", "<serial type='null'><target type='isa-serial' port='0'/></serial>",
     "<serial type='null'><target type='spapr-vio-serial' port='0'><model "
     "name='spapr-vty'/></target></serial>",
     NULL, NULL},
    {"numbers",
     "<serial type='pty'/><serial type='pty'><target port='5'/></serial><serial type='pty'/>",
     "<serial type='pty'><target type='spapr-vio-serial' port='6'><model "
     "name='spapr-vty'/></target></serial>"
     "<serial type='pty'><target type='spapr-vio-serial' port='5'><model "
     "name='spapr-vty'/></target></serial>"
     "<serial type='pty'><target type='spapr-vio-serial' port='7'><model "
     "name='spapr-vty'/></target></serial>",
     NULL, NULL},
    {"path of a pty", "<serial type='pty' tty='/dev/pts/3'><source path='/dev/pts/3'/></serial>",
     "<serial type='pty'><target type='spapr-vio-serial' port='0'><model "
     "name='spapr-vty'/></target></serial>",
     NULL, NULL},
    {"mode of a socket", "<serial type='unix'><source path='/x'/></serial>",
     "<serial type='unix'><source mode='connect' path='/x'/><target type='spapr-vio-serial' "
     "port='0'><model name='spapr-vty'/></target></serial>",
     NULL, NULL},
    {"protocol of tcp", "<serial type='tcp'><source host='h' service='1'/></serial>",
     "<serial type='tcp'><source mode='connect' host='h' service='1'/><protocol "
     "type='raw'/><target type='spapr-vio-serial' port='0'><model "
     "name='spapr-vty'/></target></serial>",
     NULL, NULL},
    {"file, log",
     "<serial type='file'><source path='/x' append='on'/><log file='/y' append='off'/>" REG
     "</serial>",
     NULL,
     "chardev "
     "{\"backend\":\"file\",\"id\":\"charserial0\",\"path\":\"/x\",\"append\":true,\"logfile\":\"/"
     "y\",\"logappend\":false}\n"
     "device "
     "{\"driver\":\"spapr-vty\",\"id\":\"serial0\",\"chardev\":\"charserial0\",\"reg\":805306368}"
     "\n",
     NULL},
    {"socket, listening", "<serial type='unix'><source mode='bind' path='/x'/>" REG "</serial>",
     NULL,
     "chardev "
     "{\"backend\":\"socket\",\"id\":\"charserial0\",\"path\":\"/"
     "x\",\"server\":true,\"wait\":false}\n"
     "device "
     "{\"driver\":\"spapr-vty\",\"id\":\"serial0\",\"chardev\":\"charserial0\",\"reg\":805306368}"
     "\n",
     NULL},
    {"tcp, telnet",
     "<serial type='tcp'><source mode='bind' host='h' service='1'/><protocol type='telnet'/>" REG
     "</serial>",
     NULL,
     "chardev "
     "{\"backend\":\"socket\",\"id\":\"charserial0\",\"host\":\"h\",\"port\":\"1\",\"telnet\":true,"
     "\"server\":true,\"wait\":false}\n"
     "device "
     "{\"driver\":\"spapr-vty\",\"id\":\"serial0\",\"chardev\":\"charserial0\",\"reg\":805306368}"
     "\n",
     NULL},
    {"reconnect",
     "<serial type='unix'><source mode='connect' path='/x'><reconnect enabled='yes' "
     "timeout='3'/></source>" REG "</serial>",
     NULL,
     "chardev {\"backend\":\"socket\",\"id\":\"charserial0\",\"path\":\"/x\",\"reconnect\":3}\n"
     "device "
     "{\"driver\":\"spapr-vty\",\"id\":\"serial0\",\"chardev\":\"charserial0\",\"reg\":805306368}"
     "\n",
     NULL},
    {"udp",
     "<serial type='udp'><source mode='bind' host='a' service='1'/><source mode='connect' host='b' "
     "service='2'/>" REG "</serial>",
     NULL,
     "chardev "
     "{\"backend\":\"udp\",\"id\":\"charserial0\",\"host\":\"b\",\"port\":\"2\",\"localaddr\":"
     "\"a\",\"localport\":\"1\"}\n"
     "device "
     "{\"driver\":\"spapr-vty\",\"id\":\"serial0\",\"chardev\":\"charserial0\",\"reg\":805306368}"
     "\n",
     NULL},
    {"udp, one way", "<serial type='udp'><source mode='connect' service='2'/>" REG "</serial>",
     NULL,
     "chardev "
     "{\"backend\":\"udp\",\"id\":\"charserial0\",\"host\":\"\",\"port\":\"2\",\"localaddr\":\"\","
     "\"localport\":\"0\"}\n"
     "device "
     "{\"driver\":\"spapr-vty\",\"id\":\"serial0\",\"chardev\":\"charserial0\",\"reg\":805306368}"
     "\n",
     NULL},
    {"host's port", "<serial type='dev'><source path='/dev/ttyS0'/>" REG "</serial>", NULL,
     "chardev {\"backend\":\"serial\",\"id\":\"charserial0\",\"path\":\"/dev/ttyS0\"}\n"
     "device "
     "{\"driver\":\"spapr-vty\",\"id\":\"serial0\",\"chardev\":\"charserial0\",\"reg\":805306368}"
     "\n",
     NULL},
    {"usb",
     "<serial type='stdio'><target type='usb-serial'/><address type='usb' bus='0' "
     "port='1'/></serial>",
     NULL,
     "chardev {\"backend\":\"stdio\",\"id\":\"charserial0\"}\n"
     "device "
     "{\"driver\":\"usb-serial\",\"id\":\"serial0\",\"chardev\":\"charserial0\",\"bus\":\"usb.0\","
     "\"port\":\"1\"}\n",
     NULL},
    {"pci",
     "<serial type='null'><target type='pci-serial'/><address type='pci' domain='0x0000' "
     "bus='0x00' slot='0x03' function='0x0'/></serial>",
     NULL,
     "chardev {\"backend\":\"null\",\"id\":\"charserial0\"}\n"
     "device "
     "{\"driver\":\"pci-serial\",\"id\":\"serial0\",\"chardev\":\"charserial0\",\"bus\":\"pci.0\","
     "\"addr\":\"0x3\"}\n",
     NULL},
    {"foreign target", "<serial type='pty'><target type='sclp-serial'/></serial>", NULL, NULL,
     "target type 'sclp-serial' of <serial> does not exist in a pseries guest"},
    {"foreign model",
     "<serial type='pty'><target type='pci-serial'><model name='spapr-vty'/></target></serial>",
     NULL, NULL, "model 'spapr-vty' of <serial> does not go with target type 'pci-serial'"},
    {"no path", "<serial type='file'><source append='on'/></serial>", NULL, NULL,
     "the <source> of a device of type 'file' lacks 'path'"},
    {"no source", "<serial type='unix'/>", NULL, NULL,
     "<serial> of type 'unix' lacks its <source>"},
    {"foreign member", "<serial type='null'><source path='/x'/></serial>", NULL, NULL,
     "'path' does not belong in the <source> of a device of type 'null'"},
    {"two sources", "<serial type='dev'><source path='/x'/><source path='/y'/></serial>", NULL,
     NULL, "has 2 <source> elements, of which it can have 1"},
    {"udp without remote", "<serial type='udp'><source mode='bind' service='1'/></serial>", NULL,
     NULL, "lacks a <source> of mode 'connect'"},
    {"reconnect when listening",
     "<serial type='unix'><source mode='bind' path='/x'><reconnect enabled='yes' "
     "timeout='1'/></source></serial>",
     NULL, NULL, "<reconnect> is possible only for a <source> of mode 'connect'"},
    {"reconnect without timeout",
     "<serial type='unix'><source path='/x'><reconnect enabled='yes'/></source></serial>", NULL,
     NULL, "<reconnect enabled='yes'> lacks its timeout"},
    {"tls", "<serial type='tcp'><source host='h' service='1' tls='yes'/></serial>", NULL,
     "object {\"qom-type\":\"tls-creds-x509\",\"id\":\"objcharserial0_tls0\",\"dir\":"
     "\"/etc/pki/qemu\",\"endpoint\":\"client\",\"verify-peer\":true}\n"
     "chardev {\"backend\":\"socket\",\"id\":\"charserial0\",\"host\":\"h\",\"port\":\"1\","
     "\"tls-creds\":\"objcharserial0_tls0\"}\n"
     "device {\"driver\":\"spapr-vty\",\"id\":\"serial0\",\"chardev\":\"charserial0\"}\n",
     NULL},
    {"tls protocol",
     "<serial type='tcp'><source host='h' service='1'/><protocol type='tls'/></serial>", NULL, NULL,
     "protocol type 'tls' of <serial> is of other hypervisors"},
    {"foreign protocol", "<serial type='pty'><protocol type='raw'/></serial>", NULL, NULL,
     "<protocol> does not belong in <serial> of type 'pty'"},
    {"foreign tty", "<serial type='null' tty='/x'/>", NULL, NULL,
     "attribute 'tty' does not belong in <serial> of type 'null'"},
    {"spice", "<serial type='spicevmc'/>", NULL, NULL,
     "type 'spicevmc' is not possible for <serial>"},
    {"no usb",
     "<controller type='usb' index='0' model='none'/><serial type='pty'><target "
     "type='usb-serial'/></serial>",
     NULL, NULL, "<serial> needs USB, which is disabled"},
};

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    device_case_add("serial", cases, G_N_ELEMENTS(cases));
    return g_test_run();
}
