# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Small programs for libvirt's Python binding, run as the daemon's user."""
import json
import textwrap

PRELUDE = '''
import json, sys, libvirt
libvirt.registerErrorHandler(lambda *_: None, None)
c = libvirt.open(sys.argv[1])
def attempt(call):
    """What the call returns, or [code, message] of its error."""
    try:
        return call()
    except libvirt.libvirtError as e:
        return [e.get_error_code(), e.get_error_message()]
def show(value):
    print(json.dumps(value, default=str))
'''


def program(daemon, text):
    """Runs @text, in which c is the connection.  -> what its show(VALUE) calls showed"""
    done = daemon.run('/usr/bin/python3', '-c', PRELUDE + textwrap.dedent(text), daemon.uri, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def value(daemon, expression):
    """-> what the expression is, or [code, message] of the error that it ends with"""
    return program(daemon, f'show(attempt(lambda: {expression}))')[0]
