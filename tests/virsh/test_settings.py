#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every key of virtpseriesd.conf has an effect, as its text says.  Prints TAP.

    test_settings.py --daemon PATH [-k REGEX]

A key is a row of one of three tables: it is seen at one guest that runs under many settings at once, or has a case of its
own, or names the test that sees it.  A key without a row is a case that fails.
"""
import contextlib
import grp
import os
import pathlib
import re
import select
import signal
import stat
import sys
import time

import harness
import suite
import wire
from harness import wait_for
from suite import is_equal, matches
from test_ending import reference
from wire import Wire, integer, pack

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
USER, GROUP = 12345, 23456
# How long is waited for what must not come.
QUIET_SECONDS = 0.5
DOMAIN_SUSPEND = 34
PROGRAM_KEEPALIVE = 10  # a feature's number
HOST_UUID = '12345678-1234-4234-8234-123456789012'
SOCKET_GROUP = 'daemon'


class SystemDaemon(harness.Daemon):
    """Of the system, with a socket of its own and such settings."""

    def __init__(self, program, settings):
        self.settings = settings
        super().__init__('pseries', program, is_system=True)

    def configure(self):
        text = ''.join(f'{name}_directory = "{self.path("system", name)}"\n' for name in ('config', 'run', 'log', 'cache', 'state'))
        text += ''.join(f'{key} = {value}\n' for key, value in {'user': '"root"', **self.settings}.items())
        return self.write('virtpseriesd.conf', text + ('' if 'peer_directory' in self.settings else self.peer_setting()))


def status(pid):
    return (pathlib.Path('/proc') / str(pid) / 'status').read_text(encoding='utf-8')


def limits(pid):
    return (pathlib.Path('/proc') / str(pid) / 'limits').read_text(encoding='utf-8')


def mode(path):
    return stat.S_IMODE(os.stat(path).st_mode)


# ---- what is seen at one guest: key -> (value, check(daemon, guest, QEMU's pid))

AT_ONE_GUEST = {
    'unix_sock_group': (f'"{SOCKET_GROUP}"', lambda daemon, guest, pid:
                        is_equal(os.stat(daemon.socket).st_gid, grp.getgrnam(SOCKET_GROUP).gr_gid)),
    'unix_sock_ro_perms': ('"0741"', lambda daemon, guest, pid: is_equal(mode(daemon.socket + '-ro'), 0o741)),
    'unix_sock_rw_perms': ('"0714"', lambda daemon, guest, pid: is_equal(mode(daemon.socket), 0o714)),
    'log_level': ('1', lambda daemon, guest, pid: matches(daemon.log(), ': info: ')),
    'user': (f'"+{USER}"', lambda daemon, guest, pid: matches(status(pid), rf'Uid:(\s+{USER}){{4}}\n')),
    'group': (f'"+{GROUP}"', lambda daemon, guest, pid: matches(status(pid), rf'Gid:(\s+{GROUP}){{4}}\n')),
    'dynamic_ownership': ('0', lambda daemon, guest, pid: is_equal(os.stat(guest.disk).st_uid, os.geteuid())),
    'seccomp_sandbox': ('0', lambda daemon, guest, pid: matches(status(pid), r'Seccomp:\s+0\n')),
    'max_processes': ('4321', lambda daemon, guest, pid: matches(limits(pid), r'Max processes +4321 ')),
    'max_files': ('987', lambda daemon, guest, pid: matches(limits(pid), r'Max open files +987 ')),
    'max_core': ('65536', lambda daemon, guest, pid: matches(limits(pid), r'Max core file size +65536 ')),
    'host_uuid': (f'"{HOST_UUID}"', lambda daemon, guest, pid:
                  matches(daemon.virsh('capabilities'), f'<uuid>{HOST_UUID}</uuid>')),
    'config_directory': (None, lambda daemon, guest, pid: os.stat(daemon.path('system', 'config', f'{guest.name}.xml'))),
    'run_directory': (None, lambda daemon, guest, pid: os.stat(daemon.path('system', 'run', f'domain-1-{guest.name}'))),
    'log_directory': (None, lambda daemon, guest, pid: os.stat(daemon.path('system', 'log', f'{guest.name}.log'))),
    'cache_directory': (None, lambda daemon, guest, pid: is_equal(os.listdir(daemon.path('system', 'cache')) != [], True)),
}


def check_all_at_one_guest(program, keys):
    """-> {key: what is wrong, None: nothing}"""
    settings = {key: value for key, (value, _) in AT_ONE_GUEST.items() if value is not None}
    troubles = {}
    with SystemDaemon(program, settings) as daemon:
        guest = suite.Guest(daemon, 1)
        devices = guest.add_disk()
        # QEMU's user gets no image in this configuration.
        os.chmod(guest.disk, 0o666)
        guest.define(devices=devices).start('--paused')
        pid, = daemon.qemus()
        for key in keys:
            try:
                AT_ONE_GUEST[key][1](daemon, guest, pid)
                troubles[key] = None
            except (AssertionError, OSError) as error:
                troubles[key] = str(error)
        guest.remove()
    return troubles


# ---- what has a case of its own

def opened(daemon):
    return Wire(daemon.socket).open('pseries:///system', 6)


def is_answered(connection, seconds):
    return select.select([connection.socket], [], [], seconds)[0] != []


def max_clients(program):
    """Whoever comes behind them waits until one of them goes."""
    with SystemDaemon(program, {'max_clients': 1}) as daemon, contextlib.ExitStack() as stack:
        first = stack.enter_context(opened(daemon))
        second = stack.enter_context(Wire(daemon.socket))
        second.send(pack(wire.AUTH_LIST, serial=1))
        is_equal(is_answered(second, QUIET_SECONDS), False)
        first.close()
        is_equal(is_answered(second, harness.CALL_SECONDS), True)


def max_anonymous_clients(program):
    """Of those that have said nothing the oldest goes, when it has had its time and another comes."""
    with SystemDaemon(program, {'max_anonymous_clients': 1}) as daemon, Wire(daemon.socket) as first:
        def has_made_room():
            with Wire(daemon.socket):
                return is_answered(first, 0.1)
        wait_for(has_made_room, 'it makes room')
        is_equal(first.is_closed(), True)


def max_client_requests(program):
    """A second call of one client waits for a first that waits for a QEMU."""
    with SystemDaemon(program, {'max_client_requests': 1}) as daemon:
        guest = suite.Guest(daemon, 1)
        guest.define().start()
        pid, = daemon.qemus()
        os.kill(pid, signal.SIGSTOP)
        with opened(daemon) as connection:
            connection.send(pack(DOMAIN_SUSPEND, reference(guest), serial=1000))
            connection.send(pack(wire.NUM_OF_DOMAINS, serial=1001))
            is_equal(is_answered(connection, QUIET_SECONDS), False)
            os.kill(pid, signal.SIGCONT)
            is_equal([connection.packet().serial for _ in range(2)], [1000, 1001])
        guest.remove()


def keepalive_interval(program):
    """A client that says nothing is asked whether it is there."""
    with SystemDaemon(program, {'keepalive_interval': 1}) as daemon, opened(daemon) as connection:
        is_equal(connection.call(wire.SUPPORTS_FEATURE, integer(PROGRAM_KEEPALIVE)), integer(1))
        is_equal(connection.packet()[:3], (wire.KEEPALIVE, 1, wire.PING))


def keepalive_count(program):
    """With none to be left unanswered it is not even asked."""
    with SystemDaemon(program, {'keepalive_interval': 1, 'keepalive_count': 0}) as daemon, opened(daemon) as connection:
        is_equal(connection.call(wire.SUPPORTS_FEATURE, integer(PROGRAM_KEEPALIVE)), integer(1))
        is_equal(connection.is_closed(), True)


def start_timeout(program):
    """A QEMU that says nothing is given up long before the default's time."""
    with SystemDaemon(program, {'start_timeout': 1}) as daemon:
        guest = suite.Guest(daemon, 1)
        path = daemon.write('qemu-system-slow', '''#!/bin/sh
case "$*" in *guest=*) exec sleep 60;; esac
exec qemu-system-ppc64 "$@"
''')
        os.chmod(path, 0o755)
        text = guest.xml().replace('/usr/bin/qemu-system-ppc64', path)
        daemon.virsh('define', daemon.write('slow.xml', text))
        begin = time.monotonic()
        daemon.virsh_error('start', guest.name)
        assert time.monotonic() - begin < 25, 'it waits as long as by default'
        guest.remove()


def seccomp_sandbox_on(program):
    """Both words for on."""
    for value in (-1, 1):
        with SystemDaemon(program, {'seccomp_sandbox': value}) as daemon:
            guest = suite.Guest(daemon, 1)
            guest.define().start('--paused')
            pid, = daemon.qemus()
            matches(status(pid), r'Seccomp:\s+2\n')
            guest.remove()


def verify_guests(program):
    """A QEMU with a device that nobody has planned is not let run; by default it is."""
    for value, is_started in (('1', False), ('0', True)):
        with SystemDaemon(program, {'verify_guests': value}) as daemon:
            guest = suite.Guest(daemon, 1)
            path = daemon.write('qemu-system-more', '''#!/bin/sh
case "$*" in *guest=*) exec qemu-system-ppc64 "$@" -device virtio-rng-pci,id=more,bus=pci.0,addr=0x11;; esac
exec qemu-system-ppc64 "$@"
''')
            os.chmod(path, 0o755)
            text = guest.xml().replace('/usr/bin/qemu-system-ppc64', path)
            daemon.virsh('define', daemon.write('more.xml', text))
            if is_started:
                guest.start('--paused')
            else:
                matches(daemon.virsh_error('start', guest.name), "'more': QEMU has it, and it should not be there")
                is_equal(daemon.qemus(), [])
            guest.remove()


OWN_CASES = (max_clients, max_anonymous_clients, max_client_requests, keepalive_interval, keepalive_count, start_timeout,
             verify_guests)
OTHER_CASES = (seccomp_sandbox_on,)

# ---- what is seen elsewhere: key -> (file, what stands in it)

ELSEWHERE = {
    'max_client_streams': ('tests/stress/test_hostile.py', 'case_streams_nobody_reads'),
    'max_client_callbacks': ('tests/stress/test_hostile.py', 'case_endless_callbacks'),
    'max_client_mib': ('tests/stress/test_hostile.py', 'case_packets_that_do_not_end'),
    'max_user_clients': ('tests/rpc/test_account.c', 'max_user_clients'),
    'max_user_requests': ('tests/rpc/test_account.c', 'max_user_requests'),
    'max_user_streams': ('tests/rpc/test_account.c', 'max_user_streams'),
    'max_user_callbacks': ('tests/stress/test_hostile.py', 'case_endless_callbacks'),
    'max_user_descriptors': ('tests/stress/test_hostile.py', 'case_descriptors_that_wait'),
    'max_user_mib': ('tests/stress/test_hostile.py', 'case_packets_that_do_not_end'),
    'max_workers': ('tests/stress/test_load.py', 'case_more_qemus_hang_than_there_are_workers'),
    'call_timeout': ('tests/stress/test_load.py', 'case_qemu_that_hangs'),
    'swtpm_user': ('tests/virsh/test_system_helpers.py', 'case_rights_of_swtpm'),
    'swtpm_group': ('tests/daemon/test_paths.c', 'swtpm_group'),
    'log_max_kib': ('tests/virsh/test_system_logs.py', 'case_flood'),
    'memory_backing_dir': ('tests/virsh/test_system.py', 'case_memory_in_files'),
    'peer_directory': ('tests/virsh/test_relay.py', 'case_modular_daemons'),
    'serve_virtqemud_sockets': ('tests/virsh/test_tools.py', 'case_in_the_place_of_virtqemud'),
    'state_directory': ('tests/virsh/test_helpers.py', 'case_tpm_of_a_run'),
}


def trouble_of(call, *arguments):
    try:
        call(*arguments)
        return None
    except (AssertionError, EOFError, OSError, RuntimeError) as error:
        return str(error) or repr(error)


def is_elsewhere(key):
    file, words = ELSEWHERE[key]
    assert words in (TOP / file).read_text(encoding='utf-8'), f'{file} has no {words}'


def main():
    program = os.path.abspath(sys.argv[sys.argv.index('--daemon') + 1])
    pattern = sys.argv[sys.argv.index('-k') + 1] if '-k' in sys.argv else ''
    if os.geteuid() != 0:
        print("1..0 # SKIP needs root, as the system's daemon does")
        return 0
    table = (TOP / 'src/daemon/config_keys.c').read_text(encoding='utf-8')
    keys = [key for key in re.findall(r'\.name = "(\w+)"', table) if re.search(pattern, key)]
    own = {case.__name__: case for case in OWN_CASES}
    at_guest = [key for key in keys if key in AT_ONE_GUEST]
    troubles = check_all_at_one_guest(program, at_guest) if at_guest else {}
    for key in keys:
        if key in own:
            troubles[key] = trouble_of(own[key], program)
        elif key in ELSEWHERE:
            troubles[key] = trouble_of(is_elsewhere, key)
        elif key not in troubles:
            troubles[key] = 'nothing shows its effect: it has no row here'
    for case in OTHER_CASES:
        if re.search(pattern, case.__name__):
            troubles[case.__name__] = trouble_of(case, program)
    print(f'1..{len(troubles)}')
    for number, (name, trouble) in enumerate(troubles.items(), 1):
        if trouble:
            print('\n'.join('# ' + line for line in trouble.splitlines()))
        print(f"{'not ok' if trouble else 'ok'} {number} - {name}")
    return 1 if any(troubles.values()) else 0


if __name__ == '__main__':
    sys.exit(main())
