#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Compares the binding tables with libvirt's schema: what that knows must have a row.  Prints TAP.

    test_tables.py DUMP_TABLES SCHEMA_FOLDER

Below an element that is supported, each attribute and child that domain.rng knows must be supported or refused by
name, so that nothing a user writes is dropped in silence.
"""
import os
import subprocess
import sys
import xml.etree.ElementTree as ET

RNG = '{http://relaxng.org/ns/structure/1.0}'
NAMESPACES = {'http://libvirt.org/schemas/domain/qemu/1.0': 'qemu',
              'http://libvirt.org/schemas/domain/lxc/1.0': 'lxc',
              'http://libvirt.org/schemas/domain/xen/1.0': 'xen',
              'http://libvirt.org/schemas/domain/bhyve/1.0': 'bhyve',
              'http://libvirt.org/schemas/domain/vmware/1.0': 'vmware'}
# Kept or read by code of their own, not by a table of rows.
NOT_TABLES = ('/domain/metadata',)


def load(folder, name, defines, seen):
    """Collects the definitions of a grammar and what it includes; a later one of a name adds to the first."""
    if name in seen:
        return
    seen.add(name)
    root = ET.parse(os.path.join(folder, name)).getroot()
    for node in root.iter():
        if node.tag == RNG + 'include':
            load(folder, node.get('href'), defines, seen)
    for node in root.iter(RNG + 'define'):
        defines.setdefault(node.get('name'), []).append(node)


def contents(node, defines, done):
    """The attributes and elements that may stand directly in @node."""
    for child in node:
        if child.tag in (RNG + 'attribute', RNG + 'element'):
            yield child
        elif child.tag == RNG + 'ref':
            if child.get('name') in done:
                continue
            done.add(child.get('name'))
            for define in defines.get(child.get('name'), []):
                yield from contents(define, defines, done)
        else:
            yield from contents(child, defines, done)


def names_of(node):
    """An attribute may be named by an element, in libvirt's schema mostly not."""
    prefix = NAMESPACES.get(node.get('ns', ''), '')
    if node.get('name') is not None:
        return [f"{prefix}:{node.get('name')}" if prefix else node.get('name')]
    return [name.text.strip() for name in node.findall(RNG + 'name')]


def check(path, nodes, rows, defines, missing):
    """Compares what the schema allows at @path with the rows there, then all that is below."""
    children = {}
    for node in nodes:
        for item in contents(node, defines, set()):
            # RELAX NG's elements are of the namespace around them; attributes are of none.
            if item.tag == RNG + 'element' and item.get('ns') is None and node.get('ns') is not None:
                item.set('ns', node.get('ns'))
            kind = '@' if item.tag == RNG + 'attribute' else '/'
            for name in names_of(item):
                children.setdefault((kind, name), []).append(item)
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
    defines = {}
    load(sys.argv[2], 'domain.rng', defines, set())
    domain = [node for define in defines['domain'] for node in contents(define, defines, set())
              if node.get('name') == 'domain']
    missing = {}
    check('/domain', domain, rows, defines, missing)
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
