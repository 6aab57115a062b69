#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The programs beside a guest's QEMU, as a session has them: a TPM by swtpm, a network by passt."""
import os
import signal
import subprocess
import sys

import suite
from harness import is_gone, wait_for
from suite import is_equal, matches, only

SECRET = '00000000-0000-4000-8000-000000000077'
PERMANENT = 'tpm2-00.permall'


def tpm(attributes='', content=''):
    return f"<tpm model='tpm-spapr'><backend type='emulator' version='2.0'{attributes}>{content}</backend></tpm>"


def states(daemon):
    """-> the files in which swtpm keeps TPMs"""
    return [os.path.join(root, name) for root, _, files in os.walk(daemon.folder) for name in files if name == PERMANENT]


def serial_of_certificates(daemon):
    """-> of the last certificate that was made for a TPM"""
    with open(daemon.path('config', 'var', 'lib', 'swtpm-localca', 'certserial'), encoding='ascii') as file:
        return int(file.read())


def only_swtpm(daemon):
    pid, = daemon.pids_of('swtpm')
    return pid


def case_tpm_of_a_run(daemon, guest):
    """QEMU has it, and swtpm is there as long as QEMU is."""
    guest.define(devices=tpm()).start()
    matches(daemon.virsh('qemu-monitor-command', guest.name, '--hmp', 'info tpm'),
            r'model=tpm-spapr.*type=emulator,chardev=chrtpm')
    matches(daemon.virsh('dumpxml', guest.name), r"<backend type='emulator' version='2.0'/>\s*<alias name='tpm0'/>")
    swtpm = only_swtpm(daemon)
    daemon.virsh('destroy', guest.name)
    wait_for(lambda: is_gone(swtpm), 'swtpm ends')
    guest.start()
    swtpm = only_swtpm(daemon)
    os.kill(daemon.qemus()[0], signal.SIGKILL)
    wait_for(lambda: is_gone(swtpm), 'swtpm ends behind a QEMU that was killed')


def case_tpm_stays_the_same(daemon, guest):
    """It is made once, at the first start: later ones make no certificates."""
    guest.define(devices=tpm()).start()
    daemon.virsh('destroy', guest.name)
    serial = serial_of_certificates(daemon)
    state, = states(daemon)
    is_equal(os.stat(state).st_mode & 0o077, 0)
    matches(state, f'/{guest.uuid}/tpm2/{PERMANENT}$')
    guest.start()
    is_equal(serial_of_certificates(daemon), serial)
    is_equal(states(daemon), [state])


def case_tpm_ends_with_its_guest(daemon, guest):
    """What undefine removes, and keeps."""
    guest.define(devices=tpm()).start()
    daemon.virsh('destroy', guest.name)
    daemon.virsh('undefine', guest.name, '--keep-tpm')
    is_equal(len(states(daemon)), 1)
    guest.define(devices=tpm())
    daemon.virsh('undefine', guest.name)
    is_equal(states(daemon), [])
    guest.define(devices=tpm(" persistent_state='yes'")).start()
    daemon.virsh('destroy', guest.name)
    daemon.virsh('undefine', guest.name)
    is_equal(len(states(daemon)), 1)
    guest.define(devices=tpm(" persistent_state='yes'"))
    daemon.virsh('undefine', guest.name, '--tpm')
    is_equal(states(daemon), [])


def case_tpm_flags_that_exclude_each_other(daemon, guest):
    guest.define(devices=tpm())
    done = daemon.run('/usr/bin/python3', '-c', f'''
import sys, libvirt
libvirt.registerErrorHandler(lambda *_: None, None)
try:
    libvirt.open(sys.argv[1]).lookupByName('{guest.name}').undefineFlags(1 << 5 | 1 << 6)
except libvirt.libvirtError as e:
    print(e.get_error_code(), e.get_error_domain(), e.get_error_message())
''', daemon.uri, check=True)
    is_equal(done.stdout.strip(), '55 10 Requested operation is not valid: cannot both keep and delete TPM')


def case_tpm_of_a_transient_guest(daemon, guest):
    daemon.virsh('create', guest.file(devices=tpm()))
    is_equal(len(states(daemon)), 1)
    daemon.virsh('destroy', guest.name)
    is_equal(states(daemon), [])
    daemon.virsh('create', guest.file(devices=tpm(" persistent_state='yes'")))
    daemon.virsh('destroy', guest.name)
    is_equal(len(states(daemon)), 1)
    guest.define(devices=tpm())
    daemon.virsh('undefine', guest.name, '--tpm')


def case_tpm_of_a_guest_that_becomes_transient(daemon, guest):
    guest.define(devices=tpm()).start()
    daemon.virsh('undefine', guest.name)
    is_equal(len(states(daemon)), 1)
    daemon.virsh('destroy', guest.name)
    is_equal(states(daemon), [])


@only('pseries', 'stock forgets the flag, and removes the TPM at the end of the run')
def case_tpm_is_kept_as_it_was_asked_for(daemon, guest):
    """By the undefine of a guest that runs, though another daemon ends it."""
    guest.define(devices=tpm()).start()
    daemon.virsh('undefine', guest.name, '--keep-tpm')
    daemon.stop(signal.SIGKILL)
    daemon.start()
    matches(daemon.virsh('qemu-monitor-command', guest.name, '--hmp', 'info tpm'), 'type=emulator')
    daemon.virsh('destroy', guest.name)
    is_equal(len(states(daemon)), 1)
    guest.define(devices=tpm())
    daemon.virsh('undefine', guest.name, '--tpm')
    is_equal(states(daemon), [])


def case_tpm_with_banks(daemon, guest):
    """They are chosen at each start."""
    banks = '<active_pcr_banks><sha1/><sha512/></active_pcr_banks>'
    guest.define(devices=tpm(content=banks)).start()
    matches(daemon.virsh('dumpxml', guest.name), r'<active_pcr_banks>\s*<sha1/>\s*<sha512/>\s*</active_pcr_banks>')
    daemon.virsh('destroy', guest.name)
    guest.start()
    only_swtpm(daemon)


def case_tpm_with_a_secret(daemon, guest):
    guest.define(devices=tpm(content=f"<encryption secret='{SECRET}'/>"))
    # The unpacked stock has no driver for secrets, which is a package of its own.
    matches(daemon.virsh_error('start', guest.name), 'no connection driver available for secret:///session' if daemon.is_unpacked
            else f"Secret not found: no secret with matching uuid '{SECRET}'")
    is_equal(daemon.pids_of('swtpm'), [])
    is_equal(states(daemon), [])


def case_tpm_that_is_damaged(daemon, guest):
    """swtpm runs and refuses to serve; nothing is left of the start, and the state stays as it is."""
    guest.define(devices=tpm()).start()
    daemon.virsh('destroy', guest.name)
    state, = states(daemon)
    with open(state, 'wb') as file:
        file.write(b'nothing like a TPM')
    said = daemon.virsh_error('start', guest.name)
    # When stock notices QEMU's end is a matter of moments.
    matches(said, r'(process exited while connecting to|(qemu|QEMU) unexpectedly closed the) monitor( \(vm=\S+\))?: '
                  '.*tpm-emulator: TPM result for CMD_INIT: 0x')
    if daemon.peer == 'pseries':
        matches(said, "swtpm of device 'tpm0' refuses: .*swtpm: Error: Could not initialize")
    is_equal((daemon.pids_of('swtpm'), daemon.qemus()), ([], []))
    with open(state, 'rb') as file:
        is_equal(file.read(), b'nothing like a TPM')


def case_setup_that_fails(daemon, guest):
    """With the words of swtpm_setup, and without half a TPM."""
    path = daemon.path('config', 'swtpm_setup.conf')
    guest.define(devices=tpm()).start()
    daemon.virsh('destroy', guest.name)
    daemon.virsh('undefine', guest.name)
    with open(path, encoding='utf-8') as file:
        good = file.read()
    daemon.write('config/swtpm_setup.conf', 'create_certs_tool= /bin/false\n')
    try:
        guest.define(devices=tpm())
        said = daemon.virsh_error('start', guest.name)
    finally:
        daemon.write('config/swtpm_setup.conf', good)
    matches(said, r"Could not run '/usr/bin/swtpm_setup'")
    if daemon.peer == 'pseries':
        matches(said, 'false exit with status 1')
    is_equal((states(daemon), daemon.pids_of('swtpm'), daemon.qemus()), ([], [], []))
    guest.start()


def case_start_that_fails_behind_swtpm(daemon, guest):
    """It ends with the QEMU that did not come up."""
    text = guest.xml(devices=tpm()).replace("<domain type='qemu'>",
                                           "<domain type='qemu' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>")
    text = text.replace('</domain>', "<qemu:commandline><qemu:arg value='-nonsense'/></qemu:commandline></domain>")
    daemon.virsh('define', daemon.write('bad.xml', text))
    said = daemon.virsh_error('start', guest.name)
    matches(said, 'nonsense')
    assert 'swtpm' not in said, said
    wait_for(lambda: not daemon.pids_of('swtpm'), 'swtpm ends')
    is_equal(daemon.virsh('domstate', guest.name), 'shut off')


def case_daemon_that_starts_again(daemon, guest):
    """swtpm goes on with its guest, and ends with it."""
    guest.define(devices=tpm()).start()
    swtpm = only_swtpm(daemon)
    for number in (signal.SIGTERM, signal.SIGKILL):
        daemon.stop(number)
        daemon.start()
        is_equal(only_swtpm(daemon), swtpm)
        matches(daemon.virsh('qemu-monitor-command', guest.name, '--hmp', 'info tpm'), 'type=emulator')
    daemon.virsh('destroy', guest.name)
    wait_for(lambda: is_gone(swtpm), 'swtpm ends')


@only('pseries', 'stock looks for swtpm by a file with its pid, whose process may be another one')
def case_guest_that_ended_meanwhile(daemon, guest):
    """The daemon comes back to a guest that is gone, whose swtpm is there still: one that stands does not notice."""
    guest.define(devices=tpm()).start()
    swtpm = only_swtpm(daemon)
    qemu, = daemon.qemus()
    daemon.stop(signal.SIGKILL)
    os.kill(swtpm, signal.SIGSTOP)
    os.kill(qemu, signal.SIGKILL)
    wait_for(lambda: is_gone(qemu), 'QEMU ends')
    assert not is_gone(swtpm)
    daemon.start()
    wait_for(lambda: is_gone(swtpm), 'swtpm ends')
    is_equal(daemon.virsh('domstate', guest.name), 'shut off')
    guest.start()


@only('pseries', 'stock lets a destroy wait until its take-over is over')
def case_destroy_during_take_over(daemon, guest):
    """The daemon still waits for the answer of a QEMU that stands: destroy ends swtpm as well, and nothing is left."""
    daemon.virsh('create', guest.file(devices=tpm()))
    swtpm = only_swtpm(daemon)
    os.kill(daemon.qemus()[0], signal.SIGSTOP)
    daemon.stop(signal.SIGKILL)
    daemon.start()
    is_equal(daemon.virsh('destroy', guest.name), f"Domain '{guest.name}' destroyed")
    assert is_gone(swtpm)
    is_equal(daemon.virsh('list', '--all', '--name'), '')
    is_equal([name for name in os.listdir(daemon.path('run', 'libvirt', 'pseries')) if name.startswith('domain-')], [])


@only('pseries', "stock has no virtiofs in a session, and never looks for it")
def case_program_that_dies(daemon, guest):
    """Its own words are in the error, whatever QEMU makes of it, and nothing is left."""
    program = daemon.write('fake-virtiofsd', '#!/bin/sh\necho "there is no wine here: $*" >&2\nexit 3\n')
    os.chmod(program, 0o755)
    share = (f"<filesystem><driver type='virtiofs'/><binary path='{program}'/><source dir='{daemon.folder}'/>"
             "<target dir='share'/></filesystem>")
    shared = "<memoryBacking><source type='memfd'/><access mode='shared'/></memoryBacking>"
    guest.define(devices=share + tpm(), head=shared)
    matches(daemon.virsh_error('start', guest.name),
            "operation failed: virtiofsd of device 'fs0' died unexpectedly: there is no wine here: --fd=[0-9]+ "
            f'-o source={daemon.folder}')
    is_equal((daemon.pids_of('swtpm'), daemon.qemus()), ([], []))
    is_equal([name for name in os.listdir(daemon.path('run', 'libvirt', 'pseries')) if name.startswith('domain-')], [])
    os.unlink(program)
    matches(daemon.virsh_error('start', guest.name), f"cannot run '{program}': execve: No such file or directory")
    is_equal(daemon.virsh('domstate', guest.name), 'shut off')


def passt(content=''):
    return f"<interface type='user'><backend type='passt'/><model type='virtio'/>{content}</interface>"


@only('pseries', 'stock has it since libvirt 9.1')
def case_passt_of_a_run(daemon, guest):
    """QEMU is connected to it, and it ends with QEMU."""
    guest.define(devices=passt()).start()
    pid, = daemon.pids_of('passt')
    matches(daemon.virsh('qemu-monitor-command', guest.name, '--hmp', 'info network'), r'hostnet0: index=0,type=stream,(connected to )?unix:?\S*passt')
    daemon.virsh('destroy', guest.name)
    wait_for(lambda: is_gone(pid), 'passt ends')
    guest.start()
    pid, = daemon.pids_of('passt')
    os.kill(daemon.qemus()[0], signal.SIGKILL)
    wait_for(lambda: is_gone(pid), 'passt ends behind a QEMU that was killed')


@only('pseries', 'stock has passt go into the background, and finds it by a file')
def case_passt_and_the_daemon(daemon, guest):
    """It goes on with its guest without a daemon; a second one ends it; what it says of a failure is in the error."""
    guest.define(devices=passt()).start()
    pids = daemon.pids_of('passt')
    daemon.stop(signal.SIGKILL)
    daemon.start()
    is_equal(daemon.pids_of('passt'), pids)
    daemon.virsh('destroy', guest.name)
    wait_for(lambda: is_gone(pids[0]), 'passt ends')
    with open(daemon.path('cache', 'libvirt', 'pseries', 'log', f'{guest.name}-net0-passt.log'), encoding='utf-8') as file:
        matches(file.read(), r'\S*/passt --foreground --one-off --socket ')
    guest.define(devices=passt("<portForward proto='tcp' address='198.51.100.77'><range start='7'/></portForward>"))
    matches(daemon.virsh_error('start', guest.name), "operation failed: passt of device 'net0' died unexpectedly: .*[Ff]ailed to bind")
    is_equal((daemon.pids_of('passt'), daemon.qemus(), daemon.virsh('domstate', guest.name)), ([], [], 'shut off'))


@only('pseries', 'stock has passt go into the background, and finds it by a file')
def case_passt_of_vhostuser(daemon, guest):
    """QEMU is connected to the socket that passt makes; a passt that has no vhost-user says so."""
    guest.define(head="<memoryBacking><source type='memfd'/><access mode='shared'/></memoryBacking>", devices=passt("<mtu size='1400'/>").replace("'user'", "'vhostuser'"))
    usage = subprocess.run(['passt', '--help'], capture_output=True, text=True, check=False)
    if '--vhost-user' in usage.stdout + usage.stderr:
        guest.start()
        matches(daemon.virsh('qemu-monitor-command', guest.name, '--hmp', 'info chardev'), r'charnet0: filename=(?!disconnected)\S*passt.sock')
        daemon.virsh('destroy', guest.name)
    else:
        matches(daemon.virsh_error('start', guest.name), "interface 'net0' of type 'vhostuser' needs a passt that has '--vhost-user', and '\\S+/passt' of this host has not")
    wait_for(lambda: daemon.pids_of('passt') == [], 'passt ends')


@only('pseries', 'stock keeps these files elsewhere')
def case_words_are_in_a_log(daemon, guest):
    guest.define(devices=tpm()).start()
    with open(daemon.path('cache', 'libvirt', 'pseries', 'log', f'{guest.name}-tpm0-swtpm.log'), encoding='utf-8') as file:
        matches(file.read(), r'starting up, virtpseriesd version .*\n\S*/swtpm socket --tpm2 ')


if __name__ == '__main__':
    sys.exit(suite.main())
