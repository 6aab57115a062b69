# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The table of docs/compatibility.md, as far as it tells what is refused or not yet there: another test holds it to be what the
code has."""
import functools
import os
import re

ROW = re.compile(r'\| (`[^|]+`) \| (`[^|]+`) \| (?:refused|not yet) \|')


@functools.lru_cache(maxsize=None)
def refused():
    """-> {(path of an element below <domain>, what of it: 'NAME' an attribute, '<NAME>' an element)}; a '*' is any device"""
    top = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    with open(os.path.join(top, 'docs', 'compatibility.md'), encoding='utf-8') as file:
        rows = ROW.findall(file.read())
    return {(path, item) for paths, items in rows for path in re.findall('`([^`]+)`', paths) for item in re.findall('`([^`]+)`', items)}


def refuses(path):
    """Whether it has what a message calls by @path, /domain/devices/disk[2]/@snapshot."""
    above, _, name = re.sub(r'\[\d+\]', '', path).removeprefix('/domain').strip('/').rpartition('/')
    item = name[1:] if name.startswith('@') else f'<{name}>'
    # Backing stores are in one another, and so are data stores; what is of any device stands below a '*'.
    above = re.sub(r'(?:/(?:backingStore|source/dataStore))+(?=/source|$)', '/backingStore', above) or 'domain'
    ways = {above, re.sub('^devices/[^/]+', 'devices/*', above), above.replace('disk/backingStore/source', 'disk/source')}
    return any((way, item) in refused() for way in ways)
