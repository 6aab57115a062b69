# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The rows of the binding tables, as dump_tables prints them, and what the fixtures show of each.

An element that several others hold (<address>, <source> of a character device) has one table, so that one fixture
shows its rows for all of them.  What a row refuses is refused; what becomes of the rest, and of each value of an enum, is
not in the tables but in the code of the checks, so that there the fixtures say it: an accepted one has it, or the error
of a refused one names it.
"""
import collections
import os
import re
import subprocess
import xml.parsers.expat

TESTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..')
# What a reason starts with when the row is to be supported one day.
NOT_YET = 'not supported yet'
UNSUPPORTED = 'unsupported configuration: '
REFUSAL = re.compile("'(/domain[^']*)' cannot be used: ")


class Row:
    """A name of one table: an attribute ('@'), an element ('/') or text ('=')."""

    def __init__(self, sort, name, table, content):
        self.sort, self.name, self.table, self.content = sort, name, table, content
        self.paths = []    # of the elements that have it
        self.values = []   # the names of an enum
        self.reason = ''   # why it is refused
        self.uses = []     # accepted fixtures that have it
        self.refusals = [] # messages of refused ones that name it
        self.accepted = collections.defaultdict(list)  # value -> fixtures
        self.refused = collections.defaultdict(list)   # value -> messages

    @property
    def is_table(self):
        return self.content == 'table'


def state_of(reason):
    if not reason:
        return 'supported'
    return 'not yet' if NOT_YET in reason else 'refused'


def read_tables(program):
    """-> the rows, in the order of the tables"""
    rows = {}
    for line in subprocess.run([program], check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines():
        path, sort, names, table, content, values, reason = line.split('\t')
        for name in names.split():
            row = rows.setdefault((table, sort, name), Row(sort, name, table, content))
            row.values = row.values or values.split()
            # A table may refuse a name that it has in another row: that one counts.
            row.reason = reason if not row.paths or row.reason else ''
            if path not in row.paths:
                row.paths.append(path)
    return list(rows.values())


# ---- the fixtures

# lines: where the elements start that it is in, as an error is reported at one of them.
Item = collections.namedtuple('Item', 'path sort name value lines')


class Fixture:
    """A document of qemuxml2argvdata: what is in it, and the errors that it is refused with."""

    def __init__(self, name):
        self.name = name
        self.path = os.path.join(TESTS, 'qemuxml2argvdata', name + '.xml')
        with open(self.path, encoding='utf-8') as file:
            self.text = file.read()
        self.items = []
        self.errors = []
        errors = self.path[:-len('.xml')] + '.err'
        if os.path.exists(errors):
            with open(errors, encoding='utf-8') as file:
                self.errors = [(int(line.split(':')[0]), line.split(': ', 1)[1]) for line in file.read().splitlines()]
        self.read()

    @property
    def comment(self):
        """What it probes: the comment in its first line."""
        match = re.match('<!-- (.+?) -->\n', self.text)
        return match.group(1) if match else None

    def read(self):
        parser = xml.parsers.expat.ParserCreate()
        path = ['']
        lines = []

        def add(sort, name, value):
            self.items.append(Item('/'.join(path), sort, name, value, tuple(lines)))

        def start(name, attributes):
            add('/', name, None)
            path.append(name)
            lines.append(parser.CurrentLineNumber)
            for key, value in attributes.items():
                add('@', key, value)

        def end(_):
            path.pop()
            lines.pop()

        def text(words):
            if words.strip():
                add('=', '.', words.strip())

        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = text
        parser.Parse(self.text, True)

    def errors_about(self, item, text, is_value):
        """The errors of an element around @item that have @text as a word; a name that is only misplaced is an XML error."""
        word = re.compile(rf'(?<!\w){re.escape(text)}(?![\w-])', re.I)
        return [message for line, message in self.errors
                if line in item.lines and (is_value or message.startswith(UNSUPPORTED)) and word.search(message)
                and not REFUSAL.search(message)]


def read_fixtures():
    files = sorted(os.listdir(os.path.join(TESTS, 'qemuxml2argvdata')))
    return [Fixture(name[:-len('.xml')]) for name in files if name.endswith('.xml')]


def show(rows, fixtures):
    """Notes at each row which fixtures have it."""
    places = {(path, row.sort, name): row for row in rows for path in row.paths for name in (row.name,)}
    for fixture in fixtures:
        for item in fixture.items:
            row = places.get((item.path, item.sort, item.name))
            if row is None and item.sort == '=':
                # An element that holds nothing but text is one row.
                row = places.get((os.path.dirname(item.path), '/', os.path.basename(item.path)))
            if row is None:
                continue
            if not fixture.errors:
                row.uses.append(fixture.name)
            if item.value in row.values and not fixture.errors:
                row.accepted[item.value].append(fixture.name)
            elif item.value in row.values:
                row.refused[item.value] += fixture.errors_about(item, item.value, True)
            elif row.sort != '=' and not row.reason:
                row.refusals += fixture.errors_about(item, item.name, False)
        for _, message in fixture.errors:
            match = REFUSAL.search(message)
            if match:
                path, _, name = re.sub(r'\[\d+\]', '', match.group(1)).rpartition('/')
                row = places.get((path, '@' if name.startswith('@') else '/', name.lstrip('@')))
                if row is not None:
                    row.refusals.append(message)


def told(message):
    """-> (state, why) of an error's message"""
    why = message.removeprefix(UNSUPPORTED).removeprefix('XML error: ')
    return state_of(why), why


def enum_state(rows, row, value):
    """-> (state, message) of a value, by the row's own fixtures or those of another attribute of the same enum;
    (None, '') when none shows it"""
    for other in [row] + [other for other in rows if other.content == row.content]:
        if other.accepted.get(value):
            return 'supported', ''
        for message in other.refused.get(value, []):
            return told(message)
    return None, ''


def row_state(row):
    """-> (state, why): as the table says; what it supports and no accepted fixture has may be refused by a check"""
    if row.reason or row.uses or not row.refusals:
        return state_of(row.reason), row.reason
    return told(row.refusals[0])
