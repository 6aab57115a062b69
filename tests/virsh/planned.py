# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The accepted fixtures, as documents: what stock libvirt makes of many at once, and what we do."""
import json
import os
import re
import shlex
import subprocess

import client
import stock

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# Defines each document, asks for what became of it, perhaps for its command line as well, and forgets it again: over one
# connection, as the fixtures are many.
STOCK = '''
for name, text in json.load(open(sys.argv[2])).items():
    guest = attempt(lambda: c.defineXML(text))
    if isinstance(guest, list):
        answer = {'error': guest[1]}
    else:
        completed = guest.XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE | libvirt.VIR_DOMAIN_XML_SECURE)
        argv = attempt(lambda: c.domainXMLToNative('qemu-argv', completed, 0)) if sys.argv[3] == 'argv' else None
        guest.undefineFlags(libvirt.VIR_DOMAIN_UNDEFINE_NVRAM)
        answer = {'xml': completed, 'argv': argv}
    print(json.dumps([name, answer]), flush=True)
'''
CRASH = 'the daemon crashes'
AT_ONCE = 100  # documents of one client, which has a deadline


def recording(text, version):
    """-> the recording of the QEMU that the document is for"""
    arch = re.search(r"arch='(\w+)'", text)
    target = arch.group(1) if arch and not arch.group(1).startswith('ppc64') else 'ppc64'
    return os.path.join(TESTS, 'capabilities', f'qemu-{version}-{target}.json')


def names():
    """The fixtures that are accepted, as they have a completed form, and that stock can be asked about: it has no rules for
    PowerNV, and gives such a machine the bus of a pseries; no KVM on a host that has none; no QEMU of another version; and
    libvirt 9.0 drops what is newer."""
    files = sorted(os.listdir(os.path.join(TESTS, 'qemuxml2xmloutdata')))
    accepted = [file[:-len('.xml')] for file in files if not file.startswith(('powernv', 'kvm-', 'newer-'))]
    return [name for name in accepted if not re.search(r'qemu-system-\w+-[0-9]', read('qemuxml2argvdata', name))]


def read(folder, name):
    with open(os.path.join(TESTS, folder, name + '.xml'), encoding='utf-8') as file:
        return file.read()


def pinned(name):
    """-> the fixture with the machine version of its completed form, which is that of the recorded QEMU"""
    machine = re.search(r"machine='[^']*'", read('qemuxml2xmloutdata', name)).group(0)
    text = read('qemuxml2argvdata', name)
    if re.search(r"<type [^>]*machine=", text):
        return re.sub(r"(<type [^>]*)machine='[^']*'", rf'\1{machine}', text, count=1)
    return re.sub(r'<type\b', f'<type {machine}', text, count=1)


def why_not_stock():
    """-> why there is no stock libvirtd to be asked; None: there is one"""
    if not stock.is_there():
        return 'no stock libvirtd is installed'
    if os.environ.get('PSERIES_ONLY_OURS'):
        return 'needs a host where stock is of interest: PSERIES_ONLY_OURS is set'
    return None


def ask_stock(daemon, documents, what='xml'):
    """@documents: name -> text; @what: 'xml', or 'argv' for both.  -> name -> {'xml', 'argv'}, argv being [code, message]
    where there is none, or {'error'} when it does not take the document"""
    answers = {}
    while len(answers) < len(documents):
        left = [(name, text) for name, text in documents.items() if name not in answers]
        left = dict(left[:AT_ONCE])
        wanted = daemon.write('wanted.json', json.dumps(left))
        done = daemon.run('/usr/bin/python3', '-c', client.PRELUDE + STOCK, daemon.uri, wanted, what)
        answers.update(json.loads(line) for line in done.stdout.splitlines())
        if done.returncode == 0:
            continue
        if daemon.answers():
            raise RuntimeError(done.stderr)
        # A stock daemon need not be without faults: one document is no reason not to hear about the others.
        answers[next(name for name in left if name not in answers)] = {'error': CRASH}
        daemon.stop()
        daemon.start()
    return answers


def ask_ours(program, what, text, version='7.2'):
    """`virt-pseries plan` or `argv` of the document, as for the daemon, with the QEMU of that @version.
    -> (stdout, stderr), one of them empty"""
    words = [what, '--null'] if what == 'argv' else [what]
    done = subprocess.run([program, *words, '--capabilities', recording(text, version), '--sysfs', os.path.join(TESTS, 'sysfs'), '-'],
                          input=text, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return '', done.stderr
    return shlex.join(done.stdout.split('\0')[:-1]) if what == 'argv' else done.stdout, ''
