#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The daemon ends while clients wait: for a QEMU that does not answer, and for each other; and the next one takes over."""
import errno
import glob
import os
import signal
import socket
import subprocess
import sys
import uuid

import suite
import wire
from harness import wait_for
from suite import is_equal, matches, only
from test_events import SHUTDOWN_HOST, STOPPED_DESTROYED, Watcher, lifecycle
from wire import Refusal, Wire, integer, pack, string

DOMAIN = 10
DOMAIN_SUSPEND, DOMAIN_DESTROY_FLAGS, MONITOR_COMMAND = 34, 234, 1
DOMAIN_CREATE_WITH_FLAGS = 196
AUTODESTROY = 2
# Well below the 30 s that a QEMU has for its answer: whoever waits for that is found out.
HANG_SECONDS = 20
SHUTTING_DOWN = Refusal(78, DOMAIN, 'operation aborted: the daemon is shutting down')
OURS = only('pseries', 'a stock libvirtd ends without a word to those who wait')


def opened(daemon):
    return Wire(daemon.socket).open('pseries:///session', 6)


def reference(guest):
    return string(guest.name) + uuid.UUID(guest.uuid).bytes + integer(-1)


def state_of(pid):
    with open(f'/proc/{pid}/stat', encoding='utf-8') as file:
        return file.read().rsplit(')', 1)[1].split()[0]


def halt(daemon):
    """Makes the one QEMU stand still.  -> its pid"""
    pid, = daemon.qemus()
    os.kill(pid, signal.SIGSTOP)
    wait_for(lambda: state_of(pid) == 'T', 'QEMU stands still')
    return pid


def ask(connection, procedure, body, **changes):
    """Has the daemon begin a call that nobody answers."""
    connection.send(pack(procedure, body, serial=1000, **changes))
    # What comes behind it is answered: it was taken.
    assert isinstance(connection.call(wire.NUM_OF_DOMAINS), bytes)


def end(daemon):
    """-> as daemon.stop(), which would wait for a call's time to be over"""
    daemon.process.send_signal(signal.SIGTERM)
    is_equal(daemon.process.wait(HANG_SECONDS), 0)


def is_taken_over(daemon, guest, pid):
    os.kill(pid, signal.SIGCONT)
    daemon.start()
    wait_for(lambda: guest.state().startswith('running'), 'the next daemon has the guest')
    is_equal(daemon.qemus(), [pid])


@OURS
def case_calls_that_wait(daemon, guest):
    """Two wait for QEMU, others for their turn; each is told, and QEMU stays."""
    guest.define().start()
    pid = halt(daemon)
    connections = [opened(daemon) for _ in range(4)]
    ask(connections[0], MONITOR_COMMAND, reference(guest) + string('{"execute": "query-status"}') + integer(0),
        program=wire.QEMU)
    for connection in connections[1:]:
        ask(connection, DOMAIN_SUSPEND, reference(guest))
    daemon.process.send_signal(signal.SIGTERM)
    for connection in connections:
        is_equal(wire.refusal_of(connection.packet().body), SHUTTING_DOWN)
        assert connection.is_closed()
        connection.close()
    is_equal(state_of(pid), 'T')
    is_equal(daemon.process.wait(HANG_SECONDS), 0)
    is_equal(state_of(pid), 'T')
    is_taken_over(daemon, guest, pid)


@OURS
def case_virsh_that_waits(daemon, guest):
    guest.define().start()
    pid = halt(daemon)
    words = ['virsh', '-c', daemon.uri, 'suspend', guest.name]
    with subprocess.Popen(daemon.as_user(words), env=daemon.environment, cwd=daemon.folder,
                          stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          text=True) as virsh:
        wait_for(lambda: daemon.virsh('domcontrol', guest.name).startswith('occupied'), 'the call has come')
        daemon.process.send_signal(signal.SIGTERM)
        assert SHUTTING_DOWN.message in virsh.communicate(timeout=HANG_SECONDS)[1]
    is_equal(daemon.process.wait(HANG_SECONDS), 0)
    is_taken_over(daemon, guest, pid)


@OURS
def case_take_over_that_waits(daemon, guest):
    """A daemon that ends before QEMU has answered it leaves the guest to the next."""
    guest.define().start()
    pid = halt(daemon)
    for _ in range(2):
        end(daemon)
        is_equal(state_of(pid), 'T')
        daemon.start()
    end(daemon)
    is_taken_over(daemon, guest, pid)


def come_back(daemon, guest):
    """A daemon has been killed, and the next one waits for the answer of a QEMU that stands still.  -> QEMU's pid"""
    pid = halt(daemon)
    daemon.stop(signal.SIGKILL)
    daemon.start()
    matches(daemon.virsh('domcontrol', guest.name), '^occupied')
    return pid


def has_no_rest(daemon):
    """Of a transient guest."""
    is_equal(daemon.qemus(), [])
    is_equal(daemon.virsh('list', '--all', '--name'), '')
    is_equal(os.listdir(daemon.path('run', 'libvirt', 'pseries')), ['autostarted'])


@OURS
def case_destroy_during_take_over(daemon, guest):
    """It finds the guest that it ends, as much as one that had been taken over."""
    daemon.virsh('create', guest.file())
    come_back(daemon, guest)
    with Watcher(daemon) as watcher:
        is_equal(daemon.virsh('destroy', guest.name), f"Domain '{guest.name}' destroyed")
        is_equal(watcher.events(), lifecycle(guest, SHUTDOWN_HOST, STOPPED_DESTROYED))
    daemon.virsh('undefine', 'end')
    has_no_rest(daemon)


@OURS
def case_destroy_when_no_more_can_connect(daemon, guest):
    """So many daemons have come and gone that QEMU's socket has no room for one more."""
    daemon.virsh('create', guest.file())
    halt(daemon)
    daemon.stop(signal.SIGKILL)
    path, = glob.glob(daemon.path('run', 'libvirt', 'pseries', '*', 'monitor.sock'))
    clients = []
    while not clients or clients[-1].connect_ex(path) != errno.EAGAIN:
        clients.append(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_NONBLOCK))
    daemon.start()
    end(daemon)
    daemon.start()
    is_equal(daemon.virsh('destroy', guest.name), f"Domain '{guest.name}' destroyed")
    for client in clients:
        client.close()
    has_no_rest(daemon)


@OURS
def case_refused_destroy_during_take_over(daemon, guest):
    """The take-over, which made room for it, is begun again; so it is for a client that is not there any more."""
    guest.define().start()
    pid = come_back(daemon, guest)
    with opened(daemon) as connection:
        refusal = connection.call(DOMAIN_DESTROY_FLAGS, reference(guest) + integer(1 << 20))
        matches(refusal.message, 'unsupported flags')
    matches(daemon.virsh('domcontrol', guest.name), '^occupied')
    os.kill(pid, signal.SIGCONT)
    is_equal(daemon.virsh('suspend', guest.name), f"Domain '{guest.name}' suspended")
    is_equal(guest.state(), 'paused (user)')
    is_equal(daemon.qemus(), [pid])


@OURS
def case_call_during_take_over(daemon, guest):
    """It has its turn when QEMU has answered."""
    guest.define().start()
    pid = come_back(daemon, guest)
    with opened(daemon) as connection:
        ask(connection, DOMAIN_SUSPEND, reference(guest))
        os.kill(pid, signal.SIGCONT)
        is_equal(connection.packet().body, b'')
    is_equal(guest.state(), 'paused (user)')
    is_equal(daemon.qemus(), [pid])


@OURS
def case_probe_that_waits(daemon, guest):
    """Of an emulator that never says a word."""
    emulator = daemon.write('silent', f"#!/bin/sh\necho > {daemon.path('silent.pid')} $$\nexec sleep 1000\n")
    os.chmod(emulator, 0o755)
    daemon.write('other.xml', guest.xml().replace('/usr/bin/qemu-system-ppc64', emulator))
    words = ['virsh', '-c', daemon.uri, 'define', daemon.path('other.xml')]
    with subprocess.Popen(daemon.as_user(words), env=daemon.environment, cwd=daemon.folder,
                          stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          text=True) as virsh:
        wait_for(lambda: os.path.exists(daemon.path('silent.pid')), 'the emulator is asked')
        daemon.process.send_signal(signal.SIGTERM)
        assert SHUTTING_DOWN.message in virsh.communicate(timeout=HANG_SECONDS)[1]
    is_equal(daemon.process.wait(HANG_SECONDS), 0)
    with open(daemon.path('silent.pid'), encoding='utf-8') as file:
        assert not os.path.exists(f'/proc/{int(file.read())}'), 'the emulator is left behind'
    daemon.start()


@OURS
def case_guest_of_a_client(daemon, guest):
    """It ends with the client's connection, hence with the daemon."""
    guest.define()
    other = suite.Guest(daemon, 900)
    daemon.virsh('define', other.file())
    connection = opened(daemon)
    for one in (guest, other):
        answer = connection.call(DOMAIN_CREATE_WITH_FLAGS, reference(one) + integer(AUTODESTROY))
        assert isinstance(answer, bytes), answer
    os.kill(daemon.qemus()[0], signal.SIGSTOP)
    end(daemon)
    is_equal(daemon.qemus(), [])
    connection.close()
    daemon.start()
    for one in (guest, other):
        assert one.state().startswith('shut off'), one.state()


if __name__ == '__main__':
    sys.exit(suite.main())
