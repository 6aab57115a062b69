#!/usr/bin/python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A QEMU that is none: an <emulator> for the daemon, which says over its monitor what a test has it say.

It answers the probe as the real one, which it executes.  As a guest it runs nothing, answers every command, and takes two of its
own, to be sent by qemu-monitor-command:

    {"execute": "x-flood", "arguments": {"events": [EVENT, ...]}}     says these over and over
    {"execute": "x-calm", "arguments": {"event": EVENT}}              stops that, and says this one last
"""
import json
import os
import re
import signal
import socket
import sys
import threading

REAL = '/usr/bin/qemu-system-ppc64'
NAME = 'qemu-system-false'
GREETING = {'QMP': {'version': {'qemu': {'major': 7, 'minor': 2, 'micro': 0}, 'package': ''}, 'capabilities': []}}
ANSWERS = {'query-chardev': [], 'query-cpus-fast': [], 'query-status': {'status': 'running', 'running': True}}
CHUNK_EVENTS = 200


class Monitor:
    def __init__(self, connection):
        self.connection = connection
        self.lock = threading.Lock()
        self.flood = None
        self.is_calm = threading.Event()

    def say(self, *messages):
        with self.lock:
            self.connection.sendall(b''.join(json.dumps(message).encode() + b'\r\n' for message in messages))

    def say_events(self, events):
        while not self.is_calm.is_set():
            self.say(*events)

    def start_flood(self, events):
        events = [{'timestamp': {'seconds': 1, 'microseconds': 0}, **event} for event in events]
        self.is_calm.clear()
        self.flood = threading.Thread(target=self.say_events, args=(events * (CHUNK_EVENTS // len(events) + 1),), daemon=True)
        self.flood.start()

    def end_flood(self, event):
        self.is_calm.set()
        self.flood.join()
        self.say({'timestamp': {'seconds': 2, 'microseconds': 0}, **event})

    def answer(self, command):
        name, arguments = command['execute'], command.get('arguments', {})
        if name == 'query-balloon':
            answer = {'error': {'class': 'GenericError', 'desc': 'the balloon is not told'}}
        else:
            answer = {'return': ANSWERS.get(name, {})}
        if name == 'x-calm':
            self.end_flood(arguments['event'])
        self.say({'id': command.get('id'), **answer})
        if name == 'x-flood':
            self.start_flood(arguments['events'])
        if name == 'quit':
            os._exit(0)

    def attend(self):
        self.say(GREETING)
        with self.connection, self.connection.makefile('r', encoding='utf-8') as lines:
            for line in lines:
                self.answer(json.loads(line))


def main():
    monitor = next((word for word in sys.argv if word.startswith('socket,id=charmonitor,')), None)
    if monitor is None:
        os.execv(REAL, [REAL, *sys.argv[1:]])
    if os.environ.get('FALSE_QEMU') != NAME:
        # The name by which what is left over is found.
        os.environ['FALSE_QEMU'] = NAME
        os.execv('/usr/bin/python3', [NAME, *sys.argv])
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with socket.socket(fileno=int(re.search(r'fd=(\d+)', monitor).group(1))) as listening:
        # It is ours from then on, as the daemon that comes back sees it.
        listening.listen(1)
        while True:
            try:
                Monitor(listening.accept()[0]).attend()
            except OSError:
                continue  # the daemon has gone; the next one comes


if __name__ == '__main__':
    main()
