#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Prints what libvirt's schema of a domain knows that an older one does not: the content of additions-VERSION.txt.

    list_additions.py OLDER_FOLDER NEWER_FOLDER OLDER_VERSION NEWER_VERSION > additions-NEWER_VERSION.txt

The folders hold domain.rng and what it includes: /usr/share/libvirt/schemas, or that folder of an unpacked package
libvirt-common (before libvirt 11: libvirt0).  test_additions.py reads the lists, so that it needs no newer schema.
"""
import sys

import grammar

HEAD = """# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What the schema of libvirt {newer} knows of a domain and that of {older} does not, made by list_additions.py.  A line is an
# element and what of it is new: @attribute, /element, '=' its text, each with its new listed values after a '|'."""


def main():
    older, newer, older_version, newer_version = sys.argv[1:]
    print(HEAD.format(older=older_version, newer=newer_version))
    print('\n'.join(grammar.write(grammar.additions(grammar.read(older), grammar.read(newer)))))
    return 0


if __name__ == '__main__':
    sys.exit(main())
