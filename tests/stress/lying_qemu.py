#!/usr/bin/python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""An emulator that answers truly when it is probed, and lies when it runs a guest.

Beside it is NAME.json: {"answers": {COMMAND: JSON}, "says": [LINE, ...], "behind": [COMMAND, ...]}.  Each connection to
its monitor is greeted, each command answered as "answers" has it (text, put in as it is, or a list of what to say one
after the other), else with {}; behind the answers to the commands of "behind" it says the lines.
"""
import json
import os
import re
import signal
import socket
import sys

REAL = '/usr/bin/qemu-system-ppc64'
# A test that fails may forget it.
MOST_SECONDS = 300
PROPER = {
    'query-chardev': '[]',
    'query-cpus-fast': '[]',
    'query-iothreads': '[]',
    'query-status': '{"status": "running", "running": true}',
}


def next_answer(answer):
    if not isinstance(answer, list):
        return answer
    return answer.pop(0) if len(answer) > 1 else answer[0]


def serve(connection, answers, lies):
    stream = connection.makefile('rwb')

    def say(*lines):
        stream.write(b''.join(line.encode() + b'\r\n' for line in lines))
        stream.flush()

    say('{"QMP": {"version": {"qemu": {"major": 7, "minor": 2, "micro": 0}, "package": ""}, "capabilities": []}}')
    for line in stream:
        command = json.loads(line)
        name = command['execute']
        answer = f'{{"return": {next_answer(answers.get(name, "{}"))}, "id": {json.dumps(command["id"])}}}'
        # All at once, so that the daemon hears them one right after the other.
        say(answer, *(lies['says'] if name in lies['behind'] else []))
        if name == 'quit':
            sys.exit(0)


def main():
    monitor = re.search(r'id=charmonitor,fd=(\d+)', ' '.join(sys.argv))
    if not monitor:
        os.execv(REAL, [REAL, *sys.argv[1:]])
    signal.alarm(MOST_SECONDS)
    with open(os.path.abspath(__file__) + '.json', encoding='utf-8') as file:
        lies = json.load(file)
    with socket.socket(fileno=int(monitor.group(1))) as listener:
        # As QEMU does it: who listens is the other end's peer.
        listener.listen(1)
        while True:
            connection, _ = listener.accept()
            try:
                serve(connection, {**PROPER, **lies['answers']}, lies)
            except OSError:
                pass  # the daemon has gone, or had enough


if __name__ == '__main__':
    main()
