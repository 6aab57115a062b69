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
import hosts
import table
import unread

REFUSED = 'we refuse: unsupported configuration: '
INVALID = 'we refuse: XML error: '
WHERE = r'/domain(?:/[\w:-]+(?:\[\d+\])?)*'



class Rule:
    """Covers differences of which @pattern matches the whole, in documents (conditions.Case) of which @condition is true."""

    def __init__(self, name, pattern, condition):
        self.name, self.pattern, self.condition = name, re.compile(pattern, re.DOTALL), condition
        self.documents = []

    def is_about_start(self):
        return self.pattern.pattern.startswith('qemu refuses')

    def covers(self, difference, case):
        # A pattern may leave out which of several elements a path is about.
        match = self.pattern.fullmatch(difference) or self.pattern.fullmatch(re.sub(r'(/[\w:-]+)\[\d+\]', r'\1', difference))
        return match is not None and self.condition(case, *match.groups())


RULES = (
    # What stock makes does not start.
    Rule('usb-full-speed', r"(?:xml|again) /domain/devices/[a-z/]+/address/@(?:bus|port): .*|we refuse: XML error: No free USB ports of full speed, which '[\w-]+' needs: .*|"
         r"we refuse: .*has high speed alone.*", conditions.has_full_speed_on_ehci),
    Rule('usb-companion', REFUSED + r"No master USB controller specified: .*", conditions.has_companion_without_master),
    Rule('phb-target', r"xml /domain/devices/controller/target/@index: .*|we refuse: .*has target index '\d+', which another one has.*",
         conditions.has_equal_targets),
    Rule('console-port', r"xml /domain/devices/(?:console|channel)/address/@port: .*|we refuse: .*virtio serial port 0 .* is already occupied.*",
         conditions.has_two_consoles_on_port_0),
    Rule('multifunction-off', r"we refuse: .*function 0 of that slot has multifunction='off'.*", conditions.states_multifunction_off),
    Rule('vnc-port', INVALID + r"<graphics autoport='no'> lacks its port|" + REFUSED + r"vnc port '0' must be in range \[5900,65535\]", conditions.has_vnc_without_port),
    Rule('usb-port-count', REFUSED + r"usb controller type '([\w-]+)' doesn't support 'ports' with this QEMU binary", conditions.has("devices/controller[@type='usb'][@ports][@model='{}']")),
    Rule('transport', REFUSED + r"transport '(\w+)' of <host> is not possible with protocol '(\w+)'", conditions.has(".//source[@protocol='{1}']/host[@transport='{0}']")),
    Rule('several-hosts', INVALID + r"<source protocol='(\w+)'> of disk '\w+' has more than one <host>", conditions.has(".//source[@protocol='{}']/host[2]")),
    Rule('filesystem-driver', REFUSED + r"<driver type='handle'> of <filesystem> cannot be used: .*", conditions.has("devices/filesystem/driver[@type='handle']")),
    Rule('one-display', REFUSED + r"only one <graphics> of each type is possible, and line \d+ has one of type '([\w-]+)' already", conditions.has_several("devices/graphics[@type='{}']")),
    Rule('title', INVALID + r"Domain title can't contain newlines", conditions.has_blank_title),
    Rule('several-listens', REFUSED + 'multiple listens are not supported for one <graphics>', conditions.has_several_listens),
    Rule('nic-model', REFUSED + r"model '([\w-]+)' of <interface> does not exist in this QEMU, .*", conditions.has("devices/interface/model[@type='{}']")),
    Rule('device-model', REFUSED + r"(?:model '([\w-]+)' of <(sound|watchdog|panic|vsock|input|tpm)> does not exist in .*)", conditions.has("devices/{1}[@model='{0}']")),
    Rule('nic-case', r"xml /domain/devices/interface/model/@type: ours has '([\w-]+)', stock '([\w-]+)'", conditions.is_lower_case),
    Rule('processor', REFUSED + r"this QEMU has no CPU model '([^']*)': .*", conditions.states_processor),
    Rule('processor-mode', REFUSED + r"CPU mode '(host-passthrough|maximum)' is only possible with <domain type='kvm'>: .*", conditions.has("cpu[@mode='{}']")),
    Rule('processor-feature', REFUSED + r"the CPU feature '([^']*)' cannot have the policy '(\w+)': .*", conditions.states_processor_feature),
    Rule('serial-target', REFUSED + r"target type '(system-serial)' of <serial> does not exist in a pseries guest: .*", conditions.has("devices/serial/target[@type='{}']")),
    Rule('igb-slot', INVALID + r"(?:Invalid PCI address [\w:.]+ slot must be <= 14, for the virtual functions of 'igb' to be on the same bus|interface has virtual functions in slot \d+ .*|Attempted double use of PCI Address [\w:.]+ interface .*)|"
         r"xml /domain/devices/(?:\w+/address/@(?:bus|slot): .*|controller: .*)", conditions.has("devices/interface/model[@type='igb']")),
    Rule('ata-blocks', REFUSED + r"disk '(\w+)' is an ATA drive: its (?:logical_block_size|discard_granularity) can be 512 alone, .*", conditions.has_blocks_of_ata),
    Rule('scsi-reach', REFUSED + r"the address of (?:disk '(\w+)'|hostdev) is beyond SCSI controller '\d+', which has buses to '(\d+)', targets to '(\d+)' and units to '(\d+)'", conditions.is_beyond),
    Rule('geometry-part', INVALID + '(' + WHERE + r"/geometry)(?:\[\d+\])?(?:: the attribute '(?:cyls|heads|secs)' is missing|/@(?:cyls|heads|secs): the value '[^']*' is not valid: .*)|" + REFUSED + '\'(' + WHERE + "/geometry)(?:\\[\\d+\\])?/@trans' cannot be used: .*", unread.has_geometry_in_part),
    Rule('geometry', REFUSED + r"disk '(\w+)' cannot have '<geometry>', which is for disks on bus .*", conditions.has_geometry_of_no_disk),
    Rule('block-sizes', REFUSED + r"logical_block_size '(\d+)' of disk '\w+' is larger than its physical_block_size '\d+': .*", unread.has_logical_blocks),
    Rule('module-base', REFUSED + r"the base of a memory module of \d+ KiB must be from 0x\w+ on, .*", conditions.has("devices/memory/address[@base]")),
    Rule('no-memory', REFUSED + r"the cells of <numa> have no memory for the guest to start with: .*", conditions.has_any('devices/memory', "cpu/numa/cell[@memory='0']")),
    Rule('nvdimm-machine', REFUSED + r"machine '([\w.-]+)' has no NVDIMM: .*", conditions.has("devices/memory[@model='nvdimm']")),
    Rule('port-name', REFUSED + r"two channels have the name '([^']*)': .*", conditions.has_two_channels),
    Rule('empty-path', INVALID + r"<(\w+)>(?: of type '(\w+)')? lacks its <source(?: dir='')?(?:/>)?>?", conditions.has_stream_without_path),
    Rule('empty-socket', INVALID + r"/domain/devices/tpm/backend/source/@path: the value '' is not valid: .*", conditions.has("devices/tpm/backend/source[@path='']")),
    Rule('empty-lease', INVALID + r"/domain/devices/lease(?:\[\d+\])?/target/@path: the value '' is not valid: .*", conditions.has("devices/lease/target[@path='']")),
    Rule('relative-path', INVALID + r"'([^']*)' in <\w+> of <\w+> is not an absolute path", conditions.is_relative),
    Rule('blanks-of-path', INVALID + r"the path in <(loader|kernel|initrd|dtb)> has white space around it: .*", conditions.has('os/{}')),
    Rule('host-side', REFUSED + r"<(vlan|filterref)> is not supported on <interface type='(\w+)'>", conditions.has_kind_of_interface),
    Rule('throttle-name', REFUSED + r"the <group_name> '([^']*)' of a <throttlegroup> is nothing that QEMU takes: .*", conditions.has_throttle_name),
    Rule('empty-service', INVALID + r"the <source> of a device of type '\w+' lacks '(host|service|path)'", conditions.has("devices//source[@{}='']")),
    Rule('burst-length', REFUSED + r'<(\w+_max(?:_length)?)> of <(?:iotune|throttlegroup)> (?:needs its <\w+>, which (?:may last so long|it goes beyond for a while)|is lower than its <\w+>)', conditions.has('.//{}')),
    Rule('throttle-most', INVALID + r"/domain/(?:throttlegroups/throttlegroup|devices/disk/iotune)/(\w+): the value '\d{16,}' is not valid: .*", conditions.has('.//{}')),
    Rule('no-ports', INVALID + r"/domain/devices/controller/@ports: the value '(\d+)' is not valid: .*", conditions.has("devices/controller[@ports='{}']")),
    Rule('geometry-most', INVALID + '(' + WHERE + r"/geometry)/@(\w+): the value '(\d+)' is not valid: .*", conditions.has_attribute),
    Rule('shared-twice', INVALID + r"<source> of <filesystem> has 'dir' and 'socket': .*", conditions.has("devices/filesystem/source[@dir][@socket]")),
    Rule('serial-bus', INVALID + r"bus '(\d+)' of a virtio-serial address does not exist: .*", conditions.has("devices/*/address[@bus='{}']")),
    Rule('empty-filterref', INVALID + r"/domain/devices/interface/filterref/@(\w+): the value '' is not valid: .*", conditions.has("devices/interface/filterref[@{}='']")),
    Rule('priority', INVALID + r"(/domain/cputune/\w+sched)/@(priority): the value '(\d+)' is not valid: .*", conditions.has_attribute),
    Rule('many-iothreads', INVALID + r"(/domain/iothreads): the value '(\d+)' is not valid: .*", conditions.has_text),
    Rule('many-controllers', INVALID + r"(/domain/devices/controller)/@(index): the value '(\d+)' is not valid: .*", conditions.has_attribute),
    Rule('stream-label', r'xml /domain/devices/\w+(?:/backend)?/source/seclabel: only ours has <seclabel .*', conditions.has('devices//source/seclabel')),
    Rule('proxy-address', r"xml /domain/devices/\w+/address/@reg: .*", conditions.has("devices/tpm[@model='spapr-tpm-proxy']/address")),
    Rule('loader-format', REFUSED + r"format='(\w+)' of <loader> is for a loader of type 'pflash': .*", conditions.has("os/loader[@format='{}']")),
    Rule('vio-interrupt', REFUSED + r"spapr-vio address 0x\w+ of \w+ needs the same interrupt as 0x\w+ of .*", conditions.has("devices/*/address[@reg]")),
    Rule('unread-graphics', INVALID + r"/domain/devices/graphics/(\w+)/@\w+: the value '[^']*' is not valid: .*", conditions.has("devices/graphics/{}")),
    Rule('unread-sound', INVALID + r"/domain/devices/sound/@(\w+): the value '([^']*)' is not valid: .*", conditions.has("devices/sound[@{}]")),
    Rule('socket-and-listen', INVALID + r"attribute '(socket|listen)' of <graphics> is '[^']*', but its first <listen> says '[^']*': .*", conditions.has("devices/graphics[@{}]/listen")),
    Rule('listen-network', REFUSED + r"<listen type='network'> of <graphics> needs the address of the network '([^']*)', .*", conditions.has("devices/graphics/listen[@network]")),
    Rule('timeout-most', INVALID + '(' + WHERE + r"/source/timeout)/@(seconds): the value '(\d+)' is not valid: .*", conditions.has_attribute),
    Rule('reconnect-delay', REFUSED + r"<reconnect delay='(\d+)'> of disk '\w+' is possible with protocol 'nbd' alone", conditions.has("devices/disk/source/reconnect[@delay]")),
    Rule('card-protocol', r'xml /domain/devices/smartcard/(protocol|log): only ours has <.*', conditions.has("devices/smartcard/{}")),
    Rule('block-size-power', REFUSED + r"a block size of disk '\w+' is no power of 2 .*", conditions.has("devices/disk/blockio")),
    Rule('discard-zero', r"(?:xml|argv) .*discard_granularity: ours has '?0'?, stock '?nothing'?", conditions.has("devices/disk/blockio[@discard_granularity]")),
    Rule('spice-tls', r"stock refuses: unsupported configuration: spice TLS port set in XML configuration, but TLS is disabled in qemu.conf", conditions.has("devices/graphics[@type='spice'][@tlsPort]")),
    Rule('no-balloon', INVALID + r"<memballoon model='none'> is no device and can have no <\w+>", conditions.has("devices/memballoon[@model='none']/*")),
    Rule('redirected-agent', r"argv -chardev charredir\d+: name: ours has 'usbredir', stock 'vdagent'", conditions.has("devices/redirdev[@type='qemu-vdagent']")),
    Rule('queue-size', INVALID + '(' + WHERE + r"/driver)/@(queue_size): the value '(\d+)' is not valid: .*", conditions.has_attribute),
    Rule('shares', REFUSED + r"Value of cputune 'shares' must be in range \[2, 262144\]: '(\d+)' is not", conditions.has('cputune/shares')),
    Rule('discard-no', r"argv -object \S+: discard-data: ours has 'nothing', stock 'false'", conditions.has_any("cpu/numa/cell[@discard='no']", "devices/memory[@discard='no']")),
    Rule('port-forward', r"stock refuses: unsupported configuration: The <portForward> element can only be used with the 'passt' backend of interface type='user' or type='vhostuser'", conditions.has("devices/interface/portForward")),
    Rule('unread-protocol-type', INVALID + r"/domain/devices/(\w+)/protocol/@type: the value '[^']*' is not valid: .*", conditions.has("devices/{}/protocol")),
    Rule('empty-settings', r'xml /domain/devices/audio/(\w+)/settings: only stock has <settings />', conditions.has("devices/audio/{}[@fixedSettings]")),
    Rule('empty-teaming', INVALID + r"/domain/devices/interface/teaming: the attribute 'type' is missing", conditions.has("devices/interface/teaming")),
    Rule('signed-port', INVALID + r"Invalid value for attribute 'port' in element 'address': '(\+\d+)'. Expected non-negative integer value", conditions.has("devices/*/address[@port='{}']")),
    Rule('start-port', INVALID + r"(/domain/devices/controller/master)/@(startport): the value '(\d+)' is not valid: .*", conditions.has_attribute),
    Rule('filesystem-kind', REFUSED + r"<driver type='(mtp|loop|nbd|ploop)'> of <filesystem> cannot be used: .*", conditions.has("devices/filesystem/driver[@type='{}']")),
    Rule('empty-tls-name', r"stock refuses: unsupported configuration: 'tlsHostname' field is supported only with NBD disks", conditions.has("devices/disk//source[@tlsHostname='']")),
    Rule('tpm-profile', r'xml /domain/devices/tpm/backend/profile: only ours has <profile .*', conditions.has("devices/tpm/backend/profile")),
    Rule('empty-msi', r"stock refuses: XML error: msi option is only supported with a server", conditions.has("devices/shmem/msi")),
    Rule('clock-adjustment', r"xml /domain/clock/@adjustment: ours has '\w+', stock nothing", conditions.has("clock[@offset='absolute'][@adjustment]")),
    Rule('empty-initiator', INVALID + r"/domain/devices/disk/source/initiator/iqn: the attribute 'name' is missing", conditions.has("devices/disk/source/initiator/iqn")),
    Rule('no-full-screen', r"xml /domain/devices/graphics/@fullscreen: ours has 'no', stock nothing", conditions.has("devices/graphics[@fullscreen='no']")),
    Rule('disk-bus', REFUSED + r"(uml|xen|sd|ide) controllers are unsupported for this QEMU binary or machine type: .*", conditions.has("devices/disk/target[@bus='{}']")),
    Rule('no-filter', INVALID + r"/domain/devices/interface/filterref: the attribute 'filter' is missing", conditions.has("devices/interface/filterref")),
    Rule('heads', REFUSED + r"value '(\d+)' for 'heads' of <video> must be from 1 to 16", conditions.has("devices/video/model[@heads='{}']")),
    Rule('ramfb', REFUSED + r"display='on' and ramfb='on' of <hostdev> are for the screens of graphics cards that the host shares out, .*", conditions.has_any("devices/hostdev[@ramfb='on']", "devices/hostdev[@display='on']")),
    Rule('evdev-address', r"xml /domain/devices/input/address/@slot: ours has nothing, stock '0'", conditions.has("devices/input[@type='evdev']/address")),
    Rule('unread-debug', INVALID + r"/domain/devices/tpm/backend/@(debug): the value '([^']*)' is not valid: .*", conditions.has("devices/tpm/backend[@{0}='{1}']")),
    Rule('crypto-queues', REFUSED + r"queues='\d+' is not supported in <backend model='builtin'> of <crypto>: it has one", conditions.has("devices/crypto/backend[@queues]")),
    Rule('memory-slots', REFUSED + r"slots='(\d+)' of <maxMemory> are too many: .*", conditions.has("maxMemory[@slots='{}']")),
    Rule('unread-reconnect', INVALID + r"/domain/devices/\w+/source/reconnect/@\w+: the value '[^']*' is not valid: .*|" + REFUSED + r"<reconnect> is possible only for a <source> of mode 'client'", conditions.has("devices/*/source/reconnect")),
    Rule('unread-target', INVALID + r"/domain/devices/controller/(?:target/(?:@\w+|node)|@vectors): the value '[^']*' is not valid: .*", unread.has_target_of_no_pci),
    Rule('unread-namespace', INVALID + r"/domain/devices/disk(?:/backingStore)*/source/@namespace: the value '[^']*' is not valid: .*", conditions.has('devices/disk//source[@namespace]')),
    Rule('free-bsd', REFUSED + r"type '(nmdm)' of <\w+> is not supported: it exists on FreeBSD hosts only", conditions.has("devices/*[@type='{}']")),
    Rule('protocol-part', REFUSED + r"(?:<|')?(\w+)(?: user='' group=''|='yes')?(?:>|')? of <source> is not possible with protocol '(\w+)'", unread.has_part_of_protocol),
    Rule('empty-query', r"xml /domain/devices/disk(?:/backingStore)*/source/@(query|tlsHostname): ours has nothing, stock ''", conditions.has(".//source[@{}='']")),
    Rule('page-size', REFUSED + r"<maxpagesize> of \d+ KiB is not possible: .*", conditions.has("features/hpt/maxpagesize")),
    Rule('backend-vhost', REFUSED + r"<backend vhost='([^']*)'> needs a <model type='virtio'/>, .*", conditions.has("devices/interface/backend[@vhost='{}']")),
    Rule('unread-host-address', INVALID + r"'(\w+)' does not belong in the <address> of the <source> of a <hostdev type='(\w+)'>", conditions.has("devices/hostdev[@type='{1}']/source/address[@{0}]")),
    Rule('empty-unfixed-settings', r"stock refuses: unsupported configuration: audio settings specified without fixed settings flag", unread.has_empty_settings),
    Rule('block-size-least', INVALID + '(' + WHERE + r"/disk/blockio)/@(\w+): the value '(\d+)' is not valid: .*", conditions.has_attribute),
    Rule('interface-type', REFUSED + r"<interface type='(null|vds)'> cannot be used: .*", conditions.has("devices/interface[@type='{}']")),
    Rule('internal-interface', REFUSED + r"'/domain/devices/interface(?:\[\d+\])?/source/@name' cannot be used: no driver connects an interface of type 'internal'", conditions.has("devices/interface[@type='internal']")),
    Rule('threads', REFUSED + r"threads='(\d+)' of <topology> is not possible: without KVM only POWER8 and later have more than 1: .*", conditions.has("cpu/topology[@threads='{}']")),
    Rule('empty-disk', REFUSED + r"disk '(\w+)' has no <source>: only a CD-ROM may be empty", conditions.has_empty_disk),
    Rule('empty-source-name', INVALID + r"<source protocol='(\w+)'> of disk '\w+' lacks its 'name'", conditions.has("devices/disk/source[@protocol='{}'][@name='']")),
    Rule('empty-autoport', r"stock refuses: XML error: Invalid value for attribute 'autoport' in element 'graphics': ''\.", conditions.has("devices/graphics[@type='spice'][@autoport='']")),
    Rule('no-host', INVALID + r"<source protocol='(\w+)'> of disk '\w+' lacks its <host>", conditions.lacks_host),
    Rule('alias', INVALID + r"the alias '(ua-[^']*)' has other characters than letters, .*", conditions.has_alias),
    Rule('channel-target', REFUSED + r"target type 'xen' of <channel> belongs to Xen: .*", conditions.has("devices/channel/target[@type='xen']")),
    Rule('octal', INVALID + r'(' + WHERE + r"/(?:address|usbdev|stats)(?:\[\d+\])?)/@(\w+): the value '(0\d+)' is not valid: .*|" + REFUSED + r"a block size of disk '\w+' is no power of 2 .*", conditions.has_octal),
    Rule('empty-host', INVALID + r"<host> of a disk lacks its 'name'", conditions.has(".//source/host[@name='']")),
    Rule('empty-shmem', INVALID + WHERE + r"/shmem(?:\[\d+\])?/@name: the value '' is not valid: .*", conditions.has("devices/shmem[@name='']")),
    Rule('two-timers', INVALID + r"<clock> has two timers 'rtc': one is possible", conditions.has_several("clock/timer[@name='rtc']")),
    Rule('dbus-display', REFUSED + r"<graphics type='dbus'> needs p2p='yes' or the address of a bus: .*", conditions.has("devices/graphics[@type='dbus']")),
    Rule('audio-type', REFUSED + r"<audio type='(coreaudio)'> exists on macOS only: .*", conditions.has("devices/audio[@type='{}']")),
    Rule('sound-without-audio', INVALID + r"<sound> needs an audio backend: .*", unread.has_sound_alone),
    Rule('floppy', REFUSED + r"fdc controllers are unsupported for this QEMU binary or machine type: put '(\w+)' on bus .*", conditions.has("devices/disk[@device='floppy']/target[@dev='{}']")),
    Rule('vcpu-twice', INVALID + r"(?:vcpu '\d+' appears more than once in <vcpus>|current vcpus '\d+' are more than the maximum of '\d+')", conditions.has_vcpu_twice),
    Rule('address-kind', INVALID + '(' + WHERE + r"/address)(?:\[\d+\])?/@(type): the value '(isa|ccw|unassigned|mdev|virtio-mmio|virtio-s390)' is not valid: .*", conditions.has_attribute),
    Rule('misplaced', r"we refuse: (?:XML error|unsupported configuration): ((?:(?!belong|supported by|go with|in <backend>).)*)(?:does not belong|do not belong|belongs? only|is only supported by|go with|in <backend> of <interface> is for).*", unread.has_named),
    Rule('address-number', INVALID + '(' + WHERE + r"/address)(?:\[\d+\])?/@(\w+): the value '([^']*)' is not valid: .*", unread.has_foreign_address_number),
    Rule('source-address', INVALID + r"/domain/devices/(?:interface|disk)/source/address(?:/@\w+)?: .*", unread.has_foreign_source_address),
    Rule('label-model', r'xml /domain/devices/\w+/source/seclabel(?:: only ours has <seclabel(?: relabel="yes")?> <label>.*</label> </seclabel>|/@relabel: ours has nothing, stock .yes.)', conditions.has('devices/*/source/seclabel/label')),
    Rule('label-of-none', r'xml /domain/seclabel/(?:base)?label: only ours has .*', conditions.has("seclabel[@type='none']")),
    Rule('empty-rom', r'xml /domain/devices/\w+/rom: only stock has <rom file="" />', conditions.has("devices/*/rom[@file='']")),
    Rule('unread-port', INVALID + r"/domain/devices/channel/target/@(port): the value '[^']*' is not valid: .*", conditions.has("devices/channel/target[@{}]")),
    Rule('unread-vendor', INVALID + r"/domain/devices/hostdev/source/(?:vendor|product)/@id: the value '[^']*' is not valid: .*", unread.has_vendor_of_no_usb),
    Rule('companion-alias', r"argv -device(?: ua-\w+)?: only (?:ours|stock) has \{'driver': 'ich9-usb-.hci\d', .*\}", conditions.has("devices/controller[@type='usb']/alias")),
    Rule('address-member', INVALID + r"attribute '(\w+)' does not belong in an address of type '([\w-]+)'", unread.has_address_member),
    Rule('slice-size', INVALID + '(' + WHERE + r"/slice)(?:\[\d+\])?/@(size): the value '(0)' is not valid: .*", conditions.has_attribute),
    Rule('rotation-rate', INVALID + '(' + WHERE + r"/disk(?:\[\d+\])?/target)(?:\[\d+\])?/@(rotation_rate): the value '(\d+)' is not valid: .*", conditions.has_attribute),
    Rule('empty-filter', r'xml /domain/devices/redirfilter: only ours has <redirfilter />', conditions.has('devices/redirfilter')),
    Rule('address-type', INVALID + r"Unsupported address type '([\w-]+)' for <(\w+)>, which has one of type '[\w-]+'", conditions.has("devices/*/address[@type='{0}']")),
    Rule('vsock-cid', INVALID + r"<vsock> lacks the guest's <cid address=''/>.*", conditions.has("devices/vsock/cid")),
    Rule('flash', REFUSED + r"<loader type='pflash'> is not possible: .*", conditions.has("os/loader[@type='pflash']")),
    Rule('kernel-alone', REFUSED + r'<initrd> and <cmdline> go with a <kernel> only', conditions.has_no_kernel),
    # What stock makes of it says less than the document does.
    Rule('said-twice', INVALID + '(' + WHERE + r')\[[2-9]\]: this element may appear only once', conditions.stock_has_one),
    Rule('target-twice', INVALID + r"/domain/devices/filesystem(?:\[\d+\])?/target\[\d+\]: the attribute 'dir' is missing", conditions.has('devices/filesystem/target[2]')),
    Rule('said-again', r'xml /domain/(os/boot|idmap/[ug]id|clock/timer): only stock has .*|stock refuses: (?:nodeset attribute of hugepages of sizes \d+ and \d+ intersect|two master hugepages detected: \d+ and \d+)', conditions.says_again),
    Rule('repeated', r"stock refuses: (?:XML error: (?:perf event '\w+' was already specified|duplicate iothread id '\d+' found|duplicate group name '[^']*' found|Multiple <(?:target|model)> elements in controller definition not allowed|"
         r"only one (?:protocol|source|log) element is allowed for character device|only one (?:RNG|TPM|crypto) backend is supported|only one \w+(?: element)? is supported|CPU feature '\w+' specified more than once|Duplicate NUMA cell info for cell id '\d+')|unsupported configuration: (?:NUMA cells \d+ and \d+ have overlapping vCPU ids|duplicate blkio device path '[^']*')|"
         r"internal error: duplicate (?:vcpupin for vcpu|iothreadpin for same iothread) '\d+'|'(?:vcpu|iothread)sched' attributes '\w+' must not overlap)", conditions.repeats),
    Rule('refused-element', REFUSED + r"'([^']+)' cannot be used: .*", lambda case, path: table.refuses(path) and conditions.has_path(case, path)),
    Rule('nic-driver', INVALID + r"(/domain/devices/interface(?:\[\d+\])?/driver)/@(\w+): the value '([^']*)' is not valid: .*", conditions.has_attribute_of_plain_nic),
    Rule('udp-sources', r'xml /domain/devices/\w+/source(?:: only ours has <source mode="connect" .*|/@(?:mode|host|service): .*)|stock refuses: XML error: only (?:one source element is|two source elements are) allowed for character device|we refuse: XML error: the <source> of a device of type .udp. lacks .\w+.', conditions.has_two_sources),
    Rule('pty-protocol', INVALID + r"<protocol> does not belong in <(?:console|serial|channel)> of type 'pty', only in one of type 'tcp'", conditions.has("devices/*/protocol")),
    Rule('controller-driver', REFUSED + r"'<driver>' is only supported by virtio controllers: .*", conditions.has("devices/controller/driver")),
    Rule('master-port', r"xml /domain/devices/controller/master/@startport: ours has '[24]', stock '0'", conditions.has_master_without_port),
    Rule('weight', INVALID + r"(/domain/blkiotune/weight(?:\[\d+\])?): the value '([^']*)' is not valid: .*", conditions.has_text),
    Rule('no-file', INVALID + WHERE + r"/log(?:\[\d+\])?(?:: the attribute 'file' is missing|/@file: the value '' is not valid: .*)|" + INVALID + r"<input type='(?:passthrough|evdev)'> lacks the host's <source \w+=''/>", conditions.has_no_file),
    Rule('feature-value', INVALID + r"/domain/features/(\w+)(?:\[\d+\])?: the attribute 'value' is missing", conditions.has("features/{}")),
    Rule('hostdev-driver', r'xml /domain/devices/interface/driver: only ours has <driver .*/>|'
         r'stock refuses: unsupported configuration: \w+ (?:driver )?option is only supported for virtio devices', conditions.has("devices/interface[@type='hostdev']/driver")),
    Rule('seclabel-type', r'xml /domain/(?:devices/disk/source/)?seclabel: only ours has <seclabel (?:type="dynamic" )?model="([^"]*)" (?:relabel="(?:yes|no)")? ?(?:/>|> <(?:base)?label>.*)', conditions.has(".//seclabel[@model='{}']")),
    Rule('script', REFUSED + r"scripts are not supported on <interface type='\w+'>, only on one of type 'ethernet'", conditions.has_any('devices/interface/script', 'devices/interface/downscript')),
    Rule('passed-interface', REFUSED + r"<(target dev|script|mtu|driver queues)> does not belong in <interface type='hostdev'>, whose card is the host's own", conditions.has("devices/interface[@type='hostdev']")),
    Rule('user-address', INVALID + r"'address' and 'port' of <source> do not belong in <interface type='user'>", conditions.has("devices/interface/source[@address][@port]")),
    Rule('user-source', INVALID + r"(?:attribute '\w+'|<address>) (?:of|does not belong in) <source> (?:does not belong in|of) <interface type='user'>.*", conditions.has('devices/interface/source')),
    Rule('stats', INVALID + r"/domain/devices/memballoon/stats(?:\[\d+\])?: the attribute 'period' is missing", conditions.has("devices/memballoon/stats")),
    Rule('adjustment', INVALID + r"the adjustment '([\w.]+)' is neither 'reset' nor a number of seconds", conditions.has("clock[@adjustment='{}']")),
    Rule('emulator', REFUSED + r"there is no emulator '\s*'.*", conditions.has_emulator_of_no_text),
    Rule('unread-clipboard', INVALID + WHERE + r"/source/(clipboard|mouse)/@(\w+): the value '[^']*' is not valid: .*", conditions.has('devices//source/{0}[@{1}]')),
    Rule('unread-protocol', INVALID + r"/domain/devices/hostdev/source/@(protocol): the value '([^']*)' is not valid: .*", conditions.has("devices/hostdev/source[@{0}='{1}']")),
    Rule('unread-host', INVALID + r"/domain/devices/disk/source/host/@(port): the value '([^']*)' is not valid: .*", conditions.has("devices/disk/source/host[@{0}='{1}']")),
    Rule('unread-binary', INVALID + r"/domain/devices/filesystem/binary/(\w+)/@\w+: the value '[^']*' is not valid: .*", conditions.has("devices/filesystem/binary/{}")),
    Rule('idmap-most', INVALID + '(' + WHERE + r"/filesystem(?:\[\d+\])?/idmap/[ug]id)(?:\[\d+\])?/@(\w+): the value '(\d+)' is not valid: .*", conditions.has_attribute),
    Rule('resolution-most', INVALID + '(' + WHERE + r"/resolution)/@(\w+): the value '(\d+)' is not valid: .*", conditions.has_attribute),
    Rule('unread-vcpupin', INVALID + r"(/domain/cputune/vcpupin(?:\[\d+\])?)/@(\w+): the value '([^']*)' is not valid: expected CPU numbers and ranges below 16384, .*", conditions.has_attribute),
    Rule('empty-rom-of-vio', r"stock refuses: unsupported configuration: ROM tuning is only supported for PCI devices", conditions.has("devices/interface/rom[@file='']")),
    Rule('unread-period', INVALID + r"/domain/devices/memballoon/stats/@period: the value '([^']*)' is not valid: .*", conditions.has("devices/memballoon[@model='none']/stats[@period='{}']")),
    Rule('usb-master', REFUSED + r"<master> belongs to the models 'ich9-uhci1', 'ich9-uhci2' and 'ich9-uhci3', not to '[\w-]+'", conditions.has("devices/controller[@type='usb']/master")),
    Rule('address-of-none', r'xml /domain/devices/controller/address: only ours has <address type="(\w+)" .*/>', conditions.has("devices/controller[@model='none']/address[@type='{}']")),
    Rule('old-passthrough', REFUSED + r"driver '(kvm|xen)' of <hostdev> is not supported: use 'vfio'", conditions.has("devices/hostdev/driver[@name='{}']")),
    Rule('nic-queue-size', REFUSED + r"(rx|tx)_queue_size has to be a power of two from 256 to 1024, not '(\d+)'", conditions.has("devices/interface/driver[@{0}_queue_size='{1}']")),
    Rule('binary', REFUSED + r"<filesystem> cannot have <?\w+>?, which is for the driver 'virtiofs'", conditions.has_any('devices/filesystem/binary', 'devices/filesystem/driver', 'devices/filesystem/idmap')),
    Rule('no-card', INVALID + r"/domain/devices/video/model/resolution/@\w+: .*|stock refuses: unsupported configuration: missing values for acceleration", conditions.has("devices/video/model[@type='none']")),
    Rule('sndbuf', INVALID + r"/domain/devices/interface/tune/sndbuf: the value '(\d+)' is not valid: .*", conditions.has("devices/interface/tune/sndbuf")),
    Rule('backend-tap', REFUSED + r"<backend tap='[^']*'> is not supported on <interface type='\w+'>, which has no tap device", conditions.has("devices/interface/backend[@tap]")),
    Rule('mtu-least', INVALID + r"(/domain/devices/interface/mtu)/@(size): the value '(\d+)' is not valid: .*", conditions.has_attribute),
    Rule('guestfwd-address', r"stock refuses: internal error: SCSI controller only supports 1 bus", conditions.has("devices/channel/address[@type='drive']")),
    Rule('mdev-bus', INVALID + r"<hostdev> of type 'mdev' lacks its <source> with the host's device: an <address uuid=''/>", conditions.has("devices/hostdev/source/address[@uuid][@bus]")),
    Rule('empty-keymap', r"xml /domain/devices/graphics/@keymap: ours has nothing, stock ''", conditions.has("devices/graphics[@keymap='']")),
    Rule('disk-format', INVALID + r"unknown driver format value '(ploop|dir|iso|fat|vhd)': .*", conditions.has("devices/disk/driver[@type='{}']")),
    Rule('unread-mode', INVALID + '(' + WHERE + r"/source)(?:\[\d+\])?/@(mode): the value '([^']*)' is not valid: .*", unread.has_unread_mode),
    Rule('fallback', r'xml /domain/cpu/model: only ours has <model fallback="\w+" />', conditions.has("cpu[@mode='host-model']/model")),
    Rule('unread-timeout', INVALID + r"/domain/os(?:\[\d+\])?/bootmenu/@timeout: the value '[^']*' is not valid: .*", conditions.has('os/bootmenu')),
    Rule('bandwidth', INVALID + r"(/domain/devices/interface(?:\[\d+\])?/bandwidth/(?:in|out)bound)/@(\w+): the value '(\d{10,})' is not valid: .*", conditions.has_attribute),
    Rule('usb-port-zero', INVALID + r"there is no hub at port \d+ in USB address bus: \d+ port: (\d+(?:\.0)+)", conditions.has("devices/*/address[@port='{}']")),
    Rule('removable', REFUSED + r"disk '\w+' cannot have 'removable', which is for disks on bus 'usb'", conditions.has('devices/disk/target[@removable]')),
    Rule('drawing-program', REFUSED + r"<driver name='vhostuser'> of <video> needs a program that draws, .*", conditions.has("devices/video/driver[@name='vhostuser']")),
    Rule('blank-text', INVALID + r"/domain/(\w+): the value '\s*' is not valid: .*", conditions.has('{}')),
    Rule('rate', INVALID + r"/domain/devices/rng(?:\[\d+\])?/rate(?:\[\d+\])?: the attribute 'bytes' is missing", conditions.has("devices/rng/rate")),
    Rule('negative-index', INVALID + r"(/domain/devices/disk(?:\[\d+\])?(?:/backingStore)*/source)/@(index): the value '(-\d+|\d+[a-z]\w*|\d{10,})' is not valid: .*", conditions.has_attribute),
    Rule('pstore-path', INVALID + r"<pstore> lacks its <path>, .*", conditions.has("devices/pstore")),
    Rule('family', INVALID + r"(" + WHERE + r"/(?:ip|route))/@(family): the value '([^']*)' is not valid: .*", conditions.has_attribute),
    Rule('proxy-without-address', r"xml /domain/devices/tpm/address/@reg: ours has nothing, stock '0x\w+'", conditions.has("devices/tpm[@model='spapr-tpm-proxy']/address")),
    Rule('empty-model', r"xml /domain/(?:devices/disk/source/)?seclabel/@(?:model|relabel|type): ours has .*|" + INVALID + "missing security model when using multiple labels", conditions.has(".//seclabel[@model='']")),
    Rule('clock-attribute', INVALID + r"(?:the attribute '|/domain/clock(?:\[\d+\])?/@)(\w+)(?:' of <clock> goes with offset='\w+', not with '\w+'|: the value '[^']*' is not valid: .*)", conditions.has("clock[@{}]")),
    Rule('raw-backing-store', REFUSED + r"storage format 'raw' does not support backing store: .*", conditions.has_backing_store_of_raw),
    Rule('backing-store', INVALID + r"<backingStore> of disk '(\w+)' lacks its (?:'type'|<format type=''/> or its <source>)", conditions.has_unclear_backing_store),
    Rule('metadata', r'xml /domain/metadata[^:]*: only ours has .*', conditions.has_metadata_that_stock_drops),
    Rule('white-space', r"xml (?:/[\w-]+)+/@(\w+): ours has '([^']*\\[nt][^']*)', stock '([^']*)'", conditions.is_alike_but_for_white_space),
    Rule('empty-address', INVALID + r"<source> of <interface type='(\w+)'> lacks its 'address'", conditions.has("devices/interface[@type='{}']/source[@address='']")),
    Rule('empty-network', INVALID + r"<interface type='(network|bridge|direct)'> lacks its <source (network|bridge|dev)=''/>", conditions.has("devices/interface[@type='{0}']/source[@{1}='']")),
    Rule('iscsi-port', r"xml /domain/devices/hostdev/source/host/@port: ours has '3260', stock nothing", conditions.has("devices/hostdev/source[@protocol='iscsi']/host")),
    Rule('host-address', INVALID + r"<hostdev> of type '(pci|scsi|usb)' lacks its <source> with the host's device: .*", conditions.has_unclear_device),
    Rule('unused-controller', REFUSED + r'(auto|vt82c686b-uhci) controllers are not supported with this machine type: .*', conditions.has("devices/controller[@model='{}']")),
    Rule('controller-type', REFUSED + r'(fdc|ide|isa|xenbus|nvme) controllers are not supported with this machine type: .*', conditions.has("devices/controller[@type='{}']")),
    Rule('yes-or-no', INVALID + r'(' + WHERE + r")/@(useserial|managed|autoport|primary): the value '([^']*)' is not valid: .*", conditions.has_attribute),
    Rule('empty-serial', r'xml /domain/os/bios: only stock has <bios useserial="no" />|xml /domain/os/bios/@useserial: ours has nothing, stock \'no\'', conditions.has("os/bios[@useserial='']")),
    Rule('empty-text', r"xml (?:/[\w-]+)+/@(host|portgroup|name|path|address): ours has nothing, stock ''|xml /domain/devices/channel/source: only stock has <source mode=\"bind\" (path)=\"\" />", conditions.has_empty_text),
    Rule('empty-target', 'xml /domain/devices/interface/target: only stock has <target dev="" />', conditions.has("devices/interface/target[@dev='']")),
    Rule('source-dev', r"xml /domain/devices/interface/source: only ours has <source dev=\"[^\"]*\" />", conditions.has_user_network),
    Rule('negative-port', INVALID + r"(/domain/devices/(?:serial|interface|console|parallel)(?:\[\d+\])?/(?:target|source))/@(port): the value '(-\d+)' is not valid: .*", conditions.has_attribute),
    # What stock refuses works.
    Rule('smartcard-reader', r'stock refuses: .*this QEMU binary lacks multiple smartcard support', conditions.has("devices/smartcard")),
    Rule('isa-serial-number', r"stock refuses: internal error: (?:Maximum supported number of ISA serial ports is '4'|target port '\d+' already allocated)", conditions.has("devices/serial/target[@port]")),
    Rule('console-controller', r'stock refuses: internal error: virtio-serial controller 0 not available', conditions.has_console_elsewhere),
    Rule('bus-of-address', r"stock refuses: internal error: a PCI slot is needed to connect a PCI controller model='pci-bridge', but none is available.*|"
         r'stock refuses: XML error: Invalid PCI address 0000:\w\w:00\.\d\. slot must be >= 1',
         conditions.has_bus_without_slot),
    Rule('serial-ports', r'stock refuses: XML error: Unable to find a free port on virtio-serial controller (\d+)', conditions.has("devices/controller[@type='virtio-serial'][@ports]")),
    Rule('bus-order', r"stock refuses: unsupported configuration: PCI controller at index (\d+) \(0x\w+\) has bus='0x(\w+)', but index must be larger than bus", conditions.has_bridge_on_later_bus),
    Rule('shmem-size', r'stock refuses: XML error: shmem size must be a power of 2 and at least 1 MiB \(1024 KiB\)', conditions.has_small_shmem),
    Rule('first-console', r'stock refuses: unsupported configuration: spicevmc device type only supports virtio', conditions.has_serial_and_console),
    Rule('minus-zero', r"stock refuses: XML error: Invalid value for attribute '(domain|bus|controller|target|unit|slot|function|id)' in element '(?:address|cell|vcpu)': '(-0)'\. Expected non-negative integer value",
         conditions.has(".//*[@{}='{}']")),
    Rule('companion-slot', r'stock refuses: XML error: Attempted double use of PCI Address [\w:.]+', conditions.has_companion_of_placed),
    Rule('local-address', r"stock refuses: XML error: Missing required attribute 'address' in element 'local'", conditions.has('devices/interface/source/local')),
    Rule('empty-loader', r'stock refuses: no loader path specified and firmware auto selection disabled', conditions.has('os/loader')),
    Rule('usb-address', r'stock refuses: internal error: No free USB ports', conditions.has_usb_address_without_port),
    Rule('absent-timer', r"stock refuses: unsupported configuration: timer (\w+) doesn't support setting of timer tickpolicy", conditions.has("clock/timer[@name='{}'][@tickpolicy]")),
    Rule('usb-none', r'stock refuses: unsupported configuration: USB is disabled for this domain, but USB devices are present in the domain XML', conditions.has_display_without_usb),
    Rule('unknown-feature', r"stock refuses: unsupported configuration: unexpected feature '(\w+)'", conditions.has("features/{}")),
    Rule('unknown-bank', r"stock refuses: unsupported configuration: Unsupported PCR banks '(\w+)'", conditions.has("devices/tpm/backend/active_pcr_banks/{}")),
    Rule('label-override', r'stock refuses: unsupported configuration: label overrides require relabeling to be enabled at the domain level', conditions.has(".//source/seclabel")),
    Rule('empty-drive', r"stock refuses: XML error: (?:Missing required attribute 'protocol' in element 'source'|missing 'type' attribute (?:to disk|for vhostuser disk) source)", conditions.has_empty_drive_of_kind),
    Rule('lease', 'stock refuses: An error occurred, but the cause is unknown', conditions.has_lease_without_space),
    Rule('empty-resource', 'stock refuses: An error occurred, but the cause is unknown', conditions.has('resource')),
    # What a command line shows of a guest that is not started.
    Rule('shown-swtpm', r"argv -chardev chrtpm: (?:null|path|socket): .*", conditions.has("devices/tpm/backend[@type='emulator']")),
    Rule('shown-vsock', r"argv -device [\w-]+: (?:vhostfd: ours has 'nothing', stock '-1'|guest-cid: ours has '\d+', stock '0')", conditions.has('devices/vsock')),
    Rule('shown-port', r"argv -spice: (?:tls-)?port: ours has '5900', stock '5901'|argv -vnc: websocket: ours has 'on', stock '-1'", conditions.has("devices/graphics")),
    Rule('panic-id', r"argv -device(?: \S+)?: only (?:ours|stock) has \{'driver': 'pvpanic-pci', .*\}", conditions.has("devices/panic[@model='pvpanic']")),
    Rule('bound-memory', r"argv -(?:numa: mem(?:dev)?: ours has .*|object ram-node\d+: only ours has .*, 'policy': '\w+'\}|mem-prealloc: only stock has \{\})", conditions.has('numatune/memory')),
    Rule('full-screen', r"argv -(?:display: full-screen: ours has 'on', stock 'nothing'|full-screen: only stock has \{\})", conditions.has("devices/graphics[@type='sdl']")),
    Rule('serial-blanks', r"argv -device [\w-]+: serial: ours has '.* .*', stock .*", conditions.has('devices/disk/serial')),
    Rule('allocating-modules', r"argv -object memdimm\d+: prealloc(?:-threads)?: ours has '\w+', stock 'nothing'", conditions.has("memoryBacking/allocation[@mode='immediate']")),
    Rule('agent-name', r"argv -device channel\d+: name: ours has 'com.redhat.spice.0', stock 'nothing'", conditions.has("devices/channel[@type='qemu-vdagent']")),
    Rule('allocating-threads', r"argv -object (?:[\w.-]+: prealloc-context: ours has 'nothing', stock 'tc-[\w.-]+'|tc-[\w.-]+: only stock has .*)", conditions.has('numatune')),
    Rule('absent-kvmclock', r"argv -cpu: kvmclock: ours has 'nothing', stock 'off'", conditions.has("clock/timer[@name='kvmclock'][@present='no']")),
    # What depends on the host.
    Rule('htm-without-kvm', r'qemu refuses: .*No Transactional Memory support in TCG.*', conditions.states_htm),
    Rule('host-model-without-kvm', r"qemu refuses: .*(?:unable to find CPU model 'host'|Invalid compatibility mode).*", conditions.states_host_model),
    Rule('nested-hv', 'qemu refuses: .*Nested-HV only supported on POWER9 and later.*', conditions.states_nested_hv),
    Rule('iommu-platform', 'qemu refuses: .*VIRTIO_F_IOMMU_PLATFORM was supported by neither legacy nor transitional device.*', conditions.states_iommu),
    Rule('needs-a-host', 'qemu refuses: (.*)', hosts.lacks),
)


def covered_by(differences, text, stock):
    """-> difference -> the rules that cover it"""
    case = conditions.Case(ET.fromstring(text), ET.fromstring(stock) if stock else ET.Element('domain'))
    return {difference: [rule for rule in RULES if rule.covers(difference, case)] for difference in differences}


def explain(covered, seed):
    """-> the differences that no rule covers; the rules that cover others take note of @seed"""
    for rule in {rule for rules in covered.values() for rule in rules}:
        rule.documents += [seed] if seed is not None else []
    return [difference for difference, rules in covered.items() if not rules]


def not_in_document():
    """-> the names of rules that docs/compatibility.md has not, or for two of them"""
    top = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    with open(os.path.join(top, 'docs', 'compatibility.md'), encoding='utf-8') as file:
        text = file.read()
    return sorted({rule.name for rule in RULES if f'| `{rule.name}` |' not in text or sum(other.name == rule.name for other in RULES) > 1})
