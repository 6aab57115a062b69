# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Devices of the emulated POWER host, passed through to its guests."""
import glob
import os
import re
import signal

from case_host import (PCI, Console, Skipped, daemon, define, devices, document, driver_of, drivers, group_of, host_kind, hostdev, is_guest,
                       node_name, pid_of, read_file, remove, run, virsh, virsh_error, wait_until)

# Where an 82574L has the first half of its MAC address, in its first BAR.
RECEIVE_ADDRESS = 0x5400
MEMORY_KIB = 512 * 1024
GUEST_LOG = '/var/log/libvirt/pseries/{}.log'

def owner_of_group(pci):
    return os.stat(f'/dev/vfio/{group_of(pci)}').st_uid


def locked_kib(pid):
    return int(re.search(r'^VmLck:\s*(\d+) kB', read_file(f'/proc/{pid}/status'), re.M).group(1))


def start_managed(count):
    """Each device on a PHB of its own, with the configuration space of PCI Express, and given back."""
    before, passed = drivers(), devices()[:count]
    define(document('managed', ''.join(map(hostdev, passed))))
    virsh('start', 'managed')
    assert all(driver_of(pci) == 'vfio-pci' for pci in passed), drivers()
    assert all(owner_of_group(pci) != 0 for pci in passed)
    # VFIO has locked all of the guest's memory, and QEMU may lock as much.
    assert locked_kib(pid_of('managed')) >= MEMORY_KIB, locked_kib(pid_of('managed'))
    with Console('managed') as console:
        seen = console.read_until('READY')
    # The logger, which may make few system calls, has passed on what QEMU says at its start.
    assert 'char device redirected to /dev/pts/' in read_file(GUEST_LOG.format('managed'))
    for number, _ in enumerate(passed, 1):
        assert re.search(rf'PCI 000{number}:00:01\.0 .*config=4096 parent=phb', seen), seen[-2000:]
    remove('managed')
    assert drivers() == before, drivers()


def case_managed_one():
    start_managed(1)


def case_managed():
    for count in (2, 3) if host_kind() == 'p10' else (3,):
        start_managed(count)


def case_topology():
    """`topology` tells the size of the configuration space that the guest reaches."""
    with open('/tmp/topology.xml', 'w', encoding='utf-8') as file:
        file.write(document('topology', ''.join(map(hostdev, devices()))))
    text = run('virt-pseries', 'topology', '/tmp/topology.xml').stdout
    assert len(re.findall(r'hostdev\d.*4096 bytes', text)) == 3, text


def case_traffic():
    """The network interface gets an answer, and what is written to the disk is read again."""
    if is_guest():
        raise Skipped('needs a host whose guests have loaded their drivers within four minutes; see the case registers')
    define(document('traffic', hostdev(devices()[0]) + hostdev(devices()[2])))
    virsh('start', 'traffic')
    with Console('traffic') as console:
        console.load_modules()
        text = console.do('/bin/busybox ip link set eth0 up; /bin/busybox ip addr add 10.0.2.15/24 dev eth0; '
                          '/bin/busybox sleep 3; /bin/busybox ping -c 3 10.0.2.2')
        assert re.search(r'[1-3] packets received', text), text
        text = console.do('echo pseries-traffic | dd of=/dev/nvme0n1 bs=512 seek=7 conv=sync,fsync 2>&1; '
                          'echo 3 > /proc/sys/vm/drop_caches; dd if=/dev/nvme0n1 bs=512 skip=7 count=1 2>/dev/null')
        assert 'pseries-traffic' in text, text
    remove('traffic')
    # The host's own driver has it again, and sees the same.
    wait_until(lambda: os.path.exists('/dev/nvme0n1'), 'no disk')
    with open('/dev/nvme0n1', 'rb') as disk:
        disk.seek(7 * 512)
        assert disk.read(15) == b'pseries-traffic'


def case_registers():
    """The guest's processor reaches the registers of the card: its MAC address is there."""
    pci, at = devices()[0], '/sys/bus/pci/devices/0001:00:01.0'
    mac = bytes.fromhex(read_file(glob.glob(f'{PCI}/{pci}/net/*/address')[0]).replace(':', ''))
    define(document('registers', hostdev(pci)))
    virsh('start', 'registers')
    with Console('registers') as console:
        console.read_until('/ # ')
        text = console.do(f'echo 1 > {at}/enable; cat {at}/resource')
        start = int(re.search('^0x[0-9a-f]+', text, re.M).group(), 16)
        text = console.do(f'/bin/busybox devmem {start + RECEIVE_ADDRESS:#x} 32')
        assert f"0x{int.from_bytes(mac[:4], 'little'):08X}" in text, f'{mac.hex()}: {text}'
    remove('registers')


def case_unmanaged():
    pci = devices()[0]
    driver = driver_of(pci)
    refusal = f'Unmanaged PCI device {pci} must be manually detached from the host'
    define(document('unmanaged', hostdev(pci, 'no')))
    assert f"'unmanaged' is defined, and would not start on this host now: {refusal}" in daemon.log(), daemon.log()
    text = virsh_error('start', 'unmanaged')
    assert refusal in text, text
    virsh('nodedev-detach', node_name(pci))
    assert driver_of(pci) == 'vfio-pci'
    virsh('start', 'unmanaged')
    text = virsh_error('nodedev-reattach', node_name(pci))
    assert f'PCI device {pci} is in use by driver QEMU, domain unmanaged' in text, text
    remove('unmanaged')
    assert driver_of(pci) == 'vfio-pci'
    virsh('nodedev-reset', node_name(pci))
    virsh('nodedev-reattach', node_name(pci))
    assert driver_of(pci) == driver


def case_bound_beforehand():
    """A managed device that VFIO has already stays there."""
    pci = devices()[0]
    virsh('nodedev-detach', node_name(pci))
    define(document('beforehand', hostdev(pci)))
    virsh('start', 'beforehand')
    remove('beforehand')
    assert driver_of(pci) == 'vfio-pci'
    virsh('nodedev-reattach', node_name(pci))


def case_in_use():
    pci = devices()[0]
    define(document('one', hostdev(pci)))
    define(document('two', hostdev(pci)))
    virsh('start', 'one', '--paused')
    text = virsh_error('start', 'two')
    assert f'PCI device {pci} is in use by driver QEMU, domain one' in text, text
    remove('one')
    virsh('start', 'two', '--paused')
    remove('two')


def case_failed_start():
    """What was taken goes back, wherever the start fails."""
    before = drivers()
    disk = "<disk type='file'><driver name='qemu' type='raw'/><source file='/nowhere/x.img'/><target dev='vda' bus='virtio'/></disk>"
    absent = hostdev('0001:7f:1f.7')
    for inside in (''.join(map(hostdev, devices())) + disk, hostdev(devices()[0]) + absent):
        define(document('failing', inside))
        virsh_error('start', 'failing')
        assert drivers() == before, drivers()
        remove('failing')


def case_used_by_the_host():
    """A network interface with an address, and the disk with the root file system."""
    pci = devices()[0]
    name = os.listdir(f'{PCI}/{pci}/net')[0]
    run('ip', 'link', 'set', name, 'up')
    run('ip', 'addr', 'add', '192.0.2.1/24', 'dev', name)
    define(document('stealing', hostdev(pci)))
    text = virsh_error('start', 'stealing')
    assert f"PCI device {pci} is in use by the host, whose network interface '{name}' has an address" in text, text
    assert driver_of(pci) == 'e1000e'
    run('ip', 'addr', 'flush', 'dev', name)
    run('ip', 'link', 'set', name, 'down')  # or it gets one from a router
    root = re.search(r'[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.\d(?=/virtio)', os.path.realpath('/sys/class/block/vda')).group()
    define(document('stealing', hostdev(root)))
    text = virsh_error('start', 'stealing')
    assert f"PCI device {root} is in use by the host, whose file system '/' is on it" in text, text
    remove('stealing')


def case_killed_daemon():
    """A daemon that is killed finds its guest again, and gives back what it had; also of a guest that died meanwhile."""
    before = drivers()
    define(document('killed', ''.join(map(hostdev, devices()))))
    virsh('start', 'killed', '--paused')
    daemon.kill()
    daemon.start()
    assert 'paused' in virsh('domstate', 'killed')
    assert virsh_error('nodedev-reattach', node_name(devices()[0]))
    virsh('destroy', 'killed')
    assert drivers() == before, drivers()
    virsh('start', 'killed', '--paused')
    daemon.kill()
    os.kill(pid_of('killed'), signal.SIGKILL)
    daemon.start()
    # QEMU may take its time to die.
    wait_until(lambda: drivers() == before, 'not given back')
    assert 'shut off' in virsh('domstate', 'killed')
    remove('killed')


def case_dead_qemu():
    before = drivers()
    define(document('dead', ''.join(map(hostdev, devices()))))
    virsh('start', 'dead', '--paused')
    os.kill(pid_of('dead'), signal.SIGKILL)
    wait_until(lambda: virsh('domstate', 'dead').startswith('shut off'), 'not shut off')
    wait_until(lambda: drivers() == before, 'not given back')
    remove('dead')


def case_node_devices():
    pci = devices()[0]
    text = virsh('nodedev-dumpxml', node_name(pci))
    assert f"<iommuGroup number='{group_of(pci)}'>" in text, text
    assert '<pci-express>' in text and "<link validity='cap'" in text, text
    assert re.search(r'<driver>\s*<name>e1000e</name>', text), text
    assert "<product id='0x10d3'>82574L Gigabit Network Connection</product>" in text, text
    assert "<vendor id='0x8086'>Intel Corporation</vendor>" in text, text
