# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a stock daemon refuses to clients that may only read, of tests/rpc/procedures.tsv."""
import collections
import os
import struct

import wire

FACTS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'rpc', 'procedures.tsv')
PROGRAMS = {'remote': wire.REMOTE, 'qemu': wire.QEMU}
# Where the argument that decides stands, in bytes from the end.
PLACES = {'flags': -4, 'source': -8}

# @arguments are the smallest that can be, but for what needs the right to write.
Call = collections.namedtuple('Call', 'program number arguments refusal')


def rows():
    with open(FACTS, encoding='utf-8') as file:
        return [line.rstrip('\n').split('\t') for line in file if line.strip() and not line.startswith('#')]


def writing_calls():
    """-> [Call] of what is refused whatever its arguments are"""
    return [Call(PROGRAMS[row[0]], int(row[1]), bytes(int(row[3])), None) for row in rows() if row[4] == 'refused']


def with_argument(size, member, value):
    arguments = bytearray(size)
    struct.pack_into('>I', arguments, size + PLACES[member], value)
    return bytes(arguments)


def conditional_calls():
    """-> [Call] of what is refused for one of its arguments, for every bit and value"""
    calls = []
    for row in (row for row in rows() if len(row) > 5):
        number = int(row[6][1:])
        values = [number] if row[6][0] == '=' else [1 << bit for bit in range(32) if number & 1 << bit]
        calls += [Call(PROGRAMS[row[0]], int(row[1]), with_argument(int(row[3]), row[5], value), row[7])
                  for value in values]
    return calls
