#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""virt-manager on a display of its own, on a host where ours is in the place of virtqemud: its wizard to the end with a disk
in the default pool and the network 'default', console, devices, and a device that is added.  Prints TAP.

    test_virt_manager.py --daemon PATH [-k REGEX]
"""
import contextlib
import os
import shutil
import subprocess
import sys

import harness
import suite
import test_tools
import tools_host
from suite import is_equal, matches

STEPS = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'virt_manager_steps.py')
PROGRAMS = ('virt-manager', 'Xvfb', 'xdotool', 'dbus-run-session')
GUEST = 'linux2022-ppc64'
SCRIPT = '''
virt-manager --no-fork --connect qemu:///system > manager.log 2>&1 &
/usr/bin/python3 "$0"; status=$?
kill $!; wait $!
exit $status
'''


@contextlib.contextmanager
def display(host):
    """-> the name of a display"""
    number = next(number for number in range(70, 1000) if not os.path.exists(f'/tmp/.X11-unix/X{number}'))
    with subprocess.Popen(['Xvfb', f':{number}', '-screen', '0', '1280x960x24'], cwd=host.folder, stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            harness.wait_for(lambda: os.path.exists(f'/tmp/.X11-unix/X{number}'), 'the display is there')
            yield f':{number}'
        finally:
            server.terminate()


def case_wizard_and_details(host):
    # A host whose default route is a bridge is offered that.
    subprocess.run(['ip', 'route', 'del', 'default'], stderr=subprocess.DEVNULL, check=False)
    environment = {**host.ours.environment, 'NO_AT_BRIDGE': '0', 'GDK_BACKEND': 'x11'}
    environment.update({name: os.environ[name] for name in ('PSERIES_SCREENSHOTS',) if name in os.environ})
    with display(host) as name:
        done = subprocess.run(['dbus-run-session', '--', '/bin/sh', '-c', SCRIPT, STEPS], env={**environment, 'DISPLAY': name}, cwd=host.folder,
                              capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    for device in ('Overview', 'CPUs', 'Memory', 'Boot Options', 'VirtIO Disk 1', 'NIC :', 'Display', 'Serial 1', 'Controller PCI 0', 'Panic Notifier'):
        assert any(line.startswith(device) for line in done.stdout.splitlines()), (device, done.stdout)
    is_equal(host.run('virsh', 'domstate', GUEST).stdout.strip(), 'running')
    text = host.run('virsh', 'dumpxml', '--inactive', GUEST).stdout
    matches(text, rf"<source file='/var/lib/libvirt/images/{GUEST}.qcow2'/>")
    matches(text, "<interface type='network'>.*<source network='default'/>")
    matches(text, "<watchdog model=")
    host.run('virsh', 'destroy', GUEST)
    host.run('virsh', 'start', GUEST)
    host.run('virsh', 'destroy', GUEST)
    host.run('virsh', 'undefine', GUEST, '--remove-all-storage')


def has_accessibility():
    return subprocess.run(['/usr/bin/python3', '-c', "import gi; gi.require_version('Atspi', '2.0'); from gi.repository import Atspi"],
                          stderr=subprocess.DEVNULL, check=False).returncode == 0


def main():
    if any(shutil.which(name) is None for name in PROGRAMS) or not has_accessibility():
        print(f"1..0 # SKIP needs {', '.join(PROGRAMS)} and gir1.2-atspi-2.0")
        return 0
    return tools_host.main(dict(suite.cases_of(sys.modules[__name__])), test_tools.prepare)


if __name__ == '__main__':
    sys.exit(main())
