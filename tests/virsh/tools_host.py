# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A host of its own for clients that are told nothing: a mount namespace with a stock libvirtd of the system, and ours in
the place of virtqemud beside it, both at their usual sockets.

A client that is told nothing prefers libvirtd, which would choose its own driver, so libvirt.conf names the URI.
enter() puts the test into that namespace; Host() starts the daemons, and host.run() a client.
"""
import argparse
import contextlib
import os
import re
import sys
import time

import harness
import relayed
import test_system

IS_INSIDE = 'PSERIES_IN_TOOLS_HOST'
# libosinfo reads the names of devices, which may be links to below /var/lib.
NAMES = 'mount -t tmpfs none /mnt; cp -rL /usr/share/misc /mnt/; '
STOCK_SETTINGS = '''
mount --bind /mnt/misc /usr/share/misc
mkdir -p /var/lib/libvirt/boot
printf 'user = "root"\\ngroup = "root"\\nremember_owner = 0\\nstdio_handler = "file"\\n' > /etc/libvirt/qemu.conf
printf 'auth_unix_rw = "none"\\nunix_sock_group = "root"\\n' > /etc/libvirt/libvirtd.conf
printf 'uri_default = "qemu:///system"\\n' > /etc/libvirt/libvirt.conf
'''
VIRTQEMUD = '/run/libvirt/virtqemud-sock'
MASKS = (
    (r"<uuid>.*?</uuid>", '<uuid/>'),
    (r"<mac address='[^']*'/>", '<mac/>'),
    (r'<mac address="[^"]*"/>', '<mac/>'),
    # Which of its names an emulator of ppc64le guests has.
    (r'/usr/bin/qemu-system-ppc64(le)?', '/usr/bin/qemu-system-ppc64'),
    (r"portid='[^']*'", "portid='PORT'"),
)


class StockDaemon(harness.Daemon):
    """A stock libvirtd at its usual sockets."""
    socket = '/run/libvirt/libvirt-sock'
    uri = f'qemu:///system?socket={socket}'

    def __init__(self):
        super().__init__('stock', is_system=True, is_installed=True)

    def command(self):
        return [self.program]


class OurDaemon(test_system.SystemDaemon):
    peers = 'default'
    settings = 'serve_virtqemud_sockets = 1\n'
    tools_uri = 'qemu:///system'


class Host:
    """What runs in the namespace until close()."""

    def __init__(self, program):
        self.stack = contextlib.ExitStack()
        self.stock = self.stack.enter_context(StockDaemon())
        try:
            self.ours = self.stack.enter_context(OurDaemon(os.path.abspath(program)))
        except BaseException:
            self.stack.close()
            raise
        self.folder = self.ours.path('shared')
        os.mkdir(self.folder)
        os.chmod(self.folder, 0o755)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def run(self, *command, check=True):
        return self.ours.run(*command, check=check)

    def clean(self):
        """Removes what a case has left, or another case would find."""
        for uri in (self.stock.uri, self.ours.tools_uri):
            for name in self.run('virsh', '-c', uri, 'list', '--all', '--name').stdout.split():
                self.run('virsh', '-c', uri, 'destroy', name, check=False)
                self.run('virsh', '-c', uri, 'undefine', name, '--remove-all-storage', check=False)
        for name in self.run('virsh', '-c', self.stock.uri, 'net-list', '--all', '--name').stdout.split():
            for word in ('net-destroy', 'net-undefine'):
                self.run('virsh', '-c', self.stock.uri, word, name, check=False)
        for name in self.run('virsh', '-c', self.stock.uri, 'pool-list', '--all', '--name').stdout.split():
            for word in ('pool-destroy', 'pool-undefine'):
                self.run('virsh', '-c', self.stock.uri, word, name, check=False)

    def close(self):
        try:
            self.clean()
        finally:
            self.stack.close()


def masked(text, *more):
    """-> the document without what differs each time"""
    for pattern, replacement in (*MASKS, *more):
        text = re.sub(pattern, replacement, text, flags=re.S)
    return text


def why_not():
    """-> why this host has nothing to show; None: it has"""
    if relayed.why_not():
        return relayed.why_not()
    return None if test_system.can_have_namespace() else 'needs a host that gives its root a mount namespace'


def enter(program):
    """Runs the test again in a namespace, where it returns."""
    if IS_INSIDE not in os.environ:
        os.environ[IS_INSIDE] = '1'
        os.execvp('unshare', ['unshare', '--mount', '--propagation', 'private', '/bin/sh', '-ec',
                              NAMES + harness.ALONE + STOCK_SETTINGS + 'exec "$0" "$@"', sys.executable, *sys.argv])
    test_system.set_up_namespace(program)


def run_case(host, case):
    """-> None, or what went wrong, as lines"""
    try:
        case(host)
        return None
    except Exception as error:  # whatever a case runs into is its failure
        for uri in (host.stock.uri, 'qemu:///system'):
            for name in host.run('virsh', '-c', uri, 'list', '--all', '--name', check=False).stdout.split():
                host.run('virsh', '-c', uri, 'destroy', name, check=False)
                host.run('virsh', '-c', uri, 'undefine', name, check=False)
        return f'{type(error).__name__}: {error}'.splitlines()


def main(cases, prepare):
    """Runs the cases, name -> case(host), on one host, which @prepare has made ready."""
    parser = argparse.ArgumentParser()
    parser.add_argument('--daemon', required=True, help="the daemon's program")
    parser.add_argument('-k', metavar='REGEX', default='', help='only the cases whose name matches')
    options = parser.parse_args()
    if why_not():
        print(f'1..0 # SKIP {why_not()}')
        return 0
    enter(options.daemon)
    chosen = {name: case for name, case in cases.items() if re.search(options.k, name)}
    print(f'1..{len(chosen)}')
    is_clean = True
    with contextlib.closing(Host(options.daemon)) as host:
        prepare(host)
        for number, (name, case) in enumerate(chosen.items(), 1):
            begin = time.monotonic()
            trouble = run_case(host, case)
            is_clean = is_clean and not trouble
            print(f"{'not ok' if trouble else 'ok'} {number} - {name}", flush=True)
            print('\n'.join('# ' + line for line in trouble or [f'{time.monotonic() - begin:.1f} s']), flush=True)
    return 0 if is_clean else 1
