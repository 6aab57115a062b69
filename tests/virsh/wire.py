# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""libvirt's packets, byte by byte, for what a well-behaved client library never sends."""
import collections
import socket
import struct

REMOTE, QEMU, LXC, KEEPALIVE = 0x20008086, 0x20008087, 0x20008088, 0x6b656570
CALL, REPLY, MESSAGE, STREAM = 0, 1, 2, 3
OK, ERROR, CONTINUE = 0, 1, 2
PACKET_LIMIT = 33554436

# procedures of the program REMOTE
CONNECT_OPEN, CONNECT_CLOSE, CONNECT_GET_TYPE, CONNECT_GET_HOSTNAME, SUPPORTS_FEATURE, AUTH_LIST = 1, 2, 3, 59, 60, 66
DOMAIN_CREATE, DOMAIN_LOOKUP_BY_NAME, NUM_OF_DOMAINS = 9, 23, 51
EVENT_REGISTER, EVENT_DEREGISTER, EVENT_LIFECYCLE = 105, 106, 107
DOMAIN_CREATE_XML, DOMAIN_DEFINE_XML, DOMAIN_XML_TO_NATIVE, DOMAIN_DEFINE_XML_FLAGS = 10, 11, 136, 350
DOMAIN_GET_CPU_STATS, DOMAIN_SET_METADATA = 262, 264
DOMAIN_GET_XML_DESC, DOMAIN_GET_INFO, DOMAIN_OPEN_CONSOLE = 14, 16, 201
EVENT_REGISTER_ANY, EVENT_DEREGISTER_ANY, EVENT_REBOOT = 167, 168, 169
EVENT_CALLBACK_REGISTER_ANY, ALL_DOMAIN_STATS = 316, 344
PING, PONG = 1, 2

# What a server tells of an error.
Refusal = collections.namedtuple('Refusal', 'code domain message')
Packet = collections.namedtuple('Packet', 'program version procedure type serial status body')


def integer(value):
    return struct.pack('>i', value)


def string(text):
    data = text.encode() if isinstance(text, str) else text
    return struct.pack('>I', len(data)) + data + b'\0' * (-len(data) % 4)


def optional(text):
    return integer(0) if text is None else integer(1) + string(text)


def pack(procedure, body=b'', program=REMOTE, version=1, kind=CALL, serial=0, status=OK, length=None):
    """-> the bytes of a packet; @length is put in place of the true one"""
    total = 28 + len(body) if length is None else length
    return struct.pack('>IIIiIII', total, program, version, procedure, kind, serial, status) + body


def refusal_of(body):
    code, domain, is_there = struct.unpack_from('>iii', body)
    size = struct.unpack_from('>I', body, 12)[0] if is_there else 0
    return Refusal(code, domain, body[16:16 + size].decode())


class Wire:
    """One connection; whatever waits for longer than its deadline fails."""

    def __init__(self, path, seconds=30):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(seconds)
        self.socket.connect(path)
        self.serial = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def read(self, size):
        data = b''
        while len(data) < size:
            more = self.socket.recv(size - len(data))
            if not more:
                raise EOFError(f'the connection is closed after {len(data)} of {size} bytes')
            data += more
        return data

    def packet(self):
        """-> the next packet, whatever it is"""
        length, = struct.unpack('>I', self.read(4))
        assert 28 <= length <= PACKET_LIMIT, length
        data = self.read(length - 4)
        return Packet(*struct.unpack_from('>IIiIII', data), data[24:])

    def is_closed(self):
        """Whether the server closes the connection without one more word."""
        try:
            return self.socket.recv(1) == b''
        except ConnectionResetError:
            return True

    def call(self, procedure, body=b'', **changes):
        """-> the body of the answer, or a Refusal"""
        self.serial += 1
        self.send(pack(procedure, body, serial=self.serial, **changes))
        answer = self.packet()
        program = changes.get('program', REMOTE)
        assert answer[:5] == (program, changes.get('version', 1), procedure, REPLY, self.serial), answer
        return answer.body if answer.status == OK else refusal_of(answer.body)

    def open(self, name, flags=0):
        """What every client says first.  -> self"""
        assert self.call(AUTH_LIST) == integer(1) + integer(0)
        answer = self.call(CONNECT_OPEN, optional(name) + integer(flags))
        assert answer == b'', answer
        return self
