#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Our schema types <pseries:pci> and <pseries:machine>, and libvirt's own takes the same documents.  Prints TAP.

    test_extension.py SCHEMA_CHECK OUR_SCHEMA SCHEMA_FOLDER
"""
import os
import subprocess
import sys

DOCUMENT = """<domain type='qemu'>
  <name>schema</name>
  <metadata>
    <other:thing xmlns:other='urn:other'/>
    <pseries:pci xmlns:pseries='urn:libvirt-pseries:domain:1.0'{attributes}>{content}</pseries:pci>{beside}
  </metadata>
  <memory unit='MiB'>512</memory>
  <os><type arch='ppc64' machine='pseries'>hvm</type></os>
  <devices><controller type='pci' index='0' model='pci-root'/></devices>
</domain>
"""
PLACEMENT = ("<pseries:placement version='7.2.22' machine='pseries-7.2'>"
             "<pseries:capability name='max-cpu-compat' value=''/>"
             "<pseries:phb index='0' node='-1' extended-config='yes' io-window='0x10000'/>"
             "<pseries:core id='0' node='0'/>"
             "<pseries:device id='net0' type='virtio-net-pci' phb='0' slot='0' function='0' rom='yes'"
             " mac='52:54:00:00:00:01'/>"
             "<pseries:device type='spapr-nvram' reg='0x71000000'/></pseries:placement>")
# (name, attributes, content, accepted by our schema)
CASES = [
    ('nothing', '', '', True),
    ('driver', " allocation='driver'", '', True),
    ('qemu', " allocation='qemu'", '', True),
    ('papr', " allocation='driver' profile='papr'", '', True),
    ('dense', " packing='dense'", '', True),
    ('placement', " allocation='qemu'", PLACEMENT, True),
    ('wrong-profile', " profile='sparse'", '', False),
    ('wrong-packing', " packing='tight'", '', False),
    ('wrong-attribute', " profil='papr'", '', False),
    ('attributes', " allocation='qemu' reserve-slot-zero='yes' verify='no'", '', True),
    ('wrong-verify', " verify='maybe'", '', False),
    ('wrong-slot', '', PLACEMENT.replace("slot='0'", "slot='a'"), False),
    ('path', '', PLACEMENT.replace("rom='yes'", "path='/machine/peripheral/net0'"), False),
    ('no-type', '', PLACEMENT.replace("type='spapr-nvram'", ''), False),
    ('wrong-version', '', PLACEMENT.replace('7.2.22', 'seven'), False),
]

# The same with the element beside it.
MACHINE = "<pseries:machine xmlns:pseries='urn:libvirt-pseries:machine:1.0'>{}</pseries:machine>"
CAPABILITY = "<pseries:capability name='ic-mode' value='xive'/>"
BESIDE = [
    ('machine', MACHINE.format(CAPABILITY), True),
    ('two-capabilities', MACHINE.format(CAPABILITY + CAPABILITY.replace('ic-mode', 'cap-fwnmi')), True),
    ('two-machines', MACHINE.format(CAPABILITY) * 2, False),
    ('no-value', MACHINE.format("<pseries:capability name='ic-mode'/>"), False),
    ('comma', MACHINE.format(CAPABILITY.replace('xive', 'xive,usb=on')), False),
    ('other-namespace', MACHINE.format(CAPABILITY).replace('machine:1.0', 'domain:1.0'), False),
    ('other-element', MACHINE.format('<other/>'), False),
]


def accepts(schema, document):
    """Asks the validation that the command has."""
    return subprocess.run([sys.argv[1], schema], input=document, text=True,
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


def main():
    stock = os.path.join(sys.argv[3], 'domain.rng')
    cases = [(*case[:3], '', case[3]) for case in CASES] + [(name, '', '', *rest) for name, *rest in BESIDE]
    print(f'1..{2 * len(cases)}')
    is_clean = True
    for number, (name, attributes, content, beside, is_right) in enumerate(cases):
        document = DOCUMENT.format(attributes=attributes, content=content, beside=beside)
        for offset, (whose, schema, wanted) in enumerate((('ours', sys.argv[2], is_right),
                                                          ('stock', stock, True))):
            is_good = accepts(schema, document) == wanted
            is_clean = is_clean and is_good
            print(f"{'ok' if is_good else 'not ok'} {2 * number + offset + 1} - {name}: {whose} "
                  f"{'accepts' if wanted else 'refuses'}")
    return 0 if is_clean else 1


if __name__ == '__main__':
    sys.exit(main())
