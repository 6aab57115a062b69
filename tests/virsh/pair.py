# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The same changes of a guest that is off, by a stock libvirtd and by ours: what the calls return, and what the definition is
after each of them.  Prints TAP.

    test_NAME.py --daemon PATH [-k REGEX]

A series is a list of steps on one guest: expressions in which d is the domain, or lists of virsh's words with GUEST for its name.
Both daemons are a system's, as a stock session changes nothing that is for control groups; the stock is the yardstick, as
later libvirts change more than earlier ones.
"""
import argparse
import json
import os
import re

import alike
import client
import harness
import stock

GUEST = 'GUEST'
NAME = 'pair'
HEAD = f'''<domain type='qemu'><name>{NAME}</name><uuid>00000000-0000-4000-8000-0000000ba1d0</uuid>'''

# Steps are independent of the daemon; what they return is compared as it is.
PROGRAM = '''
d = c.defineXML(open(sys.argv[2]).read())
for step in json.load(open(sys.argv[3])):
    returned = attempt(lambda: eval(step))
    show([returned, d.XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE | libvirt.VIR_DOMAIN_XML_SECURE)])
'''


class Series:
    """@steps from the definition @document.  @explained: step -> (what is different, a pattern; the reason)."""

    def __init__(self, document, steps, explained=None):
        self.document = document
        self.steps = steps
        self.explained = explained or {}


def text_of(step):
    return step if isinstance(step, str) else 'virsh ' + ' '.join(step)


def by_api(daemon, steps):
    path = daemon.write('steps.json', json.dumps(steps))
    done = daemon.run('/usr/bin/python3', '-c', client.PRELUDE + PROGRAM, daemon.uri, daemon.path('pair.xml'), path, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def by_virsh(daemon, step):
    done = daemon.run('virsh', '-c', daemon.uri, *[NAME if word == GUEST else word for word in step])
    return [[done.returncode, done.stdout.strip(), done.stderr.strip()], daemon.virsh('dumpxml', '--inactive', NAME)]


def answers(daemon, series):
    """-> [what the step returned, the definition behind it] of each step"""
    daemon.write('pair.xml', series.document)
    try:
        if isinstance(series.steps[0], str):
            return by_api(daemon, series.steps)
        daemon.virsh('define', daemon.path('pair.xml'))
        return [by_virsh(daemon, step) for step in series.steps]
    finally:
        daemon.run('virsh', '-c', daemon.uri, 'undefine', NAME)


def differences(series, ours, theirs):
    """-> a line for each difference of the first step that has one, and for an explanation that explains nothing"""
    for step, mine, other in zip(series.steps, ours, theirs):
        lines = [] if mine[0] == other[0] else [f'ours returns {mine[0]!r}, stock {other[0]!r}']
        lines += alike.differ_xml(mine[1], other[1])
        pattern, _ = series.explained.get(text_of(step), (None, None))
        wrong = [line for line in lines if not pattern or not re.search(pattern, line)]
        if pattern and len(wrong) == len(lines):
            wrong.append(f'nothing is like {pattern}')
        if wrong:
            return [f'{text_of(step)}: {line}' for line in wrong]
    return []


def why_not():
    if os.geteuid() != 0:
        return 'needs a host where tests may run a system\'s daemon: be root'
    if os.environ.get('PSERIES_ONLY_OURS') or not stock.is_yardstick_there():
        return 'needs a host where the stock of Debian 13 is of interest, which ./dev setup unpacks'
    return None


def main(all_series):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument('--daemon', required=True, help="our daemon's program")
    parser.add_argument('-k', metavar='REGEX', default='', help='only the series whose name matches')
    options = parser.parse_args()
    chosen = {name: series for name, series in all_series.items() if re.search(options.k, name)}
    if why_not():
        print(f'1..0 # SKIP {why_not()}')
        return 0
    print(f'1..{len(chosen)}')
    is_clean = True
    with (harness.Daemon('stock', is_system=True) as theirs,
          harness.Daemon('pseries', options.daemon, is_system=True, has_stock_qemu=True, has_stock_clients=True) as ours):
        for number, (name, series) in enumerate(chosen.items(), 1):
            wrong = differences(series, answers(ours, series), answers(theirs, series))
            is_clean = is_clean and not wrong
            print('\n'.join([f"{'not ok' if wrong else 'ok'} {number} - {name}"] + ['# ' + line for line in wrong]), flush=True)
    return 0 if is_clean else 1
