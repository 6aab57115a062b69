#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is told of one same guest by the yardstick's libvirtd and by ours, field by field, off and running.  Prints TAP.

    test_getters.py --daemon PATH [-k REGEX]

A case for each procedure that reads and that ours serves: docs/procedures.md says which those are, and one that is asked
nothing here is a failure.  What differs has its reason in EXPLAINED.
"""
import argparse
import json
import os
import re
import struct
import subprocess
import sys

import client
import harness
import planned
import stock
import suite
import wire

PROCEDURES = os.path.join(os.path.dirname(planned.TESTS), 'docs', 'procedures.md')
YARDSTICK = 11  # libvirt's version
MAC = '52:54:00:00:00:01'

# What is asked for each procedure, in Python with the domain d and the connection c; or, as a list, with virsh.
GETTERS = {
    'connect_get_type': ['c.getType()'],
    'connect_get_version': ['c.getVersion()'],
    'connect_get_lib_version': ['c.getLibVersion()'],
    'connect_get_hostname': ['c.getHostname()'],
    'connect_get_uri': ['c.getURI()'],
    'connect_is_secure': ['c.isSecure()'],
    'connect_get_sysinfo': ['c.getSysinfo()'],
    'connect_get_max_vcpus': ['c.getMaxVcpus("qemu")', 'c.getMaxVcpus(None)'],
    'connect_get_cpu_model_names': ['c.getCPUModelNames("ppc64")', 'c.getCPUModelNames("x86_64")', 'c.getCPUModelNames("none")'],
    'connect_num_of_domains': ['c.numOfDomains()'],
    'connect_num_of_defined_domains': ['c.numOfDefinedDomains()'],
    'connect_list_domains': ['c.listDomainsID()'],
    'connect_list_defined_domains': ['c.listDefinedDomains()'],
    'connect_list_all_domains': ['[guest.name() for guest in c.listAllDomains()]', ['list', '--all', '--managed-save', '--title']],
    'connect_get_all_domain_stats': [
        'c.getAllDomainStats()[0][1]', 'c.domainListGetStats([d])[0][1]',
        'c.getAllDomainStats(0, libvirt.VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT)[0][1]',
        'c.getAllDomainStats(0, libvirt.VIR_CONNECT_GET_ALL_DOMAINS_STATS_BACKING)[0][1]',
        ['domstats', suite.UUID.format(1)], ['domstats', '--raw', '--backing', suite.UUID.format(1)],
        *[f'[told for _, told in c.getAllDomainStats({1 << bit}, libvirt.VIR_CONNECT_GET_ALL_DOMAINS_STATS_ENFORCE_STATS)]'
          for bit in range(12)]],
    'node_get_info': ['c.getInfo()', ['nodeinfo']],
    'node_get_cpu_stats': ['c.getCPUStats(-1)', 'c.getCPUStats(0)', 'c.getCPUStats(9999)'],
    'node_get_memory_stats': ['c.getMemoryStats(-1)', 'c.getMemoryStats(0)', 'c.getMemoryStats(9999)'],
    'node_get_cpu_map': ['c.getCPUMap()'],
    'node_get_free_memory': ['c.getFreeMemory()'],
    'node_get_cells_free_memory': ['c.getCellsFreeMemory(0, 4)'],
    'node_get_free_pages': ['c.getFreePages([4], 0, 1)'],
    'node_get_memory_parameters': ['c.getMemoryParameters()'],
    'node_get_security_model': ['c.getSecurityModel()'],
    'domain_lookup_by_id': ['c.lookupByID(1).name()', 'c.lookupByID(4711)'],
    'domain_lookup_by_name': ['c.lookupByName(d.name()).UUIDString()', 'c.lookupByName("nobody")'],
    'domain_lookup_by_uuid': ['c.lookupByUUID(d.UUID()).ID()', f'c.lookupByUUIDString("{suite.UUID.format(4711)}")'],
    'domain_get_info': ['d.info()', ['dominfo', suite.UUID.format(1)]],
    'domain_get_state': ['d.state()', ['domstate', '--reason', suite.UUID.format(1)]],
    'domain_get_autostart': ['d.autostart()'],
    'domain_get_os_type': ['d.OSType()'],
    'domain_get_max_memory': ['d.maxMemory()'],
    'domain_get_max_vcpus': ['d.maxVcpus()'],
    'domain_get_vcpus': ['d.vcpus()'],
    'domain_get_vcpu_pin_info': ['d.vcpuPinInfo()'],
    'domain_get_emulator_pin_info': ['d.emulatorPinInfo()'],
    'domain_get_iothread_info': ['d.ioThreadInfo()', 'd.ioThreadInfo(1)', 'd.ioThreadInfo(2)'],
    'domain_get_cpu_stats': ['d.getCPUStats(True)'],
    'domain_memory_stats': ['d.memoryStats()'],
    'domain_block_stats': ['d.blockStats("vda")', 'd.blockStats("sda")', 'd.blockStats("")', 'd.blockStats("vdq")'],
    'domain_block_stats_flags': ['d.blockStatsFlags("vdb")', 'd.blockStatsFlags("")', 'd.blockStatsFlags("vdq")'],
    'domain_get_block_info': ['d.blockInfo("vda")', 'd.blockInfo("vdb")', 'd.blockInfo("sda")', 'd.blockInfo("vdc")', 'd.blockInfo("vdq")',
                              ['domblkinfo', '--all', suite.UUID.format(1)], ['domblklist', '--details', suite.UUID.format(1)]],
    'domain_get_disk_errors': ['d.diskErrors()'],
    'domain_interface_stats': [f'd.interfaceStats("{MAC}")', 'd.interfaceStats("vnet4711")', ['domiflist', suite.UUID.format(1)]],
    'domain_get_interface_parameters': [f'd.interfaceParameters("{MAC}")'],
    'domain_get_block_io_tune': ['d.blockIoTune("vda")'],
    'domain_get_numa_parameters': ['d.numaParameters()'],
    'domain_get_memory_parameters': ['d.memoryParameters()'],
    'domain_get_blkio_parameters': ['d.blkioParameters()'],
    'domain_get_scheduler_type': ['d.schedulerType()'],
    'domain_get_scheduler_parameters': ['d.schedulerParameters()'],
    'domain_get_scheduler_parameters_flags': ['d.schedulerParametersFlags()'],
    'domain_get_job_info': ['d.jobInfo()', ['domjobinfo', suite.UUID.format(1)]],
    'domain_get_job_stats': ['d.jobStats()', 'd.jobStats(1)', 'd.jobStats(3)', ['domjobinfo', '--completed', suite.UUID.format(1)]],
    'domain_get_control_info': ['d.controlInfo()', ['domcontrol', suite.UUID.format(1)]],
    'domain_get_metadata': ['d.metadata(0, None)', 'd.metadata(1, None)', 'd.metadata(2, "urn:none")'],
    'domain_get_messages': ['d.messages()'],
    'domain_get_security_label': ['d.securityLabel()'],
    'domain_get_security_label_list': ['d.securityLabelList()'],
    'domain_is_active': ['d.isActive()'],
    'domain_is_persistent': ['d.isPersistent()'],
    'domain_is_updated': ['d.isUpdated()'],
    'domain_has_managed_save_image': ['d.hasManagedSaveImage()'],
    'domain_has_current_snapshot': ['d.hasCurrentSnapshot()'],
    'domain_snapshot_num': ['d.snapshotNum()'],
    'domain_list_all_snapshots': ['d.listAllSnapshots()'],
    'domain_list_all_checkpoints': ['d.listAllCheckpoints()'],
    'domain_get_xml_desc': [['domdisplay', suite.UUID.format(1)], ['vncdisplay', suite.UUID.format(1)],
                            ['domid', suite.UUID.format(1)]],
}
# Procedures that read and are no getters, or whose answers are compared elsewhere; stock has a driver of its own for node
# devices, which is not unpacked.
ELSEWHERE = re.compile(
    '^(connect_(open|close|supports_feature|get_capabilities|.*event_.*|.*close_callback|.*(networks|storage_pools|node_devices))'
    '|node_(num_of_devices|list_devices|device_.*)|auth_.*)$')

# Leaves that change from one moment, process or host to the next: only their type is compared.
VARIES = re.compile(r'''\bcpu\.(time|user|system)|\.(time|delay|wait)$|rss$|^c\.get(CPU|Memory)Stats|[fF]ree|last.update
                        |^d\.(info\(\)\[4\]|getCPUStats|vcpus\(\)\[0\]\[\d\]\[[23]\])''', re.X)
# In what virsh prints.
VARIES_IN_TEXT = re.compile(r'(CPU time: *)[0-9.]+')
# Lines that virsh leaves out where there is no such call.
NOT_SERVED_YET = re.compile(r'^Autostart Once: .*\n', re.M)
# Of a difference: a pattern, and why it is there.  Each explains something.
EXPLAINED = [
    (r'^off .*(cpu\.(time|user|system)|AllDomainStats\(2,)', "stock tells of its own process when there is no guest's"),
    (r'getURI\(\)|getMaxVcpus|getCPUModelNames', "ours has another name, and goes by QEMU's machines and processors"),
    (r"interfaceStats\(.*\[1\]: ours has .internal error: the interface", 'ours names the interface'),
    (r'd\.(schedulerType|schedulerParameters|schedulerParametersFlags|memoryParameters|blkioParameters)\(\)',
     'a session of ours keeps what is for control groups, and a stock one refuses it'),
]

PROGRAM = f'''
d = c.lookupByUUIDString({suite.UUID.format(1)!r})
for question in json.load(open(sys.argv[2])):
    show(attempt(lambda: eval(question)))
'''


def served_getters():
    """-> the procedures that read and that ours serves"""
    with open(PROCEDURES, encoding='utf-8') as file:
        rows = [[cell.strip() for cell in line.split('|')[1:-1]] for line in file if line.startswith('| remote')]
    names = [row[2] for row in rows if row[3] == 'served' and row[4] == 'yes']
    return [name for name in names if not ELSEWHERE.search(name)]


def exported(daemon):
    """-> <source> of an image that is reached over the network; its server ends with @daemon"""
    image, place = daemon.write('exported.img', 'x' * (3 << 20)), daemon.path('nbd')
    daemon.run('qemu-nbd', '--fork', '--persistent', '--shared=4', '--format=raw', '--export-name=x', '--socket', place, image, check=True)
    return f"<source protocol='nbd' name='x'><host transport='unix' socket='{place}'/></source>"


def define(daemon):
    """A guest that has something in each group."""
    guest = suite.Guest(daemon, 1)
    devices = guest.add_disk()
    base = daemon.write('base.img', 'x' * 65536)
    image = daemon.write('overlay.qcow2', '')
    subprocess.run(['qemu-img', 'create', '-q', '-f', 'qcow2', '-b', base, '-F', 'raw', image, '4M'], check=True)
    devices += (f"<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='{image}'/><backingStore type='file'>"
                f"<format type='raw'/><source file='{base}'/><backingStore/></backingStore><target dev='vdb' bus='virtio'/></disk>"
                "<disk type='file' device='cdrom'><target dev='sda' bus='scsi'/></disk>"
                f"<disk type='network' device='disk'><driver name='qemu' type='raw'/>{exported(daemon)}<target dev='vdc' bus='virtio'/></disk>"
                f"<interface type='user'><mac address='{MAC}'/><model type='virtio'/></interface>"
                "<graphics type='vnc' socket='/tmp/none'/><video><model type='vga'/></video>")
    text = guest.xml(devices=devices.replace('/tmp/none', daemon.path('vnc')), usb='qemu-xhci', head='<iothreads>2</iothreads>')
    daemon.virsh('define', daemon.write('guest.xml', text.replace('<vcpu>1<', "<vcpu current='2'>4<").replace(
        "<memballoon model='virtio'/>", "<memballoon model='virtio'><stats period='1'/></memballoon>")))
    return guest


def read_text(text):
    """-> lines that virsh has printed, but fields ("name=value") as one dictionary; columns may have any width"""
    lines = re.sub(' +', ' ', re.sub('-{3,}', '-', VARIES_IN_TEXT.sub(r'\1N', NOT_SERVED_YET.sub('', text)))).splitlines()
    fields = dict(line.strip().split('=', 1) for line in lines if re.match(r' \S+=', line))
    return [line for line in lines if not re.match(r' \S+=', line)] + [fields]


def ask(daemon, questions):
    """-> the answers, with the daemon's folder named as DIR"""
    path = daemon.write('questions.json', json.dumps([question for question in questions if isinstance(question, str)]))
    done = daemon.run('/usr/bin/python3', '-c', client.PRELUDE + PROGRAM, daemon.uri, path, check=True)
    by_api = iter(done.stdout.splitlines())
    answers = []
    for question in questions:
        if isinstance(question, str):
            answers.append(json.loads(next(by_api).replace(daemon.folder, 'DIR')))
            continue
        done = daemon.run('virsh', '-c', daemon.uri, *question)
        answers.append([done.returncode, *read_text((done.stdout + done.stderr).replace(daemon.folder, 'DIR'))])
    return answers


def leaves(path, value):
    if isinstance(value, (dict, list)) and value:
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(f'{path}.{key}' if isinstance(value, dict) else f'{path}[{key}]', inner)
    else:
        yield path, type(value).__name__ if VARIES.search(path) else repr(value)


def differences(question, ours, theirs):
    mine, theirs = dict(leaves(question, ours)), dict(leaves(question, theirs))
    for path in {**theirs, **mine}:
        pair = mine.get(path, 'nothing'), theirs.get(path, 'nothing')
        if pair[0] != pair[1]:
            yield f'{path}: ours has {pair[0]}, stock {pair[1]}'
    if list(mine) != list(theirs) and set(mine) == set(theirs):
        yield f'{question}: in another order'


SIZES = {1: 4, 2: 4, 3: 8, 4: 8, 5: 8, 6: 4}


def typed_fields(daemon):
    """-> [field, type] of all statistics of the guest, as they are on the wire"""
    with wire.Wire(daemon.socket).open('qemu:///session' if daemon.peer == 'stock' else 'pseries:///session') as connection:
        body = connection.call(wire.ALL_DOMAIN_STATS, wire.integer(0) * 3)
    place = 0

    def take(size):
        nonlocal place
        place += size + -size % 4
        return body[place - size - -size % 4:][:size]

    def number():
        return struct.unpack('>i', take(4))[0]
    assert number() == 1
    take(number())  # the guest's name, uuid and id
    take(16 + 4)
    found = []
    for _ in range(number()):
        name = take(number()).decode()
        kind = number()
        found.append([name, kind])
        take(SIZES[kind] if kind in SIZES else number())
    return found


class Comparison:
    """Prints a case for each procedure."""

    def __init__(self, names):
        self.names = names
        self.wrong = {name: [] for name in names}
        self.explained = set()

    def note(self, name, lines):
        for line in lines:
            reasons = [pattern for pattern, _ in EXPLAINED if re.search(pattern, line)]
            self.explained.update(reasons)
            if not reasons:
                self.wrong[name].append(line)

    def compare(self, when, ours, theirs):
        questions = [(name, question) for name in self.names for question in GETTERS.get(name, [])]
        answers = [ask(daemon, [question for _, question in questions]) for daemon in (ours, theirs)]
        for (name, question), mine, other in zip(questions, *answers):
            text = question if isinstance(question, str) else 'virsh ' + ' '.join(question)
            self.note(name, [f'{when} {line}' for line in differences(text, mine, other)])

    def finish(self, is_whole):
        for name in served_getters():
            if name not in GETTERS:
                self.wrong.setdefault(name, []).append('nothing asks for it here')
        unused = [pattern for pattern, _ in EXPLAINED if pattern not in self.explained] if is_whole else []
        cases = [*self.wrong.items(), ('explanations', [f'nothing is like {pattern}' for pattern in unused])]
        print(f'1..{len(cases)}')
        for number, (name, lines) in enumerate(cases, 1):
            print('\n'.join([f"{'not ok' if lines else 'ok'} {number} - {name}"] + ['# ' + line for line in lines]))
        return not any(lines for _, lines in cases)


def why_not():
    """The installed one will do where it is as new as the yardstick."""
    if planned.why_not_stock() or stock.root():
        return planned.why_not_stock()
    done = subprocess.run([stock.LIBVIRTD, '--version'], capture_output=True, text=True, check=True)
    is_old = int(re.search(r'(\d+)\.\d+\.\d+', done.stdout).group(1)) < YARDSTICK
    return 'needs a host where the yardstick can be run: be root' if is_old else None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument('--daemon', required=True, help="our daemon's program")
    parser.add_argument('-k', metavar='REGEX', default='', help='only the procedures whose name matches')
    options = parser.parse_args()
    if why_not():
        print(f'1..0 # SKIP {why_not()}')
        return 0
    comparison = Comparison([name for name in GETTERS if re.search(options.k, name)])
    with (harness.Daemon('stock') as theirs,
          harness.Daemon('pseries', options.daemon, has_stock_qemu=True, has_stock_clients=True) as ours):
        guests = [define(daemon) for daemon in (ours, theirs)]
        comparison.compare('off', ours, theirs)
        for guest in guests:
            guest.start('--paused')
        comparison.compare('on', ours, theirs)
        comparison.note('connect_get_all_domain_stats', differences('on types', *map(typed_fields, (ours, theirs))))
        for guest in guests:
            guest.remove()
    return 0 if comparison.finish(not options.k) else 1


if __name__ == '__main__':
    sys.exit(main())
