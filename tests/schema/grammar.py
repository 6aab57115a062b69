# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What libvirt's schema of a domain knows: every attribute, element and listed value, by its path.

RELAX NG is read as far as libvirt uses it.  Which of them go together is not told: a choice, a group and an optional
pattern all count as what may be there.
"""
import collections
import os
import xml.etree.ElementTree as ET

RNG = '{http://relaxng.org/ns/structure/1.0}'
NAMESPACES = {'http://libvirt.org/schemas/domain/qemu/1.0': 'qemu',
              'http://libvirt.org/schemas/domain/lxc/1.0': 'lxc',
              'http://libvirt.org/schemas/domain/xen/1.0': 'xen',
              'http://libvirt.org/schemas/domain/bhyve/1.0': 'bhyve',
              'http://libvirt.org/schemas/domain/vmware/1.0': 'vmware'}

# sort: '@' an attribute, '/' an element; an element's own text has the sort '=' and the name '.'.
Item = collections.namedtuple('Item', 'path sort name')


def load(folder, name='domain.rng', defines=None, seen=None):
    """-> {name: [nodes]}, the definitions of a grammar and what it includes; a later one of a name adds to the first"""
    defines = {} if defines is None else defines
    seen = set() if seen is None else seen
    if name in seen:
        return defines
    seen.add(name)
    root = ET.parse(os.path.join(folder, name)).getroot()
    for node in root.iter(RNG + 'include'):
        load(folder, node.get('href'), defines, seen)
    for node in root.iter(RNG + 'define'):
        defines.setdefault(node.get('name'), []).append(node)
    return defines


def contents(node, defines, done):
    """Yields what may stand directly in @node: its attributes, elements and the values of its text."""
    for child in node:
        if child.tag in (RNG + 'attribute', RNG + 'element', RNG + 'value'):
            yield child
        elif child.tag == RNG + 'except':
            continue  # what may not be there
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


def domains(defines):
    """-> the elements <domain> of a grammar"""
    return [node for define in defines['domain'] for node in contents(define, defines, set())
            if node.tag == RNG + 'element' and node.get('name') == 'domain']


def named(node, defines):
    """Yields (sort, node) of the attributes and elements that may stand in the element @node."""
    for child in contents(node, defines, set()):
        if child.tag == RNG + 'value':
            continue
        # RELAX NG's elements are of the namespace around them; attributes are of none.
        if child.tag == RNG + 'element' and child.get('ns') is None and node.get('ns') is not None:
            child.set('ns', node.get('ns'))
        yield '@' if child.tag == RNG + 'attribute' else '/', child


def values_of(node, defines):
    return {child.text or '' for child in contents(node, defines, set()) if child.tag == RNG + 'value'}


def collect(path, node, defines, around, items):
    """Adds to @items, {Item: set of values}, what is in the element @node at @path; one that holds itself is read once."""
    if values_of(node, defines):
        items.setdefault(Item(path, '=', '.'), set()).update(values_of(node, defines))
    for sort, child in named(node, defines):
        for name in names_of(child):
            items.setdefault(Item(path, sort, name), set()).update(values_of(child, defines) if sort == '@' else ())
            if sort == '/' and child not in around:
                collect(f'{path}/{name}', child, defines, around + [child], items)


def read(folder):
    """-> {Item: set of values} of all that the schema in @folder knows below <domain>"""
    defines = load(folder)
    items = {}
    for node in domains(defines):
        collect('/domain', node, defines, [node], items)
    return items


def additions(older, newer):
    """-> {Item: set of values}, what @newer knows and @older does not; of an item that both know the values that are new"""
    found = {}
    for item, values in newer.items():
        if item not in older:
            found[item] = values
        elif values - older[item]:
            found[item] = values - older[item]
    return found


def write(items):
    """-> lines, one for each element: its path and what of it is in @items, as read_list() takes them"""
    by_path = collections.defaultdict(list)
    for item, values in sorted(items.items()):
        name = item.sort + ('' if item.sort == '=' else item.name)
        by_path[item.path].append(' '.join([name] + ['|' + value for value in sorted(values)]).replace(' |', '|'))
    return [f"{path} {' '.join(names)}" for path, names in sorted(by_path.items())]


def read_list(lines):
    """The inverse of write(): yields (Item, values)"""
    for line in lines:
        path, *names = line.split()
        for name in names:
            name, *values = name.split('|')
            yield Item(path, name[0], name[1:] or '.'), values
