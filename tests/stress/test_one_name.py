#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Many clients define, undefine, create, start, rename and destroy one guest at once, while its QEMUs are killed.  Prints TAP.

    test_one_name.py VIRTPSERIESD

Behind each round, when all is quiet, what clients see, what is on disk and which QEMU runs must agree, and no definition
that was acknowledged may be missing, unless a later one took its place or an undefine was acknowledged.
PSERIES_STRESS=full has 150 rounds, otherwise 15.  PSERIES_SEED names the calls again, but not their moments.
"""
import json
import os
import subprocess
import sys
import time

from setting import Session, amount

import client

N_ROUNDS = amount(15, 150)

ROUND = r'''
import os, random, re, signal, threading, time
NAME, OTHER, UUID = 'one', 'other', '00000000-0000-4000-8000-0000000000ff'
seed, folder, n_rounds = sys.argv[2], sys.argv[3], int(sys.argv[4])
SECURE = libvirt.VIR_DOMAIN_XML_INACTIVE
class Clock:
    """Numbers documents."""
    lock, last = threading.Lock(), 0
    @classmethod
    def next(cls):
        with cls.lock:
            cls.last += 1
            return cls.last
def document(version):
    return f"""<domain type='qemu'><name>{NAME}</name><uuid>{UUID}</uuid><title>{version}</title><memory unit='MiB'>128</memory><vcpu>1</vcpu>
<os><type arch='ppc64' machine='pseries'>hvm</type></os><devices><emulator>/usr/bin/qemu-system-ppc64</emulator>
<controller type='usb' model='none'/><console type='pty'/></devices></domain>"""
def title(xml):
    return int(re.search(r'<title>(\d+)</title>', xml).group(1))
def qemus():
    found = []
    for pid in filter(str.isdigit, os.listdir('/proc')):
        try:
            with open(f'/proc/{pid}/cmdline', 'rb') as file:
                words = file.read().decode(errors='replace')
            with open(f'/proc/{pid}/stat', encoding='ascii', errors='replace') as file:
                is_alive = file.read().rsplit(')', 1)[1].split()[0] not in 'ZX'
        except OSError:
            continue
        if is_alive and 'qemu-system' in words.split('\0')[0] and folder in words:
            found.append(int(pid))
    return found
class Client(threading.Thread):
    """One that calls at random what it likes to call, and notes when each began and ended, and how."""
    def __init__(self, number, calls, n_calls):
        super().__init__()
        self.draw = random.Random(f'{seed} {number} {Clock.next()}')
        self.c, self.calls, self.n_calls, self.log = libvirt.open(sys.argv[1]), calls, n_calls, []
    def of(self, call):
        return call(self.c.lookupByUUIDString(UUID))
    def make(self, name, version):
        return {
            'define': lambda: self.c.defineXML(document(version)),
            'create': lambda: self.c.createXML(document(version), libvirt.VIR_DOMAIN_START_PAUSED),
            'undefine': lambda: self.of(lambda guest: guest.undefine()),
            'destroy': lambda: self.of(lambda guest: guest.destroy()),
            'start': lambda: self.of(lambda guest: guest.createWithFlags(libvirt.VIR_DOMAIN_START_PAUSED)),
            'describe': lambda: self.of(lambda guest: guest.setMetadata(libvirt.VIR_DOMAIN_METADATA_DESCRIPTION, 'text', None, None,
                                                                        libvirt.VIR_DOMAIN_AFFECT_CONFIG)),
            'rename': lambda: self.of(lambda guest: guest.rename(OTHER if guest.name() == NAME else NAME, 0)),
            'kill': lambda: [os.kill(pid, signal.SIGKILL) for pid in qemus()],
        }[name]
    def run(self):
        for _ in range(self.n_calls):
            name, version = self.draw.choice(self.calls), Clock.next()
            begin = time.monotonic()
            try:
                self.make(name, version)()
                problem = None
            except libvirt.libvirtError as e:
                problem = [e.get_error_code(), e.get_error_message()]
            except ProcessLookupError:
                problem = 'gone'
            self.log.append([name, version, begin, time.monotonic(), problem])
            time.sleep(self.draw.choice([0, 0, 0.003, 0.02]))
        self.c.close()
def look():
    found = c.listAllDomains()
    said = {'listed': [guest.name() for guest in found], 'qemus': len(qemus()), 'there': len(found) == 1,
            'active': False, 'persistent': False, 'version': None, 'name': None}
    for guest in found:
        said.update(active=bool(guest.isActive()), persistent=bool(guest.isPersistent()),
                    version=title(guest.XMLDesc(SECURE)), name=guest.name())
    return said
def observe():
    """-> what there is, once the ends of QEMUs have been noticed and dealt with"""
    end = time.monotonic() + 60
    while True:
        said = attempt(look)
        if isinstance(said, dict) and said['active'] == (said['qemus'] == 1) and \
                said['there'] == (said['active'] or said['persistent']) or time.monotonic() > end:
            return said
        time.sleep(0.02)
MIX = (['define', 'define', 'describe'], ['define', 'undefine'], ['undefine', 'undefine', 'rename'], ['create', 'destroy'],
       ['create', 'kill', 'destroy'], ['start', 'destroy', 'create'])
for number in range(n_rounds):
    clients = [Client(f'{number} {i}', calls, 12) for i, calls in enumerate(MIX)]
    for one in clients:
        one.start()
    for one in clients:
        one.join()
    show([sum((one.log for one in clients), []), observe()])
    sys.stdin.readline()
'''


def stored(daemon):
    """-> name -> version of what is on disk"""
    folder = daemon.path('config', 'libvirt', 'pseries')
    found = {}
    for name in os.listdir(folder):
        if name.endswith('.xml'):
            with open(os.path.join(folder, name), encoding='utf-8') as file:
                found[name[:-4]] = int(file.read().split('<title>')[1].split('<')[0])
    return found


def wrong_with(log, seen, on_disk, before):
    """-> what cannot be; @before: the version that was persistent when the round began"""
    wrong = []
    if seen['persistent'] != bool(on_disk) or (on_disk and on_disk != {seen['name']: seen['version']}):
        wrong.append(f'clients see {seen}, on disk is {on_disk}')
    if seen['qemus'] != int(seen['active']) or seen['listed'] != ([seen['name']] if seen['there'] else []):
        wrong.append(f'clients see {seen}')
    if seen['there'] and not seen['persistent'] and not seen['active']:
        wrong.append(f'a guest that is neither defined nor runs is listed: {seen}')
    made = [call for call in log if call[4] is None]
    defined = {version: (begin, end) for name, version, begin, end, _ in made if name == 'define'}
    undefined = [(begin, end) for name, _, begin, end, _ in made if name == 'undefine']
    if before is not None:
        defined[before] = (0, 0)
    if seen['persistent']:
        if seen['version'] not in defined:
            wrong.append(f"nobody has defined version {seen['version']}")
        else:
            its_end = defined[seen['version']][1]
            later = [span for span in [*defined.values(), *undefined] if span[0] > its_end]
            if later:
                wrong.append(f"version {seen['version']} is there, and was replaced or undefined later: {len(later)} times")
    elif defined:
        if not undefined or any(begin > max(end for _, end in undefined) for begin, _ in defined.values()):
            wrong.append(f'an acknowledged definition is missing: defined {defined}, undefined {undefined}')
    known = {'describe', 'create', 'destroy', 'start', 'undefine', 'define', 'rename', 'kill'}
    wrong += [f'{name}: {problem}' for name, _, _, _, problem in log
              if name in known and isinstance(problem, list) and problem[0] in (1, 38, 39)
              and 'process exited' not in problem[1] and 'monitor' not in problem[1]]
    return wrong


def main():
    seed = os.environ.get('PSERIES_SEED') or str(time.time_ns())
    print(f'1..{N_ROUNDS + 1}\n# seed {seed}', flush=True)
    is_clean = True
    before = None
    with Session(sys.argv[1]) as daemon:
        process = subprocess.Popen(
            daemon.as_user(['/usr/bin/python3', '-u', '-c', client.PRELUDE + ROUND, daemon.uri, seed, daemon.folder, str(N_ROUNDS)]),
            env=daemon.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        counts = {}
        for number in range(1, N_ROUNDS + 1):
            line = process.stdout.readline()
            log, seen = json.loads(line) if line else ([], None)
            wrong = wrong_with(log, seen, stored(daemon), before) if seen else ['the client has ended']
            before = seen['version'] if seen and seen['persistent'] else None
            for name, _, _, _, problem in log:
                counts[name] = counts.get(name, 0) + (problem is None)
            is_clean = is_clean and not wrong
            print(f"{'not ok' if wrong else 'ok'} {number} - at once")
            for text in wrong:
                print('# ' + text.replace('\n', ' '), flush=True)
            process.stdin.write('\n')
            process.stdin.flush()
        process.communicate(timeout=60)
        is_mixed = all(counts.get(name) for name in ('define', 'undefine', 'create', 'destroy', 'start', 'kill'))
        is_clean = is_clean and is_mixed
        print(f"{'ok' if is_mixed else 'not ok'} {N_ROUNDS + 1} - each call was made: {counts}")
    return 0 if is_clean else 1


if __name__ == '__main__':
    sys.exit(main())
