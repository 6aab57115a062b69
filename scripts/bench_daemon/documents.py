# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The guests that are measured."""


def target(number):
    """-> the name of that disk: vda, vdb ... vdz, vdaa ..."""
    letters = ''
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord('a') + rest) + letters
    return 'vd' + letters


def disk(number):
    return (f"<disk type='file'><driver name='qemu' type='raw'/><source file='/var/tmp/{number}.img'/>"
            f"<target dev='{target(number)}' bus='virtio'/></disk>")


def nic(number):
    return (f"<interface type='user'><mac address='52:54:00:00:{number >> 8:02x}:{number & 255:02x}'/>"
            f"<model type='{'e1000e' if number % 2 else 'virtio'}'/></interface>")


def extension(attributes):
    return f"<metadata><p:pci xmlns:p='urn:libvirt-pseries:domain:1.0' {attributes}/></metadata>"


VERIFIED = extension("verify='yes'")
PLACED_BY_QEMU = extension("allocation='qemu'")


def document(name, n_nics, n_disks=0, memory=256, metadata=''):
    devices = [nic(i) for i in range(n_nics)] + [disk(i) for i in range(n_disks)]
    return (f"<domain type='qemu'><name>{name}</name><memory unit='MiB'>{memory}</memory><vcpu>1</vcpu>{metadata}"
            "<os><type arch='ppc64' machine='pseries'>hvm</type></os>"
            "<devices><emulator>/usr/bin/qemu-system-ppc64</emulator><controller type='usb' model='none'/>"
            f"{''.join(devices)}<console type='pty'/></devices></domain>")


def packed(name, n_cards):
    """That many cards, which share slots."""
    cards = ''.join(f"<interface type='user'><mac address='52:54:00:00:{i >> 8:02x}:{i & 255:02x}'/>"
                    "<model type='virtio'/></interface>" for i in range(n_cards))
    return (f"<domain type='qemu'><name>{name}</name>"
            "<metadata><pseries:pci xmlns:pseries='urn:libvirt-pseries:domain:1.0' packing='dense'/></metadata>"
            "<memory unit='MiB'>128</memory><vcpu>1</vcpu><os><type arch='ppc64' machine='pseries'>hvm</type></os>"
            "<devices><emulator>/usr/bin/qemu-system-ppc64</emulator><controller type='usb' model='none'/>"
            f"<memballoon model='none'/>{cards}<console type='pty'/></devices></domain>")
