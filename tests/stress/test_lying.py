#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""QEMUs that lie: a guest may have broken out into one.  Nobody but its own guest suffers.  Prints TAP.

    test_lying.py VIRTPSERIESD [-k REGEX]
"""
import contextlib
import json
import os
import re
import subprocess
import sys
import uuid
import xml.dom.minidom

import setting
import suite
from harness import wait_for
from suite import is_equal, matches
from wire import integer, optional, string
import wire

MONITOR_COMMAND = 1
DEEP = 500000
HERE = os.path.dirname(os.path.abspath(__file__))
STOP = '{"event": "STOP", "timestamp": {"seconds": 1, "microseconds": 2}}'
VALUES = ('null', '5', '-1', '1.5', '1e999', '18446744073709551615', 'true', '"x"', '""', '"\\u0001<&"', '[]', '[[5]]',
          '[null]', '{}', '{"x": {}}')
EVENTS = ('BALLOON_CHANGE', 'DEVICE_TRAY_MOVED', 'RESET', 'RTC_CHANGE', 'VSERPORT_CHANGE')
MEMBERS = ('actual', 'id', 'tray-open', 'guest', 'reason', 'offset', 'action')


def start(daemon, guest, answers=(), says=(), behind=('cont', 'qom-get'), state='paused', **changes):
    """Starts the guest in a QEMU that tells such lies, when it has been started and when a client asks what its guest says of its memory.  A STOP
    behind them shows that they were heard."""
    with open(os.path.join(HERE, 'lying_qemu.py'), encoding='utf-8') as file:
        emulator = daemon.write(f'lying-{guest.name}', file.read())
    os.chmod(emulator, 0o755)
    daemon.write(f'lying-{guest.name}.json', json.dumps(
        {'answers': dict(answers), 'says': [*says, STOP], 'behind': behind}))
    text = guest.xml(**changes).replace('/usr/bin/qemu-system-ppc64', emulator)
    daemon.virsh('define', daemon.write(f'{guest.name}.xml', text))
    daemon.virsh('start', guest.name)
    await_state(daemon, guest, state)


def await_state(daemon, guest, state):
    wait_for(lambda: daemon.virsh('domstate', guest.name) == state, f'it is {state}')


@contextlib.contextmanager
def unharmed(daemon):
    """The daemon that serves behind it is the one that did before, and serves all."""
    pid = daemon.process.pid
    yield
    is_equal((daemon.process.poll(), daemon.process.pid), (None, pid))
    other = suite.Guest(daemon, 950)
    daemon.virsh('define', other.file())
    daemon.virsh('undefine', other.name)


def reference(guest):
    return string(guest.name) + uuid.UUID(guest.uuid).bytes + integer(-1)


VERIFIED = "<metadata><pseries:pci xmlns:pseries='urn:libvirt-pseries:domain:1.0' verify='yes'/></metadata>"
OF_ITSELF = ('query-hotpluggable-cpus', 'human-monitor-command', 'qom-list', 'qom-list-properties')
TRUE_BEGIN = {'query-version': '{"qemu": {"major": 7, "minor": 2, "micro": 0}, "package": ""}', 'qom-get': '"pseries-7.2-machine"'}
LISTED = '[{"name": "a", "type": "child<e1000e>"}, {"name": "realized", "type": "bool"}, {"name": "parent_bus", "type": "link<bus>"}]'


def case_what_it_has(daemon, guest):
    """A guest that is compared with its plan is not started, whatever its QEMU tells of itself."""
    with unharmed(daemon):
        lies = [{name: value for name in (*OF_ITSELF, *begin)} for value in VALUES for begin in ((), tuple(TRUE_BEGIN))]
        for answers in [*lies, dict.fromkeys(OF_ITSELF, LISTED), {'qom-list': LISTED, 'human-monitor-command': '"bus: a\\n dev: e1000e, id \\"a\\"\\n"'}]:
            try:
                start(daemon, guest, {**TRUE_BEGIN, **answers}, head=VERIFIED)
            except AssertionError:
                pass
            else:
                raise AssertionError(f'it starts, with {answers}')
            is_equal((daemon.virsh('domstate', guest.name), daemon.qemus()), ('shut off', []))


def restart(daemon):
    daemon.stop()
    daemon.start()


def strange_events(names):
    for value in VALUES:
        yield f'{{"event": {value}}}'
        for name in names:
            yield f'{{"event": "{name}", "data": {value}, "timestamp": {value}}}'
            members = ', '.join(f'"{member}": {value}' for member in MEMBERS)
            yield f'{{"event": "{name}", "data": {{{members}}}, "timestamp": {{"seconds": {value}}}}}'


def case_events_of_any_type(daemon, guest):
    """Right after its start, and again to the next daemon, which takes it over."""
    with unharmed(daemon):
        start(daemon, guest, says=strange_events(EVENTS))
    restart(daemon)
    with unharmed(daemon):
        daemon.virsh('dommemstat', guest.name)
        await_state(daemon, guest, 'paused')


def case_panics_of_any_type(daemon, guest):
    with unharmed(daemon):
        start(daemon, guest, says=strange_events(['GUEST_PANICKED', 'GUEST_CRASHLOADED']), state='crashed',
              head='<on_crash>preserve</on_crash>')


def case_answers_of_any_type(daemon, guest):
    """Of what is asked at a start: it fails, or the guest runs; then of what clients ask."""
    asked_later = ('query-balloon', 'qom-get', 'query-blockstats', 'human-monitor-command', 'query-block')
    disk = guest.add_disk()
    for value in VALUES:
        answers = {name: value for name in ('query-chardev', 'query-cpus-fast', 'query-iothreads')}
        with unharmed(daemon):
            if value.startswith('['):
                start(daemon, guest, answers, head='<cputune><emulatorpin cpuset="0"/></cputune>')
                daemon.virsh('destroy', guest.name)
            else:
                with contextlib.suppress(AssertionError):
                    start(daemon, guest, answers)
                is_equal(guest.state().split()[0], 'shut')
        with unharmed(daemon):
            start(daemon, guest, {name: value for name in asked_later}, devices=disk)
            for words in (('domstats',), ('dommemstat', guest.name), ('domblkstat', guest.name, 'vda'),
                          ('domblkstat', guest.name), ('qemu-monitor-command', guest.name, '--hmp', 'info'),
                          ('qemu-monitor-command', guest.name, '{"execute": "query-block"}'),
                          ('vcpuinfo', guest.name)):
                daemon.run('virsh', '-c', daemon.uri, *words)
            daemon.virsh('destroy', guest.name)


def case_states_of_any_type(daemon, guest):
    """A QEMU that does not say how its guest is at a take-over is ended, and the daemon goes on."""
    for value in VALUES:
        start(daemon, guest, {'query-status': value})
        restart(daemon)
        with unharmed(daemon):
            wait_for(lambda: daemon.virsh('domstate', guest.name) == 'shut off', 'it is given up')


def case_state_that_changes(daemon, guest):
    """An event overtakes the answer to a daemon that takes the guest over, which was older: the newer state counts."""
    states = ['{"status": "running", "running": true}', '{"status": "paused", "running": false}']
    start(daemon, guest, {'query-status': states}, behind=['query-status'], state='running')
    restart(daemon)
    daemon.virsh('dommemstat', guest.name)
    await_state(daemon, guest, 'paused')


def case_threads_of_others(daemon, guest):
    """What a QEMU names as its vCPU is bound to CPUs; that must not be another's process."""
    everywhere = sorted(os.sched_getaffinity(0))
    with subprocess.Popen(daemon.as_user(['sleep', '300'])) as other:
        try:
            row = f'[{{"cpu-index": 0, "thread-id": {other.pid}, "id": "iothread1"}}]'
            start(daemon, guest, {'query-cpus-fast': row, 'query-iothreads': row},
                  head=f'''<iothreads>1</iothreads><cputune><vcpupin vcpu="0" cpuset="{everywhere[0]}"/>
                           <iothreadpin iothread="1" cpuset="{everywhere[0]}"/></cputune>''')
            is_equal(sorted(os.sched_getaffinity(other.pid)), everywhere)
            # Nor is it told of.
            is_equal(re.findall('State: +running', daemon.virsh('vcpuinfo', guest.name)), [])
        finally:
            other.kill()


def case_terminals_of_others(daemon, guest):
    """A console is a pseudo terminal, whatever QEMU says, and the guest's document stays one."""
    for path in ('/etc/passwd', '/dev/pts/../../etc/passwd', '/dev/pts/', '/dev/pts/1\\u0001', '/dev/pts/1<'):
        row = f'[{{"label": "charserial0", "filename": "pty:{path}"}}, {{"label": 5}}, 5]'
        start(daemon, guest, {'query-chardev': row})
        text = daemon.virsh('dumpxml', guest.name)
        is_equal([node.getAttribute('path') for node in
                  xml.dom.minidom.parseString(text).getElementsByTagName('source')], [])
        daemon.virsh('destroy', guest.name)


def case_terminal_of_another_user(daemon, guest):
    """The console of a guest is opened only if it is QEMU's user's: another's terminal is not read."""
    if os.geteuid() != 0:
        return  # There is no other user.
    master, slave = os.openpty()
    try:
        path = os.ttyname(slave)
        # Not the daemon's user's, but one that all may open.
        os.chown(path, 12345, 12345)
        os.chmod(path, 0o666)
        start(daemon, guest, {'query-chardev': f'[{{"label": "charserial0", "filename": "pty:{path}"}}]'})
        with daemon.connect() as connection:
            answer = connection.call(wire.DOMAIN_OPEN_CONSOLE, reference(guest) + optional(None) + integer(0))
        matches(answer.message, 'is not a terminal of the guest')
    finally:
        os.close(master)
        os.close(slave)


def case_command_that_is_deep(daemon, guest):
    """A client's own command is bounded as well: reading it takes the stack of a thread."""
    start(daemon, guest)
    with unharmed(daemon):
        for text in ('{"execute": ' + '[' * DEEP, '[' * DEEP, '{"execute": /*"*/' + '[' * DEEP + '/*"*/}'):
            with daemon.connect() as connection:
                answer = connection.call(MONITOR_COMMAND, reference(guest) + string(text) + integer(0), program=wire.QEMU)
            matches(answer.message, 'cannot parse json')


if __name__ == '__main__':
    sys.exit(setting.main())
