#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every row of the binding tables is covered by a fixture, and every fixture says what it probes.  Prints TAP.

    test_coverage.py DUMP_TABLES

A row that refuses is covered by a document whose error names what it refuses; one that does not, and each value of an
enum, by an accepted document that has it or by an error that names it.
"""
import sys

import tables

LEAST_FIXTURES = 250
# What no fixture can show, and where it is shown: what such a document becomes is another command line each time.
SHOWN_ELSEWHERE = {
    '/domain/clock/@adjustment': 'tests/domain/test_clock.c',
    '/domain/clock/@basis': 'tests/domain/test_clock.c',
    "/domain/clock/@offset='variable'": 'tests/domain/test_clock.c',
    "/domain/clock/@basis='utc'": 'tests/domain/test_clock.c',
    "/domain/clock/@basis='localtime'": 'tests/domain/test_clock.c',
}


def silent(fixtures):
    """Those whose first line is not a comment of one line."""
    return [f'{fixture.name}: its first line should be a comment, on what it probes'
            for fixture in fixtures if fixture.comment is None]


def place(row):
    others = f' (and {len(row.paths) - 1} more)' if len(row.paths) > 1 else ''
    name = {'@': '@' + row.name, '/': row.name, '=': 'its text'}[row.sort]
    return f'{row.paths[0]}/{name}{others}'


def unused(rows):
    return [f'no accepted fixture has {place(row)}' for row in rows
            if not (row.reason or row.uses or row.refusals) and place(row) not in SHOWN_ELSEWHERE]


def unrefused(rows):
    return [f"no refused fixture's error names {place(row)}" for row in rows if row.reason and not row.refusals]


def unshown(rows):
    return [f"no fixture shows what becomes of {place(row)} = '{value}'" for row in rows if not row.reason
            for value in row.values
            if tables.enum_state(rows, row, value)[0] is None and f"{place(row)}='{value}'" not in SHOWN_ELSEWHERE]


def main():
    rows = tables.read_tables(sys.argv[1])
    fixtures = tables.read_fixtures()
    tables.show(rows, fixtures)
    few = [] if len(fixtures) >= LEAST_FIXTURES else [f'there are {len(fixtures)} fixtures']
    cases = [('every fixture says what it probes', silent(fixtures)),
             (f'there are {LEAST_FIXTURES} fixtures', few),
             ('every row is used', unused(rows)),
             ('every refused row is refused', unrefused(rows)),
             ('every value is shown', unshown(rows))]
    print(f'1..{len(cases)}')
    for number, (name, lost) in enumerate(cases, 1):
        print('\n'.join([f"{'not ok' if lost else 'ok'} {number} - {name}"] + ['# ' + line for line in lost]))
    return 1 if any(lost for _, lost in cases) else 0


if __name__ == '__main__':
    sys.exit(main())
