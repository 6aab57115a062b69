# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What differs between two completed documents, or two command lines of QEMU, a line each."""
import datetime
import itertools
import json
import re
import shlex
import xml.etree.ElementTree as ET

# Where a daemon keeps what belongs to a guest: up to the component that has the guest's name in it, which follows the
# number of the running guest, -1 before it is started, where a stock one since 9.7 has a folder for all.
STATE = re.compile(r'''[^\s"'=,:]*/(?:domain-|(?:channel|ram)/-1-)[^/\s"',]+''')
ABSENT = 'nothing'
CLOCK = re.compile(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d')


class Explained:
    """A line of `differences`: fixtures, difference (both patterns) and reason, two or more blanks between."""

    def __init__(self, line):
        self.fixtures, self.difference, self.reason = re.split(r'\s{2,}', line.strip(), maxsplit=2)
        self.is_used = self.reason.startswith('of the host: ')

    def covers(self, name, difference):
        if not re.fullmatch(self.fixtures, name) or not re.fullmatch(self.difference, difference):
            return False
        self.is_used = True
        return True


def explanations(path):
    with open(path, encoding='utf-8') as file:
        return [Explained(line) for line in file if line.strip() and not line.startswith('#')]


def show(pair):
    return f'ours has {pair[0]}, stock {pair[1]}'


# ---- documents

def of_element(element):
    """-> what it holds itself, attributes and text alike"""
    found = {'@' + name: repr(value) for name, value in element.attrib.items()}
    if (element.text or '').strip():
        found['text'] = repr(element.text.strip())
    return found


def differ_element(path, ours, stock):
    """Children are compared in order among those of their name; what stands between them does not count."""
    mine, theirs = of_element(ours), of_element(stock)
    for name in sorted({**mine, **theirs}):
        pair = mine.get(name, ABSENT), theirs.get(name, ABSENT)
        if pair[0] != pair[1]:
            yield f'{path}/{name}: {show(pair)}'
    for tag in dict.fromkeys(child.tag for child in itertools.chain(ours, stock)):
        for mine, theirs in itertools.zip_longest(ours.findall(tag), stock.findall(tag)):
            below = f"{path}/{tag.rpartition('}')[2]}"
            if mine is None or theirs is None:
                whole = ET.tostring(theirs if mine is None else mine, encoding='unicode')
                yield f"{below}: only {'stock' if mine is None else 'ours'} has {' '.join(whole.split())}"
            else:
                yield from differ_element(below, mine, theirs)


def differ_xml(ours, stock):
    return list(differ_element('/domain', ET.fromstring(ours), ET.fromstring(stock)))


# ---- command lines

def flat(prefix, value):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from flat(f'{prefix}.{key}' if prefix else key, inner)
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from flat(f'{prefix}.{i}', inner)
    else:
        yield prefix, json.dumps(value) if isinstance(value, bool) else str(value)


def of_value(value):
    """An option's value -> its properties; the first of key=value pairs may have no key."""
    if value.startswith('{'):
        return dict(flat('', json.loads(value)))
    words = re.split(r'(?<!,),(?:,,)*(?!,)', value)
    return dict(word.split('=', 1) if '=' in word else (word, 'on') for word in words)


def is_same(mine, theirs):
    """A clock that starts with the host's has the second in which each was asked."""
    if mine == theirs or not all(CLOCK.fullmatch(one or '') for one in (mine, theirs)):
        return mine == theirs
    return abs(datetime.datetime.fromisoformat(mine) - datetime.datetime.fromisoformat(theirs)) < datetime.timedelta(minutes=1)


def of_argv(text):
    """-> (option, id) -> list of what it was given; environment and emulator left out"""
    words = shlex.split(STATE.sub('STATE', text.replace('\\\n', ' ')))
    start = next(i for i, word in enumerate(words) if '/qemu-system' in word and '=' not in word) + 1
    found = {}
    option = None
    for word in words[start:]:
        if word.startswith('-') and len(word) > 1 and not word[1].isdigit():
            option = word
            found.setdefault((option, ''), []).append({})
            continue
        found[(option, '')].pop()
        given = of_value(word)
        found.setdefault((option, given.get('id', given.get('node-name', ''))), []).append(given)
    return {key: given for key, given in found.items() if given}


def differ_argv(ours, stock):
    """The order of options does not count, but where one is given several times without an id."""
    ours, stock = of_argv(ours), of_argv(stock)
    for key in sorted({**ours, **stock}):
        name = f'{key[0]} {key[1]}'.strip()
        for mine, theirs in itertools.zip_longest(ours.get(key, []), stock.get(key, [])):
            if mine is None or theirs is None:
                yield f"{name}: only {'stock' if mine is None else 'ours'} has {mine or theirs}"
                continue
            for word in sorted({**mine, **theirs}):
                pair = repr(mine.get(word, ABSENT)), repr(theirs.get(word, ABSENT))
                if not is_same(mine.get(word), theirs.get(word)):
                    yield f'{name}: {word}: {show(pair)}'
