# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Where we differ from stock with a reason: docs/compatibility.md has each of RULES by its name.

A rule covers a difference that its pattern matches as a whole, and only for documents of which its condition is true; so it
covers nothing else that differs in the same place.
"""
import os
import re
import xml.etree.ElementTree as ET

import conditions

REFUSED = 'we refuse: unsupported configuration: '
INVALID = 'we refuse: XML error: '
# What QEMU, or our daemon for it, says when the host lacks something.
OF_THE_HOST = (
    "unable to open vhost-vsock device '/dev/vhost-vsock'", "Unknown driver 'iscsi'", r'[Mm]odule \S+ not found', 'Unable to load module', 'The image is not ELF',
    "the host has no PCI device '", 'the host has no NUMA node', 'the host has none of these CPUs', 'the host has no pages of', 'no page of .* is free', 'Image is not in qcow2 format', 'Network not found', 'Could not open \'',
    'Failed to connect to ', 'failed to open /dev/bus/usb', "'host_device' driver requires", "is granted by the system's daemon alone", 'Cannot allocate memory',
    'Cannot access storage file', 'may not set up devices of the host', 'address resolution failed', 'passt', 'no such host device', r'vfio /sys', 'mlockall', 'bridge helper failed',
    "cannot be started with a <seclabel", 'No such file or directory', 'is not available', 'Address already in use', 'Permission denied', 'TPM', 'tpm', 'virtiofsd', 'vhost-vdpa', 'spice', 'failed to initialize vcard',
    'Perhaps you want to install',
)
WHERE = r'/domain(?:/[\w:-]+(?:\[\d+\])?)*'


class Rule:
    """Covers differences of which @pattern matches the whole, in documents (conditions.Case) of which @condition is true."""

    def __init__(self, name, pattern, condition=conditions.always):
        self.name, self.pattern, self.condition = name, re.compile(pattern, re.DOTALL), condition
        self.documents = []

    def covers(self, difference, case):
        match = self.pattern.fullmatch(difference)
        return match is not None and self.condition(case, *match.groups())


RULES = (
    # What stock makes does not start.
    Rule('usb-full-speed', r"(?:xml|again) /domain/devices/[a-z/]+/address/@(?:bus|port): .*|we refuse: .*No free USB ports of full speed.*|"
         r"we refuse: .*has high speed alone.*", conditions.has_full_speed_on_ehci),
    Rule('usb-companion', REFUSED + r"No master USB controller specified.*", conditions.has_companion_without_master),
    Rule('phb-target', r"xml /domain/devices/controller/target/@index: .*|we refuse: .*has target index '\d+', which another one has.*",
         conditions.has_equal_targets),
    Rule('console-port', r"xml /domain/devices/(?:console|channel)/address/@port: .*|we refuse: .*virtio serial port 0 .* is already occupied.*",
         conditions.has_two_consoles_on_port_0),
    Rule('multifunction-off', r"we refuse: .*function 0 of that slot has multifunction='off'.*", conditions.states_multifunction_off),
    Rule('vnc-port', INVALID + r"<graphics autoport='no'> lacks its port|" + REFUSED + r"vnc port '\d+' must be in range \[5900,65535\]", conditions.has_vnc_without_port),
    Rule('usb-port-count', REFUSED + r"usb controller type '[\w-]+' doesn't support 'ports' with this QEMU binary"),
    Rule('transport', REFUSED + r"transport '\w+' of <host> is not possible with protocol '\w+'"),
    Rule('several-hosts', INVALID + r"<source protocol='\w+'> of disk '\w+' has more than one <host>"),
    Rule('filesystem-driver', REFUSED + r"<driver type='handle'> of <filesystem> cannot be used: .*"),
    Rule('one-display', REFUSED + 'only one <graphics> of each type is possible, .*'),
    Rule('title', INVALID + r"Domain title can't contain newlines"),
    Rule('several-listens', REFUSED + 'multiple listens are not supported for one <graphics>', conditions.has_several_listens),
    Rule('model', REFUSED + r"model '[^']*' of <(?:interface|sound|watchdog|panic|vsock|input|tpm)> does not exist in .*|" + REFUSED + r"video model '\w+' is not supported .*"),
    Rule('processor', REFUSED + r"this QEMU has no CPU model '[^']*': .*|" + REFUSED + r"CPU mode '(?:host-passthrough|maximum)' is only possible with .*|" +
         REFUSED + r"the CPU feature '\w+' cannot have the policy '\w+': .*"),
    Rule('serial-target', REFUSED + r"target type '[\w-]+' of <serial> does not exist in a pseries guest: .*"),
    Rule('scsi-reach', REFUSED + r"the address of disk '\w+' is beyond SCSI controller '\d+', which .*"),
    Rule('geometry', REFUSED + r"disk '\w+' cannot have '<geometry>', which is for disks on bus .*"),
    Rule('port-name', REFUSED + r"two channels have the name '([^']*)': .*", conditions.has_two_channels),
    Rule('empty-path', INVALID + r"<(\w+)> of type '(\w+)' lacks its <source>", conditions.has_stream_without_path),
    Rule('empty-lease', INVALID + r"/domain/devices/lease(?:\[\d+\])?/target/@path: the value '' is not valid: .*"),
    Rule('relative-path', INVALID + r"'([^']*)' in <\w+> of <\w+> is not an absolute path", conditions.is_relative),
    Rule('host-side', REFUSED + r"(?:<(?:vlan|filterref)> is not supported|an MTU cannot be set) on <interface type='\w+'>"),
    Rule('throttle-name', REFUSED + r"the <group_name> '[^']*' of a <throttlegroup> is nothing that QEMU takes: .*"),
    Rule('source-service', INVALID + r"the <source> of a device of type '\w+' lacks '\w+'"),
    Rule('burst-length', REFUSED + r'<\w+_max_length> of <iotune> needs its <\w+_max>, which may last so long'),
    Rule('interface-type', REFUSED + r"<interface type='(?:null|vds|internal)'> cannot be used: .*"),
    Rule('channel-target', REFUSED + r"target type 'xen' of <channel> belongs to Xen: .*"),
    Rule('octal', INVALID + WHERE + r"/@\w+: the value '0\d+' is not valid: .*"),
    Rule('empty-host', INVALID + r"<host> of a disk lacks its 'name'|" + INVALID + WHERE + r"/shmem(?:\[\d+\])?/@name: the value '' is not valid: .*"),
    Rule('timer', REFUSED + r"Configuring the '\w+' timer is not supported .*|" + INVALID + r"<clock> has two timers 'rtc': one is possible"),
    Rule('dbus-display', REFUSED + r"<graphics type='dbus'> needs p2p='yes' or the address of a bus: .*"),
    Rule('vcpu-twice', INVALID + r"vcpu '\d+' appears more than once in <vcpus>"),
    Rule('address-type', INVALID + r"Unsupported address type '[\w-]+' for <\w+>, which has one of type '[\w-]+'"),
    Rule('vsock-cid', INVALID + r"<vsock> lacks the guest's <cid address=''/>.*"),
    Rule('flash', REFUSED + r"<loader type='pflash'> is not possible: .*"),
    Rule('kernel-alone', REFUSED + r'<initrd> and <cmdline> go with a <kernel> only'),
    # What stock makes of it says less than the document does.
    Rule('said-twice', INVALID + '(' + WHERE + r')\[[2-9]\]: this element may appear only once', conditions.stock_has_one),
    Rule('refused-element', REFUSED + '\'' + WHERE + r"(?:/@[\w]+)?' cannot be used: .*"),
    Rule('nic-driver', INVALID + r"/domain/devices/interface(?:\[\d+\])?/driver/@\w+: the value '[^']*' is not valid: .*", conditions.has_nic_without_virtio),
    Rule('udp-sources', r'xml /domain/devices/\w+/source: only ours has <source mode="connect" .*', conditions.has_sources_of_one_mode),
    Rule('controller-driver', REFUSED + r"'[<>\w]+' is only supported by virtio controllers: .*"),
    Rule('master-port', r"xml /domain/devices/controller/master/@startport: ours has '[24]', stock '0'", conditions.has_master_without_port),
    Rule('weight', INVALID + r"/domain/blkiotune/weight(?:\[\d+\])?: the value '[^']*' is not valid: .*"),
    Rule('no-file', INVALID + WHERE + r"/log: the attribute 'file' is missing|" + INVALID + r"<input type='\w+'> lacks the host's <source \w+=''/>"),
    Rule('feature-value', INVALID + r"/domain/features/\w+(?:\[\d+\])?: the attribute 'value' is missing"),
    Rule('hostdev-driver', r'xml /domain/devices/interface/driver: only ours has <driver .*/>|'
         r'stock refuses: unsupported configuration: \w+ (?:driver )?option is only supported for virtio devices', conditions.has_passed_through_nic),
    Rule('seclabel-type', r'xml /domain/seclabel: only ours has <seclabel type="dynamic" model="\w+" relabel="yes" />'),
    Rule('no-effect', INVALID + r"(?:the )?attribute '\w+' of <\w+> (?:does not belong in|goes with) .*|" + INVALID + r"'\w+'(?: and '\w+' of <source>)? do(?:es)? not belong in <.*|" + REFUSED + r"<[\w ]+> does not belong in <.*"),
    Rule('raw-backing-store', REFUSED + r"storage format 'raw' does not support backing store: .*", conditions.has_backing_store_of_raw),
    Rule('metadata', r'xml /domain/metadata[^:]*: only ours has .*', conditions.has_metadata_that_stock_drops),
    Rule('white-space', r"xml (?:/[\w-]+)+/@\w+: ours has '[^']*\\[nt][^']*', stock '[^']*'"),
    Rule('empty-address', INVALID + r"<source> of <interface type='\w+'> lacks its 'address'"),
    Rule('iscsi-port', r"xml /domain/devices/hostdev/source/host/@port: ours has '3260', stock nothing"),
    Rule('host-address', INVALID + r"<hostdev> of type 'pci' lacks its <source> with the host's device: .*"),
    Rule('unused-controller', REFUSED + r'[\w-]+ controllers are not supported with this machine type: .*'),
    Rule('yes-or-no', r'xml /domain/os/bios: only stock has <bios useserial="no" />|xml /domain/os/bios/@useserial: .*|' + INVALID + WHERE + '/@(?:useserial|managed|autoport): .*'),
    Rule('empty-text', r'xml [^:]*: only stock has <\w+ \w+="" />|xml [^:]*/@\w+: ours has nothing, stock \'\''),
    Rule('source-dev', r"xml /domain/devices/interface/source: only ours has <source dev=\"[^\"]*\" />", conditions.has_user_network),
    # What stock refuses works.
    Rule('smartcard-reader', r'stock refuses: .*this QEMU binary lacks multiple smartcard support'),
    Rule('isa-serial-number', r"stock refuses: internal error: (?:Maximum supported number of ISA serial ports is '4'|target port '\d+' already allocated)"),
    Rule('console-controller', r'stock refuses: internal error: virtio-serial controller 0 not available'),
    Rule('bus-of-address', r"stock refuses: internal error: a PCI slot is needed to connect a PCI controller model='pci-bridge', but none is available.*|"
         r'stock refuses: XML error: Invalid PCI address 0000:\w\w:00\.\d\. slot must be >= 1',
         conditions.has_bus_without_slot),
    Rule('shmem-size', r'stock refuses: XML error: shmem size must be a power of 2 and at least 1 MiB \(1024 KiB\)', conditions.has_small_shmem),
    Rule('first-console', r'stock refuses: unsupported configuration: spicevmc device type only supports virtio', conditions.has_serial_and_console),
    Rule('hex-bus', r"stock refuses: XML error: Invalid value for attribute '(?:bus|controller|target|unit)' in element 'address': '0x\w+'\. Expected non-negative integer value"),
    Rule('absent-timer', r"stock refuses: unsupported configuration: timer \w+ doesn't support setting of timer tickpolicy"),
    Rule('usb-none', r'stock refuses: unsupported configuration: USB is disabled for this domain, but USB devices are present in the domain XML', conditions.has_display),
    Rule('usb-hub', 'stock refuses: internal error: No free USB ports'),
    Rule('unknown-feature', r"stock refuses: unsupported configuration: unexpected feature '\w+'|stock refuses: unsupported configuration: Unsupported PCR banks '\w+'"),
    Rule('label-override', r'stock refuses: unsupported configuration: label overrides require relabeling to be enabled at the domain level'),
    Rule('empty-drive', r"stock refuses: XML error: Missing required attribute 'protocol' in element 'source'", conditions.has_empty_network_drive),
    Rule('stock-crashes', 'stock refuses: (?:the daemon crashes|An error occurred, but the cause is unknown)'),
    # What depends on the host.
    Rule('default-architecture', r"(?:xml|stock refuses:) .*|we refuse: XML error: /domain/os/type/@arch: the value '' is not valid: .*", conditions.states_no_architecture),
    Rule('htm-without-kvm', r'qemu refuses: .*No Transactional Memory support in TCG.*', conditions.states_htm),
    Rule('host-model-without-kvm', r"qemu refuses: .*(?:unable to find CPU model 'host'|Invalid compatibility mode).*", conditions.states_host_model),
    Rule('nested-hv', 'qemu refuses: .*Nested-HV only supported on POWER9 and later.*', conditions.states_nested_hv),
    Rule('iommu-platform', 'qemu refuses: .*VIRTIO_F_IOMMU_PLATFORM was supported by neither legacy nor transitional device.*', conditions.states_iommu),
    Rule('needs-a-host', f"qemu refuses: .*(?:{'|'.join(OF_THE_HOST)}).*"),
)


def explain(differences, seed, text, stock):
    """-> the differences that no rule covers; the rules that cover others take note of @seed"""
    case = conditions.Case(ET.fromstring(text), ET.fromstring(stock) if stock else ET.Element('domain'))
    covered = {difference: [rule for rule in RULES if rule.covers(difference, case)] for difference in differences}
    for rule in {rule for rules in covered.values() for rule in rules}:
        rule.documents += [seed] if seed is not None else []
    return [difference for difference, rules in covered.items() if not rules]


def not_in_document():
    """-> the names of rules that docs/compatibility.md has not"""
    top = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    with open(os.path.join(top, 'docs', 'compatibility.md'), encoding='utf-8') as file:
        text = file.read()
    return [rule.name for rule in RULES if f'| `{rule.name}` |' not in text]
