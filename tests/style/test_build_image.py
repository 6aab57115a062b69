#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A mirror that has moved on must not break the making of the guest's image: one case (TAP) for each state of it."""

import os
import pathlib
import subprocess
import sys
import tempfile

BUILDER = pathlib.Path(__file__).resolve().parents[1] / "guest/build-image"

OLD, NEW, NEWEST = (f"linux-image-6.1.0-{number}-powerpc64le" for number in (9, 10, 11))
OTHERS = ["linux-image-6.9.0-1-powerpc64le-64k", "linux-image-6.9.0-1-powerpc64le-dbg"]

# name, what the metapackage stands for, what the index names, what the mirror has, the kernel that is taken
ROWS = [
    ("all-there", NEWEST, [OLD, NEW, NEWEST], [OLD, NEW, NEWEST], NEWEST),
    ("newest-not-there-yet", NEWEST, [OLD, NEW, NEWEST], [OLD, NEW], NEW),
    ("metapackage-behind", NEW, [OLD, NEW, NEWEST], [OLD, NEW, NEWEST], NEW),
    ("only-the-oldest", NEWEST, [OLD, NEW, NEWEST], [OLD], OLD),
    ("no-metapackage", None, [OLD, NEW], [OLD, NEW], NEW),
    ("no-other-kind-of-kernel", NEW, [NEW, *OTHERS], OTHERS, None),
    ("none-there", NEW, [OLD, NEW], [], None),
    ("none-known", None, [], [OLD], None),
]

APT_CACHE = """#!/bin/sh
case $1 in
    depends) [ -z "$STANDS_FOR" ] || printf "  Depends: %s:ppc64el\\n" "$STANDS_FOR" ;;
    pkgnames) printf '%s\\n' $KNOWN ;;
esac
"""

APT_GET = """#!/bin/sh
for name; do :; done
name=${name%:ppc64el}
case " $THERE busybox-static " in
    *" $name "*) ;;
    *) echo "E: 404 $name" >&2; exit 100 ;;
esac
mkdir -p root/DEBIAN root/boot root/bin
printf 'Package: p\\nVersion: 1\\nArchitecture: ppc64el\\nMaintainer: m\\nDescription: d\\n' > root/DEBIAN/control
echo "$name" > root/boot/vmlinux-1
echo busybox > root/bin/busybox
dpkg-deb --build root "${name}_1_ppc64el.deb" > /dev/null
rm -r root
"""


def build(folder, stands_for, known, there):
    """Makes an image; returns whether that worked, and the kernel in it."""
    for name, text in (("apt-cache", APT_CACHE), ("apt-get", APT_GET)):
        program = folder / name
        program.write_text(text)
        program.chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{folder}:{os.environ['PATH']}",
        "STANDS_FOR": stands_for or "",
        "KNOWN": " ".join(known),
        "THERE": " ".join(there),
    }
    run = subprocess.run([BUILDER, folder / "image"], env=environment, capture_output=True, check=False)
    kernel = folder / "image/vmlinux"
    return run.returncode == 0, kernel.read_text().strip() if kernel.exists() else None


def main():
    status = 0
    print(f"1..{len(ROWS)}")
    for number, (name, stands_for, known, there, expected) in enumerate(ROWS, 1):
        with tempfile.TemporaryDirectory() as folder:
            worked, kernel = build(pathlib.Path(folder), stands_for, known, there)
        passed = worked == (expected is not None) and kernel == expected
        if not passed:
            print(f"# expected {expected}, found {kernel}")
            status = 1
        print(f"{'ok' if passed else 'not ok'} {number} - {name}")
    return status


if __name__ == "__main__":
    sys.exit(main())
