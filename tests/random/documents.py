# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Whole documents of pseries guests, drawn at random: every kind of device, addresses and indexes stated in part or not at
all, in any order, and some of them written without care.  document(SEED) is always the same one; what a host has to have for
it is below the folder draw.FOLDER.
"""
import xml.etree.ElementTree as ET

import careless
import devices
import schema
import sections
from draw import Draw, element, text

UUID = '00000000-0000-4000-8000-{:012x}'
# Written with mistakes that libvirt takes or refuses.
CARELESS = 0.35
# With something of libvirt's schema that nothing else here draws.
RICH = 0.3
# Sections that few guests have.
SELDOM = ((sections.backing, 0.04), (sections.memtune, 0.04), (sections.numatune, 0.03), (sections.cputune, 0.05), (sections.features, 0.1), (sections.clock, 0.08))


def document(seed, schemas=None):
    """-> the <domain> of that seed.  @schemas: the folder of libvirt's schemas; None: what they add is not drawn"""
    draw = Draw(seed)
    draw.has_boot_order = draw.dice.random() < 0.4
    draw.has_iothreads, draw.has_shared_memory = draw.dice.random() < 0.15, False
    made = devices.devices(draw)
    modules = any(device.tag == 'memory' for device in made)
    if draw.dice.random() < 0.5:
        made.insert(draw.dice.randint(0, len(made)), text('emulator', '/usr/bin/qemu-system-ppc64'))
    parts = [text('name', f'random-{seed}'), text('uuid', UUID.format(seed)), *sections.memory(draw, modules), *sections.vcpus(draw), sections.system(draw),
             sections.processor(draw, modules), *(draw.maybe(chance, lambda section=section: section(draw)) for section, chance in SELDOM),
             *(sections.iothreads(draw) if draw.has_iothreads else []), *(sections.events(draw) if draw.dice.random() < 0.1 else []), *sections.others(draw),
             element('devices', {}, *made)]
    if draw.dice.random() < 0.3:
        draw.dice.shuffle(parts)
    domain = element('domain', {'type': 'qemu' if draw.dice.random() < 0.99 else 'kvm'}, *parts)
    if schemas is not None and draw.dice.random() < RICH:
        schema.load(schemas).enrich(draw, domain, draw.one(1, 1, 2, 3))
    if draw.dice.random() < CARELESS:
        careless.spoil(draw, domain)
    return domain


def parsed(text):
    """-> the <domain>, with its comments"""
    return ET.fromstring(text, ET.XMLParser(target=ET.TreeBuilder(insert_comments=True)))


def as_text(domain):
    """Indented; texts of several words stay as they are."""
    ET.indent(domain)
    return ET.tostring(domain, encoding='unicode') + '\n'
