#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A stock daemon that is none: it has three pools, downloads that do not end, and uploads that go nowhere.

    false_peer.py FOLDER
"""
import os
import socket
import struct
import sys
import threading

CALL, REPLY, STREAM = 0, 1, 3
OK, ERROR, CONTINUE = 0, 1, 2
KEEPALIVE, PONG = 0x6b656570, 2
NUM_OF_POOLS, UPLOAD, DOWNLOAD, GARBAGE = 71, 208, 209, 73
CHUNK = b'x' * 200000


def read(client, size):
    data = b''
    while len(data) < size:
        more = client.recv(size - len(data))
        if not more:
            raise EOFError
        data += more
    return data


def pack(head, kind, status, body=b''):
    program, version, procedure, _, serial, _ = head
    return struct.pack('>IIIiIII', 28 + len(body), program, version, procedure, kind, serial, status) + body


def download(client, head):
    try:
        while True:
            client.sendall(pack(head, STREAM, CONTINUE, CHUNK))
    except OSError:
        pass


def serve(client):
    try:
        while True:
            length, = struct.unpack('>I', read(client, 4))
            data = read(client, length - 4)
            head = struct.unpack('>IIiIII', data[:24])
            procedure, kind = head[2:4]
            if head[0] == KEEPALIVE:
                client.sendall(pack((*head[:2], PONG, *head[3:]), 2, OK))
            elif kind == CALL:
                client.sendall(b'\xff' * 8 + os.urandom(100) if procedure == GARBAGE else pack(head, REPLY, OK, struct.pack('>I', 3 if procedure == NUM_OF_POOLS else 0)))
                if procedure == DOWNLOAD:
                    threading.Thread(target=download, args=(client, head), daemon=True).start()
    except (EOFError, OSError):
        client.close()


def main():
    path = os.path.join(sys.argv[1], 'libvirt-sock')
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        os.chmod(path, 0o777)
        listener.listen(1000)
        while True:
            threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()


if __name__ == '__main__':
    sys.exit(main())
