#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""How much memory a guest has: what its definition says, and what its QEMU was given.  Prints TAP.

    test_memory.py --peer stock|pseries [--daemon PATH] [-k REGEX]
"""
import json
import random
import re
import sys

import suite
from client import program
from harness import wait_for
from suite import is_equal, matches

N_GUESTS = 12
SEED = 17
LEAST_KIB = 256 << 10


def elements(text):
    """-> {what: KiB or a list of them} of a document"""
    def sizes(pattern):
        return [int(size) for size in re.findall(pattern, text)]
    return {'max': sizes(r"<maxMemory [^>]*unit='KiB'>(\d+)<"), 'memory': sizes(r"<memory unit='KiB'>(\d+)<")[0],
            'current': sizes(r"<currentMemory unit='KiB'>(\d+)<")[0], 'cells': sizes(r"<cell [^>]*memory='(\d+)'"),
            'modules': sizes(r"<size unit='KiB'>(\d+)<")}


def odd_document(guest, draw):
    """-> a document with sizes of every kind, none of which QEMU would take as it is"""
    def size():
        return draw.randrange(LEAST_KIB + 1, 3 * LEAST_KIB)
    cells = [size() for _ in range(2)] if draw.random() < 0.5 else []
    modules = [size() for _ in range(draw.randrange(3))]
    whole = sum(cells) or size()
    # A module's size is in whole blocks from the beginning.
    blocks = sum(-(-module // LEAST_KIB) * LEAST_KIB for module in modules)
    head = f"<maxMemory slots='4' unit='KiB'>{whole + blocks + 6 * size()}</maxMemory>" if modules or draw.random() < 0.3 else ''
    head += f"<memory unit='KiB'>{whole + blocks}</memory>"
    if draw.random() < 0.5:
        head += f"<currentMemory unit='KiB'>{draw.randrange(LEAST_KIB, whole)}</currentMemory>"
    if cells:
        head += '<cpu><numa>' + ''.join(f"<cell id='{i}' cpus='{i}' memory='{kib}' unit='KiB'/>" for i, kib in enumerate(cells)) + '</numa></cpu>'
    node = '<node>0</node>' if cells else ''
    devices = ''.join(f"<memory model='dimm'><target><size unit='KiB'>{kib}</size>{node}</target></memory>" for kib in modules)
    text = guest.xml(devices=devices)
    return re.sub('<memory unit=[^>]*>[^<]*</memory>', head, text).replace('<vcpu>1<', '<vcpu>2<')


def ask(daemon, guest, command, **arguments):
    answer = json.loads(daemon.virsh('qemu-monitor-command', guest.name, json.dumps({'execute': command, 'arguments': arguments})))
    return answer['return']


def backend_kib(daemon, guest, name):
    return ask(daemon, guest, 'qom-get', path=f'/objects/{name}', property='size') >> 10


def check_against_qemu(daemon, guest, live):
    """What the live document says, and the statistics, is what QEMU says."""
    summary = ask(daemon, guest, 'query-memory-size-summary')
    base, plugged = summary['base-memory'] >> 10, summary.get('plugged-memory', 0) >> 10
    is_equal(live['memory'], base + plugged)
    is_equal(sum(live['modules']), plugged)
    is_equal([backend_kib(daemon, guest, f'ram-node{i}') for i in range(len(live['cells']))], live['cells'])
    is_equal([backend_kib(daemon, guest, f'memdimm{i}') for i in range(len(live['modules']))], live['modules'])
    is_equal(ask(daemon, guest, 'query-balloon')['actual'] >> 10, live['current'])
    matches(daemon.virsh('dominfo', guest.name), f"Max memory: +{live['memory']} KiB\nUsed memory: +{live['current']} KiB")
    matches(daemon.virsh('dommemstat', guest.name), f"actual {live['current']}\n")
    stats = daemon.virsh('domstats', '--balloon', guest.name)
    matches(stats, f"balloon.current={live['current']}\n")
    matches(stats, f"balloon.maximum={live['memory']}\n")
    with open(f'/proc/{daemon.qemus()[0]}/cmdline', encoding='utf-8') as file:
        words = file.read().split('\0')
    limit = re.search(r'maxmem=(\d+)k', words[words.index('-m') + 1])
    is_equal([int(limit.group(1))] if limit else [], live['max'])


def try_sizes(daemon, guest, sizes):
    return program(daemon, f'd = c.lookupByName({guest.name!r})\nshow([attempt(lambda: d.setMemory(kib)) for kib in {sizes}])')[0]


def check_guest(daemon, guest, draw):
    daemon.virsh('define', daemon.write('odd.xml', odd_document(guest, draw)))
    defined = elements(daemon.virsh('dumpxml', guest.name))
    daemon.virsh('start', '--paused', guest.name)
    live = elements(daemon.virsh('dumpxml', guest.name))
    is_equal(elements(daemon.virsh('dumpxml', '--inactive', guest.name)), defined)
    check_against_qemu(daemon, guest, live)
    allowed = [live['memory'], *(draw.randrange(1, live['memory']) for _ in range(5))]
    is_equal(try_sizes(daemon, guest, allowed), [0] * len(allowed))
    is_equal(try_sizes(daemon, guest, [live['memory'] + 1]), [[8, 'invalid argument: cannot set memory higher than max memory']])
    return live


def case_live_sizes(daemon, guest):
    """The live definition has the sizes that QEMU was given, the next boot's those that the user wrote."""
    draw = random.Random(SEED)
    for _ in range(N_GUESTS):
        check_guest(daemon, guest, draw)
        daemon.virsh('destroy', guest.name)


def case_live_sizes_of_the_next_daemon(daemon, guest):
    draw = random.Random(SEED + 1)
    live = check_guest(daemon, guest, draw)
    daemon.stop()
    daemon.start()
    wait_for(lambda: guest.name in daemon.virsh('list', '--name'), 'the guest is there')
    is_equal(elements(daemon.virsh('dumpxml', guest.name)), live)
    check_against_qemu(daemon, guest, live)


def case_set_memory_to_what_dominfo_says(daemon, guest):
    text = re.sub('<memory unit=[^>]*>[^<]*</memory>', "<memory unit='KiB'>1000000</memory>", guest.xml())
    daemon.virsh('define', daemon.write('odd.xml', text))
    guest.start('--paused')
    matches(daemon.virsh('dominfo', guest.name), r'Max memory: +1048576 KiB')
    daemon.virsh('setmem', guest.name, '1048576', '--live')


def case_without_a_balloon_all_is_the_guests(daemon, guest):
    text = re.sub('<memory unit=[^>]*>[^<]*</memory>',
                  "<memory unit='KiB'>600000</memory><currentMemory unit='KiB'>300000</currentMemory>", guest.xml())
    daemon.virsh('define', daemon.write('odd.xml', text.replace("<memballoon model='virtio'/>", "<memballoon model='none'/>")))
    guest.start('--paused')
    live = elements(daemon.virsh('dumpxml', guest.name))
    is_equal((live['memory'], live['current']), (786432, 786432))


def case_maximum_of_a_guest_with_nodes(daemon, guest):
    cells = "<cpu><numa><cell id='0' cpus='0' memory='262144' unit='KiB'/></numa></cpu>"
    guest.define(head=cells)
    refusal = [55, 'Requested operation is not valid: initial memory size of a domain with NUMA nodes cannot be modified with this API']
    is_equal(program(daemon, f'd = c.lookupByName({guest.name!r})\nshow(attempt(lambda: d.setMaxMemory(524288)))'), [refusal])


if __name__ == '__main__':
    sys.exit(suite.main())
