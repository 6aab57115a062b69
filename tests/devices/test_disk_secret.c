/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib.h>

#include "device_case.h"

#define TARGET "<target dev='sda' bus='usb'/><address type='usb' bus='0' port='1'/>"
#define PASSPHRASE(name) "<secret type='passphrase' " name "/>"
#define LUKS "<encryption format='luks'>" PASSPHRASE("usage='/v'") "</encryption>"
#define SHOWN_LUKS                                                                                 \
    "<encryption format='luks' engine='qemu'>" PASSPHRASE("usage='/v'") "</encryption>"
#define AUTH(type, name) "<auth username='u'><secret type='" type "' " name "/></auth>"
#define DISK(format, inner, rest)                                                                  \
    "<disk type='file' device='disk'><driver name='qemu' type='" format "'/>"                      \
    "<source file='/a'>" inner "</source>" rest "</disk>"
#define NETWORK(protocol, name, inner)                                                             \
    "<disk type='network' device='disk'><driver name='qemu' type='raw'/><source "                  \
    "protocol='" protocol "' name='" name "'><host name='h' port='1'/>" inner "</source>" TARGET   \
    "</disk>"

/* Without a table of secrets their values are left out. */
#define SECRET(id)                                                                                 \
    "object {\"qom-type\":\"secret\",\"id\":\"libvirt-1-" id "-secret0\","                         \
    "\"keyid\":\"masterKey0\",\"format\":\"base64\"}\n"
#define STORAGE(options)                                                                           \
    "blockdev {" options ",\"node-name\":\"libvirt-1-storage\",\"read-only\":false}\n"
#define DEVICE(node)                                                                               \
    "device {\"driver\":\"usb-storage\",\"id\":\"usb-disk0\",\"bus\":\"usb.0\",\"port\":\"1\","    \
    "\"drive\":\"libvirt-1-" node "\",\"removable\":false}\n"
#define FILE_BELOW                                                                                 \
    "blockdev {\"driver\":\"file\",\"filename\":\"/a\",\"node-name\":\"libvirt-1-storage\","       \
    "\"auto-read-only\":true,\"discard\":\"unmap\"}\n"

static const DeviceCase cases[] = {
    {"luks", DISK("raw", LUKS, TARGET), DISK("raw", SHOWN_LUKS, TARGET),
     SECRET("format-encryption") FILE_BELOW
     "blockdev {\"node-name\":\"libvirt-1-format\",\"driver\":\"luks\","
     "\"key-secret\":\"libvirt-1-format-encryption-secret0\","
     "\"file\":\"libvirt-1-storage\",\"read-only\":false}\n" DEVICE("format"),
     NULL},
    {"luks in qcow2", DISK("qcow2", LUKS, TARGET), NULL,
     SECRET("format-encryption") FILE_BELOW
     "blockdev {\"node-name\":\"libvirt-1-format\",\"driver\":\"qcow2\","
     "\"encrypt\":{\"format\":\"luks\",\"key-secret\":"
     "\"libvirt-1-format-encryption-secret0\"},"
     "\"file\":\"libvirt-1-storage\",\"read-only\":false}\n" DEVICE("format"),
     NULL},
    {"rbd", NETWORK("rbd", "p/i", AUTH("ceph", "usage='c'")), NULL,
     SECRET("storage-auth")
         STORAGE("\"driver\":\"rbd\",\"pool\":\"p\",\"image\":\"i\",\"server\":[{\"host\":\"h\","
                 "\"port\":\"1\"}],\"user\":\"u\",\"auth-client-required\":[\"cephx\",\"none\"],"
                 "\"key-secret\":\"libvirt-1-storage-auth-secret0\"") DEVICE("storage"),
     NULL},
    {"librbd decrypts",
     NETWORK(
         "rbd", "p/i",
         "<encryption format='luks2' engine='librbd'>" PASSPHRASE("usage='/v'") "</encryption>"),
     NULL,
     SECRET("storage-encryption")
         STORAGE("\"driver\":\"rbd\",\"pool\":\"p\",\"image\":\"i\",\"server\":[{\"host\":\"h\","
                 "\"port\":\"1\"}],\"encrypt\":{\"format\":\"luks2\",\"key-secret\":"
                 "\"libvirt-1-storage-encryption-secret0\"}") DEVICE("storage"),
     NULL},
    {"iscsi", NETWORK("iscsi", "t/1", AUTH("iscsi", "usage='c'")), NULL,
     SECRET("storage-auth")
         STORAGE("\"driver\":\"iscsi\",\"portal\":\"h:1\",\"target\":\"t\",\"lun\":1,"
                 "\"transport\":\"tcp\",\"user\":\"u\",\"password-secret\":"
                 "\"libvirt-1-storage-auth-secret0\"") DEVICE("storage"),
     NULL},
    {"http with a password and cookies",
     NETWORK("http", "a",
             AUTH("iscsi", "usage='c'") "<cookies><cookie name='a'>b</cookie>"
                                        "<cookie name='c'>\"d\"</cookie></cookies>"),
     NULL,
     SECRET("storage-auth") SECRET("storage-httpcookie") STORAGE(
         "\"driver\":\"http\",\"url\":\"http://h:1/a\",\"username\":\"u\",\"password-secret\":"
         "\"libvirt-1-storage-auth-secret0\",\"cookie-secret\":"
         "\"libvirt-1-storage-httpcookie-secret0\"") DEVICE("storage"),
     NULL},
    {"two places", DISK("raw", LUKS, TARGET LUKS), NULL, NULL,
     "an <encryption> definition already found"},
    {"uuid and usage",
     DISK("raw",
          "<encryption format='luks'>" PASSPHRASE(
              "usage='a' uuid='85d6af2a-12bd-4398-8a04-9b4756faad47'") "</encryption>",
          TARGET),
     NULL, NULL, "either secret uuid or usage expected"},
    {"neither", DISK("raw", "<encryption format='luks'>" PASSPHRASE("") "</encryption>", TARGET),
     NULL, NULL, "missing secret uuid or usage attribute"},
    {"no secret", DISK("raw", "<encryption format='luks'/>", TARGET), NULL, NULL,
     "missing secret info for 'luks' driver"},
    {"two secrets",
     DISK("raw",
          "<encryption format='luks'>" PASSPHRASE("usage='a'")
              PASSPHRASE("usage='b'") "</encryption>",
          TARGET),
     NULL, NULL, "expects only a single secret"},
    {"old encryption",
     DISK("qcow2", "<encryption format='qcow'>" PASSPHRASE("usage='a'") "</encryption>", TARGET),
     NULL, NULL, "old qcow/qcow2 encryption is not supported"},
    {"luks2 by QEMU",
     DISK("raw", "<encryption format='luks2'>" PASSPHRASE("usage='a'") "</encryption>", TARGET),
     NULL, NULL, "'luks2' is currently not supported by the qemu encryption engine"},
    {"librbd without rbd",
     DISK("raw",
          "<encryption format='luks' engine='librbd'>" PASSPHRASE("usage='a'") "</encryption>",
          TARGET),
     NULL, NULL, "librbd encryption is supported only with RBD backed disks"},
    {"vmdk", DISK("vmdk", LUKS, TARGET), NULL, NULL,
     "encryption is supported only with 'raw' and 'qcow2' image format"},
    {"auth of a file", DISK("raw", AUTH("ceph", "usage='c'"), TARGET), NULL, NULL,
     "is for images of type 'network'"},
    {"auth of nbd", NETWORK("nbd", "x", AUTH("ceph", "usage='c'")), NULL, NULL,
     "authentication is not supported for protocol 'nbd'"},
    {"secret of another type", NETWORK("rbd", "p/i", AUTH("iscsi", "usage='c'")), NULL, NULL,
     "invalid secret type 'iscsi'"},
    {"auth without a secret", NETWORK("rbd", "p/i", "<auth username='u'/>"), NULL, NULL,
     "Missing <secret> element in auth"},
    {"cookies of nbd", NETWORK("nbd", "x", "<cookies><cookie name='a'>b</cookie></cookies>"), NULL,
     NULL, "<cookies> of <source> is not possible with protocol 'nbd'"},
    {"cookie twice",
     NETWORK("http", "x",
             "<cookies><cookie name='a'>b</cookie><cookie name='a'>c</cookie></cookies>"),
     NULL, NULL, "duplicate cookie 'a'"},
    {"cookie with a blank",
     NETWORK("http", "x", "<cookies><cookie name='a'>b c</cookie></cookies>"), NULL, NULL,
     "value of cookie 'a' contains invalid characters"},
    {"cookie of a bad name",
     NETWORK("http", "x", "<cookies><cookie name='a='>b</cookie></cookies>"), NULL, NULL,
     "cookie name 'a=' contains invalid characters"},
    {"cookie without a value", NETWORK("http", "x", "<cookies><cookie name='a'/></cookies>"), NULL,
     NULL, "missing value for cookie 'a'"},
};

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    device_case_add("disk", cases, G_N_ELEMENTS(cases));
    return g_test_run();
}
