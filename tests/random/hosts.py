# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What QEMU, or our daemon for it, says when the host of the test lacks something that the document names."""
import re

# What ends the message -> an element of documents that it can be about; None: any.
LACKS = tuple((re.compile(pattern, re.DOTALL), path) for pattern, path in (
    ("unable to open vhost-vsock device '/dev/vhost-vsock': .*", 'devices/vsock'),
    ("Unknown driver '(?:iscsi|rbd|http|https|ftp|ftps|tftp|gluster|ssh|nfs)'|Unknown protocol '\\w+'", 'devices/*/source[@protocol]'),
    (r'(?:qemu: )?[Mm]odule (?:block|audio|ui|chardev)\S* not found, .*', 'devices'),
    (r"(?:.*\n)?(?:audio: )?Unknown audio driver `(?:pa|jack|oss|alsa|sdl|spice|dbus|pipewire)'.*|(?:.*: )?audio: Could not init `\w+' audio driver|.*/dev/dsp not accessible: .*|.*(?:jack|ALSA|PulseAudio|pipewire).*", 'devices/audio'),
    ('error loading \\S+: The image is not ELF', 'os/kernel'),
    ("<source> of <(?:hostdev|interface)>: the host has no PCI device '.*", "devices/*/source/address"),
    (".*: Device \\S+ not found: the host has no such PCI device|host device '[^']*' has no IOMMU group: .*", "devices/disk//source/address"),
    ("'[^']*' of <numatune>.*: the host has no NUMA node .*|.*the host has no NUMA node .*", 'numatune'),
    ('.*the host has none of these CPUs.*', '*'),
    ('<hugepages>: (?:the host has no pages of|no page of) .*', 'memoryBacking/hugepages'),
    ('<pagesize> of <memory>: (?:the host has no pages of|no page of) .*', 'devices/memory/source/pagesize'),
    ("'[^']*' of <nodemask> of <memory>: the host has no NUMA node .*", 'devices/memory/source/nodemask'),
    ('Image is not in qcow2 format', "devices/disk/driver[@type='qcow2']"),
    ("Network not found: .*", "devices/interface[@type='network']"),
    (r"(?:-\w+ \S+: )?Could not open '/(?:\S+/)?(?:pipe\d+)(?:\.in|\.out)?': No such file or directory", "devices/*[@type='pipe']"),
    (r".*Could not open '/(?i:dev)/(?i:input/event\d|hwrng|scsi-[\d:]+|null|sg\d)': .*", 'devices'),
    ('.*Failed to connect to .*(?:Connection refused|No such file or directory|No route to host)', 'devices'),
    ('.*failed to open /dev/bus/usb/.*', "devices/hostdev[@type='usb']"),
    (".*'host_device' driver requires '[^']*' to be either a character or block device", 'devices/disk'),
    ("<seclabel model='\\w+'> is granted by the system's daemon alone.*|.*cannot be started with a <seclabel.*", 'seclabel'),
    ('.*unable to map backing store for guest RAM: Cannot allocate memory|.*(?:mlockall: Cannot allocate memory|locking memory failed)', 'memoryBacking'),
    (r"cannot set up guest memory '[\w.-]+': Cannot allocate memory", 'memory'),
    ("Cannot access storage file '[^']*': No such file or directory", 'devices/disk'),
    (".*a session's daemon may not set up devices of the host.*", 'devices/interface'),
    ('.*address resolution failed for .*', 'devices'),
    ('.*passt.*', "devices/interface/backend[@type='passt']"),
    ('.*vfio /sys/bus/\\S+: no such host device: .*', 'devices/hostdev'),
    ("the host has no mediated device '[^']*'.*", "devices/hostdev[@type='mdev']"),
    ("Did not find USB device usb .*", "devices/hostdev[@type='usb']"),
    ("unable to open vhost-scsi device '/dev/vhost-scsi': .*", "devices/hostdev[@type='scsi_host']"),
    ('.*bridge helper failed', "devices/interface[@type='bridge']"),
    ('.*could not open /dev/net/tun: .*', "devices/interface"),
    ('.*Cannot access TPM device using .*|.*tpm.*', 'devices/tpm'),
    ('.*virtiofsd.*', "devices/filesystem/driver[@type='virtiofs']"),
    ('.*vhost-vdpa.*', "devices/interface[@type='vdpa']"),
    ('.*vhost-scsi: open vhost char device failed: .*', "devices/hostdev[@type='scsi_host']"),
    ('.*(?:Failed to open|failed to open) /dev/vfio/vfio: .*', 'devices'),
    ('.*ccid-card-emulated: failed to initialize vcard', "devices/smartcard"),
    ('.*spice.*(?:Address already in use|failed to initialize|Permission denied).*|.*reds_init_socket.*', "devices/graphics[@type='spice']"),
    ('.*Address already in use', 'devices'),
    ('.*this daemon does not apply its <bandwidth> yet', 'devices/interface/bandwidth'),
    ("backing store size \\w+ does not match 'size' option .*|.*backing store size \\w+ is too small for 'size' option .*", 'devices/shmem'),
    ("egl: .*|.*(?:no drm render node|eglInit|render node).*", "devices/graphics"),
    ("Display '(?:sdl|egl-headless|dbus)' is not available.*", 'devices/graphics'),
    (r"cannot initialize fsdev '[\w-]+': failed to open '[^']*': No such file or directory", 'devices/filesystem'),
    (r"Could not open '\s+\S*\s*': No such file or directory", 'devices/*/source[@path]'),
    ('.*Failed to create PTY: Permission denied', 'devices'),
))
# What QEMU says before its own words: the time and its name; the option that it is about.
BEFORE = re.compile(r'^.*qemu-system-ppc64: |^(?:internal error|unsupported configuration): |^-\w+ (?:\{.*\}|\S+): ', re.DOTALL)


def lacks(case, message):
    """Whether the last of what was said is about something that the document names and a host may lack."""
    said = message.strip()
    for _ in range(3):
        said = BEFORE.sub('', said, count=1)
    return any(pattern.fullmatch(said) and (path is None or case.document.find(path) is not None) for pattern, path in LACKS)
