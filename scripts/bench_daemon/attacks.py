# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""How long a well-behaved client waits while others mean no good: the attacks of suite stress."""
import statistics

import setting
import suite
import test_floods
import test_hostile
from bench_daemon.peers import PROGRAM, bounded, milliseconds, title

QUIET_CALLS = 100
LIMIT = 10


def measure():
    title('a call during an attack, median', 'quiet', 'attacked', 'ratio')
    with setting.Session(PROGRAM) as daemon:
        cases = suite.cases_of(test_hostile) + [case for case in suite.cases_of(test_floods) if case[0].startswith('flood')]
        for number, (name, case) in enumerate(cases):
            with setting.Patient(daemon) as quiet:
                quiet.await_calls(QUIET_CALLS, 60)
            guest = suite.Guest(daemon, number)
            try:
                case(daemon, guest)
            finally:
                guest.remove()
            medians = [statistics.median(quiet.seconds), statistics.median(daemon.well_behaved)]
            bounded(name.replace('_', ' '), map(milliseconds, medians), medians[1] / medians[0], LIMIT)
