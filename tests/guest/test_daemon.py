#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Linux runs through the daemon, started, reached and shut down by virsh.  Prints TAP.

    test_daemon.py VIRT_PSERIES VIRTPSERIESD

PSERIES_GUEST_DIR holds the kernel and initrd that tests/guest/build-image made.
"""
import json
import os
import shutil
import subprocess
import sys

import compare

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(TOP, 'tests', 'virsh'))
import harness  # noqa: E402

BOOT_SECONDS = 240
ESCAPE = '\x1d'
# Of the banks of hash values that it has, two are to be active.
TPM = ("<tpm model='tpm-spapr'><backend type='emulator' version='2.0'><active_pcr_banks><sha256/><sha512/></active_pcr_banks>"
       "</backend></tpm>")


class Tap:
    def __init__(self):
        self.n = 0
        self.is_clean = True

    def result(self, is_right, what, detail=''):
        self.n += 1
        self.is_clean = self.is_clean and bool(is_right)
        print(f"{'ok' if is_right else 'not ok'} {self.n} - {what}", flush=True)
        if not is_right:
            print('\n'.join('# ' + line for line in str(detail).splitlines()), flush=True)


def document(daemon):
    """The demo's guest, with its console on a pseudo terminal, a TPM, and staying up."""
    guest = os.environ['PSERIES_GUEST_DIR']
    for name in ('vmlinux', 'initrd'):
        shutil.copy(os.path.join(guest, name), daemon.path(name))
    for name in ('disk-a.img', 'disk-b.img'):
        with open(daemon.path(name), 'wb') as file:
            file.truncate(16 << 20)
    with open(os.path.join(TOP, 'examples', 'demo.xml.in'), encoding='utf-8') as file:
        text = file.read().replace('@GUEST@', daemon.folder)
    text = text.replace("<serial type='stdio'/>", "<serial type='pty'/>")
    text = text.replace('console=hvc0 quiet', 'console=hvc0 quiet pseries.stay')
    text = text.replace('</devices>', TPM + '</devices>')
    path = daemon.write('demo.xml', text)
    daemon.give(daemon.folder)
    return path


def check_tpm(tap, console):
    """What the guest's kernel makes of swtpm."""
    console.forget()
    console.type('cd /sys/class/tpm/tpm0; echo version $(cat tpm_version_major), banks pcr-*; echo value $(cat pcr-sha256/0)\n')
    tap.result(console.read_until(r'\nversion 2, banks pcr-sha256 pcr-sha512\n'), 'the guest has a TPM 2.0 with the banks that it is to have')
    tap.result(console.read_until(r'\nvalue [0-9A-F]{64}\n'), 'and its TPM answers')


def check_console(tap, daemon):
    """-> what Linux printed"""
    with harness.Terminal(daemon, 'virsh', '-c', daemon.uri, 'console', 'demo') as console:
        console.read_until('READY', BOOT_SECONDS)
        printed = console.text
        console.type('echo answer $((6 * 7))\n')
        tap.result(console.read_until(r'answer 42\b'), 'a command typed into virsh console is run by the guest')
        check_tpm(tap, console)
        console.type(ESCAPE)
        tap.result(console.wait() == 0, 'the escape leaves virsh console')
    return printed


def check_devices(tap, tool, daemon, printed):
    topology = json.loads(subprocess.run([tool, 'topology', '--format', 'json', '-'], check=True,
                                         input=daemon.virsh('dumpxml', 'demo').encode(),
                                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout)
    inventory = compare.inventory_of(printed)
    tap.result(inventory is not None, 'the guest prints what it found', printed[-2000:])
    if inventory is not None:
        for what, is_right, detail in compare.compare(topology, inventory):
            tap.result(is_right, f'dumpxml: {what}', detail)


def check_shutdown(tap, daemon):
    daemon.virsh('shutdown', 'demo')
    harness.wait_for(lambda: daemon.virsh('domstate', 'demo') == 'shut off', 'the guest shuts down')
    tap.result(daemon.virsh('domstate', 'demo', '--reason') == 'shut off (shutdown)',
               'virsh shutdown ends it in order', daemon.virsh('domstate', 'demo', '--reason'))
    tap.result(not daemon.qemus(), 'and its QEMU has gone')
    tap.result(not daemon.pids_of('swtpm'), 'and its swtpm')


def main():
    tool, program = sys.argv[1:]
    tap = Tap()
    with harness.Daemon('pseries', program) as daemon:
        daemon.virsh('define', document(daemon))
        daemon.virsh('start', 'demo')
        printed = check_console(tap, daemon)
        check_devices(tap, tool, daemon, printed)
        check_shutdown(tap, daemon)
        daemon.virsh('undefine', 'demo')
        tap.result(daemon.virsh('list', '--all', '--name') == '', 'nothing is left')
    print(f'1..{tap.n}')
    return 0 if tap.is_clean else 1


if __name__ == '__main__':
    sys.exit(main())
