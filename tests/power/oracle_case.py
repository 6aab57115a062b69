# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The stock libvirt of the emulated POWER host, asked beside ours."""
import case_stock
from case_host import Skipped, bare_features, daemon


def restart():
    daemon.kill()
    daemon.start()


def case_oracle():
    """Stock makes of each document of a KVM guest what we make of it, but for what is explained."""
    if bare_features():
        raise Skipped('needs a host whose KVM takes a machine as it is')
    if not case_stock.is_there():
        raise Skipped('needs the stock of Debian 13, which the mirror had not whole when the host was made')
    with open('/share/seed', encoding='ascii') as file:
        seed = int(file.read())
    names, explained, wrong, n_different = case_stock.names(seed), case_stock.explanations(), [], 0
    with case_stock.Stock() as stock:
        restart()  # with the QEMU that stock has
        for name in names:
            found = case_stock.differences(name)
            n_different += bool(found)
            wrong += [f'{name}  {line}' for line in found if not any([one.covers(name, line) for one in explained])]
        version = stock.version()
    restart()
    print(f'# {version}; PSERIES_SEED={seed}: {len(names)} documents, {n_different} with differences')
    assert not wrong, '\n'.join(wrong)
