#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the schemas of newer libvirts add is supported, refused or not yet here, each shown by a fixture.  Prints TAP.

    test_additions.py DUMP_TABLES LIST...

The lists are additions-VERSION.txt, made by list_additions.py: no newer schema need be installed.  What stands in an
element that is refused is refused with it.
"""
import collections
import os
import re
import sys

import grammar
import tables

# Notes about a guest that runs, and ignored with a warning.
IGNORED = '/domain/devices/disk/mirror'
# An element in one of the same name.
REPEATED = re.compile(r'/([^/]+)/(?:[^/]+/)*?\1(?=/|$)')
SWITCHES = ('on', 'off', 'yes', 'no')


class Tables:
    """The rows by their place, and the fixtures by what is in them."""

    def __init__(self, program):
        self.rows = tables.read_tables(program)
        fixtures = tables.read_fixtures()
        tables.show(self.rows, fixtures)
        self.places = {(path, row.sort, row.name): row for row in self.rows for path in row.paths}
        self.paths = {path for path, _, _ in self.places}
        self.shown = collections.defaultdict(list)
        for fixture in fixtures:
            for item in fixture.items:
                if not fixture.errors or fixture.errors_about(item, item.value or '', True):
                    self.shown[item.path, item.sort, item.name, item.value].append(fixture)

    def find(self, path, sort, name):
        """A table that holds itself is dumped once: what is in it again has the rows of the first time."""
        while path not in self.paths and REPEATED.search(path):
            path = REPEATED.sub(r'/\1', path, count=1)
        row = self.places.get((path, sort, name))
        # An element that holds nothing but a text or a number is one row, with its unit.
        if row is None and (sort == '=' or (sort, name) == ('@', 'unit')):
            row = self.places.get((os.path.dirname(path), '/', os.path.basename(path)))
            if row is not None and row.is_table:
                row = None
        return row

    def is_shown(self, item, row, value):
        return self.shown[item + (value,)] or any(self.shown[path, row.sort, row.name, value] for path in row.paths)

    def around(self, path):
        """Yields (path, row) of each element on the way to @path."""
        names = path.split('/')[2:]
        for i, name in enumerate(names):
            before = '/'.join(['/domain'] + names[:i])
            if f'{before}/{name}' != '/domain/devices':
                yield f'{before}/{name}', self.find(before, '/', name)


def fault_of_value(known, item, row, value):
    if value in SWITCHES and not row.values:
        return None  # both are read
    state = tables.enum_state(known.rows, row, value)[0] if value in row.values else None
    if state is None and not known.is_shown(item, row, value):
        return f"no fixture shows what becomes of {item.path}/{item.sort}{item.name}='{value}'"
    return None


def faults(known, item, values):
    """Yields what is wrong with one line of a list."""
    if item.path == IGNORED or item.path.startswith(IGNORED + '/'):
        return
    for path, row in known.around(item.path):
        if row is None:
            yield f'{path} has no row'
            return
        if row.reason:
            return
    row = known.find(*item)
    if row is None:
        yield f'{item.path} has no row for {item.sort}{item.name}'
    elif not row.reason:
        found = (fault_of_value(known, item, row, value) for value in values)
        yield from (fault for fault in found if fault is not None)


def main():
    known = Tables(sys.argv[1])
    print(f'1..{len(sys.argv) - 2}')
    is_whole = True
    for number, path in enumerate(sys.argv[2:], 1):
        with open(path, encoding='utf-8') as file:
            lines = [line for line in file.read().splitlines() if not line.startswith('#')]
        items = list(grammar.read_list(lines))
        lost = [fault for item, values in items for fault in faults(known, item, values)]
        is_whole = is_whole and not lost
        print(f"{'not ok' if lost else 'ok'} {number} - all {len(items)} names of {os.path.basename(path)}")
        print(''.join(f'# {fault}\n' for fault in dict.fromkeys(lost)), end='')
    return 0 if is_whole else 1


if __name__ == '__main__':
    sys.exit(main())
