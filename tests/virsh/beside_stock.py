#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs a test of this host's with the stock's QEMU in place of its own, where they differ.

    beside_stock.py [--again] TEST ARGUMENT...

With --again the test runs with this host's QEMU elsewhere, and is skipped where that is the stock's.
"""
import os
import sys

import stock


def main():
    words = sys.argv[1:]
    is_again = words[0] == '--again'
    if is_again and stock.root() is None:
        print('1..0 # SKIP needs a host that has root and a QEMU older than the stock that ./dev setup unpacks')
        return 0
    command = stock.beside(words[is_again:])
    os.execv(command[0], command)


if __name__ == '__main__':
    sys.exit(main())
