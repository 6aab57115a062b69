#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Clients that mean no good, and beside them one that behaves well, whose calls must go on.  Prints TAP.

    test_hostile.py VIRTPSERIESD [-k REGEX]
"""
import contextlib
import os
import random
import socket
import struct
import sys
import threading
import time

import setting
from setting import Patient, amount
from harness import wait_for
from suite import is_equal
from wire import Refusal, Wire, integer, pack, string
import wire

# A well-behaved client's call is answered within this, whatever others do.
DEADLINE_SECONDS = 5
N_CONNECTIONS = 1000


@contextlib.contextmanager
def patient(daemon):
    """Watches a client that behaves well during the attack, and behind it."""
    with Patient(daemon) as client:
        yield client
        client.await_calls(3, 30)
    daemon.well_behaved = client.seconds
    assert max(client.seconds) < DEADLINE_SECONDS, f'a call took {max(client.seconds):.1f} s'


@contextlib.contextmanager
def many(count, connect):
    connections = []
    try:
        for _ in range(count):
            connections.append(connect())
        yield connections
    finally:
        for connection in connections:
            connection.close()


def ignore_end(call, *arguments):
    """Being cut off is what may happen to the hostile."""
    with contextlib.suppress(OSError, EOFError):
        return call(*arguments)
    return None


def case_garbage(daemon, guest):
    draw = random.Random(1)
    with patient(daemon):
        for _ in range(amount(100, 2000)):
            with Wire(daemon.socket) as connection:
                ignore_end(connection.send, draw.randbytes(draw.randrange(1, 9000)))


def case_garbage_in_good_packets(daemon, guest):
    """Any bytes as the arguments of any procedure of a connection that is open."""
    draw = random.Random(2)
    with patient(daemon):
        for _ in range(amount(3, 30)):
            with daemon.connect() as connection:
                # Not those that end the connection, or wait for a stream.
                for procedure in [number for number in range(1, 460) if number not in (wire.CONNECT_CLOSE, 201, 211)]:
                    connection.send(pack(procedure, draw.randbytes(draw.randrange(0, 64) * 4), serial=procedure))
                    ignore_end(connection.packet)


def case_truncated(daemon, guest):
    packet = pack(wire.DOMAIN_LOOKUP_BY_NAME, string('x' * 1000), serial=1)
    with patient(daemon), many(100, daemon.connect) as connections:
        for i, connection in enumerate(connections):
            connection.send(packet[:i * 10 + 1])
        time.sleep(0.5)


def case_longest_length(daemon, guest):
    with patient(daemon):
        for _ in range(100):
            with Wire(daemon.socket) as connection:
                connection.send(struct.pack('>I', 0xffffffff))
                assert connection.is_closed()


def case_largest_packet(daemon, guest):
    """Of zeros: a program that is not there."""
    with patient(daemon), Wire(daemon.socket) as connection:
        for _ in range(amount(5, 50)):
            connection.send(struct.pack('>I', wire.PACKET_LIMIT) + bytes(wire.PACKET_LIMIT - 4))
            is_equal(wire.refusal_of(connection.packet().body), Refusal(39, 7, 'Cannot find program 0 version 0'))


def case_over_the_limits(daemon, guest):
    """Strings and arrays that are longer than they may be, or say so."""
    undecodable = Refusal(39, 7, 'Unable to decode message payload')
    with patient(daemon), daemon.connect() as connection:
        is_equal(connection.call(wire.DOMAIN_LOOKUP_BY_NAME, string('x' * 4194308)), undecodable)
        is_equal(connection.call(wire.DOMAIN_LOOKUP_BY_NAME, struct.pack('>I', 0xfffffffc)), undecodable)
        # connect_get_all_domain_stats: an array of guests
        is_equal(connection.call(344, struct.pack('>I', 0x7fffffff)), undecodable)
        # domain_send_key: an array of codes
        reference = string(guest.name) + bytes(16) + integer(-1)
        is_equal(connection.call(226, reference + struct.pack('>IIII', 0, 0, 17, 0) + bytes(80)), undecodable)


def case_wrong_types_and_serials(daemon, guest):
    with patient(daemon), daemon.connect() as connection:
        for kind in range(1, 12):
            for serial in (0, 1, 0xffffffff):
                connection.send(pack(wire.NUM_OF_DOMAINS, bytes(16), kind=kind, serial=serial))
        for serial in (7, 7, 7, 0, 0xffffffff):
            connection.send(pack(wire.NUM_OF_DOMAINS, serial=serial))
        # Three of the first are calls, too, with no descriptor.
        answers = []
        while len(answers) < 8:
            packet = ignore_end(connection.packet)
            if packet is None:
                return
            if packet.status == wire.OK:
                answers.append(packet.serial)
        is_equal(sorted(answers), [0, 0, 1, 7, 7, 7, 0xffffffff, 0xffffffff])


def case_descriptors_that_do_not_come(daemon, guest):
    with patient(daemon), daemon.connect() as connection:
        connection.send(pack(wire.NUM_OF_DOMAINS, struct.pack('>I', 5), kind=4, serial=1))
        connection.send(bytes(5))
        ignore_end(connection.is_closed)


def case_descriptors_nobody_asked_for(daemon, guest):
    """They are not kept."""
    before = len(os.listdir(f'/proc/{daemon_pid(daemon)}/fd'))
    with patient(daemon), daemon.connect() as connection, open('/dev/null', 'rb') as null:
        for _ in range(200):
            ignore_end(socket.send_fds, connection.socket, [pack(wire.NUM_OF_DOMAINS)], [null.fileno()] * 10)
    wait_for(lambda: len(os.listdir(f'/proc/{daemon_pid(daemon)}/fd')) <= before, 'the descriptors are closed')


def reference_of(guest):
    return string(guest.name) + bytes.fromhex(guest.uuid.replace('-', '')) + integer(-1)


def console_of(guest, serial, flags=0):
    return pack(wire.DOMAIN_OPEN_CONSOLE, reference_of(guest) + integer(0) + integer(flags), serial=serial)


def daemon_pid(daemon):
    return daemon.process.pid


def case_reader_that_stops(daemon, guest):
    """Events, a stream and answers wait for a client that reads nothing any more."""
    guest.define()
    guest.start()
    with patient(daemon), many(5, daemon.connect) as connections:
        for connection in connections:
            connection.send(pack(wire.EVENT_REGISTER, serial=1))
            connection.send(console_of(guest, 2, flags=1))
            connection.socket.settimeout(0.2)
            # connect_get_capabilities, until nothing more is taken from us.
            with contextlib.suppress(OSError):
                for serial in range(3, 20000):
                    connection.send(pack(7, serial=serial))
        for _ in range(amount(20, 500)):
            daemon_wide = guest.file(head=f'<title>{random.random()}</title>')
            daemon.virsh('define', daemon_wide)


def case_streams_cut_off(daemon, guest):
    """A console's client ends it, or writes to it, and has gone before the answer."""
    guest.define()
    guest.start()
    lasts = [pack(wire.DOMAIN_OPEN_CONSOLE, body, kind=kind, serial=1, status=status)
             for kind, status, body in ((3, wire.OK, b''), (3, wire.ERROR, b''), (3, wire.CONTINUE, b'x' * 100), (6, wire.OK, b''))]
    with patient(daemon):
        for number in range(amount(100, 1000)):
            with daemon.connect() as connection:
                connection.send(console_of(guest, 1, flags=1))
                is_equal(connection.packet().status, wire.OK)
                connection.send(lasts[number % 4])


def case_idle_connections(daemon, guest):
    with patient(daemon), many(N_CONNECTIONS, daemon.connect):
        time.sleep(1)


def still_open(connections):
    """Takes those that are closed out of the list.  -> the list"""
    for connection in list(connections):
        connection.socket.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            if connection.is_closed():
                connections.remove(connection)
    return connections


def case_silent_connections(daemon, guest):
    """Those who never say a word make room for others."""
    with patient(daemon), many(N_CONNECTIONS, lambda: Wire(daemon.socket)) as connections:
        time.sleep(2)
        with many(30, daemon.connect):
            pass
        left = list(connections)
        wait_for(lambda: len(still_open(left)) <= 60, 'the silent ones are closed')


def flood(connection, count):
    def send():
        ignore_end(connection.send, b''.join(pack(wire.NUM_OF_DOMAINS, serial=i) for i in range(count)))
    sender = threading.Thread(target=send)
    sender.start()
    for _ in range(count):
        connection.packet()
    sender.join()


def case_floods(daemon, guest):
    """A hundred connections, each with more calls than may be worked on."""
    with patient(daemon), many(100, daemon.connect) as connections:
        threads = [threading.Thread(target=flood, args=(connection, amount(200, 2000))) for connection in connections]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


if __name__ == '__main__':
    sys.exit(setting.main())
