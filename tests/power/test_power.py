#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Tries passthrough and KVM in an emulated POWER host.  Prints TAP.

    test_power.py POWER_HOST HOST [REGEX]

HOST is p9, p10 or nested.  What is downloaded and made for it is in PSERIES_POWER_DIR.
"""
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
FILES = ('in_host.py', 'case_host.py', 'case_stock.py', 'newer', 'differences-kvm', '../virsh/alike.py', '../virsh/differences', '../qemuxml2argvdata')
# The same fixtures are drawn each time, unless PSERIES_SEED says others.
USUAL_SEED = '1'


def made(script):
    """-> the folder with what hosts are made of and the project, compiled for them; None, and said why, without root"""
    if os.getuid() != 0:
        print('1..0 # SKIP needs a host that has root')
        return None
    folder = os.environ.get('PSERIES_POWER_DIR') or os.path.expanduser('~/.cache/libvirt-pseries/power')
    for step in ('prepare', 'compile'):
        subprocess.run([script, step, folder], check=True, stdout=sys.stderr)
    return folder


def main():
    script, host = sys.argv[1:3]
    wanted = sys.argv[3] if len(sys.argv) > 3 else os.environ.get('PSERIES_POWER_CASES', '')
    folder = made(script)
    if folder is None:
        return 0
    with tempfile.TemporaryDirectory() as share:
        given = {'wanted': wanted, 'seed': os.environ.get('PSERIES_SEED', USUAL_SEED)}
        for name, text in given.items():
            with open(os.path.join(share, name), 'w', encoding='utf-8') as file:
                file.write(text)
        files = [os.path.join(share, name) for name in given] + [os.path.join(HERE, name) for name in FILES]
        return subprocess.run([script, 'run', folder, host, os.path.join(HERE, 'job'), *files], check=False).returncode


if __name__ == '__main__':
    sys.exit(main())
