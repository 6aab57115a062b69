#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What stock libvirt makes of each accepted fixture is what we make of it, but for what `differences` explains.

    test_alike.py VIRT_PSERIES [-k REGEX]

Prints TAP, two cases a fixture: its completed form, and the command line of that for the yardstick's QEMU.  Interfaces are
left out of the latter: when it only prints a command line, stock does not tell how it would start them.
"""
import os
import re
import sys

import alike
import harness
import planned
import stock

HERE = os.path.dirname(os.path.abspath(__file__))
PLACED_BY_QEMU = 'placed-'  # stock has no such mode


def without_interfaces(text):
    return re.sub(r'    <interface .*?</interface>\n', '', text, flags=re.S)


def compare_xml(name, answers, _):
    answer = answers[name]
    if 'error' in answer:
        return ['stock refuses it: ' + answer['error']]
    return ['xml ' + line for line in alike.differ_xml(planned.read('qemuxml2xmloutdata', name), answer['xml'])]


def compare_argv(name, answers, program):
    answer = answers['bare ' + name]
    if 'error' in answer:
        return ['stock refuses our plan: ' + answer['error']]
    if isinstance(answer['argv'], list):
        return ['stock has no command line: ' + answer['argv'][1]]
    ours, error = planned.ask_ours(program, 'argv', without_interfaces(planned.read('qemuxml2xmloutdata', name)), stock.qemu_version())
    if not ours:
        return ['we refuse it: ' + error]
    return ['argv ' + line for line in alike.differ_argv(ours, answer['argv'])]


def main():
    program = sys.argv[1]
    pattern = sys.argv[3] if sys.argv[2:3] == ['-k'] else ''
    names = [name for name in planned.names() if re.search(pattern, name) and not name.startswith(PLACED_BY_QEMU)]
    reason = planned.why_not_stock()
    if reason:
        print(f'1..0 # SKIP {reason}')
        return 0
    documents = {name: planned.pinned(name) for name in names}
    bare = {'bare ' + name: without_interfaces(planned.read('qemuxml2xmloutdata', name)) for name in names}
    with harness.Daemon('stock') as daemon:
        answers = planned.ask_stock(daemon, documents) | planned.ask_stock(daemon, bare, 'argv')
    explained = alike.explanations(os.path.join(HERE, 'differences'))
    cases = [(name, what, compare) for name in names for what, compare in {'completed': compare_xml, 'command line': compare_argv}.items()]
    print(f'1..{len(cases) + 1}')
    is_clean = True
    for number, (name, what, compare) in enumerate(cases, 1):
        wrong = [line for line in compare(name, answers, program)
                 if not any([one.covers(name, line) for one in explained])]
        is_clean = is_clean and not wrong
        print('\n'.join([f"{'not ok' if wrong else 'ok'} {number} - {name}: {what}"] + ['# ' + line for line in wrong]))
    unused = [one for one in explained if not (pattern or one.is_used)]
    print(f"{'not ok' if unused else 'ok'} {len(cases) + 1} - every difference that is explained is there")
    for one in unused:
        print(f'# nothing is like: {one.fixtures}  {one.difference}')
    return 0 if is_clean and not unused else 1


if __name__ == '__main__':
    sys.exit(main())
