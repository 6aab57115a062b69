#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs the compiled tests of the suites unit and fixtures on a POWER processor.  Prints TAP.

    test_native.py POWER_HOST HOST

PSERIES_POWER_CASES is a regular expression of those that are wanted.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

import list_natives
import test_power

TESTS = os.path.dirname(test_power.HERE)
STRIP = 'powerpc64le-linux-gnu-strip'
# What some of them start.
BESIDE = ('src/logger/virtpseries-logger',)


def gather(build, folder):
    """Makes the tests and puts them below @folder, as they are below @build."""
    wanted = os.environ.get('PSERIES_POWER_CASES', '')
    lines = [line for line in list_natives.lines(build) if re.search(wanted, line.split('\t')[0])]
    programs = [line.split('\t')[1] for line in lines]
    subprocess.run(['ninja', '-C', build, *programs, *BESIDE], check=True, stdout=sys.stderr)
    for program in (*programs, *BESIDE):
        path = os.path.join(folder, program)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        subprocess.run([STRIP, '-o', path, os.path.join(build, program)], check=True)
    for name, found in {'list': lines, 'places': [f'natives {build}', f'tests {TESTS}']}.items():
        with open(os.path.join(folder, name), 'w', encoding='utf-8') as file:
            file.writelines(line + '\n' for line in found)


def main():
    script, host = sys.argv[1:3]
    folder = test_power.made(script)
    if folder is None:
        return 0
    with tempfile.TemporaryDirectory() as share:
        natives, tests = os.path.join(share, 'natives'), os.path.join(share, 'tests')
        gather(os.path.realpath(os.path.join(folder, 'build')), natives)
        shutil.copytree(TESTS, tests, symlinks=True, ignore=shutil.ignore_patterns('__pycache__'))
        left_out, job = (os.path.join(test_power.HERE, name) for name in ('natives-left-out', 'native'))
        return test_power.run(script, folder, host, job, [natives, tests, left_out])


if __name__ == '__main__':
    sys.exit(main())
