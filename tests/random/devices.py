# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Devices of every kind that libvirt's schema has, drawn at random."""
from draw import alias, boot, drive, driver, element, FOLDER, on_off, pci, rom, serial_port, stream, text, usb, vio, virtio
import network
import storage

USB_MODELS = ('qemu-xhci', 'nec-xhci', 'pci-ohci', 'ehci', 'piix3-uhci', 'piix4-uhci', 'ich9-ehci1', 'ich9-uhci1')
SCSI_MODELS = ('ibmvscsi', 'virtio-scsi', 'lsilogic', 'lsisas1078', 'virtio-transitional', 'virtio-non-transitional', 'lsisas1068')
SHARED_MODELS = ('virtio', 'virtio', 'virtio', 'virtio-transitional', 'virtio-non-transitional')
HOST_PCI = {'domain': '0x0000', 'bus': '0x03', 'slot': '0x00'}


def model_of(draw, *values):
    return draw.maybe(0.5, lambda: draw.one(*values))


# ---- controllers

def index_of(draw, kind, first=0):
    """-> an index, seldom one that another controller of that kind has; None: it states none"""
    if draw.dice.random() < 0.4:
        return None
    if draw.is_odd:
        return draw.number(5)
    found = draw.unused(lambda: (kind, first + draw.number(5)))
    return found and found[1]


def usb_controller(draw):
    if draw.dice.random() < (0.1 if draw.is_odd else 0.005):
        return element('controller', {'type': 'usb', 'index': draw.one(0, None), 'model': 'none'})
    return element('controller', {'type': 'usb', 'index': index_of(draw, 'usb'), 'model': draw.maybe(0.8, lambda: draw.one(*USB_MODELS, *draw.odd('vt82c686b-uhci'))),
                                  'ports': draw.maybe(0.1, lambda: draw.dice.randint(1, 16)) if draw.is_odd else None}, alias(draw), pci(draw))


def usb_family(draw):
    """An EHCI controller and its companions, which share a slot; any of them may be missing."""
    index = index_of(draw, 'usb') or 0
    draw.taken.add(('usb', index))
    made = [element('controller', {'type': 'usb', 'index': index, 'model': 'ich9-ehci1'})]
    for number in range(3):
        made.append(element('controller', {'type': 'usb', 'index': index, 'model': f'ich9-uhci{number + 1}'},
                            draw.maybe(0.7, element('master', {'startport': 2 * number}))))
    return [one for one in made if draw.dice.random() < 0.95]


def scsi_controller(draw):
    model = draw.maybe(0.8, lambda: draw.one(*SCSI_MODELS, *draw.odd('vmpvscsi', 'auto')))
    options = virtio(draw, queues=draw.maybe(0.2, 4), cmd_per_lun=draw.maybe(0.1, 8), max_sectors=draw.maybe(0.1, 512),
                     ioeventfd=on_off(draw, 0.1), iothread=draw.maybe(0.3, 1) if draw.has_iothreads else None)
    return element('controller', {'type': 'scsi', 'index': index_of(draw, 'scsi'), 'model': model}, driver(draw, options, chance=0.1) if draw.is_odd or model and model.startswith('virtio') else None, alias(draw),
                   vio(draw, 0x2000) if model in (None, 'ibmvscsi', 'auto') else pci(draw))


def serial_controller(draw):
    return element('controller', {'type': 'virtio-serial', 'index': index_of(draw, 'serial'), 'ports': draw.maybe(0.2, lambda: draw.dice.randint(1, 8)),
                                  'vectors': draw.maybe(0.1, lambda: draw.number(6)), 'model': draw.maybe(0.1, lambda: draw.one(*SHARED_MODELS))},
                   driver(draw, virtio(draw), chance=0.05), pci(draw))


def pci_controller(draw):
    model = draw.one(*['pci-root'] * 12, *['pci-bridge'] * 4, *draw.odd(None, 'pcie-root', 'pcie-root-port', 'dmi-to-pci-bridge', 'pci-expander-bus'))
    index, node = draw.maybe(0.3, lambda: draw.dice.randint(0, 6)), draw.maybe(0.05 if draw.is_odd else 0, lambda: text('node', 0))
    is_root = model == 'pci-root'
    target = element('target', {'index': index, 'chassisNr': draw.maybe(0.2, lambda: draw.dice.randint(1, 9)) if not is_root else None,
                                'hotplug': on_off(draw, 0.05) if draw.is_odd else None}, node if is_root else None) if draw.dice.random() < 0.5 and model else None
    name = draw.maybe(0.1, lambda: element('model', {'name': 'spapr-pci-host-bridge' if is_root else 'pci-bridge'}))
    return element('controller', {'type': 'pci', 'index': index_of(draw, 'pci', 0 if is_root else 1), 'model': model}, name, target, pci(draw) if not is_root else None)


def other_controller(draw):
    kind = draw.one('sata', 'sata', 'ccid', *draw.odd('ide', 'fdc', 'isa', 'xenbus', 'nvme'))
    return element('controller', {'type': kind, 'index': index_of(draw, kind)}, pci(draw) if kind == 'sata' else usb(draw) if kind == 'ccid' else None)


# ---- ports

def serial(draw):
    kind = draw.one(None, None, 'spapr-vio-serial', 'pci-serial', 'usb-serial', 'isa-serial', *draw.odd('system-serial'))
    model = {'spapr-vio-serial': 'spapr-vty', 'pci-serial': 'pci-serial', 'usb-serial': 'usb-serial', 'isa-serial': 'isa-serial'}.get(kind)
    place = {'pci-serial': pci, 'usb-serial': usb}.get(kind, lambda one: vio(one, 0x30000000))(draw) if kind != 'isa-serial' else None
    port = draw.maybe(0.3, lambda: draw.unused(lambda: ('serial', draw.number(5))))
    target = element('target', {'type': kind, 'port': port and port[1]}, draw.maybe(0.3, lambda: element('model', {'name': model}) if model else None))
    return stream(draw, 'serial', target if kind or port else None, alias(draw), place)


def console(draw):
    kind = draw.one(None, None, 'serial', *['virtio'] * 8, *draw.odd('sclp', 'uml'))
    port = draw.maybe(0.4, lambda: draw.number(4))
    kind = kind if draw.is_odd or kind == 'virtio' else None
    return stream(draw, 'console', element('target', {'type': kind, 'port': port}) if kind or port is not None else None,
                  serial_port(draw) if kind == 'virtio' else None)


def channel(draw):
    if draw.dice.random() < 0.1:
        return stream(draw, 'channel', element('target', {'type': 'guestfwd', 'address': '10.0.2.1', 'port': 4600 + draw.next()}))
    name = draw.maybe(0.9, lambda: f'org.example.{draw.next()}' if draw.dice.random() < 0.85 else draw.one('org.qemu.guest_agent.0', 'com.redhat.spice.0'))
    if draw.dice.random() < 0.5:
        return element('channel', {'type': draw.one('unix', 'pty')}, element('target', {'type': 'virtio', 'name': name}), alias(draw), serial_port(draw))
    return stream(draw, 'channel', element('target', {'type': draw.one(*['virtio'] * 9, *draw.odd(None, 'xen')), 'name': name}), serial_port(draw))


def parallel(draw):
    return draw.is_odd and stream(draw, 'parallel', draw.maybe(0.5, element('target', {'port': 0})))


def redirdev(draw):
    return element('redirdev', {'bus': draw.maybe(0.8, 'usb'), 'type': draw.one('tcp', 'spicevmc', 'tcp')},
                   element('source', {'mode': 'bind', 'host': 'localhost', 'service': 4000 + draw.next()}), boot(draw), usb(draw))


def smartcard(draw):
    kind = draw.one('passthrough', 'passthrough', 'passthrough', 'host', 'host-certificates', *draw.odd('spicevmc'))
    if kind == 'spicevmc':
        return element('smartcard', {'mode': 'passthrough', 'type': 'spicevmc'})
    inner = {'passthrough': lambda: [element('source', {'mode': 'bind', 'host': 'localhost', 'service': 5000 + draw.next()})], 'host': lambda: [],
             'host-certificates': lambda: [text('certificate', f'cert{number}') for number in range(draw.one(3, 3, 2))]}[kind]()
    return element('smartcard', {'mode': kind, 'type': 'tcp' if kind == 'passthrough' else None}, *inner,
                   draw.maybe(0.2, lambda: element('address', {'type': 'ccid', 'controller': draw.number(1), 'slot': draw.maybe(0.9, 0)})))


# ---- what a user sees and hears

def input_(draw):
    kind = draw.one('keyboard', 'mouse', 'tablet', 'keyboard', 'mouse', 'tablet', 'passthrough', *draw.odd('evdev'))
    bus = draw.one('usb', 'usb', 'usb', 'virtio', 'virtio', None, None, *draw.odd('ps2')) if kind not in ('passthrough', 'evdev') else {'passthrough': 'virtio'}.get(kind)
    at = {'passthrough': {'evdev': '/dev/input/event1'}, 'evdev': {'dev': '/dev/input/event2', 'grab': draw.maybe(0.3, 'all')}}.get(kind)
    return element('input', {'type': kind, 'bus': bus, 'model': draw.maybe(0.2, lambda: draw.one(*SHARED_MODELS)) if bus == 'virtio' else None},
                   element('source', at) if at else None, driver(draw, virtio(draw), chance=0.05) if bus == 'virtio' else None, alias(draw),
                   {'usb': usb, 'virtio': pci}.get(bus, lambda _: None)(draw))


def graphics(draw):
    kind = draw.one('vnc', 'vnc', 'vnc', 'vnc', 'spice', 'spice', *draw.odd('sdl', 'egl-headless', 'dbus', 'rdp', 'desktop'))
    if kind in ('sdl', 'desktop'):
        return element('graphics', {'type': kind, 'display': draw.maybe(0.3, ':0'), 'fullscreen': draw.maybe(0.3, 'yes')})
    if kind in ('egl-headless', 'dbus'):
        return element('graphics', {'type': kind, 'p2p': draw.maybe(0.7, 'yes') if kind == 'dbus' else None},
                       draw.maybe(0.2, lambda: element('gl', {'enable': 'no'})) if kind == 'dbus' else None)
    listen = draw.maybe(0.2, lambda: draw.one(element('listen', {'type': 'address', 'address': draw.maybe(0.7, '127.0.0.1')}), element('listen', {'type': 'none'}),
                                              element('listen', {'type': 'socket', 'socket': draw.maybe(0.5, f'{FOLDER}/vnc.sock')})))
    return element('graphics', {'type': kind, 'port': draw.maybe(0.3, lambda: draw.one(-1, 5900 + draw.number(20), 5950)), 'autoport': draw.maybe(0.5, lambda: draw.one('yes', 'no')),
                                'listen': draw.maybe(0.3, '127.0.0.1') if listen is None else None, 'keymap': draw.maybe(0.1, 'en-us'),
                                'passwd': draw.maybe(0.1, 'secret'), 'sharePolicy': draw.maybe(0.1, 'ignore') if kind == 'vnc' else None,
                                'websocket': draw.maybe(0.1, -1) if kind == 'vnc' else None, 'defaultMode': draw.maybe(0.1, 'any') if kind == 'spice' else None},
                   listen, *([element(name, {'compression': 'auto_glz'} if name == 'image' else {'mode': 'filter'}) for name in ('image', 'streaming') if draw.dice.random() < 0.1]
                             if kind == 'spice' else []))


def video(draw):
    model = draw.one('virtio', 'virtio', 'vga', 'vga', 'vga', 'bochs', 'none', 'cirrus', None, *draw.odd('vmvga', 'qxl', 'ramfb', 'xen', 'vbox'))
    more = {'heads': draw.maybe(0.2, 1), 'vram': draw.maybe(0.2, lambda: draw.one(16384, 8192, 9000)), 'primary': draw.maybe(0.1, lambda: draw.one('yes', 'no')),
            'blob': draw.maybe(0.05, 'off')}
    accel = draw.maybe(0.1, lambda: element('acceleration', {'accel3d': draw.one('yes', 'no', 'no')}))
    size = draw.maybe(0.05, lambda: element('resolution', {'x': 1024, 'y': 768}))
    return element('video', {}, draw.maybe(0.03, lambda: element('driver', {'name': draw.one('qemu', *draw.odd('vhostuser'))})),
                   element('model', {'type': model, **more}, accel, size) if model else None, pci(draw) if model != 'none' else None)


def sound(draw):
    model = draw.one('ich6', 'ich9', 'ac97', 'es1370', 'usb', 'virtio', *draw.odd('sb16', 'pcspk', 'ich7'))
    codecs = [element('codec', {'type': draw.one('duplex', 'micro', 'output')})] if model in ('ich6', 'ich9') and draw.dice.random() < 0.3 else []
    return element('sound', {'model': model, 'streams': draw.maybe(0.3, 2) if model == 'virtio' else None}, *codecs,
                   usb(draw) if model == 'usb' else pci(draw))


def audio(draw):
    kind = draw.one('none', 'none', 'alsa', 'file', 'jack', 'oss', 'pulseaudio', 'sdl', 'spice', 'dbus', 'pipewire', *draw.odd('coreaudio'))
    return element('audio', {'id': draw.maybe(0.95, lambda: draw.dice.randint(1, 3) if draw.is_odd else draw.next()), 'type': kind, 'timerPeriod': draw.maybe(0.1, 40)},
                   draw.maybe(0.2, lambda: element('input', {'mixingEngine': draw.one('yes', 'no')})))


# ---- the host's devices

def hostdev(draw):
    kind = draw.one('pci', 'pci', 'pci', 'pci', 'usb', 'usb', 'scsi', 'scsi', 'scsi-host', 'mdev', 'scsi_host', *draw.odd('capabilities'))
    more = {'mode': 'subsystem', 'type': kind}
    if kind == 'pci':
        function = draw.unused(lambda: ('pci', draw.dice.randint(0, 7)))
        at = element('source', {}, element('address', {**HOST_PCI, 'function': hex(function[1] if function else 0)}))
        return element('hostdev', {**more, 'managed': draw.maybe(0.7, lambda: draw.one('yes', 'no'))},
                       driver(draw, {'name': draw.one('vfio', None), 'model': draw.maybe(0.2, 'vfio-pci')}), at, alias(draw), boot(draw), rom(draw), pci(draw))
    if kind == 'usb':
        at = draw.one(element('source', {'startupPolicy': draw.maybe(0.2, 'optional'), 'guestReset': draw.maybe(0.2, 'off')}, element('vendor', {'id': '0x1234'}), element('product', {'id': '0xbeef'})),
                      element('source', {}, element('address', {'bus': 1, 'device': draw.next()})))
        return element('hostdev', {**more, 'managed': draw.maybe(0.2, 'yes')}, at, boot(draw), usb(draw))
    if kind == 'mdev':
        return element('hostdev', {**more, 'model': 'vfio-pci', 'display': draw.maybe(0.2, 'off')},
                       element('source', {}, element('address', {'uuid': 'c2177883-f1bb-47f0-914d-32a22e3a8804'})), pci(draw))
    if kind == 'scsi_host':
        return element('hostdev', {**more, 'model': draw.maybe(0.3, lambda: draw.one(*SHARED_MODELS))},
                       element('source', {'protocol': 'vhost', 'wwpn': 'naa.5123456789abcde0'}), pci(draw))
    if kind == 'capabilities':
        return element('hostdev', {'mode': 'capabilities', 'type': 'misc'}, element('source', {}, text('char', '/dev/input/event3')))
    at = element('source', {'protocol': 'iscsi', 'name': f'iqn.2024-01.example:t/{draw.next()}'}, element('host', {'name': 'example.org', 'port': 3260})) \
        if kind == 'scsi' else element('source', {}, element('adapter', {'name': 'scsi_host0'}), element('address', {'bus': 0, 'target': 0, 'unit': draw.next()}))
    return element('hostdev', {**more, 'type': 'scsi', 'rawio': draw.maybe(0.1, 'yes'), 'sgio': draw.maybe(0.05, 'filtered')}, at,
                   draw.maybe(0.1, element('readonly')), draw.maybe(0.1, element('shareable')), boot(draw), drive(draw, 1))


# ---- others

def tpm(draw):
    kind = draw.one('emulator', 'emulator', 'emulator', 'passthrough', 'external')
    inner = {'emulator': lambda: [draw.maybe(0.1, lambda: element('active_pcr_banks', {}, element('sha256'))), draw.maybe(0.1, lambda: element('profile', {'name': 'default-v1'}))],
             'passthrough': lambda: [element('device', {'path': '/dev/tpm0'})],
             'external': lambda: [element('source', {'type': 'unix', 'mode': draw.one('connect', 'connect', 'bind'), 'path': f'{FOLDER}/tpm'})]}[kind]()
    version = draw.maybe(0.7, lambda: draw.one('2.0', *draw.odd('1.2'))) if kind == 'emulator' else None
    return element('tpm', {'model': draw.maybe(0.8, lambda: draw.one('tpm-spapr', *draw.odd('tpm-tis', 'tpm-crb', 'spapr-tpm-proxy')))},
                   element('backend', {'type': kind, 'version': version, 'persistent_state': draw.maybe(0.1, 'yes') if kind == 'emulator' else None}, *inner),
                   vio(draw, 0x4000))


def watchdog(draw):
    return element('watchdog', {'model': draw.one('i6300esb', *draw.odd('diag288', 'ib700', 'itco')),
                                'action': draw.maybe(0.5, lambda: draw.one('reset', 'pause', 'none', 'shutdown', 'poweroff', 'dump', 'inject-nmi'))}, alias(draw), pci(draw))


def memballoon(draw):
    model = draw.one(*SHARED_MODELS, 'none', *draw.odd('xen'))
    return element('memballoon', {'model': model, 'autodeflate': on_off(draw, 0.1), 'freePageReporting': on_off(draw, 0.1)},
                   draw.maybe(0.1, lambda: element('stats', {'period': 10})), driver(draw, virtio(draw), chance=0.05), pci(draw) if model != 'none' else None)


def rng(draw):
    backend = draw.one(lambda: text('backend', draw.one('/dev/urandom', '/dev/random', '/dev/hwrng'), model='random'), lambda: text('backend', '', model='builtin'),
                       lambda: element('backend', {'model': 'egd', 'type': 'tcp'}, element('source', {'mode': 'connect', 'host': '127.0.0.1', 'service': 1234})))()
    return element('rng', {'model': draw.one(*SHARED_MODELS)}, draw.maybe(0.2, lambda: element('rate', {'bytes': 1024, 'period': draw.maybe(0.7, 2000)})), backend,
                   driver(draw, virtio(draw), chance=0.05), pci(draw))


def shmem(draw):
    kind = draw.one('ivshmem-plain', 'ivshmem-plain', 'ivshmem-doorbell', *draw.odd('ivshmem', None))
    server = element('server', {'path': f'{FOLDER}/shm{draw.next()}'}) if kind == 'ivshmem-doorbell' or draw.is_odd and draw.dice.random() < 0.1 else None
    return element('shmem', {'name': f'shm{draw.next()}', 'role': draw.maybe(0.1, lambda: draw.one('peer', 'master'))}, element('model', {'type': kind}) if kind else None,
                   draw.maybe(0.8, lambda: text('size', draw.one('4', '1', '8', *draw.odd('3')), unit='M')) if server is None else None, server,
                   element('msi', {'vectors': 4, 'ioeventfd': 'on'}) if server is not None and draw.dice.random() < 0.3 else None, pci(draw))


def vsock(draw):
    cid = draw.one({'auto': 'no', 'address': 3 + draw.number(9)}, {'auto': 'yes'}, {'address': 4}, {'auto': 'yes', 'address': 5}, *draw.odd({'auto': 'no'}))
    return element('vsock', {'model': model_of(draw, 'virtio', 'virtio-non-transitional', *draw.odd('virtio-transitional'))}, draw.maybe(0.9, lambda: element('cid', cid)), driver(draw, virtio(draw), chance=0.05), pci(draw))


def memory(draw):
    kind = draw.one(*['dimm'] * 7, 'nvdimm', *draw.odd('virtio-mem', 'virtio-pmem', 'sgx-epc', None))
    size = text('size', 256 * draw.dice.randint(1, 2), unit='MiB') if draw.dice.random() < 0.8 else text('size', draw.one(300000, 524288), unit=draw.maybe(0.5, 'KiB'))
    target = element('target', {}, size, draw.maybe(0.3 if draw.is_odd else 0.95, lambda: text('node', draw.one(0, *draw.odd(1)))),
                     element('label', {}, text('size', 128, unit='KiB')) if kind == 'nvdimm' and draw.dice.random() < 0.9 else None)
    at = element('source', {}, text('path', f'{FOLDER}/nvdimm')) if kind in ('nvdimm', 'virtio-pmem') else \
        draw.maybe(0.1, lambda: element('source', {}, text('pagesize', 64, unit='KiB'), text('nodemask', '0')))
    place = draw.maybe(0.1, lambda: element('address', {'type': 'dimm', 'slot': draw.maybe(0.8, lambda: draw.number(5)), 'base': draw.maybe(0.5, '0x100000000')}))
    return element('memory', {'model': kind, 'access': draw.maybe(0.1, lambda: draw.one('shared', 'private')), 'discard': draw.maybe(0.1, 'yes')},
                   text('uuid', '9066901e-c90a-46ad-8b55-c18868cf92ae') if kind == 'nvdimm' else None, at, target, place)


def crypto(draw):
    return element('crypto', {'model': 'virtio', 'type': 'qemu'}, element('backend', {'model': draw.one('builtin', *draw.odd('lkcf')), 'queues': draw.maybe(0.5, 1)}), pci(draw))


def panic(draw):
    return element('panic', {'model': draw.maybe(0.6, lambda: draw.one('pseries', 'pseries', *draw.odd('isa', 'hyperv', 'pvpanic', 's390')))})


def lease(draw):
    return element('lease', {}, text('lockspace', 'somearea'), text('key', f'key{draw.next()}'), element('target', {'path': f'{FOLDER}/lease', 'offset': draw.maybe(0.5, 1024)}))


def pstore(draw):
    return element('pstore', {'backend': 'acpi-erst'}, text('path', f'{FOLDER}/pstore'), text('size', 8, unit='KiB'), pci(draw))


def redirfilter(draw):
    return element('redirfilter', {}, element('usbdev', {'class': '0x08', 'vendor': '0x1234', 'product': '0xbeef', 'version': '2.56', 'allow': 'yes'}), element('usbdev', {'allow': 'no'}))


def iommu(draw):
    return draw.is_odd and element('iommu', {'model': draw.one('intel', 'smmuv3', 'virtio')})


# What, how often (in devices of a thousand), and how many of it at most.
KINDS = (
    (storage.disk, 200, 40), (network.interface, 130, 40), (usb_controller, 50, 3), (usb_family, 8, 1), (scsi_controller, 50, 4), (serial_controller, 35, 3),
    (pci_controller, 60, 6), (other_controller, 25, 3), (storage.filesystem, 20, 3), (serial, 50, 4), (console, 40, 4), (channel, 50, 8), (parallel, 1, 1),
    (input_, 50, 6), (tpm, 12, 1), (graphics, 20, 1), (sound, 20, 3), (audio, 8, 2), (video, 20, 2), (redirdev, 15, 3), (redirfilter, 4, 1),
    (lambda draw: element('hub', {'type': 'usb'}, usb(draw)), 12, 2), (watchdog, 12, 2), (memballoon, 25, 1), (rng, 20, 3),
    (lambda draw: element('nvram', {}, vio(draw, 0x3000)), 15, 1), (panic, 8, 1), (shmem, 12, 2), (vsock, 10, 1), (memory, 15, 3), (crypto, 8, 2),
    (smartcard, 6, 1), (hostdev, 25, 4), (lease, 4, 1), (pstore, 2, 1), (iommu, 1, 1),
)


def devices(draw):
    made = []
    left = {kind: most for kind, _, most in KINDS}
    for _ in range(draw.one(1, 2, 3, 4, 6, 8, 12, 20, 35)):
        kind = draw.dice.choices([kind for kind, _, _ in KINDS], [weight for _, weight, _ in KINDS])[0]
        left[kind] -= 1
        device = kind(draw) if left[kind] >= 0 else None
        made.extend(device if isinstance(device, list) else [device] if device is not None and device is not False else [])
    return made
