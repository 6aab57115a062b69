# SPDX-FileCopyrightText: The libvirt-pseries authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the stress tests share: the clients of the virsh suite, and how much is to be done."""
import multiprocessing
import os
import re
import sys
import time

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(TOP, 'tests', 'virsh'))
import harness  # noqa: E402
import suite  # noqa: E402
import wire  # noqa: E402

IS_FULL = os.environ.get('PSERIES_STRESS') == 'full'


def amount(short, full):
    return full if IS_FULL else short


def is_sanitized(daemon):
    with open(f'/proc/{daemon.process.pid}/maps', encoding='utf-8') as file:
        return re.search('lib[at]san', file.read()) is not None


class Session(harness.Daemon):
    """A daemon with a configuration of its own."""

    def __init__(self, program, config=''):
        self.config = config
        super().__init__('pseries', program)

    def command(self):
        return self.as_user([self.program, '--config', self.write('virtpseriesd.conf', self.config + self.peer_setting())])

    def connect(self):
        return wire.Wire(self.socket).open('pseries:///session', 6)


class Patient:
    """A client that behaves well, and notes how long each of its calls takes: a process, which no thread of ours keeps
    from being quick."""

    def __init__(self, daemon):
        context = multiprocessing.get_context('fork')
        self.daemon = daemon
        self.n_calls = context.Value('L', 0)
        self.is_over = context.Event()
        self.answer, self.report = context.Pipe(duplex=False)
        self.process = context.Process(target=self.run)
        self.seconds = []

    def run(self):
        seconds = []
        try:
            while not self.is_over.is_set():
                begin = time.perf_counter()
                with self.daemon.connect() as connection:
                    answer = connection.call(wire.NUM_OF_DOMAINS)
                assert isinstance(answer, bytes), answer
                seconds.append(time.perf_counter() - begin)
                self.n_calls.value += 1
                time.sleep(0.01)
            self.report.send(seconds)
        except Exception as error:  # told by the process that waits
            self.report.send(repr(error))

    def await_calls(self, count, seconds):
        """Waits until so many more of its calls have been answered."""
        wanted = self.n_calls.value + count
        end = time.monotonic() + seconds
        while self.n_calls.value < wanted and not self.answer.poll():
            assert time.monotonic() < end, 'a well-behaved client is not served any more'
            time.sleep(0.01)

    def __enter__(self):
        self.process.start()
        return self

    def __exit__(self, *_):
        self.is_over.set()
        answer = self.answer.recv()
        self.process.join()
        if isinstance(answer, str):
            raise AssertionError(f'a well-behaved client is hurt: {answer}')
        self.seconds = answer


def main(config=''):
    """Runs the cases of the file that was started: case_NAME(daemon, guest).  -> its exit status"""
    program = sys.argv[1]
    pattern = sys.argv[3] if sys.argv[2:3] == ['-k'] else ''
    cases = [(name, case) for name, case in suite.cases_of(sys.modules['__main__']) if re.search(pattern, name)]
    print(f'1..{len(cases)}', flush=True)
    is_clean = True
    with Session(program, config) as daemon:
        for number, (name, case) in enumerate(cases, 1):
            is_clean = suite.run_case(number, name, case, daemon) and is_clean
    return 0 if is_clean else 1
