#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Compares the binding tables with libvirt's schema: what that knows must have a row.  Prints TAP.

    test_tables.py DUMP_TABLES SCHEMA_FOLDER

Below an element that is supported, each attribute and child that domain.rng knows must be supported or refused by
name, so that nothing a user writes is dropped in silence.
"""
import subprocess
import sys

import grammar

# Kept or read by code of their own, not by a table of rows.
NOT_TABLES = ('/domain/metadata',)


def check(path, nodes, rows, defines, missing):
    """Compares what the schema allows at @path with the rows there, then all that is below."""
    children = {}
    for node in nodes:
        for sort, item in grammar.named(node, defines):
            for name in grammar.names_of(item):
                children.setdefault((sort, name), []).append(item)
    for (kind, name), items in sorted(children.items(), key=lambda entry: entry[0]):
        if (kind, name) not in rows.get(path, set()):
            missing.setdefault(path, []).append(kind + name)
        below = f'{path}/{name}'
        if kind == '/' and below in rows and below not in NOT_TABLES:
            check(below, items, rows, defines, missing)


def main():
    rows = {}
    dump = subprocess.run([sys.argv[1]], check=True, stdout=subprocess.PIPE, text=True).stdout
    for line in dump.splitlines():
        path, kind, names = line.split('\t')[:3]
        for name in names.split():
            rows.setdefault(path, set()).add((kind, name))
    defines = grammar.load(sys.argv[2])
    missing = {}
    check('/domain', grammar.domains(defines), rows, defines, missing)
    paths = sorted(path for path in rows if path.count('/') < 4)
    print(f'1..{len(paths)}')
    is_whole = True
    for number, path in enumerate(paths, 1):
        lost = {place: names for place, names in missing.items()
                if place == path or (path.count('/') == 3 and place.startswith(path + '/'))}
        print(f"{'not ok' if lost else 'ok'} {number} - {path}")
        for place, names in sorted(lost.items()):
            is_whole = False
            print(f"# {place} has no row for: {' '.join(names)}")
    return 0 if is_whole else 1


if __name__ == '__main__':
    sys.exit(main())
