#!/usr/bin/python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Uses virt-manager, which runs on the same display and session bus, by its accessible names: makes a guest with the wizard,
looks at its console and at the page of each device, and adds a watchdog.  Prints the names of the devices, one a line.

With PSERIES_SCREENSHOTS each step leaves a picture in that folder.
"""
import os
import subprocess
import sys
import time

import gi

gi.require_version('Atspi', '2.0')
from gi.repository import Atspi  # pylint: disable=wrong-import-position

SECONDS = 30
SYSTEM = 'Generic Linux 2022'


def nodes(node):
    yield node
    for i in range(node.get_child_count()):
        child = node.get_child_at_index(i)
        if child is not None:
            yield from nodes(child)


def shown():
    """-> what can be seen of virt-manager"""
    desktop = Atspi.get_desktop(0)
    for i in range(desktop.get_child_count()):
        application = desktop.get_child_at_index(i)
        if application and 'virt-manager' in application.get_name():
            for node in nodes(application):
                if node.get_state_set().contains(Atspi.StateType.SHOWING):
                    yield node


def look_for(name, role, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            for node in shown():
                if name in node.get_name() and node.get_role_name() == role:
                    return node
        except gi.repository.GLib.Error:
            pass  # it changed meanwhile
        time.sleep(0.3)
    return None


def find(name, role):
    node = look_for(name, role, SECONDS)
    if node is None:
        picture('failed')
        sys.exit(f'no {role} {name!r}: ' + ', '.join(f'{node.get_role_name()} {node.get_name()!r}' for node in shown() if node.get_name()))
    return node


def picture(name):
    folder = os.environ.get('PSERIES_SCREENSHOTS')
    if folder:
        subprocess.run(['import', '-window', 'root', os.path.join(folder, name + '.png')], check=False)


def press(name, role='push button'):
    node = find(name, role)
    Atspi.Action.do_action(node, 0)
    time.sleep(1)


def click(node):
    place = Atspi.Component.get_extents(node, Atspi.CoordType.SCREEN)
    subprocess.run(['xdotool', 'mousemove', str(place.x + 20), str(place.y + place.height // 2), 'click', '1'], check=True)
    time.sleep(0.7)


def wizard():
    press('New')
    find('New VM', 'frame')
    press('Manual install', 'radio button')
    press('Forward')
    Atspi.Component.grab_focus(find('oslist-entry', 'text'))
    subprocess.run(['xdotool', 'type', '--delay', '30', SYSTEM], check=True)
    time.sleep(1.5)
    subprocess.run(['xdotool', 'key', 'Return'], check=True)
    time.sleep(1)
    for step in ('memory', 'storage', 'summary'):
        press('Forward')
        picture('wizard-' + step)
    press('Finish')
    find('linux2022-ppc64 on', 'frame')
    time.sleep(8)
    picture('console')


def devices():
    """-> the names of the devices, each of which was looked at"""
    press('Details', 'radio button')
    find('Overview', 'table cell')
    rows = [node for node in shown() if node.get_role_name() == 'table cell' and node.get_name()]
    rows = rows[[node.get_name() for node in rows].index('Overview'):]
    for number, row in enumerate(rows):
        click(row)
        picture(f'device-{number:02}')
    return [row.get_name() for row in rows]


def add_watchdog():
    press('add-hardware')
    find('Add New Virtual Hardware', 'frame')
    click(find('Watchdog', 'table cell'))
    picture('add')
    press('Finish')
    # Where it cannot be attached now it is to be there after the next start.
    if look_for('Yes', 'push button', 5):
        picture('add-later')
        press('Yes')
    time.sleep(2)
    picture('added')


if __name__ == '__main__':
    find('Virtual Machine Manager', 'frame')
    time.sleep(3)
    wizard()
    print('\n'.join(devices()))
    add_watchdog()
