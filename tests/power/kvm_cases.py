# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Guests of KVM in the emulated POWER host."""
import glob
import os
import re

from case_host import Console, Skipped, define, document, pid_of, remove, run, virsh, virsh_error, write

def case_probe():
    text = run('virt-pseries', 'probe').stdout
    assert re.search('^KVM: yes', text, re.M), text
    assert 'could not be asked' not in text, text


def case_capabilities():
    """The model of the host's CPU, by the kernel's own word."""
    with open('/proc/cpuinfo', encoding='ascii') as file:
        model = re.search(r'^cpu\s*: (POWER\d+)', file.read(), re.M).group(1)
    text = virsh('capabilities')
    assert f'<model>{model}</model>' in text and '<vendor>IBM</vendor>' in text and "<domain type='kvm'/>" in text, text
    text = virsh('domcapabilities', '--arch', 'ppc64le', '--machine', 'pseries', '--virttype', 'kvm')
    assert re.search(rf"<mode name='host-model' supported='yes'>\s*<model fallback='allow'>{model}</model>", text), text


def case_kvm_guest():
    define(document('kvm'))
    virsh('start', 'kvm')
    with Console('kvm') as console:
        console.read_until('READY')
        assert 'linux,kvm' in console.do('cat /proc/device-tree/hypervisor/compatible | tr "\\\\0" " "')
    remove('kvm')


def huge_pages(size_kib, count):
    """-> how many of that size the host has now, having been asked for @count"""
    path = f'/sys/kernel/mm/hugepages/hugepages-{size_kib}kB/nr_hugepages'
    if not os.path.exists(path):
        raise Skipped(f'needs a host with huge pages of {size_kib} KiB')
    write(path, str(count))
    with open(path, encoding='ascii') as file:
        return int(file.read())


def free_huge_pages(size_kib):
    with open(f'/sys/kernel/mm/hugepages/hugepages-{size_kib}kB/free_hugepages', encoding='ascii') as file:
        return int(file.read())


def start_in_huge_pages(size_kib, memory_mib):
    """The guest's memory is of such pages, all of it from the start, and they are free again when it has ended."""
    count = memory_mib * 1024 // size_kib
    if huge_pages(size_kib, count) < count:
        huge_pages(size_kib, 0)
        raise Skipped(f'needs a host whose memory still has {count} whole pages of {size_kib} KiB')
    try:
        assert re.search(rf'{size_kib}KiB: {count}$', virsh('freepages', '0', str(size_kib))), virsh('freepages', '--all')
        backing = f"<memoryBacking><hugepages><page size='{size_kib}' unit='KiB'/></hugepages></memoryBacking>"
        define(document('huge', memory=memory_mib, before=backing))
        virsh('start', 'huge')
        assert free_huge_pages(size_kib) == 0, free_huge_pages(size_kib)
        with Console('huge') as console:
            console.read_until('READY')
        remove('huge')
        assert free_huge_pages(size_kib) == count, free_huge_pages(size_kib)
        # One page less than the guest has, and QEMU cannot start.
        huge_pages(size_kib, count - 1)
        define(document('huge', memory=memory_mib, before=backing))
        text = virsh_error('start', 'huge')
        assert re.search('memory|RAM', text), text
        assert free_huge_pages(size_kib) == count - 1
        remove('huge')
    finally:
        huge_pages(size_kib, 0)


def case_huge_pages_2_mib():
    start_in_huge_pages(2048, 512)


def case_huge_pages_1_gib():
    start_in_huge_pages(1048576, 1024)


def threads_of(pid):
    """-> the CPUs that each of QEMU's threads may run on, by the thread's name"""
    found = {}
    for folder in glob.glob(f'/proc/{pid}/task/*'):
        with open(f'{folder}/comm', encoding='ascii') as file:
            name = file.read().strip()
        with open(f'{folder}/status', encoding='ascii') as file:
            found[name] = re.search(r'^Cpus_allowed_list:\s*(\S+)', file.read(), re.M).group(1)
    return found


def threads_a_core():
    with open('/sys/devices/system/cpu/cpu0/topology/thread_siblings_list', encoding='ascii') as file:
        text = file.read().strip()
    return sum(int(last or first) - int(first) + 1 for first, _, last in (part.partition('-') for part in text.split(',')))


def case_pinning():
    """Each virtual CPU on a thread of its own; what the host's topology is."""
    threads, last = threads_a_core(), os.cpu_count() - 1
    assert re.search(rf'Thread\(s\) per core: +{threads}$', virsh('nodeinfo'), re.M), virsh('nodeinfo')
    assert f"siblings='0{f'-{threads - 1}' if threads > 1 else ''}'" in virsh('capabilities'), virsh('capabilities')
    tune = (f"<cputune><vcpupin vcpu='0' cpuset='{last}'/><vcpupin vcpu='1' cpuset='0'/>"
            f"<emulatorpin cpuset='0-{last}'/></cputune>")
    define(document('pinned', vcpus=2, before=tune, cpu="<cpu><topology sockets='1' cores='1' threads='2'/></cpu>"))
    virsh('start', 'pinned')
    found = threads_of(pid_of('pinned'))
    assert (found['CPU 0/KVM'], found['CPU 1/KVM']) == (str(last), '0'), found
    with Console('pinned') as console:
        seen = console.read_until('READY')
        assert 'CPUS 2\n' in seen, seen[-2000:]
        assert '0-1' in console.do('cat /sys/devices/system/cpu/cpu0/topology/thread_siblings_list')
    remove('pinned')
