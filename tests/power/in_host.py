#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is tried in the emulated POWER host.  Prints TAP.

    in_host.py [REGEX]          only cases with such a name
"""
import os
import re
import subprocess
import sys
import time
import traceback

import kvm_cases
import nested_case
import oracle_case
import passthrough_cases
import stock_case
from case_host import URI, Skipped, Unchanged, bare_features, daemon, host_kind, remove, run

WORDS_OF_A_FAILURE = 4000
FAILURES = (AssertionError, OSError, StopIteration, LookupError, AttributeError, ValueError, subprocess.TimeoutExpired)


def cases(wanted):
    """-> (name, function) of each, in their order"""
    found = [one for module in (kvm_cases, passthrough_cases, stock_case, oracle_case, nested_case) for one in vars(module).items()]
    return [(name[5:], case) for name, case in found if name.startswith('case_') and callable(case) and re.search(wanted, name[5:])]


def try_case(number, name, case):
    start = time.monotonic()
    try:
        with Unchanged():
            case()
        print(f'ok {number} - {name}')
    except Skipped as reason:
        print(f'ok {number} - {name} # SKIP {reason}')
    except FAILURES:
        for line in traceback.format_exc(limit=-2)[-WORDS_OF_A_FAILURE:].splitlines():
            print(f'# {line}')
        print(f'not ok {number} - {name}')
        for left in run('virsh', '-q', '-c', URI, 'list', '--all', '--name', check=False).stdout.split():
            remove(left)
    print(f'# {time.monotonic() - start:.0f} s', flush=True)


def main():
    found = cases(sys.argv[1] if len(sys.argv) > 1 else '')
    print(f"# host {host_kind()}, Linux {os.uname().release}{', without mitigations' if bare_features() else ''}")
    daemon.start()
    for number, (name, case) in enumerate(found, 1):
        try_case(number, name, case)
    print(f'1..{len(found)}', flush=True)
    daemon.kill()


if __name__ == '__main__':
    main()
