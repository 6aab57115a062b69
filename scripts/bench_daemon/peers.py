# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The daemons that are measured, and how a figure is printed."""
import os
import shutil
import subprocess
import sys

import harness

PROGRAM = os.path.join(os.environ['PSERIES_BUILD'], 'src', 'daemon', 'virtpseriesd')
INSIDE = 'PSERIES_IN_NAMESPACE'
IS_SYSTEM = INSIDE in os.environ
# What a stock libvirtd of root's reads before its configuration.
STOCK_USER = 'libvirt-qemu'


def enter_namespace():
    """Root's daemons get a /run, /etc and /var of their own: starts this program again, where they are there."""
    if os.geteuid() != 0 or subprocess.run(['unshare', '-m', 'true'], check=False).returncode != 0:
        return
    if not IS_SYSTEM:
        os.environ[INSIDE] = '1'
        os.execvp('unshare', ['unshare', '-m', sys.executable, *sys.argv])
    subprocess.run(['mount', '-t', 'tmpfs', '-o', 'mode=755', 'tmpfs', '/run'], check=True)
    for folder in ('etc', 'var'):
        upper, work = (f'/run/over/{folder}/{name}' for name in ('upper', 'work'))
        os.makedirs(upper)
        os.makedirs(work)
        subprocess.run(['mount', '-t', 'overlay', '-o', f'lowerdir=/{folder},upperdir={upper},workdir={work}',
                        'overlay', '/' + folder], check=True)
    for path, entry in (('/etc/passwd', 'x:64055:64055::/:/bin/false'), ('/etc/group', 'x:64055:')):
        with open(path, 'r+', encoding='utf-8') as file:
            if STOCK_USER + ':' not in file.read():
                file.write(f'{STOCK_USER}:{entry}\n')
    os.makedirs('/etc/libvirt', exist_ok=True)
    with open('/etc/libvirt/qemu.conf', 'w', encoding='utf-8') as file:
        file.write('user = "root"\ngroup = "root"\nstdio_handler = "file"\n')


class Ours(harness.Daemon):
    """As it runs after its installation, and QEMU as the same user."""

    def __init__(self):
        super().__init__('pseries', PROGRAM, is_system=IS_SYSTEM)

    @property
    def socket(self):
        return '/run/libvirt/virtpseriesd-sock' if IS_SYSTEM else super().socket

    @property
    def uri(self):
        return 'pseries:///system' if IS_SYSTEM else super().uri

    def command(self):
        if IS_SYSTEM:
            return [self.program, '--config', self.write('virtpseriesd.conf', 'user = "root"\n')]
        return self.as_user([self.program])

    def environment_of_client(self):
        return {**self.environment, 'PSERIES_BUILD': os.environ['PSERIES_BUILD']}

    def resident_kib(self):
        with open(f'/proc/{self.process.pid}/status', encoding='utf-8') as file:
            return int(next(line for line in file if line.startswith('VmRSS:')).split()[1])


class Stock(harness.Daemon):
    """A stock libvirtd, root's or the user's."""

    def __init__(self):
        super().__init__('stock')
        if IS_SYSTEM:
            self.user = 0

    @property
    def socket(self):
        return '/run/libvirt/libvirt-sock' if IS_SYSTEM else super().socket

    @property
    def uri(self):
        return 'qemu:///system' if IS_SYSTEM else super().uri

    def as_user(self, command):
        return list(command) if IS_SYSTEM else super().as_user(command)


def has_stock():
    return shutil.which('libvirtd', path='/usr/sbin') is not None


def milliseconds(value):
    return f'{value * 1e3:.2f} ms'


def row(name, *columns):
    print(f'{name:38}' + ''.join(f'{column:>16}' for column in columns), flush=True)


def bounded(name, columns, value, limit):
    """A row whose figure is to be @limit at most; None: it cannot be had."""
    figure = '-' if value is None else f'{value:.3g}'
    row('  ' + name, *columns, figure, f'{limit:g}' + (' OVER' if value is not None and value > limit else ''))


def title(text, *columns):
    row(text, *columns, 'at most')
