#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Tries passthrough and KVM in an emulated POWER host.  Prints TAP.

    test_power.py POWER_HOST HOST [REGEX]

HOST is one of those that the script knows.  What is downloaded and made for it is in PSERIES_POWER_DIR.
"""
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
FILES = ('in_host.py', 'case_host.py', 'kvm_cases.py', 'passthrough_cases.py', 'stock_case.py', 'oracle_case.py', 'nested_case.py',
         'case_stock.py', 'newer', 'differences-kvm', '../virsh/alike.py', '../virsh/differences', '../qemuxml2argvdata')
# The same fixtures are drawn each time, unless PSERIES_SEED says others.
USUAL_SEED = '1'
# The status by which the script says that this machine or the mirror lacks something.
LACKING = 3


def step(script, command, folder):
    """-> whether all that it needs is there"""
    status = subprocess.run([script, command, folder], check=False, stdout=sys.stderr).returncode
    if status not in (0, LACKING):
        sys.exit(f'{script} {command}: status {status}')
    return status == 0


def made(script):
    """-> the folder with what hosts are made of and the project, compiled for them; None, and said why, if that cannot be"""
    if os.getuid() != 0:
        print('1..0 # SKIP needs a host that has root')
        return None
    folder = os.environ.get('PSERIES_POWER_DIR') or os.path.expanduser('~/.cache/libvirt-pseries/power')
    if not step(script, 'prepare', folder):
        print('1..0 # SKIP needs a host whose mirror has all packages of an emulated POWER host')
        return None
    step(script, 'compile', folder)
    return folder


def run(script, folder, host, job, files):
    status = subprocess.run([script, 'run', folder, host, job, *files], check=False).returncode
    if status == LACKING:
        print('1..0 # SKIP needs a host with QEMU 10, its own or what `./dev setup` unpacks')
    return 0 if status == LACKING else status


def main():
    script, host = sys.argv[1:3]
    wanted = sys.argv[3] if len(sys.argv) > 3 else os.environ.get('PSERIES_POWER_CASES', '')
    folder = made(script)
    if folder is None:
        return 0
    if re.search(wanted, 'oracle'):
        step(script, 'newer', folder)  # without it the case is skipped
    with tempfile.TemporaryDirectory() as share:
        given = {'wanted': wanted, 'seed': os.environ.get('PSERIES_SEED', USUAL_SEED)}
        for name, text in given.items():
            with open(os.path.join(share, name), 'w', encoding='utf-8') as file:
                file.write(text)
        files = [os.path.join(share, name) for name in given] + [os.path.join(HERE, name) for name in FILES]
        return run(script, folder, host, os.path.join(HERE, 'job'), files)


if __name__ == '__main__':
    sys.exit(main())
