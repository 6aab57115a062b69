#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs the daemon, around a server that answers nothing, as users and init systems do.  Prints TAP.

    test_process.py VIRTPSERIESD
"""
import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback

DAEMON = sys.argv[1]
SECONDS = 20


class Place:
    """A configuration, folders and a socket of our own."""

    def __init__(self, folder):
        self.folder = folder
        self.socket = os.path.join(folder, 's', 'sock')
        self.config = os.path.join(folder, 'virtpseriesd.conf')
        self.pid_file = os.path.join(folder, 'run', 'virtpseriesd.pid')
        # A daemon of root's would not take these defaults of the system's.
        self.environment = {**os.environ, 'LC_ALL': 'C', 'LANGUAGE': ''}
        for name in ('NOTIFY_SOCKET', 'LISTEN_FDS', 'LISTEN_PID'):
            self.environment.pop(name, None)
        self.configure()

    def configure(self, **changes):
        folders = {name: os.path.join(self.folder, name) for name in ('config', 'run', 'log', 'cache', 'state')}
        folders.update(changes)
        with open(self.config, 'w', encoding='utf-8') as file:
            for name, path in folders.items():
                file.write(f'{name}_directory = "{path}"\n')
            if os.geteuid() == 0:
                file.write('user = "root"\n')

    def command(self, *arguments):
        return [DAEMON, '--config', self.config, '--socket', self.socket, *arguments]

    def run(self, *arguments):
        return subprocess.run(self.command(*arguments), env=self.environment, capture_output=True,
                              text=True, timeout=SECONDS, check=False)

    @contextlib.contextmanager
    def running(self, *arguments):
        with subprocess.Popen(self.command(*arguments), env=self.environment,
                              stderr=subprocess.PIPE, text=True) as daemon:
            try:
                wait_for(lambda: self.connects() or daemon.poll() is not None)
                yield daemon
            finally:
                if daemon.poll() is None:
                    daemon.terminate()
                daemon.wait(SECONDS)

    def connects(self):
        with socket.socket(socket.AF_UNIX) as client:
            return client.connect_ex(self.socket) == 0

    def is_clean(self):
        return not os.listdir(os.path.dirname(self.socket)) and not os.path.exists(self.pid_file)


def wait_for(condition):
    end = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < end, 'it takes too long'
        time.sleep(0.02)


def pid_in(path):
    with open(path, encoding='utf-8') as file:
        return int(file.read())


def case_signals(place):
    for number in (signal.SIGTERM, signal.SIGINT):
        with place.running() as daemon:
            assert place.connects()
            assert pid_in(place.pid_file) == daemon.pid
            daemon.send_signal(signal.SIGHUP)
            time.sleep(0.1)
            assert daemon.poll() is None, 'a hang-up ends it'
            daemon.send_signal(number)
            assert daemon.wait(SECONDS) == 0
        assert place.is_clean()


def case_killed(place):
    with place.running() as daemon:
        daemon.kill()
        daemon.wait(SECONDS)
    assert not place.is_clean()
    with place.running():
        assert place.connects()
    assert place.is_clean()


def case_second(place):
    with place.running() as first:
        second = place.run()
        assert second.returncode == 1
        assert f'another virtpseriesd (pid {first.pid}) already serves ' in second.stderr, second.stderr
        background = place.run('--daemon')
        assert (background.returncode, background.stderr) == (1, second.stderr)
        assert place.connects()
    # the same state by another socket
    with place.running() as first:
        other = Place(place.folder)
        other.socket = place.socket + '-other'
        second = other.run()
        assert second.returncode == 1
        assert f"(pid {first.pid}) already serves '{place.folder}/run'" in second.stderr
    # another state by the same socket
    with place.running() as first:
        place.configure(run=os.path.join(place.folder, 'run2'))
        second = place.run()
        assert second.returncode == 1
        assert f"(pid {first.pid}) already serves '{place.socket}'" in second.stderr


def case_background(place):
    started = place.run('--daemon', '--timeout', '600')
    assert (started.returncode, started.stdout, started.stderr) == (0, '', '')
    assert place.connects(), 'the command ended before the daemon was ready'
    pid = pid_in(place.pid_file)
    handle = os.pidfd_open(pid)
    try:
        assert os.getsid(pid) not in (os.getsid(0), pid)
        assert os.readlink(f'/proc/{pid}/cwd') == '/'
        assert os.readlink(f'/proc/{pid}/fd/0') == '/dev/null'
        assert os.readlink(f'/proc/{pid}/fd/2').endswith('/log/virtpseriesd.log')
    finally:
        signal.pidfd_send_signal(handle, signal.SIGTERM)
        assert select.select([handle], [], [], SECONDS)[0]
        os.close(handle)
    assert place.is_clean()


def case_background_fails(place):
    # The driver needs a folder where there is a file.
    autostart = os.path.join(place.folder, 'config', 'autostart')
    os.makedirs(os.path.dirname(autostart), mode=0o700)
    with open(autostart, 'w', encoding='utf-8'):
        pass
    for arguments in ([], ['--daemon']):
        failed = place.run(*arguments)
        assert failed.returncode == 1
        assert failed.stderr.startswith('virtpseriesd: ') and autostart in failed.stderr, failed.stderr
        assert place.is_clean()


def case_timeout(place):
    before = time.monotonic()
    idle = place.run('--timeout=1')
    assert (idle.returncode, idle.stderr) == (0, '')
    assert time.monotonic() - before >= 0.5
    assert place.is_clean()


def case_verbose(place):
    said = place.run('--timeout=1', '--verbose').stderr
    assert ': info: ' in said and place.socket in said, said


def case_notify(place):
    path = os.path.join(place.folder, 'notify')
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as init:
        init.bind(path)
        init.settimeout(SECONDS)
        place.environment['NOTIFY_SOCKET'] = path
        with place.running() as daemon:
            assert init.recv(100) == b'READY=1'
            daemon.terminate()
            assert init.recv(100) == b'STOPPING=1'


def case_refused(place):
    long = os.path.join(place.folder, 'x' * 120)
    wrong = os.path.join(place.folder, 'wrong.conf')
    with open(wrong, 'w', encoding='utf-8') as file:
        file.write('max_workers = none\n')
    rows = [
        (['--frob'], 2, '--frob'),
        (['--timeout=0'], 2, '--timeout takes'),
        (['start'], 2, "'start' is not expected"),
        (['--config', os.path.join(place.folder, 'missing')], 1, 'No such file'),
        (['--config', wrong], 1, f'{wrong}:1: '),
        (['--daemon', '--config', wrong], 1, f'{wrong}:1: '),
        (['--socket', long], 1, 'at most 107 bytes'),
        (['--socket', '/dev/null/sock'], 1, "cannot make the folder '/dev/null'"),
    ]
    for arguments, status, said in rows:
        ended = place.run(*arguments)
        assert ended.returncode == status, (arguments, ended)
        assert ended.stderr.startswith('virtpseriesd: ') and said in ended.stderr, ended
    help_text = place.run('--help').stdout
    assert all(word in help_text for word in ('--socket', '--config', '--daemon', '--timeout'))
    assert place.run('--version').stdout.startswith('virtpseriesd ')


CASES = [case_signals, case_killed, case_second, case_background, case_background_fails,
         case_timeout, case_verbose, case_notify, case_refused]


def main():
    failures = 0
    print(f'1..{len(CASES)}')
    for number, case in enumerate(CASES, 1):
        skip = case is case_notify and os.environ.get('WITHOUT_SYSTEMD')
        result = 'ok'
        with tempfile.TemporaryDirectory(prefix='pseries-') as folder:
            try:
                if not skip:
                    case(Place(folder))
            except (AssertionError, OSError, subprocess.SubprocessError) as problem:
                line = traceback.extract_tb(problem.__traceback__)[-1].lineno
                print(f'# {type(problem).__name__} line {line}: {problem}')
                result = 'not ok'
                failures += 1
        print(f'{result} {number} - {case.__name__[5:]}' + (' # SKIP no libsystemd' if skip else ''))
    return 1 if failures else 0


if __name__ == '__main__':
    sys.exit(main())
