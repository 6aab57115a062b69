#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a disk's image is based on, as its headers say: found, shown and checked.  Prints TAP."""
import json
import os
import re
import struct
import subprocess
import sys

import suite
from suite import is_equal, matches, only

BACKING_FORMAT = struct.pack('>I', 0xE2792ACA)
UNKNOWN = struct.pack('>I', 0x12345678)


class Images:
    """Images in the daemon's folder, which is not in what text() returns."""

    def __init__(self, daemon):
        self.daemon = daemon

    def make(self, name, backing=None, stated='raw', kind='qcow2', options=()):
        """-> the path of an image of that @kind, 16 MiB"""
        path = self.daemon.path(name)
        base = ['-u', '-b', backing.replace('DIR', self.daemon.folder), '-F', stated] if backing else []
        subprocess.run(['qemu-img', 'create', '-q', '-f', kind, *options, *base, path, '16M'], check=True)
        self.give(path)
        return path

    def give(self, path):
        os.chown(path, self.daemon.user, self.daemon.user)

    def forget_format(self, name):
        """Takes the format of the backing file out of the header."""
        with open(self.daemon.path(name), 'r+b') as file:
            start = file.read(65536)
            file.seek(start.index(BACKING_FORMAT))
            file.write(UNKNOWN)

    def chain(self):
        """-> the path of an image of three"""
        self.make('base.raw', kind='raw')
        self.make('mid.qcow2', 'DIR/base.raw')
        return self.make('top.qcow2', 'mid.qcow2', 'qcow2')

    def disk(self, name, inside='', target='vda', kind='qcow2'):
        return (f"<disk type='file' device='disk'><driver name='qemu' type='{kind}'/><source file='{self.daemon.path(name)}'/>"
                f"{inside.replace('DIR', self.daemon.folder)}<target dev='{target}' bus='virtio'/></disk>")

    def shown(self, guest, *options):
        """-> of each disk what is between its driver and its target, without blanks"""
        text = self.daemon.virsh('dumpxml', guest.name, *options).replace(self.daemon.folder, 'DIR')
        return [re.sub(r'\s*\n\s*', '', part) for part in re.findall(r"<driver [^>]*/>\s*(<source.*?)<target", text, re.S)]

    def refusal(self, guest, name):
        """-> what is said when a guest with that image is to start"""
        guest.define(devices=self.disk(name))
        return self.daemon.virsh_error('start', '--paused', guest.name).replace(self.daemon.folder, 'DIR')


BASE = "<format type='raw'/><source file='DIR/base.raw'/><backingStore/></backingStore>"


def layers(first, second):
    return (f"<backingStore type='file' index='{first}'><format type='qcow2'/><source file='DIR/mid.qcow2'/>"
            f"<backingStore type='file' index='{second}'>{BASE}</backingStore>")


def case_chain(daemon, guest):
    """Shown in the live document, and in no other; each image is a node of QEMU's."""
    images = Images(daemon)
    images.chain()
    images.make('two.qcow2', 'DIR/base.raw')
    guest.define(devices=images.disk('top.qcow2') + images.disk('two.qcow2', target='vdb')).start('--paused')
    is_equal(images.shown(guest), [
        "<source file='DIR/top.qcow2' index='2'/>" + layers(4, 5),
        f"<source file='DIR/two.qcow2' index='1'/><backingStore type='file' index='3'>{BASE}"])
    for option in ('--inactive', '--migratable'):
        is_equal(images.shown(guest, option), ["<source file='DIR/top.qcow2'/>", "<source file='DIR/two.qcow2'/>"])
    with open(f'/proc/{daemon.qemus()[0]}/cmdline', encoding='utf-8') as file:
        nodes = [json.loads(word) for word in file.read().split('\0') if word.startswith('{') and '"node-name":"libvirt-' in word]
    shown = [' '.join([node['node-name'], node['driver'], *([node['backing']] if 'backing' in node else [])])
             for node in nodes if node['node-name'].endswith('-format')]
    if daemon.peer != 'stock' or daemon.is_stock_since(11):  # no node for a format that is none
        is_equal(shown, ['libvirt-4-format qcow2 libvirt-5-storage', 'libvirt-2-format qcow2 libvirt-4-format',
                         'libvirt-1-format qcow2 libvirt-3-storage'])
        return
    is_equal(shown, ['libvirt-5-format raw', 'libvirt-4-format qcow2 libvirt-5-format', 'libvirt-2-format qcow2 libvirt-4-format',
                     'libvirt-3-format raw', 'libvirt-1-format qcow2 libvirt-3-format'])


def case_no_chain(daemon, guest):
    """An image that is based on none, and one whose content is a guest's."""
    images = Images(daemon)
    images.make('plain.qcow2')
    images.make('plain.raw', kind='raw')
    guest.define(devices=images.disk('plain.qcow2') + images.disk('plain.raw', target='vdb', kind='raw')).start('--paused')
    is_equal(images.shown(guest), ["<source file='DIR/plain.qcow2' index='2'/><backingStore/>",
                                   "<source file='DIR/plain.raw' index='1'/><backingStore/>"])


def case_raw_content(daemon, guest):
    """A header that a guest has written into its raw disk is no header."""
    images = Images(daemon)
    images.make('written.raw', 'DIR/nowhere.raw')
    guest.define(devices=images.disk('written.raw', kind='raw')).start('--paused')
    is_equal(images.shown(guest), ["<source file='DIR/written.raw' index='1'/><backingStore/>"])
    daemon.virsh('destroy', guest.name)
    images.make('top.qcow2', 'DIR/written.raw', 'raw')
    guest.define(devices=images.disk('top.qcow2')).start('--paused')
    is_equal(images.shown(guest), ["<source file='DIR/top.qcow2' index='1'/><backingStore type='file' index='2'>"
                                   "<format type='raw'/><source file='DIR/written.raw'/><backingStore/></backingStore>"])


def case_stated_chain(daemon, guest):
    """What the document states is so, as far as it goes."""
    images = Images(daemon)
    images.chain()
    middle = "<backingStore type='file'><format type='qcow2'/><source file='DIR/mid.qcow2'/>"
    for inside, shown in (
            ('<backingStore/>', '<backingStore/>'),
            (middle + '</backingStore>', layers(2, 3)),
            (middle + f"<backingStore type='file'>{BASE}</backingStore>", layers(2, 3))):
        guest.define(devices=images.disk('top.qcow2', inside)).start('--paused')
        is_equal(images.shown(guest), ["<source file='DIR/top.qcow2' index='1'/>" + shown])
        daemon.virsh('destroy', guest.name)


def case_unstated_format(daemon, guest):
    """Refused, unless the file looks like no format's."""
    images = Images(daemon)
    images.chain()
    images.make('refused.qcow2', 'DIR/mid.qcow2', 'qcow2')
    images.forget_format('refused.qcow2')
    is_equal(images.refusal(guest, 'refused.qcow2'), f"""error: Failed to start domain '{guest.name}'
error: Requested operation is not valid: format of backing image 'DIR/mid.qcow2' of image 'DIR/refused.qcow2' was not specified \
in the image metadata (See https://libvirt.org/kbase/backing_chains.html for troubleshooting)""")
    images.make('taken.qcow2', 'DIR/base.raw')
    images.forget_format('taken.qcow2')
    guest.define(devices=images.disk('taken.qcow2')).start('--paused')
    is_equal(images.shown(guest), [f"<source file='DIR/taken.qcow2' index='1'/><backingStore type='file' index='2'>{BASE}"])


def case_refused(daemon, guest):
    """Chains that lead nowhere."""
    images = Images(daemon)
    images.make('missing.qcow2', 'DIR/nowhere.raw')
    images.make('loop.qcow2', 'loop2.qcow2', 'qcow2')
    images.make('loop2.qcow2', 'loop.qcow2', 'qcow2')
    images.make('protocol.qcow2', 'file:///somewhere.raw')
    images.make('json.qcow2', 'json:{"driver":"qcow2","file":{"driver":"file","filename":"/somewhere"}}')
    for name, said in (
            ('missing', r"Cannot access backing file 'DIR/nowhere.raw' of storage file 'DIR/missing.qcow2' "
                        r"\(as uid:\d+, gid:\d+\): No such file or directory"),
            ('loop', 'internal error: backing store for DIR/loop.qcow2 is self-referential or too deeply nested'),
            ('protocol', "internal error: invalid backing protocol 'file'"),
            ('json', "internal error: missing parser implementation for JSON backing volume driver 'qcow2'")):
        matches(images.refusal(guest, name + '.qcow2'), f'error: {said}$')


def case_names_in_json(daemon, guest):
    """As QEMU writes them where it is told so."""
    images = Images(daemon)
    images.make('base.raw', kind='raw')
    for name in ('{"driver":"raw","file":{"driver":"file","filename":"DIR/base.raw"}}',
                 '{"driver":"file","filename":"DIR/base.raw"}',
                 '{"file.driver":"file","file.filename":"DIR/base.raw"}'):
        images.make('top.qcow2', 'json:' + name)
        guest.define(devices=images.disk('top.qcow2')).start('--paused')
        is_equal(images.shown(guest), [f"<source file='DIR/top.qcow2' index='1'/><backingStore type='file' index='2'>{BASE}"])
        daemon.virsh('destroy', guest.name)


def case_other_formats(daemon, guest):
    """That name what they are based on, and the file where their data is."""
    images = Images(daemon)
    images.make('base.raw', kind='raw')
    images.make('disk.qed', 'DIR/base.raw', kind='qed')
    images.make('disk.qcow', 'DIR/base.raw', kind='qcow')
    images.make('data.qcow2', options=['-o', f'data_file={daemon.path("data.raw")},data_file_raw=on'])
    images.give(daemon.path('data.raw'))
    based = f"<backingStore type='file' index='2'>{BASE}"
    for name, kind, shown in (('disk.qed', 'qed', based), ('disk.qcow', 'qcow', based), ('data.qcow2', 'qcow2', '<backingStore/>')):
        guest.define(devices=images.disk(name, kind=kind)).start('--paused')
        source = f"<source file='DIR/{name}' index='1'/>"
        if name == 'data.qcow2' and daemon.is_stock_since(11):
            source = source.replace('/>', "><dataStore type='file'><format type='raw'/><source file='DIR/data.raw' index='2'/>"
                                    '</dataStore></source>')
        is_equal(images.shown(guest), [source + shown])
        daemon.virsh('destroy', guest.name)


@only('pseries', 'a stock daemon knows how images over the network are reached')
def case_image_over_the_network(daemon, guest):
    images = Images(daemon)
    images.make('net.qcow2', 'nbd://127.0.0.1:1/x')
    matches(images.refusal(guest, 'net.qcow2'), "unsupported configuration: the image that is named 'nbd://127.0.0.1:1/x' is no file")


def case_after_a_restart(daemon, guest):
    """The live document says what it did."""
    images = Images(daemon)
    images.chain()
    guest.define(devices=images.disk('top.qcow2')).start('--paused')
    before = images.shown(guest)
    daemon.stop()
    daemon.start()
    is_equal(images.shown(guest), before)


@only('pseries', 'a stock daemon takes what it has found for what the document says')
def case_after_a_restart_for_others(daemon, guest):
    """What was found on this host is no part of the guest's definition."""
    images = Images(daemon)
    images.chain()
    guest.define(devices=images.disk('top.qcow2')).start('--paused')
    daemon.stop()
    daemon.start()
    is_equal(images.shown(guest, '--migratable'), ["<source file='DIR/top.qcow2'/>"])


if __name__ == '__main__':
    sys.exit(suite.main())
