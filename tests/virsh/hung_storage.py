# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Storage that hangs: a FUSE file system which answers as long as it is told to, and then keeps every question.

The kernel's protocol is in linux/fuse.h; only what is needed to look at, open and read one file is served.
"""
import contextlib
import ctypes
import errno
import os
import select
import stat
import struct
import threading

LOOKUP, FORGET, GETATTR, SETATTR, OPEN, READ, RELEASE, FLUSH, INIT, ACCESS, INTERRUPT, BATCH_FORGET = (
    1, 2, 3, 4, 14, 15, 18, 25, 26, 34, 36, 42)
IN_HEADER = struct.Struct('<IIQQIIII')
MNT_DETACH = 2
FILE_BYTES = 1 << 20


class HungStorage:
    """Mounted at @folder, with one image of the name 'disk.img' in it; it answers until hang()."""

    def __init__(self, folder):
        self.folder = folder
        self.hangs = ()
        self.is_asked = threading.Event()
        self.user = [0, 0]
        self.device = -1
        self.closing, self.wake = os.pipe()
        self.server = threading.Thread(target=self.serve)

    def path(self, name):
        return os.path.join(self.folder, name)

    def __enter__(self):
        os.mkdir(self.folder)
        self.device = os.open('/dev/fuse', os.O_RDWR)
        options = f'fd={self.device},rootmode=40000,user_id=0,group_id=0,allow_other'
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.mount(b'hung', self.folder.encode(), b'fuse', 0, options.encode()) != 0:
            raise OSError(ctypes.get_errno(), 'mount')
        self.server.start()
        return self

    def __exit__(self, *_):
        self.let_fail()
        os.close(self.closing)
        os.close(self.wake)
        os.rmdir(self.folder)

    def hang(self, *operations):
        """From now on, for these."""
        self.is_asked.clear()
        self.hangs = operations

    def wait(self):
        """Until somebody waits for an answer that does not come."""
        if not self.is_asked.wait(60):
            raise AssertionError('nobody has asked the storage')

    def let_fail(self):
        """Whoever waits gets an error."""
        if self.device < 0:
            return
        os.write(self.wake, b'x')
        self.server.join()
        os.close(self.device)
        self.device = -1
        ctypes.CDLL(None).umount2(self.folder.encode(), MNT_DETACH)

    # ---- the file system

    def attributes(self, node):
        mode, size = (stat.S_IFDIR | 0o755, 0) if node == 1 else (stat.S_IFREG | 0o600, FILE_BYTES)
        return struct.pack('<QQQQQQIIIIIIIIII', node, size, size // 512, 0, 0, 0, 0, 0, 0, mode, 1, *self.user, 0, 4096, 0)

    def answer(self, operation, node, body):
        """-> the answer to one question, or its errno"""
        if operation == INIT:
            return struct.pack('<IIIIHHIIHHI28x', 7, 31, 65536, 0, 16, 12, 65536, 1, 32, 0, 0)
        if operation == LOOKUP:
            if body.rstrip(b'\0') != b'disk.img':
                return errno.ENOENT
            return struct.pack('<QQQQII', 2, 0, 0, 0, 0, 0) + self.attributes(2)
        if operation in (GETATTR, SETATTR):
            if operation == SETATTR:
                valid, = struct.unpack_from('<I', body)
                for i, bit in enumerate((2, 4)):
                    if valid & bit:
                        self.user[i], = struct.unpack_from('<I', body, 76 + 4 * i)
            return struct.pack('<QII', 0, 0, 0) + self.attributes(node)
        if operation == OPEN:
            return struct.pack('<QII', 1, 0, 0)
        if operation == READ:
            _, offset, size = struct.unpack_from('<QQI', body)
            return bytes(max(0, min(size, FILE_BYTES - offset)))
        return b'' if operation in (RELEASE, FLUSH, ACCESS) else errno.ENOSYS

    def serve(self):
        while True:
            readable = select.select([self.device, self.closing], [], [])[0]
            if self.closing in readable:
                return
            with contextlib.suppress(OSError):
                question = os.read(self.device, 1 << 20)
                _, operation, unique, node, *_ = IN_HEADER.unpack_from(question)
                if operation in (FORGET, BATCH_FORGET, INTERRUPT):
                    continue
                if operation in self.hangs:
                    self.is_asked.set()
                    continue
                answer = self.answer(operation, node, question[IN_HEADER.size:])
                is_error = isinstance(answer, int)
                body = b'' if is_error else answer
                os.write(self.device, struct.pack('<IiQ', 16 + len(body), -answer if is_error else 0, unique) + body)
