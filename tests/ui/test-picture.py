#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-picture.py PROGRAM: the demonstration draws itself, warns of nothing and
leaves nothing behind; what cannot be done is said and is an error."""

import os
import struct
import subprocess
import sys
import tempfile
from pathlib import Path


def run(program, *words, **more):
    return subprocess.run([program, *words], capture_output=True, text=True, timeout=60,
                          check=False, **more)


def check_picture(program, folder):
    picture = folder / 'topics.png'
    scratch = folder / 'scratch'
    home = folder / 'home'
    scratch.mkdir()
    home.mkdir()
    ran = run(program, '--demo', '--page', 'topics', '--size', '800x600', '--screenshot',
              str(picture), env={**os.environ, 'TMPDIR': str(scratch),
                                 'XDG_CONFIG_HOME': str(home)})
    assert ran.returncode == 0, ran.stderr
    assert 'CRITICAL' not in ran.stderr and 'WARNING' not in ran.stderr, ran.stderr
    head = picture.read_bytes()[:24]
    assert head[:8] == b'\x89PNG\r\n\x1a\n'
    assert struct.unpack('>II', head[16:24]) == (800, 600)
    left = [str(p) for p in scratch.rglob('*')]
    assert not left, left
    assert not (home / 'willow').exists(), 'the demonstration was stored'
    print('ok picture')


def check_refused(program, folder):
    for words in (['--page', 'nonsense'], ['--size', '12'], ['--color-scheme', 'pink']):
        ran = run(program, *words)
        assert ran.returncode == 1 and words[1] in ran.stderr, (words, ran)
    ran = run(program, '--screenshot', str(folder / 'no such folder' / 'a.png'))
    assert ran.returncode == 1 and 'a.png' in ran.stderr, ran
    print('ok refused')


def main(program):
    if not os.environ.get('DISPLAY') and not os.environ.get('WAYLAND_DISPLAY'):
        print('skipped: there is no display')
        return 77
    with tempfile.TemporaryDirectory(prefix='willow-ui-') as folder:
        check_picture(program, Path(folder))
        check_refused(program, Path(folder))
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
