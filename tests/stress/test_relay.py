#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The relay under fire: whatever becomes of the daemon that is relayed to, and of its clients, others' calls go on.  Prints TAP.

    test_relay.py VIRTPSERIESD [-k REGEX]
"""
import contextlib
import glob
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

import setting
from setting import Patient, amount
from harness import wait_for
from suite import is_equal
from wire import CONTINUE, STREAM, Refusal, pack
import wire

N_CLIENTS = 100
N_CONNECTIONS = 1000
# Of a well-behaved client's calls: the middle one may take so many times as long as without an attack, and no one longer than ...
TIMES, DEADLINE_SECONDS = 10, 5
# Below it nothing is told apart.
QUIET_SECONDS = 0.005
# A daemon that hangs is given up within this.
GIVEN_UP_SECONDS = 45
POOLS, UPLOAD, DOWNLOAD, GARBAGE = 71, 208, 209, 73
MIB = 1 << 20


class FalsePeer:
    """A process that can be stopped and killed."""

    def __init__(self, folder):
        self.folder = folder
        self.process = None
        self.start()

    def start(self):
        program = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'false_peer.py')
        with contextlib.suppress(FileNotFoundError):
            os.unlink(os.path.join(self.folder, 'libvirt-sock'))
        # pylint: disable-next=consider-using-with
        self.process = subprocess.Popen([sys.executable, program, self.folder])
        wait_for(lambda: os.path.exists(os.path.join(self.folder, 'libvirt-sock')), 'the false daemon serves')
        time.sleep(0.2)

    def kill(self):
        self.process.kill()
        self.process.wait()


peers = []


def the_peer():
    return peers[0]


@contextlib.contextmanager
def patient(daemon):
    """Watches a client that behaves well before, during and behind the attack."""
    with Patient(daemon) as before:
        before.await_calls(30, 30)
    with Patient(daemon) as client:
        yield client
        client.await_calls(3, 30)
    quiet, attacked = statistics.median(before.seconds), statistics.median(client.seconds)
    print(f'# a call takes {quiet * 1000:.2f} ms, under attack {attacked * 1000:.2f} ms, at most {max(client.seconds) * 1000:.1f} ms')
    assert attacked <= TIMES * max(quiet, QUIET_SECONDS), f'calls take {attacked / quiet:.0f} times as long'
    assert max(client.seconds) < DEADLINE_SECONDS, f'a call took {max(client.seconds):.1f} s'


def n_descriptors(daemon):
    return len(os.listdir(f'/proc/{daemon.process.pid}/fd'))


def memory_mib(daemon):
    with open(f'/proc/{daemon.process.pid}/status', encoding='ascii') as file:
        return next(int(line.split()[1]) for line in file if line.startswith('VmRSS')) / 1024


@contextlib.contextmanager
def clients(daemon, count):
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(daemon.connect()) for _ in range(count)]


def pools(connection):
    return connection.call(POOLS)


THREE = wire.integer(3)


def case_one_daemon_for_many(daemon, guest):
    with patient(daemon), clients(daemon, N_CLIENTS) as connections:
        for _ in range(amount(10, 100)):
            for number, connection in enumerate(connections):
                connection.send(pack(POOLS, serial=1000 + number))
            for number, connection in enumerate(connections):
                packet = connection.packet()
                is_equal((packet.serial, packet.body), (1000 + number, THREE))


def stop(process):
    """Stops all its threads: one may be at work while the signal is on its way."""
    process.send_signal(signal.SIGSTOP)

    def is_stopped():
        states = []
        for path in glob.glob(f'/proc/{process.pid}/task/*/stat'):
            with open(path, encoding='ascii', errors='replace') as file:
                states.append(file.read().rpartition(')')[2].split()[0])
        return set(states) == {'T'}
    wait_for(is_stopped, 'every thread of the daemon has stopped')


def case_stopped_daemon(daemon, guest):
    """Its calls end with an error; those of a client that asks it are all that wait."""
    with patient(daemon) as other, clients(daemon, N_CLIENTS) as connections:
        for connection in connections:
            is_equal(pools(connection), THREE)
        stop(the_peer().process)
        try:
            begin = time.monotonic()
            for connection in connections:
                connection.socket.settimeout(GIVEN_UP_SECONDS)
                connection.send(pack(POOLS, serial=7))
            other.await_calls(100, 30)
            for connection in connections:
                is_equal(connection.packet().status, wire.ERROR)
            assert time.monotonic() - begin < GIVEN_UP_SECONDS, 'a daemon that hangs is waited for too long'
        finally:
            the_peer().process.send_signal(signal.SIGCONT)
        for connection in connections:
            is_equal(pools(connection), THREE)


def case_daemon_killed_in_a_stream(daemon, guest):
    with patient(daemon), clients(daemon, N_CLIENTS) as connections:
        for connection in connections[:10]:
            assert not isinstance(connection.call(DOWNLOAD), Refusal)
            connection.packet()
        for connection in connections[10:]:
            is_equal(pools(connection), THREE)
        the_peer().kill()
        try:
            for connection in connections[:10]:
                packet = connection.packet()
                while packet.status == CONTINUE:
                    packet = connection.packet()
                is_equal((packet.type, packet.status), (STREAM, wire.ERROR))
                # There is no daemon now: no pool either.
                is_equal(pools(connection), wire.integer(0))
        finally:
            the_peer().start()
        for connection in connections:
            is_equal(pools(connection), THREE)


def case_client_that_stops_reading(daemon, guest):
    before = memory_mib(daemon)
    with patient(daemon) as other, clients(daemon, 10) as connections:
        for connection in connections:
            connection.send(pack(DOWNLOAD, serial=9))
        other.await_calls(amount(100, 1000), 60)
        held = memory_mib(daemon) - before
        print(f'# {held:.0f} MiB are held for 10 clients that do not read')
        assert held < 10 * 8, f'{held:.0f} MiB are held for 10 clients that do not read'


def case_daemon_that_says_garbage(daemon, guest):
    with patient(daemon), clients(daemon, 10) as connections:
        for _ in range(amount(10, 100)):
            for connection in connections:
                answer = connection.call(GARBAGE)
                assert isinstance(answer, Refusal), answer
                is_equal(pools(connection), THREE)


def case_no_descriptor_is_left(daemon, guest):
    with daemon.connect() as connection:
        is_equal(pools(connection), THREE)
    before = n_descriptors(daemon)
    for number in range(N_CONNECTIONS):
        with daemon.connect() as connection:
            if number % 3 == 0:
                connection.send(pack(DOWNLOAD, serial=9))
            elif number % 3 == 1:
                connection.send(pack(POOLS, serial=9))
            else:
                is_equal(pools(connection), THREE)
    wait_for(lambda: n_descriptors(daemon) <= before, 'all descriptors are closed', 30)


if __name__ == '__main__':
    FOLDER = tempfile.mkdtemp(prefix='pseries-peer-', dir='/tmp')
    os.chmod(FOLDER, 0o755)
    peers.append(FalsePeer(FOLDER))
    setting.Session.peers = FOLDER
    try:
        STATUS = setting.main()
    finally:
        the_peer().kill()
        shutil.rmtree(FOLDER)
    sys.exit(STATUS)
