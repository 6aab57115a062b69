#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Files of others that the system's daemon lends to QEMU: an owner may put another file at any path at any time.  Prints TAP.

    test_system_files.py --daemon PATH [-k REGEX]
"""
import contextlib
import os
import signal
import struct
import subprocess
import sys
import threading

import harness
from harness import wait_for
from hung_storage import GETATTR, LOOKUP, HungStorage
from suite import is_equal, matches
from test_system import main, only_qemu
from test_system_access import STRANGER

BYTES = 1 << 20


class Owner:
    """A user who is neither root nor QEMU's, with a folder of his own and a file of root's to aim at."""

    def __init__(self, daemon, rights=0o755):
        self.folder = daemon.path('of-an-owner')
        os.mkdir(self.folder)
        os.chown(self.folder, STRANGER, STRANGER)
        os.chmod(self.folder, rights)
        self.secret = daemon.write('secret', 'of root')
        os.chmod(self.secret, 0o600)

    def path(self, name):
        return os.path.join(self.folder, name)

    def image(self, name='disk.img', rights=0o600):
        """-> the path of a raw image of his"""
        path = self.path(name)
        with open(path, 'wb') as file:
            file.truncate(BYTES)
        os.chown(path, STRANGER, STRANGER)
        os.chmod(path, rights)
        return path

    def swap(self, path, target=None):
        """Puts a link in the place of his image, and the image aside.  -> where that is now"""
        aside = path + '.aside'
        os.rename(path, aside)
        os.symlink(target or self.secret, path)
        return aside


@contextlib.contextmanager
def an_owner(daemon, rights=0o755):
    owner = Owner(daemon, rights)
    try:
        yield owner
    finally:
        subprocess.run(['rm', '-rf', owner.folder, owner.secret], check=True)


def disk(path, inside='', target='vda', driver='raw'):
    return (f"<disk type='file' device='disk'><driver name='qemu' type='{driver}'/><source file='{path}'/>"
            f"<target dev='{target}' bus='virtio'/>{inside}</disk>")


def user_of(path):
    return os.stat(path).st_uid


def files_of(pid):
    """-> {(device, inode)} of what the process @pid has open"""
    files = set()
    for number in os.listdir(f'/proc/{pid}/fd'):
        with contextlib.suppress(FileNotFoundError), open(f'/proc/{pid}/fdinfo/{number}', encoding='ascii') as about:
            is_path_only = int(matches(about.read(), r'flags:\s+(\d+)').group(1), 8) & os.O_PATH
            if not is_path_only:
                at = os.stat(f'/proc/{pid}/fd/{number}')
                files.add((at.st_dev, at.st_ino))
    return files


def identity(path):
    at = os.stat(path)
    return at.st_dev, at.st_ino


def left_alone(daemon, path):
    return f"'{path}' is not the file that was lent to a guest any more: it is left alone" in daemon.log()


def case_image_that_becomes_a_link(daemon, guest):
    """What was lent is given back, wherever it is by then; what is at its path is not touched."""
    with an_owner(daemon) as owner:
        path = owner.image()
        guest.define(devices=disk(path)).start('--paused')
        is_equal(user_of(path), harness.NOBODY)
        aside = owner.swap(path)
        daemon.virsh('destroy', guest.name)
        is_equal([user_of(owner.secret), user_of(aside)], [0, STRANGER])
        assert left_alone(daemon, path), daemon.log()


def case_link_across_a_restart(daemon, guest):
    """The next daemon knows which file was lent."""
    with an_owner(daemon) as owner:
        path = owner.image()
        guest.define(devices=disk(path)).start('--paused')
        daemon.stop(signal.SIGKILL)
        aside = owner.swap(path)
        daemon.start()
        daemon.virsh('destroy', guest.name)
        is_equal([user_of(owner.secret), user_of(aside)], [0, harness.NOBODY])
        assert left_alone(daemon, path), daemon.log()


def case_link_to_a_guest_that_ended_meanwhile(daemon, guest):
    """Nobody was there to see its end."""
    with an_owner(daemon) as owner:
        path = owner.image()
        guest.define(devices=disk(path)).start('--paused')
        pid = only_qemu(daemon)
        daemon.stop(signal.SIGKILL)
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda: harness.is_gone(pid), 'QEMU has ended')
        owner.swap(path)
        daemon.start()
        wait_for(lambda: left_alone(daemon, path), 'the daemon says that it leaves the file alone')
        is_equal(user_of(owner.secret), 0)
        is_equal(guest.state().split()[0], 'shut')


def case_given_back_after_a_restart(daemon, guest):
    """To whose it was, when it is still where it was."""
    with an_owner(daemon) as owner:
        path = owner.image()
        guest.define(devices=disk(path)).start('--paused')
        daemon.stop(signal.SIGKILL)
        daemon.start()
        is_equal(user_of(path), harness.NOBODY)
        daemon.virsh('destroy', guest.name)
        is_equal(user_of(path), STRANGER)


def case_owner_changed_by_somebody(daemon, guest):
    """A file that is not QEMU's user's any more when an earlier daemon's guest ends is another one, with a number that was free."""
    with an_owner(daemon) as owner:
        path = owner.image()
        guest.define(devices=disk(path)).start('--paused')
        daemon.stop(signal.SIGKILL)
        os.chown(path, 0, 0)
        daemon.start()
        daemon.virsh('destroy', guest.name)
        is_equal(user_of(path), 0)


def swapping_emulator(daemon, path, target):
    """-> a QEMU that finds a link to @target where its guest's image was"""
    emulator = daemon.write('swapping-emulator', f'''#!/bin/sh
case "$*" in *guest=*) mv {path} {path}.aside && ln -s {target} {path};; esac
exec qemu-system-ppc64 "$@"
''')
    os.chmod(emulator, 0o755)
    return emulator


def case_link_before_qemu_opens(daemon, guest):
    """QEMU opens what was lent, and not what its own user could open as well: another guest's image."""
    with an_owner(daemon, 0o777) as owner:
        path, other = owner.image(), owner.image('of-another-guest.img')
        os.chown(other, harness.NOBODY, harness.NOBODY)
        text = guest.xml(devices=disk(path)).replace('/usr/bin/qemu-system-ppc64', swapping_emulator(daemon, path, other))
        daemon.virsh('define', daemon.write('swapped.xml', text))
        guest.start('--paused')
        opened = files_of(only_qemu(daemon))
        assert os.path.islink(path)
        is_equal([identity(path + '.aside') in opened, identity(other) in opened], [True, False])
        daemon.virsh('destroy', guest.name)
        is_equal([user_of(path + '.aside'), user_of(other)], [STRANGER, harness.NOBODY])


def little_kernel():
    """-> an ELF file for a 64-bit POWER machine, of one instruction: a branch to itself"""
    at = 0x100
    code = struct.pack('>I', 0x48000000)
    head = b'\x7fELF\x02\x02\x01' + bytes(9)
    head += struct.pack('>HHIQQQIHHHHHH', 2, 21, 1, 0, 64, 0, 0, 64, 56, 1, 0, 0, 0)
    segment = struct.pack('>IIQQQQQQ', 1, 5, at, 0, 0, len(code), len(code), 4)
    return (head + segment).ljust(at, b'\0') + code


def make_image(owner, name, kind, backing=None, stated=None):
    """-> the path of an image of @owner's that nobody else may read"""
    path = owner.path(name)
    base = ['-u', '-b', backing, '-F', stated] if backing else []
    subprocess.run(['qemu-img', 'create', '-q', '-f', kind, *base, path, '8M'], check=True)
    os.chown(path, STRANGER, STRANGER)
    os.chmod(path, 0o600)
    return path


def case_chain_is_lent(daemon, guest):
    """Images that only headers name are QEMU's while the guest runs, and whose they were behind that, whoever is there then."""
    with an_owner(daemon) as owner:
        chain = [make_image(owner, 'base.raw', 'raw')]
        chain.append(make_image(owner, 'mid.qcow2', 'qcow2', chain[0], 'raw'))
        chain.append(make_image(owner, 'top.qcow2', 'qcow2', 'mid.qcow2', 'qcow2'))
        guest.define(devices=disk(chain[2], driver='qcow2'))
        for is_restarted in (False, True):
            guest.start('--paused')
            is_equal([user_of(path) for path in chain], [harness.NOBODY] * 3)
            assert {identity(path) for path in chain} <= files_of(only_qemu(daemon))
            if is_restarted:
                daemon.stop(signal.SIGKILL)
                daemon.start()
            daemon.virsh('destroy', guest.name)
            is_equal([user_of(path) for path in chain], [STRANGER] * 3)


def case_base_of_two_guests(daemon, guest):
    """What both are based on is given back with the last of them."""
    with an_owner(daemon) as owner:
        base = make_image(owner, 'base.raw', 'raw')
        names = [guest.name, guest.name + 'b']
        for number, name in enumerate(names):
            top = make_image(owner, f'top{number}.qcow2', 'qcow2', base, 'raw')
            daemon.virsh('define', daemon.write('based.xml', guest.xml(
                devices=disk(top, driver='qcow2'), name=name, uuid=f'00000000-0000-4000-8000-{7030 + number:012x}')))
            daemon.virsh('start', '--paused', name)
        daemon.virsh('destroy', names[0])
        is_equal(user_of(base), harness.NOBODY)
        daemon.virsh('destroy', names[1])
        is_equal(user_of(base), STRANGER)


def case_base_that_becomes_a_link(daemon, guest):
    """Between our look and QEMU's, and while the guest runs."""
    with an_owner(daemon, 0o777) as owner:
        base = make_image(owner, 'base.raw', 'raw')
        top = make_image(owner, 'top.qcow2', 'qcow2', base, 'raw')
        text = guest.xml(devices=disk(top, driver='qcow2'))
        text = text.replace('/usr/bin/qemu-system-ppc64', swapping_emulator(daemon, base, owner.secret))
        daemon.virsh('define', daemon.write('swapped.xml', text))
        guest.start('--paused')
        assert identity(base + '.aside') in files_of(only_qemu(daemon))
        daemon.virsh('destroy', guest.name)
        is_equal([user_of(base + '.aside'), user_of(owner.secret)], [STRANGER, 0])


def case_header_in_a_raw_disk(daemon, guest):
    """A guest has written itself one: what it names is neither lent nor opened."""
    with an_owner(daemon) as owner:
        path = make_image(owner, 'written.raw', 'qcow2', owner.secret, 'raw')
        guest.define(devices=disk(path)).start('--paused')
        is_equal([user_of(path), user_of(owner.secret)], [harness.NOBODY, 0])
        assert identity(owner.secret) not in files_of(only_qemu(daemon))
        daemon.virsh('destroy', guest.name)
        top = make_image(owner, 'top.qcow2', 'qcow2', path, 'raw')
        guest.define(devices=disk(top, driver='qcow2')).start('--paused')
        is_equal([user_of(path), user_of(owner.secret)], [harness.NOBODY, 0])
        assert identity(owner.secret) not in files_of(only_qemu(daemon))


def case_data_file_is_lent(daemon, guest):
    """The guest's data may be beside the image."""
    with an_owner(daemon) as owner:
        path, data = owner.path('image.qcow2'), owner.path('data.raw')
        subprocess.run(['qemu-img', 'create', '-q', '-f', 'qcow2', '-o', f'data_file={data},data_file_raw=on', path, '8M'],
                       check=True)
        for one in (path, data):
            os.chown(one, STRANGER, STRANGER)
            os.chmod(one, 0o600)
        guest.define(devices=disk(path, driver='qcow2')).start('--paused')
        is_equal([user_of(path), user_of(data)], [harness.NOBODY] * 2)
        daemon.virsh('destroy', guest.name)
        is_equal([user_of(path), user_of(data)], [STRANGER] * 2)


def case_kernel_and_initrd(daemon, guest):
    """Lent as images are, and opened where only root comes by."""
    with an_owner(daemon, 0o700) as owner:
        kernel, initrd = owner.image('kernel'), owner.image('initrd')
        with open(kernel, 'wb') as file:
            file.write(little_kernel())
        text = guest.xml().replace('</os>', f'<kernel>{kernel}</kernel><initrd>{initrd}</initrd></os>')
        daemon.virsh('define', daemon.write('direct.xml', text))
        guest.start()
        is_equal([user_of(kernel), user_of(initrd)], [harness.NOBODY] * 2)
        daemon.virsh('destroy', guest.name)
        is_equal([user_of(kernel), user_of(initrd)], [STRANGER] * 2)


def case_folder_as_an_image(daemon, guest):
    """It would let QEMU into what is around it."""
    with an_owner(daemon) as owner:
        guest.define(devices=disk(owner.folder))
        matches(daemon.virsh_error('start', guest.name), f"'{owner.folder}' is neither a file nor a device")
        is_equal(user_of(owner.folder), STRANGER)


def case_two_names_of_one_file(daemon, guest):
    """It is given back when the last guest that needs it has ended, to whose it was."""
    with an_owner(daemon) as owner:
        path = owner.image()
        os.link(path, owner.path('second-name'))
        names = [guest.name, guest.name + 'b']
        for name, at, number in zip(names, (path, owner.path('second-name')), (7001, 7002)):
            daemon.virsh('define', daemon.write('two.xml', guest.xml(
                devices=disk(at, '<shareable/>'), name=name, uuid=f'00000000-0000-4000-8000-{number:012x}')))
            daemon.virsh('start', '--paused', name)
        daemon.virsh('destroy', names[0])
        is_equal(user_of(path), harness.NOBODY)
        daemon.virsh('destroy', names[1])
        is_equal(user_of(path), STRANGER)


def case_shared_image_that_comes_and_goes(daemon, guest):
    """One guest gives it back while another takes it: the one that runs has it, and at the end its owner."""
    with an_owner(daemon) as owner:
        path = owner.image()
        names = [f'{guest.name}{letter}' for letter in 'abc']
        for number, name in enumerate(names):
            daemon.virsh('define', daemon.write('shared.xml', guest.xml(
                devices=disk(path, '<shareable/>'), name=name, uuid=f'00000000-0000-4000-8000-{7010 + number:012x}')))
        troubles = []

        def come_and_go(name):
            try:
                for _ in range(6):
                    daemon.virsh('start', '--paused', name)
                    is_equal(user_of(path), harness.NOBODY)
                    daemon.virsh('destroy', name)
            except AssertionError as error:
                troubles.append(str(error))
        threads = [threading.Thread(target=come_and_go, args=(name,)) for name in names]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        is_equal(troubles, [])
        is_equal(user_of(path), STRANGER)


def case_storage_that_nobody_can_write_to(daemon, guest):
    """As of a CD: its owner cannot be changed, and QEMU may read it all the same."""
    folder = daemon.path('a-cd')
    os.mkdir(folder)
    subprocess.run(['mount', '-t', 'tmpfs', 'tmpfs', folder], check=True)
    try:
        path = os.path.join(folder, 'disk.iso')
        with open(path, 'wb') as file:
            file.truncate(BYTES)
        subprocess.run(['mount', '-o', 'remount,ro', folder], check=True)
        guest.define(devices=f"<disk type='file' device='cdrom'><driver name='qemu' type='raw'/><source file='{path}'/>"
                             "<target dev='sda' bus='scsi'/></disk>").start('--paused')
        is_equal(user_of(path), 0)
        daemon.virsh('destroy', guest.name)
    finally:
        subprocess.run(['umount', folder], check=True)
        os.rmdir(folder)


def define_stuck(daemon, guest, storage):
    daemon.virsh('define', daemon.write('stuck.xml', guest.xml(
        # QEMU opens what it writes to once more at its end.
        devices=disk(storage.path('disk.img'), '<readonly/>'), name='stuck', uuid='00000000-0000-4000-8000-000000007020')))


@contextlib.contextmanager
def stuck_client(daemon, storage, *words):
    """A client whose call waits for @storage, as long as this lasts."""
    with subprocess.Popen(['virsh', '-c', daemon.uri, *words], env=daemon.environment, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL) as process:
        try:
            storage.wait()
            yield process
        finally:
            storage.let_fail()


def others_go_on(daemon, guest, path):
    """Another guest starts and ends, with an image of its own at @path; the one that is stuck can be looked at."""
    guest.define(devices=disk(path))
    for _ in range(2):
        guest.start('--paused')
        is_equal(user_of(path), harness.NOBODY)
        daemon.virsh('dumpxml', 'stuck')
        daemon.virsh('destroy', guest.name)
        is_equal(user_of(path), STRANGER)


def case_storage_that_hangs_at_a_start(daemon, guest):
    """It holds back the guest that needs it, and nobody else."""
    with HungStorage(daemon.path('hung')) as storage, an_owner(daemon) as owner:
        define_stuck(daemon, guest, storage)
        storage.hang(GETATTR)
        with stuck_client(daemon, storage, 'start', '--paused', 'stuck') as start:
            others_go_on(daemon, guest, owner.image())
            is_equal(start.poll(), None)
            storage.let_fail()
            is_equal(start.wait(harness.CALL_SECONDS), 1)
        is_equal(daemon.virsh('list', '--name'), '')


def case_storage_that_hangs_at_an_end(daemon, guest):
    """Nor then, when it is asked to take back what was lent."""
    with HungStorage(daemon.path('hung')) as storage, an_owner(daemon) as owner:
        define_stuck(daemon, guest, storage)
        daemon.virsh('start', '--paused', 'stuck')
        is_equal(storage.user[0], harness.NOBODY)
        storage.hang(LOOKUP)
        with stuck_client(daemon, storage, 'destroy', 'stuck') as end:
            others_go_on(daemon, guest, owner.image())
            is_equal(end.poll(), None)
            storage.let_fail()
            is_equal(end.wait(harness.CALL_SECONDS), 0)
        is_equal(daemon.virsh('list', '--name'), '')


def case_storage_that_hangs_at_a_take_over(daemon, guest):
    """A daemon comes up although it cannot give back what a guest had that has ended meanwhile."""
    with HungStorage(daemon.path('hung')) as storage, an_owner(daemon) as owner:
        define_stuck(daemon, guest, storage)
        daemon.virsh('start', '--paused', 'stuck')
        pid = only_qemu(daemon)
        daemon.stop(signal.SIGKILL)
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda: harness.is_gone(pid), 'QEMU has ended')
        storage.hang(LOOKUP)
        daemon.start()
        storage.wait()
        others_go_on(daemon, guest, owner.image())
        storage.let_fail()
        is_equal(daemon.virsh('domstate', 'stuck'), 'shut off')


if __name__ == '__main__':
    sys.exit(main())
