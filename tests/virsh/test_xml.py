#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The two definitions of a guest, what is in them, and how they change."""
import re
import sys

import suite
from client import value
from suite import is_equal, matches

VNC = "<graphics type='vnc' autoport='yes' passwd='geheim'/>"
NAME_SPACE = 'http://example.org/notes'


def case_live_parts(daemon, guest):
    """A running guest's document says what was chosen for it; its definition does not."""
    guest.define(usb='qemu-xhci', devices=VNC + guest.add_disk()).start()
    live = daemon.virsh('dumpxml', guest.name)
    matches(live, r"<domain type='qemu' id='\d+'>")
    matches(live, r"<console type='pty' tty='/dev/pts/\d+'>\s*<source path='/dev/pts/\d+'/>\s*<target type='serial' "
                  r"port='0'/>\s*<alias name='serial0'/>")
    matches(live, "<alias name='virtio-disk0'/>")
    matches(live, r"<graphics type='vnc' port='59\d\d' autoport='yes' listen='127.0.0.1'>\s*"
                  "<listen type='address' address='127.0.0.1'/>")
    inactive = daemon.virsh('dumpxml', guest.name, '--inactive')
    for word in ("qemu' id=", '<alias', '/dev/pts', "port='59"):
        assert word not in inactive, word
    daemon.virsh('destroy', guest.name)
    is_equal(daemon.virsh('dumpxml', guest.name), inactive)


def case_secrets(daemon, guest):
    guest.define(usb='qemu-xhci', devices=VNC)
    assert 'geheim' not in daemon.virsh('dumpxml', guest.name)
    matches(daemon.virsh('dumpxml', guest.name, '--security-info'), "passwd='geheim'")
    guest.start()
    assert 'geheim' not in daemon.virsh('dumpxml', guest.name)
    matches(daemon.virsh('dumpxml', guest.name, '--security-info'), "passwd='geheim'")


def case_migratable(daemon, guest):
    guest.define().start()
    text = daemon.virsh('dumpxml', guest.name, '--migratable')
    matches(text, f'<name>{guest.name}</name>')
    assert '/dev/pts' not in text and "<alias name='serial0'/>" not in text, text


def case_define_again(daemon, guest):
    """A changed definition counts from the next start."""
    guest.define().start()
    daemon.virsh('define', guest.file(memory=512))
    matches(daemon.virsh('dumpxml', guest.name), "<memory unit='KiB'>262144<")
    matches(daemon.virsh('dumpxml', guest.name, '--inactive'), "<memory unit='KiB'>524288<")
    is_equal(value(daemon, f"c.lookupByName('{guest.name}').isUpdated()"), 0)
    daemon.virsh('destroy', guest.name)
    guest.start()
    matches(daemon.virsh('dumpxml', guest.name), "<memory unit='KiB'>524288<")


def case_define_what_dumpxml_printed(daemon, guest):
    """Taken back as it is, no device moves."""
    guest.define(usb='qemu-xhci', devices=VNC + guest.add_disk()).start()
    inactive = daemon.virsh('dumpxml', guest.name, '--inactive', '--security-info')
    daemon.virsh('define', daemon.write('again.xml', daemon.virsh('dumpxml', guest.name, '--security-info')))
    again = daemon.virsh('dumpxml', guest.name, '--inactive', '--security-info')
    is_equal(re.findall('<address .*?/>', again), re.findall('<address .*?/>', inactive))


def case_survives_a_restart(daemon, guest):
    guest.define(usb='qemu-xhci', devices=VNC)
    before = daemon.virsh('dumpxml', guest.name, '--security-info')
    daemon.stop()
    daemon.start()
    is_equal(daemon.virsh('dumpxml', guest.name, '--security-info'), before)


def case_validate(daemon, guest):
    daemon.virsh('define', guest.file(), '--validate')
    bad = guest.xml().replace('<devices>', '<devices><nonsense/>')
    matches(daemon.virsh_error('define', daemon.write('bad.xml', bad), '--validate'), 'error: Failed to define domain from .*\nerror: .')


def case_title_and_description(daemon, guest):
    guest.define(head='<title>a title</title><description>some words</description>')
    is_equal(daemon.virsh('desc', guest.name, '--title'), 'a title')
    is_equal(daemon.virsh('desc', guest.name), 'some words')
    matches(daemon.virsh('list', '--all', '--title'), rf'{guest.name} +shut off +a title')
    daemon.virsh('desc', guest.name, '--title', '--config', 'another')
    is_equal(daemon.virsh('desc', guest.name, '--title', '--config'), 'another')
    daemon.virsh('desc', guest.name, '--config', '')
    is_equal(value(daemon, f"c.lookupByName('{guest.name}').metadata(libvirt.VIR_DOMAIN_METADATA_DESCRIPTION, None)"),
             [80, 'metadata not found: Requested metadata element is not present'])


def case_description_of_a_running_guest(daemon, guest):
    guest.define().start()
    daemon.virsh('desc', guest.name, '--live', 'now')
    daemon.virsh('desc', guest.name, '--config', 'later')
    is_equal(daemon.virsh('desc', guest.name, '--live'), 'now')
    is_equal(daemon.virsh('desc', guest.name, '--config'), 'later')
    matches(daemon.virsh('dumpxml', guest.name), '<description>now</description>')


def case_metadata_element(daemon, guest):
    guest.define()
    daemon.virsh('metadata', guest.name, NAME_SPACE, '--key', 'n', '--set', "<note at='noon'>tea</note>", '--config')
    matches(daemon.virsh('metadata', guest.name, NAME_SPACE), "<note at=.noon.>tea</note>")
    matches(daemon.virsh('dumpxml', guest.name), rf"<n:note xmlns:n=.{NAME_SPACE}. at=.noon.>tea</n:note>")
    daemon.virsh('metadata', guest.name, NAME_SPACE, '--remove', '--config')
    # virsh 11 says nothing of it.
    is_equal(value(daemon, f"c.lookupByName('{guest.name}').metadata(2, '{NAME_SPACE}')"),
             [80, 'metadata not found: Requested metadata element is not present'])


def case_native(daemon, guest):
    text = daemon.virsh('domxml-to-native', 'qemu-argv', guest.file())
    matches(text, r'/usr/bin/qemu-system-ppc64.*\s-machine pseries-\d+\.\d,')
    matches(text, r'"?driver"?[:=]"?spapr-vty|spapr-vty')
    matches(daemon.virsh_error('domxml-to-native', 'xen-xl', guest.file()), 'unsupported config type xen-xl')


def case_addresses_are_kept(daemon, guest):
    """A second device does not move the first."""
    guest.define(devices=guest.add_disk())
    address = matches(daemon.virsh('dumpxml', guest.name), r"<target dev='vda' bus='virtio'/>\s*(<address[^>]*>)").group(1)
    text = daemon.virsh('dumpxml', guest.name).replace('<memballoon', "<rng model='virtio'><backend model='random'>"
                                                       "/dev/urandom</backend></rng><memballoon", 1)
    daemon.virsh('define', daemon.write('more.xml', text))
    matches(daemon.virsh('dumpxml', guest.name), rf"<target dev='vda' bus='virtio'/>\s*{address}")


if __name__ == '__main__':
    sys.exit(suite.main())
