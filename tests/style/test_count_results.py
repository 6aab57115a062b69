#!/usr/bin/env python3
# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The gate must count what went wrong: one case (TAP) for each way in which a test can end."""

import json
import pathlib
import subprocess
import sys
import tempfile

COUNTER = pathlib.Path(__file__).resolve().parents[2] / "scripts/count-results"

# name, what the test printed, meson's result, what the counter says of it, its exit status
ROWS = [
    ("passes", "1..2\nok 1 /a\nok 2 /b\n", "OK", "2 passed, 0 failed, 0 skipped", 0),
    ("plan-last", "ok 1 /a\n1..1\n", "OK", "1 passed, 0 failed, 0 skipped", 0),
    ("one-fails", "1..2\nok 1 /a\nnot ok 2 /b\n", "FAIL", "1 passed, 1 failed, 0 skipped", 1),
    ("crashes", "1..3\nok 1 /a\n", "ERROR", "1 passed, 1 failed, 0 skipped", 1),
    ("leaks-at-exit", "1..1\nok 1 /a\n", "ERROR", "1 passed, 1 failed, 0 skipped", 1),
    ("hangs", "", "TIMEOUT", "0 passed, 1 failed, 0 skipped", 1),
    ("skips-a-case", "1..2\nok 1 /a # SKIP no\nok 2 /b\n", "OK", "1 passed, 0 failed, 1 skipped", 1),
    ("skips-all", "1..0 # SKIP no QEMU\n", "SKIP", "0 passed, 0 failed, 1 skipped", 1),
    ("no-tap", "hello\n", "OK", "1 passed, 0 failed, 0 skipped", 0),
    ("no-tap-fails", "hello\n", "FAIL", "0 passed, 1 failed, 0 skipped", 1),
    ("no-tap-skips", "no KVM\n", "SKIP", "0 passed, 0 failed, 1 skipped", 1),
]


def count(folder, name, printed, result):
    """Counts one test of the suite 'qemu', in which nothing may be skipped."""
    log = folder / "qemu-gcc.json"
    log.write_text(json.dumps({"name": name, "stdout": printed, "result": result, "returncode": 1}))
    run = subprocess.run(
        [COUNTER, "--total", "--complete", "qemu", log], capture_output=True, text=True, check=False
    )
    return run.stdout.splitlines()[-1], run.returncode


def main():
    status = 0
    print(f"1..{len(ROWS)}")
    with tempfile.TemporaryDirectory() as folder:
        for number, (name, printed, result, *expected) in enumerate(ROWS, 1):
            found = list(count(pathlib.Path(folder), name, printed, result))
            if found != expected:
                print(f"# expected {expected}, found {found}")
                status = 1
            print(f"{'ok' if found == expected else 'not ok'} {number} - {name}")
    return status


if __name__ == "__main__":
    sys.exit(main())
