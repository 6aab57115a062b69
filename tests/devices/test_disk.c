/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib.h>

#include "device_case.h"
#include "devices/disk.h"

#define SCSI(model) "<controller type='scsi' index='0' model='" model "'/>"
#define DRIVE(unit) "<address type='drive' controller='0' bus='0' target='0' unit='" unit "'/>"
#define FILE_SOURCE "<source file='/a.img'/>"
#define VIRTIO_DISK(driver, rest)                                                                  \
    "<disk type='file' device='disk'><driver name='qemu' " driver "/>" FILE_SOURCE                 \
    "<target dev='vda' bus='virtio'/>" rest "</disk>"
#define SCSI_DISK(rest)                                                                            \
    SCSI("virtio-scsi")                                                                            \
    "<disk>" FILE_SOURCE "<target dev='sda' bus='scsi'/>" rest "</disk>"

#define NODE(options, number, readonly, rest)                                                      \
    "blockdev {" options ",\"node-name\":\"libvirt-" number                                        \
    "-storage\",\"read-only\":" readonly rest "}\n"
#define IMAGE(number, readonly)                                                                    \
    NODE("\"driver\":\"file\",\"filename\":\"/a.img\"", number, readonly, "")

static const DeviceCase cases[] = {
    {"bus, format and device from little", "<disk>" FILE_SOURCE "<target dev='vda'/></disk>",
     "<disk type='file' device='disk'><driver name='qemu' type='raw'/>" FILE_SOURCE
     "<target dev='vda' bus='virtio'/></disk>",
     NULL, NULL},
    {"CD-ROM is read-only", "<disk device='cdrom'><target dev='sda' tray='closed'/></disk>",
     "<disk type='file' device='cdrom'><driver name='qemu' type='raw'/>"
     "<target dev='sda' bus='scsi'/><readonly/>" DRIVE("0") "</disk>",
     NULL, NULL},
    {"seven units a controller", "<disk>" FILE_SOURCE "<target dev='sdh'/></disk>",
     "<disk type='file' device='disk'><driver name='qemu' type='raw'/>" FILE_SOURCE
     "<target dev='sdh' bus='scsi'/><address type='drive' controller='1' bus='0' target='0' "
     "unit='0'/></disk>",
     NULL, NULL},
    {"sixteenth disk is on the third controller", "<disk>" FILE_SOURCE "<target dev='sdp'/></disk>",
     "<disk type='file' device='disk'><driver name='qemu' type='raw'/>" FILE_SOURCE
     "<target dev='sdp' bus='scsi'/><address type='drive' controller='2' bus='0' target='0' "
     "unit='1'/></disk>",
     NULL, NULL},
    {"virtio",
     "<disk>" FILE_SOURCE "<target dev='vdc'/><address type='pci' domain='0' bus='0' slot='4' "
     "function='0'/></disk>",
     NULL,
     IMAGE("1", "false") "device {\"driver\":\"virtio-blk-pci\",\"id\":"
                         "\"virtio-disk2\",\"bus\":\"pci.0\",\"addr\":\"0x4\","
                         "\"drive\":\"libvirt-1-storage\"}\n",
     NULL},
    {"vscsi, two disks counted from the end",
     SCSI("ibmvscsi") "<disk>" FILE_SOURCE "<target dev='sda'/></disk>"
                      "<disk device='cdrom'><target dev='sdb'/></disk>",
     NULL,
     IMAGE("2", "false") "device "
                         "{\"driver\":\"scsi-hd\",\"id\":\"scsi0-0-0-0\",\"bus\":"
                         "\"scsi0.0\",\"channel\":0,\"scsi-id\":0,\"lun\":0,\"device_"
                         "id\":\"drive-scsi0-0-0-0\",\"drive\":\"libvirt-2-storage\"}"
                         "\n"
                         "device "
                         "{\"driver\":\"scsi-cd\",\"id\":\"scsi0-0-0-1\",\"bus\":"
                         "\"scsi0.0\",\"channel\":0,\"scsi-id\":0,\"lun\":1,\"device_"
                         "id\":\"drive-scsi0-0-0-1\"}\n",
     NULL},
    {"lsilogic has no LUNs",
     SCSI("lsilogic") "<disk>" FILE_SOURCE "<target dev='sdb' bus='scsi'/></disk>", NULL,
     IMAGE("1", "false") "device "
                         "{\"driver\":\"scsi-hd\",\"id\":\"scsi0-0-1\",\"bus\":"
                         "\"scsi0.0\",\"scsi-id\":1,\"device_id\":\"drive-scsi0-0-1\""
                         ",\"drive\":\"libvirt-1-storage\"}\n",
     NULL},
    {"usb",
     "<disk>" FILE_SOURCE "<target dev='sda' bus='usb' removable='on'/>"
     "<address type='usb' bus='0' port='1'/></disk>",
     NULL,
     IMAGE("1", "false") "device "
                         "{\"driver\":\"usb-storage\",\"id\":\"usb-disk0\",\"bus\":"
                         "\"usb.0\",\"port\":\"1\",\"drive\":\"libvirt-1-storage\","
                         "\"removable\":true}\n",
     NULL},
    {"lun",
     SCSI("virtio-scsi") "<disk type='block' device='lun'><source dev='/dev/sg'/>"
                         "<target dev='sda' bus='scsi'/></disk>",
     NULL,
     NODE("\"driver\":\"host_device\",\"filename\":\"/dev/sg\"", "1", "false",
          "") "device {\"driver\":\"scsi-block\",\"id\":\"scsi0-0-0-0\",\"bus\":\"scsi0.0\","
              "\"channel\":0,\"scsi-id\":0,\"lun\":0,\"drive\":\"libvirt-1-storage\"}\n",
     NULL},
    {"no unmapping of zeroes without discard", VIRTIO_DISK("detect_zeroes='unmap'", ""), NULL,
     NODE("\"driver\":\"file\",\"filename\":\"/a.img\"", "1", "false",
          ",\"detect-zeroes\":\"on\"") "device "
                                       "{\"driver\":\"virtio-blk-pci\",\"id\":\"virtio-disk0\","
                                       "\"drive\":"
                                       "\"libvirt-1-storage\"}\n",
     NULL},
    {"same name twice", VIRTIO_DISK("", "") VIRTIO_DISK("", ""), NULL, NULL,
     "target 'vda' duplicated for disk sources"},
    {"same letters on one bus",
     VIRTIO_DISK("", "") "<disk>" FILE_SOURCE "<target dev='sda' bus='virtio'/></disk>", NULL, NULL,
     "the letters of target 'sda' are those of another disk"},
    {"no name", "<disk>" FILE_SOURCE "<target dev='v1' bus='virtio'/></disk>", NULL, NULL,
     "'v1' is no name for a disk"},
    {"no bus", "<disk>" FILE_SOURCE "<target dev='xvda'/></disk>", NULL, NULL,
     "the name 'xvda' of a disk says no bus"},
    {"IDE", "<disk>" FILE_SOURCE "<target dev='hda'/></disk>", NULL, NULL,
     "ide controllers are unsupported"},
    {"SD card", "<disk>" FILE_SOURCE "<target dev='sda' bus='sd'/></disk>", NULL, NULL,
     "sd controllers are unsupported"},
    {"volume by half", "<disk type='volume'><source pool='p'/><target dev='vda'/></disk>", NULL,
     NULL, "'pool' and 'volume' must be specified together"},
    {"network", "<disk type='network'><target dev='vda'/></disk>", NULL, NULL,
     "<source> of the network disk 'vda' lacks its 'protocol'"},
    {"empty disk", "<disk><target dev='vda'/></disk>", NULL, NULL, "only a CD-ROM may be empty"},
    {"floppy", "<disk device='floppy'>" FILE_SOURCE "<target dev='sda'/></disk>", NULL, NULL,
     "is no floppy drive on bus 'scsi'"},
    {"virtio CD-ROM", "<disk device='cdrom'>" FILE_SOURCE "<target dev='vda'/></disk>", NULL, NULL,
     "does not support ejectable media"},
    {"lun of a file", "<disk device='lun'>" FILE_SOURCE "<target dev='sda'/></disk>", NULL, NULL,
     "disk device='lun' is only valid for block type disk source"},
    {"attribute of the other type", "<disk type='block'>" FILE_SOURCE "<target dev='vda'/></disk>",
     NULL, NULL, "'file' of <source> does not belong to a disk of type 'block' ('vda')"},
    {"io native", VIRTIO_DISK("io='native'", ""), NULL, NULL, "io='native' of disk 'vda' needs"},
    {"format", VIRTIO_DISK("type='luks2'", ""), NULL, NULL, "unknown driver format value 'luks2'"},
    {"unknown thread", VIRTIO_DISK("iothread='3'", ""), NULL, NULL,
     "Disk iothread '3' of 'vda' is not defined"},
    {"shared qcow2", VIRTIO_DISK("type='qcow2'", "<shareable/>"), NULL, NULL,
     "shared access for disk 'vda' requires format 'raw'"},
    {"copy on read of what cannot be written", VIRTIO_DISK("copy_on_read='on'", "<readonly/>"),
     NULL, NULL, "copy_on_read is not compatible with read-only disk 'vda'"},
    {"serial", VIRTIO_DISK("", "<serial>a,b</serial>"), NULL, NULL, "has other characters than"},
    {"block size", VIRTIO_DISK("", "<blockio logical_block_size='513'/>"), NULL, NULL,
     "is no power of 2"},
    {"wwn on virtio", VIRTIO_DISK("", "<wwn>5000c50015ea71ac</wwn>"), NULL, NULL,
     "disk 'vda' cannot have 'wwn'"},
    {"wwn", SCSI_DISK("<wwn>5000</wwn>"), NULL, NULL, "malformed <wwn> '5000'"},
    {"vendor", SCSI_DISK("<vendor>123456789</vendor>"), NULL, NULL, "longer than 8 characters"},
    {"product", SCSI_DISK("<product>12345678901234567</product>"), NULL, NULL,
     "longer than 16 characters"},
    {"product on SATA",
     "<disk>" FILE_SOURCE "<target dev='sda' bus='sata'/>"
     "<product>12345678901234567890123456789012345678901</product></disk>",
     NULL, NULL, "longer than 40 characters"},
    {"label that is not used",
     "<disk><source file='/a'><seclabel model='dac' relabel='no'><label>1:1</label></seclabel>"
     "</source><target dev='vda'/></disk>",
     NULL, NULL, "Cannot specify a label if relabelling is turned off. model=dac"},
    {"beyond the adapter",
     SCSI_DISK("<address type='drive' controller='0' bus='1' target='0' unit='0'/>"), NULL, NULL,
     "is beyond SCSI controller '0', which has buses to '0'"},
    {"USB is off",
     "<controller type='usb' index='0' model='none'/><disk>" FILE_SOURCE
     "<target dev='sda' bus='usb'/></disk>",
     NULL, NULL, "<disk> needs USB"},
};

static void
test_target_number(void)
{
    static const struct {
        const char *name;
        int number;
    } rows[] = {
        {"vda", 0},   {"sdz", 25}, {"vdaa", 26},      {"xvdb", 1}, {"hdd", 3},    {"vd", -1},
        {"vda1", -1}, {"vdA", -1}, {"vdabcdefg", -1}, {"", -1},    {"nvme0", -1},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        g_assert_cmpint(disk_target_number(rows[i].name), ==, rows[i].number);
    g_assert_cmpint(disk_target_number(NULL), ==, -1);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    device_case_add("disk", cases, G_N_ELEMENTS(cases));
    g_test_add_func("/devices/disk/target number", test_target_number);
    return g_test_run();
}
