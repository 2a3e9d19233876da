#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Instructions per operation of a benchmark's cases, by callgrind: unlike time
they are the same on a busy machine. Each case runs twice, with different
counts; the difference leaves out what starting and ending cost.

count_instructions.py PROGRAM [PART OF A NAME]"""

import re
import shutil
import subprocess
import sys

FEW, MANY = 1000, 11000


def count(program, name, times):
    said = subprocess.run(
        ['valgrind', '--tool=callgrind', '--callgrind-out-file=/dev/null',
         program, name, str(times)], capture_output=True, text=True, check=True)
    return int(re.search(r'Collected : (\d+)', said.stderr).group(1))


def main(program, part=''):
    if not shutil.which('valgrind'):
        print('valgrind is not installed')
        return 77
    listed = subprocess.run([program, '--list'], capture_output=True, text=True, check=True)
    for name in listed.stdout.splitlines():
        if part in name:
            per_one = (count(program, name, MANY) - count(program, name, FEW)) / (MANY - FEW)
            print(f'{name:60} {per_one:8.1f} instructions', flush=True)
    return 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:3]))
