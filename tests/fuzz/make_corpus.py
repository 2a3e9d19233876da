# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the packets of describe-vectors.txt as inputs of fuzz-describe: one
byte for version and sender, then the packet."""

import re
import sys
from pathlib import Path

VERSIONS = {'?': 0, '3.1': 1, '3.1.1': 2, '5.0': 3}
FROM_SERVER = 4
BYTES = re.compile(r"'([^']*)'|([0-9a-fA-F]{2})")


def packet(lines):
    text = ' '.join(line[2:] for line in lines if line.startswith('< '))
    return b''.join(found[1].encode() if found[1] is not None else bytes.fromhex(found[2])
                    for found in BYTES.finditer(text))


def main(source, folder):
    entries = re.split(r'^== ', Path(source).read_text(encoding='utf-8'), flags=re.M)[1:]
    Path(folder).mkdir(exist_ok=True)
    for entry in entries:
        name, head, *rest = entry.splitlines()
        version, sender = head[2:].split()
        first = VERSIONS[version] | (FROM_SERVER if sender == 'server' else 0)
        Path(folder, name.replace('/', '-')).write_bytes(bytes([first]) + packet(rest))
    Path(folder).touch()


if __name__ == '__main__':
    main(*sys.argv[1:])
