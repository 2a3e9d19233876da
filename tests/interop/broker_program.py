# SPDX-License-Identifier: GPL-3.0-or-later
"""The bundled broker, or mosquitto, as a child process, and a small TAP
runner. A tap may stand in front that judges both sides of what goes through."""

import socket
import subprocess
import sys
import tempfile
import time
import traceback

SKIPPED = 77


class Broker:
    """Ends with its standard input, and so with this program."""

    def __init__(self, program):
        self.process = subprocess.Popen(
            [program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.port = int(self.process.stdout.readline())

    def stop(self):
        self.process.stdin.close()
        if self.process.wait(30) != 0:
            raise AssertionError('the broker ended with an error')
        self.process.stdout.close()

    def kill(self):
        self.process.kill()
        self.process.wait()


class Mosquitto:
    """Debian's broker on a free port."""

    def __init__(self, program, more=''):
        with socket.create_server(('127.0.0.1', 0)) as free:
            self.port = free.getsockname()[1]
        self.config = tempfile.NamedTemporaryFile('w', suffix='.conf')
        self.config.write(f'listener {self.port} 127.0.0.1\n'
                          'allow_anonymous true\nmax_queued_messages 0\n'
                          + more)
        self.config.flush()
        self.process = subprocess.Popen(
            [program, '-c', self.config.name], stderr=subprocess.DEVNULL)
        while self.process.poll() is None:
            try:
                socket.create_connection(('127.0.0.1', self.port)).close()
                return
            except ConnectionRefusedError:
                time.sleep(0.01)
        raise AssertionError('mosquitto ended before it listened')

    def stop(self):
        self.process.terminate()
        self.process.wait(30)
        self.config.close()

    def kill(self):
        self.process.kill()
        self.process.wait()


class Tap:
    """findings-tap in front of a broker: judges what goes through."""

    def __init__(self, program, broker):
        self.broker = broker
        self.process = subprocess.Popen(
            [program, str(broker.port)], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def findings(self):
        """Lines, when all is over."""
        self.broker.stop()
        return self.process.communicate(timeout=30)[0].splitlines()

    def stop(self):
        """Nothing may have broken a rule, or look as if it had."""
        findings = self.findings()
        for line in sorted(set(findings)):
            print('#', line, flush=True)
        if any(not line.startswith('hint') for line in findings):
            raise AssertionError('somebody broke a rule')

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.broker.kill()


def start(program, tap=None):
    """The broker PROGRAM, behind a tap if there is one."""
    kind = Mosquitto if program.endswith('mosquitto') else Broker
    broker = kind(program)
    return Tap(tap, broker) if tap else broker


def skip(why):
    print(f'1..0 # SKIP {why}')
    sys.exit(SKIPPED)


def run(arguments, tests):
    """Runs (name, function, arguments …) each with a broker of its own.
    The command line: PROGRAM [TAP [NAME …]], without the tests NAME."""
    program, tap, *without = [*arguments, None][:max(2, len(arguments))]
    tests = [test for test in tests if test[0] not in without]
    failed = 0
    print(f'1..{len(tests)}', flush=True)
    for number, (name, function, *values) in enumerate(tests, 1):
        broker = start(program, tap)
        try:
            function(broker.port, *values)
            broker.stop()
            print(f'ok {number} {name}', flush=True)
        except Exception:  # pylint: disable=broad-except
            failed += 1
            for line in traceback.format_exc().splitlines():
                print('#', line)
            print(f'not ok {number} {name}', flush=True)
            broker.kill()
    return 1 if failed else 0
