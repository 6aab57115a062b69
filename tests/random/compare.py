# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What differs between the verdicts and the completed documents of two daemons for one document."""
import collections
import copy
import os
import re

import alike
import documents
import draw
import rules


def without_values(difference):
    """-> what it is about, for differences of the same kind to be equal"""
    return re.sub(r"'[^']*'|\d+", 'X', difference)[:160]


def text_for_stock(domain):
    """A document that names no architecture is one for ppc64 to us, and one for the host's to stock, which is told ours."""
    told = copy.deepcopy(domain)
    for kind in told.findall('os/type'):
        if not kind.get('arch'):
            kind.set('arch', 'ppc64')
    return documents.as_text(told)


def argv_differences(ours, stock):
    """-> the lines by which the command lines differ of two documents that do not"""
    if isinstance(stock['argv'], list):
        return []
    if isinstance(ours['argv'], list):
        return ['argv refused: ' + ours['argv'][1]]
    return ['argv ' + line for line in alike.differ_argv(ours['argv'], stock['argv'])]


class Comparison:
    """Asks two peers; the files of guests that are started are made in @folder."""

    def __init__(self, ours, stock, folder):
        self.ours, self.stock, self.folder = ours, stock, folder
        self.verdicts = collections.Counter()  # (we take it, stock takes it)
        os.mkdir(folder)
        os.chmod(folder, 0o777)

    def text_for_start(self, text):
        """-> @text with its files where they are made"""
        moved = re.sub(rf'([">]){draw.FOLDER}(?=[/"])', rf'\1{self.folder}', text)
        for path in re.findall(rf'(?:file="|<(?:kernel|initrd|dtb|loader)[^<>]*>)({self.folder}/[^"/<>]+)', moved):
            with open(path, 'wb') as file:
                file.truncate(1 << 20)
            os.chmod(path, 0o666)
        return moved

    def covered(self, domain, starts=False, seed=None):
        """-> difference -> the rules that explain it: what stock and we make of the document, what changes when ours is read again, what QEMU says.

        @seed: it is counted who takes the document.  None: it is not."""
        text = documents.as_text(domain)
        ours, stock = self.ours.ask(text, wants_argv=True), self.stock.ask(text_for_stock(domain), wants_argv=True)
        if seed is not None:
            self.verdicts['error' not in ours, 'error' not in stock] += 1
        if 'error' in ours and 'error' in stock:
            return {}
        if 'error' in ours:
            found = ['we refuse: ' + ours['error']]
        elif 'error' in stock:
            found = ['stock refuses: ' + stock['error']]
        else:
            found = ['xml ' + line for line in alike.differ_xml(ours['first'], stock['xml'])] or argv_differences(ours, stock)
        if 'error' not in ours:
            found += ['again ' + line for line in alike.differ_xml(ours['first'], ours['xml'])]
            found += self.refused_by_qemu(text) if starts else []
        return rules.covered_by(found, text, stock.get('first'))

    def differences(self, domain, starts=False, seed=None):
        """-> the lines that no rule explains.  @seed: for the rules that explain others to take note of.  None: they do not."""
        return rules.explain(self.covered(domain, starts, seed), seed)

    def refused_by_qemu(self, text):
        answer = self.ours.ask(self.text_for_start(text), starts=True)
        message = answer.get('error') or answer.get('start')
        return ['qemu refuses: ' + message] if message else []
