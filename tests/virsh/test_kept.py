#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""No guest disappears: what was accepted once stays, though it cannot be planned, read or taken over any more."""
import os
import re
import signal
import sys

import suite
from harness import wait_for
from suite import is_equal, matches, only

OURS = only('pseries', "how a daemon that is started again finds its files is the driver's own")
TPM = "<tpm model='tpm-spapr'><backend type='emulator'/></tpm>"
PASSWORD = "<graphics type='vnc' port='-1' autoport='yes' passwd='s3cret'/><video><model type='vga'/></video>"


def make_emulator(daemon):
    path = daemon.write('qemu-wrap', '#!/bin/sh\nexec /usr/bin/qemu-system-ppc64 "$@"\n')
    os.chmod(path, 0o755)
    return path


def wrapped(daemon, guest, **changes):
    return guest.xml(**changes).replace('/usr/bin/qemu-system-ppc64', daemon.path('qemu-wrap'))


def stored(daemon, name):
    return daemon.path('config', 'libvirt', 'pseries', f'{name}.xml')


def status_file(daemon, name):
    path, = (entry.path for entry in os.scandir(daemon.path('run', 'libvirt', 'pseries')) if entry.name.endswith(f'{name}.xml'))
    return path


def rewrite(path, change):
    with open(path, encoding='utf-8') as file:
        text = file.read()
    changed = change(text)
    assert changed != text
    with open(path, 'w', encoding='utf-8') as file:
        file.write(changed)


def restart(daemon, meanwhile=lambda: None):
    daemon.stop()
    meanwhile()
    daemon.start()


def last(text):
    return text.splitlines()[-1]


def names(daemon, *words):
    return sorted(daemon.virsh('list', '--name', *words).split())


@OURS
def case_emulator_gone(daemon, guest):
    """Of one that is off: all but its start works, and that tells the reason; when the emulator is back, it starts."""
    make_emulator(daemon)
    daemon.virsh('define', daemon.write('w.xml', wrapped(daemon, guest, devices=PASSWORD)))
    daemon.virsh('autostart', guest.name)
    secret = daemon.virsh('dumpxml', '--security-info', guest.name)
    public = daemon.virsh('dumpxml', guest.name)
    restart(daemon, lambda: os.unlink(daemon.path('qemu-wrap')))
    is_equal(names(daemon, '--all'), [guest.name])
    is_equal(names(daemon, '--all', '--autostart', '--persistent'), [guest.name])
    is_equal(daemon.virsh('dumpxml', '--security-info', guest.name), secret)
    shown = daemon.virsh('dumpxml', guest.name)
    assert 's3cret' in secret and 's3cret' not in public
    is_equal(shown.replace('"', "'"), public)
    matches(daemon.virsh('dominfo', guest.name), r'Max memory: +262144 KiB.*Messages: .*cannot be started.*qemu-wrap')
    is_equal(guest.state(), 'shut off (unknown)')
    matches(last(daemon.virsh_error('start', guest.name)), "^error: .*qemu-wrap")
    matches(daemon.virsh_error('setmaxmem', guest.name, '524288', '--config'), 'qemu-wrap')
    daemon.virsh('autostart', '--disable', guest.name)
    daemon.virsh('domrename', guest.name, 'renamed & "more"')
    restart(daemon)
    is_equal(daemon.virsh('list', '--all', '--name'), 'renamed & "more"')
    daemon.virsh('domrename', 'renamed & "more"', guest.name)
    make_emulator(daemon)
    guest.start('--paused')
    daemon.virsh('destroy', guest.name)
    is_equal(daemon.virsh('dumpxml', '--security-info', guest.name), secret)
    daemon.virsh('undefine', guest.name)
    is_equal(names(daemon, '--all'), [])


@OURS
def case_defined_over(daemon, guest):
    """What cannot be planned is mended by defining it anew."""
    make_emulator(daemon)
    daemon.virsh('define', daemon.write('w.xml', wrapped(daemon, guest)))
    restart(daemon, lambda: os.unlink(daemon.path('qemu-wrap')))
    matches(daemon.virsh_error('define', daemon.write('w.xml', wrapped(daemon, guest))), 'qemu-wrap')
    guest.define().start('--paused')
    is_equal(guest.state(), 'paused (user)')


@OURS
def case_emulator_of_a_running_guest_gone(daemon, guest):
    """It is taken over, told of, amended, ended, and is there behind that, with what its TPM keeps."""
    make_emulator(daemon)
    daemon.virsh('define', daemon.write('w.xml', wrapped(daemon, guest, devices=TPM)))
    guest.start('--paused')
    found = [root for root, _, _ in os.walk(daemon.folder) if root.endswith(f'tpm/{guest.uuid}')]
    is_equal(len(found), 1)
    keeps = found[0]
    live = daemon.virsh('dumpxml', guest.name)
    restart(daemon, lambda: os.unlink(daemon.path('qemu-wrap')))
    wait_for(lambda: guest.state() == 'paused (user)', 'it is taken over')
    is_equal(daemon.virsh('dumpxml', guest.name), live)
    daemon.virsh('desc', guest.name, '--live', '--title', 'still there')
    daemon.virsh('resume', guest.name)
    matches(daemon.virsh('dominfo', guest.name), 'Persistent: +yes')
    daemon.virsh('destroy', guest.name)
    is_equal(names(daemon, '--all'), [guest.name])
    assert os.path.isdir(keeps)
    daemon.virsh('undefine', guest.name)
    assert not os.path.isdir(keeps)


@OURS
def case_tpm_of_a_document_that_is_not_understood(daemon, guest):
    """It may be one that is to be kept: undefine removes it when it is asked to alone."""
    guest.define(devices=TPM.replace("type='emulator'/>", "type='emulator' persistent_state='yes'/>")).start('--paused')
    keeps, = (root for root, _, _ in os.walk(daemon.folder) if root.endswith(f'tpm/{guest.uuid}'))
    daemon.virsh('destroy', guest.name)

    def damage():
        rewrite(stored(daemon, guest.name), lambda text: text.replace("<backend type='emulator'", "<backend type='other'"))
    restart(daemon, damage)
    daemon.virsh('undefine', guest.name)
    assert os.path.isdir(keeps)
    guest.define(devices=TPM)
    restart(daemon, damage)
    daemon.virsh('undefine', guest.name, '--tpm')
    assert not os.path.isdir(keeps)


@OURS
def case_transient_guest_without_its_emulator(daemon, guest):
    make_emulator(daemon)
    daemon.virsh('create', daemon.write('w.xml', wrapped(daemon, guest)), '--paused')
    restart(daemon, lambda: os.unlink(daemon.path('qemu-wrap')))
    wait_for(lambda: guest.state() == 'paused (user)', 'it is taken over')
    daemon.virsh('destroy', guest.name)
    is_equal(names(daemon, '--all'), [])
    is_equal(daemon.qemus(), [])


@OURS
def case_rules_grown_stricter(daemon, guest):
    """A machine type that is gone, a value that is not allowed any more, an element that is required now; off and running."""
    changes = {
        'machine': lambda text: re.sub("machine=(.)pseries", r"machine=\1pseries-99", text),
        'value': lambda text: text.replace('<on_crash>destroy', '<on_crash>nonsense'),
        'memory': lambda text: text.replace('<memory ', '<was-memory ').replace('</memory>', '</was-memory>'),
        'device': lambda text: re.sub('<memballoon model=(.)virtio', r'<memballoon model=\1none-such', text),
    }
    for number, name in enumerate(changes, 0x100):
        for prefix in ('off', 'on'):
            uuid = suite.UUID.format(number + (0x100 if prefix == 'on' else 0))
            daemon.virsh('define', daemon.write('g.xml', guest.xml(name=f'{prefix}-{name}', uuid=uuid)))
    for name in changes:
        daemon.virsh('start', f'on-{name}', '--paused')
    daemon.stop()
    for name, change in changes.items():
        rewrite(stored(daemon, f'off-{name}'), change)
        rewrite(stored(daemon, f'on-{name}'), change)
        rewrite(status_file(daemon, f'on-{name}'), change)
    daemon.start()
    everyone = sorted(f'{prefix}-{name}' for name in changes for prefix in ('on', 'off'))
    is_equal(names(daemon, '--all', '--persistent'), everyone)
    is_equal(names(daemon), sorted(f'on-{name}' for name in changes))
    daemon.virsh('domstats')
    for name, change in changes.items():
        on, off = f'on-{name}', f'off-{name}'
        with open(stored(daemon, off), encoding='utf-8') as file:
            kept = file.read()
        assert daemon.virsh('dumpxml', '--security-info', off) in kept
        daemon.virsh_error('start', off)
        wait_for(lambda: daemon.virsh('domstate', on) == 'paused', 'it is taken over')
        daemon.virsh('dominfo', on)
        daemon.virsh('dumpxml', on)
        daemon.virsh('resume', on)
        daemon.virsh('destroy', on)
        daemon.virsh_error('start', on)
    is_equal(names(daemon, '--all', '--persistent'), everyone)
    for name in everyone:
        daemon.virsh('undefine', name)
    is_equal(names(daemon, '--all'), [])
    is_equal([name for name in os.listdir(os.path.dirname(stored(daemon, 'x'))) if name.endswith('.xml')], [])


@OURS
def case_rule_younger_than_the_definition(daemon, guest):
    """What new documents are refused for does not end a guest that was defined before: it starts, and can be changed."""
    guest.define()
    old = "<features><acpi/></features><pm><suspend-to-mem enabled='no'/></pm>"
    restart(daemon, lambda: rewrite(stored(daemon, guest.name), lambda text: text.replace('</os>', '</os>' + old).replace(
        '</devices>', "<input type='mouse' bus='ps2'/></devices>")))
    kept = daemon.virsh('dumpxml', guest.name)
    matches(kept, "<acpi/>.*<suspend-to-mem enabled='no'/>.*<input type='mouse' bus='ps2'/>")
    daemon.virsh('desc', guest.name, '--config', 'still here')
    guest.start('--paused')
    refusal = daemon.virsh_error('define', daemon.write('again.xml', daemon.virsh('dumpxml', '--inactive', guest.name)))
    matches(refusal, "setting ACPI S3/S4 not supported|does not support ACPI")


@OURS
def case_file_that_is_no_document(daemon, guest):
    """It belongs to somebody: it is left alone, its name is not taken, and a guest that runs stays persistent."""
    guest.define().start('--paused')
    path = stored(daemon, guest.name)
    lost = stored(daemon, 'lost')
    rubbish = '<domain><name>lost</name'
    restart(daemon, lambda: [open(where, 'w', encoding='utf-8').write(rubbish) for where in (path, lost)])
    wait_for(lambda: guest.state() == 'paused (user)', 'it is taken over')
    is_equal(names(daemon, '--all', '--persistent'), [guest.name])
    for call in (['define'], ['create', '--paused']):
        matches(daemon.virsh_error(*call, daemon.write('l.xml', guest.xml(name='lost', uuid=suite.UUID.format(0x777)))),
                "domain 'lost' has a definition file that could not be read")
    with open(lost, encoding='utf-8') as file:
        is_equal(file.read(), rubbish)
    matches(daemon.log(), "definition 'lost.xml' is left alone")
    daemon.virsh('destroy', guest.name)
    is_equal(names(daemon, '--all', '--persistent'), [guest.name])
    guest.define()
    restart(daemon)
    is_equal(names(daemon, '--all'), [guest.name])
    os.unlink(lost)


@OURS
def case_two_files_of_one_uuid(daemon, guest):
    """The first by name is the guest; the other file stays where it is, and the log tells."""
    guest.define()
    with open(stored(daemon, guest.name), encoding='utf-8') as file:
        text = file.read().replace(f'<name>{guest.name}</name>', '<name>zzz</name>')
    other = stored(daemon, 'zzz')

    def copy():
        with open(other, 'w', encoding='utf-8') as file:
            file.write(text)
    restart(daemon, copy)
    is_equal(names(daemon, '--all'), [guest.name])
    matches(daemon.log(), f"the definition of 'zzz' in {other} is left alone: .*already defined")
    restart(daemon)
    with open(other, encoding='utf-8') as file:
        is_equal(file.read(), text)
    os.unlink(other)


@OURS
def case_take_over_that_ends_the_daemon(daemon, guest):
    """Twice; the third daemon leaves the guest alone and says so.  Destroy and undefine work."""
    guest.define().start()
    pid, = daemon.qemus()
    os.kill(pid, signal.SIGSTOP)
    live = daemon.virsh('dumpxml', guest.name)
    for _ in range(2):
        daemon.stop(signal.SIGKILL)
        daemon.start()
        matches(daemon.virsh('domcontrol', guest.name), '^occupied')
    daemon.stop(signal.SIGKILL)
    daemon.start()
    for _ in range(2):
        is_equal(guest.state(), 'paused (unknown)')
        is_equal(daemon.virsh('domcontrol', guest.name), 'ok')
        matches(daemon.virsh('dominfo', guest.name), 'Persistent: +yes.*Messages: .*left alone.*ended the daemon twice')
        matches(daemon.log(), f"'{guest.name}' is left alone")
        matches(daemon.virsh_error('resume', guest.name), 'left alone')
        is_equal(daemon.virsh('dumpxml', guest.name).replace('"', "'").split(), live.split())
        is_equal(daemon.qemus(), [pid])
        restart(daemon)
    daemon.virsh('undefine', guest.name)
    restart(daemon)
    is_equal(guest.state(), 'paused (unknown)')
    matches(daemon.virsh('dominfo', guest.name), 'Persistent: +no')
    daemon.virsh('destroy', guest.name)
    is_equal(daemon.qemus(), [])
    is_equal(names(daemon, '--all'), [])


@OURS
def case_take_over_that_once_went_wrong(daemon, guest):
    """One that comes to its end counts from the beginning again."""
    guest.define().start()
    pid, = daemon.qemus()
    for _ in range(3):
        os.kill(pid, signal.SIGSTOP)
        daemon.stop(signal.SIGKILL)
        daemon.start()
        daemon.stop(signal.SIGKILL)
        os.kill(pid, signal.SIGCONT)
        daemon.start()
        wait_for(lambda: guest.state().startswith('running'), 'it is taken over')
        wait_for(lambda: daemon.virsh('domcontrol', guest.name) == 'ok', 'the take-over is over')


@OURS
def case_block_nodes_are_counted_on(daemon, guest):
    """The last number that was given is known after a restart, even if nothing has it any more, and after a change."""
    disk = "<disk type='file'><source file='{}'/><target dev='vda' bus='virtio'/></disk>"
    guest.define(devices=disk.format(daemon.write('disk.raw', '0' * 512))).start('--paused')
    numbers = re.compile(r'(<fact name=.block-nodes.[^0-9]*)(\d+)')
    path = status_file(daemon, guest.name)

    def number():
        with open(path, encoding='utf-8') as file:
            return numbers.search(file.read())[2]
    is_equal(number(), '1')
    restart(daemon, lambda: rewrite(path, lambda text: numbers.sub(r'\g<1>7', text)))
    wait_for(lambda: guest.state() == 'paused (user)', 'it is taken over')
    for change in ('first', 'second'):
        daemon.virsh('desc', guest.name, '--live', '--new-desc', change)
        matches(daemon.virsh('dumpxml', guest.name), f"<description>{change}</description>.*index='1'")
        is_equal(number(), '7')


if __name__ == '__main__':
    sys.exit(suite.main())
