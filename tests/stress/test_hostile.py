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


def ignore_end(call, *arguments, **named):
    """Being cut off is what may happen to the hostile."""
    with contextlib.suppress(OSError, EOFError):
        return call(*arguments, **named)
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
    lasts = [pack(wire.DOMAIN_OPEN_CONSOLE, body, kind=kind, serial=1, status=status) for kind, status, body in
             ((3, wire.OK, b''), (3, wire.ERROR, b''), (3, wire.CONTINUE, b'x' * 100), (6, wire.OK, b''))]
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


# ---- those who make the daemon hold things for them

# Of root's clients, which ours are where the tests run as root; four times as much as another user's.
GREEDY = """max_user_mib = 96
max_user_descriptors = 64
max_user_streams = 16
max_user_callbacks = 1024
"""
USER_MIB = 4 * 96 if os.geteuid() == 0 else 96
USER_FACTOR = 4 if os.geteuid() == 0 else 1
# What else the daemon needs, and what is on its way when somebody is cut off.
SLACK_MIB = 200
EVENT_ANY, MONITOR_EVENT = 316, 4
SCREENSHOT = 211
# A flag of MONITOR_EVENT: its name is a pattern.
AS_PATTERN = 1


def memory_mib(daemon, name):
    with open(f'/proc/{daemon_pid(daemon)}/status', encoding='utf-8') as file:
        return next(int(line.split()[1]) for line in file if line.startswith(name)) // 1024


@contextlib.contextmanager
def small(daemon):
    """A daemon with small limits, which holds no more than these, and gives it back when its clients have gone."""
    with setting.Session(daemon.program, GREEDY) as other:
        other.peer = 'pseries'
        try:
            with patient(other):
                yield other
        finally:
            daemon.well_behaved = getattr(other, 'well_behaved', [])
        # It keeps what is freed.
        if setting.is_sanitized(other):
            return
        assert memory_mib(other, 'VmHWM') < USER_MIB + SLACK_MIB, f"{memory_mib(other, 'VmHWM')} MiB were held"
        wait_for(lambda: memory_mib(other, 'VmRSS') < SLACK_MIB, 'the memory is given back')


def long_uri(mib):
    return 'pseries:///session?' + 'x' * (mib * 1024 * 1024 - 100)


def case_reopened_with_long_uris(daemon, guest):
    """As the client of a read-only socket can, too."""
    opening = wire.optional(long_uri(4)) + integer(0)
    with small(daemon) as other:
        for _ in range(amount(10, 50)):
            with Wire(other.socket) as connection:
                connection.call(wire.AUTH_LIST)
                for _ in range(amount(60, 200)):
                    if ignore_end(connection.call, wire.CONNECT_OPEN, opening) is None:
                        break
                    ignore_end(connection.call, wire.CONNECT_CLOSE)


def case_open_with_long_uris(daemon, guest):
    """Which no client may keep."""
    opening = wire.optional(long_uri(3)) + integer(0)

    def connect():
        connection = Wire(other.socket)
        ignore_end(connection.call, wire.AUTH_LIST)
        answer = ignore_end(connection.call, wire.CONNECT_OPEN, opening)
        assert answer is None or answer.code == 8, answer
        return connection
    with small(daemon) as other, many(amount(300, 600), connect):
        pass


def case_packets_that_do_not_end(daemon, guest):
    with small(daemon) as other, many(amount(40, 100), other.connect) as connections:
        for connection in connections:
            ignore_end(connection.send, struct.pack('>I', wire.PACKET_LIMIT) + bytes(30 * 1024 * 1024))


def case_packets_and_one_byte(daemon, guest):
    """What a packet needed does not stay with who sends the first byte of the next."""
    with small(daemon) as other, many(amount(40, 100), other.connect) as connections:
        for connection in connections:
            ignore_end(connection.send, pack(wire.NUM_OF_DOMAINS, bytes(30 * 1024 * 1024)) + b'\0')
            ignore_end(connection.packet)


def case_endless_callbacks(daemon, guest):
    """Events are still sent, and the client is told what it may not have."""
    with small(daemon) as other, many(amount(20, 100), other.connect) as connections:
        for n_full, connection in enumerate(connections):
            for _ in range(1025):
                answer = connection.call(EVENT_ANY, integer(0) + integer(0))
                if isinstance(answer, Refusal):
                    break
            assert isinstance(answer, Refusal), 'nothing bounds the callbacks'
            is_equal(answer[::2], (39, f"the limit 'max_{'client' if n_full < USER_FACTOR else 'user'}_callbacks' is reached"))
        for number in range(5):
            other.virsh('define', other.write('guest.xml', f"<domain type='qemu'><name>x{number}</name><memory>524288"
                                              "</memory><os><type arch='ppc64'>hvm</type></os></domain>"))


def case_long_callbacks(daemon, guest):
    """Names of QEMU's events, of megabytes."""
    arguments = integer(0) + wire.optional('x' * (3 * 1024 * 1024)) + integer(0)
    with small(daemon) as other, many(amount(20, 100), other.connect) as connections:
        for connection in connections:
            for _ in range(5):
                answer = ignore_end(connection.call, MONITOR_EVENT, arguments, program=wire.QEMU)
                assert answer is None or answer.code == 8, answer


def case_patterns_without_end(daemon, guest):
    """A pattern that a matcher tries for as long as it may, on each event of a QEMU."""
    arguments = integer(0) + wire.optional('^(([A-Z]|[A-Z_]+|[A-Z]*_?)+)+[0-9]$') + integer(AS_PATTERN)
    guest.define().start()
    with patient(daemon), daemon.connect() as connection:
        for _ in range(500):
            answer = connection.call(MONITOR_EVENT, arguments, program=wire.QEMU)
            assert isinstance(answer, bytes), answer
        for _ in range(amount(5, 50)):
            daemon.virsh('suspend', guest.name)
            daemon.virsh('resume', guest.name)


def case_streams_nobody_reads(daemon, guest):
    """Screenshots, until there are no more."""
    guest.define(devices="<graphics type='vnc' autoport='yes'/><video><model type='vga'/></video>", usb='qemu-xhci')
    guest.start()
    with patient(daemon), daemon.connect() as connection:
        refusals = []
        for serial in range(1, 80):
            connection.send(pack(SCREENSHOT, reference_of(guest) + integer(0) + integer(0), serial=serial))
            refusals += [wire.refusal_of(packet.body) for packet in answers_of(connection, serial)
                         if packet.status == wire.ERROR]
        assert refusals, 'nothing bounds the streams'
        is_equal(refusals[0], Refusal(39, 7, "the limit 'max_client_streams' is reached"))


def answers_of(connection, serial):
    """-> the packets up to the answer to the call of @serial"""
    packets = [connection.packet()]
    while (packets[-1].type, packets[-1].serial) != (wire.REPLY, serial):
        packets.append(connection.packet())
    return packets


def case_descriptors_that_wait(daemon, guest):
    """Sent with a packet that does not end."""
    head = pack(wire.NUM_OF_DOMAINS, kind=4)
    with small(daemon) as other, open('/dev/null', 'rb') as null, many(amount(200, 500), other.connect) as connections:
        before = len(os.listdir(f'/proc/{daemon_pid(other)}/fd'))
        for connection in connections:
            for i in range(6):
                ignore_end(socket.send_fds, connection.socket, [head[i:i + 1]], [null.fileno()] * 10)
        with other.connect():
            held = len(os.listdir(f'/proc/{daemon_pid(other)}/fd')) - before
        assert held <= 64 * USER_FACTOR, f'{held} descriptors are held'
        left = list(connections)
        wait_for(lambda: len(still_open(left)) * 60 <= 64 * USER_FACTOR, 'those with the most are cut off')


if __name__ == '__main__':
    sys.exit(setting.main())
