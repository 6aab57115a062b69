#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The logs of the system's daemon: what QEMU, its chardevs and the programs beside it write.  Prints TAP.

    test_system_logs.py --daemon PATH [-k REGEX]
"""
import contextlib
import ctypes
import glob
import os
import re
import signal
import stat
import subprocess
import sys
import tty

from harness import NOBODY, is_gone, wait_for
from suite import is_equal, matches
import test_system
from test_system import SystemDaemon, only_qemu, status_of

KIB = 1024
LIMIT = 16 * KIB
RING = 16 * KIB * KIB
BANNER = 'SLOF'
STOCK_USER = 64055
LOGGER = 'virtpseries-logger'
PIDFD_OPEN, PIDFD_GETFD = 434, 438  # on all architectures


def roots_folder(daemon):
    path = daemon.path('secret')
    os.makedirs(path, mode=0o700, exist_ok=True)
    return path


def with_log(guest, path, append='', kind='pty', source=''):
    """-> the guest's document, its console logged to @path"""
    log = f"<log file='{path}'{append}/>" if path else ''
    return guest.xml().replace("<serial type='pty'/>", f"<serial type='{kind}'>{source}{log}</serial>") \
                      .replace("<console type='pty'/>", '')


def define(daemon, guest, text):
    daemon.virsh('define', daemon.write(f'{guest.name}.xml', text))


def content(path):
    with open(path, encoding='utf-8', errors='replace') as file:
        return file.read()


def all_of(path):
    """-> what is in the log @path and its older part"""
    return ''.join(content(name) for name in (path + '.0', path) if os.path.exists(name))


def wait_for_text(path, pattern):
    wait_for(lambda: re.search(pattern, all_of(path)), f'{pattern!r} in {path}')


def loggers_of(path):
    """-> the pids of the loggers that have @path open"""
    pids = []
    for pid in filter(str.isdigit, os.listdir('/proc')):
        with contextlib.suppress(OSError):
            links = [os.readlink(f'/proc/{pid}/fd/{fd}') for fd in os.listdir(f'/proc/{pid}/fd')]
            with open(f'/proc/{pid}/cmdline', 'rb') as file:
                if os.path.basename(file.read().split(b'\0')[0].decode()) == LOGGER and path in links:
                    pids.append(int(pid))
    return pids


def logger_of(path):
    pid, = loggers_of(path)
    return pid


class Prompt:
    """The guest's firmware, asked at its terminal; the daemon is not needed for it."""

    def __init__(self, terminal):
        self.fd = os.open(terminal, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        tty.setraw(self.fd)
        self.text = ''

    def read(self):
        with contextlib.suppress(BlockingIOError):
            self.text += os.read(self.fd, 4096).decode(errors='replace')
        return self.text

    def ask(self, words, answer):
        """Types @words and waits for @answer: it runs, and its console works."""
        self.text = ''
        os.write(self.fd, words.encode() + b'\r')
        wait_for(lambda: re.search(answer, self.read()), f'{answer!r} to {words!r}')

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self.fd)


def prompt_of(daemon, guest):
    return Prompt(daemon.virsh('ttyconsole', guest.name))


def start_with_log(daemon, guest, **changes):
    """-> the path of its console's log, in which there is a prompt"""
    path = os.path.join(roots_folder(daemon), f'{guest.name}.log')
    define(daemon, guest, with_log(guest, path, **changes))
    guest.start()
    wait_for_text(path, r'0 > ')
    return path


def case_console_in_folder_of_root(daemon, guest):
    """QEMU's user can open nothing there: the daemon does."""
    path = start_with_log(daemon, guest)
    about = os.stat(path)
    is_equal((stat.S_IMODE(about.st_mode), about.st_uid, about.st_gid), (0o600, 0, 0))
    matches(content(path), BANNER)
    is_equal(status_of(only_qemu(daemon))['Uid'].split()[0], str(NOBODY))
    matches(daemon.virsh('dumpxml', guest.name), f"<log file='{path}'")
    daemon.virsh('destroy', guest.name)
    is_equal(loggers_of(path), [])


def add_stock_user(daemon):
    """A stock system's QEMU runs as somebody whom its package makes."""
    for name, line in (('passwd', f'libvirt-qemu:x:{STOCK_USER}:{STOCK_USER}::/var/lib/libvirt:/bin/false\n'),
                       ('group', f'libvirt-qemu:x:{STOCK_USER}:\nkvm:x:{STOCK_USER + 1}:\n')):
        path = daemon.write(name, content('/etc/' + name) + line, is_given=False)
        os.chmod(path, 0o644)
        subprocess.run(['mount', '--bind', path, '/etc/' + name], check=True)


@contextlib.contextmanager
def stock_daemon(daemon):
    """A stock system's daemon with its default user, and its virtlogd.  -> its uri"""
    text = 'cgroup_controllers = []\nnamespaces = []\nsecurity_driver = "none"\n'
    add_stock_user(daemon)
    for name in ('/etc/libvirt', '/var/lib/libvirt', '/var/log/libvirt', '/var/cache/libvirt'):
        os.makedirs(name, exist_ok=True)
        subprocess.run(['mount', '-t', 'tmpfs', '-o', 'mode=755', 'tmpfs', name], check=True)
    with open('/etc/libvirt/qemu.conf', 'w', encoding='utf-8') as file:
        file.write(text)
    log = daemon.path('stock.log')
    with open(log, 'wb') as output, subprocess.Popen(['/usr/sbin/virtlogd'], stdout=output, stderr=output) as logd, \
            subprocess.Popen(['/usr/sbin/libvirtd'], stdout=output, stderr=output) as libvirtd:
        try:
            uri = 'qemu:///system'
            wait_for(lambda: daemon.run('virsh', '-c', uri, 'list').returncode == 0, 'the stock daemon answers')
            yield uri
        finally:
            libvirtd.terminate()
            logd.terminate()
            libvirtd.wait()
            logd.wait()
            for name in ('/etc/group', '/etc/passwd', '/var/cache/libvirt', '/var/log/libvirt', '/var/lib/libvirt', '/etc/libvirt'):
                subprocess.run(['umount', '-l', name], check=True)


def case_stock_starts_it(daemon, guest):
    """The same document as in case_console_in_folder_of_root."""
    path = os.path.join(roots_folder(daemon), 'stock.log')
    document = daemon.write('stock.xml', with_log(guest, path))
    with stock_daemon(daemon) as uri:
        daemon.run('virsh', '-c', uri, 'create', document, check=True)
        try:
            wait_for_text(path, BANNER)
            is_equal((stat.S_IMODE(os.stat(path).st_mode), os.stat(path).st_uid), (0o600, 0))
        finally:
            daemon.run('virsh', '-c', uri, 'destroy', guest.name, check=True)


def case_append(daemon, guest):
    """What was in the file stays, unless the document says otherwise."""
    path = os.path.join(roots_folder(daemon), 'append.log')
    for append, is_kept in (('', True), (" append='on'", True), (" append='off'", False)):
        with open(path, 'w', encoding='utf-8') as file:
            file.write('what was there before\n')
        define(daemon, guest, with_log(guest, path, append))
        guest.start()
        wait_for_text(path, BANNER)
        is_equal('what was there before' in all_of(path), is_kept)
        daemon.virsh('destroy', guest.name)


def case_file_backend(daemon, guest):
    """A serial port whose bytes go to a file."""
    path = os.path.join(roots_folder(daemon), 'serial.log')
    define(daemon, guest, with_log(guest, None, kind='file', source=f"<source path='{path}'/>"))
    guest.start()
    wait_for_text(path, BANNER)
    is_equal(os.stat(path).st_uid, 0)


def case_two_to_one_file(daemon, guest):
    """A log of one port is the file of another."""
    path = os.path.join(roots_folder(daemon), 'shared.log')
    text = with_log(guest, path).replace('<memballoon', f"<serial type='file'><source path='{path}'/></serial><memballoon")
    define(daemon, guest, text)
    guest.start()
    wait_for_text(path, BANNER)
    is_equal(len(loggers_of(path)), 1)


def case_no_file(daemon, guest):
    """A log that cannot be opened is told by its name."""
    define(daemon, guest, with_log(guest, daemon.path('none', 'console.log')))
    matches(daemon.virsh_error('start', guest.name),
            f"error: Unable to open file: {daemon.path('none', 'console.log')}: No such file or directory")


def case_link(daemon, guest):
    """A link leads to a file of root's: it is left to QEMU, which has no right to follow it."""
    target = os.path.join(roots_folder(daemon), 'target')
    with open(target, 'w', encoding='utf-8') as file:
        file.write('of root')
    folder = daemon.path('of-others')
    os.makedirs(folder, exist_ok=True)
    os.symlink(target, os.path.join(folder, 'console.log'))
    os.symlink(roots_folder(daemon), os.path.join(folder, 'away'))
    for name in ('console.log', 'away/target', 'away/new'):
        define(daemon, guest, with_log(guest, os.path.join(folder, name)))
        matches(daemon.virsh_error('start', guest.name), 'Permission denied')
    is_equal(content(target), 'of root')
    assert 'new' not in os.listdir(roots_folder(daemon))


def case_flood(daemon, guest):
    """A QEMU that floods its log: the file is never longer than its limit, and says what is missing."""
    path = daemon.write('flooding-emulator', '''#!/bin/sh
case "$*" in *guest=*) head -c 500000000 /dev/zero | tr '\\0' x >&2 & ;; esac
exec qemu-system-ppc64 "$@"
''')
    os.chmod(path, 0o755)
    define(daemon, guest, guest.xml().replace('/usr/bin/qemu-system-ppc64', path))
    log = daemon.path('system', 'log', f'{guest.name}.log')
    with subprocess.Popen(['virsh', '-c', daemon.uri, 'start', guest.name], env=daemon.environment,
                          stdout=subprocess.DEVNULL) as client:
        wait_for(lambda: os.path.exists(log), 'there is a log')
        sizes = []
        while client.poll() is None or len(sizes) < 10000:
            sizes.append(os.stat(log).st_size)
        is_equal(client.returncode, 0)
    # The daemon's own line at the start, of a few KiB, may come on top.
    assert max(sizes) <= LIMIT + 4 * KIB, max(sizes)
    assert os.stat(log + '.0').st_size <= LIMIT
    wait_for_text(log, r'lost (at least )?\d+ bytes of output\n')
    matches(guest.state(), '^running')


def fill(qemu, log):
    """Moves QEMU's writing to @log up to 100 bytes before the end of what may wait for the logger."""
    libc = ctypes.CDLL(None, use_errno=True)
    held = libc.syscall(PIDFD_OPEN, qemu, 0)
    try:
        for name in os.listdir(f'/proc/{qemu}/fd'):
            if 'memfd:log' not in os.readlink(f'/proc/{qemu}/fd/{name}') or int(name) <= 2:
                continue
            fd = libc.syscall(PIDFD_GETFD, held, int(name), 0)
            assert fd >= 0, (log, ctypes.get_errno())
            os.lseek(fd, RING - 100, os.SEEK_SET)
            os.close(fd)
    finally:
        os.close(held)


def case_logger_stopped(daemon, guest):
    """The guest writes more than can wait: it goes on, and the log says that something is missing."""
    log = start_with_log(daemon, guest)
    logger = logger_of(log)
    os.kill(logger, signal.SIGSTOP)
    fill(only_qemu(daemon), log)
    with prompt_of(daemon, guest) as prompt:
        prompt.ask('words', '0 > ')
        prompt.ask('6 7 * .', r'2a\s+ok')
    matches(daemon.virsh('qemu-monitor-command', guest.name, '{"execute":"query-status"}'), '"running"')
    os.kill(logger, signal.SIGCONT)
    wait_for_text(log, r'lost at least \d+ bytes of output\n')
    with prompt_of(daemon, guest) as prompt:
        prompt.ask('6 8 * .', r'30\s+ok')
    wait_for_text(log, r'30\s+ok')
    assert os.stat(log).st_size <= LIMIT


def case_logger_killed(daemon, guest):
    """The guest goes on without its log."""
    log = start_with_log(daemon, guest)
    os.kill(logger_of(log), signal.SIGKILL)
    fill(only_qemu(daemon), log)
    with prompt_of(daemon, guest) as prompt:
        prompt.ask('words', '0 > ')
        prompt.ask('6 7 * .', r'2a\s+ok')
    daemon.virsh('destroy', guest.name)
    matches(daemon.log(), f"the log of '{guest.name}' is not complete")


def case_stopped_logger_ends_with_guest(daemon, guest):
    """Nobody waits for it for ever."""
    log = start_with_log(daemon, guest)
    logger = logger_of(log)
    os.kill(logger, signal.SIGSTOP)
    daemon.virsh('destroy', guest.name)
    wait_for(lambda: is_gone(logger), 'the logger is gone')
    guest.start()


def case_daemon_restarted(daemon, guest):
    """The logger goes on, under the next daemon as without one."""
    log = start_with_log(daemon, guest)
    logger = logger_of(log)
    with prompt_of(daemon, guest) as prompt:
        daemon.stop(signal.SIGKILL)
        prompt.ask('6 7 * .', r'2a\s+ok')
        wait_for_text(log, r'2a\s+ok')
        daemon.start()
        wait_for(lambda: guest.state().startswith('running'), 'the guest is taken over')
        prompt.ask('6 8 * .', r'30\s+ok')
        wait_for_text(log, r'30\s+ok')
    is_equal(logger_of(log), logger)
    daemon.virsh('destroy', guest.name)
    wait_for(lambda: is_gone(logger), 'the logger is gone')


def case_daemon_killed_at_start(daemon, guest):
    """No logger is left of a start that was not finished."""
    path = daemon.write('slow-emulator', '''#!/bin/sh
case "$*" in *guest=*) exec sleep 1000;; esac
exec qemu-system-ppc64 "$@"
''')
    os.chmod(path, 0o755)
    define(daemon, guest, guest.xml().replace('/usr/bin/qemu-system-ppc64', path))
    log = daemon.path('system', 'log', f'{guest.name}.log')
    with subprocess.Popen(['virsh', '-c', daemon.uri, 'start', guest.name], env=daemon.environment,
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as client:
        wait_for(lambda: os.path.exists(log) and loggers_of(log), 'there is a logger')
        daemon.stop(signal.SIGKILL)
        client.wait()
    daemon.start()
    wait_for(lambda: not loggers_of(log), 'the logger is gone')
    is_equal(guest.state().split()[0], 'shut')


def case_logger_has_no_rights(daemon, guest):
    """It has its open files, and nothing else; QEMU's user can do nothing to it."""
    log = start_with_log(daemon, guest)
    logger = logger_of(log)
    status = status_of(logger)
    for name in ('CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'):
        is_equal(int(status[name], 16), 0)
    is_equal(status['NoNewPrivs'], '1')
    is_equal(status['Groups'].strip(), '')
    is_equal(status['Uid'].split(), ['0'] * 4)
    with open(f'/proc/{logger}/exe', 'rb') as file:
        is_sanitized = re.search(rb'__[at]san_init', file.read())
    # Nobody knows the system calls of a sanitizer, so that such a build has no filter.
    is_equal(status['Seccomp'], '0' if is_sanitized else '2')


def case_last_words(daemon, guest):
    """What a QEMU says before it ends at its start is told as a whole."""
    path = daemon.write('failing-emulator', '''#!/bin/sh
case "$*" in *guest=*) seq -f 'it fails for reason %.0f' 1 20 >&2; exit 1;; esac
exec qemu-system-ppc64 "$@"
''')
    os.chmod(path, 0o755)
    define(daemon, guest, guest.xml().replace('/usr/bin/qemu-system-ppc64', path))
    for _ in range(5):
        matches(daemon.virsh_error('start', guest.name),
                'process exited while connecting to monitor: it fails for reason 1\n.*it fails for reason 20$')


# The firmware tells QEMU by RTAS that the operating system has ended.
PANIC = ('s" ibm,os-term" rtas-get-token rtas-cb rtas>token l! 1 rtas-cb rtas>nargs l! 1 rtas-cb rtas>nret l! '
         'rtas-cb rtas-cb rtas>args0 l! enter-rtas')


def panic(daemon, guest, action, has_happened):
    """Has a guest with <on_crash>@action crash, and waits until @has_happened()."""
    define(daemon, guest, guest.xml().replace('<devices>', f'<on_crash>{action}</on_crash><devices>', 1))
    guest.start()
    with prompt_of(daemon, guest) as prompt:
        wait_for(lambda: '0 > ' in prompt.read(), 'there is a prompt')
        os.write(prompt.fd, PANIC.encode() + b'\r')
        wait_for(has_happened, 'it has crashed')


def dumps_of(daemon, guest):
    return glob.glob(daemon.path('system', 'log', f'{guest.name}-crash-*.dump'))


def is_whole(dump):
    """All of the guest's memory, which nobody else may read."""
    about = os.stat(dump)
    is_equal((stat.S_IMODE(about.st_mode), about.st_uid), (0o600, 0))
    assert about.st_size > 256 << 20, about.st_size
    with open(dump, 'rb') as file:
        is_equal(file.read(4), b'\x7fELF')
    os.unlink(dump)


def case_crash_dump_and_destroy(daemon, guest):
    """QEMU's user may write nothing in the folder of the dumps."""
    panic(daemon, guest, 'coredump-destroy', lambda: guest.state() == 'shut off (crashed)')
    dump, = dumps_of(daemon, guest)
    is_whole(dump)


def case_crash_dump_and_restart(daemon, guest):
    panic(daemon, guest, 'coredump-restart', lambda: dumps_of(daemon, guest))
    wait_for(lambda: guest.state().startswith('running'), 'the guest runs again')
    dump, = dumps_of(daemon, guest)
    is_whole(dump)


def case_crash_dump_fails(daemon, guest):
    """Without room for it the guest is ended nevertheless, and no half of a dump is left."""
    folder = daemon.path('system', 'log')
    subprocess.run(['mount', '-t', 'tmpfs', '-o', 'mode=700,size=1m', 'tmpfs', folder], check=True)
    try:
        panic(daemon, guest, 'coredump-destroy', lambda: guest.state() == 'shut off (crashed)')
        is_equal(dumps_of(daemon, guest), [])
        matches(daemon.log(), f"'{guest.name}' was not dumped")
    finally:
        subprocess.run(['umount', '-l', folder], check=True)


if __name__ == '__main__':
    SystemDaemon.settings = f'log_max_kib = {LIMIT // KIB}\n'
    sys.exit(test_system.main())
