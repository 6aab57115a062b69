# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A daemon that is asked about one document after the other, over one connection."""
import json
import select
import signal
import subprocess

import client

# Reads a line of JSON [document, flags] and answers with one: {'error': message}, or {'xml': completed, ...}.
SERVE = r'''
import re
def define(text):
    guest = c.defineXML(text)
    return guest, guest.XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE | libvirt.VIR_DOMAIN_XML_SECURE)
def answer(text, wants_argv, starts):
    made = attempt(lambda: define(text))
    if isinstance(made, list):
        return {'error': made[1]}
    guest, first = made
    try:
        again = attempt(lambda: define(first))
        found = {'first': first, 'xml': again[1]}
        if wants_argv:
            # Of interfaces stock tells in a command line alone what it does not do when it starts them.
            bare = re.sub('    <interface .*?</interface>\n', '', found['xml'], flags=re.S)
            found['argv'] = attempt(lambda: c.domainXMLToNative('qemu-argv', bare, 0))
        if starts:
            started = attempt(lambda: guest.createWithFlags(libvirt.VIR_DOMAIN_START_PAUSED))
            found['start'] = started[1] if isinstance(started, list) else None
            if found['start'] is None:
                guest.destroy()
    finally:
        guest.undefineFlags(libvirt.VIR_DOMAIN_UNDEFINE_NVRAM | libvirt.VIR_DOMAIN_UNDEFINE_TPM)
    return found
for line in sys.stdin:
    print(json.dumps(answer(*json.loads(line))), flush=True)
'''
CRASH = 'the daemon crashes'
# Seconds after which a daemon is held to be in an endless loop.
LONGEST = 60
# What an installed stock takes for ppc64le where a document names no emulator, and the program that it is a link to.
LINK, PROGRAM = '<emulator>/usr/bin/qemu-system-ppc64le</emulator>', '<emulator>/usr/bin/qemu-system-ppc64</emulator>'
# What a client's library says of a connection that has ended.
CLOSED = ('client socket is closed', 'End of file while reading data', 'Cannot recv data')


class Peer:
    """Ends its client with close(), and not the daemon, which it starts again when it has crashed."""

    def __init__(self, daemon):
        self.daemon = daemon
        self.client = None
        self.n_crashes = 0

    def open(self):
        command = self.daemon.as_client(['/usr/bin/python3', '-c', client.PRELUDE + SERVE, self.daemon.uri])
        # pylint: disable-next=consider-using-with
        self.client = subprocess.Popen(command, env=self.daemon.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                       text=True, cwd=self.daemon.folder)

    def ask(self, text, wants_argv=False, starts=False):
        """Once more without a command line where that ends the daemon.

        -> {'error'}, or {'first', 'xml'} (completed, and once more when that has been read again), with 'argv' ([code, message] when there is none) and 'start' (its error) where wanted"""
        if self.client is None:
            self.open()
        try:
            self.client.stdin.write(json.dumps([text, wants_argv, starts]) + '\n')
            self.client.stdin.flush()
            line = self.client.stdout.readline() if select.select([self.client.stdout], [], [], LONGEST)[0] else None
        except BrokenPipeError:
            line = ''
        if line is None:
            self.client.kill()
            self.daemon.stop(signal.SIGKILL)
            line = ''
        answer = json.loads(line.replace(LINK, PROGRAM)) if line else {'error': CLOSED[0]}
        if not any(text in answer.get('error', '') for text in CLOSED):
            return answer
        self.close()
        if self.daemon.answers():
            raise RuntimeError(f'the client of {self.daemon.peer} has ended: {self.daemon.log()[-2000:]}')
        self.n_crashes += 1
        self.daemon.stop()
        self.daemon.start()
        return self.ask(text, starts=starts) if wants_argv else {'error': CRASH}

    def close(self):
        if self.client is not None:
            self.client.stdin.close()
            self.client.wait()
            self.client.stdout.close()
            self.client = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
