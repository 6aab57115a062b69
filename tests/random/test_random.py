#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Random documents, given to a stock libvirtd and to ours: same verdict, same completed document; and QEMU starts what we take.

    test_random.py VIRTPSERIESD

Prints TAP, one case for each hundred documents, and how many documents each rule of rules.py explains.  A document that
differs is printed as small as it can be.  By environment: PSERIES_SEED (the first document), PSERIES_DOCUMENTS (how many,
500), PSERIES_STARTS (how many of these are started with the yardstick's QEMU, a tenth).
"""
import os
import sys

sys.path.append(os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'virsh'))
# pylint: disable=wrong-import-position
import harness  # noqa: E402
import stock  # noqa: E402

import compare  # noqa: E402
import documents  # noqa: E402
import examples  # noqa: E402
import peers  # noqa: E402
import rules  # noqa: E402
import shrink  # noqa: E402

BLOCK = 100
# ./dev test draws the same documents each time: what it says is of the change that it tests.
USUAL_SEED = 4000000
# By whether we take a document and whether stock does.
WHO = {(False, False): 'neither', (False, True): 'stock alone', (True, False): 'ours alone', (True, True): 'each of the two'}


def number(name, usual):
    return int(os.environ.get(name, usual))


def why_not():
    """-> why nothing can be compared; None: it can"""
    if os.environ.get('PSERIES_ONLY_OURS'):
        return 'needs a host where stock is of interest: PSERIES_ONLY_OURS is set'
    if not stock.is_yardstick_there():
        return 'needs a host with the stock of Debian 13, which ./dev setup unpacks, and root'
    return None


def show(comparison, seed, starts):
    """Prints the smallest document that still differs as that of @seed does first."""
    first = comparison.differences(documents.document(seed, stock.schemas()), starts)[0]

    def is_alike(domain):
        found = comparison.differences(domain, starts and first.startswith('qemu'))
        return bool(found) and compare.without_values(found[0]) == compare.without_values(first)

    small = shrink.shrink(documents.document(seed, stock.schemas()), is_alike)
    lines = documents.as_text(small).splitlines() + comparison.differences(small, starts)
    print('\n'.join(f'# {line}' for line in [f'document {seed}:'] + lines), flush=True)


def without_example(comparison):
    """-> the names of rules that do not explain their own document, or not all of it"""
    wrong = []
    for rule in rules.RULES:
        covered = comparison.covered(documents.parsed(examples.text(rule.name)), rule.is_about_start())
        if not covered or any(rule not in found for found in covered.values()):
            wrong.append(rule.name)
            print('\n'.join(f'# {rule.name}: {line}' for line in covered), flush=True)
    return wrong


def main():
    reason = why_not()
    if reason:
        print(f'1..0 # SKIP {reason}')
        return 0
    seed = number('PSERIES_SEED', USUAL_SEED)
    n_documents = number('PSERIES_DOCUMENTS', 500)
    every = max(1, n_documents // max(1, number('PSERIES_STARTS', n_documents // 10)))
    blocks = range(seed, seed + n_documents, BLOCK)
    unnamed = rules.not_in_document()
    print(f'1..{len(blocks) + 2}\n# PSERIES_SEED={seed} PSERIES_DOCUMENTS={n_documents}', flush=True)
    n_wrong = 0
    with harness.Daemon('stock') as stock_daemon, \
            harness.Daemon('pseries', sys.argv[1], has_stock_qemu=True) as daemon, \
            peers.Peer(stock_daemon) as theirs, peers.Peer(daemon) as ours:
        comparison = compare.Comparison(ours, theirs, daemon.path('files'))
        for block, first in enumerate(blocks, 1):
            last = min(first + BLOCK, seed + n_documents)
            wrong = [one for one in range(first, last)
                     if comparison.differences(documents.document(one, stock.schemas()), (one - seed) % every == 0, one)]
            for one in wrong[:3]:
                show(comparison, one, (one - seed) % every == 0)
            n_wrong += len(wrong)
            print(f"{'not ok' if wrong else 'ok'} {block} - documents {first} to {last - 1}", flush=True)
        print(f"{'not ok' if unnamed else 'ok'} {len(blocks) + 1} - docs/compatibility.md has each rule {unnamed or ''}")
        unused = without_example(comparison)
        print(f"{'not ok' if unused else 'ok'} {len(blocks) + 2} - each rule explains its document in examples.py {unused or ''}")
        print('\n'.join(f"# {len(rule.documents):5} documents: {rule.name}{''.join(f' (as {one})' for one in rule.documents[:1])}" for rule in rules.RULES))
        print('\n'.join(f'# {count:5} documents that {WHO[verdict]} takes' for verdict, count in sorted(comparison.verdicts.items())))
        print(f'# {n_wrong} of {n_documents} documents differ without a reason; {theirs.n_crashes} ended the stock daemon')
    return 1 if n_wrong or unnamed or unused else 0


if __name__ == '__main__':
    sys.exit(main())
