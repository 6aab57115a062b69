#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Calls that ask the guest's agent, where there is no channel for it and where nobody is at the channel's end."""
import sys

import suite
import wire
from suite import is_equal
from wire import Refusal, Wire, integer, string

CHANNEL = "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>"
DRIVER = 10
NOT_CONFIGURED = Refusal(74, DRIVER, 'argument unsupported: QEMU guest agent is not configured')
NOT_CONNECTED = Refusal(86, DRIVER, 'Guest agent is not responding: QEMU guest agent is not connected')
NOT_RUNNING = 'Requested operation is not valid: domain is not running'
PING = string('{"execute":"guest-ping"}')

# name: (program, number, what stands behind the guest)
CALLS = {
    'shutdown --mode agent': (wire.REMOTE, 258, integer(2)),
    'reboot --mode agent': (wire.REMOTE, 27, integer(2)),
    'qemu-agent-command': (wire.QEMU, 3, PING + integer(1) + integer(0)),
    'qemu-agent-command, no JSON': (wire.QEMU, 3, string('x') + integer(-2) + integer(0)),
    'vcpucount --guest': (wire.REMOTE, 200, integer(8)),
    'vcpucount --guest --live': (wire.REMOTE, 200, integer(8 | 1)),
    'vcpucount --guest --config': (wire.REMOTE, 200, integer(8 | 2)),
}


def ask(daemon, guest):
    """-> {name: answer} of all that ask the agent"""
    reference = string(guest.name) + bytes.fromhex(guest.uuid.replace('-', '')) + integer(-1)
    with Wire(daemon.socket).open('qemu:///session' if daemon.peer == 'stock' else 'pseries:///session') as connection:
        return {name: connection.call(number, reference + rest, program=program)
                for name, (program, number, rest) in CALLS.items()}


def case_no_channel(daemon, guest):
    guest.define().start()
    for name, answer in ask(daemon, guest).items():
        is_equal((name, answer), (name, NOT_CONFIGURED))


def case_nobody_at_the_channel(daemon, guest):
    guest.define(devices=CHANNEL).start()
    for name, answer in ask(daemon, guest).items():
        is_equal((name, answer), (name, NOT_CONNECTED))


def case_paused(daemon, guest):
    """Whoever stands still cannot answer."""
    guest.define(devices=CHANNEL).start('--paused')
    for name, answer in ask(daemon, guest).items():
        is_equal((name, answer.code, answer.message), (name, 55, NOT_RUNNING))


def case_shut_off(daemon, guest):
    guest.define(devices=CHANNEL)
    answers = ask(daemon, guest)
    for name in ('vcpucount --guest', 'vcpucount --guest --config'):
        answer = answers.pop(name)
        is_equal((name, answer.code, answer.message), (name, 8, 'invalid argument: vCPU count provided by the guest '
                                                                'agent can only be requested for live domains'))
    for name, answer in answers.items():
        is_equal((name, answer.code, answer.message), (name, 55, NOT_RUNNING))


def case_other_ways(daemon, guest):
    """Where the agent is one way of several, the power button is pressed."""
    guest.define().start()
    is_equal(daemon.virsh('shutdown', guest.name, '--mode', 'agent,acpi'), f"Domain '{guest.name}' is being shutdown")
    is_equal(daemon.virsh('reboot', guest.name, '--mode', 'agent,acpi'), f"Domain '{guest.name}' is being rebooted")


if __name__ == '__main__':
    sys.exit(suite.main())
