#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Many guests, many clients, two clients on one guest, a QEMU that hangs, and what is left of it all.  Prints TAP.

    test_load.py VIRTPSERIESD [-k REGEX]
"""
import os
import signal
import sys
import threading
import time

import setting
import suite
import wire
from client import program
from harness import wait_for
from setting import amount
from suite import is_equal
from wire import integer, pack, string

# It has to ask QEMU.
DOMAIN_SUSPEND = 34
# So long a call waits for another one of its guest.
CALL_SECONDS = 6
N_WORKERS = 4
N_DEFINED = 200
N_RUNNING = 20
ROUNDS_OF_A_CLIENT = 50

# @define(c, n): a small guest of that number, @paused: how it is started.
GUESTS = '''
def text(number):
    return f"""<domain type='qemu'><name>many{number}</name><uuid>00000000-0000-4000-9000-{number:012x}</uuid>
<memory unit='MiB'>128</memory><vcpu>1</vcpu><os><type arch='ppc64' machine='pseries'>hvm</type></os>
<devices><emulator>/usr/bin/qemu-system-ppc64</emulator><controller type='usb' model='none'/><console type='pty'/>
</devices></domain>"""
paused = libvirt.VIR_DOMAIN_START_PAUSED
'''


def guests(daemon, text):
    return program(daemon, GUESTS + text)


def reference(guest):
    return string(guest.name) + bytes.fromhex(guest.uuid.replace('-', '')) + integer(-1)


def case_many_guests(daemon, guest):
    """200 defined, 20 of them running, all of them known to everybody."""
    counts = guests(daemon, f'''
all = [c.defineXML(text(number)) for number in range({N_DEFINED})]
for d in all[:{N_RUNNING}]:
    d.createWithFlags(paused)
show([c.numOfDomains(), c.numOfDefinedDomains(), len(c.listAllDomains())])
stats = c.getAllDomainStats()
show([len(stats), sum(s['state.state'] == libvirt.VIR_DOMAIN_PAUSED for _, s in stats)])
for d in all[:{N_RUNNING}]:
    d.destroy()
show(c.numOfDomains())
for d in all:
    d.undefine()
show(len(c.listAllDomains()))
''')
    is_equal(counts, [[N_RUNNING, N_DEFINED - N_RUNNING, N_DEFINED], [N_DEFINED, N_RUNNING], 0, 0])
    is_equal(daemon.qemus(), [])


def case_many_connections(daemon, guest):
    """Fifty at once, each asking for the same guest."""
    guest.define().start('--paused')
    answers = []

    def ask():
        with daemon.connect() as connection:
            for _ in range(amount(20, 200)):
                answers.append(connection.call(16, reference(guest)))
    threads = [threading.Thread(target=ask) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    is_equal(len(answers), 50 * amount(20, 200))
    assert all(isinstance(answer, bytes) and answer[:4] == integer(3) for answer in answers)


def case_two_clients_on_one_guest(daemon, guest):
    """Each of them starts and ends it; one wins, and the other is told."""
    guest.define()
    codes = []

    def work():
        codes.extend(program(daemon, f'''
d = c.lookupByName('{guest.name}')
def code(call):
    answer = attempt(call)
    return answer[0] if isinstance(answer, list) else answer
show(sorted({{code(lambda: d.createWithFlags(libvirt.VIR_DOMAIN_START_PAUSED)) for _ in range({amount(5, 50)})
              if attempt(d.destroy) or True}}))
''')[0])
    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # done, failed as the other one ended it, or it was running already
    assert set(codes) <= {0, 1, 9, 38, 55}, codes
    wait_for(lambda: len(daemon.qemus()) == len(daemon.virsh('list', '--name').split()), 'there is no orphan')


def case_qemu_that_hangs(daemon, guest):
    """Fifty calls wait for it; nothing else does; destroy ends it, and them."""
    guest.define().start()
    other = suite.Guest(daemon, 950)
    daemon.virsh('define', other.file())
    pid, = daemon.qemus()
    os.kill(pid, signal.SIGSTOP)
    connections = [daemon.connect() for _ in range(50)]
    begin = time.monotonic()
    for connection in connections:
        connection.send(pack(DOMAIN_SUSPEND, reference(guest), serial=1))
    time.sleep(0.5)
    is_equal(daemon.virsh('list', '--name').split(), [guest.name])
    assert guest.name in daemon.virsh('dumpxml', guest.name)
    daemon.virsh('start', other.name, '--paused')
    daemon.virsh('destroy', other.name)
    refusals = [wire.refusal_of(connection.packet().body) for connection in connections[1:]]
    assert time.monotonic() - begin < CALL_SECONDS + 25
    is_equal({refusal.code for refusal in refusals}, {68})
    # One of them had its turn, and waited for QEMU.
    messages = [refusal.message for refusal in refusals]
    assert messages.count('Timed out during operation: cannot acquire state change lock') >= len(refusals) - 1, messages
    daemon.virsh('destroy', guest.name)
    is_equal(wire.refusal_of(connections[0].packet().body).code in (1, 9, 38, 55, 68), True)
    is_equal(guest.state(), 'shut off (destroyed)')
    for connection in connections:
        connection.close()


def case_more_qemus_hang_than_there_are_workers(daemon, guest):
    """Each has a call that waits for it; others find a worker all the same."""
    others = [suite.Guest(daemon, 960 + i) for i in range(2 * N_WORKERS)]
    for other in others:
        daemon.virsh('define', other.file())
        daemon.virsh('start', other.name)
    pids = daemon.qemus()
    is_equal(len(pids), len(others))
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    connections = [daemon.connect() for _ in others]
    for other, connection in zip(others, connections):
        connection.send(pack(DOMAIN_SUSPEND, reference(other), serial=1))
    time.sleep(0.5)
    with daemon.connect() as connection:
        connection.socket.settimeout(CALL_SECONDS / 2)
        guest.define().start('--paused')
        assert isinstance(connection.call(16, reference(guest)), bytes)
    for pid in pids:
        os.kill(pid, signal.SIGCONT)
    for connection in connections:
        is_equal(connection.packet().status, wire.OK)
        connection.close()


def size_of(daemon):
    """-> (descriptors, threads, children, resident KiB) of the daemon"""
    pid = daemon.process.pid
    with open(f'/proc/{pid}/status', encoding='utf-8') as file:
        status = dict(line.split(':', 1) for line in file)
    with open(f'/proc/{pid}/task/{pid}/children', encoding='utf-8') as file:
        children = len(file.read().split())
    return (len(os.listdir(f'/proc/{pid}/fd')), int(status['Threads']), children,
            int(status['VmRSS'].split()[0]))


def use(daemon, n_connections, n_rounds):
    for _ in range(n_connections):
        daemon.connect().close()
    # One client after the other, none of which has so much to do that a slow machine would not let it.
    for begin in range(0, n_rounds, ROUNDS_OF_A_CLIENT):
        guests(daemon, f'''
for _ in range({min(ROUNDS_OF_A_CLIENT, n_rounds - begin)}):
    d = c.defineXML(text(1))
    d.createWithFlags(paused)
    d.destroy()
    d.undefine()
''')


def case_nothing_is_left(daemon, guest):
    """Descriptors, threads, children and memory are afterwards what they were before."""
    use(daemon, amount(100, 1000), amount(5, 50))
    before = size_of(daemon)
    use(daemon, amount(500, 10000), amount(20, 1000))
    # Workers that have nothing to do leave after a while.
    wait_for(lambda: size_of(daemon)[:3] <= before[:3] and size_of(daemon)[1] <= before[1], 'all is as before')
    after = size_of(daemon)
    print(f'# descriptors, threads, children, KiB: {before} before, {after} behind')
    is_equal((after[0], after[2]), (before[0], before[2]))
    # A sanitizer keeps what was freed, for a while.
    assert setting.is_sanitized(daemon) or after[3] - before[3] < 1024, (before, after)


def case_descriptors_of_qemu(daemon, guest):
    """QEMU has none of the daemon's, whatever is open there when it starts."""
    guest.define()
    connections = [daemon.connect() for _ in range(20)]
    guest.start('--paused')
    pid, = daemon.qemus()
    opened = [os.readlink(f'/proc/{pid}/fd/{number}') for number in os.listdir(f'/proc/{pid}/fd')]
    ours = {os.readlink(f'/proc/{daemon.process.pid}/fd/{number}')
            for number in os.listdir(f'/proc/{daemon.process.pid}/fd')}
    shared = {path for path in opened if path in ours and not path.startswith(('/dev/', 'anon_inode:'))}
    for connection in connections:
        connection.close()
    assert all('.log' in path for path in shared), shared


if __name__ == '__main__':
    sys.exit(setting.main(f'call_timeout = {CALL_SECONDS}\nmax_workers = {N_WORKERS}\n'))
