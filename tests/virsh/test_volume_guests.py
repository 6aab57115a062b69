#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Guests whose disks are volumes of a stock libvirtd's pools, started by it and by ours.  Prints TAP.

    test_volume_guests.py --daemon PATH [-k REGEX]
"""
import contextlib
import os
import re
import signal
import sys

import harness
import test_relay
from suite import is_equal, matches


def define(daemon, source, driver='', device='disk'):
    text = (f"<domain type='qemu'><name>g</name><memory unit='MiB'>256</memory><os><type arch='ppc64' machine='pseries'>hvm</type></os>"
            f"<devices><disk type='volume' device='{device}'>{driver}<source {source}/><target dev='sda' bus='scsi'/></disk></devices></domain>")
    daemon.virsh('define', daemon.write('g.xml', text))


def end(daemon):
    for word in ('destroy', 'undefine'):
        daemon.run('virsh', '-c', daemon.uri, word, 'g')


def shown(daemon):
    """-> the disk of the guest that runs, and what is told of it"""
    disk = re.search(r'<disk .*</disk>', daemon.virsh('dumpxml', 'g'), re.S)
    return [disk and disk.group(0), daemon.virsh('domblklist', 'g', '--details'),
            re.sub(r'block\.\d+\.(physical|allocation)=\d+', '', daemon.virsh('domstats', 'g', '--block', '--backing'))]


@contextlib.contextmanager
def pool(both):
    """A pool with a raw image, a qcow2 image and one that is based on that."""
    folder = both.path('volumes')
    os.makedirs(folder, exist_ok=True)
    both.stock.virsh('pool-create-as', 'v', 'dir', '--target', folder)
    both.stock.virsh('vol-create-as', 'v', 'raw', '8M')
    both.stock.virsh('vol-create-as', 'v', 'base', '8M', '--format', 'qcow2')
    both.stock.virsh('vol-create-as', 'v', 'over', '8M', '--format', 'qcow2', '--backing-vol', 'base', '--backing-vol-format', 'qcow2')
    try:
        yield folder
    finally:
        for daemon in (both.ours, both.stock):
            end(daemon)
        for name in os.listdir(folder):
            os.unlink(os.path.join(folder, name))
        both.stock.run('virsh', '-c', both.stock.uri, 'pool-destroy', 'v')


def compare(both, *words, **more):
    """Both start the guest, or fail, and tell the same."""
    with pool(both):
        seen = []
        for daemon in (both.stock, both.ours):
            define(daemon, *words, **more)
            done = daemon.run('virsh', '-c', daemon.uri, 'start', 'g')
            seen.append([done.stdout, done.stderr, *(shown(daemon) if done.returncode == 0 else [])])
            end(daemon)
        for theirs, ours in zip(*seen):
            is_equal(ours, theirs)
        return seen[1]


def case_raw(both):
    matches(compare(both, "pool='v' volume='raw'")[2], r"(?s)<driver name='qemu' type='raw'/>.*<source pool='v' volume='raw' index='1'/>")


def case_chain(both):
    """What the volume is based on is found as for any image."""
    matches(compare(both, "pool='v' volume='over'", "<driver type='qcow2'/>")[2], r"<source file='/.*/volumes/base'/>")


def case_drive(both):
    compare(both, "pool='v' volume='raw'", device='cdrom')


def case_no_volume(both):
    matches(compare(both, "pool='v' volume='none'")[1], "Storage volume not found: no storage vol with matching name 'none'")


def case_no_pool(both):
    matches(compare(both, "pool='none' volume='raw'")[1], "Storage pool not found: no storage pool with matching name 'none'")


def case_without_it(both):
    """startupPolicy='optional': the guest starts without the disk."""
    compare(both, "pool='v' volume='none' startupPolicy='optional'")


def case_pool_that_is_off(both):
    both.stock.virsh('pool-define-as', 'w', 'dir', '--target', both.path('other-volumes'))
    said = []
    try:
        for daemon in (both.stock, both.ours):
            define(daemon, "pool='w' volume='raw'")
            said.append([daemon.virsh_error('start', 'g'), daemon.virsh_error('domxml-to-native', 'qemu-argv', daemon.path('g.xml'))])
            end(daemon)
    finally:
        both.stock.virsh('pool-undefine', 'w')
    is_equal(said[1], said[0])


def case_daemon_comes_back(both):
    """Where the volume was found is known still."""
    with pool(both):
        define(both.ours, "pool='v' volume='over'", "<driver type='qcow2'/>")
        both.ours.virsh('start', 'g')
        before = shown(both.ours) + [both.ours.virsh('domblkinfo', 'g', 'sda')]
        both.ours.stop(signal.SIGKILL)
        both.ours.start()
        harness.wait_for(lambda: both.ours.virsh('domstate', 'g') == 'running', 'the guest is taken over')
        is_equal(shown(both.ours) + [both.ours.virsh('domblkinfo', 'g', 'sda')], before)


def case_command_line(both):
    """That of a document has the path of the volume, as stock's."""
    with pool(both) as folder:
        for daemon in (both.stock, both.ours):
            define(daemon, "pool='v' volume='raw'")
            matches(daemon.virsh('domxml-to-native', 'qemu-argv', daemon.path('g.xml')), f'"filename":"{folder}/raw"')


if __name__ == '__main__':
    sys.exit(test_relay.main(sys.modules[__name__], __doc__))
