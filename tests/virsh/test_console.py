#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Console, screen and keyboard, and QEMU's own monitor."""
import json
import os
import re
import sys

import suite
from client import program, value
from harness import Terminal, wait_for
from suite import is_equal, matches

ESCAPE = '\x1d'
VGA = "<graphics type='vnc' autoport='yes'/><video><model type='vga'/></video>"


def case_console(daemon, guest):
    """The firmware's prompt is reached, understands what is typed, and is left by the escape."""
    guest.define().start()
    with Terminal(daemon, 'virsh', '-c', daemon.uri, 'console', guest.name) as console:
        console.read_until(r"Connected to domain '\w+'\s+Escape character is")
        console.read_until(r'0 > ')
        console.type('6 7 * .\r')
        console.read_until(r'2a\s+ok')
        console.type(ESCAPE)
        is_equal(console.wait(), 0)


def case_console_with_another_escape(daemon, guest):
    guest.define().start()
    with Terminal(daemon, 'virsh', '-e', '^A', '-c', daemon.uri, 'console', guest.name) as console:
        console.read_until(r'0 > ')
        console.type('\x01')
        is_equal(console.wait(), 0)


def case_console_taken_over(daemon, guest):
    """--force ends the session of whoever sat there."""
    guest.define().start()
    with Terminal(daemon, 'virsh', '-c', daemon.uri, 'console', guest.name) as first:
        first.read_until(r'0 > ')
        matches(daemon.virsh_error('console', guest.name) if not os.isatty(0) else 'Active console session exists',
                'Active console session exists|Cannot run interactive console')
        with Terminal(daemon, 'virsh', '-c', daemon.uri, 'console', guest.name, '--force') as second:
            second.read_until('Escape character is')
            first.wait()
            second.ask('1 2 + .\r', r'3\s+ok')
            second.type(ESCAPE)
            is_equal(second.wait(), 0)


def case_console_ends_with_the_guest(daemon, guest):
    guest.define().start()
    with Terminal(daemon, 'virsh', '-c', daemon.uri, 'console', guest.name) as console:
        console.read_until(r'0 > ')
        daemon.virsh('destroy', guest.name)
        console.wait()


def case_much_output(daemon, guest):
    """Everything arrives, in order."""
    guest.define().start()
    with Terminal(daemon, 'virsh', '-c', daemon.uri, 'console', guest.name) as console:
        console.read_until(r'0 > ')
        console.forget()
        console.type(': many 320 0 do i . cr loop ." done!" ; many\r')
        console.read_until(r'\b31f\s+done!')
        # The prompt behind it may be there in part.
        said = console.text.rpartition('done!')[0]
        numbers = [int(line, 16) for line in re.findall(r'^([0-9a-f]+) ?\r?$', said, re.M)]
        is_equal(numbers, list(range(1, 0x320)))  # 0 stands behind what was typed
        console.type(ESCAPE)
        is_equal(console.wait(), 0)


def case_ttyconsole(daemon, guest):
    guest.define().start()
    matches(daemon.virsh('ttyconsole', guest.name), r'^/dev/pts/\d+$')


def case_screenshot(daemon, guest):
    guest.define(devices=VGA, usb='qemu-xhci').start()
    path = daemon.path('run', 'picture')
    matches(daemon.virsh('screenshot', guest.name, path), r'Screenshot saved to .*, with type of image/')
    with open(path, 'rb') as file:
        head = file.read(8)
    assert head.startswith((b'P6', b'\x89PNG')), head
    matches(daemon.virsh_error('screenshot', guest.name, path, '--screen', '7'), 'no such screen')


def case_send_key(daemon, guest):
    guest.define(devices=VGA, usb='qemu-xhci').start()
    daemon.virsh('send-key', guest.name, 'KEY_LEFTCTRL', 'KEY_LEFTALT', 'KEY_DELETE')
    daemon.virsh('send-key', guest.name, '--codeset', 'xt', '0x1e', '--holdtime', '50')


def case_domdisplay(daemon, guest):
    guest.define(devices=VGA, usb='qemu-xhci').start()
    matches(daemon.virsh('domdisplay', guest.name), r'^vnc://127\.0\.0\.1:\d+$')
    matches(daemon.virsh('vncdisplay', guest.name), r'^127\.0\.0\.1:\d+$')


def case_open_graphics(daemon, guest):
    """A viewer is handed a socket at whose other end a VNC server speaks."""
    guest.define(devices=VGA, usb='qemu-xhci').start()
    text = program(daemon, f'''
        import os, socket
        d = c.lookupByName('{guest.name}')
        viewer = socket.socket(fileno=d.openGraphicsFD(0, libvirt.VIR_DOMAIN_OPEN_GRAPHICS_SKIPAUTH))
        viewer.settimeout(20)
        show(viewer.recv(12).decode())
        near, far = socket.socketpair()
        d.openGraphics(0, far.fileno(), libvirt.VIR_DOMAIN_OPEN_GRAPHICS_SKIPAUTH)
        near.settimeout(20)
        show(near.recv(12).decode())
        show(attempt(lambda: d.openGraphicsFD(5)))''')
    is_equal(text, ['RFB 003.008\n', 'RFB 003.008\n', [1, 'internal error: No graphics backend with index 5']])


def case_spice(daemon, guest):
    """SPICE beside VNC: each has a port of its own, and SPICE asks for its password."""
    guest.define(usb='qemu-xhci', devices="<graphics type='vnc' autoport='yes' websocket='-1'/><graphics type='spice' "
                 "autoport='yes' passwd='geheim' passwdValidTo='2031-05-31T16:11:22' connected='keep'/>").start()
    live = daemon.virsh('dumpxml', guest.name)
    ports = re.findall(r"<graphics type='(?:vnc|spice)' port='(59\d\d)' autoport='yes'", live)
    is_equal(len(set(ports)), 2)
    matches(live, r" websocket='57\d\d' ")
    matches(daemon.virsh('qemu-monitor-command', guest.name, '--hmp', 'info spice'), 'auth: spice')
    matches(daemon.virsh('domdisplay', '--all', guest.name), rf'spice://127\.0\.0\.1:{ports[1]}')


def case_spice_socket(daemon, guest):
    """A socket is in the guest's own folder, and only while it runs."""
    guest.define(usb='qemu-xhci', devices="<graphics type='spice'><listen type='socket'/></graphics>").start()
    matches(daemon.virsh('dumpxml', guest.name), r"<listen type='socket' socket='/\S+/domain-\d+-\S+/spice.sock'/>")
    matches(daemon.virsh('dumpxml', guest.name, '--inactive'), "<listen type='socket'/>")


def case_password(daemon, guest):
    """With a password the server asks for one."""
    guest.define(devices=VGA.replace("autoport='yes'", "autoport='yes' passwd='geheim'"), usb='qemu-xhci').start()
    matches(daemon.virsh('qemu-monitor-command', guest.name, '--hmp', 'info vnc'), r'Auth: vnc')


def case_monitor_command(daemon, guest):
    guest.define().start('--paused')
    answer = json.loads(daemon.virsh('qemu-monitor-command', guest.name, '{"execute":"query-status"}'))
    is_equal(answer['return']['status'], 'prelaunch')
    is_equal(daemon.virsh('qemu-monitor-command', guest.name, '--hmp', 'info status'), 'VM status: paused (prelaunch)')
    answer = json.loads(daemon.virsh('qemu-monitor-command', guest.name, '{"execute":"no-such-thing"}'))
    is_equal(answer['error']['class'], 'CommandNotFound')


def case_agent_command(daemon, guest):
    guest.define().start()
    matches(daemon.virsh_error('qemu-agent-command', guest.name, '{}'), 'QEMU guest agent is not configured')


if __name__ == '__main__':
    sys.exit(suite.main())
