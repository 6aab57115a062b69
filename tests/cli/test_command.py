#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs the command as a user does: exit statuses, streams, bad input, and German.  Prints TAP.

    test_command.py VIRT_PSERIES
"""
import json
import os
import subprocess
import sys
import tempfile

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
RECORDED = ['--capabilities', os.path.join(TESTS, 'capabilities', 'qemu-7.2-ppc64.json')]
GOOD = os.path.join(TESTS, 'qemuxml2argvdata', 'disk-virtio.xml')
# glibc 2.41 translates nothing in C.UTF-8, so a locale of another name has what is in that one.
GERMAN = {'LC_ALL': 'de_DE.UTF-8', 'LANGUAGE': 'de'}
UTF8_LOCALE = '/usr/lib/locale/C.utf8'
LAUGHS = ('<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><domain type="qemu">&b;</domain>')
FETCHES = '<!DOCTYPE d [<!ENTITY f SYSTEM "file:///etc/hostname">]><domain type="qemu">&f;</domain>'
DENSE = "<pseries:pci xmlns:pseries='urn:libvirt-pseries:domain:1.0' packing='dense'/>"


SYSFS = ['--sysfs', os.path.join(TESTS, 'sysfs')]
AGENT = "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>"
PASSED = ("<hostdev mode='subsystem' type='pci'><source><address domain='1' bus='0x0c' slot='0' function='7'/></source>"
          '</hostdev>')


def present(managed, domain=1):
    return (f"<hostdev mode='subsystem' type='pci' managed='{managed}'><source>"
            f"<address domain='{domain}' bus='1' slot='0' function='0'/></source></hostdev>")


def guest(devices, head=''):
    return (f"<domain type='qemu'><name>m</name>{head}<memory unit='MiB'>512</memory>"
            f"<os><type arch='ppc64' machine='pseries'>hvm</type></os><devices>{devices}</devices></domain>")


def many_rngs(n, metadata=''):
    return (f"<domain type='qemu'><name>m</name><metadata>{metadata}</metadata><memory unit='MiB'>512</memory>"
            "<os><type arch='ppc64' machine='pseries'>hvm</type></os><devices>"
            "<controller type='usb' model='none'/><memballoon model='none'/>"
            + "<rng model='virtio'><backend model='builtin'/></rng>" * n + '</devices></domain>')


# (what, arguments, standard input, environment, exit status, part of stdout, part of stderr)
CASES = [
    ('plan', ['plan', *RECORDED, GOOD], None, {}, 0, "<address type='pci'", ''),
    ('plan from standard input', ['plan', *RECORDED, '-'], open(GOOD, encoding='utf-8').read(), {}, 0,
     "<address type='pci'", ''),
    ('plan of many PHBs', ['plan', *RECORDED, '-'], many_rngs(94), {}, 0, "<address type='pci'",
     "note: standard input: plain PCI devices take 4 PHBs"),
    ('dense topology', ['topology', *RECORDED, '-'], many_rngs(94, DENSE), {}, 0,
     "(1 host bridge, 94 PCI functions, 0 VIO devices, packing='dense')", ''),
    ('argv', ['argv', *RECORDED, GOOD], None, {}, 0, '-device ', ''),
    ('argv -0', ['argv', '-0', *RECORDED, GOOD], None, {}, 0, '\0-device\0', ''),
    ('argv for a shell runs at once', ['argv', *RECORDED, GOOD], None, {}, 0, 'debug-threads=on \\\n-machine ', ''),
    ('argv for a shell has no monitor', ['argv', *RECORDED, GOOD], None, {}, 0, '-nodefaults \\\n-rtc ', ''),
    ('argv -0 is the daemon\'s', ['argv', '-0', *RECORDED, GOOD], None, {}, 0, '\0-S\0-object\0{"qom-type":"secret"', ''),
    ('argv with a socket of the guest', ['argv', *RECORDED, '-'], guest(AGENT), {}, 0, '-chardev socket,id=charchannel0,path=',
     "warning: QEMU makes sockets in a folder that has to be there: mkdir -p '"),
    ('argv with a helper', ['argv', *RECORDED, '-'], guest("<tpm><backend type='emulator'/></tpm>"), {}, 0, '-tpmdev ',
     "needs the program 'swtpm' beside QEMU"),
    ('topology', ['topology', *RECORDED, GOOD], None, {}, 0, 'virtio-blk-pci', ''),
    ('svg', ['topology', '--format', 'svg', *RECORDED, GOOD], None, {}, 0, '<svg', ''),
    ('dot', ['topology', '--format', 'dot', *RECORDED, GOOD], None, {}, 0, 'graph', ''),
    ('validate', ['validate', *RECORDED, GOOD], None, {}, 0, ': valid', ''),
    ('validate: every error', ['validate', *RECORDED, '-'],
     '<domain type="qemu"><name>v</name><memory>1</memory><vcpu>x</vcpu><frob/><os><type>hvm</type></os>'
     '<devices><watchdog/></devices></domain>', {}, 1, '', "/domain/frob: there is no such element"),
    ('validate: not on this host', ['validate', *RECORDED, *SYSFS, '-'], guest(PASSED), {}, 0, '',
     "the host has no PCI device '0001:0c:00.7'"),
    ('validate: not bound on that host', ['validate', *RECORDED, *SYSFS, '-'], guest(present('no')), {}, 0, '',
     'warning: standard input:1: Unmanaged PCI device 0001:01:00.0 must be manually detached from the host\n'),
    ('validate: bound by the start', ['validate', *RECORDED, *SYSFS, '-'], guest(present('yes')), {}, 0, 'standard input: valid\n', ''),
    ('validate: no group', ['validate', *RECORDED, *SYSFS, '-'], guest(present('yes', 5)), {}, 0, '',
     "warning: standard input:1: host device '0005:01:00.0' has no IOMMU group"),
    ('validate: one fault, one error', ['validate', *RECORDED, '-'], guest('', "<maxMemory slots='x' unit='GiB'>8</maxMemory>"), {},
     1, '', "/@slots: the value 'x' is not valid: expected a whole number from 1 to 4294967295\n"),
    ('help', ['plan', '--help'], None, {}, 0, '--capabilities', ''),
    ('version', ['--version'], None, {}, 0, 'virt-pseries', ''),
    ('machine override', ['plan', '--machine', 'pseries-4.0', *RECORDED, GOOD], None, {}, 0,
     "machine='pseries-4.0'", ''),
    ('no command', [], None, {}, 2, '', ''),
    ('unknown command', ['frob'], None, {}, 2, '', "no command 'frob'"),
    ('unknown option', ['plan', '--frob', GOOD], None, {}, 2, '', 'error: '),
    ('no file', ['plan', *RECORDED], None, {}, 2, '', 'error: '),
    ('unknown format', ['topology', '--format', 'gif', *RECORDED, GOOD], None, {}, 2, '', 'gif'),
    ('file that is not there', ['plan', *RECORDED, '/nonexistent'], None, {}, 1, '', '/nonexistent'),
    ('not XML', ['plan', *RECORDED, '-'], '<domain', {}, 1, '', 'standard input:1: the document is not well-formed: '),
    ('not a domain', ['plan', *RECORDED, '-'], '<network/>', {}, 1, '', '<network>'),
    ('entities', ['plan', *RECORDED, '-'], LAUGHS, {}, 1, '', 'document type declaration'),
    ('external entity', ['plan', *RECORDED, '-'], FETCHES, {}, 1, '', 'document type declaration'),
    ('10 MB', ['plan', *RECORDED, '-'], '<domain>' + ' ' * 10_000_000 + '</domain>', {}, 1, '',
     'at most 4194304 are allowed'),
    ('bad UTF-8', ['plan', *RECORDED, '-'], b'<domain type="qemu"><name>\xff</name></domain>', {}, 1, '',
     'the document is not well-formed: '),
    ('5,000 devices', ['plan', *RECORDED, '-'],
     "<domain type='qemu'><name>m</name><memory>1</memory><os><type>hvm</type></os><devices>"
     + "<rng model='virtio'><backend model='builtin'/></rng>" * 5000 + '</devices></domain>', {}, 1, '',
     'hold 961'),
    ('not a recording', ['plan', '--capabilities', GOOD, GOOD], None, {}, 1, '', 'holds no answers'),
    ('emulator that is none', ['plan', '--emulator', '/bin/true', GOOD], None, {}, 1, '', '/bin/true'),
    ('emulator that is not there', ['plan', '--emulator', '/nonexistent', GOOD], None, {}, 1, '',
     '/nonexistent'),
    ('verify: no QEMU', ['verify', *RECORDED, GOOD], None, {}, 2, '', "'verify' needs either --qmp or --connect"),
    ('verify: two QEMUs', ['verify', *RECORDED, GOOD, '--qmp', '/s', '--connect', 'test:///default', 'test'], None, {}, 2, '',
     'either --qmp or --connect'),
    ('verify: no document', ['verify', '--qmp', '/nonexistent'], None, {}, 2, '', "'verify' needs a FILE"),
    ('verify: no guest', ['verify', '--connect', 'test:///default'], None, {}, 2, '', 'needs the NAME of a guest'),
    ('verify: two words too many', ['verify', '--qmp', '/s', GOOD, 'guest'], None, {}, 2, '', "does not take 'guest'"),
    ('verify: no socket', ['verify', *RECORDED, '--qmp', '/nonexistent', GOOD], None, {}, 1, '', "connect to '/nonexistent'"),
    ('snapshot: a long name', ['snapshot', '--qmp', '/' + 'x' * 200], None, {}, 1, '', 'File name too long'),
    ('snapshot: a document', ['snapshot', '--qmp', '/s', GOOD], None, {}, 2, '', "'snapshot' does not take"),
    ('German error', ['plan', *RECORDED, '/nonexistent'], None, GERMAN, 1, '', 'Fehler: '),
    ('German help', ['plan', '--help'], None, GERMAN, 0, 'das vervollständigte Domain-XML ausgeben', ''),
]


def run(arguments, text, environment):
    with tempfile.TemporaryDirectory(prefix='pseries-cli-') as cache:
        os.symlink(UTF8_LOCALE, os.path.join(cache, 'de_DE.UTF-8'))
        # GnuTLS loads a library that asks for a locale at once, for which glibc loses the text of LOCPATH.
        with open(os.path.join(cache, 'leaks'), 'w', encoding='ascii') as file:
            file.write('leak:argz_add_sep\n')
        environment = {'LSAN_OPTIONS': f'suppressions={file.name}:print_suppressions=0', **environment}
        return subprocess.run([sys.argv[1], *arguments],
                              input=text.encode() if isinstance(text, str) else text or b'',
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60,
                              env=dict(os.environ, XDG_CACHE_HOME=cache, LOCPATH=cache, **environment))


def main():
    print(f'1..{len(CASES) + 2}')
    is_clean = True
    for number, (what, arguments, text, environment, status, out, err) in enumerate(CASES, 1):
        done = run(arguments, text, environment)
        stdout, stderr = done.stdout.decode(errors='replace'), done.stderr.decode(errors='replace')
        is_right = done.returncode == status and out in stdout and err in stderr
        if status != 0 and arguments:
            is_right = is_right and stdout == ''
        is_clean = is_clean and is_right
        print(f"{'ok' if is_right else 'not ok'} {number} - {what}")
        if not is_right:
            print('\n'.join('# ' + line for line in [f'status {done.returncode}', stdout[:300], stderr[:300]]))
    tree = json.loads(run(['topology', '--format', 'json', *RECORDED, GOOD], None, {}).stdout)
    is_right = [device['guest_address'] for device in tree['phbs'][0]['devices']] == [
        '0000:00:01.0', '0000:00:02.0', '0000:00:03.0']
    print(f"{'ok' if is_right else 'not ok'} {len(CASES) + 1} - json has each device's address in the guest")
    is_clean = is_clean and is_right
    is_right = all(run(['plan', *RECORDED, '-'], text, {}).stderr == b''
                   for text in (many_rngs(93), many_rngs(94, DENSE)))
    print(f"{'ok' if is_right else 'not ok'} {len(CASES) + 2} - plan does not advise where packing does not help")
    return 0 if is_clean and is_right else 1


if __name__ == '__main__':
    sys.exit(main())
