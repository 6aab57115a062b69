#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A guest's life, from define to undefine, by virsh."""
import os
import sys

import suite
from harness import wait_for
from suite import is_equal, matches


def case_define_start_destroy_undefine(daemon, guest):
    is_equal(daemon.virsh('define', guest.file()), f"Domain '{guest.name}' defined from {daemon.path(guest.name)}.xml")
    is_equal(guest.state(), 'shut off (unknown)')
    is_equal(daemon.virsh('start', guest.name), f"Domain '{guest.name}' started")
    is_equal(guest.state(), 'running (booted)')
    matches(daemon.virsh('list'), rf'\d+ +{guest.name} +running')
    is_equal(daemon.virsh('destroy', guest.name), f"Domain '{guest.name}' destroyed")
    is_equal(guest.state(), 'shut off (destroyed)')
    matches(daemon.virsh('list', '--all'), rf'- +{guest.name} +shut off')
    is_equal(daemon.virsh('undefine', guest.name), f"Domain '{guest.name}' has been undefined")
    is_equal(daemon.virsh('list', '--all', '--name'), '')


def case_suspend_resume(daemon, guest):
    guest.define().start()
    is_equal(daemon.virsh('suspend', guest.name), f"Domain '{guest.name}' suspended")
    is_equal(guest.state(), 'paused (user)')
    daemon.virsh('suspend', guest.name)  # again: no harm
    is_equal(daemon.virsh('resume', guest.name), f"Domain '{guest.name}' resumed")
    is_equal(guest.state(), 'running (unpaused)')


def case_start_paused(daemon, guest):
    guest.define().start('--paused')
    is_equal(guest.state(), 'paused (user)')
    daemon.virsh('resume', guest.name)
    is_equal(guest.state(), 'running (unpaused)')


def case_start_force_boot(daemon, guest):
    guest.define().start('--force-boot', '--bypass-cache')
    is_equal(guest.state(), 'running (booted)')


def case_start_autodestroy(daemon, guest):
    """A guest started so ends with its connection."""
    guest.define().start('--autodestroy')
    wait_for(lambda: guest.state() == 'shut off (destroyed)', 'the guest ends')


def case_create_transient(daemon, guest):
    is_equal(daemon.virsh('create', guest.file()), f"Domain '{guest.name}' created from {daemon.path(guest.name)}.xml")
    matches(daemon.virsh('dominfo', guest.name), r'Persistent: +no')
    daemon.virsh('destroy', guest.name)
    is_equal(daemon.virsh('list', '--all', '--name'), '')


def case_create_then_define(daemon, guest):
    """What virt-install does: the running transient guest becomes persistent."""
    daemon.virsh('create', guest.file())
    daemon.virsh('define', guest.file())
    matches(daemon.virsh('dominfo', guest.name), r'Persistent: +yes')
    daemon.virsh('destroy', guest.name)
    is_equal(guest.state(), 'shut off (destroyed)')


def case_create_paused(daemon, guest):
    daemon.virsh('create', guest.file(), '--paused')
    is_equal(guest.state(), 'paused (user)')


def case_undefine_running(daemon, guest):
    """It becomes transient, and is gone when it ends."""
    guest.define().start()
    daemon.virsh('undefine', guest.name)
    matches(daemon.virsh('dominfo', guest.name), r'Persistent: +no')
    is_equal(guest.state(), 'running (booted)')
    daemon.virsh('destroy', guest.name)
    is_equal(daemon.virsh('list', '--all', '--name'), '')


def case_undefine_flags(daemon, guest):
    guest.define()
    daemon.virsh('undefine', guest.name, '--managed-save', '--snapshots-metadata', '--checkpoints-metadata', '--nvram')
    is_equal(daemon.virsh('list', '--all', '--name'), '')


def case_reset(daemon, guest):
    guest.define().start()
    is_equal(daemon.virsh('reset', guest.name), f"Domain '{guest.name}' was reset")
    is_equal(guest.state(), 'running (booted)')


def case_reboot_and_shutdown_are_asked_for(daemon, guest):
    """The firmware does not listen to the power button, so nothing more happens."""
    guest.define().start()
    is_equal(daemon.virsh('reboot', guest.name), f"Domain '{guest.name}' is being rebooted")
    is_equal(daemon.virsh('shutdown', guest.name), f"Domain '{guest.name}' is being shutdown")
    is_equal(daemon.virsh('shutdown', guest.name, '--mode', 'acpi'), f"Domain '{guest.name}' is being shutdown")
    is_equal(guest.state(), 'running (booted)')


def case_shutdown_by_agent_without_agent(daemon, guest):
    guest.define().start()
    matches(daemon.virsh_error('shutdown', guest.name, '--mode', 'agent'), 'QEMU guest agent is not configured')


def case_destroy_graceful(daemon, guest):
    guest.define().start()
    daemon.virsh('destroy', guest.name, '--graceful')
    is_equal(guest.state(), 'shut off (destroyed)')


def case_quit_by_itself(daemon, guest):
    """A QEMU that ends by itself is noticed."""
    guest.define().start()
    daemon.run('virsh', '-c', daemon.uri, 'qemu-monitor-command', guest.name, '{"execute":"quit"}')
    wait_for(lambda: guest.state().startswith('shut off'), 'the end is noticed')
    is_equal(guest.state(), 'shut off (shutdown)')


def case_killed(daemon, guest):
    """So is one that is killed."""
    import os
    import signal
    guest.define().start()
    for pid in daemon.qemus():
        os.kill(pid, signal.SIGKILL)
    wait_for(lambda: guest.state().startswith('shut off'), 'the end is noticed')
    is_equal(guest.state(), 'shut off (crashed)')


def case_inject_nmi(daemon, guest):
    guest.define().start()
    daemon.virsh('inject-nmi', guest.name)


def case_autostart(daemon, guest):
    guest.define()
    matches(daemon.virsh('dominfo', guest.name), r'Autostart: +disable')
    is_equal(daemon.virsh('autostart', guest.name), f"Domain '{guest.name}' marked as autostarted")
    matches(daemon.virsh('dominfo', guest.name), r'Autostart: +enable')
    is_equal(daemon.virsh('list', '--all', '--autostart', '--name'), guest.name)
    is_equal(daemon.virsh('autostart', guest.name, '--disable'), f"Domain '{guest.name}' unmarked as autostarted")
    is_equal(daemon.virsh('list', '--all', '--autostart', '--name'), '')


def case_start_with_the_daemon(daemon, guest):
    """An autostarted guest comes up with the host's first daemon; one that runs stays as it is."""
    guest.define()
    daemon.virsh('autostart', guest.name)
    daemon.stop()
    daemon.forget_autostart()
    daemon.start()
    wait_for(lambda: guest.state() == 'running (booted)', 'it is started')
    number = daemon.virsh('domid', guest.name)
    daemon.stop()
    daemon.start()
    wait_for(lambda: daemon.virsh('list', '--name') == guest.name, 'it is taken over')
    is_equal(daemon.virsh('domid', guest.name), number)
    daemon.virsh('suspend', guest.name)
    is_equal(guest.state(), 'paused (user)')


def case_rename(daemon, guest):
    guest.define()
    is_equal(daemon.virsh('domrename', guest.name, 'other'), 'Domain successfully renamed')
    is_equal(daemon.virsh('list', '--all', '--name'), 'other')
    is_equal(daemon.virsh('domuuid', 'other'), guest.uuid)
    matches(daemon.virsh('dumpxml', 'other'), '<name>other</name>')
    daemon.virsh('domrename', 'other', guest.name)


def case_list_filters(daemon, guest):
    guest.define().start('--paused')
    other = suite.Guest(daemon, 900)
    daemon.virsh('define', other.file())
    both = sorted([guest.name, other.name])
    is_equal(sorted(daemon.virsh('list', '--all', '--name').split()), both)
    for options, wanted in [(['--state-paused'], guest.name), (['--state-running'], ''),
                            (['--inactive'], other.name), (['--all', '--persistent'], '\n'.join(both)),
                            (['--transient'], ''), (['--all', '--with-managed-save'], ''),
                            (['--all', '--without-snapshot'], '\n'.join(both))]:
        is_equal('\n'.join(sorted(daemon.virsh('list', '--name', *options).split())), wanted)


def case_dominfo(daemon, guest):
    guest.define().start()
    info = daemon.virsh('dominfo', guest.name)
    for line in (r'Id: +\d+', rf'Name: +{guest.name}', rf'UUID: +{guest.uuid}', 'OS Type: +hvm', 'State: +running',
                 r'CPU\(s\): +1', r'CPU time: +[\d.]+s', 'Max memory: +262144 KiB', 'Used memory: +262144 KiB',
                 'Persistent: +yes', 'Autostart: +disable', 'Managed save: +no'):
        matches(info, line)


def case_lookups(daemon, guest):
    guest.define().start()
    number = daemon.virsh('domid', guest.name)
    is_equal(daemon.virsh('domname', guest.uuid), guest.name)
    is_equal(daemon.virsh('domuuid', guest.name), guest.uuid)
    is_equal(daemon.virsh('domname', number), guest.name)


def case_lifecycle_action(daemon, guest):
    guest.define()
    daemon.virsh('set-lifecycle-action', guest.name, 'poweroff', 'restart', '--config')
    matches(daemon.virsh('dumpxml', guest.name), '<on_poweroff>restart</on_poweroff>')


def ends_with(path, word):
    with open(path, 'rb') as file:
        return file.read().endswith(word)


def talking_emulator(daemon, pipe):
    """-> the path of a QEMU that also says what comes from @pipe"""
    path = daemon.write('talking-emulator', f'''#!/bin/sh
case "$*" in *guest=*) cat {pipe} >&2 & ;; esac
exec /usr/bin/qemu-system-ppc64 "$@"
''')
    os.chmod(path, 0o755)
    return path


@suite.only('pseries', 'a stock libvirtd leaves that to its log daemon')
def case_log_is_bounded(daemon, guest):
    """What QEMU writes while it runs, before and after a restart of the daemon."""
    pipe = daemon.path('said')
    os.mkfifo(pipe)
    os.chmod(pipe, 0o666)
    emulator = talking_emulator(daemon, pipe)
    daemon.virsh('define', daemon.write('talking.xml', guest.xml().replace('/usr/bin/qemu-system-ppc64', emulator)))
    guest.start()
    path = next(os.path.join(root, name) for root, _, names in os.walk(daemon.folder) for name in names
                if name == f'{guest.name}.log')
    with open(pipe, 'wb', buffering=0) as said:
        for word in (b'first', b'second'):
            said.write(b'x' * (2048 * 1024) + word)
            wait_for(lambda: ends_with(path, word), 'QEMU has said it')
            is_equal(os.path.getsize(path) <= 2048 * 1024, True)
            is_equal(os.path.getsize(path + '.0') > 2047 * 1024, True)
            daemon.stop()
            daemon.start()


if __name__ == '__main__':
    sys.exit(suite.main())
