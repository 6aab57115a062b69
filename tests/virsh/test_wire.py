#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is on the wire: order, refusals of the protocol's own layer, keepalive, and both generations of events."""
import struct
import sys

import procedures
import suite
import wire
from suite import is_equal, only
from wire import Refusal, Wire, integer, pack, string

RPC = 7
NOT_OPEN = Refusal(1, RPC, 'internal error: hypervisor connection not open')
UNDECODABLE = Refusal(39, RPC, 'Unable to decode message payload')


def connect(daemon):
    return Wire(daemon.socket)


def opened(daemon, flags=6):
    return connect(daemon).open('qemu:///session' if daemon.peer == 'stock' else 'pseries:///session', flags)


def is_alive(connection):
    assert isinstance(connection.call(wire.NUM_OF_DOMAINS), bytes)


def case_order_of_opening(daemon, guest):
    with connect(daemon) as connection:
        is_equal(connection.call(wire.NUM_OF_DOMAINS).domain, RPC)
        is_equal(connection.call(wire.AUTH_LIST), integer(1) + integer(0))
        is_equal(connection.call(wire.SUPPORTS_FEATURE, integer(10)), integer(1))
        is_equal(connection.call(wire.SUPPORTS_FEATURE, integer(14)), NOT_OPEN)
        is_equal(connection.call(wire.NUM_OF_DOMAINS), NOT_OPEN)
    with opened(daemon) as connection:
        is_alive(connection)


def case_features(daemon, guest):
    with opened(daemon) as connection:
        answers = [connection.call(wire.SUPPORTS_FEATURE, integer(number)) for number in range(20)]
        for number in (9, 10, 14, 15):
            is_equal(answers[number], integer(1))
        for number in (0, 5, 17, 18, 19):
            is_equal(answers[number], integer(0))


def case_open_without_name(daemon, guest):
    """An empty name leaves the choice to the daemon; a missing one is refused."""
    with connect(daemon) as connection:
        is_equal(connection.call(wire.AUTH_LIST), integer(1) + integer(0))
        is_equal(connection.call(wire.CONNECT_OPEN, wire.optional('') + integer(0)), b'')
        is_alive(connection)
    with connect(daemon) as connection:
        connection.call(wire.AUTH_LIST)
        refusal = connection.call(wire.CONNECT_OPEN, wire.optional(None) + integer(0))
        assert isinstance(refusal, Refusal) and 'connection not open' in refusal.message, refusal


def case_unknown_numbers(daemon, guest):
    """Answered before anything else was, and the connection stays."""
    with connect(daemon) as connection:
        is_equal(connection.call(1, program=wire.LXC), Refusal(39, RPC, f'Cannot find program {wire.LXC} version 1'))
        is_equal(connection.call(1, version=2), Refusal(39, RPC, f'Cannot find program {wire.REMOTE} version 2'))
        is_equal(connection.call(4711), Refusal(39, RPC, 'unknown procedure: 4711'))
        is_equal(connection.call(wire.EVENT_LIFECYCLE), Refusal(39, RPC, f'unknown procedure: {wire.EVENT_LIFECYCLE}'))
        is_equal(connection.call(-1), Refusal(39, RPC, 'unknown procedure: -1'))
        connection.open('')
        is_alive(connection)


def case_arguments_cut_short(daemon, guest):
    with opened(daemon) as connection:
        is_equal(connection.call(wire.DOMAIN_LOOKUP_BY_NAME), UNDECODABLE)
        is_equal(connection.call(wire.DOMAIN_LOOKUP_BY_NAME, integer(5) + b'abcd'), UNDECODABLE)
        is_equal(connection.call(wire.DOMAIN_LOOKUP_BY_NAME, integer(-1)), UNDECODABLE)
        is_equal(connection.call(wire.DOMAIN_LOOKUP_BY_NAME, string('x' * 4194308)), UNDECODABLE)
        is_alive(connection)


def case_more_than_arguments(daemon, guest):
    """Bytes behind the arguments, and padding that is not zero, do no harm."""
    with opened(daemon) as connection:
        wanted = Refusal(42, 10, "Domain not found: no domain with matching name 'abc'")
        is_equal(connection.call(wire.DOMAIN_LOOKUP_BY_NAME, string('abc') + b'more'), wanted)
        is_equal(connection.call(wire.DOMAIN_LOOKUP_BY_NAME, integer(3) + b'abcd'), wanted)


def case_status_of_a_call(daemon, guest):
    with opened(daemon) as connection:
        is_equal(connection.call(wire.NUM_OF_DOMAINS, status=wire.ERROR),
                 Refusal(39, RPC, 'Unexpected message status 1'))
        is_alive(connection)


def case_packets_that_are_no_calls(daemon, guest):
    """Dropped without an answer."""
    with opened(daemon) as connection:
        for kind in (wire.REPLY, wire.MESSAGE, wire.STREAM, 9):
            connection.send(pack(wire.NUM_OF_DOMAINS, kind=kind, serial=77))
        is_alive(connection)


def case_lengths_that_cannot_be(daemon, guest):
    for length in (0, 4, wire.PACKET_LIMIT + 1, 0xffffffff):
        with connect(daemon) as connection:
            connection.send(struct.pack('>I', length))
            assert connection.is_closed(), length


def case_in_pieces(daemon, guest):
    """A packet may come byte by byte."""
    with opened(daemon) as connection:
        for byte in pack(wire.NUM_OF_DOMAINS, serial=5):
            connection.send(bytes([byte]))
        is_equal(connection.packet().serial, 5)


def case_many_at_once(daemon, guest):
    """Calls that were not waited for are all answered, each with its serial."""
    with opened(daemon) as connection:
        serials = range(100, 150)
        connection.send(b''.join(pack(wire.NUM_OF_DOMAINS, serial=serial) for serial in serials))
        is_equal(sorted(connection.packet().serial for _ in serials), list(serials))


def case_long_calls(daemon, guest):
    """What is long is read by another thread, and answered as what is short."""
    long = 'x' * 300000
    with opened(daemon) as connection:
        is_equal(connection.call(wire.DOMAIN_LOOKUP_BY_NAME, string(long)),
                 Refusal(42, 10, f"Domain not found: no domain with matching name '{long}'"))
        is_equal(connection.call(wire.DOMAIN_LOOKUP_BY_NAME, b'\xff' * 300000), UNDECODABLE)
        is_equal(connection.call(wire.DOMAIN_DEFINE_XML, string(long)).code, 35)
        is_equal(connection.call(4711, string(long)), Refusal(39, RPC, 'unknown procedure: 4711'))
        is_alive(connection)
    with opened(daemon, flags=1) as connection:
        assert 'forbidden' in connection.call(wire.DOMAIN_DEFINE_XML, string(long)).message
    with opened(daemon) as connection:
        connection.send(pack(wire.DOMAIN_LOOKUP_BY_NAME, string(long), serial=8))
    with connect(daemon) as connection:
        connection.call(wire.AUTH_LIST)
        is_equal(connection.call(wire.DOMAIN_LOOKUP_BY_NAME, string(long)), NOT_OPEN)


@only('pseries', 'stock keeps what it is sent')
def case_long_uri(daemon, guest):
    for n_bytes, wanted in ((4096, b''), (4097, Refusal(8, 10, 'invalid argument: connection URI has 4097 bytes, '
                                                        'more than 4096'))):
        with connect(daemon) as connection:
            connection.call(wire.AUTH_LIST)
            uri = 'pseries:///session?' + 'x' * (n_bytes - 19)
            is_equal(connection.call(wire.CONNECT_OPEN, wire.optional(uri) + integer(0)), wanted)


def case_calls_beside_a_stream(daemon, guest):
    """What is said on a console does not come between calls and their answers."""
    guest.define().start()
    reference = string(guest.name) + bytes.fromhex(guest.uuid.replace('-', '')) + integer(-1)
    with opened(daemon) as connection:
        connection.send(pack(wire.DOMAIN_OPEN_CONSOLE, reference + integer(0) + integer(0), serial=500))
        serials = list(range(501, 521))
        connection.send(b''.join(pack(wire.DOMAIN_GET_INFO, reference, serial=serial) for serial in serials))
        answers = []
        while len(answers) < 21:
            packet = connection.packet()
            assert packet.status != wire.ERROR, packet
            if packet.type == wire.REPLY:
                answers.append(packet.serial)
            else:
                is_equal((packet.type, packet.procedure, packet.serial), (wire.STREAM, wire.DOMAIN_OPEN_CONSOLE, 500))
        is_equal(sorted(answers), [500, *serials])


def case_arguments_that_need_write(daemon, guest):
    """Refused to a client that said that it only reads, before the guest is looked for; other values are not."""
    with opened(daemon, 1) as connection:
        calls = procedures.conditional_calls()
        assert len(calls) == 7, calls
        for call in calls:
            answer = connection.call(call.number, call.arguments)
            is_equal((call.number, answer.code, answer.message), (call.number, 29, 'operation forbidden: ' + call.refusal))
        for call in calls:
            assert connection.call(call.number, bytes(len(call.arguments))).code != 29, call
        is_alive(connection)


def case_ping(daemon, guest):
    """Answered at any time, even first of all."""
    with connect(daemon) as connection:
        connection.send(pack(wire.PING, program=wire.KEEPALIVE, kind=wire.MESSAGE))
        is_equal(connection.packet(), (wire.KEEPALIVE, 1, wire.PONG, wire.MESSAGE, 0, wire.OK, b''))


def case_pinged(daemon, guest):
    """Who says that he knows keepalive and then nothing more is asked whether he is there."""
    with connect(daemon) as connection:
        connection.call(wire.AUTH_LIST)
        is_equal(connection.call(wire.SUPPORTS_FEATURE, integer(10)), integer(1))
        is_equal(connection.packet()[:4], (wire.KEEPALIVE, 1, wire.PING, wire.MESSAGE))


def case_registered_once(daemon, guest):
    with opened(daemon) as connection:
        for first in (wire.EVENT_REGISTER, wire.EVENT_DEREGISTER):
            assert isinstance(connection.call(first), bytes)
            assert isinstance(connection.call(first), Refusal)
        is_alive(connection)


def life_of(guest):
    guest.define()
    guest.start('--paused')
    guest.daemon.virsh('destroy', guest.name)


def lifecycle_event(connection):
    """-> (name, event, detail) of an event of the first generation"""
    packet = connection.packet()
    is_equal(packet[:4], (wire.REMOTE, 1, wire.EVENT_LIFECYCLE, wire.MESSAGE))
    is_equal(packet.status, wire.OK)
    size, = struct.unpack_from('>I', packet.body)
    name = packet.body[4:4 + size].decode()
    return (name, *struct.unpack('>ii', packet.body[-8:]))


def case_first_events(daemon, guest):
    """The events of clients that are older than callback numbers."""
    with opened(daemon) as connection:
        connection.call(wire.EVENT_REGISTER)
        life_of(guest)
        events = [lifecycle_event(connection) for _ in range(5)]
        is_equal(events, [(guest.name, *detail) for detail in ((0, 0), (2, 0), (3, 0), (6, 2), (5, 1))])
        connection.call(wire.EVENT_DEREGISTER)
        daemon.virsh('undefine', guest.name)
        is_alive(connection)


def case_second_events(daemon, guest):
    """Registered one number at a time, told without a callback's number."""
    with opened(daemon) as connection:
        is_equal(connection.call(wire.EVENT_REGISTER_ANY, integer(1)), b'')
        is_equal(connection.call(wire.EVENT_REGISTER_ANY, integer(0)), b'')
        guest.define()
        is_equal(lifecycle_event(connection), (guest.name, 0, 0))
        is_equal(connection.call(wire.EVENT_DEREGISTER_ANY, integer(0)), b'')
        guest.start()
        daemon.virsh('reset', guest.name)
        is_equal(connection.packet().procedure, wire.EVENT_REBOOT)
        is_equal(connection.call(wire.EVENT_DEREGISTER_ANY, integer(1)), b'')
        refusal = connection.call(wire.EVENT_REGISTER_ANY, integer(4711))
        assert isinstance(refusal, Refusal), refusal


def case_unknown_events(daemon, guest):
    with opened(daemon) as connection:
        for procedure, more in ((wire.EVENT_REGISTER_ANY, b''), (wire.EVENT_CALLBACK_REGISTER_ANY, integer(0))):
            for event in (-1, 4711):
                is_equal(connection.call(procedure, integer(event) + more),
                         Refusal(1, RPC, f'internal error: unsupported event ID {event}'))


@only('pseries', 'it has no events of newer clients')
def case_newest_events(daemon, guest):
    """Clients of libvirt 12.8 register for all events that they know."""
    with opened(daemon) as connection:
        for event in (27, 28, 29):
            answer = connection.call(wire.EVENT_CALLBACK_REGISTER_ANY, integer(event) + integer(0))
            assert isinstance(answer, bytes), answer


@only('pseries', 'stock answers every later call as if it had never been opened')
def case_open_twice(daemon, guest):
    with opened(daemon) as connection:
        is_equal(connection.call(wire.CONNECT_OPEN, wire.optional('') + integer(0)),
                 Refusal(1, RPC, 'internal error: connection already open'))
        is_alive(connection)


def case_maps_of_no_bytes(daemon, guest):
    """A client may ask for maps of CPUs without room for any."""
    guest.define().start()
    reference = string(guest.name) + bytes.fromhex(guest.uuid.replace('-', '')) + integer(-1)
    with opened(daemon) as connection:
        # domain_get_vcpus, domain_get_vcpu_pin_info, domain_get_emulator_pin_info
        for procedure, arguments in ((20, (1, 0)), (230, (1, 0, 0)), (280, (0, 0))):
            connection.call(procedure, reference + struct.pack(f'>{len(arguments)}i', *arguments))
        is_alive(connection)


def case_closed_by_a_call(daemon, guest):
    """The answer to connect_close is the last that a client hears: nothing can be opened again."""
    with opened(daemon) as connection:
        is_equal(connection.call(wire.CONNECT_CLOSE), b'')
        assert connection.is_closed()


if __name__ == '__main__':
    sys.exit(suite.main())
