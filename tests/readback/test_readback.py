#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Starts QEMU with each fixture's command line and reads every device back.  Prints TAP.

    test_readback.py COMPARE-WITH-PLAN

Each tests/qemuxml2argvdata/NAME.args is given to QEMU as it is, but for the paths of files: they are made below a
temporary folder, and stand in the command line with that folder before them.  COMPARE-WITH-PLAN reads back what it has
and compares it with what the plan of NAME.xml states.

The command lines are for QEMU 7.2.  For a QEMU of another version of which tests/capabilities has a recording each
NAME.xml is planned anew, and that command line is what QEMU is given.  A warning of QEMU's that the plan can avoid is a
problem as well.
"""
import concurrent.futures
import contextlib
import functools
import json
import os
import random
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
DEADLINE_SECONDS = 360
END_SECONDS = 5
VNC_PORT = 5900
# What only a host with the device can start.
NEEDS_HOST = {'vfio-pci': 'a host PCI device', '"bridge"': 'a host bridge', '"tap"': 'a host tap device',
              '"vhost-user"': 'a host with a switch that speaks vhost-user', '"vhost-vdpa"': 'a host vDPA device',
              'ivshmem-doorbell': 'a host with a server of shared memory',
              '-accel kvm': 'KVM', '"host_device"': 'a host block device', 'vhost-vsock': 'a host with vhost-vsock', 'vhost-scsi': 'a host with vhost-scsi',
              'objlibvirt-': 'a host that serves disks', 'keyid': "a host that has the disks' secrets",
              'virtio-input-host': 'a host input device', '"hostdevice"': 'a host USB device', '"rng-egd"': 'a host with an entropy daemon',
              '"http"': 'a host that serves disks', '"ftps"': 'a host that serves disks',
              '"nfs"': 'a host that serves disks', 'nbd.example.org': 'a host that serves disks',
              '"nvme"': 'a host NVMe drive', '"iscsi"': 'a host with an iSCSI target',
              '"gluster"': 'a host that serves disks', '"hugetlb"': 'a host with huge pages',
              'mem-lock=on': 'a host that lets memory be locked', 'rendernode=': 'a host graphics card',
              '-display sdl': 'a host with a desktop', 'dbus,addr=': 'a host with that bus',
              '"oss"': 'a host with OSS', '"pipewire"': 'a host with PipeWire',
              '"driver":"ssh"': 'a host that serves disks', '"pa"': 'a host with PulseAudio', '"jack"': 'a host with JACK',
              '"driver":"sdl"': 'a host with SDL', 'ccid-card-emulated': 'a host with smart cards',
              'virtio-gpu-gl': 'a host with OpenGL', '"blob":true': 'a host with udmabuf', 'spapr-tpm-proxy': 'a host with a TPM',
              '-tpmdev passthrough': 'a host with a TPM', 'input-linux': 'a host input device'}
# Its place in Debian 13, and in Debian 12.
VIRTIOFSD = next(filter(os.path.exists, ('/usr/libexec/virtiofsd', '/usr/lib/qemu/virtiofsd')), None)
STORAGE_DAEMON = '/usr/bin/qemu-storage-daemon'
if os.geteuid() != 0 or VIRTIOFSD is None:
    NEEDS_HOST['vhost-user-fs'] = 'virtiofsd, as root'
if not os.path.exists(STORAGE_DAEMON):
    NEEDS_HOST['vhost-user-blk'] = 'a program that serves disks'
if not os.path.exists('/dev/ttyS0'):
    NEEDS_HOST['path=/dev/ttyS0'] = 'a host with a serial port'
# What QEMU itself refuses, with its words: the plan has warned of it (NAME.warn).
REFUSED_BY_QEMU = {'machine-2.8-htm': 'No Transactional Memory support in TCG',
                   'cpu-host-model': "unable to find CPU model 'host'"}
REFUSED_BY_QEMU.update({name + '-options': 'VIRTIO_F_IOMMU_PLATFORM was supported by neither legacy nor transitional device'
                        for name in ('balloon-virtio', 'controller-virtio-scsi', 'disk-virtio', 'filesystem-virtio', 'rng-virtio')})
REFUSED_BY_QEMU.update({name: 'iommu_platform=true is not supported by the device' for name in ('virtiofs-iommu', 'disk-vhostuser-iommu')})
RECORDED_VERSION = '7.2'  # the QEMU of the fixtures that name none
# A way of ours to say something that QEMU is about to drop; the machine is the document's.
OLD_WAYS = re.compile("^(?!.*Machine type '[^']*' is deprecated).*(deprecated|obsolete|will be removed)")
# Some start at once; of those that take a port of the host's which the fixture names, one.
PORTS = re.compile('port=|connect=|listen=|mcast=|hostfwd=')
one_with_ports = threading.Lock()
# What COMPARE-WITH-PLAN ends with.
SAME, DIFFERENT = 0, 1


def version_here():
    """-> MAJOR.MINOR of the QEMU, when there is a recording of it"""
    said = subprocess.run(['qemu-system-ppc64', '--version'], stdout=subprocess.PIPE, text=True, check=True).stdout
    version = re.search(r'version (\d+\.\d+)', said).group(1)
    is_recorded = os.path.exists(os.path.join(TESTS, 'capabilities', f'qemu-{version}-ppc64.json'))
    return version if is_recorded else RECORDED_VERSION


VERSION = version_here()


def make(folder, path):
    """Makes what must be there below @folder for @path.  -> the path with the folder before it"""
    real = folder + path
    os.makedirs(os.path.dirname(real), exist_ok=True)
    if path.endswith('master-key.aes'):
        with open(real, 'wb') as file:
            file.write(os.urandom(32))
    elif path.startswith('/srv/'):
        os.makedirs(real, exist_ok=True)
    elif path.endswith('.qcow2') and not os.path.exists(real):
        subprocess.run(['qemu-img', 'create', '-q', '-f', 'qcow2', real, '1M'], check=True)
    elif path.startswith('/images/') and not os.path.exists(real):
        with open(real, 'wb') as file:
            file.truncate(1 << 20)
    return real


def relocate_json(folder, value, key=None):
    if isinstance(value, dict):
        return {name: relocate_json(folder, item, name) for name, item in value.items()}
    if key == 'dir' and value == '/etc/pki/qemu':
        return make_certificates(folder + value)
    is_path = key in ('filename', 'file', 'mem-path', 'path') and isinstance(value, str)
    # Memory that is shared has a name in /dev/shm, where it would stay.
    if is_path and value.startswith('/') and (value.startswith('/dev/shm/') or not value.startswith('/dev/')):
        return make(folder, value)
    return value


def free_port():
    with socket.socket() as server:
        while True:
            with contextlib.suppress(OSError):
                server.bind(('', random.randrange(VNC_PORT, 60000)))
                return server.getsockname()[1]


def make_certificates(folder):
    """An authority, and a server that it knows."""
    def pem(name):
        return os.path.join(folder, name + '.pem')

    def openssl(*words):
        subprocess.run(['openssl', *words], check=True, stderr=subprocess.DEVNULL)

    if os.path.exists(pem('server-cert')):
        return folder
    os.makedirs(folder, exist_ok=True)
    openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=authority', '-keyout', pem('key'),
            '-out', pem('ca-cert'))
    openssl('req', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=localhost', '-keyout', pem('server-key'),
            '-out', pem('request'))
    openssl('x509', '-req', '-in', pem('request'), '-CA', pem('ca-cert'), '-CAkey', pem('key'), '-CAcreateserial',
            '-out', pem('server-cert'))
    return folder


@contextlib.contextmanager
def emulated_tpm(words):
    """swtpm, where one of @words is a socket that it is to listen at."""
    found = re.search(r'id=chrtpm,path=([^,\n]+)', '\n'.join(words))
    if not found:
        yield
        return
    path = found.group(1)
    os.makedirs(path + '-state', exist_ok=True)
    with subprocess.Popen(['swtpm', 'socket', '--tpm2', '--ctrl', 'type=unixio,path=' + path,
                           '--tpmstate', f'dir={path}-state', '--flags', 'startup-clear']) as swtpm:
        end = time.monotonic() + DEADLINE_SECONDS
        while not os.path.exists(path) and time.monotonic() < end:
            time.sleep(0.02)
        try:
            yield
        finally:
            swtpm.kill()


def programs_beside(words):
    """-> (socket, command) of each program that a device of @words is served by"""
    paths = dict(re.findall(r'id=(chr-vu-[^,]+),path=([^,\n]+)', '\n'.join(words)))
    for device in (json.loads(word) for word in words if word.startswith('{"driver": "vhost-user-')):
        path = paths[device['chardev']]
        if device['driver'].startswith('vhost-user-fs'):
            yield path, [VIRTIOFSD, '--socket-path=' + path, '-o', 'sandbox=chroot,source=' + os.path.dirname(path)]
        else:
            export = f'vhost-user-blk,id=disk,node-name=disk,addr.type=unix,addr.path={path},writable=on'
            yield path, [STORAGE_DAEMON, '--blockdev', 'null-co,node-name=disk,size=1048576', '--export',
                         export + f",num-queues={device.get('num-queues', 1)}"]


def listener(path):
    """-> a socket that takes the connection of a character device or a network, and says nothing"""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    server = socket.socket(socket.AF_UNIX)
    server.bind(path)
    server.listen()
    return server


def sockets_to_connect_to(words):
    """-> the paths that character devices and networks (passt) find somebody at"""
    for option, word in zip([''] + words, words):
        path = re.search(r'path=([^,]+)', word)
        if option == '-chardev' and word.startswith('socket,') and path and 'server=on' not in word:
            yield path.group(1)
        if option == '-netdev' and word.startswith('{"type": "stream"'):
            yield json.loads(word)['addr']['path']


def connect_here(stack, word):
    """-> the character device @word, connected to a port of this host instead of another's; QEMU tries again where it is told to"""
    if not word.startswith('socket,') or 'host=' not in word or 'server=on' in word or 'reconnect' in word:
        return word
    server = stack.enter_context(socket.create_server(('127.0.0.1', 0)))
    return re.sub('host=[^,]+,port=[0-9]+', f'host=127.0.0.1,port={server.getsockname()[1]}', word)


@contextlib.contextmanager
def programs_started(words):
    with contextlib.ExitStack() as stack:
        for path, command in programs_beside(words):
            os.makedirs(os.path.dirname(path), exist_ok=True)
            program = stack.enter_context(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
            stack.callback(program.kill)
            end = time.monotonic() + DEADLINE_SECONDS
            while not os.path.exists(path) and time.monotonic() < end:
                time.sleep(0.02)
        for path in sockets_to_connect_to(words):
            if not os.path.exists(path):
                stack.enter_context(listener(path))
        yield


def relocate_spice(folder, word):
    """Ports that are free, and paths below @folder."""
    word = re.sub(r'(?<![^,])((?:tls-)?port=)(?!0,)\d+', lambda match: match.group(1) + str(free_port()), word)
    word = re.sub('(?<=x509-dir=)[^,]+', lambda match: make_certificates(folder + match.group(0)), word)
    return re.sub(r'(?<=addr=)/(?:[^,]|,,)*',
                  lambda match: make(folder, match.group(0).replace(',,', ',')).replace(',', ',,'), word)


def make_pipes(path):
    """What a character device of two pipes is connected to."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    for end in ('.in', '.out'):
        os.mkfifo(path + end)


def relocate_word(folder, option, word):
    if word.startswith('{'):
        return json.dumps(relocate_json(folder, json.loads(word)))
    if option == '-kernel':
        real = make(folder, word)
        if os.path.exists(real):
            os.unlink(real)
        os.symlink(os.path.join(os.environ['PSERIES_GUEST_DIR'], 'vmlinux'), real)
        return real
    if option in ('-initrd', '-dtb'):
        return make(folder, word)
    if option == '-spice':
        return relocate_spice(folder, word)
    if option == '-chardev' and word.startswith('pipe,'):
        make_pipes(folder + re.search('path=([^,]+)', word).group(1))
    if option == '-vnc':
        return re.sub(r':(\d+)(?=,|$)', lambda match: f':{free_port() - VNC_PORT}', word)
    # In key=value form a comma of a path is doubled.
    return re.sub(r'(?<=[,=])((?:path|logfile|file)=)(/(?!dev/)(?:[^,]|,,)*)',
                  lambda match: match.group(1)
                  + make(folder, match.group(2).replace(',,', ',')).replace(',', ',,'), word)


def relocate(words, folder):
    """Puts @folder before the path of every file, and makes what must be there."""
    options = [''] + words
    return [relocate_word(folder, option, word) for option, word in zip(options, words)]


def await_monitor(path, process):
    """Waits until QEMU listens there."""
    end = time.monotonic() + DEADLINE_SECONDS
    while not os.path.exists(path) and process.poll() is None and time.monotonic() < end:
        time.sleep(0.02)


def command_of(tool, name):
    """-> the command line of the fixture for our QEMU; None when it has no such machine or device"""
    if VERSION != RECORDED_VERSION:
        planned = subprocess.run([tool, VERSION, os.path.join(TESTS, 'qemuxml2argvdata', name + '.xml')],
                                 stdout=subprocess.PIPE, text=True, check=False)
        return planned.stdout if planned.returncode == SAME else None
    with open(os.path.join(TESTS, 'qemuxml2argvdata', name + '.args'), encoding='utf-8') as file:
        return file.read()


def named_version(name):
    """-> the version of the QEMU that the fixture names"""
    with open(os.path.join(TESTS, 'qemuxml2argvdata', name + '.xml'), encoding='utf-8') as file:
        found = re.search(r'<emulator>[^<]*qemu-system-\w+-([0-9.]+)', file.read())
    return found.group(1) if found else VERSION


def start_and_compare(name, tool):
    """-> (skip reason or None, problems or None)"""
    if named_version(name) != VERSION:
        return 'a host with QEMU ' + named_version(name), None
    command = command_of(tool, name)
    if command is None:
        return f'a host with another QEMU than {VERSION}', None
    words = shlex.split(command.replace(' \\\n', ' '))
    variables = {}
    while '=' in words[0]:
        variables.update([words.pop(0).split('=', 1)])
    # The fixtures' QEMU of a host with KVM is the same, and so is one of a version.
    words[0] = re.sub(r'-kvm-power\d+$', '', words[0]).removesuffix('-' + VERSION)
    flat = ' '.join(words)
    for mark, reason in NEEDS_HOST.items():
        if mark in flat:
            return reason, None
    document = os.path.join(TESTS, 'qemuxml2argvdata', name + '.xml')
    with contextlib.ExitStack() as stack:
        if PORTS.search(flat):
            stack.enter_context(one_with_ports)
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix='pr-', dir='/tmp'))
        words = [connect_here(stack, word) for word in relocate(words, folder)]
        stack.enter_context(emulated_tpm(words))
        stack.enter_context(programs_started(words))
        monitor_path = next(match.group(1) for match in
                            (re.search(r'id=charmonitor,path=((?:[^,]|,,)+)', word) for word in words)
                            if match).replace(',,', ',')
        with open(os.path.join(folder, 'stderr'), 'wb+') as errors:
            process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=errors, stderr=errors,
                                       env={**os.environ, **variables})
            try:
                await_monitor(monitor_path, process)
                compared = subprocess.run(['timeout', str(DEADLINE_SECONDS), tool, VERSION, document, monitor_path],
                                          stdout=subprocess.PIPE, check=False)
                said = compared.stdout.decode(errors='replace')
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(END_SECONDS)
                errors.seek(0)
                complaints = errors.read().decode(errors='replace')
                if compared.returncode in (SAME, DIFFERENT):
                    return None, said.splitlines() + [line for line in complaints.splitlines() if OLD_WAYS.search(line)]
                said += complaints
                is_refused = name in REFUSED_BY_QEMU and REFUSED_BY_QEMU[name] in said
                return None, [] if is_refused else [said]
            finally:
                process.kill()
                process.wait()


def main():
    names = sorted(file[:-5] for file in os.listdir(os.path.join(TESTS, 'qemuxml2argvdata'))
                   if file.endswith('.args'))
    is_clean = True
    print(f'1..{len(names)}')
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        answers = pool.map(functools.partial(start_and_compare, tool=sys.argv[1]), names)
        for number, (name, (reason, problems)) in enumerate(zip(names, answers), 1):
            if reason is not None:
                # Not a skip: without the host's device there is nothing of ours to try.
                print(f'ok {number} - {name} # SKIP needs {reason}', flush=True)
                continue
            is_right = not problems
            is_clean = is_clean and is_right
            print(f"{'ok' if is_right else 'not ok'} {number} - {name}", flush=True)
            for line in '\n'.join(problems).splitlines():
                print('# ' + line)
    return 0 if is_clean else 1


if __name__ == '__main__':
    sys.exit(main())
