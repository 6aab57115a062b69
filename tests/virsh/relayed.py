# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs the cases of a file against a stock libvirtd and ours, which asks that one for networks and storage, and prints TAP."""
import argparse
import contextlib
import glob
import os
import re
import time

import harness
import stock
import suite
from suite import is_equal


class Both:
    """A stock libvirtd of the system, ours that asks it, and a folder.

    @module may have DOCUMENTS, that write_documents() writes into the folder, and LEFT_BEHIND, the lines for virsh that
    remove what a case has left when it failed.
    """

    def __init__(self, program, module):
        self.program, self.module = program, module
        self.stack = contextlib.ExitStack()
        self.stock = self.stack.enter_context(harness.Daemon('stock', is_system=True, is_installed=True))
        self.ours = self.daemon(os.path.dirname(self.stock.socket))
        self.folder = self.stock.path('shared')
        os.mkdir(self.folder)

    def daemon(self, peers, is_system=True):
        kind = type('Ours', (harness.Daemon,), {'peers': peers})
        return self.stack.enter_context(kind('pseries', self.program, is_system=is_system))

    def path(self, name):
        return os.path.join(self.folder, name)

    def write_documents(self):
        for name, text in self.module.DOCUMENTS.items():
            with open(self.path(name), 'w', encoding='utf-8') as file:
                file.write(text.replace('FOLDER', self.folder))

    def say(self, daemon, line, *options, uri=None):
        """-> what virsh says to a line of a script, without what differs each time"""
        words = re.findall(r'"[^"]*"|\S+', line.replace('FOLDER', self.folder))
        done = daemon.run('virsh', *options, '-c', uri or daemon.uri, *[word.strip('"') for word in words])
        return [line, done.returncode, done.stdout, done.stderr]

    def is_same(self, line, *options, **uris):
        is_equal(self.say(self.ours, line, *options, uri=uris.get('ours')), self.say(self.stock, line, *options, uri=uris.get('stock')))

    def clean(self):
        """Removes what a case has left when it failed."""
        for line in getattr(self.module, 'LEFT_BEHIND', ()):
            self.say(self.stock, line)

    def close(self):
        self.stack.close()


def cases(module):
    """-> name -> case(both)"""
    own = {name: case for name, case in suite.cases_of(module)}
    scripts = getattr(module, 'SCRIPTS', {})
    return {**{name: module.scripted(lines) for name, lines in scripts.items() if name != 'uploads'}, **own}


def why_not():
    """-> why this host has nothing to show; None: it has"""
    drivers = glob.glob('/usr/lib/*/libvirt/connection-driver/libvirt_driver_storage.so')
    if os.environ.get('PSERIES_ONLY_OURS') or not (drivers and os.path.exists(stock.LIBVIRTD)) or os.geteuid() != 0:
        return 'needs root and a libvirtd with its drivers for networks and storage'
    return None


def main(module, about):
    """Runs the cases of @module."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument('--daemon', required=True, help="the daemon's program")
    parser.add_argument('-k', metavar='REGEX', default='', help='only the cases whose name matches')
    options = parser.parse_args()
    chosen = {name: case for name, case in cases(module).items() if re.search(options.k, name)}
    if why_not():
        print(f'1..0 # SKIP {why_not()}')
        return 0
    print(f'1..{len(chosen)}')
    is_clean = True
    both = Both(options.daemon, module)
    try:
        for number, (name, case) in enumerate(chosen.items(), 1):
            begin = time.monotonic()
            try:
                case(both)
                print(f'ok {number} - {name} ({time.monotonic() - begin:.1f} s)', flush=True)
            except Exception as error:  # whatever a case runs into is its failure
                is_clean = False
                both.clean()
                print(f'not ok {number} - {name}\n' + '\n'.join('# ' + line for line in (type(error).__name__ + ': ' + str(error)).splitlines()),
                      flush=True)
    finally:
        both.close()
    return 0 if is_clean else 1
