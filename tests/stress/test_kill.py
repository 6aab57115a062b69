#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The daemon is killed (-9) at random moments of a load, and nothing that it has acknowledged may be lost.  Prints TAP.

    test_kill.py VIRTPSERIESD

PSERIES_STRESS=full kills it 200 times, otherwise 12.  PSERIES_SEED names the moments again.
"""
import json
import os
import random
import re
import subprocess
import sys
import time

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(TOP, 'tests', 'virsh'))
import harness  # noqa: E402
from harness import wait_for  # noqa: E402

IS_FULL = os.environ.get('PSERIES_STRESS') == 'full'
N_KILLS = 200 if IS_FULL else 12
N_CLIENTS = 3

# The guest of the first one has a TPM, hence a program beside its QEMU.
TPM = "<tpm model='tpm-spapr'><backend type='emulator'/></tpm>"

# Each client has a guest of its own, changes it at random, and says before and behind each call what it does.
CLIENT = r'''
import json, random, sys, libvirt
libvirt.registerErrorHandler(lambda *_: None, None)
uri, name, uuid, seed, devices, state = *sys.argv[1:6], json.loads(sys.argv[6])
draw = random.Random(seed)
c = libvirt.open(uri)
def document(version):
    return f"""<domain type='qemu'><name>{name}</name><uuid>{uuid}</uuid><title>{version}</title><memory unit='MiB'>128</memory><vcpu>1</vcpu>
<os><type arch='ppc64' machine='pseries'>hvm</type></os><devices><emulator>/usr/bin/qemu-system-ppc64</emulator>
<controller type='usb' model='none'/><console type='pty'/>{devices}</devices></domain>"""
def say(*words):
    print(json.dumps(words), flush=True)
version = state['version'] or 0
while True:
    choices = ['define']
    if state['version'] is not None:
        choices += ['undefine'] if not state['runs'] else []
        choices += ['destroy'] if state['runs'] else ['start', 'start']
    call = draw.choice(choices)
    wanted = dict(state)
    if call == 'define':
        version += 1
        wanted['version'] = version
    elif call == 'undefine':
        wanted['version'] = None
    else:
        wanted['runs'] = call == 'start'
    say('begin', wanted)
    if call == 'define':
        c.defineXML(document(version))
    else:
        d = c.lookupByName(name)
        {'undefine': d.undefine, 'destroy': d.destroy,
         'start': lambda: d.createWithFlags(libvirt.VIR_DOMAIN_START_PAUSED)}[call]()
    state = wanted
    say('done', state)
'''


class Client:
    """What its guest is, and what it may be by a call that was not answered."""

    def __init__(self, daemon, number):
        self.daemon = daemon
        self.name = f'guest{number}'
        self.uuid = f'00000000-0000-4000-8000-{number:012x}'
        self.devices = TPM if number == 0 else ''
        self.certain = {'version': None, 'runs': False}
        self.possible = self.certain
        self.process = None

    def start(self, seed):
        self.process = subprocess.Popen(
            self.daemon.as_user(['/usr/bin/python3', '-c', CLIENT, self.daemon.uri, self.name, self.uuid,
                                 str(seed), self.devices, json.dumps(self.certain)]),
            env=self.daemon.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def finish(self):
        """Takes note of what it has said until its connection broke."""
        output, errors = self.process.communicate(timeout=60)
        for line in output.splitlines():
            word, state = json.loads(line)
            self.possible = state
            if word == 'done':
                self.certain = state
        lost = ('End of file', 'Broken pipe', 'Connection reset', 'client socket is closed', 'Failed to connect',
                'Cannot write data', 'Cannot recv data', 'internal error: client')
        if not any(text in errors for text in lost):
            return f'{self.name}: its client ended with: {errors[-600:]}'
        return None

    def found(self):
        """-> what the guest is"""
        done = self.daemon.run('virsh', '-c', self.daemon.uri, 'dumpxml', '--inactive', self.name)
        version = re.search(r'<title>(\d+)</title>', done.stdout)
        running = self.daemon.virsh('list', '--name').split()
        return {'version': int(version.group(1)) if version else None, 'runs': self.name in running}

    def check(self):
        """-> what is wrong"""
        found = self.found()
        if found not in (self.certain, self.possible):
            return f'{self.name} is {found}, and was {self.certain}, or was to be {self.possible}'
        self.certain = self.possible = found
        return None


def leftovers(daemon):
    """-> files that should not be there: half-written ones, and what belongs to no running guest"""
    numbers = {line.split()[0] for line in daemon.virsh('list').splitlines()[2:]}
    wrong = []
    for root, folders, files in os.walk(daemon.folder):
        # swtpm's own files, and those of the authority for its certificates, are not ours.
        if os.path.basename(root) in ('tpm', 'swtpm-localca'):
            folders.clear()
            continue
        for name in folders + files:
            match = re.match(r'domain-(\d+)-', name)
            is_stale = match and match.group(1) not in numbers
            if is_stale or name.startswith('.') or name.endswith('.new') or '.tmp' in name:
                wrong.append(os.path.join(root, name))
    return wrong


def helpers(daemon):
    """-> the pids of the programs beside QEMUs; one that has ended may wait for somebody to reap it"""
    return [pid for pid in daemon.pids_of('swtpm') if not harness.is_gone(pid)]


def has_settled(daemon):
    """Whether the guests that are known to run are those whose QEMU is there, and what runs beside it."""
    running = daemon.virsh('list', '--name').split()
    return (len(daemon.qemus()) == len(running) and len(helpers(daemon)) == ('guest0' in running)
            and not leftovers(daemon))


def run_round(daemon, clients, draw):
    """-> what is wrong"""
    for client in clients:
        client.start(draw.random())
    time.sleep(draw.uniform(0.05, 0.7))
    daemon.stop(9)
    problems = [client.finish() for client in clients]
    daemon.start()
    try:
        wait_for(lambda: has_settled(daemon), 'the daemon has cleaned up', 20)
    except AssertionError:
        problems.append(f"running: {daemon.virsh('list', '--name').split()}, processes: {daemon.qemus()}, beside them: {helpers(daemon)}, "
                        f'left over: {leftovers(daemon)}')
    problems += [client.check() for client in clients]
    return [problem for problem in problems if problem]


def main():
    seed = os.environ.get('PSERIES_SEED') or str(time.time_ns())
    draw = random.Random(seed)
    print(f'1..{N_KILLS}\n# seed {seed}', flush=True)
    is_clean = True
    with harness.Daemon('pseries', sys.argv[1]) as daemon:
        clients = [Client(daemon, number) for number in range(N_CLIENTS)]
        for number in range(1, N_KILLS + 1):
            problems = run_round(daemon, clients, draw)
            is_clean = is_clean and not problems
            print(f"{'not ok' if problems else 'ok'} {number} - killed in the middle", flush=True)
            for problem in problems:
                print('# ' + problem.replace('\n', '\n# '), flush=True)
    return 0 if is_clean else 1


if __name__ == '__main__':
    sys.exit(main())
