#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Compares the table of docs/compatibility.md with the binding tables and the fixtures.  Prints TAP.

    test_compatibility.py DUMP_TABLES [--regenerate]
"""
import collections
import os
import re
import sys

import tables

DOCUMENT = os.path.join(tables.TESTS, '..', 'docs', 'compatibility.md')
HEAD = '| element | of it | state | why |\n|---|---|---|---|\n'
STATES = ['supported', 'refused', 'not yet']
# More elements than these that share a table are not listed one by one.
LISTED_PATHS = 4
DEVICES = '/domain/devices/'


def label(paths):
    """What the first column calls the elements that share a table."""
    def quoted(path):
        return f"`{path.removeprefix('/domain/').removeprefix('/')}`"
    if len(paths) <= LISTED_PATHS:
        return ', '.join(quoted(path) for path in paths)
    ends = collections.Counter(path.removeprefix(DEVICES).partition('/')[2] for path in paths)
    end = ends.most_common(1)[0][0]
    others = [path for path in paths if path.removeprefix(DEVICES).partition('/')[2] != end]
    return ', '.join([f'`devices/*/{end}`'] + [quoted(path) for path in others])


def written(row):
    return 'its text' if row.sort == '=' else f'`<{row.name}>`' if row.sort == '/' else f'`{row.name}`'


def entries(rows):
    """Yields (table, what, state, why), what one name or value."""
    for row in rows:
        state, why = tables.row_state(row)
        if state != 'supported':
            yield row.table, written(row), state, why
            continue
        had = []
        for value in row.values:
            state, why = tables.enum_state(rows, row, value)
            if state in ('refused', 'not yet'):
                what = f"`{row.name}='{value}'`" if row.sort == '@' else f'`{value}` in {written(row)}'
                # Values that are refused with the same words share a row.
                yield row.table, what, state, why.replace(f"'{value}'", "'…'", 1)
            elif state == 'supported':
                had.append(f'`{value}`')
        # What has a table of its own has rows of its own.
        if not row.is_table:
            yield row.table, written(row) + (f" ({', '.join(had)})" if had else ''), 'supported', ''


def lines_of(rows):
    """-> the rows of the document, sorted by element"""
    paths = {row.table: row.paths for row in rows}
    groups = collections.defaultdict(list)
    for table, what, state, why in entries(rows):
        groups[(label(paths[table]), STATES.index(state), re.sub(r'([|<])', r'\\\1', why))].append(what)
    return [f"| {element} | {' '.join(names)} | {STATES[state]} | {why} |"
            for (element, state, why), names in sorted(groups.items(), key=lambda group: (group[0][0].split('`'), group[0]))]


def count(lines):
    states = [line.split(' | ')[2] for line in lines]
    return ', '.join(f'{states.count(state)} {state}' for state in STATES)


def main():
    rows = tables.read_tables(sys.argv[1])
    tables.show(rows, tables.read_fixtures())
    wanted = lines_of(rows)
    with open(DOCUMENT, encoding='utf-8') as file:
        text = file.read()
    start = text.index(HEAD) + len(HEAD)
    if '--regenerate' in sys.argv:
        with open(DOCUMENT, 'w', encoding='utf-8') as file:
            file.write(text[:start] + ''.join(line + '\n' for line in wanted))
        print(count(wanted))
        return 0
    found = text[start:].splitlines()
    vague = [row for row in rows if row.reason == tables.NOT_YET]
    print(f'1..2\n# {count(wanted)}')
    for line in sorted(set(wanted) ^ set(found)):
        print(f"# {'missing' if line not in found else 'wrong'}: {line}")
    is_same = found == wanted
    if not is_same:
        print("# './dev compatibility' brings the table up to date")
    print(('ok' if is_same else 'not ok') + ' 1 - docs/compatibility.md says what the tables and the fixtures do')
    for row in vague:
        print(f'# {row.paths[0]}/{row.name} has no reason of its own')
    print(('not ok' if vague else 'ok') + ' 2 - what is not supported yet has a reason')
    return 0 if is_same and not vague else 1


if __name__ == '__main__':
    sys.exit(main())
