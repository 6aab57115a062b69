# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The accepted fixtures, as documents: what stock libvirt makes of many at once, and what we do."""
import json
import os
import subprocess

import client

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
RECORDING = os.path.join(TESTS, 'capabilities', 'qemu-7.2-ppc64.json')

# Defines each document, asks for what became of it and for its command line, and forgets it again: over one connection,
# as the fixtures are many.
STOCK = '''
wanted, out = sys.argv[2:4]
answers = {}
for name, text in json.load(open(wanted)).items():
    guest = attempt(lambda: c.defineXML(text))
    if isinstance(guest, list):
        answers[name] = {'error': guest[1]}
        continue
    completed = guest.XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE | libvirt.VIR_DOMAIN_XML_SECURE)
    argv = attempt(lambda: c.domainXMLToNative('qemu-argv', completed, 0))
    answers[name] = {'xml': completed, 'argv': argv}
    guest.undefineFlags(libvirt.VIR_DOMAIN_UNDEFINE_NVRAM)
with open(out, 'w') as file:
    json.dump(answers, file)
'''


def names():
    """The fixtures that are accepted: those that have a completed form."""
    files = sorted(os.listdir(os.path.join(TESTS, 'qemuxml2xmloutdata')))
    return [file[:-len('.xml')] for file in files]


def read(folder, name):
    with open(os.path.join(TESTS, folder, name + '.xml'), encoding='utf-8') as file:
        return file.read()


def ask_stock(daemon, documents):
    """@documents: name -> text.  -> name -> {'xml', 'argv'}, argv being [code, message] where there is none, or
    {'error'} when it does not take the document"""
    wanted = daemon.write('wanted.json', json.dumps(documents))
    out = daemon.write('answers.json', '')
    daemon.run('/usr/bin/python3', '-c', client.PRELUDE + STOCK, daemon.uri, wanted, out, check=True)
    with open(out, encoding='utf-8') as file:
        return json.load(file)


def ask_ours(program, what, text):
    """`virt-pseries plan` or `argv` of the document.  -> (stdout, stderr), one of them empty"""
    done = subprocess.run([program, what, '--capabilities', RECORDING, '--sysfs', os.path.join(TESTS, 'sysfs'), '-'],
                          input=text, capture_output=True, text=True, check=False)
    return (done.stdout, '') if done.returncode == 0 else ('', done.stderr)
