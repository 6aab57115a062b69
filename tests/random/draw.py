# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Dice, and what is drawn of a device whatever its kind: addresses, stated in part or not at all."""
import random
import xml.etree.ElementTree as ET

FOLDER = '/i'
UUID = '00000000-0000-4000-8000-{:012x}'


def element(tag, attributes=None, *children):
    """-> an element; attributes whose value is None are left out"""
    made = ET.Element(tag, {name: str(value) for name, value in (attributes or {}).items() if value is not None})
    made.extend(child for child in children if child is not None)
    return made


def text(tag, content, **attributes):
    made = element(tag, attributes)
    made.text = str(content)
    return made


class Draw:
    """The dice of one document, and what its devices must not share: names, MAC addresses."""

    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.is_odd = self.dice.random() < 0.2
        self.taken = set()
        self.count = 0

    def one(self, *values):
        return self.dice.choice(values)

    def odd(self, *values):
        """-> @values, which are refused somewhere, in few documents alone: most are to be taken"""
        return values if self.is_odd else ()

    def maybe(self, chance, value):
        """-> @value, or None; both may be functions"""
        return (value() if callable(value) else value) if self.dice.random() < chance else None

    def number(self, last):
        """A small number more often than a large one."""
        return min(int(self.dice.expovariate(0.9)), last)

    def next(self):
        self.count += 1
        return self.count

    def unused(self, draw):
        """-> what @draw() gives, and has not given before; None after some tries"""
        for _ in range(20):
            value = draw()
            if value not in self.taken:
                self.taken.add(value)
                return value
        return None


# ---- addresses

def pci(draw, chance=0.15):
    """Whole or in part, seldom on a bus that is not there."""
    if draw.dice.random() > chance:
        return None
    bus = hex(draw.number(3))
    slot = hex(draw.dice.randint(1, 31) if draw.dice.random() < 0.95 else 0)
    if draw.dice.random() < 0.2:
        return draw.one(element('address', {'type': 'pci'}), element('address', {'type': 'pci', 'slot': slot}))
    return element('address', {'type': 'pci', 'domain': draw.maybe(0.5, '0x0000'), 'bus': draw.maybe(0.9, bus), 'slot': slot,
                               'function': draw.maybe(0.7, lambda: hex(draw.number(7))),
                               'multifunction': draw.maybe(0.1, lambda: draw.one('on', 'off'))})


def vio(draw, base, chance=0.2):
    if draw.dice.random() > chance:
        return None
    return draw.one(element('address', {'type': 'spapr-vio'}),
                    element('address', {'type': 'spapr-vio', 'reg': hex(base + 0x1000 * draw.number(6))}))


def drive(draw, last_unit, chance=0.2):
    if draw.dice.random() > chance:
        return None
    return element('address', {'type': 'drive', 'controller': draw.maybe(0.8, lambda: draw.number(3)), 'bus': draw.maybe(0.7, 0),
                               'target': draw.maybe(0.7, lambda: draw.number(5)),
                               'unit': draw.maybe(0.9, lambda: draw.dice.randint(0, last_unit))})


def usb(draw, chance=0.15):
    if draw.dice.random() > chance:
        return None
    port = str(draw.dice.randint(1, 4))
    if draw.dice.random() < 0.15:
        port += f'.{draw.dice.randint(1, 8)}'
    return element('address', {'type': 'usb', 'bus': draw.maybe(0.9, lambda: draw.number(2)), 'port': draw.maybe(0.8, port)})


def serial_port(draw, chance=0.25):
    if draw.dice.random() > chance:
        return None
    return element('address', {'type': 'virtio-serial', 'controller': draw.maybe(0.8, lambda: draw.number(2)), 'bus': draw.maybe(0.7, 0),
                               'port': draw.maybe(0.8, lambda: draw.dice.randint(0, 6))})


# ---- what devices of several kinds have

def virtio(draw, **more):
    """-> the attributes of a <driver>, those of any virtio device among them"""
    found = {name: draw.maybe(0.06, lambda: draw.one('on', 'off')) for name in ('iommu', 'ats', 'packed', 'page_per_vq')}
    return {**found, **more}


def driver(draw, attributes, *children, chance=0.25):
    """-> a <driver> with some of @attributes, or None"""
    return draw.maybe(chance, lambda: element('driver', {name: value for name, value in attributes.items() if value is not None}, *children))


def on_off(draw, chance=0.2):
    return draw.maybe(chance, lambda: draw.one('on', 'off'))


def alias(draw):
    name = draw.maybe(0.04, lambda: f'ua-{draw.next()}')
    return element('alias', {'name': name}) if name else None


def boot(draw):
    order = draw.maybe(0.1, lambda: draw.unused(lambda: ('boot', draw.dice.randint(1, 9))))
    return element('boot', {'order': order[1]}) if order and draw.has_boot_order else None


def rom(draw):
    return draw.maybe(0.05, lambda: element('rom', draw.one({'bar': 'on'}, {'bar': 'off'}, {'enabled': 'no'}, {'file': f'{FOLDER}/rom.bin'})))


# ---- character devices

def stream(draw, tag, *children):
    """-> a character device <tag>: where it ends on the host's side, and @children"""
    port = 4000 + draw.next()
    kind = draw.one('pty', 'pty', 'pty', 'pty', 'unix', 'file', 'null', 'tcp', 'udp', 'dev', 'pipe', 'vc',
                    *draw.odd('stdio', 'spicevmc', 'dbus', 'qemu-vdagent', 'spiceport'))
    mode = draw.one('bind', 'connect')
    ends = {'unix': [element('source', {'mode': mode, 'path': f'{FOLDER}/sock{port}'}), element('reconnect', {'enabled': 'yes', 'timeout': 3})][:draw.one(1, 1, 1, 1, 2)],
            'file': [element('source', {'path': f'{FOLDER}/out{port}', 'append': on_off(draw)})],
            'tcp': [element('source', {'mode': mode, 'host': '127.0.0.1', 'service': port, 'tls': draw.maybe(0.1, 'no')}),
                    draw.maybe(0.4, lambda: element('protocol', {'type': draw.one('raw', 'telnet')}))],
            'udp': [element('source', {'mode': 'bind', 'host': '127.0.0.1', 'service': port}),
                    element('source', {'mode': 'connect', 'host': '127.0.0.1', 'service': port + 500})][:draw.one(1, 2)],
            'dev': [element('source', {'path': '/dev/null'})], 'pipe': [element('source', {'path': f'{FOLDER}/pipe{port}'})],
            'dbus': [element('source', {'channel': f'org.example.c{port}'})], 'spiceport': [element('source', {'channel': f'org.example.c{port}'})],
            'qemu-vdagent': [element('source', {}, draw.maybe(0.5, element('clipboard', {'copypaste': 'yes'})))]}
    log = draw.maybe(0.05, lambda: element('log', {'file': f'{FOLDER}/log{port}', 'append': on_off(draw)}))
    return element(tag, {'type': kind}, *ends.get(kind, []), log, *children)
