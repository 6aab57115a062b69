#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Compares what a guest printed with the plan that it was started from.

    compare.py TOPOLOGY.json CONSOLE

TOPOLOGY.json is what 'virt-pseries topology --format json' printed, CONSOLE what the guest's console did
(tests/guest/inventory says in which form).  Every PCI function must be there at the address that the plan gives, with
the planned size of configuration space, and nothing else; every host bridge and spapr-vio device, too.
"""
import json
import re
import sys

# What a PCI function shows of itself, for models of which a guest could mistake one for another.
IDENTITIES = {
    'e1000e': '8086:10d3',
    'e1000': '8086:100e',
    'rtl8139': '10ec:8139',
    'qemu-xhci': '1b36:000d',
    'nec-usb-xhci': '1033:0194',
    'pci-bridge': '1b36:0001',
    'virtio-net-pci': '1af4:1000',
    'virtio-blk-pci': '1af4:1001',
    'virtio-balloon-pci': '1af4:1002',
    'virtio-serial-pci': '1af4:1003',
    'virtio-scsi-pci': '1af4:1004',
    'virtio-rng-pci': '1af4:1005',
    'virtio-net-pci-transitional': '1af4:1000',
    'virtio-net-pci-non-transitional': '1af4:1041',
    'virtio-rng-pci-transitional': '1af4:1005',
    'virtio-rng-pci-non-transitional': '1af4:1044',
    'AC97': '8086:2415',
    'VGA': '1234:1111',
}
# The same as an express endpoint, which speaks virtio 1.0 alone.
EXPRESS_IDENTITIES = {
    'virtio-net-pci': '1af4:1041',
    'virtio-rng-pci': '1af4:1044',
}


def identity_of(device):
    """-> what the function shows of itself; None: it can be taken for no other"""
    is_express = device['config_bytes'] == 4096
    return (EXPRESS_IDENTITIES if is_express else {}).get(device['model'], IDENTITIES.get(device['model']))


def functions_of(bus):
    """Every function on a bus and behind its bridges."""
    for device in bus['devices']:
        yield device
        if 'bridge' in device:
            yield from functions_of(device['bridge'])


def inventory_of(text):
    """The lines between the markers, by their first word."""
    match = re.search(r'INVENTORY BEGIN\s*\n(.*?)INVENTORY END', text.replace('\r', ''), re.S)
    if not match:
        return None
    lines = [line.split() for line in match.group(1).splitlines() if line.strip()]
    pci = {words[1]: {'id': words[2], **dict(word.split('=', 1) for word in words[3:])}
           for words in lines if words[0] == 'PCI'}
    return {'pci': pci,
            'phbs': {int(words[1], 16) for words in lines if words[0] == 'PHB'},
            'vio': {int(words[1], 16) for words in lines if words[0] == 'VIO'}}


def compare(topology, inventory):
    """-> [(what, is_right, detail)]"""
    results = []
    seen = dict(inventory['pci'])
    for phb in topology['phbs']:
        results.append((f"PHB {phb['index']}", phb['guest_domain'] in inventory['phbs'], ''))
        for device in functions_of(phb):
            at = device['guest_address']
            found = seen.pop(at, None)
            what = f"{device['model']} {device['id']} at {at}"
            if found is None:
                results.append((what, False, 'the guest has nothing there'))
                continue
            results.append((what, identity_of(device) in (None, found['id']), f"it is {found['id']}"))
            results.append((f"{what}: {device['config_bytes']} bytes of configuration space",
                            int(found['config']) == device['config_bytes'],
                            f"the guest reads {found['config']}"))
    results += [(f'nothing else at {at}', False, found['id']) for at, found in seen.items()]
    results += [(f"{device['model']} {device['id']} at reg {device['reg']:#x}",
                 device['reg'] in inventory['vio'], f"the guest has {sorted(inventory['vio'])}")
                for device in topology['vio'] if device['model'] != 'spapr-nvram']
    return results


def main():
    with open(sys.argv[1], encoding='utf-8') as file:
        topology = json.load(file)
    with open(sys.argv[2], encoding='utf-8', errors='replace') as file:
        inventory = inventory_of(file.read())
    if inventory is None:
        print('the guest printed no inventory', file=sys.stderr)
        return 1
    results = compare(topology, inventory)
    for what, is_right, detail in results:
        print(f"{'  found' if is_right else '  WRONG'}  {what}" + ('' if is_right else f' ({detail})'))
    n_wrong = sum(not is_right for _, is_right, _ in results)
    n_functions = sum(1 for phb in topology['phbs'] for _ in functions_of(phb))
    print(f"\n{n_functions} PCI devices on {len(topology['phbs'])} host bridges: "
          + (f'{n_wrong} differences' if n_wrong else 'all found where the plan put them'))
    return 1 if n_wrong else 0


if __name__ == '__main__':
    sys.exit(main())
