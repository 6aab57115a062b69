#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Lets systemd judge our units, with a daemon that exists.  Prints TAP.

    test_units.py SOURCE-FOLDER BUILD-FOLDER
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile


def verify(kind, source, build):
    with tempfile.TemporaryDirectory(prefix='pseries-') as name:
        folder = pathlib.Path(name)
        for socket in (source / kind).glob('*.socket'):
            shutil.copy(socket, folder)
        text = (build / kind / 'virtpseriesd.service').read_text(encoding='utf-8')
        assert re.search(r'^ExecStart=/\S+/virtpseriesd ', text, re.MULTILINE), text
        text = re.sub(r'^(ExecStart=)\S+', r'\1/bin/true', text, flags=re.MULTILINE)
        (folder / 'virtpseriesd.service').write_text(text, encoding='utf-8')
        command = ['systemd-analyze', f'--{kind}', 'verify', '--man=no', *sorted(map(str, folder.iterdir()))]
        said = subprocess.run(command, env={**os.environ, 'XDG_RUNTIME_DIR': name, 'HOME': name},
                              capture_output=True, text=True, timeout=60, check=False)
        print(''.join(f'# {line}\n' for line in (said.stdout + said.stderr).splitlines()), end='')
        return said.returncode == 0 and 'virtpseriesd' not in said.stderr


def main():
    source, build = map(pathlib.Path, sys.argv[1:3])
    if shutil.which('systemd-analyze') is None:
        print('1..0 # SKIP no systemd-analyze')
        return 0
    print('1..2')
    results = [verify(kind, source, build) for kind in ('system', 'user')]
    for number, (kind, is_good) in enumerate(zip(('system', 'user'), results), 1):
        print(f'{"ok" if is_good else "not ok"} {number} - {kind} units')
    return 0 if all(results) else 1


if __name__ == '__main__':
    sys.exit(main())
