# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a document has for a rule of rules.py to be about it.  A condition gets the case and the groups of the rule's pattern."""
import collections
import re

# What a document is, what stock made of it ({} when it refuses), as elements.
Case = collections.namedtuple('Case', 'document stock')
FULL_SPEED = {('controller', 'ccid'), ('hub', 'usb'), ('sound', 'usb'), ('interface', 'usb-net'), ('serial', 'usb-serial')}


def devices(root, path):
    return root.findall('devices/' + path)


def has(path):
    """-> the condition that the document has an element at @path, where {} stand for the groups of the pattern."""
    return lambda case, *groups: case.document.find(path.format(*groups)) is not None


def has_any(*paths):
    return lambda case: any(case.document.find(path) is not None for path in paths)


def has_several(path):
    return lambda case, *groups: len(case.document.findall(path.format(*groups))) > 1


def has_path(case, path):
    return bool(find_all(case.document, path))


def has_attribute(case, path, name, value):
    """What the message says of the document: that the element at @path has the attribute with that value."""
    return any(_one_line(one.get(name, '')) == value for one in find_all(case.document, path))


def has_text(case, path, value):
    return any(_one_line(''.join(one.itertext())).split() == value.split() for one in find_all(case.document, path))


def has_octal(case, path, name, value):
    """Of an address, or else of the size of a disk's blocks."""
    if path is None:
        return any(value.startswith('0') for one in devices(case.document, 'disk/blockio') for value in one.attrib.values())
    return has_attribute(case, path, name, value)


def has_unclear_device(case, kind):
    """A <source> that does not say which device of the host it is."""
    passed = devices(case.document, f"hostdev[@type='{kind}']") + (devices(case.document, "interface[@type='hostdev']") if kind == 'pci' else [])
    return any(one.find('source') is not None for one in passed)


def _one_line(text):
    return re.sub('[\\t\\r\\n]', ' ', text)


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


def has_companion_of_placed(case):
    models = [one.get('model') or '' for one in devices(case.document, "controller[@type='usb']")]
    return any(one.startswith('ich9-uhci') for one in models) and case.document.find("devices/controller[@model='ich9-ehci1']/address[@slot]") is not None


def has_master_without_port(case):
    return any(one.get('startport') is None for one in devices(case.document, 'controller/master'))


# ---- PCI and ports

def has_usb_address_without_port(case):
    return any(one.get('port') is None for one in devices(case.document, "*/address[@type='usb']"))


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


def has_empty_text(case, *names):
    return any(name is not None and case.document.find(f"devices//*[@{name}='']") is not None for name in names)


def has_two_channels(case, name):
    return sum(_one_line(one.get('name', '')) == _one_line(name) for one in devices(case.document, 'channel/target')) > 1


def is_lower_case(_, ours, theirs):
    return ours == theirs.lower()


def has_attribute_of_plain_nic(case, path, name, value):
    return has_nic_without_virtio(case) and has_attribute(case, path, name, value)


def has_bridge_on_later_bus(case, index, bus):
    """QEMU makes PHBs before the bridges that are on them."""
    return any(one.get('index') in (index, None) and one.find('address') is not None and int(one.find('address').get('bus', '0'), 0) == int(bus, 16) > int(index)
               for one in devices(case.document, "controller[@model='pci-bridge']"))


def has_console_elsewhere(case):
    """A console whose address is on another controller than 0, and no controller 0 is stated."""
    return any(one.get('controller') not in (None, '0') for one in devices(case.document, "console/address[@type='virtio-serial']")) or \
        '0' not in {one.get('index', '0') for one in devices(case.document, "controller[@type='virtio-serial']")}


UNITS = {'b': 1, 'k': 1 << 10, 'm': 1 << 20, 'g': 1 << 30}


def has_small_shmem(case):
    """Of less than a MiB."""
    return any(int(one.text or 0) * UNITS.get((one.get('unit') or 'b')[0].lower(), 1 << 40) < 1 << 20 for one in devices(case.document, 'shmem/size'))


def has_serial_and_console(case):
    return bool(devices(case.document, 'serial')) and bool(devices(case.document, 'console'))


def has_user_network(case):
    return any(one.get('type') in (None, 'user') for one in devices(case.document, 'interface'))


# ---- disks

def disk(root, target):
    return next((one for one in devices(root, 'disk') if one.find('target') is not None and one.find('target').get('dev') == target), None)


def has_geometry_of_no_disk(case, target):
    one = disk(case.document, target)
    return one is not None and one.get('device') in ('cdrom', 'lun') and one.find('geometry') is not None


def is_beyond(case, target, *most):
    """Where stock puts the disk is beyond what the message says that the adapter has."""
    places = [disk(case.stock, target).find('address')] if target else devices(case.stock, "hostdev/address[@type='drive']")
    return any(int(address.get(name, '0')) > int(last) for address in places for name, last in zip(('bus', 'target', 'unit'), most))


def has_unclear_backing_store(case, target):
    one = disk(case.document, target)
    return one is not None and any(store.get('type') is None or store.find('format') is None or store.find('source') is None or not any(store.find('source').attrib.values())
                                   for store in one.iter('backingStore') if len(store))


def has_empty_disk(case, target):
    one = disk(case.document, target)
    return one is not None and one.get('device') in ('lun', 'disk', None) and (one.find('source') is None or not any(one.find('source').attrib.values()))


def lacks_host(case, protocol):
    return any(one.get('protocol') == protocol and one.find('host') is None for one in case.document.iter('source'))


# ---- displays and character devices

def has_vnc_without_port(case):
    return any(one.get('port') in (None, '0') and one.get('autoport') == 'no' for one in devices(case.stock, "graphics[@type='vnc']"))


def has_display_without_usb(case):
    return bool(devices(case.document, 'graphics')) and bool(devices(case.document, "controller[@type='usb'][@model='none']"))


def has_several_listens(case):
    return any(len(one.findall('listen')) > 1 for one in devices(case.stock, 'graphics'))


def has_stream_without_path(case, tag, kind):
    if kind is None:
        return any(not one.get('dir') for one in devices(case.document, tag + '/source'))
    # The first console without a serial device beside it is the console of one.
    tags = [tag, 'console'] if tag == 'serial' else [tag]
    return any(not one.find('source').get('path') if one.find('source') is not None else True for tag in tags for one in devices(case.document, f'{tag}[@type="{kind}"]'))


def has_lease_without_space(case):
    return any(not one.findtext('lockspace') for one in devices(case.document, 'lease'))


def has_emulator_of_no_text(case):
    """Only blanks, beside elements or remarks."""
    return any(one.text is None or one.text.isspace() for one in devices(case.document, 'emulator'))


def has_alias(case, alias):
    return any(_one_line(one.get('name', '')) == alias for one in devices(case.document, '*/alias'))


def has_two_sources(case):
    return bool(devices(case.document, '*/source[2]'))


def has_kind_of_interface(case, tag, kind):
    return any((one.get('type') or 'user') == kind and one.find(tag) is not None for one in devices(case.document, 'interface'))


def has_no_file(case):
    return any(not one.get('file') for one in devices(case.document, '*/log')) or \
        any(one.find('source') is None or not (one.find('source').get('evdev') or one.find('source').get('dev')) for one in devices(case.document, 'input'))


def is_relative(case, path):
    return not path.startswith('/') and any(_one_line(one.text or '') == _one_line(path) for one in devices(case.document, 'rng/backend'))


def has_empty_drive_of_kind(case):
    return any(one.get('type') in ('network', 'nvme', 'vhostuser') and one.find('source') is not None and not one.find('source').attrib for one in devices(case.document, 'disk'))


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


def says_again(case, name):
    """One of the sections with lists is in the document twice, and says the same."""
    sections = [name.partition('/')[0]] if name else ['memoryBacking', 'memoryBacking/hugepages']
    return any(len(case.document.findall(section)) > 1 for section in sections)


def has_blank_title(case):
    return any(one.text and one.text.isspace() and '\n' in one.text for one in case.document.findall('title'))


def content(element):
    children = [content(child) for child in element if isinstance(child.tag, str)]
    return element.tag, sorted(element.attrib.items()), (element.text or '').strip(), children


def repeats(case):
    """Whether an element is followed by another one that says the same."""
    return any(content(one) == content(other) for parent in case.document.iter() for number, one in enumerate(parent) for other in list(parent)[number + 1:]
               if one.tag == other.tag and isinstance(one.tag, str))


def has_throttle_name(case, name):
    return any(_one_line(''.join(one.itertext())) == _one_line(name) for one in case.document.iter('group_name'))


def has_vcpu_twice(case):
    ids = [one.get('id') for one in case.document.findall('vcpus/vcpu')]
    return len(ids) > len(set(ids))


def has_blocks_of_ata(case, target):
    return any(one.find('blockio') is not None for one in devices(case.document, 'disk') if one.find(f"target[@dev='{target}'][@bus='sata']") is not None)


def has_no_kernel(case):
    system = case.document.find('os')
    return not system.findtext('kernel') and any(system.findtext(name) for name in ('initrd', 'cmdline'))


def is_alike_but_for_white_space(_, __, ours, theirs):
    return re.sub(r'\\[nt]', ' ', ours) == theirs


# ---- features, and the host

def states_processor(case, model):
    return any(_one_line(one.text or '') == model or one.text.split() == model.split() for one in case.document.findall('cpu/model') if one.text)


def states_processor_feature(case, name, policy):
    return any(one.get('name') == name and one.get('policy', 'require') == policy for one in case.document.findall('cpu/feature'))


def states_htm(case):
    """The plan warns of it."""
    return any(one.get('state') == 'on' for one in case.document.findall('features/htm'))


def states_host_model(case):
    return case.document.find("cpu[@mode='host-model']") is not None


def states_nested_hv(case):
    return case.document.find("features/nested-hv[@state='on']") is not None


def states_iommu(case):
    return bool(devices(case.document, "*/driver[@iommu='on']"))
