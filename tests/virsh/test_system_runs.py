#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a run of the system's daemon takes from the host, and that all of it is given back, however the run ends or its start
fails.  Prints TAP.

    test_system_runs.py --daemon PATH [-k REGEX]
"""
import contextlib
import os
import random
import re
import signal
import stat
import subprocess
import sys
import time

import harness
from harness import is_gone, wait_for
from suite import Guest, is_equal, matches
from test_system import BRIDGE, bridge, main, only_qemu
from test_system_helpers import give_certificates

MACVTAP = 'pseries-mv0'
N_KILLS = 60 if os.environ.get('PSERIES_STRESS') == 'full' else 6
FREEZER = '/sys/fs/cgroup/freezer'
SHARED = "<memoryBacking><source type='file'/><access mode='shared'/></memoryBacking>"
HELPERS = ('swtpm', 'virtiofsd')


def direct(name):
    return f"<interface type='direct'><source dev='{BRIDGE}' mode='bridge'/><target dev='{name}'/><model type='virtio'/></interface>"


def shared_folder(path, name):
    return f"<filesystem><driver type='virtiofs'/><source dir='{path}'/><target dir='{name}'/></filesystem>"


def everything(daemon, guest):
    """-> devices for which a run takes something of every kind"""
    os.makedirs(daemon.path('share'), exist_ok=True)
    return (guest.add_disk() + direct(MACVTAP) + shared_folder(daemon.path('share'), 'share') +
            f"<interface type='bridge'><source bridge='{BRIDGE}'/><model type='virtio'/></interface>"
            "<tpm model='tpm-spapr'><backend type='emulator'/></tpm>"
            "<graphics type='vnc' port='-1' autoport='yes'/><video><model type='vga'/></video>")


def processes(daemon):
    return [pid for pid in daemon.pids_of('qemu-system', *HELPERS) if not is_gone(pid)]


def network_devices():
    """-> those that tests name, and what is on the bridge"""
    names = {name for name in os.listdir('/sys/class/net') if name.startswith('pseries-')}
    with contextlib.suppress(FileNotFoundError):
        names.update(os.listdir(f'/sys/class/net/{BRIDGE}/brif'))
    return sorted(names)


def traces(daemon):
    """-> what runs leave on the host while they last: files, with their owners, and network devices"""
    found = []
    for folder in ('run', 'lib', 'state'):
        for root, folders, files in os.walk(daemon.path('system', folder)):
            # What a TPM keeps is to stay.
            if os.path.basename(root) == 'tpm2' or '.config' in root:
                folders.clear()
                continue
            found += [os.path.join(root, name) for name in folders + files]
    owners = [(name, os.stat(daemon.path(name)).st_uid) for name in os.listdir(daemon.folder) if name.endswith('.img')]
    return sorted(found), sorted(owners), network_devices()


def has_left_nothing(daemon, before):
    return not processes(daemon) and traces(daemon) == before


def check_nothing_left(daemon, before, what):
    try:
        wait_for(lambda: has_left_nothing(daemon, before), what)
    except AssertionError as error:
        raise AssertionError(f'{what}: {processes(daemon)}, {traces(daemon)}; before: {before}') from error


@contextlib.contextmanager
def full_guest(daemon, guest, **changes):
    """-> (its devices, the traces before it runs), when it has run once"""
    with bridge():
        give_certificates(daemon, guest)
        devices = everything(daemon, guest)
        guest.define(devices=devices, head=SHARED, **changes).start()
        is_equal(len(daemon.pids_of('swtpm')), 1)
        daemon.virsh('destroy', guest.name)
        assert not processes(daemon)
        yield devices, traces(daemon)
        guest.remove()


# ---- ends

def case_every_end(daemon, guest):
    """By a call, by itself, and while no daemon was there; the next start finds all that it needs."""
    def end_without_daemon():
        daemon.stop(signal.SIGKILL)
        os.kill(only_qemu(daemon), signal.SIGKILL)
        daemon.start()
    with full_guest(daemon, guest) as (_, before):
        for what, end in (('destroy', lambda: daemon.virsh('destroy', guest.name)),
                          ('kill', lambda: os.kill(only_qemu(daemon), signal.SIGKILL)),
                          ('no daemon', end_without_daemon)):
            guest.start()
            during = traces(daemon)
            assert {MACVTAP} < set(during[2]) - set(before[2]) and during[0] != before[0] and during[1] != before[1], during
            end()
            check_nothing_left(daemon, before, what)
            wait_for(lambda: guest.state().startswith('shut off'), 'the guest is known to be off')
        guest.start()


def slow_emulator(daemon):
    """-> an emulator whose guests never say a word"""
    path = daemon.write('emulator', '#!/bin/sh\ncase "$*" in *charmonitor*) exec -a qemu-system-slow sleep 1000;; esac\n'
                        'exec /usr/bin/qemu-system-ppc64 "$@"\n'.replace('#!/bin/sh', '#!/bin/bash'))
    os.chmod(path, 0o755)
    return path


def qemus_at_the_monitor(daemon):
    """-> the pids of processes that were given a monitor of ours"""
    pids = []
    for pid in filter(str.isdigit, os.listdir('/proc')):
        with contextlib.suppress(OSError):
            with open(f'/proc/{pid}/cmdline', 'rb') as file:
                words = file.read()
            if words.startswith(b'qemu-system-slow\0') and os.readlink(f'/proc/{pid}/cwd').startswith(daemon.folder):
                pids.append(int(pid))
    return pids


def case_start_that_is_cut_short(daemon, guest):
    """The daemon is killed while it waits for QEMU: the next one undoes what the start has done."""
    with full_guest(daemon, guest) as (devices, before):
        text = guest.xml(devices=devices, head=SHARED).replace('/usr/bin/qemu-system-ppc64', slow_emulator(daemon))
        daemon.virsh('define', daemon.write('slow.xml', text))
        before = traces(daemon)
        with subprocess.Popen(['virsh', '-c', daemon.uri, 'start', guest.name], env=daemon.environment,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as start:
            pid, = wait_for(lambda: qemus_at_the_monitor(daemon), 'QEMU is there')
            assert MACVTAP in traces(daemon)[2]
            daemon.stop(signal.SIGKILL)
            start.wait(harness.CALL_SECONDS)
        daemon.start()
        wait_for(lambda: is_gone(pid), 'QEMU is ended')
        check_nothing_left(daemon, before, 'a start that was cut short')


def case_killed_at_any_moment(daemon, guest):
    """The daemon is killed somewhere in a start: the next one has the guest, or has undone all that the start had done."""
    seed = os.environ.get('PSERIES_SEED') or str(time.time_ns())
    draw = random.Random(seed)
    print(f'# seed {seed}')
    with full_guest(daemon, guest) as (_, before):
        for number in range(N_KILLS):
            seconds = draw.uniform(0, 1.5)
            with subprocess.Popen(['virsh', '-c', daemon.uri, 'start', guest.name], env=daemon.environment,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as start:
                time.sleep(seconds)
                daemon.stop(signal.SIGKILL)
                start.wait(harness.CALL_SECONDS)
            daemon.start()
            if guest.state().startswith('running'):
                assert MACVTAP in traces(daemon)[2]
                daemon.virsh('destroy', guest.name)
            check_nothing_left(daemon, before, f'kill {number}, {seconds} s behind the call')


def case_image_of_two_guests(daemon, guest):
    """It stays QEMU's while one of them runs, whichever of both the next daemon reads first."""
    other = Guest(daemon, 78)
    disk = guest.add_disk().replace('<target', '<shareable/><target')
    for one in (guest, other):
        one.define(devices=disk)
    for is_first in (True, False):
        pids = []
        for one in (guest, other):
            one.start('--paused')
            pids.append((set(daemon.qemus()) - set(pids)).pop())
        daemon.stop(signal.SIGKILL)
        os.kill(pids[0 if is_first else 1], signal.SIGKILL)
        daemon.start()
        left = other if is_first else guest
        is_equal((daemon.virsh('list', '--name'), os.stat(guest.disk).st_uid), (left.name, harness.NOBODY))
        daemon.virsh('destroy', left.name)
        is_equal(os.stat(guest.disk).st_uid, 0)


# ---- starts that fail

@contextlib.contextmanager
def memory_in_the_way(daemon, guest):
    folder = daemon.path('system', 'lib', 'memory')
    os.rename(folder, folder + '.away')
    with open(folder, 'w', encoding='ascii'):
        pass
    try:
        yield
    finally:
        os.unlink(folder)
        os.rename(folder + '.away', folder)


@contextlib.contextmanager
def status_in_the_way(daemon, guest):
    """What has the name of the next status file cannot be replaced."""
    guest.start()
    number = int(daemon.virsh('domid', guest.name))
    daemon.virsh('destroy', guest.name)
    folder = daemon.path('system', 'run', f'domain-{number + 1}-{guest.name}.xml')
    os.makedirs(os.path.join(folder, 'in', 'the', 'way'))
    try:
        yield
    finally:
        for path in ('in/the/way', 'in/the', 'in', ''):
            os.rmdir(os.path.join(folder, path))


NOTHING = contextlib.nullcontext

# What is added to a guest that takes something of every kind, each failing at another step of its start; and what is said.
FAULTS = (
    ('memory folder', '', '', memory_in_the_way, "cannot create directory '.*memory/"),
    ('vhost device', "<interface type='vdpa'><source dev='/dev/vhost-vdpa-77'/></interface>", '', NOTHING,
     "Unable to open '/dev/vhost-vdpa-77'"),
    ('status file', '', '', status_in_the_way, r"domain-\d+-guest.*\.xml"),
    ('macvtap', direct(BRIDGE), '', NOTHING, f"cannot make a macvtap device on '{BRIDGE}': File exists"),
    ('second macvtap of the name', direct(MACVTAP), '', NOTHING, f"cannot make a macvtap device on '{BRIDGE}': File exists"),
    ('tap', "<interface type='bridge'><source bridge='nowhere7'/><model type='virtio'/></interface>", '', NOTHING, 'nowhere7'),
    ('image', '', '<os><kernel>/nowhere/kernel</kernel>', NOTHING, "/nowhere/kernel"),
    ('helper', shared_folder('/nonexistent', 'second'), '', NOTHING, "virtiofsd of device 'fs1' died unexpectedly"),
    ('QEMU', '', "<qemu:commandline><qemu:arg value='-nonsense'/></qemu:commandline>", NOTHING, '-nonsense'),
    ('behind the greeting', '', "<metadata><p:pci xmlns:p='urn:libvirt-pseries:domain:1.0' verify='yes'>"
     "<p:placement version='7.2.0' machine='pseries-7.1'/></p:pci></metadata>", NOTHING,
     "'machine': 'type' should be 'pseries-7.1'"),
)


def faulty(guest, devices, added, part):
    """-> the document of a guest with @part, which says by itself where it belongs"""
    text = guest.xml(devices=devices + added, head=SHARED)
    if part.startswith('<os>'):
        return text.replace('<os>', part)
    if part.startswith('<qemu:'):
        text = text.replace("<domain type='qemu'>", "<domain type='qemu' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>")
        return text.replace('</domain>', part + '</domain>')
    return text.replace('<os>', part + '<os>')


def case_every_fault(daemon, guest):
    """A start that fails at any step leaves nothing, and nothing in the way of the next one."""
    with full_guest(daemon, guest) as (devices, before):
        for what, added, part, trouble, said in FAULTS:
            daemon.virsh('define', daemon.write('faulty.xml', faulty(guest, devices, added, part)))
            if trouble is status_in_the_way:
                guest.define(devices=devices, head=SHARED)
            before = traces(daemon)
            with trouble(daemon, guest) if trouble is not NOTHING else NOTHING():
                matches(daemon.virsh_error('start', guest.name), said)
                assert not [pid for pid in daemon.qemus() if not is_gone(pid)], what
            check_nothing_left(daemon, before, what)
            is_equal(daemon.virsh('domstate', guest.name), 'shut off')
        guest.define(devices=devices, head=SHARED).start()


# ---- a QEMU that cannot be killed

@contextlib.contextmanager
def frozen_group(name):
    """-> a group whose processes not even SIGKILL ends as long as it is frozen"""
    group = os.path.join(FREEZER, name)
    os.mkdir(group)
    try:
        yield group
    finally:
        freeze(group, False)
        wait_for(lambda: not tasks(group), 'nobody is in the group any more')
        os.rmdir(group)


def freeze(group, is_frozen):
    with open(os.path.join(group, 'freezer.state'), 'w', encoding='ascii') as file:
        file.write('FROZEN' if is_frozen else 'THAWED')


def tasks(group):
    with open(os.path.join(group, 'tasks'), encoding='ascii') as file:
        return file.read().split()


def put_in(group, pid):
    with open(os.path.join(group, 'cgroup.procs'), 'w', encoding='ascii') as file:
        file.write(str(pid))


def self_freezing_emulator(daemon, group):
    """-> an emulator whose guests stand still before they have said a word"""
    for name in ('', 'cgroup.procs', 'tasks', 'freezer.state'):
        os.chown(os.path.join(group, name), harness.NOBODY, harness.NOBODY)
    path = daemon.write('frozen-emulator', '#!/bin/sh\ncase "$*" in *charmonitor*)\n'
                        f'echo $$ > {group}/cgroup.procs; echo FROZEN > {group}/freezer.state;; esac\n'
                        'exec /usr/bin/qemu-system-ppc64 "$@"\n')
    os.chmod(path, 0o755)
    return path


def can_freeze():
    return os.access(os.path.join(FREEZER, 'tasks'), os.W_OK)


def case_qemu_that_cannot_be_killed(daemon, guest):
    """Its guest is not lost while it is there, neither by a destroy nor by a take-over or a start that fails; and its end is
    noticed when it comes."""
    if not can_freeze():
        print('# the host has no freezer')
        return
    other = Guest(daemon, 77)
    with frozen_group('pseries-test-a') as group, frozen_group('pseries-test-b') as other_group:
        text = other.xml(devices=other.add_disk()).replace('/usr/bin/qemu-system-ppc64', self_freezing_emulator(daemon, other_group))
        guest.define(devices=guest.add_disk())
        daemon.virsh('define', daemon.write('frozen.xml', text))
        before = traces(daemon)
        guest.start('--paused')
        pid = only_qemu(daemon)
        put_in(group, pid)
        freeze(group, True)
        matches(daemon.virsh_error('destroy', guest.name), f'Failed to terminate process {pid} with SIGKILL')
        is_equal(guest.state(), 'paused (user)')
        daemon.stop(signal.SIGKILL)
        daemon.start()
        # The take-over of the one and the start of the other wait for their QEMUs at the same time.
        matches(daemon.virsh_error('start', other.name), '.')
        wait_for(lambda: f"'{guest.name}' is not taken over" in daemon.log(), 'the take-over is given up')
        is_equal(set(daemon.virsh('list', '--name').split()), {guest.name, other.name})
        matches(daemon.virsh_error('destroy', guest.name), 'Failed to terminate process')
        is_equal(set(daemon.virsh('list', '--name').split()), {guest.name, other.name})
        is_equal((len(tasks(group)) > 0, len(tasks(other_group)) > 0), (True, True))
        freeze(group, False)
        freeze(other_group, False)
        for one in (guest, other):
            wait_for(lambda one=one: daemon.virsh('domstate', one.name) == 'shut off', 'its end is noticed')
        check_nothing_left(daemon, before, 'QEMUs that could not be killed')
    guest.start('--paused')


# ---- folders

@contextlib.contextmanager
def mask(value):
    before = os.umask(value)
    try:
        yield
    finally:
        os.umask(before)


def case_modes_of_folders(daemon, guest):
    """Others pass through what QEMU's user passes through, and see nothing there, whatever the umask of who starts the daemon."""
    def mode(*names):
        return oct(stat.S_IMODE(os.stat(daemon.path('system', *names)).st_mode))
    for value in (0, 0o022, 0o077):
        daemon.stop()
        subprocess.run(['rm', '-r', daemon.path('system')], check=True)
        with mask(value):
            daemon.start()
        guest.define(head=SHARED).start('--paused')
        is_equal([mode(*names) for names in (('run',), ('lib', 'memory'), ('state',))], ['0o711'] * 3)
        is_equal([mode(name) for name in ('config', 'log', 'cache')], ['0o700'] * 3)
        for folder in (daemon.path('system', 'run'), daemon.path('system', 'lib', 'memory')):
            name, = (name for name in os.listdir(folder) if re.fullmatch(r'domain-\d+-\w+', name))
            about = os.stat(os.path.join(folder, name))
            is_equal((about.st_uid, stat.S_IMODE(about.st_mode)), (harness.NOBODY, 0o700))
            is_equal(daemon.run_as(harness.NOBODY, 'ls', folder).returncode, 2)
        daemon.virsh('destroy', guest.name)


if __name__ == '__main__':
    sys.exit(main())
