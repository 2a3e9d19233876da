# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the conversations of tests/mqtt/findings as inputs of fuzz-findings.

usage: make_findings_corpus.py FOLDER SCRIPTS..."""

import re
import sys
from pathlib import Path

from make_vector_corpus import packet

ENDS = {'open': 0, 'client': 1, 'server': 2, 'lost': 3}


def conversations(text):
    names, lines = {}, None
    for line in text.splitlines():
        line = re.sub(r'\$(\w+)', lambda m: names.get(m[1], m[0]), line)
        if line.startswith('let '):
            _, name, value = line.split(' ', 2)
            names[name] = value
        elif line.startswith('== '):
            if lines:
                yield lines
            lines = []
        elif lines is not None:
            lines.append(line)
    if lines:
        yield lines


def encode(lines):
    head, wait, out = 0, 0, bytearray()
    for line in lines:
        word, _, rest = line.partition(' ')
        if line == 'at server':
            head |= 1
        elif word == 'wait':
            wait = min(int(rest), 127)
        elif word == 'end':
            head |= ENDS[rest] << 1 | min(wait, 31) << 3
        elif word in ('>', '<'):
            data = packet(rest)
            out += bytes([wait << 1 | (word == '<')])
            out += len(data).to_bytes(2, 'big') + data
            wait = 0
    return bytes([head]) + out


def main(folder, *scripts):
    Path(folder).mkdir(exist_ok=True)
    for script in scripts:
        text = Path(script).read_text()
        for number, lines in enumerate(conversations(text)):
            name = f'{Path(script).stem}-{number:03}'
            Path(folder, name).write_bytes(encode(lines))
    Path(folder).touch()


if __name__ == '__main__':
    main(*sys.argv[1:])
