# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Network interfaces, drawn at random."""
from draw import alias, boot, driver, element, FOLDER, on_off, pci, rom, text, usb, vio, virtio

MODELS = ('virtio', 'virtio', 'virtio', 'spapr-vlan', 'spapr-vlan', 'spapr-vlan', 'e1000', 'e1000e', 'rtl8139', 'ne2k_pci', 'pcnet', 'usb-net',
          'virtio-transitional', 'virtio-non-transitional', 'i82559er', 'tulip', 'e1000-82545em', 'igb', 'vmxnet3')
# What each type is connected to.
SOURCES = {
    'user': lambda draw: [], 'bridge': lambda draw: [element('source', {'bridge': 'br0'})],
    'network': lambda draw: [element('source', {'network': 'default', 'portgroup': draw.maybe(0.1, 'one')})], 'ethernet': lambda draw: [],
    'direct': lambda draw: [element('source', {'dev': 'eth0', 'mode': draw.maybe(0.8, lambda: draw.one('vepa', 'bridge', 'private', 'passthrough'))})],
    'vhostuser': lambda draw: [element('source', {'type': 'unix', 'path': f'{FOLDER}/vhost-net', 'mode': draw.one('client', 'server')})],
    'udp': lambda draw: [element('source', {'address': '127.0.0.1', 'port': 5558}, element('local', {'address': '127.0.0.1', 'port': 5559}))],
    'server': lambda draw: [element('source', {'address': draw.maybe(0.8, '127.0.0.1'), 'port': 5560})],
    'client': lambda draw: [element('source', {'address': '127.0.0.1', 'port': 5560})],
    'mcast': lambda draw: [element('source', {'address': '230.0.0.1', 'port': 5558})],
    'vdpa': lambda draw: [element('source', {'dev': '/dev/vhost-vdpa-0'})],
    'hostdev': lambda draw: [element('source', {}, element('address', {'type': 'pci', 'domain': '0x0000', 'bus': '0x01', 'slot': '0x10', 'function': '0x1'}))],
    'internal': lambda draw: [element('source', {'name': 'x'})], 'null': lambda draw: [], 'vds': lambda draw: [],
}
TYPES = ('user',) * 12 + ('bridge', 'network', 'ethernet', 'direct', 'bridge', 'network', 'udp', 'server', 'client', 'mcast', 'hostdev')


def options(draw, kind):
    made = [draw.maybe(0.08, lambda: element('link', {'state': draw.one('up', 'down')})), draw.maybe(0.05, lambda: element('mtu', {'size': 1500}) if draw.is_odd or kind in ('bridge', 'network', 'ethernet') else None),
            draw.maybe(0.04, lambda: element('bandwidth', {}, element('inbound', {'average': 1000, 'peak': draw.maybe(0.5, 2000)}))),
            draw.maybe(0.03, lambda: element('tune', {}, text('sndbuf', 1600))), draw.maybe(0.02, lambda: element('filterref', {'filter': 'clean-traffic'})),
            draw.maybe(0.05, lambda: element('target', {'dev': f'tap{draw.next()}'})), draw.maybe(0.03, lambda: element('coalesce', {}, element('rx', {}, element('frames', {'max': 7})))),
            draw.maybe(0.03, lambda: element('port', {'isolated': 'yes'})), draw.maybe(0.03, lambda: element('guest', {'dev': 'eth0'})),
            draw.maybe(0.03, lambda: element('vlan', {}, element('tag', {'id': 42}))), draw.maybe(0.02, lambda: element('teaming', {'type': 'persistent'})),
            draw.maybe(0.02, lambda: element('acpi', {'index': 3}))]
    if not draw.is_odd:
        made = [one for one in made if one is None or one.tag in ('link', 'bandwidth', 'mtu', 'tune', 'target', 'guest')]
    if kind in ('user', 'ethernet') and draw.dice.random() < 0.08:
        made.append(element('ip', {'address': '172.17.2.0', 'family': draw.maybe(0.7, 'ipv4'), 'prefix': draw.maybe(0.7, 24)}))
    if kind == 'user' and draw.dice.random() < 0.05:
        made.append(element('backend', {'type': draw.one('default', 'passt')}))
    if kind == 'ethernet' and draw.dice.random() < 0.2:
        made.append(element('script', {'path': '/etc/qemu-ifup'}))
    return made


def interface(draw):
    kind = draw.one(*TYPES, *draw.odd(*SOURCES)) if draw.dice.random() < 0.3 else 'user'
    model = draw.maybe(0.9, lambda: draw.one(*MODELS, *draw.odd('netfront', 'lan9118', 'Virtio'))) if kind != 'hostdev' else None
    place = vio(draw, 0x1000) if model == 'spapr-vlan' else usb(draw) if model == 'usb-net' else pci(draw)
    more = {'name': draw.maybe(0.3, lambda: draw.one('qemu', *draw.odd('vhost'))), 'txmode': draw.maybe(0.1, lambda: draw.one('iothread', 'timer')),
            'ioeventfd': on_off(draw, 0.1), 'event_idx': on_off(draw, 0.1), 'queues': draw.maybe(0.2, lambda: draw.one(1, *draw.odd(4))),
            'rx_queue_size': draw.maybe(0.1, 512), 'tx_queue_size': draw.maybe(0.1, 256), 'rss': on_off(draw, 0.05), 'rss_hash_report': on_off(draw, 0.05)}
    return element('interface', {'type': kind, 'managed': draw.maybe(0.7, 'yes') if kind == 'hostdev' else None, 'trustGuestRxFilters': draw.maybe(0.03, 'yes')},
                   element('mac', {'address': f'52:54:00:00:00:{draw.next():02x}'}), *SOURCES[kind](draw),
                   element('model', {'type': model}) if model else None, driver(draw, virtio(draw, **more), chance=0.08), *options(draw, kind),
                   alias(draw), boot(draw), rom(draw), place)
