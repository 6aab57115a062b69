#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is refused, with libvirt's code and words."""
import sys
import time

import suite
from suite import is_equal, matches

# The deadline of a step of the start.
START_SECONDS = 30
NOT_RUNNING = 'error: Requested operation is not valid: domain is not running'


def last_line(text):
    return text.splitlines()[-1]


def case_unknown_name(daemon, guest):
    is_equal(daemon.virsh_error('domstate', 'nobody'), "error: failed to get domain 'nobody'")
    code = python(daemon, "c.lookupByName('nobody')")
    is_equal(code, "42 10 Domain not found: no domain with matching name 'nobody'")


def case_unknown_uuid(daemon, guest):
    is_equal(python(daemon, f"c.lookupByUUIDString('{guest.uuid}')"),
             f"42 10 Domain not found: no domain with matching uuid '{guest.uuid}'")


def case_unknown_id(daemon, guest):
    is_equal(python(daemon, 'c.lookupByID(4711)'), '42 10 Domain not found: no domain with matching id 4711')


def case_gone_meanwhile(daemon, guest):
    """A guest that another client has undefined."""
    guest.define()
    done = daemon.run('/usr/bin/python3', '-c', PRELUDE + f'''
d = c.lookupByName('{guest.name}')
c.lookupByName('{guest.name}').undefine()
attempt(lambda: d.info())
''', daemon.uri, check=True)
    is_equal(done.stdout.strip(),
             f"42 10 Domain not found: no domain with matching uuid '{guest.uuid}' ({guest.name})")


PRELUDE = '''
import sys, libvirt
libvirt.registerErrorHandler(lambda *_: None, None)
c = libvirt.open(sys.argv[1])
def attempt(call):
    try:
        print('none:', call())
    except libvirt.libvirtError as e:
        print(e.get_error_code(), e.get_error_domain(), e.get_error_message())
'''


def python(daemon, expression):
    """-> 'code domain message' of the error that the expression ends with"""
    return daemon.run('/usr/bin/python3', '-c', PRELUDE + f'attempt(lambda: {expression})', daemon.uri,
                      check=True).stdout.strip()


def case_wrong_state_when_off(daemon, guest):
    guest.define()
    for words in (['suspend'], ['resume'], ['reset'], ['shutdown'], ['reboot'], ['destroy'], ['inject-nmi'],
                  ['screenshot'], ['send-key', 'KEY_A'], ['qemu-monitor-command', '{}'], ['domfsinfo']):
        command = [words[0], guest.name] + words[1:]
        if words[0] == 'domfsinfo':
            continue
        matches(last_line(daemon.virsh_error(*command)), NOT_RUNNING)


def case_wrong_state_when_on(daemon, guest):
    guest.define().start()
    is_equal(daemon.virsh_error('start', guest.name), 'error: Domain is already active')
    matches(daemon.virsh_error('resume', guest.name), 'Requested operation is not valid: domain is already running')
    matches(daemon.virsh_error('domrename', guest.name, 'other'), 'Requested operation is not valid: cannot rename active domain')
    matches(daemon.virsh_error('create', guest.file()),
            f"Requested operation is not valid: domain '{guest.name}' is already active")


def case_second_of_a_name(daemon, guest):
    guest.define()
    other = guest.file(uuid=suite.UUID.format(901))
    is_equal(last_line(daemon.virsh_error('define', other)),
             f"error: operation failed: domain '{guest.name}' already exists with uuid {guest.uuid}")
    is_equal(last_line(daemon.virsh_error('create', other)),
             f"error: operation failed: domain '{guest.name}' already exists with uuid {guest.uuid}")


def case_second_of_a_uuid(daemon, guest):
    guest.define()
    is_equal(last_line(daemon.virsh_error('define', guest.file(name='other'))),
             f"error: operation failed: domain '{guest.name}' is already defined with uuid {guest.uuid}")


def case_rename_to_a_name_that_is_taken(daemon, guest):
    guest.define()
    other = suite.Guest(daemon, 902)
    daemon.virsh('define', other.file())
    matches(daemon.virsh_error('domrename', guest.name, other.name),
            f"domain with name '{other.name}' already exists")


def case_transient_has_no_config(daemon, guest):
    daemon.virsh('create', guest.file())
    matches(daemon.virsh_error('undefine', guest.name), 'Requested operation is not valid: cannot undefine transient domain')
    matches(daemon.virsh_error('autostart', guest.name), 'cannot set autostart for transient domain')
    matches(daemon.virsh_error('desc', guest.name, 'text', '--config'),
            'transient domains do not have any persistent config')


def case_maximum_memory_that_cannot_be(daemon, guest):
    """What the rest of the definition rules out changes nothing, and the guest is there when the daemon is started again."""
    slots = guest.xml(name='slots', uuid='00000000-0000-4000-8000-0000000ce116', head="<maxMemory slots='16' unit='MiB'>1024</maxMemory>")
    cells = guest.xml(name='cells', uuid='00000000-0000-4000-8000-0000000ce115').replace(
        '<vcpu>1</vcpu>', "<vcpu>1</vcpu><cpu><numa><cell id='0' cpus='0' memory='256' unit='MiB'/></numa></cpu>")
    for text in (guest.xml(), slots, cells):
        daemon.virsh('define', daemon.write('memory.xml', text))
    # Since libvirt 11 a guest with <maxMemory> has a NUMA node.
    matches(daemon.virsh_error('setmaxmem', 'slots', '2097152', '--config').splitlines()[-1],
            '^error: Requested operation is not valid: (cannot set initial memory size greater than the maximum memory size|'
            'initial memory size of a domain with NUMA nodes cannot be modified with this API)$')
    is_equal(daemon.virsh_error('setmaxmem', 'cells', '524288', '--config').splitlines()[-1],
             'error: Requested operation is not valid: initial memory size of a domain with NUMA nodes cannot be modified with this API')
    daemon.virsh('setmaxmem', guest.name, '524288', '--config')
    wanted = [daemon.virsh('dumpxml', name) for name in (guest.name, 'slots', 'cells')]
    matches(wanted[0], "<memory unit='KiB'>524288</memory>")
    matches(wanted[1], "<maxMemory slots='16' unit='KiB'>1048576</maxMemory>")
    matches(wanted[2], "<memory unit='KiB'>262144</memory>")
    daemon.stop()
    daemon.start()
    is_equal([daemon.virsh('dumpxml', name) for name in (guest.name, 'slots', 'cells')], wanted)


RNG = "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>"


def case_next_start_of_a_running_guest(daemon, guest):
    """What is changed for the next start leaves the run alone."""
    guest.define(head='<iothreads>1</iothreads>').start('--paused')
    live = daemon.virsh('dumpxml', guest.name)
    daemon.virsh('attach-device', guest.name, daemon.write('rng.xml', RNG), '--config')
    daemon.virsh('vcpupin', guest.name, '0', '0', '--config')
    daemon.virsh('iothreadadd', guest.name, '7', '--config')
    daemon.virsh('setvcpus', guest.name, '2', '--maximum', '--config')
    is_equal(daemon.virsh('dumpxml', guest.name), live)
    for pattern in ('/dev/urandom', "<vcpupin vcpu='0' cpuset='0'/>", "<iothread id='7'/>", ">2</vcpu>"):
        matches(daemon.virsh('dumpxml', '--inactive', guest.name), pattern)
    matches(daemon.virsh('iothreadinfo', guest.name), r'\n 1 +0')
    matches(daemon.virsh('iothreadinfo', guest.name, '--config'), r'\n 1 .*\n 7 ')


@suite.only('pseries', 'stock can')
def case_change_of_a_run(daemon, guest):
    """It is refused, and the next start is not changed either."""
    guest.define(head='<iothreads>1</iothreads>').start('--paused')
    before = daemon.virsh('dumpxml', '--inactive', guest.name)
    rng = daemon.write('rng.xml', RNG)
    for words in (['attach-device', rng], ['attach-device', rng, '--live', '--config'], ['detach-device', rng, '--live'],
                  ['update-device', rng, '--live'], ['detach-device-alias', 'net0', '--live'], ['setvcpus', '1'], ['setvcpus', '1', '--live'],
                  ['vcpupin', '0', '0'], ['emulatorpin', '0', '--live'], ['iothreadadd', '7'], ['iothreaddel', '1', '--live'],
                  ['numatune', '--nodeset', '0', '--live']):
        matches(last_line(daemon.virsh_error(words[0], guest.name, *words[1:])),
                '^error: Operation not supported: a running guest cannot be changed like this yet')
    matches(daemon.virsh_error('setvcpus', guest.name, '9', '--live'), 'requested vcpus is greater than max allowable vcpus for the live domain: 9 > 1')
    matches(daemon.virsh_error('schedinfo', guest.name), 'cgroup CPU controller is not mounted')
    is_equal(daemon.virsh('dumpxml', '--inactive', guest.name), before)


def case_unknown_flags(daemon, guest):
    guest.define()
    for call, function in [('createWithFlags(1 << 30)', 'qemuDomainCreateWithFlags'),
                           ('undefineFlags(1 << 30)', 'qemuDomainUndefineFlags'),
                           ('destroyFlags(1 << 30)', 'qemuDomainDestroyFlags'),
                           ('reset(1 << 30)', 'qemuDomainReset')]:
        is_equal(python(daemon, f"c.lookupByName('{guest.name}').{call}"),
                 f'8 10 unsupported flags (0x40000000) in function {function}')


def case_no_such_hypervisor(daemon, guest):
    for uri in ('qemu:///nowhere', 'xen:///system'):
        done = daemon.run('virsh', '-c', f'{uri}?socket={daemon.socket}', 'list')
        assert done.returncode == 1 and 'error: failed to connect to the hypervisor' in done.stderr, done


def case_document_that_is_no_xml(daemon, guest):
    path = daemon.write('bad.xml', '<domain type="qemu"><name>x</domain>')
    matches(daemon.virsh_error('define', path), 'error: Failed to define domain from .*error: ')


def case_name_with_slash(daemon, guest):
    path = guest.file(name='a/b')
    matches(last_line(daemon.virsh_error('define', path)), r"error: XML error: name a/b cannot contain '/'")


def case_name_too_long(daemon, guest):
    is_equal(python(daemon, f"c.defineXML(open('{guest.file(name='x' * 300)}').read())").split()[0], '38')


def case_emulator_that_is_none(daemon, guest):
    text = guest.xml().replace('/usr/bin/qemu-system-ppc64', '/bin/false')
    matches(daemon.virsh_error('define', daemon.write('bad.xml', text)), '/bin/false')


def case_missing_image(daemon, guest):
    """QEMU's own words come through, and its death is not waited for until a deadline."""
    guest.define(devices="<disk type='file'><source file='/nonexistent/x.img'/><target dev='vda' bus='virtio'/></disk>")
    begin = time.monotonic()
    text = daemon.virsh_error('start', guest.name)
    assert time.monotonic() - begin < START_SECONDS
    matches(text, r"error: Failed to start domain 'guest\d+'\nerror: .*/nonexistent/x.img.*No such file or directory")
    matches(guest.state(), r'shut off \((failed|unknown)\)')


def case_label_without_its_driver(daemon, guest):
    """It is kept; the guest is not started unconfined."""
    guest.define(head="<seclabel type='static' model='selinux' relabel='no'><label>a:b:c:s0</label></seclabel>")
    matches(daemon.virsh('dumpxml', guest.name), "<seclabel type='static' model='selinux' relabel='no'>")
    matches(daemon.virsh_error('start', guest.name), "unsupported configuration: .*ecurity driver model 'selinux' is not available")
    is_equal(daemon.qemus(), [])


def case_console_in_use(daemon, guest):
    guest.define().start()
    done = daemon.run('/usr/bin/python3', '-c', PRELUDE + f'''
d = c.lookupByName('{guest.name}')
first = c.newStream()
d.openConsole(None, first)
second = c.newStream()
attempt(lambda: d.openConsole(None, second))
forced = c.newStream()
attempt(lambda: d.openConsole(None, forced, libvirt.VIR_DOMAIN_CONSOLE_FORCE))
forced.abort()
''', daemon.uri, check=True)
    lines = done.stdout.splitlines()
    matches(lines[0], '^9 10 operation failed: Active console session exists for this domain')
    is_equal(lines[1], 'none: 0')


def case_no_such_console(daemon, guest):
    guest.define().start()
    is_equal(python(daemon, f"c.lookupByName('{guest.name}').openConsole('nothing', c.newStream())"),
             '1 10 internal error: cannot find character device nothing')


if __name__ == '__main__':
    sys.exit(suite.main())
