# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Disks and folders, drawn at random."""
from draw import FOLDER, alias, boot, drive, driver, element, on_off, pci, text, usb, virtio

NETWORK = {
    'nbd': {'name': 'export'}, 'iscsi': {'name': 'iqn.2024-01.example:t/1'}, 'rbd': {'name': 'pool/image'},
    'http': {'name': '/image'}, 'https': {'name': '/image'}, 'ftp': {'name': '/image'}, 'gluster': {'name': 'volume/image'},
    'ssh': {'name': '/image'}, 'nfs': {'name': '/image'}, 'sheepdog': {'name': 'image'}, 'tftp': {'name': '/image'},
}


def network_source(draw):
    protocol = draw.one('nbd', 'nbd', 'rbd', 'iscsi', 'http', *draw.odd(*NETWORK))
    host = draw.one({'name': 'example.org'}, {'name': 'example.org', 'port': 1234}, {'name': '192.0.2.1', 'port': 10809},
                    *draw.odd({'transport': 'unix', 'socket': f'{FOLDER}/nbd'}), {'name': 'example.org', 'transport': 'tcp'})
    identity = element('identity', {'user': 1, 'group': 1}) if protocol == 'nfs' else None
    return element('source', {'protocol': protocol, **NETWORK[protocol], 'tls': draw.maybe(0.05, 'no')}, element('host', host), identity)


def source(draw, kind, path):
    if kind == 'network':
        return network_source(draw)
    if kind == 'nvme':
        return element('source', {'type': 'pci', 'managed': draw.maybe(0.5, 'yes'), 'namespace': 1},
                       element('address', {'domain': '0x0000', 'bus': '0x01', 'slot': '0x00', 'function': '0x0'}))
    if kind == 'vhostuser':
        return element('source', {'type': 'unix', 'path': f'{FOLDER}/vhost'})
    name = {'block': 'dev', 'dir': 'dir'}.get(kind, 'file')
    return element('source', {name: path, 'startupPolicy': draw.maybe(0.03, lambda: draw.one('optional', 'mandatory', 'requisite')),
                              'index': draw.maybe(0.03, 1)},
                   draw.maybe(0.02, lambda: element('seclabel', {'model': 'dac', 'relabel': 'no'})))


def backing_store(draw, path):
    inner = draw.one(None, element('backingStore'))
    return element('backingStore', {'type': 'file'}, element('format', {'type': draw.one('raw', 'qcow2')}),
                   element('source', {'file': path + '.base'}), inner)


def iotune(draw):
    names = draw.one(('total_bytes_sec',), *draw.odd(('total_bytes_sec', 'read_bytes_sec')), ('read_bytes_sec', 'write_bytes_sec'), ('total_iops_sec', 'total_iops_sec_max'),
                     ('total_bytes_sec', 'total_bytes_sec_max', 'total_bytes_sec_max_length'))
    return element('iotune', {}, *(text(name, 1000000 if 'length' not in name else 2) for name in names))


def disk_driver(draw, bus, device):
    usual = {'name': draw.maybe(0.7, 'qemu'), 'type': draw.maybe(0.7, lambda: draw.one('raw', 'raw', 'raw', 'qcow2'))}
    more = {'cache': ('none', 'writeback', 'writethrough', 'unsafe', 'directsync', 'default'), 'io': ('native', 'threads', 'io_uring'),
            'error_policy': ('stop', 'report', 'ignore', 'enospace'), 'rerror_policy': ('stop', 'report', 'ignore'), 'discard': ('unmap', 'ignore'),
            'detect_zeroes': ('on', 'off', 'unmap'), 'copy_on_read': ('on', 'off'), 'ioeventfd': ('on', 'off'), 'event_idx': ('on', 'off'),
            'queues': draw.odd(1, 2, 4) or (1,), 'iothread': draw.odd(1, 2) or (1,), 'discard_no_unref': ('on', 'off')}
    if bus != 'virtio':
        more = {name: values for name, values in more.items() if name not in ('ioeventfd', 'event_idx', 'queues', 'iothread') or draw.is_odd}
    if draw.has_iothreads is False and not draw.is_odd:
        more.pop('iothread', None)
    seldom = 0.04 if draw.is_odd else 0.02
    drawn = {name: draw.maybe(seldom, lambda values=values: draw.one(*values)) for name, values in more.items()}
    return draw.maybe(0.5, lambda: element('driver', virtio(draw, **usual, **drawn) if bus == 'virtio' and draw.dice.random() < 0.3 else {**usual, **drawn}))


def disk_options(draw, bus):
    options = (lambda: element('readonly'), lambda: element('readonly'), lambda: element('shareable'), lambda: element('transient'),
               lambda: text('serial', f'S{draw.next()}'), lambda: text('serial', f'S{draw.next()}'), lambda: iotune(draw),
               lambda: element('blockio', {'logical_block_size': draw.one(512, 4096), 'physical_block_size': draw.maybe(0.5, 4096)}),
               lambda: element('geometry', {'cyls': 16383, 'heads': 16, 'secs': 63, 'trans': draw.maybe(0.2, 'lba')}))
    if draw.is_odd or bus == 'scsi':
        options += (lambda: text('wwn', '5000c50015ea71ad'), lambda: text('vendor', 'SEAGATE'), lambda: text('product', 'ST3567807GD'))
    return [option() for option in options if draw.dice.random() < (0.05 if draw.is_odd else 0.02)]


def disk(draw):
    bus = draw.one(*['virtio'] * 6, *['scsi'] * 6, 'usb', 'usb', *['sata'] * 3, None, None, *draw.odd('ide', 'fdc')) if draw.dice.random() < 0.5 else \
        draw.one('virtio', 'virtio', 'virtio', 'scsi', 'scsi', 'scsi', 'usb', 'sata', 'sata', None)
    prefix = {'virtio': 'vd', None: draw.one('vd', 'sd', 'vd', 'sd', *draw.odd('hd', 'xx')), 'ide': 'hd', 'fdc': 'fd'}.get(bus, 'sd')
    device = draw.one('disk', 'disk', 'disk', 'disk', 'cdrom', 'cdrom', None, *(['floppy'] if bus == 'fdc' else draw.odd('lun'))) if bus != 'virtio' else 'disk'
    name = draw.unused(lambda: prefix + (chr(97 + draw.number(25)) if draw.dice.random() < 0.95 else 'a' + chr(97 + draw.number(25))))
    if name is None:
        return None
    is_empty = device in ('cdrom', 'floppy') and draw.dice.random() < 0.3
    kind = draw.one(*['file'] * 20, None, 'block', 'block', 'network', 'network', *draw.odd('nvme', 'vhostuser', 'dir')) if device != 'lun' else 'block'
    places = {'virtio': pci, 'scsi': lambda one: drive(one, 1), 'usb': usb, 'sata': lambda one: drive(one, 5)}
    path = f'{FOLDER}/{name}.img'
    return element('disk', {'type': kind, 'device': device, 'snapshot': draw.maybe(0.02, 'no'),
                            'model': draw.maybe(0.05, lambda: draw.one('virtio', 'virtio-transitional', 'virtio-non-transitional')) if bus == 'virtio' else None},
                   disk_driver(draw, bus, device),
                   draw.maybe(0.2, element('source')) if is_empty else source(draw, kind, path),
                   draw.maybe(0.04, lambda: backing_store(draw, path)) if kind == 'file' and not is_empty else None,
                   element('target', {'dev': name, 'bus': bus, 'tray': draw.maybe(0.05, lambda: draw.one('open', 'closed')) if draw.is_odd or device == 'cdrom' else None,
                                      'removable': on_off(draw, 0.2) if bus == 'usb' else None,
                                      'rotation_rate': draw.maybe(0.05, lambda: draw.one(1, 7200)) if bus in ('scsi', 'sata') and (draw.is_odd or device == 'disk') else None}),
                   *disk_options(draw, bus), alias(draw), boot(draw), places[bus](draw) if bus in places else None)


def filesystem(draw):
    target = element('target', {'dir': f'share{draw.next()}'})
    if draw.dice.random() < 0.1 and draw.has_shared_memory or draw.is_odd and draw.dice.random() < 0.2:
        binary = draw.maybe(0.3, lambda: element('binary', {'path': '/usr/libexec/virtiofsd', 'xattr': on_off(draw)},
                                                 draw.maybe(0.3, lambda: element('cache', {'mode': 'always'})),
                                                 draw.maybe(0.3, lambda: element('sandbox', {'mode': 'chroot'}))))
        at = element('source', draw.one({'dir': FOLDER}, {'socket': f'{FOLDER}/fs'}))
        return element('filesystem', {'type': 'mount', 'accessmode': draw.maybe(0.7, 'passthrough')},
                       element('driver', virtio(draw, type='virtiofs', queue=draw.maybe(0.3, 1024))), binary, at, target, pci(draw))
    kind = draw.one(*['mount'] * 9, None, None, *draw.odd('block', 'file', 'ram', 'bind', 'template'))
    at = {'block': {'dev': '/dev/loop0'}, 'file': {'file': f'{FOLDER}/x.img'}, 'ram': {'usage': 1024, 'units': 'KiB'}, 'template': {'name': 'x'}}
    modes = {'fmode': draw.maybe(0.1, '644'), 'dmode': draw.maybe(0.1, '0755')}
    return element('filesystem', {'type': kind, 'accessmode': draw.maybe(0.5, lambda: draw.one('passthrough', 'mapped', 'squash')),
                                  'multidevs': draw.maybe(0.05, lambda: draw.one('default', 'remap', 'forbid', 'warn')),
                                  'model': draw.maybe(0.2, lambda: draw.one('virtio', 'virtio-transitional', 'virtio-non-transitional')), **modes},
                   driver(draw, virtio(draw, type=draw.one('path', 'path', None, *draw.odd('handle')), wrpolicy=draw.maybe(0.2, 'immediate'))),
                   element('source', at.get(kind, {'dir': FOLDER})), target, draw.maybe(0.1, element('readonly')), alias(draw), pci(draw))
