# SPDX-License-Identifier: GPL-3.0-or-later
"""The bundled broker as a child process, and a small TAP runner."""

import subprocess
import sys
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


def skip(why):
    print(f'1..0 # SKIP {why}')
    sys.exit(SKIPPED)


def run(program, tests):
    """Runs (name, function, arguments …) each with a broker of its own."""
    failed = 0
    print(f'1..{len(tests)}', flush=True)
    for number, (name, function, *arguments) in enumerate(tests, 1):
        broker = Broker(program)
        try:
            function(broker.port, *arguments)
            broker.stop()
            print(f'ok {number} {name}', flush=True)
        except Exception:  # pylint: disable=broad-except
            failed += 1
            for line in traceback.format_exc().splitlines():
                print('#', line)
            print(f'not ok {number} {name}', flush=True)
            broker.process.kill()
            broker.process.wait()
    return 1 if failed else 0
