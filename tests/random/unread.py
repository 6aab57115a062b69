# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Conditions, as those of conditions.py, about what a document has in a place where stock does not read it."""
import re

from conditions import devices, find_all


def has_named(case, words):
    """An attribute or an element that the message names first, up to where it should be; 'namespace' stands for all of NVMe."""
    names = set(re.findall(r"[<' ]([A-Za-z_]\w+)", ' ' + words))
    return 'namespace' in names or any(names & {one.tag, *one.attrib} for one in case.document.iter() if isinstance(one.tag, str))


MEMBERS = {'pci': {'domain', 'bus', 'slot', 'function', 'multifunction'}, 'spapr-vio': {'reg'}, 'drive': {'controller', 'bus', 'target', 'unit'}, 'usb': {'bus', 'port'},
           'virtio-serial': {'controller', 'bus', 'port'}, 'dimm': {'slot', 'base'}, 'ccid': {'controller', 'slot'}}


def has_foreign_address_number(case, path, name, value):
    """Of another type of address, or of none: nobody reads it."""
    return any(one.get(name) == value and name not in MEMBERS.get(one.get('type'), ()) for one in find_all(case.document, path)) or \
        case.document.find('devices/memballoon[@model="none"]/address') is not None


def has_target_of_no_pci(case):
    return any(one.get('type') != 'pci' for one in devices(case.document, 'controller') if one.find('target') is not None or 'vectors' in one.attrib) or \
        case.document.find("devices/controller[@type='pci'][@vectors]") is not None


def has_vendor_of_no_usb(case):
    return any(one.get('type') != 'usb' for one in devices(case.document, 'hostdev') if one.find('source/vendor') is not None or one.find('source/product') is not None)


def has_part_of_protocol(case, name, protocol):
    return any(one.find(name) is not None or name in one.attrib or name == 'tls' and one.get(name) == 'yes' for one in case.document.iterfind(f".//source[@protocol='{protocol}']"))


def has_foreign_source_address(case):
    return any(one.get('type') != 'hostdev' for one in devices(case.document, 'interface') if one.find('source/address') is not None) or \
        any(one.get('type') != 'nvme' for one in devices(case.document, 'disk') if one.find('.//source/address') is not None)


def has_unread_mode(case, path, name, value):
    """Of a device that is no socket."""
    return any(source.get(name) == value and one.get('type') not in ('unix', 'tcp', 'udp', 'vhostuser', 'direct')
               for one in find_all(case.document, path.rpartition('/')[0]) for source in one.findall('source'))


def has_logical_blocks(case, size):
    return any(one.get('logical_block_size', '').strip() == size for one in devices(case.document, 'disk/blockio'))


def has_address_member(case, name, kind):
    return any(one.get('type', kind) == kind and name in one.attrib for one in case.document.iterfind('.//address'))


def has_sound_alone(case):
    """Stock adds no <audio> for this display."""
    return bool(devices(case.document, 'sound')) and not devices(case.stock, 'audio')


def has_empty_settings(case):
    return any(not one.attrib for one in devices(case.document, 'audio/*/settings'))


def has_geometry_in_part(case, *_):
    numbers = [one.get(name) for one in devices(case.document, 'disk/geometry') for name in ('cyls', 'heads', 'secs')]
    return None in numbers or '0' in numbers
