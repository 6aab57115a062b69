#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What another user may do with the system's daemon, and with another user's session.  Prints TAP.

    test_system_access.py --daemon PATH [-k REGEX]
"""
import errno
import multiprocessing
import os
import signal
import socket
import sys

import harness
import procedures
import wire
from suite import is_equal, matches
from test_system import main
from wire import Refusal, Wire, integer

STRANGER = 65533


def case_another_user(daemon, guest):
    """May look, and not change; the socket for changing is closed to him."""
    path = guest.file()
    guest.define()
    done = daemon.run_as(STRANGER, 'virsh', '-r', '-c', daemon.uri, 'list', '--all', '--name')
    is_equal((done.returncode, done.stdout.strip()), (0, guest.name))
    for words in (['define', path], ['start', guest.name], ['undefine', guest.name],
                  ['dumpxml', guest.name, '--security-info'], ['qemu-monitor-command', guest.name, '{}'], ['desc', guest.name, 'x']):
        done = daemon.run_as(STRANGER, 'virsh', '-r', '-c', daemon.uri, *words)
        assert done.returncode == 1, (words, done)
        matches(done.stderr, 'operation forbidden: ')
    done = daemon.run_as(STRANGER, 'virsh', '-c', daemon.uri, 'list')
    is_equal(done.returncode, 1)
    matches(done.stderr, "Failed to connect socket to '(/var)?/run/libvirt/virtpseriesd-sock': Permission denied")


def case_read_only_socket_decides(daemon, guest):
    """Not what the client says that it wants."""
    guest.define()
    reference = wire.string(guest.name) + bytes.fromhex(guest.uuid.replace('-', '')) + integer(-1)
    with Wire(daemon.read_only_socket).open(daemon.uri, 0) as connection:
        is_equal(connection.call(wire.DOMAIN_CREATE, reference),
                 Refusal(29, 20, 'operation forbidden: read only access prevents virDomainCreate'))


def as_stranger(ask):
    """-> what @ask returns in a process of another user"""
    receiver, sender = multiprocessing.Pipe(duplex=False)

    def run():
        os.setgroups([])
        os.setresgid(STRANGER, STRANGER, STRANGER)
        os.setresuid(STRANGER, STRANGER, STRANGER)
        sender.send(ask())
    process = multiprocessing.get_context('fork').Process(target=run)
    process.start()
    sender.close()
    try:
        return receiver.recv()
    finally:
        process.join()


def ask_all(daemon, calls):
    """-> the answers to @calls, as one who may only read and does not say so"""
    with Wire(daemon.read_only_socket).open(daemon.uri, 0) as connection:
        return [connection.call(call.number, call.arguments, program=call.program) for call in calls]


def case_every_writing_call(daemon, guest):
    """Each of them is refused to another user, whether the guest runs or not, before anything is looked at."""
    guest.define().start('--paused')
    calls = procedures.writing_calls()
    answers = as_stranger(lambda: ask_all(daemon, calls))
    assert len(answers) > 150
    for call, answer in zip(calls, answers):
        assert isinstance(answer, Refusal) and answer.code == 29, (call, answer)
        matches(answer.message, r'^operation forbidden: read only access prevents vir\w+$')
    matches(guest.state(), '^paused')


def case_every_writing_argument(daemon, guest):
    """Procedures that are open to another user but for an argument are refused with it, in libvirt's words."""
    calls = procedures.conditional_calls()
    answers = as_stranger(lambda: ask_all(daemon, calls))
    assert len(answers) == 7, answers
    for call, answer in zip(calls, answers):
        is_equal((call.number, answer), (call.number, Refusal(29, 20, 'operation forbidden: ' + call.refusal)))


def case_passwords_by_any_flag(daemon, guest):
    """Whatever flags another user gives, no document that he gets has a display's password."""
    guest.define(devices="<graphics type='vnc' passwd='geheim'/>")
    reference = wire.string(guest.name) + bytes.fromhex(guest.uuid.replace('-', '')) + integer(-1)

    def ask():
        with Wire(daemon.read_only_socket).open(daemon.uri, 0) as connection:
            return [connection.call(wire.DOMAIN_GET_XML_DESC, reference + integer(flags)) for flags in range(64)]
    answers = as_stranger(ask)
    assert any(isinstance(answer, bytes) and b'<graphics' in answer for answer in answers)
    for flags, answer in enumerate(answers):
        assert isinstance(answer, Refusal) or b'geheim' not in answer, flags
        assert isinstance(answer, Refusal) == bool(flags & ~6), (flags, answer)
    matches(daemon.virsh('dumpxml', guest.name, '--security-info'), "passwd='geheim'")


def case_no_way_round(daemon, guest):
    """The socket for changing lets another user not even connect."""
    def connect():
        with socket.socket(socket.AF_UNIX) as client:
            return client.connect_ex(daemon.socket)
    is_equal(as_stranger(connect), errno.EACCES)


def case_another_user_of_a_session(daemon, guest):
    """Even where the socket's rights let him in."""
    with harness.Daemon('pseries', daemon.program) as session:
        for folder in (session.path('run'), session.path('run', 'libvirt')):
            os.chmod(folder, 0o755)
        os.chmod(session.socket, 0o777)
        is_equal(session.virsh('list', '--all', '--name'), '')
        done = daemon.run_as(STRANGER, 'virsh', '-c', session.uri, 'list')
        # It fails at its first word, or dies of having nobody to say it to.
        assert done.returncode in (1, -signal.SIGPIPE), done
        matches(session.log(), f'a client of user {STRANGER} is turned away')


if __name__ == '__main__':
    sys.exit(main())
