# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Whole documents of pseries guests, drawn at random: every kind of device, addresses and indexes stated in part or not at
all, in any order.  document(SEED) is always the same one; what a host has to have for it is below the folder FOLDER.
"""
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
        self.taken = set()
        self.count = 0

    def one(self, *values):
        return self.dice.choice(values)

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


# ---- devices

USB_MODELS = ('qemu-xhci', 'nec-xhci', 'pci-ohci', 'ehci', 'piix3-uhci', 'piix4-uhci', 'ich9-ehci1', 'ich9-uhci1')
SCSI_MODELS = ('ibmvscsi', 'virtio-scsi', 'lsilogic', 'lsisas1078', 'virtio-transitional', 'virtio-non-transitional')
INTERFACE_MODELS = ('virtio', 'virtio', 'spapr-vlan', 'spapr-vlan', 'e1000', 'e1000e', 'rtl8139', 'ne2k_pci', 'pcnet', 'usb-net',
                    'virtio-transitional', 'virtio-non-transitional')


def index_of(draw):
    return draw.maybe(0.6, lambda: draw.number(5))


def usb_controller(draw):
    return element('controller', {'type': 'usb', 'index': index_of(draw), 'model': draw.maybe(0.8, lambda: draw.one(*USB_MODELS))},
                   pci(draw))


def scsi_controller(draw):
    model = draw.maybe(0.8, lambda: draw.one(*SCSI_MODELS))
    return element('controller', {'type': 'scsi', 'index': index_of(draw), 'model': model},
                   vio(draw, 0x2000) if model in (None, 'ibmvscsi') else pci(draw))


def serial_controller(draw):
    return element('controller', {'type': 'virtio-serial', 'index': index_of(draw), 'ports': draw.maybe(0.2, lambda: draw.dice.randint(1, 8))},
                   pci(draw))


def pci_controller(draw):
    model = draw.one('pci-root', 'pci-root', 'pci-root', 'pci-bridge')
    target = draw.maybe(0.3, lambda: element('target', {'index': draw.dice.randint(0, 6)})) if model == 'pci-root' else None
    return element('controller', {'type': 'pci', 'index': index_of(draw), 'model': model}, target, pci(draw) if model == 'pci-bridge' else None)


def other_controller(draw):
    kind = draw.one('sata', 'sata', 'ccid')
    return element('controller', {'type': kind, 'index': index_of(draw)}, pci(draw) if kind == 'sata' else usb(draw))


def disk(draw):
    bus = draw.one('virtio', 'virtio', 'virtio', 'scsi', 'scsi', 'scsi', 'usb', 'sata', 'sata', None)
    prefix = {'virtio': 'vd', None: draw.one('vd', 'sd')}.get(bus, 'sd')
    device = draw.one('disk', 'disk', 'disk', 'cdrom', None) if bus != 'virtio' else 'disk'
    name = draw.unused(lambda: prefix + (chr(97 + draw.number(25)) if draw.dice.random() < 0.95 else 'a' + chr(97 + draw.number(25))))
    is_empty = device == 'cdrom' and draw.dice.random() < 0.3
    places = {'virtio': pci, 'scsi': lambda one: drive(one, 1), 'usb': usb, 'sata': lambda one: drive(one, 5)}
    return name and element('disk', {'type': draw.maybe(0.9, 'file'), 'device': device},
                            draw.maybe(0.5, lambda: element('driver', {'name': draw.maybe(0.7, 'qemu'), 'type': draw.maybe(0.7, 'raw')})),
                            None if is_empty else element('source', {'file': f'{FOLDER}/{name}.img'}),
                            element('target', {'dev': name, 'bus': bus}),
                            draw.maybe(0.15, element('readonly')),
                            draw.maybe(0.1, lambda: text('serial', f'S{draw.next()}')),
                            boot(draw), places[bus](draw) if bus else None)


def boot(draw):
    order = draw.maybe(0.1, lambda: draw.unused(lambda: ('boot', draw.dice.randint(1, 9))))
    return element('boot', {'order': order[1]}) if order and draw.has_boot_order else None


def interface(draw):
    model = draw.maybe(0.9, lambda: draw.one(*INTERFACE_MODELS))
    place = vio(draw, 0x1000) if model == 'spapr-vlan' else usb(draw) if model == 'usb-net' else pci(draw)
    return element('interface', {'type': 'user'}, element('mac', {'address': f'52:54:00:00:00:{draw.next():02x}'}),
                   element('model', {'type': model}) if model else None, boot(draw), place)


def filesystem(draw):
    return element('filesystem', {'type': draw.maybe(0.8, 'mount'), 'accessmode': draw.maybe(0.5, lambda: draw.one('passthrough', 'mapped', 'squash'))},
                   element('source', {'dir': FOLDER}), element('target', {'dir': f'share{draw.next()}'}),
                   draw.maybe(0.1, element('readonly')), pci(draw))


def serial(draw):
    kind = draw.one(None, None, 'spapr-vio-serial', 'pci-serial', 'usb-serial', 'isa-serial')
    model = {'spapr-vio-serial': 'spapr-vty', 'pci-serial': 'pci-serial', 'usb-serial': 'usb-serial'}.get(kind)
    place = {'pci-serial': pci, 'usb-serial': usb}.get(kind, lambda one: vio(one, 0x30000000))(draw) if kind != 'isa-serial' else None
    port = draw.maybe(0.3, lambda: draw.unused(lambda: ('serial', draw.number(5))))
    target = element('target', {'type': kind, 'port': port and port[1]}, draw.maybe(0.3, lambda: element('model', {'name': model}) if model else None))
    return element('serial', {'type': 'pty'}, target if kind or port else None, place)


def console(draw):
    kind = draw.one(None, 'serial', 'virtio', 'virtio', 'virtio')
    port = draw.maybe(0.4, lambda: draw.number(4))
    return element('console', {'type': 'pty'}, element('target', {'type': kind, 'port': port}) if kind or port is not None else None,
                   serial_port(draw) if kind == 'virtio' else None)


def channel(draw):
    name = draw.maybe(0.9, f'org.example.{draw.next()}')
    return element('channel', {'type': draw.one('unix', 'pty')}, element('target', {'type': 'virtio', 'name': name}), serial_port(draw))


def input_(draw):
    kind, bus = draw.one('keyboard', 'mouse', 'tablet'), draw.one('usb', 'usb', 'virtio', None)
    place = {'usb': usb, 'virtio': pci}.get(bus, lambda _: None)(draw)
    return element('input', {'type': kind, 'bus': bus, 'model': draw.maybe(0.1, 'virtio') if bus == 'virtio' else None}, place)


def tpm(draw):
    return element('tpm', {'model': draw.maybe(0.8, 'tpm-spapr')}, element('backend', {'type': 'emulator', 'version': draw.maybe(0.7, '2.0')}),
                   vio(draw, 0x4000))


def graphics(draw):
    return element('graphics', {'type': draw.one('vnc', 'vnc', 'spice'), 'autoport': draw.maybe(0.5, 'yes'), 'listen': draw.maybe(0.3, '127.0.0.1')})


def sound(draw):
    model = draw.one('ich6', 'ich9', 'ac97', 'es1370', 'usb')
    return element('sound', {'model': model}, usb(draw) if model == 'usb' else pci(draw))


def video(draw):
    model = draw.one('virtio', 'vga', 'vga', 'bochs', 'none', 'cirrus', None)
    return element('video', {}, element('model', {'type': model, 'heads': draw.maybe(0.2, 1)}) if model else None,
                   pci(draw) if model != 'none' else None)


def redirdev(draw):
    return element('redirdev', {'bus': draw.maybe(0.8, 'usb'), 'type': 'tcp'},
                   element('source', {'mode': 'bind', 'host': 'localhost', 'service': 4000 + draw.next()}), usb(draw))


def watchdog(draw):
    return element('watchdog', {'model': draw.one('i6300esb', 'i6300esb', 'diag288'), 'action': draw.maybe(0.5, lambda: draw.one('reset', 'pause', 'none'))},
                   pci(draw))


def memballoon(draw):
    model = draw.one('virtio', 'virtio', 'none', 'virtio-transitional', 'virtio-non-transitional')
    return element('memballoon', {'model': model}, pci(draw) if model != 'none' else None)


def rng(draw):
    return element('rng', {'model': draw.one('virtio', 'virtio', 'virtio-transitional', 'virtio-non-transitional')},
                   text('backend', '/dev/urandom', model='random'), pci(draw))


def shmem(draw):
    return element('shmem', {'name': f'shm{draw.next()}'}, element('model', {'type': 'ivshmem-plain'}), text('size', '4', unit='M'), pci(draw))


def vsock(draw):
    return element('vsock', {'model': draw.maybe(0.5, 'virtio')}, element('cid', {'auto': 'no', 'address': 3 + draw.number(9)}), pci(draw))


def memory(draw):
    return element('memory', {'model': 'dimm'},
                   element('target', {}, text('size', 256 * draw.dice.randint(1, 2), unit='MiB'), draw.maybe(0.3, text('node', 0))))


def crypto(draw):
    return element('crypto', {'model': 'virtio', 'type': 'qemu'}, element('backend', {'model': 'builtin', 'queues': draw.maybe(0.5, 1)}), pci(draw))


def smartcard(draw):
    return element('smartcard', {'mode': 'passthrough', 'type': 'tcp'},
                   element('source', {'mode': 'bind', 'host': 'localhost', 'service': 5000 + draw.next()}),
                   draw.maybe(0.2, lambda: element('address', {'type': 'ccid', 'controller': draw.number(1), 'slot': 0})))


def hostdev(draw):
    return element('hostdev', {'mode': 'subsystem', 'type': 'scsi'},
                   element('source', {'protocol': 'iscsi', 'name': f'iqn.2024-01.example:t/{draw.next()}'},
                           element('host', {'name': 'example.org', 'port': 3260})), drive(draw, 1))


# What, how often (in devices of a thousand), and how many of it at most.
KINDS = (
    (disk, 200, 40), (interface, 130, 40), (usb_controller, 50, 3), (scsi_controller, 50, 4), (serial_controller, 35, 3), (pci_controller, 60, 6),
    (other_controller, 25, 3), (filesystem, 20, 3), (serial, 50, 4), (console, 40, 4), (channel, 50, 8), (input_, 50, 6), (tpm, 12, 1),
    (graphics, 20, 1), (sound, 20, 3), (video, 20, 2), (redirdev, 15, 3), (lambda _: element('hub', {'type': 'usb'}, usb(_)), 12, 2),
    (watchdog, 12, 1), (memballoon, 25, 1), (rng, 20, 3), (lambda _: element('nvram', {}, vio(_, 0x3000)), 15, 1),
    (lambda _: element('panic', {'model': _.maybe(0.6, 'pseries')}), 8, 1), (shmem, 12, 2), (vsock, 10, 1), (memory, 15, 3), (crypto, 8, 2),
    (smartcard, 6, 1), (hostdev, 12, 3),
)


def devices(draw):
    made = []
    left = {kind: most for kind, _, most in KINDS}
    for _ in range(draw.one(1, 2, 3, 4, 6, 8, 12, 20, 35)):
        kind = draw.dice.choices([kind for kind, _, _ in KINDS], [weight for _, weight, _ in KINDS])[0]
        left[kind] -= 1
        device = kind(draw) if left[kind] >= 0 else None
        if device is not None:
            made.append(device)
    return made


# ---- the rest of a document

MACHINES = ('pseries', 'pseries', 'pseries', 'pseries-10.0', 'pseries-8.2', 'pseries-7.2', 'pseries-5.2', 'pseries-4.0', 'pseries-3.0')


def processor(draw, has_modules):
    numa = element('numa', {}, element('cell', {'id': 0, 'cpus': '0-1', 'memory': 1, 'unit': 'GiB'})) if has_modules or draw.dice.random() < 0.05 else None
    topology = draw.maybe(0.2, lambda: element('topology', {'sockets': 1, 'dies': draw.maybe(0.3, 1), 'cores': 2, 'threads': 1}))
    model = draw.maybe(0.3, lambda: text('model', draw.one('POWER8', 'POWER9', 'power9', 'POWER10'), fallback='forbid'))
    if numa is None and topology is None and model is None:
        return None
    return element('cpu', {'mode': 'custom' if model is not None else None, 'match': 'exact' if model is not None else None}, model, topology, numa)


def features(draw):
    made = [element(name, {'state': draw.one('on', 'off')}) for name in ('htm', 'nested-hv', 'ccf-assist', 'hpt') if draw.dice.random() < 0.03]
    return element('features', {}, *made) if made else None


def document(seed):
    """-> the <domain> of that seed"""
    draw = Draw(seed)
    draw.has_boot_order = draw.dice.random() < 0.4
    made = devices(draw)
    modules = any(device.tag == 'memory' for device in made)
    boots = [] if draw.has_boot_order else [element('boot', {'dev': name}) for name in ('hd', 'cdrom', 'network') if draw.dice.random() < 0.2]
    system = element('os', {}, text('type', 'hvm', arch=draw.one('ppc64', 'ppc64', 'ppc64le'), machine=draw.one(*MACHINES)), *boots)
    if draw.dice.random() < 0.5:
        made.insert(0, text('emulator', '/usr/bin/qemu-system-ppc64'))
    return element('domain', {'type': 'qemu'}, text('name', f'random-{seed}'), text('uuid', UUID.format(seed)),
                   text('maxMemory', 4, unit='GiB', slots='16') if modules else None,
                   text('memory', draw.one(512, 1024, 1000, 768), unit='MiB'), text('vcpu', 2), system, features(draw), processor(draw, modules),
                   element('devices', {}, *made))


def as_text(domain):
    ET.indent(domain)
    return ET.tostring(domain, encoding='unicode') + '\n'
