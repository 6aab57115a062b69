# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A private daemon in a folder of its own, and clients for it.

Daemon('pseries', PATH) is ours, Daemon('stock') a stock libvirtd (stock.py says which): the same cases run against both.
Both are a session of one user who is not root, so that neither touches what belongs to the host; they can also be a
system's (is_system), stock with folders of the host that it alone sees.  Stock is the yardstick with its own QEMU, or the
installed one with this host's (is_installed); ours has this host's, or the yardstick's (has_stock_qemu).  Clients are the
yardstick's of the yardstick, and of ours where that is asked for (has_stock_clients); else this host's.
"""
import contextlib
import os
import pty
import re
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import stock

READY_SECONDS = 120
CALL_SECONDS = 240
NOBODY = 65534

# The settings of a stock system's daemon.  $0 is its program.
SETTINGS = '''
printf 'user = "root"\\ngroup = "root"\\nremember_owner = 0\\nstdio_handler = "file"\\n' > /etc/libvirt/qemu.conf
exec "$0" "$@"
'''
# The installed one keeps its guests, its logs and its settings in folders of the host, and wants a user and a group to be
# there; an unpacked one has folders of its own.
ALONE = '''
for folder in /run /var/lib /var/cache /var/log; do mount -t tmpfs none "$folder"; done
(cat /etc/passwd; echo 'libvirt-qemu:x:64055:64055::/:/bin/false') > /run/passwd
(cat /etc/group; echo 'libvirt-qemu:x:64055:'; echo 'kvm:x:64056:') > /run/group
mount --bind /run/passwd /etc/passwd
mount --bind /run/group /etc/group
mount -t tmpfs none /etc/libvirt
mkdir -p /run/libvirt /var/lib/libvirt
'''


class Daemon:
    """Runs until close(); everything that it started is ended then."""

    # The folder of the sockets of the stock daemons that ours asks for networks and the like; None: there are none, and
    # 'default': where ours looks by itself.
    peers = None

    def __init__(self, peer, program=None, is_system=False, options=(), has_stock_qemu=False, is_installed=False,
                 has_stock_clients=False):
        self.peer = peer
        self.is_system = is_system
        self.has_stock_qemu = has_stock_qemu
        self.is_unpacked = peer == 'stock' and stock.root() is not None and not is_installed
        self.clients = stock.Clients() if stock.root() and (self.is_unpacked or has_stock_clients) else None
        self.user = NOBODY if os.geteuid() == 0 and not is_system else os.geteuid()
        self.folder = tempfile.mkdtemp(prefix='pseries-', dir='/tmp')
        os.chmod(self.folder, 0o755)
        self.environment = {'PATH': '/usr/sbin:/usr/bin:/sbin:/bin', 'HOME': self.folder, 'LC_ALL': 'C',
                            'XDG_RUNTIME_DIR': self.path('run'), 'XDG_CONFIG_HOME': self.path('config'),
                            'XDG_CACHE_HOME': self.path('cache'), 'XDG_DATA_HOME': self.path('data')}
        # For a run under a sanitizer.
        self.environment.update({name: os.environ[name] for name in ('G_SLICE',) if name in os.environ})
        for name in ('run', 'config', 'cache', 'data'):
            os.mkdir(self.path(name), 0o700)
        os.mkdir(self.path('config', 'libvirt'), 0o700)
        self.write(os.path.join('config', 'libvirt', 'virtpseriesd.conf'), self.peer_setting())
        self.give(self.folder)
        self.program = self.within_reach(program) if program else stock.LIBVIRTD
        self.options = list(options)
        self.process = None
        try:
            self.start()
        except BaseException:
            # Nobody has it yet who would.
            self.close()
            raise

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def within_reach(self, program):
        """-> @program, or a copy of it, its logger and the schema where its user may not enter the folder in which they were
        built: in /root, for instance"""
        built = os.path.realpath(program)
        folders = os.path.dirname(built).split('/')
        if self.user == os.geteuid() or all(os.stat('/'.join(folders[:n]) or '/').st_mode & 0o001 for n in range(1, len(folders) + 1)):
            return program
        for name in (built, os.path.join(os.path.dirname(built), '..', 'logger', 'virtpseries-logger')):
            folder = self.path('bin', os.path.basename(os.path.dirname(os.path.realpath(name))))
            os.makedirs(folder)
            shutil.copy(name, folder)
        shutil.copy(os.path.join(os.path.dirname(built), '..', '..', 'schemas', 'pseries-domain.rng'), self.path('bin'))
        self.environment['VIRT_PSERIES_SCHEMA'] = self.path('bin', 'pseries-domain.rng')
        return self.path('bin', 'daemon', os.path.basename(built))

    def give(self, path):
        """Makes @path and what is below it the daemon's user's."""
        for root, folders, files in os.walk(path):
            for name in [''] + folders + files:
                os.chown(os.path.join(root, name), self.user, self.user)

    def write(self, name, text, is_given=True):
        path = self.path(name)
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text)
        if is_given:
            os.chown(path, self.user, self.user)
        return path

    # ---- the process

    @property
    def socket(self):
        if self.is_system and self.peer != 'stock':
            return self.path('sock')
        return self.path('run', 'libvirt', 'libvirt-sock' if self.peer == 'stock' else 'virtpseriesd-sock')

    @property
    def uri(self):
        if self.peer == 'stock':
            return f"qemu+unix:///{'system' if self.is_system else 'session'}?socket={self.socket}"
        return f"pseries:///{'system' if self.is_system else 'session'}?socket={self.socket}"

    def as_user(self, command):
        """@command, run as the daemon's user."""
        if self.user == os.geteuid():
            return list(command)
        return ['setpriv', f'--reuid={self.user}', f'--regid={self.user}', '--clear-groups', *command]

    def as_client(self, command):
        """@command, run as the daemon's user, with the clients that it is to have."""
        if self.clients and command[0] in stock.CLIENTS:
            return self.clients.command(command, self.user)
        return self.as_user(command)

    def peer_setting(self):
        """-> the line of ours' configuration that says where stock daemons are"""
        return '' if self.peers == 'default' else f'peer_directory = "{self.peers or self.path("peers")}"\n'

    def configure(self):
        text = ''.join(f'{name}_directory = "{self.path(name)}"\n' for name in ('config', 'run', 'log', 'cache', 'state'))
        return self.write('virtpseriesd.conf', text + 'user = "root"\n' + self.peer_setting())

    def command(self):
        if self.is_system and self.peer == 'stock':
            folder = self.path('run', 'libvirt')
            os.makedirs(folder, exist_ok=True)
            path = self.write('libvirtd.conf', f'unix_sock_dir = "{folder}"\nauth_unix_rw = "none"\n')
            if self.is_unpacked:
                return stock.inside(['/bin/sh', '-ec', SETTINGS, self.program, '--config', path], self.user)
            return ['unshare', '--mount', '--propagation', 'private', '/bin/sh', '-ec', ALONE + SETTINGS, self.program,
                    '--config', path]
        if self.is_unpacked:
            return stock.inside([self.program, *self.options], self.user)
        words = ['--config', self.configure(), '--socket', self.socket] if self.is_system else []
        words = self.as_user([self.program, *words, *self.options])
        return stock.beside(words) if self.has_stock_qemu else words

    def start(self):
        with open(self.path('daemon.log'), 'ab') as log:
            self.process = subprocess.Popen(self.command(), env=self.environment, stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log)
        end = time.monotonic() + READY_SECONDS
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError('the daemon does not come up: ' + self.log())
            time.sleep(0.02)

    def answers(self):
        with socket.socket(socket.AF_UNIX) as client:
            return client.connect_ex(self.socket) == 0

    def log(self):
        with open(self.path('daemon.log'), encoding='utf-8', errors='replace') as file:
            return file.read()

    def stop(self, number=signal.SIGTERM):
        """Ends the daemon alone; its guests go on."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(CALL_SECONDS)

    def forget_autostart(self):
        """Makes the next daemon the first one since the host came up."""
        for root, _, files in os.walk(self.folder):
            if 'autostarted' in files:
                os.unlink(os.path.join(root, 'autostarted'))

    def pids_of(self, *programs):
        """The pids of what has one of @programs in its name and our folder on its command line."""
        pids = []
        for pid in filter(str.isdigit, os.listdir('/proc')):
            with contextlib.suppress(OSError):
                with open(f'/proc/{pid}/cmdline', 'rb') as file:
                    words = file.read().decode(errors='replace').split('\0')
                name = os.path.basename(words[0])
                if any(program in name for program in programs) and any(self.folder in word for word in words):
                    pids.append(int(pid))
        return pids

    def qemus(self):
        """The pids of the guests' QEMUs."""
        return self.pids_of('qemu-system')

    def close(self):
        try:
            self.stop()
        finally:
            for pid in self.pids_of('qemu-system', 'qemu-nbd', 'swtpm', 'virtiofsd', 'passt'):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            if self.clients:
                self.clients.close()
            report = re.search(r'((ERROR|WARNING): \w+Sanitizer|runtime error:).*', self.log(), re.S)
            shutil.rmtree(self.folder, ignore_errors=True)
            if report:
                raise RuntimeError('a sanitizer has found something: ' + report.group(0)[:4000])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    # ---- clients

    def run(self, *command, text=None, check=False):
        """A client's (stdout, stderr, exit status); with @check a failure is an AssertionError."""
        done = subprocess.run(self.as_client(command), env=self.environment, input=text, capture_output=True,
                              text=True, timeout=CALL_SECONDS, check=False, cwd=self.folder)
        if check and done.returncode != 0:
            raise AssertionError(f"{' '.join(command)}: exit {done.returncode}: {done.stderr}{done.stdout}")
        return done

    def virsh(self, *words):
        """What virsh prints, without blank lines around it; it must succeed."""
        return self.run('virsh', '-c', self.uri, *words, check=True).stdout.strip()

    def is_stock_since(self, *version):
        """Whether it is a stock daemon of that version of libvirt or a later one, which does otherwise than 9.0."""
        if self.peer != 'stock':
            return False
        here = re.search(r'Running against daemon: ([0-9.]+)', self.virsh('version', '--daemon')).group(1)
        return tuple(map(int, here.split('.'))) >= version

    def virsh_error(self, *words):
        """-> what virsh says when it fails, as it must"""
        done = self.run('virsh', '-c', self.uri, *words)
        if done.returncode == 0:
            raise AssertionError(f"virsh {' '.join(words)} should fail, and printed: {done.stdout}")
        return done.stderr.strip()


class Terminal:
    """A client with a terminal of its own, which is typed into and read."""

    def __init__(self, daemon, *command):
        self.text = ''
        master, slave = pty.openpty()
        self.master = master
        os.fchmod(slave, 0o666)
        self.process = subprocess.Popen(daemon.as_client(command), env={**daemon.environment, 'TERM': 'dumb'},
                                        stdin=slave, stdout=slave, stderr=slave, start_new_session=True)
        os.close(slave)

    def read_until(self, pattern, seconds=CALL_SECONDS):
        """Waits for @pattern in all that was printed so far.  -> the match"""
        end = time.monotonic() + seconds
        while True:
            match = re.search(pattern, self.text.replace('\r', ''), re.S)
            if match:
                return match
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.master], [], [], left)[0]:
                raise AssertionError(f'no {pattern!r} in {seconds} s; there is: {self.text[-2000:]}')
            try:
                self.text += os.read(self.master, 65536).decode(errors='replace')
            except OSError as error:
                raise AssertionError(f'it ended before {pattern!r}: {self.text[-2000:]}') from error

    def type(self, text):
        os.write(self.master, text.encode())

    def ask(self, text, pattern, tries=24):
        """Types until @pattern is there: what comes before the client has the terminal to itself is lost."""
        for left in reversed(range(tries)):
            self.type(text)
            try:
                return self.read_until(pattern, CALL_SECONDS / tries)
            except AssertionError:
                if left == 0:
                    raise

    def forget(self):
        self.text = ''

    def wait(self, seconds=CALL_SECONDS):
        """-> the exit status, what it still prints being read meanwhile"""
        end = time.monotonic() + seconds
        while self.process.poll() is None:
            if time.monotonic() > end:
                raise AssertionError(f'it does not end: {self.text[-2000:]}')
            if select.select([self.master], [], [], 0.05)[0]:
                with contextlib.suppress(OSError):
                    self.text += os.read(self.master, 65536).decode(errors='replace')
        return self.process.returncode

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.master)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def is_gone(pid):
    """Whether the process @pid has ended; somebody may have to reap it yet."""
    try:
        with open(f'/proc/{pid}/stat', encoding='utf-8', errors='replace') as file:
            return file.read().rpartition(')')[2].split()[0] == 'Z'
    except FileNotFoundError:
        return True


def wait_for(condition, what, seconds=CALL_SECONDS):
    """Waits until @condition() is true.  -> its value"""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f'{what}: not in {seconds} s')
        time.sleep(0.05)
