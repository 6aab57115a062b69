# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The smallest document that still has some property."""
import copy

# What says which guest of which machine it is stays: without it stock makes another guest of the rest.
KEPT = {'uuid', 'mac', 'os', 'type', 'arch', 'machine'}


def elements(domain):
    """-> (parent, child) of all elements, outer ones first"""
    found = [(domain, child) for child in domain]
    for parent, child in found:
        found.extend((child, inner) for inner in child)
    return found


def smaller_ones(domain):
    """Yields copies of @domain that each lack something: first many devices, then an element, then an attribute."""
    devices = domain.find('devices')
    n_devices = len(domain.findall('devices/*'))
    size = n_devices // 2
    while size > 1:
        for at in range(0, n_devices, size):
            one = copy.deepcopy(domain)
            del one.find('devices')[at:at + size]
            yield one
        size //= 2
    for number, (_, gone) in enumerate(elements(domain)):
        if gone.tag in KEPT:
            continue
        one = copy.deepcopy(domain)
        parent, child = elements(one)[number]
        parent.remove(child)
        yield one
    for number, (_, child) in enumerate(elements(domain)):
        for name in child.attrib if child.tag != 'mac' else ():
            if name in KEPT and child.tag == 'type':
                continue
            one = copy.deepcopy(domain)
            del elements(one)[number][1].attrib[name]
            yield one


def shrink(domain, has_property):
    """-> the smallest document found by taking things away from @domain, for which has_property() is true"""
    while True:
        smaller = next((one for one in smaller_ones(domain) if has_property(one)), None)
        if smaller is None:
            return domain
        domain = smaller
