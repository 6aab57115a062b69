# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A small document for each rule of rules.py, which differs as that rule says: text(NAME)."""

# What is inside of <devices> ...
DEVICES = {
    'usb-full-speed': '<controller type="usb" model="ehci"/><hub type="usb"/>',
    'usb-companion': '<controller type="usb" index="0" model="qemu-xhci"/><controller type="usb" index="1" model="ich9-uhci1"><master startport="0"/></controller>',
    'phb-target': '<controller type="pci" index="1" model="pci-root"/><controller type="pci" index="2" model="pci-root"><target index="1"/></controller>',
    'console-port': '<console type="pty"><target type="virtio"/><address type="virtio-serial" controller="0"/></console>'
                    '<console type="pty"><target type="virtio"/><address type="virtio-serial" controller="0"/></console>',
    'multifunction-off': '<memballoon model="virtio"><address type="pci" slot="0x3" function="0x0" multifunction="off"/></memballoon>'
                         '<rng model="virtio"><backend model="random">/dev/urandom</backend><address type="pci" slot="0x3" function="0x1"/></rng>',
    'vnc-port': '<graphics type="vnc" autoport="no"/>',
    'usb-port-count': '<controller type="usb" model="piix3-uhci" ports="4"/>',
    'transport': '<disk type="network"><source protocol="rbd" name="a/b"><host transport="unix" socket="/i/s"/></source><target dev="vda"/></disk>',
    'several-hosts': '<disk type="network"><source protocol="nbd" name="a"><host name="a"/><host name="b"/></source><target dev="vda"/></disk>',
    'filesystem-driver': '<filesystem type="mount"><driver type="handle"/><source dir="/i"/><target dir="a"/></filesystem>',
    'one-display': '<graphics type="vnc"/><graphics type="vnc"/>',
    'several-listens': '<graphics type="vnc"><listen type="address"/><listen type="address" address="127.0.0.1"/></graphics>',
    'device-model': '<sound model="sb16"/>',
    'serial-target': '<serial type="pty"><target type="system-serial"/></serial>',
    'scsi-reach': '<controller type="scsi" model="lsisas1068"/><disk type="file"><source file="/i/a"/><target dev="sdc" bus="scsi"/></disk>',
    'geometry': '<disk type="file" device="cdrom"><source file="/i/a"/><target dev="sda" bus="scsi"/><geometry cyls="10" heads="4" secs="32"/></disk>',
    'port-name': '<channel type="pty"><target type="virtio" name="a"/></channel><channel type="pty"><target type="virtio" name="a"/></channel>',
    'empty-path': '<serial type="file"><source path=""/></serial>',
    'empty-lease': '<lease><lockspace>a</lockspace><key>b</key><target path=""/></lease>',
    'relative-path': '<rng model="virtio"><backend model="random"> /dev/urandom</backend></rng>',
    'host-side': '<interface type="user"><vlan><tag id="2"/></vlan></interface>',
    'empty-service': '<serial type="tcp"><source mode="connect" host="" service="1"/></serial>',
    'interface-type': '<interface type="null"/>',
    'channel-target': '<channel type="pty"><target type="xen" name="a"/></channel>',
    'octal': '<memballoon model="virtio"><address type="pci" slot="010"/></memballoon>',
    'empty-host': '<disk type="network"><source protocol="http" name="a"><host name=""/></source><target dev="vda"/></disk>',
    'dbus-display': '<graphics type="dbus"/>',
    'address-type': '<interface type="user"><mac address="52:54:00:00:00:01"/><model type="rtl8139"/><address type="usb" bus="0" port="1"/></interface>',
    'vsock-cid': '<vsock model="virtio"><cid auto="no"/></vsock>',
    'nic-driver': '<interface type="user"><mac address="52:54:00:00:00:01"/><model type="e1000"/><driver name="x"/></interface>',
    'udp-sources': '<serial type="udp"><source mode="connect" host="127.0.0.1" service="1"/><source mode="connect" host="127.0.0.1" service="2"/></serial>',
    'controller-driver': '<controller type="scsi" model="lsilogic"><driver iommu="on"/></controller>',
    'master-port': '<controller type="usb" index="0" model="ich9-ehci1"/><controller type="usb" index="0" model="ich9-uhci2"><master/></controller>',
    'no-file': '<input type="passthrough" bus="virtio"/>',
    'hostdev-driver': '<interface type="hostdev"><mac address="52:54:00:00:00:01"/><driver event_idx="on"/><source><address type="pci" domain="0" bus="3" slot="0" function="0"/></source></interface>',
    'user-address': '<interface type="user"><source address="127.0.0.1" port="2"/></interface>',
    'raw-backing-store': '<disk type="file"><driver name="qemu" type="raw"/><source file="/i/a"/><backingStore type="file"><format type="raw"/><source file="/i/b"/></backingStore>'
                         '<target dev="vda" bus="virtio"/></disk>',
    'white-space': '<disk type="file"><source file="&#10;/i/a"/><target dev="vda" bus="virtio"/></disk>',
    'empty-address': '<interface type="udp"><source address="" port="1"><local address="127.0.0.1" port="2"/></source></interface>',
    'iscsi-port': '<hostdev mode="subsystem" type="scsi"><source protocol="iscsi" name="iqn.2024-01.example:t/1"><host name="example.org"/></source></hostdev>',
    'host-address': '<hostdev mode="subsystem" type="pci"><source/></hostdev>',
    'unused-controller': '<controller type="scsi" model="auto"/>',
    'controller-type': '<controller type="fdc"/>',
    'empty-text': '<channel type="pty"><target type="virtio" name=""/></channel>',
    'source-dev': '<interface type="user"><mac address="52:54:00:00:00:01"/><source dev="eth0"/></interface>',
    'smartcard-reader': '<smartcard mode="host"><address type="ccid" controller="0" slot="0"/></smartcard><smartcard mode="host"><address type="ccid" controller="1" slot="0"/></smartcard>',
    'isa-serial-number': '<serial type="pty"><target type="isa-serial" port="7"/></serial>',
    'bus-of-address': '<controller type="pci" index="1" model="pci-bridge"><address type="pci" bus="0x2" slot="0x19"/></controller>',
    'shmem-size': '<shmem name="a"><model type="ivshmem-plain"/><size>4096</size></shmem>',
    'first-console': '<serial type="pty"/><console type="spicevmc"/><graphics type="spice"/>',
    'hex-bus': '<disk type="file"><source file="/i/a"/><target dev="sda" bus="scsi"/><address type="drive" bus="0x0"/></disk>',
    'usb-none': '<controller type="usb" model="none"/><graphics type="vnc"/>',
    'empty-drive': '<disk type="network" device="cdrom"><source/><target dev="sda" bus="scsi"/></disk>',
    'iommu-platform': '<rng model="virtio"><driver iommu="on"/><backend model="random">/dev/urandom</backend></rng>',
    'nic-case': '<interface type="user"><mac address="52:54:00:00:00:01"/><model type="PCNET"/></interface>',
    'bus-order': '<controller type="pci" index="1" model="pci-bridge"><address type="pci" bus="0x2" slot="0x3"/></controller><controller type="pci" index="2" model="pci-root"/>',
    'nic-model': '<interface type="user"><model type="lan9118"/></interface>',
    'block-sizes': '<disk type="file"><source file="/i/a"/><blockio logical_block_size="4096"/><target dev="vda"/></disk>',
    'burst-length': '<disk type="file"><source file="/i/a"/><iotune><total_bytes_sec>5</total_bytes_sec><total_bytes_sec_max_length>5</total_bytes_sec_max_length></iotune><target dev="vda"/></disk>',
    'empty-shmem': '<shmem name=""><model type="ivshmem-plain"/><size unit="M">4</size></shmem>',
    'audio-type': '<audio id="1" type="coreaudio"/>',
    'floppy': '<disk type="file" device="floppy"><source file="/i/a"/><target dev="fda" bus="fdc"/></disk>',
    'pty-protocol': '<serial type="pty"><source path="/dev/pts/1"/><protocol type="telnet"/></serial>',
    'passed-interface': '<interface type="hostdev"><source><address type="pci" domain="0" bus="3" slot="0" function="0"/></source><target dev="tap0"/></interface>',
    'backing-store': '<disk type="file"><driver name="qemu" type="qcow2"/><source file="/i/a"/><backingStore type="file"><format type="raw"/><source/></backingStore><target dev="vda"/></disk>',
    'empty-network': '<interface type="network"><source network=""/></interface>',
    'console-controller': '<console type="pty"><target type="virtio"/><address type="virtio-serial" controller="1" bus="0"/></console>',
    'lease': '<lease><key>a</key><target path="/i/lease"/></lease>',
    'sound-without-audio': '<graphics type="egl-headless"/><sound model="virtio"/>',
    'label-override': '<disk type="file"><source file="/i/a"><seclabel model="dac" relabel="no"/></source><target dev="vda"/></disk>',
    'nvdimm-machine': '<memory model="nvdimm"><uuid>00000000-0000-4000-8000-000000000002</uuid><source><path>/i/a</path></source><target><size unit="MiB">512</size><node>0</node><label><size unit="KiB">128</size></label></target></memory>',
    'nvdimm-size': '<memory model="nvdimm"><uuid>00000000-0000-4000-8000-000000000002</uuid><source><path>/i/a</path></source><target><size unit="MiB">512</size><node>0</node><label><size unit="KiB">128</size></label></target></memory>',
    'unknown-bank': '<tpm model="tpm-spapr"><backend type="emulator" version="2.0"><active_pcr_banks><frobnicate/></active_pcr_banks></backend></tpm>',
    'needs-a-host': '<vsock model="virtio"><cid auto="no" address="7"/></vsock>',
    'negative-port': '<serial type="pty"><target type="spapr-vio-serial" port="-1"/></serial>',
}
# ... in <os> ...
OS = {
    'flash': '<loader type="pflash" readonly="yes">/i/a</loader>',
    'empty-serial': '<bios useserial=""/>',
    'kernel-alone': '<cmdline>quiet</cmdline>',
    'yes-or-no': '<bios useserial="Yes"/>',
}
# ... or in <domain>.
DOMAIN = {
    'title': '<title>\n<!-- a remark -->\n</title>',
    'processor': '<cpu mode="custom"><model> POWER9</model></cpu>',
    'processor-mode': '<cpu mode="host-passthrough"/>',
    'processor-feature': '<cpu mode="custom"><model>POWER9</model><feature name="htm" policy="require"/></cpu>',
    'throttle-name': '<throttlegroups><throttlegroup><group_name>a b</group_name><total_bytes_sec>1</total_bytes_sec></throttlegroup></throttlegroups>',
    'two-timers': '<clock><timer name="rtc"/><timer name="rtc"/></clock>',
    'clock-attribute': '<clock offset="utc" timezone="x"/>',
    'said-again': '<idmap><uid start="0" target="1000" count="10"/><gid start="0" target="1000" count="10"/></idmap>' * 2,
    'vcpu-twice': '<vcpus><vcpu id="0" enabled="yes"/><vcpu id="0" enabled="yes"/></vcpus>',
    'said-twice': '<title>a</title><title>b</title>',
    'refused-element': '<keywrap><cipher name="aes" state="on"/></keywrap>',
    'label-override': '<seclabel type="none" model="dac"/>',
    'nvdimm-machine': '<maxMemory unit="GiB" slots="4">4</maxMemory><cpu><numa><cell id="0" cpus="0-1" memory="1" unit="GiB"/></numa></cpu>',
    'nvdimm-size': '<maxMemory unit="GiB" slots="4">4</maxMemory>',
    'empty-resource': '<resource/>',
    'weight': '<blkiotune><weight>x</weight></blkiotune>',
    'feature-value': '<features><ibs/></features>',
    'seclabel-type': '<seclabel model="dac"/>',
    'metadata': '<metadata><a/></metadata>',
    'absent-timer': '<clock><timer name="kvmclock" present="no" tickpolicy="delay"/></clock>',
    'unknown-feature': '<features><frobnicate/></features>',
    'htm-without-kvm': '<features><htm state="on"/></features>',
    'host-model-without-kvm': '<cpu mode="host-model"/>',
    'nested-hv': '<features><nested-hv state="on"/></features><cpu mode="custom"><model>POWER8</model></cpu>',
}
# What is otherwise in the whole.
CHANGED = {
    'nvdimm-machine': ('"pseries"', '"pseries-4.2"'),
    'nvdimm-size': ('<memory unit="GiB">1</memory>', '<memory unit="MB">512</memory>'),
    'refused-firmware': ('<os>', '<os firmware="">'),
}
WHOLE = '<domain type="qemu"><name>example</name><uuid>00000000-0000-4000-8000-000000000001</uuid><memory unit="GiB">1</memory><vcpu>2</vcpu>' \
        '<os><type arch="ppc64" machine="pseries">hvm</type>{os}</os>{domain}<devices>{devices}</devices></domain>'


def text(name):
    whole = WHOLE.replace(*CHANGED[name]) if name in CHANGED else WHOLE
    return whole.format(os=OS.get(name, ''), domain=DOMAIN.get(name, ''), devices=DEVICES.get(name, ''))
