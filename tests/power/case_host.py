# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What cases in the emulated POWER host share: its devices, guests, and the daemon."""
import glob
import os
import pty
import re
import select
import signal
import subprocess
import time

URI = 'pseries:///system'
LOG = '/tmp/virtpseriesd.log'
PCI = '/sys/bus/pci/devices'
GUEST = '/guest'
# The firmware prints this long before the L2's Linux is ready; under an emulator both take their time.
BOOT_SECONDS = 400
CALL_SECONDS = 240
# What a guest may leave of the host's memory, less than any guest has.
SLACK_KIB = 400 * 1024
UUID = '00000000-0000-4000-8000-{:012x}'


class Skipped(Exception):
    """Why a case is not tried."""


def host_kind():
    with open('/proc/cmdline', encoding='ascii') as file:
        return re.search(r'host=(\w+)', file.read()).group(1)


def is_guest():
    return host_kind() in ('nested', 'papr')


def bare_features():
    """What a guest must do without where the host's firmware tells of no mitigation."""
    if not is_guest():
        return ''
    return '<features><cfpc value="broken"/><sbbc value="broken"/><ibs value="broken"/><ccf-assist state="off"/></features>'


def devices():
    """-> the PCI names of the devices to pass through: two network interfaces and a disk"""
    found = sorted(os.path.basename(path) for path in glob.glob(f'{PCI}/*') if is_passable(path))
    assert len(found) == 3, found
    return found


def is_passable(path):
    with open(f'{path}/class', encoding='ascii') as file:
        kind = file.read().strip()
    with open(f'{path}/vendor', encoding='ascii') as file:
        vendor = file.read().strip()
    return (kind.startswith('0x0200') and vendor == '0x8086') or kind.startswith('0x0108')


def driver_of(pci):
    link = f'{PCI}/{pci}/driver'
    return os.path.basename(os.readlink(link)) if os.path.islink(link) else None


def drivers():
    return {pci: driver_of(pci) for pci in devices()}


def group_of(pci):
    return os.path.basename(os.readlink(f'{PCI}/{pci}/iommu_group'))


def node_name(pci):
    return 'pci_' + re.sub('[:.]', '_', pci)


def hostdev(pci, managed='yes'):
    domain, bus, slot, function = re.split('[:.]', pci)
    return (f"<hostdev mode='subsystem' type='pci' managed='{managed}'><source><address domain='0x{domain}' bus='0x{bus}' "
            f"slot='0x{slot}' function='0x{function}'/></source></hostdev>")


def document(name, inside='', cpu='', memory=512, vcpus=1, before=''):
    """A guest that boots the L2's Linux and stays; @before stands before <os>."""
    return f'''<domain type='kvm'><name>{name}</name><uuid>{UUID.format(abs(hash(name)) % 2**40)}</uuid>
<memory unit='MiB'>{memory}</memory><vcpu>{vcpus}</vcpu>{before}
<os><type arch='ppc64le' machine='pseries'>hvm</type><kernel>{GUEST}/vmlinux</kernel><initrd>{GUEST}/initrd</initrd>
<cmdline>console=hvc0 pseries.stay</cmdline></os>{bare_features()}{cpu}
<devices><emulator>/usr/bin/qemu-system-ppc64</emulator><controller type='usb' model='none'/><memballoon model='none'/>
{inside}<console type='pty'/></devices></domain>'''


def run(*words, check=True, seconds=CALL_SECONDS):
    done = subprocess.run(words, capture_output=True, text=True, timeout=seconds, check=False)
    if check and done.returncode != 0:
        raise AssertionError(f"{' '.join(words)}: {done.stderr}{done.stdout}")
    return done


def virsh(*words):
    return run('virsh', '-q', '-c', URI, *words).stdout.strip()


def virsh_error(*words):
    done = run('virsh', '-q', '-c', URI, *words, check=False)
    assert done.returncode != 0, f"virsh {' '.join(words)} should fail, and printed: {done.stdout}"
    return done.stderr.strip()


def write(path, text):
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)


def define(text):
    write('/tmp/guest.xml', text)
    virsh('define', '/tmp/guest.xml')


def remove(name):
    run('virsh', '-q', '-c', URI, 'destroy', name, check=False)
    run('virsh', '-q', '-c', URI, 'undefine', name, check=False)


def pid_of(name):
    found = run('pgrep', '-f', f'guest={name},', check=False).stdout.split()
    return int(found[0]) if found else None


def wait_until(condition, what, seconds=CALL_SECONDS):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f'{what} after {seconds} s'
        time.sleep(0.5)


class Console:
    """The console of a guest, from its start on."""

    def __init__(self, name):
        self.seen = ''
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execvp('virsh', ['virsh', '-q', '-c', URI, 'console', name, '--force'])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.fd)

    def read_until(self, pattern, seconds=BOOT_SECONDS):
        end = time.monotonic() + seconds
        while not re.search(pattern, self.seen):
            assert time.monotonic() < end, f'no {pattern!r} after {seconds} s in: {self.seen[-2000:]}'
            if select.select([self.fd], [], [], 1)[0]:
                self.seen += os.read(self.fd, 65536).decode('utf-8', 'replace').replace('\r', '')
        return self.seen

    def do(self, command, seconds=CALL_SECONDS):
        """-> what the shell there prints"""
        self.seen = ''
        os.write(self.fd, f"{command}; echo DO''NE\n".encode())
        return self.read_until('DONE', seconds).rsplit('DONE', 1)[0].split('\n', 1)[-1]

    def load_modules(self):
        """Those that the guest's initrd has, once its shell reads what is typed."""
        self.read_until('/ # ')
        self.do('cd /modules && while read m; do /bin/busybox insmod $m.ko; done < order')


class Daemon:
    """Ours, of the system."""

    def __init__(self):
        self.process = None

    def start(self):
        with open(LOG, 'ab') as log:
            self.process = subprocess.Popen(['virtpseriesd'], stdout=log, stderr=log)
        wait_until(lambda: run('virsh', '-q', '-c', URI, 'hostname', check=False).returncode == 0, 'no daemon')

    def log(self):
        with open(LOG, encoding='utf-8', errors='replace') as file:
            return file.read()

    def kill(self):
        self.process.kill()
        self.process.wait()


daemon = Daemon()


def read_file(path):
    with open(path, encoding='ascii') as file:
        return file.read().strip()


def owners(folder):
    return {name: os.stat(f'{folder}/{name}')[:1] + os.stat(f'{folder}/{name}')[4:6] for name in os.listdir(folder)}


def state():
    """What guests change of their host, and have to give back."""
    return {
        'drivers': drivers(),
        'overrides': {pci: read_file(f'{PCI}/{pci}/driver_override') for pci in devices()},
        'nodes': owners('/dev/vfio'),
        'guests': run('pgrep', '-f', 'guest=', check=False).stdout.split(),
        'huge pages': {path: read_file(path) for path in glob.glob('/sys/kernel/mm/hugepages/*/*_hugepages')},
    }


def available_kib():
    return int(re.search(r'^MemAvailable: *(\d+)', read_file('/proc/meminfo'), re.M).group(1))


class Unchanged:
    """A case after which the host is what it was."""

    def __init__(self):
        self.before, self.available = state(), available_kib()

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if kind is None:
            after = state()
            assert after == self.before, f'{self.before} became {after}'
            wait_until(lambda: available_kib() > self.available - SLACK_KIB, f'{self.available} KiB became {available_kib()}', seconds=30)
