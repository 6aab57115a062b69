#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Sits at a guest's console until the guest is up, as a person would.

    attend.py COMMAND...

Runs COMMAND ("virsh console demo") in a terminal of its own and shows what it prints until the guest says READY; then
types a command to the guest, and the escape that leaves the console.
"""
import os
import pty
import select
import sys
import time

BOOT_SECONDS = 600
STEPS = [  # what to wait for, what to type then
    (b'READY', b'uname -srm; cat /proc/device-tree/model\n'),
    (b'(emulated by qemu)', b'\x1d'),
]


def main():
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvp(sys.argv[1], sys.argv[1:])
    steps, seen, end = list(STEPS), b'', time.monotonic() + BOOT_SECONDS
    while time.monotonic() < end:
        if not select.select([terminal], [], [], 1)[0]:
            continue
        try:
            got = os.read(terminal, 65536)
        except OSError:
            break
        sys.stdout.buffer.write(got)
        sys.stdout.flush()
        seen += got
        if steps and steps[0][0] in seen:
            os.write(terminal, steps.pop(0)[1])
            seen = b''
    os.close(terminal)
    os.waitpid(pid, 0)
    return 1 if steps else 0


if __name__ == '__main__':
    sys.exit(main())
