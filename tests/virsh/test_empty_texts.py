#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""An empty text, and a 0, means to us what it means to stock libvirt: wherever a document may have one.

    test_empty_texts.py VIRTPSERIESD [-k REGEX]

Each attribute and each text of the accepted fixtures is emptied once, each that is a number is 0 once, and the document is given to
a stock daemon and to ours: both refuse it, or both take it and make the same of that text.  `empty_texts` explains what differs.
"""
import os
import re
import sys
import xml.etree.ElementTree as ET

import alike
import harness
import planned

HERE = os.path.dirname(os.path.abspath(__file__))
QEMU = 'http://libvirt.org/schemas/domain/qemu/1.0'
# Texts of the user's own, and fixtures of machines that stock has other rules for.
FREE = {'metadata', 'description', 'title'}
LEFT_OUT = ('pc', 'q35', 'virt-', 'placed-', 'papr', 'dense')
# Reasons of what only one stock does: there may be another.
OF_ONE = ('9.0: ', '11.3: ', 'of the host: ')
NUMBER = re.compile(r'0x[0-9a-fA-F]+|\d+')
ZERO = ' = 0'
# Fewer would say that the fixtures are not read any more.
LEAST = 1000
LOT = 200


def local(name):
    return name.rpartition('}')[2]


def chain_of(element, parents):
    chain = [element]
    while chain[0] in parents:
        chain.insert(0, parents[chain[0]])
    return chain


def path_of(chain):
    """-> 'domain/devices/disk[file]/source': the type of a device is part of its name, as it decides what is read below"""
    steps = []
    for element in chain:
        parts = [element.get(name) for name in ('type', 'mode') if len(steps) == 2 and element.get(name)]
        is_device = len(steps) == 2 and steps[1] == 'devices'
        steps.append(local(element.tag) + (f"[{' '.join(parts)}]" if is_device and parts else ''))
    return '/'.join(steps)


def texts_of(tree):
    """The attributes and texts that can be emptied: -> (path, element, name of the attribute or None)"""
    parents = {child: parent for parent in tree.iter() for child in parent}
    for element in tree.iter():
        chain = chain_of(element, parents)
        if FREE & {local(one.tag) for one in chain}:
            continue
        path = path_of(chain)
        for name in element.attrib:
            yield f'{path}/@{local(name)}', element, name
        if len(element) == 0 and (element.text or '').strip():
            yield path, element, None


def changed(tree, element, name, value):
    """-> the document of @tree with that one text changed"""
    kept = element.text if name is None else element.get(name)
    if name is None:
        element.text = value
    else:
        element.set(name, value)
    text = ET.tostring(tree, encoding='unicode')
    if name is None:
        element.text = kept
    else:
        element.set(name, kept)
    return text


def documents():
    """-> path -> a document in which that is empty, or 'path = 0' -> one in which it is 0"""
    ET.register_namespace('qemu', QEMU)
    found = {}
    for fixture in planned.names():
        text = planned.read('qemuxml2argvdata', fixture)
        if fixture.startswith(LEFT_OUT) or "arch='ppc64" not in text:
            continue
        tree = ET.fromstring(text)
        for path, element, name in texts_of(tree):
            if path not in found:
                found[path] = changed(tree, element, name, '')
            if NUMBER.fullmatch((element.text if name is None else element.get(name)).strip()) and path + ZERO not in found:
                found[path + ZERO] = changed(tree, element, name, '0')
    return found


def explanations():
    """-> [pattern of paths, pattern of what differs, reason, whether it was used]"""
    with open(os.path.join(HERE, 'empty_texts'), encoding='utf-8') as file:
        return [[*re.split(r'\s{2,}', line.strip(), maxsplit=2), False] for line in file if line.strip() and line[0] != '#']


def differ(path, ours, stock):
    """-> what they make differently of the text at @path; '': nothing"""
    if 'error' in ours or 'error' in stock:
        if 'error' in ours and 'error' in stock:
            return ''
        return 'we refuse it: ' + ours['error'] if 'error' in ours else 'stock refuses it: ' + stock['error']
    name = path.removesuffix(ZERO).rpartition('/')[2]
    lines = [line for line in alike.differ_xml(ours['xml'], stock['xml']) if name in line.partition(':')[0]]
    return '; '.join(lines)


def explained(path, difference, rows):
    for row in rows:
        if re.fullmatch(row[0], path) and re.match(row[1], difference):
            row[3] = True
            return True
    return False


def answers_of(texts, *daemon):
    """What that daemon says of each, asked in lots: a call of the harness has to end in time."""
    answers, names = {}, list(texts)
    with harness.Daemon(*daemon) as peer:
        for start in range(0, len(names), LOT):
            answers.update(planned.ask_stock(peer, {name: texts[name] for name in names[start:start + LOT]}))
    return answers


def main():
    reason = planned.why_not_stock()
    if reason:
        print(f'1..0 # SKIP {reason}')
        return 0
    pattern = sys.argv[3] if sys.argv[2:3] == ['-k'] else ''
    everything = documents()
    texts = {path: text for path, text in everything.items() if re.search(pattern, path)}
    ours, stock = answers_of(texts, 'pseries', sys.argv[1]), answers_of(texts, 'stock')
    rows = explanations()
    wrong = [len(everything) < LEAST]
    print(f'1..{len(texts) + 2}')
    for number, path in enumerate(texts, 1):
        difference = differ(path, ours[path], stock[path])
        wrong.append(bool(difference) and not explained(path, difference, rows))
        print(f"{'not ok' if wrong[-1] else 'ok'} {number} - {path}" + (f'\n# {difference}' if wrong[-1] else ''))
    print(f"{'not ok' if wrong[0] else 'ok'} {len(texts) + 1} - the fixtures have {len(everything)} texts")
    unused = [] if pattern else [row for row in rows if not row[3] and not row[2].startswith(OF_ONE)]
    print('\n'.join([f"{'not ok' if unused else 'ok'} {len(texts) + 2} - every difference that is explained is there"] +
                    [f'# nothing is like: {row[0]}  {row[1]}' for row in unused]))
    return 1 if any(wrong) or unused else 0


if __name__ == '__main__':
    sys.exit(main())
