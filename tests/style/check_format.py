# SPDX-License-Identifier: GPL-3.0-or-later
"""The formatter, clang-format 14: other releases format otherwise."""

import re
import shutil
import subprocess

WANTED = '14'


def formatter():
    for name in (f'clang-format-{WANTED}', 'clang-format'):
        program = shutil.which(name)
        if program:
            said = subprocess.run([program, '--version'], capture_output=True, text=True,
                                  check=True).stdout
            if re.search(rf'version {WANTED}\.', said):
                return program
    return None


def check_format(tree, report):
    program = formatter()
    if not program:
        report.skip_reason = f'clang-format {WANTED} is not installed'
        return
    files = [str(p) for p in tree.files('.c', '.h', under=['src', 'tests'])]
    for at in range(0, len(files), 100):
        ran = subprocess.run([program, '--dry-run', '-Werror', *files[at:at + 100]],
                             cwd=tree.root, capture_output=True, text=True, check=False)
        if ran.returncode == 0:
            continue
        bad = re.findall(r'^(\S+?):(\d+):\d+: error', ran.stderr, re.M)
        first = dict(reversed([(path, line) for path, line in bad]))
        for path, line in sorted(first.items()):
            report.problem(path, line, f'not formatted: {program} -i {path}')
        if not first:
            report.problem(files[at], 1, ran.stderr.strip()[:400])
