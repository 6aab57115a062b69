# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Where we differ from stock with a reason: docs/compatibility.md has each of RULES by its name.

A rule covers a difference that its pattern matches as a whole, and only for documents of which its condition is true; so it
covers nothing else that differs in the same place.
"""
import collections
import os
import re
import xml.etree.ElementTree as ET

# What a document is, what stock made of it ({} when it refuses), as elements.
Case = collections.namedtuple('Case', 'document stock')
FULL_SPEED = {('controller', 'ccid'), ('hub', 'usb'), ('sound', 'usb'), ('interface', 'usb-net'), ('serial', 'usb-serial')}


class Rule:
    def __init__(self, name, pattern, condition):
        self.name, self.pattern, self.condition = name, re.compile(pattern), condition
        self.n_documents = 0

    def covers(self, difference, case):
        return self.pattern.fullmatch(difference) is not None and self.condition(case)


def devices(root, path):
    return root.findall('devices/' + path)


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


def has_equal_targets(case):
    targets = [one.get('index') for one in devices(case.stock, "controller[@model='pci-root']/target")]
    return len(targets) > len(set(targets))


def has_two_consoles_on_port_0(case):
    ports = [(one.get('controller'), one.get('port')) for one in devices(case.stock, "console/address[@type='virtio-serial']")]
    return len(ports) > len(set(ports))


def states_multifunction_off(case):
    return bool(devices(case.document, "*/address[@multifunction='off']"))


def states_htm(case):
    """The plan warns of it."""
    return any(one.get('state') == 'on' for one in case.document.findall('features/htm'))


def needs_host(case):
    return bool(devices(case.document, 'vsock') + devices(case.document, "hostdev[@type='scsi']"))


def always(_):
    return True


RULES = (
    Rule('usb-full-speed', r"(?:xml|again) /domain/devices/[a-z/]+/address/@(?:bus|port): .*|we refuse: .*No free USB ports of full speed.*|"
         r"we refuse: .*has high speed alone.*", has_full_speed_on_ehci),
    Rule('usb-companion', r"we refuse: .*No master USB controller specified.*", has_companion_without_master),
    Rule('phb-target', r"xml /domain/devices/controller/target/@index: .*|we refuse: .*has target index '\d+', which another one has.*",
         has_equal_targets),
    Rule('smartcard-reader', r'stock refuses: .*this QEMU binary lacks multiple smartcard support', always),
    Rule('isa-serial-number', r"stock refuses: internal error: (?:Maximum supported number of ISA serial ports is '4'|target port '\d+' already allocated)",
         always),
    Rule('console-controller', r'stock refuses: internal error: virtio-serial controller 0 not available', always),
    Rule('console-port', r"xml /domain/devices/(?:console|channel)/address/@port: .*|we refuse: .*virtio serial port 0 .* is already occupied.*",
         has_two_consoles_on_port_0),
    Rule('multifunction-off', r"we refuse: .*function 0 of that slot has multifunction='off'.*", states_multifunction_off),
    Rule('htm-without-kvm', r'(?s)qemu refuses: .*No Transactional Memory support in TCG.*', states_htm),
    Rule('needs-a-host', r"(?s)qemu refuses: .*(?:unable to open vhost-vsock device '/dev/vhost-vsock'|Unknown driver 'iscsi').*", needs_host),
)


def explain(differences, text, stock):
    """-> the differences that no rule covers; the rules that cover others count this document"""
    case = Case(ET.fromstring(text), ET.fromstring(stock) if stock else ET.Element('domain'))
    covered = {difference: [rule for rule in RULES if rule.covers(difference, case)] for difference in differences}
    for rule in {rule for rules in covered.values() for rule in rules}:
        rule.n_documents += 1
    return [difference for difference, rules in covered.items() if not rules]


def not_in_document():
    """-> the names of rules that docs/compatibility.md has not"""
    top = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    with open(os.path.join(top, 'docs', 'compatibility.md'), encoding='utf-8') as file:
        text = file.read()
    return [rule.name for rule in RULES if f'| `{rule.name}` |' not in text]
