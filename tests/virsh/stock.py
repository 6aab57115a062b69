# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Which stock libvirtd is the yardstick, and how it and its QEMU are run.

PSERIES_STOCK names a folder that scripts/newer-stock has unpacked, or is 'installed' for this host's own.  Without it the
folder is taken that ./dev setup makes where the installed one is older than the yardstick; else the installed one.  Its
clients, virsh and the Python binding, are run as they are unpacked, too.
"""
import functools
import os
import re
import subprocess

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SCRIPT = os.path.join(TOP, 'scripts', 'newer-stock')
LIBVIRTD = '/usr/sbin/libvirtd'
YARDSTICK = (11, 3)
CLIENTS = ('virsh', '/usr/bin/python3')


def default_folder():
    cache = os.environ.get('XDG_CACHE_HOME') or os.path.join(os.environ.get('HOME', '/nonexistent'), '.cache')
    return os.environ.get('PSERIES_STOCK_DIR') or os.path.join(cache, 'libvirt-pseries', 'stock')


def root():
    """-> the folder of the unpacked stock; None: the installed one is used"""
    wanted = os.environ.get('PSERIES_STOCK', '')
    folder = wanted or default_folder()
    # Only root makes a mount namespace without more ado.
    if wanted == 'installed' or os.geteuid() != 0 or not os.path.exists(os.path.join(folder, 'complete')):
        return None
    return folder


def schemas():
    """-> the folder of its schemas"""
    return os.path.join(root() or '/', 'usr/share/libvirt/schemas')


def version_of(program):
    """-> (MAJOR, MINOR)"""
    said = subprocess.run([program, '--version'], stdout=subprocess.PIPE, text=True, check=True).stdout
    return tuple(map(int, re.findall(r'\d+', said)[:2]))


def is_yardstick_there():
    """Whether one is unpacked, or the installed one is as new."""
    if root() is not None or not os.path.exists(LIBVIRTD):
        return root() is not None
    return version_of(LIBVIRTD) >= YARDSTICK


def client_version():
    return version_of('virsh')


def is_there():
    return root() is not None or os.path.exists(LIBVIRTD)


def inside(words, user):
    """-> the command that runs @words inside the unpacked stock, as the user with that number"""
    return ['env', f'PSERIES_STOCK_USER={user}', SCRIPT, 'run', root(), *words]


@functools.lru_cache(maxsize=None)
def qemu_version():
    """-> "10.0", its QEMU's, of which tests/capabilities has a recording"""
    words = ['qemu-system-ppc64', '--version']
    said = subprocess.run(inside(words, 0) if root() else words, stdout=subprocess.PIPE, text=True, check=True).stdout
    return re.search(r'version (\d+\.\d+)', said).group(1)


class Clients:
    """The unpacked stock's clients.  A process keeps the mount namespace that each of them enters, until close()."""

    def __init__(self):
        # pylint: disable-next=consider-using-with
        self.process = subprocess.Popen(inside(['/bin/sh', '-c', 'echo; exec sleep infinity'], 0), stdout=subprocess.PIPE)
        self.process.stdout.readline()

    def command(self, words, user):
        """-> the command that runs @words, whose program is one of CLIENTS, as the user with that number"""
        return ['nsenter', f'--target={self.process.pid}', '--mount', '--root', f'--setuid={user}', f'--setgid={user}', *words]

    def close(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


def beside(words):
    """-> the command that runs @words on this host, with the stock's QEMU in place of the host's"""
    return [SCRIPT, 'qemu', root(), *words] if root() else list(words)
