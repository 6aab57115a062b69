# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A guest that is a host.  The last case: on the emulated POWER10 the clocks of the processors differ by minutes afterwards."""
from case_host import Console, Skipped, define, document, is_guest, remove, virsh


def case_nested_hv():
    """A guest with <nested-hv> has KVM itself."""
    if is_guest():
        raise Skipped('needs a host that is no guest itself')
    define(document('nesting', before="<features><nested-hv state='on'/></features>"))
    virsh('start', 'nesting')
    with Console('nesting') as console:
        console.load_modules()
        assert '/dev/kvm' in console.do('echo /dev/k*')
    remove('nesting')
