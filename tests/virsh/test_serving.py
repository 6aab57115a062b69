#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The thread that serves all clients waits for nothing.  In a debug build the daemon ends where it might."""
import contextlib
import os
import struct
import sys

import procedures
import suite
import wire
from harness import wait_for
from suite import is_equal, only
from wire import Refusal, Wire, integer, pack, string

MIGRATABLE = 8
CONNECT_OPEN, CONNECT_CLOSE = 1, 2
# What begins with a guest is called "domain_...", with these exceptions.
NO_GUEST_FIRST = ('domain_create_xml', 'domain_define_xml', 'domain_define_xml_flags', 'domain_lookup_by_id',
                  'domain_lookup_by_name', 'domain_lookup_by_uuid', 'domain_restore', 'domain_restore_flags',
                  'domain_create_xml_with_files', 'domain_restore_params')
REFERENCE_BYTES = 24


def opened(daemon):
    return Wire(daemon.socket).open('qemu:///session' if daemon.peer == 'stock' else 'pseries:///session')


def reference(guest):
    return string(guest.name) + bytes.fromhex(guest.uuid.replace('-', '')) + integer(-1)


def answer_to(connection, serial):
    """-> the answer, events and streams that come before it being left out"""
    while True:
        packet = connection.packet()
        if packet.type == wire.REPLY and packet.serial == serial:
            return packet.body if packet.status == wire.OK else wire.refusal_of(packet.body)


def arguments_of(row, guest):
    """-> the smallest arguments, with a flag more each time; zero where it has none"""
    size = int(row[3]) if row[3] != '-' else 0
    is_of_guest = row[2].startswith('domain_') and row[2] not in NO_GUEST_FIRST and size >= REFERENCE_BYTES
    before = reference(guest) if is_of_guest else b''
    rest = size - REFERENCE_BYTES if is_of_guest else size
    flags = [0] + [1 << bit for bit in range(32)] if rest >= 4 else [0]
    return [before + (bytes(rest - 4) + struct.pack('>I', value) if rest >= 4 else b'') for value in flags]


def restore(daemon, guest):
    """Defines and starts the guest if a call has changed that."""
    if guest.name not in daemon.virsh('list', '--all', '--name').split():
        guest.define()
    if guest.name not in daemon.virsh('list', '--name').split():
        daemon.run('virsh', '-c', daemon.uri, 'start', '--paused', guest.name)
    elif guest.name not in daemon.virsh('list', '--all', '--persistent', '--name').split():
        guest.define()


@only('pseries', 'only ours ends where it might wait')
def case_every_call(daemon, guest):
    """Each procedure with each flag, of a guest that runs."""
    guest.define(devices=guest.add_disk() + "<graphics type='vnc' passwd='x'/>").start('--paused')
    n_calls = 0
    for row in procedures.rows():
        number = int(row[1])
        if row[0] == 'remote' and number in (CONNECT_OPEN, CONNECT_CLOSE):
            continue
        with opened(daemon) as connection:
            for serial, arguments in enumerate(arguments_of(row, guest), 100):
                connection.send(pack(number, arguments, program=procedures.PROGRAMS[row[0]], serial=serial))
                try:
                    answer_to(connection, serial)
                except (EOFError, ConnectionError) as error:
                    raise AssertionError(f'{row[2]}: the daemon has closed: {daemon.log()[-500:]}') from error
                n_calls += 1
        if row[4] == 'refused':
            restore(daemon, guest)
    assert n_calls > 5000, n_calls
    is_equal(daemon.process.poll(), None)


@only('pseries', 'a stock daemon does not look at its QEMU then')
def case_probe_of_a_changed_qemu(daemon, guest):
    """A QEMU that was changed is asked anew for a migratable document; other clients are served meanwhile."""
    hold, asked = daemon.path('hold'), daemon.path('asked')
    emulator = daemon.write('emulator', f'''#!/bin/sh
case "$*" in *none*) touch {asked}; while test -e {hold}; do sleep 0.05; done;; esac
exec qemu-system-ppc64 "$@"
''')
    os.chmod(emulator, 0o755)
    text = guest.xml().replace('/usr/bin/qemu-system-ppc64', emulator)
    daemon.virsh('define', daemon.write('changed.xml', text))
    os.unlink(asked)
    daemon.write('hold', '')
    os.utime(emulator, (1, 1))
    try:
        with opened(daemon) as waiting, opened(daemon) as other:
            waiting.send(pack(wire.DOMAIN_GET_XML_DESC, reference(guest) + integer(MIGRATABLE), serial=7))
            wait_for(lambda: os.path.exists(asked), 'QEMU is asked')
            for _ in range(10):
                assert isinstance(other.call(wire.NUM_OF_DOMAINS), bytes)
                assert isinstance(other.call(wire.DOMAIN_GET_XML_DESC, reference(guest) + integer(0)), bytes)
            assert os.path.exists(hold)
            os.unlink(hold)
            answer = answer_to(waiting, 7)
            assert not isinstance(answer, Refusal) and b'<domain' in answer, answer
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(hold)


if __name__ == '__main__':
    sys.exit(suite.main())
