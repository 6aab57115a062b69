#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""QEMUs that never stop saying what has happened: that costs their own guest alone.  Prints TAP.

    test_floods.py VIRTPSERIESD [-k REGEX]
"""
import json
import os
import re
import shutil
import signal
import sys
import time

import setting
import wire
from harness import wait_for
from setting import amount
from suite import is_equal
from test_hostile import patient
from test_load import size_of

KIB = 1024
MEMORY_KIB = 256 * KIB
# So much more memory at most has a daemon that was flooded.  Without a bound it is this in a second or two.
BOUND_KIB = 24 * KIB
# In this time the definition says what QEMU has said last.
NOTE_SECONDS = 30


def balloon(kib):
    return {'event': 'BALLOON_CHANGE', 'data': {'actual': kib * KIB}}


# What a QEMU says when the guest does it, however often it does.
FLOODS = {
    'balloon': [balloon(kib * KIB) for kib in range(64, 255)],
    'clock': [{'event': 'RTC_CHANGE', 'data': {'offset': offset, 'qom-path': '/machine/rtc'}} for offset in range(100)],
    'pauses': [{'event': 'STOP'}, {'event': 'RESUME'}],
    'resets': [{'event': 'RESET', 'data': {'guest': True, 'reason': 'guest-reset'}}],
    'trays': [{'event': 'DEVICE_TRAY_MOVED', 'data': {'id': 'scsi0-0-0-0', 'device': '', 'tray-open': is_open}} for is_open in (True, False)],
    'errors': [{'event': 'BLOCK_IO_ERROR', 'data': {'device': '', 'node-name': 'libvirt-1-format', 'operation': 'write',
                                                   'action': 'report', 'reason': 'x' * 200}}],
    'filters': [{'event': 'NIC_RX_FILTER_CHANGED', 'data': {'name': 'net0', 'path': '/machine/peripheral/net0/virtio-backend'}}],
}


def start(daemon, guest):
    emulator = daemon.path('qemu-system-false')
    if not os.path.exists(emulator):
        shutil.copy(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'false_qemu.py'), emulator)
    text = guest.xml().replace('/usr/bin/qemu-system-ppc64', emulator)
    daemon.virsh('define', daemon.write(f'{guest.name}.xml', text))
    daemon.virsh('start', guest.name)


def say(daemon, guest, command, arguments):
    daemon.virsh('qemu-monitor-command', guest.name, json.dumps({'execute': command, 'arguments': arguments}))


def current_kib(daemon, guest):
    return int(re.search(r"<currentMemory unit='KiB'>(\d+)<", daemon.virsh('dumpxml', guest.name)).group(1))


def attack(daemon, guest, name):
    """Has the guest's QEMU flood us, while another client does what it does, and another one listens."""
    start(daemon, guest)
    before = size_of(daemon)[3]
    with patient(daemon), daemon.connect() as listener:
        assert isinstance(listener.call(wire.EVENT_REGISTER), bytes)
        say(daemon, guest, 'x-flood', {'events': FLOODS[name]})
        end = time.monotonic() + amount(3, 20)
        while time.monotonic() < end:
            is_equal(daemon.virsh('dominfo', guest.name).splitlines()[1].split(), ['Name:', guest.name])
            listener.socket.setblocking(False)
            try:
                while listener.socket.recv(1 << 16):
                    continue
            except BlockingIOError:
                listener.socket.setblocking(True)
    grown = size_of(daemon)[3] - before
    # A sanitizer keeps what was freed, for a while.
    assert setting.is_sanitized(daemon) or grown < BOUND_KIB, f'the daemon has {grown} KiB more'


def case_flood_of_balloon(daemon, guest):
    attack(daemon, guest, 'balloon')


def case_flood_of_clock(daemon, guest):
    attack(daemon, guest, 'clock')


def case_flood_of_pauses(daemon, guest):
    attack(daemon, guest, 'pauses')


def case_flood_of_resets(daemon, guest):
    attack(daemon, guest, 'resets')


def case_flood_of_trays(daemon, guest):
    attack(daemon, guest, 'trays')


def case_flood_of_errors(daemon, guest):
    attack(daemon, guest, 'errors')


def case_flood_of_filters(daemon, guest):
    attack(daemon, guest, 'filters')


def case_last_balloon_counts(daemon, guest):
    """Of a flood of changes the last one is what the guest has, now and for the next daemon."""
    start(daemon, guest)
    say(daemon, guest, 'x-flood', {'events': FLOODS['balloon']})
    time.sleep(1)
    say(daemon, guest, 'x-calm', {'event': balloon(100 * KIB)})
    wait_for(lambda: current_kib(daemon, guest) == 100 * KIB, 'the last change is noted', NOTE_SECONDS)
    daemon.stop(signal.SIGKILL)
    daemon.start()
    is_equal(current_kib(daemon, guest), 100 * KIB)


if __name__ == '__main__':
    sys.exit(setting.main())
