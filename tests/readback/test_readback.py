#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Starts QEMU with each fixture's command line and reads every device back.  Prints TAP.

    test_readback.py VIRT_PSERIES

Each tests/qemuxml2argvdata/NAME.args is given to QEMU as it is, but for the paths of files: they are made below a
temporary folder, and stand in the command line with that folder before them.  What is read over QMP is compared with
the plan (the topology of tests/qemuxml2xmloutdata/NAME.xml): PCI devices by bus and slot, spapr-vio devices by
reg, the rest by what their own options say.
"""
import contextlib
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
import time

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
DEADLINE_SECONDS = 60
VNC_PORT = 5900
# What only a host with the device can start.
NEEDS_HOST = {'vfio-pci': 'a host PCI device', '"bridge"': 'a host bridge', '"tap"': 'a host tap device',
              '"vhost-user"': 'a host with a switch that speaks vhost-user', '"vhost-vdpa"': 'a host vDPA device',
              'ivshmem-doorbell': 'a host with a server of shared memory',
              '-accel kvm': 'KVM', '"host_device"': 'a host block device', 'vhost-vsock': 'a host with vhost-vsock', 'vhost-scsi': 'a host with vhost-scsi',
              'objlibvirt-': 'a host that serves disks',
              'virtio-input-host': 'a host input device', '"hostdevice"': 'a host USB device', '"rng-egd"': 'a host with an entropy daemon',
              '"http"': 'a host that serves disks', '"ftps"': 'a host that serves disks',
              '"nfs"': 'a host that serves disks', 'nbd.example.org': 'a host that serves disks',
              '"nvme"': 'a host NVMe drive', '"iscsi"': 'a host with an iSCSI target',
              '"gluster"': 'a host that serves disks', '"hugetlb"': 'a host with huge pages',
              'mem-lock=on': 'a host that lets memory be locked', 'rendernode=': 'a host graphics card',
              '-display sdl': 'a host with a desktop', 'dbus,addr=': 'a host with that bus',
              '"oss"': 'a host with OSS', '"pa"': 'a host with PulseAudio', '"jack"': 'a host with JACK',
              '"driver":"sdl"': 'a host with SDL', 'ccid-card-emulated': 'a host with smart cards',
              'virtio-gpu-gl': 'a host with OpenGL', 'spapr-tpm-proxy': 'a host with a TPM',
              '-tpmdev passthrough': 'a host with a TPM', 'input-linux': 'a host input device'}
VIRTIOFSD = '/usr/lib/qemu/virtiofsd'
STORAGE_DAEMON = '/usr/bin/qemu-storage-daemon'
if os.geteuid() != 0 or not os.path.exists(VIRTIOFSD):
    NEEDS_HOST['vhost-user-fs'] = 'virtiofsd, as root'
if not os.path.exists(STORAGE_DAEMON):
    NEEDS_HOST['vhost-user-blk'] = 'a program that serves disks'
# What QEMU itself refuses, with its words: the plan has warned of it (NAME.warn).
REFUSED_BY_QEMU = {'machine-2.8-htm': 'No Transactional Memory support in TCG',
                   'cpu-host-model': "unable to find CPU model 'host'"}
REFUSED_BY_QEMU.update({name + '-options': 'VIRTIO_F_IOMMU_PLATFORM was supported by neither legacy nor transitional device'
                        for name in ('balloon-virtio', 'controller-virtio-scsi', 'disk-virtio', 'filesystem-virtio', 'rng-virtio')})
REFUSED_BY_QEMU.update({name: 'iommu_platform=true is not supported by the device' for name in ('virtiofs-iommu', 'disk-vhostuser-iommu')})
# Where a device is in QEMU's tree: a PHB of PowerNV becomes a part of the chip.
PARENTS = ('/machine/peripheral', '/machine/chip[0]', *(f'/machine/chip[0]/pec[{n}]' for n in range(3)))
OWN_OPTIONS = ('scsi-id', 'lun', 'channel', 'nr', 'port', 'chassis_nr', 'index')


class Monitor:
    def __init__(self, path, process):
        self.socket = socket.socket(socket.AF_UNIX)
        end = time.monotonic() + DEADLINE_SECONDS
        while True:
            try:
                self.socket.connect(path)
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > end:
                    raise
                time.sleep(0.02)
        self.socket.settimeout(DEADLINE_SECONDS)
        self.file = self.socket.makefile('rw', encoding='utf-8')
        self.file.readline()
        self.ask('qmp_capabilities')

    def ask(self, command, **arguments):
        self.file.write(json.dumps({'execute': command, 'arguments': arguments}) + '\n')
        self.file.flush()
        while True:
            line = self.file.readline()
            if not line:
                raise EOFError('QEMU closed its monitor')
            answer = json.loads(line)
            if 'error' in answer:
                raise LookupError(answer['error']['desc'])
            if 'return' in answer:
                return answer['return']

    def get(self, id_, name):
        for parent in PARENTS[:-1]:
            with contextlib.suppress(LookupError):
                return self.ask('qom-get', path=f'{parent}/{id_}', property=name)
        return self.ask('qom-get', path=f'{PARENTS[-1]}/{id_}', property=name)


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
    """-> a socket that takes the connection of a character device, and says nothing"""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    server = socket.socket(socket.AF_UNIX)
    server.bind(path)
    server.listen()
    return server


def sockets_to_connect_to(words):
    """-> the paths that character devices find somebody at"""
    for option, word in zip([''] + words, words):
        path = re.search(r'path=([^,]+)', word)
        if option == '-chardev' and word.startswith('socket,') and path and 'server=on' not in word:
            yield path.group(1)


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


def option_dicts(words, option):
    for name, value in zip(words, words[1:]):
        if name == option and value.startswith('{'):
            yield json.loads(value)


def functions_of(bus):
    for device in bus['devices']:
        yield bus, device
        if 'bridge' in device:
            yield from functions_of(device['bridge'])


def check_pci(monitor, topology):
    """-> (number of devices compared, differences)"""
    n, wrong = 0, []
    for phb in topology['phbs']:
        if phb['index'] != 0:
            # A PHB of pseries makes a bus "pci.1.0", one of PowerNV makes one with its own id.
            index = monitor.get(re.sub(r'(?<=\d)\.0$', '', phb['bus']), 'index')
            n += 1
            wrong += [] if index == phb['index'] else [f"{phb['bus']}: index {index}, not {phb['index']}"]
        for bus, device in functions_of(phb):
            if device['id'] is None:  # a companion of another controller
                continue
            where = monitor.get(device['id'], 'parent_bus').split('/')[-1]
            addr = monitor.get(device['id'], 'addr')
            want = device['slot'] * 8 + device['function']
            n += 1
            if (where, addr) != (bus['bus'], want):
                wrong.append(f"{device['id']}: {where} {addr}, not {bus['bus']} {want}")
    return n, wrong


def check_vio(monitor, topology):
    n, wrong = 0, []
    for device in topology['vio']:
        if device['model'] == 'spapr-nvram':
            continue
        reg = monitor.get(device['id'], 'reg')
        n += 1
        wrong += [] if reg == device['reg'] else [f"{device['id']}: reg {reg}, not {device['reg']}"]
    return n, wrong


def check_options(monitor, words):
    n, wrong = 0, []
    for device in option_dicts(words, '-device'):
        for name in OWN_OPTIONS:
            if name not in device or 'id' not in device:
                continue
            value = monitor.get(device['id'], name)
            n += 1
            if str(value) != str(device[name]):
                wrong.append(f"{device['id']}: {name} {value}, not {device[name]}")
    return n, wrong


def recording(words):
    """-> the recording of the QEMU that the command line starts"""
    target = next(word for word in words if '/qemu-system-' in word).rpartition('-')[2]
    return os.path.join(TESTS, 'capabilities', f'qemu-7.2-{target}.json')


def start_and_compare(tool, name):
    """-> (skip reason or None, problems or None, number compared)"""
    with open(os.path.join(TESTS, 'qemuxml2argvdata', name + '.args'), encoding='utf-8') as file:
        words = shlex.split(file.read().replace(' \\\n', ' '))
    variables = {}
    while '=' in words[0]:
        variables.update([words.pop(0).split('=', 1)])
    # The fixtures' QEMU of a host with KVM is the same.
    words[0] = words[0].removesuffix('-kvm')
    flat = ' '.join(words)
    for mark, reason in NEEDS_HOST.items():
        if mark in flat:
            return reason, None, 0
    planned = os.path.join(TESTS, 'qemuxml2xmloutdata', name + '.xml')
    topology = json.loads(subprocess.run(
        [tool, 'topology', '--format', 'json', '--capabilities', recording(words), planned],
        check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout)
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix='pr-', dir='/tmp'))
        words = relocate(words, folder)
        stack.enter_context(emulated_tpm(words))
        stack.enter_context(programs_started(words))
        monitor_path = next(match.group(1) for match in
                            (re.search(r'id=charmonitor,path=((?:[^,]|,,)+)', word) for word in words)
                            if match).replace(',,', ',')
        with open(os.path.join(folder, 'stderr'), 'wb+') as errors:
            process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=errors, stderr=errors,
                                       env={**os.environ, **variables})
            try:
                monitor = Monitor(monitor_path, process)
                checks = [check_pci(monitor, topology), check_vio(monitor, topology),
                          check_options(monitor, words)]
                monitor.ask('quit')
                process.wait(DEADLINE_SECONDS)
                return None, [line for _, lines in checks for line in lines], sum(n for n, _ in checks)
            except (OSError, EOFError, LookupError, ValueError) as error:
                process.terminate()
                process.wait(DEADLINE_SECONDS)
                errors.seek(0)
                said = errors.read().decode(errors='replace')
                if name in REFUSED_BY_QEMU and REFUSED_BY_QEMU[name] in said:
                    return None, [], 1
                return None, [f'{type(error).__name__}: {error}', said], 0
            finally:
                process.kill()
                process.wait()


def main():
    names = sorted(file[:-5] for file in os.listdir(os.path.join(TESTS, 'qemuxml2argvdata'))
                   if file.endswith('.args'))
    is_clean = True
    print(f'1..{len(names)}')
    for number, name in enumerate(names, 1):
        reason, problems, n = start_and_compare(sys.argv[1], name)
        if reason is not None:
            # Not a skip: without the host's device there is nothing of ours to try.
            print(f'ok {number} - {name} # SKIP needs {reason}', flush=True)
            continue
        is_right = not problems
        is_clean = is_clean and is_right
        print(f"{'ok' if is_right else 'not ok'} {number} - {name}: {n} values read back", flush=True)
        for line in '\n'.join(problems).splitlines():
            print('# ' + line)
    return 0 if is_clean else 1


if __name__ == '__main__':
    sys.exit(main())
