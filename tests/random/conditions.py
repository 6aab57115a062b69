# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a document has for a rule of rules.py to be about it.  A condition gets the case and the groups of the rule's pattern."""
import collections
import re

# What a document is, what stock made of it ({} when it refuses), as elements.
Case = collections.namedtuple('Case', 'document stock')
FULL_SPEED = {('controller', 'ccid'), ('hub', 'usb'), ('sound', 'usb'), ('interface', 'usb-net'), ('serial', 'usb-serial')}


def always(_, *__):
    return True


def devices(root, path):
    return root.findall('devices/' + path)


# ---- USB

def kind_of(device):
    """-> (element, what it is), as in FULL_SPEED"""
    model, target = device.find('model'), device.find('target')
    return device.tag, {'controller': device.get('type'), 'hub': device.get('type'), 'sound': device.get('model'),
                        'interface': model.get('type') if model is not None else None,
                        'serial': target.get('type') if target is not None else None}.get(device.tag)


def has_full_speed_on_ehci(case):
    """Stock puts a device of full speed alone on a bus of high speed alone."""
    models = {}
    for controller in devices(case.stock, "controller[@type='usb']"):
        models.setdefault(controller.get('index'), set()).add(controller.get('model'))
    slow = [device.find('address').get('bus') for device in devices(case.stock, '*')
            if kind_of(device) in FULL_SPEED and device.find('address') is not None and device.find('address').get('type') == 'usb']
    return any(models.get(bus, set()) & {'ehci', 'ich9-ehci1'} for bus in slow)


def has_companion_without_master(case):
    masters = {one.get('index') for one in devices(case.stock, 'controller') if one.get('model') in ('ich9-ehci1', 'ehci')}
    return any(one.find('master') is not None and one.get('index') not in masters for one in devices(case.stock, 'controller'))


def has_master_without_port(case):
    return any(one.get('startport') is None for one in devices(case.document, 'controller/master'))


# ---- PCI and ports

def has_equal_targets(case):
    targets = [one.get('index') for one in devices(case.stock, "controller[@model='pci-root']/target")]
    return len(targets) > len(set(targets))


def has_two_consoles_on_port_0(case):
    ports = [(one.get('controller'), one.get('port')) for one in devices(case.stock, "console/address[@type='virtio-serial']")]
    return len(ports) > len(set(ports))


def states_multifunction_off(case):
    return bool(devices(case.document, "*/address[@multifunction='off']"))


def has_bus_without_slot(case):
    return any(one.get('bus') and not one.get('slot') for one in devices(case.document, "*/address[@type='pci']")) or \
        any(one.get('bus') for one in devices(case.document, "controller[@model='pci-bridge']/address"))


def has_nic_without_virtio(case):
    return any('virtio' not in (one.get('type') or '').lower() for one in devices(case.stock, 'interface/model'))


def has_two_channels(case, name):
    return len(devices(case.stock, f'channel/target[@name="{name}"]')) > 1


def has_passed_through_nic(case):
    return bool(devices(case.document, "interface[@type='hostdev']/driver"))


def has_small_shmem(case):
    return any((one.get('unit') or 'b')[0] == 'b' for one in devices(case.document, 'shmem/size'))


def has_serial_and_console(case):
    return bool(devices(case.document, 'serial')) and bool(devices(case.document, 'console'))


def has_user_network(case):
    return any(one.get('type') in (None, 'user') for one in devices(case.document, 'interface'))


# ---- displays and character devices

def has_vnc_without_port(case):
    return any(one.get('port') in (None, '0') and one.get('autoport') == 'no' for one in devices(case.stock, "graphics[@type='vnc']"))


def has_display(case):
    return bool(devices(case.document, 'graphics'))


def has_several_listens(case):
    return any(len(one.findall('listen')) > 1 for one in devices(case.stock, 'graphics'))


def has_stream_without_path(case, tag, kind):
    return any(not one.find('source').get('path') if one.find('source') is not None else True for one in devices(case.document, f'{tag}[@type="{kind}"]'))


def has_sources_of_one_mode(case):
    return any(len(one.findall('source')) == 2 and len({source.get('mode') or 'connect' for source in one.findall('source')}) == 1
               for one in devices(case.document, "*[@type='udp']"))


def is_relative(_, path):
    return not path.startswith('/')


def has_empty_network_drive(case):
    return any(one.find('source') is not None and not one.find('source').attrib for one in devices(case.document, "disk[@type='network']"))


# ---- what stock does not keep

def find_all(root, path):
    """The elements that @path, /domain/a[2]/b as we print it, is about."""
    found = [root]
    for name, number in re.findall(r'/([\w:-]+)(?:\[(\d+)\])?', path.removeprefix('/domain')):
        found = [child for parent in found for child in parent.findall(name)]
        found = found[int(number) - 1:int(number)] if number else found
    return found


def stock_has_one(case, path):
    """Whether stock makes one of those that the document has more of."""
    above, name = path.rsplit('/', 1)
    most = max((len(parent.findall(name)) for parent in find_all(case.document, above)), default=0)
    kept = max((len(parent.findall(name)) for parent in find_all(case.stock, re.sub(r'\[\d+\]', '', above))), default=0)
    return most > 1 and kept <= 1


def has_backing_store_of_raw(case):
    return any(one.find('backingStore') is not None and len(one.find('backingStore')) > 0 and one.find('driver').get('type') == 'raw'
               for one in devices(case.stock, 'disk') if one.find('driver') is not None) or \
        any(one.find('format') is not None and one.find('format').get('type') == 'raw' for one in devices(case.stock, './/backingStore'))


def has_metadata_that_stock_drops(case):
    """It keeps one element of a namespace, and none without a namespace."""
    if case.document.find('metadata') is not None and len(case.document.find('metadata')) == 0:
        return True
    spaces = [child.tag.rpartition('}')[0] for child in case.document.findall('metadata/*')]
    return '' in spaces or len(spaces) > len(set(spaces))


# ---- features, and the host

def states_htm(case):
    """The plan warns of it."""
    return any(one.get('state') == 'on' for one in case.document.findall('features/htm'))


def states_no_architecture(case, *_):
    return not (case.document.find('os/type') is not None and case.document.find('os/type').get('arch'))


def states_host_model(case):
    return case.document.find("cpu[@mode='host-model']") is not None


def states_nested_hv(case):
    return case.document.find("features/nested-hv[@state='on']") is not None


def states_iommu(case):
    return bool(devices(case.document, "*/driver[@iommu='on']"))
