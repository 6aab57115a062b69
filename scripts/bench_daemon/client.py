# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What one client waits for, beside a stock libvirtd.

The client is a process of the daemons' user:  python3 -m bench_daemon.client OURS STOCK, where STOCK may be '-'
"""
import os
import statistics
import subprocess
import sys
import tempfile
import time

from bench_daemon.documents import document

ROUNDS = 5
N_LISTED = 500
# What is asked, and the ratio that it is to have at most.
OPERATIONS = {'open': 0.7, 'call': 1, 'define_10': 1, 'define_100': 1, 'define_400': 0.5, 'dumpxml_100': 1,
              'to_native_100': 0.05, 'list_500': 0.85, 'start': 1, 'destroy': 0.1, 'all_stats': 0.3}


def seconds(call, *arguments):
    start = time.perf_counter()
    call(*arguments)
    return time.perf_counter() - start


class Client:
    """One round of each operation, in seconds an operation."""

    def __init__(self, libvirt, uri):
        self.libvirt = libvirt
        self.uri = uri
        self.connection = libvirt.open(uri)

    def open(self):
        return sum(seconds(lambda: self.libvirt.open(self.uri).close()) for _ in range(20)) / 20

    def call(self):
        return seconds(lambda: [self.connection.getLibVersion() for _ in range(500)]) / 500

    def define(self, devices):
        text = document('define', devices // 2, devices // 2)
        total = 0
        for _ in range(5):
            total += seconds(self.connection.defineXML, text)
            self.connection.lookupByName('define').undefine()
        return total / 5

    def define_10(self):
        return self.define(10)

    def define_100(self):
        return self.define(100)

    def define_400(self):
        return self.define(400)

    def dumpxml_100(self):
        domain = self.connection.defineXML(document('dumpxml', 50, 50))
        try:
            return seconds(lambda: [domain.XMLDesc(0) for _ in range(20)]) / 20
        finally:
            domain.undefine()

    def to_native_100(self):
        text = document('native', 50, 50)
        return seconds(lambda: [self.connection.domainXMLToNative('qemu-argv', text, 0) for _ in range(3)]) / 3

    def list_500(self):
        domains = [self.connection.defineXML(document(f'list{i}', 1, 1)) for i in range(N_LISTED)]
        try:
            return seconds(lambda: [(d.name(), d.info()) for d in self.connection.listAllDomains()])
        finally:
            for domain in domains:
                domain.undefine()

    def start_and_destroy(self):
        domain = self.connection.defineXML(document('start', 2))
        paused = self.libvirt.VIR_DOMAIN_START_PAUSED
        try:
            return [sum(column) / 3 for column in zip(*[(seconds(domain.createWithFlags, paused),
                                                         seconds(domain.destroy)) for _ in range(3)])]
        finally:
            domain.undefine()

    def start(self):
        return self.start_and_destroy()[0]

    def destroy(self):
        return self.start_and_destroy()[1]

    def all_stats(self):
        """Of a guest that runs, in all groups; not the first time, when a stock daemon starts every QEMU of the host."""
        with tempfile.TemporaryDirectory(dir='/tmp') as folder:
            for number in range(2):
                with open(os.path.join(folder, f'{number}.img'), 'wb') as file:
                    file.truncate(1 << 20)
            domain = self.connection.defineXML(document('stats', 2, 2).replace('/var/tmp', folder))
            domain.createWithFlags(self.libvirt.VIR_DOMAIN_START_PAUSED)
            try:
                self.connection.domainListGetStats([domain])
                return seconds(lambda: [self.connection.domainListGetStats([domain]) for _ in range(50)]) / 50
            finally:
                domain.destroy()
                domain.undefine()


def can(libvirt, client, name):
    """Whether the daemon does it at all: a stock one needs root for some."""
    try:
        getattr(client, name)()
        return True
    except libvirt.libvirtError as error:
        print(f"# {name}: {client.uri.split(':')[0]}: {error}")
        return False


def ask(ours, stock):
    import libvirt
    from bench_daemon.peers import bounded, milliseconds, title
    libvirt.registerErrorHandler(lambda *_: None, None)
    clients = [Client(libvirt, uri) for uri in (ours, stock) if uri != '-']
    title('virtpseriesd, one client', 'ours', 'stock libvirtd', 'ratio')
    for name, limit in OPERATIONS.items():
        asked = [client for client in clients if can(libvirt, client, name)]
        rounds = [[getattr(client, name)() for client in asked] for _ in range(ROUNDS)]
        medians = [milliseconds(statistics.median(column)) for column in zip(*rounds)]
        if len(asked) == 2:
            bounded(name, medians, statistics.median(a / b for a, b in rounds), limit)
        else:
            bounded(name, [medians[0], 'cannot'], None, limit)


def measure():
    from bench_daemon.peers import Ours, Stock, has_stock
    with Ours() as ours:
        stock = Stock() if has_stock() else None
        try:
            if stock:
                for path in ('run', 'run/libvirt'):
                    if os.path.isdir(stock.path(path)):
                        os.chmod(stock.path(path), 0o755)
            subprocess.run(ours.as_user(['/usr/bin/python3', '-m', 'bench_daemon.client', ours.uri,
                                         stock.uri if stock else '-']),
                           env={**ours.environment_of_client(), 'PYTHONPATH': ':'.join(sys.path)}, check=True)
        finally:
            if stock:
                stock.close()


if __name__ == '__main__':
    ask(*sys.argv[1:3])
