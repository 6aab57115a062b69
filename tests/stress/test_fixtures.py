#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every accepted fixture of a pseries guest goes through the daemon: defined, started, told of, ended, undefined.

    test_fixtures.py VIRTPSERIESD

Its images lie in a folder of the test's.  A guest may fail to start only for what this host lacks, in the words of the
kernel, QEMU or the daemon (HOST_LACKS); behind all of them nothing of them is left.
"""
import json
import os
import re
import subprocess
import sys

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(TOP, 'tests', 'virsh'))
import client  # noqa: E402
import harness  # noqa: E402
import planned  # noqa: E402

harness.CALL_SECONDS = 1200
OTHER_MACHINES = ('pc-', 'q35-', 'virt-')
# Files that guests open for writing, or that have to be a certain size.
IMAGE_BYTES = 1 << 20
HOST_LACKS = '|'.join((
    'No such file or directory', 'Permission denied', 'Operation not permitted', 'Is a directory', 'No such device',
    'Did not find USB device',
    'No route to host', 'Network is unreachable', 'address resolution failed', 'Cannot allocate memory', 'locking memory failed',
    'Address already in use', 'Connection refused', 'no daemon here has',
    # parts of QEMU, which are packages of their own, and programs of the host's
    'module .* not found', 'Unknown audio driver', "Could not init `oss'", 'no drm render node', 'missing object type', 'the host has no',
    'failed to initialize vcard', 'Could not load certificates', 'bridge helper failed', "unable to find CPU model 'host'",
    'No Transactional Memory support', 'The image is not ELF', "does not match 'size' option", 'no such host device',
    'network script .* failed', 'failed to find romfile', 'was supported by neither', 'is not supported by the device',
    'cannot set CPU affinity',  # of a CPU that is not there
    'is free on the host',  # of huge pages
    # what belongs to other daemons, or to a system's
    'this daemon has no (networks|secrets|network filters)', "a session's daemon may not", 'Security driver model',
    'does not apply its', "granted by the system's daemon alone", 'there is no driver here', 'vlan tag not supported', 'not started here'))
# A program that a test does not have listens at none of these sockets, and QEMU tries again for ever.
NEVER_ENDS = ('disk-vhostuser-reconnect',)

RUN = r'''
for line in sys.stdin:
    name, text = json.loads(line)
    said = {}
    guest = attempt(lambda: c.defineXML(text))
    if isinstance(guest, list):
        said['define'] = guest[1]
    else:
        started = attempt(lambda: guest.createWithFlags(libvirt.VIR_DOMAIN_START_PAUSED))
        if isinstance(started, list):
            said['start'] = started[1]
        else:
            said['live'] = attempt(lambda: guest.XMLDesc(0))
            said['stats'] = attempt(lambda: len(c.getAllDomainStats()))
            said['destroy'] = attempt(lambda: guest.destroy())
        said['undefine'] = attempt(lambda: guest.undefineFlags(libvirt.VIR_DOMAIN_UNDEFINE_NVRAM))
    print(json.dumps([name, said]), flush=True)
'''


def documents(daemon):
    """-> name -> document, its images below the daemon's folder, where they are made"""
    names = [name for name in planned.names() if not name.startswith(OTHER_MACHINES) and name not in NEVER_ENDS]
    found = {}
    for name in names:
        text = planned.read('qemuxml2argvdata', name)
        for path in re.findall(r"/images/[^'\"<]+", text):
            image = daemon.path(path.lstrip('/'))
            os.makedirs(os.path.dirname(image), exist_ok=True)
            if path.endswith('.qcow2'):
                subprocess.run(['qemu-img', 'create', '-q', '-f', 'qcow2', image, '1M'], check=True)
            else:
                with open(image, 'wb') as file:
                    file.truncate(IMAGE_BYTES)
        found[name] = text.replace('/images/', daemon.path('images') + '/')
    daemon.give(daemon.path('images'))
    return found


def wrong_with(said):
    """-> what may not be in the answers of one guest's calls; None: nothing"""
    if 'define' in said:
        return 'it is not defined: ' + said['define']
    if said['undefine'] != 0:
        return f"it is not undefined: {said['undefine']}"
    if 'start' in said:
        return None if re.search(HOST_LACKS, said['start']) else 'it does not start: ' + said['start']
    if not isinstance(said['live'], str) or said['stats'] != 1 or said['destroy'] != 0:
        return f"a call about the running guest failed: {said}"
    return None


def left_behind(daemon):
    """-> what is there of guests that are gone: folders of theirs, and processes"""
    folders = [name for name in os.listdir(daemon.path('run', 'libvirt', 'pseries')) if name.startswith('domain-')]
    started = subprocess.run(['pgrep', '-f', daemon.folder], capture_output=True, text=True, check=False)
    return folders + [pid for pid in started.stdout.split() if int(pid) != daemon.process.pid]


def main():
    is_clean = True
    with harness.Daemon('pseries', sys.argv[1]) as daemon:
        guests = documents(daemon)
        text = ''.join(json.dumps(pair) + '\n' for pair in guests.items())
        done = daemon.run('/usr/bin/python3', '-c', client.PRELUDE + RUN, daemon.uri, text=text)
        answers = dict(json.loads(line) for line in done.stdout.splitlines())
        print(f'1..{len(guests) + 1}')
        for number, name in enumerate(guests, 1):
            wrong = wrong_with(answers[name]) if name in answers else 'the client ended before it: ' + done.stderr
            is_clean = is_clean and wrong is None
            how = 'lacks something of the host' if 'start' in answers.get(name, {}) else 'starts'
            print(f"{'ok' if wrong is None else 'not ok'} {number} - {name} {how}")
            if wrong is not None:
                print('\n'.join('# ' + line for line in wrong.splitlines()))
        left = left_behind(daemon)
        is_clean = is_clean and not left
        print(f"{'not ok' if left else 'ok'} {len(guests) + 1} - nothing is left of them {' '.join(left)}")
    return 0 if is_clean else 1


if __name__ == '__main__':
    sys.exit(main())
