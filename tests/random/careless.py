# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Documents as people write them: numbers in other bases, words in capitals, blanks, empty texts, what is missing, said
twice, or unknown.  Each mistake changes one place; some are taken by libvirt, others refused.
"""
import copy
import re
import xml.etree.ElementTree as ET

NUMBER = re.compile(r'0x[0-9a-fA-F]+|\d+')
# The names by which guests are told apart are not spoiled.
KEPT = {'name', 'uuid', 'mac'}


def spellings(value):
    """-> other ways to write the number @value, and numbers that it is mistaken for"""
    number = int(value, 0) if value.startswith('0x') else int(value)
    return (hex(number), hex(number).upper().replace('0X', '0x'), hex(number).upper(), f'0{number}', f'00{number}', f'0x0{number:x}', f'{number:x}', f'+{number}', f'-{number}', f' {number}',
            f'{number} ', f'{number}\n', str(number), oct(number).replace('0o', '0'), f'{number}.0', f'{number}k', str(number + 2 ** 32), str(number + 2 ** 64), '-1', '')


def cases(value):
    return value.upper(), value.capitalize(), value.lower(), value.swapcase()


def blanks(value):
    return f' {value}', f'{value} ', f'\n{value}\n', f'\t{value}'


def rewritten(draw, value):
    ways = [cases(value), blanks(value), ('',)]
    if NUMBER.fullmatch(value):
        ways = [spellings(value)] * 4 + [('',)]
    return draw.one(*draw.one(*ways))


# ---- mistakes: each changes @child, which is one of @parent's

def rewrite_attribute(draw, _, child):
    if child.attrib:
        name = draw.one(*child.attrib)
        child.set(name, rewritten(draw, child.get(name)))


def rewrite_text(draw, _, child):
    if (child.text or '').strip():
        child.text = rewritten(draw, child.text)


def drop_attribute(draw, _, child):
    if child.attrib:
        del child.attrib[draw.one(*child.attrib)]


def empty_text(_, __, child):
    child.text = ''


def drop(_, parent, child):
    if child.tag not in KEPT:
        parent.remove(child)


def repeat(draw, parent, child):
    if child.tag not in KEPT:
        place = list(parent).index(child) + 1 if draw.dice.random() < 0.5 else 0
        parent.insert(place, copy.deepcopy(child))


def repeat_otherwise(draw, parent, child):
    """What is said twice differs."""
    if child.tag not in KEPT:
        again = copy.deepcopy(child)
        draw.one(rewrite_attribute, rewrite_text, drop_attribute)(draw, parent, again)
        parent.insert(list(parent).index(child) + draw.one(0, 1), again)


def unknown_attribute(draw, _, child):
    child.set(draw.one('frobnicate', 'Type', 'mode2'), draw.one('yes', '1', ''))


def unknown_element(draw, _, child):
    child.insert(draw.one(0, len(child)), ET.Element(draw.one('frobnicate', 'Driver', 'sources'), {'type': 'x'}))


def comment(_, __, child):
    child.insert(0, ET.Comment(' a remark '))


def shuffle(draw, parent, _):
    order = list(parent)
    draw.dice.shuffle(order)
    parent[:] = order


MISTAKES = ((rewrite_attribute, 8), (rewrite_text, 4), (drop_attribute, 4), (empty_text, 1), (drop, 3), (repeat, 2), (repeat_otherwise, 2), (unknown_attribute, 1),
            (unknown_element, 1), (comment, 1), (shuffle, 1))


def spoil(draw, domain):
    """Makes one to three mistakes in @domain."""
    for _ in range(draw.one(1, 1, 1, 2, 3)):
        places = [(parent, child) for parent in domain.iter() for child in parent if isinstance(child.tag, str) and child.tag not in KEPT]
        mistake = draw.dice.choices([mistake for mistake, _ in MISTAKES], [weight for _, weight in MISTAKES])[0]
        mistake(draw, *draw.one(*places))
