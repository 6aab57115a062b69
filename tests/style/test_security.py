#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every claim of docs/security.md names tests that are there.  Prints TAP."""
import pathlib
import re
import sys

TOP = pathlib.Path(__file__).resolve().parent.parent.parent


def claims():
    """-> [(claim, its tests)], of the tables whose second column says what shows it"""
    is_claim = False
    for line in (TOP / 'docs/security.md').read_text(encoding='utf-8').splitlines():
        cells = [cell.strip() for cell in line.strip('|').split('|')]
        if not line.startswith('|'):
            is_claim = False
        elif cells[-1] == 'shown by':
            is_claim = True
        elif is_claim and not set(cells[0]) <= set('-'):
            yield cells[0], cells[-1]


def has(text, name):
    """A case of a Python file, a path of GTest's, or a name of a list."""
    last = name.rsplit('/', maxsplit=1)[-1]
    return f'def case_{name}(' in text or f"'{name}'" in text or f'"{name}' in text or f'- {name}"' in text or \
        (name.startswith('/') and f'"{last}"' in text)


def missing(tests):
    """-> what of 'PATH: name, name; PATH: name' is not there"""
    for part in tests.split(';'):
        match = re.fullmatch(r'\s*`([^`]+)`: (.+)', part)
        if not match:
            yield f'not of the form `file`: name, name: {part}'
            continue
        path = TOP / match.group(1)
        text = path.read_text(encoding='utf-8') if path.is_file() else ''
        yield from (f'{match.group(1)} has no {name}' for name in match.group(2).split(', ') if not has(text, name))


def main():
    rows = list(claims())
    print(f'1..{len(rows) + 1}')
    print(f"{'ok' if len(rows) > 10 else 'not ok'} 1 - there are claims")
    is_clean = len(rows) > 10
    for number, (claim, tests) in enumerate(rows, 2):
        problems = list(missing(tests))
        is_clean = is_clean and not problems
        print(''.join(f'# {problem}\n' for problem in problems), end='')
        print(f"{'not ok' if problems else 'ok'} {number} - {claim.replace('#', '')}")
    return 0 if is_clean else 1


if __name__ == '__main__':
    sys.exit(main())
