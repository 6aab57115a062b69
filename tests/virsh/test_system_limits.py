#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a QEMU of the system's daemon may use at most.  Prints TAP.

    test_system_limits.py --daemon PATH [-k REGEX]
"""
import contextlib
import os
import resource
import subprocess
import sys

from suite import is_equal, matches
from test_system import main

SOME_LOCKED = '65536'


@contextlib.contextmanager
def less_to_lock(pid):
    """The process @pid may lock SOME_LOCKED bytes, less than on any host."""
    before = resource.prlimit(pid, resource.RLIMIT_MEMLOCK)
    resource.prlimit(pid, resource.RLIMIT_MEMLOCK, (int(SOME_LOCKED), before[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_MEMLOCK, before)


def most_that_may_be_locked():
    """-> what root can give to a process of his"""
    with subprocess.Popen(['sleep', '60']) as process:
        with contextlib.suppress(PermissionError):
            resource.prlimit(process.pid, resource.RLIMIT_MEMLOCK, (resource.RLIM_INFINITY,) * 2)
        most = resource.prlimit(process.pid, resource.RLIMIT_MEMLOCK)[1]
        process.kill()
    return 'unlimited' if most == resource.RLIM_INFINITY else str(most)


def case_locked_memory(daemon, guest):
    """A guest that locks its memory may do so, as far as root can let it; another gets what the daemon has."""
    told = daemon.write('told', '')
    os.chmod(told, 0o666)
    # Where root himself may not raise the limit far enough, QEMU ends, so that it is told before.
    path = daemon.write('emulator', f'''#!/bin/sh
case "$*" in *guest=*) cat /proc/self/limits > {told};; esac
exec qemu-system-ppc64 "$@"
''')
    os.chmod(path, 0o755)
    with less_to_lock(daemon.process.pid):
        for head, limit in (('', SOME_LOCKED), ('<memoryBacking><locked/></memoryBacking>', most_that_may_be_locked())):
            text = guest.xml(head=head).replace('/usr/bin/qemu-system-ppc64', path)
            daemon.virsh('define', daemon.write('locked.xml', text))
            done = daemon.run('virsh', '-c', daemon.uri, 'start', '--paused', guest.name)
            with open(told, encoding='utf-8') as file:
                is_equal(matches(file.read(), r'Max locked memory +(\w+) ').group(1), limit)
            if limit in (SOME_LOCKED, 'unlimited'):
                is_equal((done.returncode, done.stderr.strip()), (0, ''))
                daemon.virsh('destroy', guest.name)


if __name__ == '__main__':
    sys.exit(main())
