#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Events: event by event, detail by detail, in one order for both peers."""
import json
import subprocess
import sys

import suite
from client import PRELUDE
from harness import wait_for
from suite import is_equal, matches

# Prints every event that python-libvirt has a callback for, a line each, until the guest called 'end' is defined.
WATCHER = PRELUDE.replace('c = ', '''
import threading
libvirt.virEventRegisterDefaultImpl()
def loop():
    while True:
        libvirt.virEventRunDefaultImpl()
threading.Thread(target=loop, daemon=True).start()
c = ''') + '''
finished = threading.Event()
def printer(name):
    def show_event(connection, domain, *details):
        if domain.name() == 'end':
            finished.set()
            return
        print(json.dumps([name, domain.name(), *details[:-1]]), flush=True)
    return show_event
names = {getattr(libvirt, 'VIR_DOMAIN_EVENT_ID_' + name): name.lower() for name in (
    'LIFECYCLE', 'REBOOT', 'RTC_CHANGE', 'WATCHDOG', 'IO_ERROR', 'GRAPHICS', 'IO_ERROR_REASON', 'CONTROL_ERROR',
    'BLOCK_JOB', 'DISK_CHANGE', 'TRAY_CHANGE', 'PMWAKEUP', 'PMSUSPEND', 'BALLOON_CHANGE', 'PMSUSPEND_DISK',
    'DEVICE_REMOVED', 'BLOCK_JOB_2', 'TUNABLE', 'AGENT_LIFECYCLE', 'DEVICE_ADDED', 'MIGRATION_ITERATION',
    'JOB_COMPLETED', 'DEVICE_REMOVAL_FAILED', 'METADATA_CHANGE', 'BLOCK_THRESHOLD', 'MEMORY_FAILURE',
    'MEMORY_DEVICE_SIZE_CHANGE')}
ids = [c.domainEventRegisterAny(None, number, printer(name), None) for number, name in names.items()]
print('READY', flush=True)
finished.wait(60)
for number in ids:
    c.domainEventDeregisterAny(number)
'''

AGENT = "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>"

# virDomainEventType and what goes with it.
DEFINED_ADDED, DEFINED_UPDATED, DEFINED_RENAMED = [0, 0], [0, 1], [0, 2]
UNDEFINED, UNDEFINED_RENAMED = [1, 0], [1, 1]
STARTED, SUSPENDED, RESUMED = [2, 0], [3, 0], [4, 0]
STOPPED_SHUTDOWN, STOPPED_DESTROYED, STOPPED_FAILED = [5, 0], [5, 1], [5, 5]
SHUTDOWN_HOST = [6, 2]


class Watcher:
    def __init__(self, daemon):
        self.daemon = daemon
        self.process = subprocess.Popen(daemon.as_client(['/usr/bin/python3', '-c', WATCHER, daemon.uri]),
                                        env=daemon.environment, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout.readline() == 'READY\n'

    def events(self):
        """-> all events, once what was done before this call has been told"""
        end = suite.Guest(self.daemon, 990)
        self.daemon.virsh('define', end.file(name='end'))
        lines = self.process.communicate(timeout=60)[0].splitlines()
        return [json.loads(line) for line in lines]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def lifecycle(guest, *events):
    return [['lifecycle', guest.name, *event] for event in events]


def case_a_whole_life(daemon, guest):
    with Watcher(daemon) as watcher:
        guest.define()
        guest.start()
        for word in ('suspend', 'resume', 'destroy', 'undefine'):
            daemon.virsh(word, guest.name)
        is_equal(watcher.events(), lifecycle(guest, DEFINED_ADDED, RESUMED, STARTED, SUSPENDED, RESUMED,
                                             SHUTDOWN_HOST, STOPPED_DESTROYED, UNDEFINED))


def case_start_paused(daemon, guest):
    guest.define()
    with Watcher(daemon) as watcher:
        guest.start('--paused')
        daemon.virsh('resume', guest.name)
        daemon.virsh('reset', guest.name)
        wait_for(lambda: guest.state() == 'running (unpaused)', 'it runs')
        daemon.virsh('destroy', guest.name)
        is_equal(watcher.events(), lifecycle(guest, STARTED, SUSPENDED, RESUMED) + [['reboot', guest.name]]
                 + lifecycle(guest, SHUTDOWN_HOST, STOPPED_DESTROYED))


def case_transient(daemon, guest):
    with Watcher(daemon) as watcher:
        daemon.virsh('create', guest.file())
        daemon.virsh('define', guest.file())
        daemon.virsh('define', guest.file())
        daemon.virsh('undefine', guest.name)
        daemon.virsh('destroy', guest.name)
        is_equal(watcher.events(), lifecycle(guest, RESUMED, STARTED, DEFINED_ADDED, DEFINED_UPDATED, UNDEFINED,
                                             SHUTDOWN_HOST, STOPPED_DESTROYED))


def missing_disk(path, target, kind, policy):
    return (f"<disk type='file' device='{kind}'><driver name='qemu' type='raw'/>"
            f"<source file='{path}' startupPolicy='{policy}'/><target dev='{target}' bus='scsi'/></disk>")


def case_missing_disks(daemon, guest):
    """Of images that are not there, the optional ones are done without: a drive is empty, another disk is not there."""
    path = daemon.path('none.img')
    guest.define(devices=missing_disk(path, 'sda', 'disk', 'optional') + missing_disk(path, 'sdb', 'cdrom', 'optional'))
    with Watcher(daemon) as watcher:
        guest.start('--paused')
        is_equal(daemon.virsh('domblklist', guest.name).split()[3:], ['sdb', '-'])
        is_equal(daemon.virsh('domblklist', guest.name, '--inactive').split()[3:], ['sda', path, 'sdb', path])
        daemon.virsh('destroy', guest.name)
        is_equal(watcher.events(), [['disk_change', guest.name, path, None, 'scsi0-0-0-1', 0],
                                    ['disk_change', guest.name, path, None, 'scsi0-0-0-0', 1]]
                 + lifecycle(guest, STARTED, SUSPENDED, SHUTDOWN_HOST, STOPPED_DESTROYED))
    for policy in ('mandatory', 'requisite'):
        guest.define(devices=missing_disk(path, 'sda', 'cdrom', policy))
        matches(daemon.virsh_error('start', guest.name),
                f"Cannot access storage file '{path}': No such file or directory")


def case_balloon_none(daemon, guest):
    """Statistics are asked for of a balloon that is not there."""
    text = guest.xml().replace("<memballoon model='virtio'/>", "<memballoon model='none'><stats period='3'/></memballoon>")
    daemon.virsh('define', daemon.write('balloon.xml', text))
    guest.start('--paused')
    is_equal(guest.state(), 'paused (user)')


def case_rename(daemon, guest):
    guest.define()
    with Watcher(daemon) as watcher:
        daemon.virsh('domrename', guest.name, 'renamed')
        is_equal(watcher.events(), [['lifecycle', guest.name, *UNDEFINED_RENAMED],
                                    ['lifecycle', 'renamed', *DEFINED_RENAMED]])


def case_metadata(daemon, guest):
    guest.define()
    with Watcher(daemon) as watcher:
        daemon.virsh('desc', guest.name, '--config', 'words')
        daemon.virsh('desc', guest.name, '--title', '--config', 'title')
        daemon.virsh('metadata', guest.name, 'http://x.example', '--key', 'x', '--set', '<x/>', '--config')
        is_equal(watcher.events(), [['metadata_change', guest.name, 0, None], ['metadata_change', guest.name, 1, None],
                                    ['metadata_change', guest.name, 2, 'http://x.example']])


def case_agent_channel(daemon, guest):
    guest.define(devices=AGENT)
    with Watcher(daemon) as watcher:
        guest.start('--paused')
        is_equal(watcher.events(), [['agent_lifecycle', guest.name, 2, 1]] + lifecycle(guest, STARTED, SUSPENDED))


def case_quit(daemon, guest):
    """QEMU ends by itself."""
    guest.define().start()
    with Watcher(daemon) as watcher:
        daemon.run('virsh', '-c', daemon.uri, 'qemu-monitor-command', guest.name, '{"execute":"quit"}')
        wait_for(lambda: guest.state().startswith('shut off'), 'it ends')
        # That it ends in the middle of an answer is one more thing that stock may tell of.
        events = [event for event in watcher.events() if event[0] != 'control_error']
        is_equal(events, lifecycle(guest, SHUTDOWN_HOST, STOPPED_SHUTDOWN))


def case_one_guest_only(daemon, guest):
    """A callback for one guest is not told of others."""
    guest.define()
    other = suite.Guest(daemon, 904)
    daemon.virsh('define', other.file())
    # It tells when it listens only by what it prints, so the other one starts, and ends, until both have been told.
    with subprocess.Popen(daemon.as_client(['virsh', '-c', daemon.uri, 'event', guest.name, 'lifecycle']), env=daemon.environment,
                          stdout=subprocess.PIPE, text=True) as events:
        while events.poll() is None:
            other.start('--paused')
            guest.start('--paused')
            daemon.virsh('destroy', other.name)
            daemon.virsh('destroy', guest.name)
        text = events.stdout.read()
    matches(text, rf"event 'lifecycle' for domain '{guest.name}': (Started Booted|Stopped Destroyed)")
    assert other.name not in text, text


def case_monitor_events(daemon, guest):
    guest.define().start()
    with subprocess.Popen(daemon.as_client(['virsh', '-c', daemon.uri, 'qemu-monitor-event', guest.name, '--event',
                                          'STOP', '--timeout', '20']), env=daemon.environment,
                          stdout=subprocess.PIPE, text=True) as events:
        import time
        time.sleep(1)
        daemon.virsh('suspend', guest.name)
        matches(events.communicate(timeout=30)[0], rf"event STOP at [\d.]+ for domain '{guest.name}'")


if __name__ == '__main__':
    sys.exit(suite.main())
