# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Guests' starts and stops, one and twenty at once, beside bare QEMUs with the same options; starts with verification."""
import json
import os
import statistics
import subprocess
import threading
import time

from bench_daemon.documents import PLACED_BY_QEMU, VERIFIED, document, packed
from bench_daemon.peers import Ours, bounded, milliseconds, title

ROUNDS = 7
N_AT_ONCE = 20
N_PACKED = 256
N_FUNCTIONS = 8  # of a slot
CLIENT = '''
import sys, time, libvirt
uri, count = sys.argv[1], int(sys.argv[2])
connections = [libvirt.open(uri) for _ in range(count)]
texts = sys.stdin.read().split('\\n')
domains = [c.defineXML(text) for c, text in zip(connections, texts)]
paused = libvirt.VIR_DOMAIN_START_PAUSED
import threading
def all_at_once(call):
    threads = [threading.Thread(target=call, args=(d,)) for d in domains]
    begin = time.perf_counter()
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    print(time.perf_counter() - begin)
all_at_once(lambda d: d.createWithFlags(paused))
assert all(d.isActive() for d in domains)
all_at_once(lambda d: d.destroy())
for d in domains: d.undefine()
'''


def small(name):
    return document(name, 2, memory=128)


def large(name):
    return packed(name, N_PACKED)


def ours_at_once(daemon, count, write):
    """-> the seconds in which so many guests of as many clients are started, and ended"""
    texts = [write(f'at-once{i}') for i in range(count)]
    done = subprocess.run(daemon.as_user(['/usr/bin/python3', '-c', CLIENT, daemon.uri, str(count)]),
                          env=daemon.environment, input='\n'.join(texts), stdout=subprocess.PIPE, text=True, check=True)
    return tuple(map(float, done.stdout.split()))


def words_of(text):
    """The same guest's command line, without what only the daemon has: a key, and its monitor."""
    tool = os.path.join(os.environ['PSERIES_BUILD'], 'src', 'cli', 'virt-pseries')
    text = subprocess.run([tool, 'argv', '-0', '-'], input=text, check=True, capture_output=True, text=True).stdout
    words = [word for word in text.split('\0') if word]
    pairs = zip(words, words[1:] + [''])
    return [option for option, value in pairs if not any(name in option + value for name in ('masterKey0', 'charmonitor'))]


def packed_by_hand(words):
    """The same words with the cards on one host bridge: all functions of all its slots, in their order."""
    placed, n_cards = [], 0
    for word in words:
        device = json.loads(word) if word.startswith('{') else {}
        if device.get('driver') == 'spapr-pci-host-bridge':
            placed.pop()  # '-device'
            continue
        if device.get('driver') == 'virtio-net-pci':
            slot, function = divmod(n_cards, N_FUNCTIONS)
            device.update(bus='pci.0', addr=f'{slot:#x}.{function:#x}', multifunction=function == 0)
            word = json.dumps(device)
            n_cards += 1
        placed.append(word)
    assert n_cards == N_PACKED
    return placed


class Bare:
    """A QEMU that is talked to by its standard input and output."""

    def __init__(self, words):
        self.process = subprocess.Popen(words + ['-qmp', 'stdio'], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True, bufsize=1)

    def say(self, command):
        self.process.stdin.write(f'{{"execute":"{command}"}}\n')
        self.process.stdin.flush()

    def await_answer(self):
        while '"return"' not in self.process.stdout.readline():
            continue

    def end(self):
        self.say('quit')
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


def bare_at_once(words, count):
    """-> the seconds from the first exec to the last first answer, and from 'quit' to the last end"""
    qemus = []

    def start():
        qemu = Bare(words)
        qemu.say('qmp_capabilities')
        qemu.await_answer()
        qemus.append(qemu)
    spans = []
    for targets in ([start] * count, None):
        threads = [threading.Thread(target=target) for target in targets or [qemu.end for qemu in qemus]]
        begin = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        spans.append(time.perf_counter() - begin)
    return tuple(spans)


def compare(daemon, count, rows, write, words):
    ours_at_once(daemon, count, write)
    rounds = [(ours_at_once(daemon, count, write), bare_at_once(words, count)) for _ in range(ROUNDS)]
    for i, (name, limit) in enumerate(rows):
        pairs = [(ours[i], bare[i]) for ours, bare in rounds]
        bounded(name, [milliseconds(statistics.median(column)) for column in zip(*pairs)],
                statistics.median(a / b for a, b in pairs), limit)


def compare_verified(daemon):
    """A start at whose end what QEMU has is read back, beside one without."""
    for n_nics, kind, metadata in [(n, *row) for n in (2, 20)
                                   for row in (('', VERIFIED), (' placed by QEMU', PLACED_BY_QEMU))]:
        def verified(name, count=n_nics, element=metadata):
            return document(name, count, memory=128, metadata=element)

        def plain(name, count=n_nics):
            return document(name, count, memory=128)
        rounds = [tuple(ours_at_once(daemon, 1, write)[0] for write in (verified, plain)) for _ in range(ROUNDS)]
        bounded(f'start with {n_nics} NICs{kind}', [milliseconds(statistics.median(column)) for column in zip(*rounds)],
                statistics.median(pair[0] / pair[1] for pair in rounds), 1.3)


def measure():
    title('guests', 'ours', 'bare QEMU', 'ratio')
    with Ours() as daemon:
        words = words_of(small('bare'))
        compare(daemon, 1, [('start to the first answer', 1.5), ('stop', 3)], small, words)
        compare(daemon, N_AT_ONCE, [(f'{N_AT_ONCE} starts at once', 1.3), (f'{N_AT_ONCE} stops at once', 3)], small,
                words)
        compare(daemon, 1, [(f'start of {N_PACKED} packed NICs', 1.3)], large, packed_by_hand(words_of(large('bare'))))
    title('verification', 'verified', 'plain', 'ratio')
    with Ours() as daemon:
        compare_verified(daemon)
