# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What libvirt's own schema has and the other modules do not draw: attributes and elements, with all in them, are added to a
document where its RELAX NG has them.  Most of what is valid by the schema means something; some of it is refused.
"""
import functools
import os
import re
import sys
import xml.etree.ElementTree as ET

sys.path.append(os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'schema'))
# pylint: disable-next=wrong-import-position
import grammar  # noqa: E402

RNG = grammar.RNG
# What is drawn for a text: those that its datatype takes.  Some are in it several times for what is common.
TEXTS = ('0', '1', '1', '2', '3', '7', '10', '64', '100', '512', '1000', '1024', '4096', '65535', '1048576', '0x0', '0x1', '0x1f', '0x8086', '0xffff', '1.0', '2.5', '-1', '0-1', '0', '0,2', '1-3,^2',
         'a', 'a', 'x1', 'eth0', 'br0', 'vda', 'sdb', 'ua-x', 'A b', '/i/a', '/i/a', '/i/b.img', '/dev/null', 'a.example.org', '192.0.2.1', '192.0.2.0', '2001:db8::1', '255.255.255.0', '52:54:00:00:00:aa',
         '00000000-0000-4000-8000-0000000000aa', 'iqn.2024-01.example:a', 'KiB', 'MiB', 'G', 'b', 'naa.5000000000000001', '5000000000000001', '2026-11-01T12:00:00', 'system_u:object_r:a', '+107:+107', 'org.example.a', 'x=y')
NUMBERS = {'unsignedInt', 'unsignedLong', 'unsignedShort', 'positiveInteger', 'integer', 'int', 'long', 'short'}
# Of what is optional in an element that is added, how much is there; and how deep.
OPTIONAL, DEEPEST = 0.35, 4
# The guests would not be told apart, or differ from one host to the next.
KEPT = {'name', 'uuid', 'metadata', 'emulator', 'id', 'genid'}


def takes(node, text):
    """Whether the <data> @node takes @text."""
    patterns = [one.text or '' for one in node.findall(RNG + "param[@name='pattern']")]
    kind = node.get('type')
    if kind in NUMBERS and not re.fullmatch(r'-?\d+' if kind in ('integer', 'int', 'long', 'short') else r'\d+', text):
        return False
    limits = {one.get('name'): int(one.text) for one in node.findall(RNG + 'param') if one.get('name') in ('minInclusive', 'maxInclusive')}
    if limits and not limits.get('minInclusive', -1) <= int(text) <= limits.get('maxInclusive', 2 ** 64):
        return False
    return all(re.fullmatch(pattern.strip(), text) for pattern in patterns)


class Schema:
    def __init__(self, folder):
        self.defines = grammar.load(folder)
        self.named = functools.lru_cache(maxsize=None)(lambda node: [(sort, one) for sort, one in grammar.named(node, self.defines) if one.get('ns') is None])
        self.texts = functools.lru_cache(maxsize=None)(lambda node: [text for text in TEXTS if takes(node, text)])

    def fill(self, draw, node, into, depth=0):
        """Adds to the element @into what the children of @node say."""
        for child in node:
            self.draw(draw, child, into, depth)

    def draw(self, draw, node, into, depth):
        """Adds to the element @into what one pattern says."""
        tag = node.tag.removeprefix(RNG) if isinstance(node.tag, str) else ''
        if tag == 'choice':
            self.draw(draw, draw.one(*node), into, depth)
        elif tag in ('optional', 'zeroOrMore'):
            if draw.dice.random() < OPTIONAL and depth < DEEPEST:
                self.fill(draw, node, into, depth)
        elif tag in ('group', 'interleave', 'oneOrMore'):
            self.fill(draw, node, into, depth)
        elif tag == 'ref' and node.get('name') in self.defines:
            self.fill(draw, draw.one(*self.defines[node.get('name')]), into, depth)
        elif tag == 'value':
            into.text = node.text
        elif tag == 'data':
            into.text = draw.one(*(self.texts(node) or ['a']))
        elif tag == 'text':
            into.text = draw.one(*TEXTS)
        elif tag in ('attribute', 'element'):
            self.add(draw, node, into, depth)

    def add(self, draw, node, into, depth=0):
        """Adds to the element @into the attribute or the element @node."""
        names = grammar.names_of(node)
        if not names or node.get('ns') is not None:
            return
        made = ET.Element(draw.one(*names))
        self.fill(draw, node, made, depth + 1)
        if node.tag == RNG + 'attribute':
            into.set(made.tag, made.text or '')
        else:
            into.insert(draw.dice.randint(0, len(into)), made)

    def missing(self, domain):
        """-> [(element, node)]: what may be in some element of @domain and is not, each kind once"""
        found = {}
        places = [(domain, '/domain', grammar.domains(self.defines))]
        for element, path, nodes in places:
            possible = [(sort, one, name) for node in nodes for sort, one in self.named(node) for name in grammar.names_of(one)]
            for sort, one, name in possible:
                if name not in KEPT and (name not in element.attrib if sort == '@' else element.find(name) is None):
                    found.setdefault((path, sort, name), []).append((element, one))
            for child in element:
                if isinstance(child.tag, str):
                    places.append((child, f'{path}/{child.tag}', [one for sort, one, name in possible if sort == '/' and name == child.tag]))
        return list(found.values())

    def enrich(self, draw, domain, count):
        for _ in range(count):
            element, node = draw.one(*draw.one(*self.missing(domain)))
            self.add(draw, node, element)


@functools.lru_cache(maxsize=None)
def load(folder):
    return Schema(folder)
