#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The programs beside a guest's QEMU, as the system's daemon starts them.  Prints TAP.

    test_system_helpers.py --daemon PATH [-k REGEX]
"""
import os
import pwd
import signal
import stat
import subprocess
import sys

import harness
from harness import is_gone, wait_for
from suite import is_equal, matches
from test_system import SWTPM, main, status_of


def give_certificates(daemon, guest):
    """An authority of its own for the guest's TPM, in the home that swtpm's user is given: not the host's."""
    home = daemon.path('system', 'state', 'tpm', guest.uuid)
    user = pwd.getpwnam(SWTPM)
    os.makedirs(os.path.join(home, '.config'))
    for folder in (home, os.path.join(home, '.config')):
        os.chown(folder, user.pw_uid, user.pw_gid)
    subprocess.run(['setpriv', f'--reuid={user.pw_uid}', f'--regid={user.pw_gid}', '--clear-groups', 'env', f'HOME={home}',
                    f'XDG_CONFIG_HOME={home}/.config', 'swtpm_setup', '--create-config-files'], check=True, capture_output=True)


def case_rights_of_swtpm(daemon, guest):
    """It runs as a user of its own, and QEMU's cannot read what it keeps."""
    give_certificates(daemon, guest)
    guest.define(devices="<tpm model='tpm-spapr'><backend type='emulator'/></tpm>").start()
    matches(daemon.virsh('qemu-monitor-command', guest.name, '--hmp', 'info tpm'), 'type=emulator')
    swtpm, = daemon.pids_of('swtpm')
    status = status_of(swtpm)
    user = pwd.getpwnam(SWTPM)
    is_equal(status['Uid'].split(), [str(user.pw_uid)] * 4)
    is_equal(status['Gid'].split(), [str(user.pw_gid)] * 4)
    is_equal((status['CapEff'], status['CapPrm'], status['CapBnd']), ('0' * 16,) * 3)
    folder = daemon.path('system', 'state', 'tpm', guest.uuid, 'tpm2')
    about = os.stat(folder)
    is_equal((about.st_uid, stat.S_IMODE(about.st_mode)), (user.pw_uid, 0o700))
    is_equal(daemon.run_as(harness.NOBODY, 'ls', folder).returncode, 2)
    daemon.virsh('destroy', guest.name)
    assert is_gone(swtpm)
    daemon.virsh('undefine', guest.name)
    assert not os.path.exists(os.path.dirname(folder))


def case_virtiofs(daemon, guest):
    """A virtiofsd of the guest's own serves the folder, and ends with the guest; it outlives daemons."""
    os.makedirs(daemon.path('share'), exist_ok=True)
    guest.define(devices="<filesystem><driver type='virtiofs'/><binary><cache mode='none'/></binary>"
                         f"<source dir='{daemon.path('share')}'/><target dir='share'/></filesystem>",
                 head="<memoryBacking><source type='memfd'/><access mode='shared'/></memoryBacking>").start()
    matches(daemon.virsh('qemu-monitor-command', guest.name, '--hmp', 'info chardev'), r'chr-vu-fs0: filename=unix:')  # else it is 'disconnected:unix:'
    pids = daemon.pids_of('virtiofsd')
    is_equal({status_of(pid)['Uid'].split()[0] for pid in pids}, {'0'})
    with open(f'/proc/{pids[0]}/cmdline', encoding='utf-8') as file:
        matches(file.read(), f"--fd=[0-9]+\0-o\0source={daemon.path('share')},cache=none\0$")
    daemon.stop(signal.SIGKILL)
    daemon.start()
    is_equal(guest.state(), 'running (booted)')
    is_equal(daemon.pids_of('virtiofsd'), pids)
    daemon.virsh('destroy', guest.name)
    wait_for(lambda: all(map(is_gone, pids)), 'virtiofsd ends')


def case_passt(daemon, guest):
    """It has the rights of QEMU's user, and none of root's."""
    guest.define(devices="<interface type='user'><backend type='passt'/><model type='virtio'/></interface>").start()
    pid, = daemon.pids_of('passt')
    qemu, = daemon.qemus()
    is_equal(status_of(pid)['Uid'], status_of(qemu)['Uid'])
    is_equal(status_of(pid)['CapEff'], '0' * 16)
    daemon.virsh('destroy', guest.name)
    wait_for(lambda: is_gone(pid), 'passt ends')


def case_virtiofs_without_its_folder(daemon, guest):
    guest.define(devices="<filesystem><driver type='virtiofs'/><source dir='/nonexistent'/><target dir='share'/></filesystem>",
                 head="<memoryBacking><source type='memfd'/><access mode='shared'/></memoryBacking>")
    matches(daemon.virsh_error('start', guest.name), "virtiofsd of device 'fs0' died unexpectedly: .*/nonexistent")
    is_equal((guest.state(), daemon.qemus()), ('shut off (failed)', []))


def case_reservations(daemon, guest):
    """QEMU makes its end of the helper before it looks at the disk, which is none here: it has spoken to the helper then."""
    disk = daemon.write('lun.img', '')
    guest.define(devices="<controller type='scsi' model='virtio-scsi'/><disk type='block' device='lun'>"
                         f"<driver name='qemu' type='raw'/><source dev='{disk}'><reservations managed='yes'/></source>"
                         "<target dev='sda' bus='scsi'/></disk>")
    matches(daemon.virsh_error('start', guest.name), "'host_device' driver requires '.*lun.img' to be either a character or block device")
    with open(daemon.path('system', 'log', f'{guest.name}-scsi0-0-0-0-qemu-pr-helper.log'), encoding='utf-8') as file:
        matches(file.read(), r': starting up, .*\n/usr/bin/qemu-pr-helper\n$')


if __name__ == '__main__':
    sys.exit(main())
