# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The newer stock libvirtd of the emulated POWER host, and the fixtures that it and our daemon are asked about, as guests of KVM."""
import os
import random
import re
import subprocess

import alike
from case_host import URI, run, wait_until

HERE = os.path.dirname(os.path.abspath(__file__))
FIXTURES = os.path.join(HERE, 'qemuxml2argvdata')
STOCK = 'qemu:///system'
NEWER = '/newer'
INSIDE = ['chroot', NEWER]
DRAWN = 40
EMULATOR = '/usr/bin/qemu-system-ppc64'
# Other machines and other QEMUs than this host's, what is newer than its stock, and what stock has no words for.
LEFT_OUT = re.compile(r"qemu-system-(x86_64|aarch64|\w+-[0-9])|arch='(x86_64|aarch64|i686)'|machine='powernv|<pseries:")


def read(name):
    with open(os.path.join(FIXTURES, name + '.xml'), encoding='utf-8') as file:
        return file.read()


def names(seed):
    """-> the fixtures that are about KVM, and some of the other accepted ones, the same ones for each @seed"""
    accepted = sorted(file.removesuffix('.args') for file in os.listdir(FIXTURES) if file.endswith('.args'))
    accepted = [name for name in accepted if not name.startswith('newer-') and not LEFT_OUT.search(read(name))]
    about_kvm = [name for name in accepted if name.startswith('kvm-')]
    others = [name for name in accepted if name not in about_kvm]
    return about_kvm + sorted(random.Random(seed).sample(others, DRAWN))


def as_kvm(text):
    text = re.sub(r"(<domain\b[^>]*\btype=)'qemu'", r"\1'kvm'", text, count=1)
    return re.sub('<emulator>.*?</emulator>', f'<emulator>{EMULATOR}</emulator>', text)


def is_there():
    return os.path.exists(f'{NEWER}/usr')


def virsh(uri):
    return [*(INSIDE if uri == STOCK else []), 'virsh', '-q', '-c', uri]


def ask(uri, text):
    """-> (completed document, error), one of them empty"""
    path = '/tmp/asked.xml'
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)
    guest = re.search('<name>(.*?)</name>', text).group(1)
    words = f'define {path}; dumpxml --inactive --security-info {guest}; undefine --nvram {guest}'
    done = run(*virsh(uri), words, check=False)
    found = re.search('<domain.*</domain>', done.stdout, re.S)
    # A document without an emulator gets a link to it from stock.
    return (found.group().replace(EMULATOR + 'le<', EMULATOR + '<'), '') if found else ('', ' '.join(done.stderr.split()))


def differences(name):
    text = as_kvm(read(name))
    (ours, our_error), (theirs, their_error) = ask(URI, text), ask(STOCK, text)
    if ours and theirs:
        return ['xml ' + line for line in alike.differ_xml(ours, theirs)]
    if ours:
        return ['stock refuses it: ' + their_error]
    return ['we refuse it: ' + our_error] if theirs else []


def explanations():
    """What is explained beside an x86 host is so here."""
    return [one for file in ('differences', 'differences-kvm') for one in alike.explanations(os.path.join(HERE, file))]


class Stock:
    """Debian 13's, with its QEMU for both daemons."""

    def __enter__(self):
        run('bash', os.path.join(HERE, 'newer'))
        self.processes = [subprocess.Popen([*INSIDE, name], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # pylint: disable=consider-using-with
                          for name in ('virtlogd', 'libvirtd')]
        wait_until(lambda: run(*virsh(STOCK), 'hostname', check=False).returncode == 0, 'no stock daemon')
        return self

    @staticmethod
    def version():
        return run(*virsh(STOCK), 'version', '--daemon').stdout.strip().splitlines()[-1]

    def __exit__(self, *_):
        for process in self.processes:
            process.terminate()
            process.wait()
        run('bash', os.path.join(HERE, 'newer'), 'end')
