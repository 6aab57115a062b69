#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs a test in a network of its own, where the ports that its guests choose are not taken by those of another test.

    alone.py TEST ARGUMENT...

Without root's rights it runs in this host's network.
"""
import os
import subprocess
import sys

NETWORK = ('unshare', '--net', '--mount')
# /sys shows the network that it was mounted in; its control groups stay the host's.
SYS = ('mount -t tmpfs tmpfs /mnt && mkdir /mnt/cgroup && mount --rbind /sys/fs/cgroup /mnt/cgroup && '
       'mount -t sysfs sysfs /sys && mount --rbind /mnt/cgroup /sys/fs/cgroup && umount -l /mnt')
# passt takes its addresses from the device of the default route.
DEVICES = ('ip link set lo up && ip link add outside type bridge && ip address add 192.0.2.2/24 dev outside && '
           'ip link set outside up && ip route add default via 192.0.2.1')


def main():
    command = sys.argv[1:]
    if subprocess.run([*NETWORK, 'true'], stderr=subprocess.DEVNULL, check=False).returncode == 0:
        command = [*NETWORK, '/bin/sh', '-c', f'{SYS} && {DEVICES}; exec "$@"', 'sh', *command]
    os.execvp(command[0], command)


if __name__ == '__main__':
    sys.exit(main())
