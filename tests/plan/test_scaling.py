#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a device costs a plan does not grow with the number of devices: counted in instructions by valgrind.  Prints TAP.

    test_scaling.py VIRT-PSERIES CAPABILITIES
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys

# An allocator that overwrites what it frees counts the free memory behind a block that grows, each time.
ENVIRONMENT = {**os.environ, 'MALLOC_PERTURB_': '0'}
# A device of a large guest may cost so much of one of a small guest.
LIMIT = 1.3
HEAD = ("<domain type='qemu'><name>many</name><uuid>00000000-0000-4000-8000-000000000001</uuid><memory unit='MiB'>512</memory>"
        "<vcpu>1</vcpu><os><type arch='ppc64' machine='pseries'>hvm</type></os><devices><memballoon model='none'/>")
NO_USB = "<controller type='usb' model='none'/>"
VIRTIO_SCSI = NO_USB + "<controller type='scsi' model='virtio-scsi' index='0'/>"


def name_of(number):
    """0: a, 25: z, 26: aa ..."""
    text, number = '', number + 1
    while number:
        number, letter = divmod(number - 1, 26)
        text = chr(97 + letter) + text
    return text


def disk(number, bus, address=''):
    return (f"<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='/i/{number}.img'/>"
            f"<target dev='sd{name_of(number)}' bus='{bus}'/>{address}</disk>")


def drive(number):
    return disk(number, 'scsi', f"<address type='drive' controller='0' bus='0' target='{number // 256}' unit='{number % 256}'/>")


def unit(number):
    return ("<hostdev mode='subsystem' type='scsi'><source><adapter name='scsi_host0'/>"
            f"<address bus='0' target='{number // 256}' unit='{number % 256}'/></source></hostdev>")


# name: (what stands before, device(number), few, many); where controllers are added there are 256 of them at most.
KINDS = {
    'disks of one controller': (VIRTIO_SCSI, drive, 500, 8000),
    'disks that add controllers': (VIRTIO_SCSI, lambda i: disk(i, 'scsi'), 220, 1760),
    'units of the host that add controllers': (VIRTIO_SCSI, unit, 220, 1760),
    'disks on USB, which add hubs': ('', lambda i: disk(i, 'usb'), 500, 8000),
    'tablets on USB, which add hubs': ('', lambda i: "<input type='tablet' bus='usb'/>", 500, 8000),
    'consoles': (NO_USB, lambda i: "<console type='pty'><target type='virtio'/></console>", 500, 8000),
    'leases': (NO_USB, lambda i: f"<lease><lockspace>a</lockspace><key>k{i}</key><target path='/x{i}'/></lease>", 500, 8000),
}


def instructions(words, before, device, count):
    text = HEAD + before + ''.join(map(device, range(count))) + '</devices></domain>'
    command = ['valgrind', '--tool=callgrind', '--callgrind-out-file=/dev/null', *words]
    done = subprocess.run(command, input=text, text=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=ENVIRONMENT, check=False)
    return int(re.search(r'Collected : (\d+)', done.stderr).group(1))


def obstacle(tool):
    """-> why nothing can be counted; None: it can"""
    if not shutil.which('valgrind'):
        return 'valgrind is not installed'
    if re.search(rb'__[at]san_init', pathlib.Path(tool).read_bytes()):
        return 'valgrind does not run a program with sanitizers'
    return None


def main():
    tool, capabilities = sys.argv[1:]
    why = obstacle(tool)
    words = [tool, 'argv', '--capabilities', capabilities, '-']
    print(f'1..{len(KINDS)}', flush=True)
    is_clean = True
    for number, (name, (before, device, few, many)) in enumerate(KINDS.items(), 1):
        if why:
            print(f'ok {number} - {name} # SKIP {why}')
            continue
        base, small, large = (instructions(words, before, device, count) for count in (1, few, many))
        per_device = ((small - base) / (few - 1), (large - base) / (many - 1))
        is_fine = per_device[1] < per_device[0] * LIMIT
        is_clean = is_clean and is_fine
        print(f'# {per_device[0]:.0f} instructions of {few}, {per_device[1]:.0f} of {many}')
        print(f"{'' if is_fine else 'not '}ok {number} - {name}", flush=True)
    return 0 if is_clean else 1


if __name__ == '__main__':
    sys.exit(main())
