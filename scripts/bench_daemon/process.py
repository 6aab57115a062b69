# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The daemon itself: how soon it serves, and what it takes."""
import os
import shutil
import statistics
import subprocess
import time

import wire
from bench_daemon.documents import document
from bench_daemon.peers import IS_SYSTEM, Ours, Stock, bounded, has_stock, title

ROUNDS = 7
N_GUESTS = 1000
DEFINE_ALL = '''
import sys, libvirt
connection = libvirt.open(sys.argv[1])
for text in sys.stdin.read().split('\\n'):
    connection.defineXML(text)
'''


def first_answer(daemon):
    """-> the seconds from the daemon's start to its first answer; it is stopped before"""
    daemon.stop()
    begin = time.perf_counter()
    with subprocess.Popen(daemon.command(), env=daemon.environment, stdin=subprocess.DEVNULL) as process:
        daemon.process = process
        while True:
            try:
                connection = wire.Wire(daemon.socket)
                break
            except OSError:
                time.sleep(0.0005)
        with connection.open('pseries:///system' if daemon.is_system else 'pseries:///session', 6):
            connection.call(wire.NUM_OF_DOMAINS)
        end = time.perf_counter()
        daemon.resident = daemon.resident_kib()
        daemon.stop()
    return end - begin


def first_answers(daemon):
    return statistics.median(first_answer(daemon) for _ in range(ROUNDS))


def first_capabilities(daemon):
    """-> the seconds of 'virsh capabilities' with a daemon that has just started, without any cache"""
    daemon.stop()
    for name in ('libvirt', 'libvirt-pseries'):
        shutil.rmtree(os.path.join('/var/cache' if IS_SYSTEM else daemon.path('cache'), name), ignore_errors=True)
    daemon.start()
    begin = time.perf_counter()
    daemon.virsh('capabilities')
    return time.perf_counter() - begin


def define_all(daemon):
    texts = [document(f'guest{i}', 5, 5) for i in range(N_GUESTS)]
    subprocess.run(daemon.as_user(['/usr/bin/python3', '-c', DEFINE_ALL, daemon.uri]), env=daemon.environment,
                   input='\n'.join(texts), text=True, check=True)


def measure():
    title('the daemon itself', '', '', 'figure')
    with Ours() as daemon:
        first = first_capabilities(daemon)
        bounded('first virsh capabilities, no cache, s', ['', ''], first, 0.5)
        if has_stock():
            with Stock() as stock:
                bounded('  the same, against stock libvirtd', ['', ''], first / first_capabilities(stock), 1)
        empty = first_answers(daemon)
        idle = daemon.resident
        bounded('start to the first answer, ms', ['', ''], empty * 1e3, 100)
        bounded('resident, idle, MiB', ['', ''], idle / 1024, 12)
        daemon.start()
        define_all(daemon)
        defined = daemon.resident_kib()
        full = first_answers(daemon)
        bounded(f'more with {N_GUESTS} guests, s', ['', ''], full - empty, 0.5)
        bounded('a defined guest of 10 devices, KiB', ['', ''], (daemon.resident - idle) / N_GUESTS, 25)
        bounded('  the same, just defined', ['', ''], (defined - idle) / N_GUESTS, 25)
