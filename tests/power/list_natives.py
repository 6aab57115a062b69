# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The compiled tests of the suites unit and fixtures."""
import json
import os
import subprocess

SUITES = {'unit', 'fixtures'}


def lines(build):
    """-> of each its name, its program below the folder @build, and its arguments, with tabs between"""
    found = []
    tests = json.loads(subprocess.run(['meson', 'introspect', '--tests', build], capture_output=True, check=True).stdout)
    for test in tests:
        program, *arguments = test['cmd']
        if SUITES & {suite.rpartition(':')[2] for suite in test['suite']} and program.startswith(build + '/'):
            found.append('\t'.join([test['name'], os.path.relpath(program, build), *arguments]))
    return found
