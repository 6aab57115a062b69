#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Compares docs/procedures.md with the tables of procedures.  Prints TAP.

    test_document.py LIST_PROCEDURES [--regenerate]
"""
import os
import subprocess
import sys

DOCUMENT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'docs', 'procedures.md')
HEAD = '| program | number | procedure | what becomes of a call | read-only clients |\n|---|---|---|---|---|\n'


def table(program):
    out = subprocess.run([program], check=True, capture_output=True, text=True).stdout
    return HEAD + ''.join('| ' + ' | '.join(line.split('\t')) + ' |\n' for line in out.splitlines())


def main():
    wanted = table(sys.argv[1])
    with open(DOCUMENT, encoding='utf-8') as file:
        text = file.read()
    if '--regenerate' in sys.argv:
        with open(DOCUMENT, 'w', encoding='utf-8') as file:
            file.write(text[:text.index(HEAD)] + wanted)
        return 0
    found = text[text.index(HEAD):].splitlines()
    print('1..1')
    for line in sorted(set(wanted.splitlines()) ^ set(found)):
        print(f"# {'missing' if line not in found else 'wrong'}: {line}")
    is_same = found == wanted.splitlines()
    print(('ok' if is_same else 'not ok') + ' 1 - docs/procedures.md says what the tables do')
    return 0 if is_same else 1


if __name__ == '__main__':
    sys.exit(main())
