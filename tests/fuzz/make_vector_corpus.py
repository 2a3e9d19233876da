# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the vectors of tests/mqtt/vectors as inputs: one byte for version and
sender (fuzz-decode) or size of chunks (fuzz-framing), then the packet; for
framing several packets behind each other; for topics the filters and topics
that stand in the text below.

usage: make_vector_corpus.py decode|framing|topic FOLDER VECTORS..."""

import re
import sys
from pathlib import Path

VERSIONS = {'?': 0, '3': 1, '4': 2, '5': 3}
FROM_SERVER = 4
TOKEN = re.compile(r"\s+|'([^']*)'|\"([^\"]*)\"|([()])|([0-9a-fA-F]{2})")

TOPICS = '''sport/# sport
sport/+/x sport/tennis/x
+/+ /finance
# $SYS/x
$SYS/# $SYS/broker/load
$share/g/a/+ a/b
$share//a a
a/#/b a
a+ ab
/ /
//# /
\u4e2d/+ \u4e2d/\u6587'''


def length(number):
    out = bytearray()
    while True:
        number, digit = divmod(number, 128)
        out.append(digit | (128 if number else 0))
        if not number:
            return bytes(out)


def packet(text):
    stack = [bytearray()]
    for plain, string, bracket, digits in (m.groups() for m in TOKEN.finditer(text)):
        if plain is not None:
            stack[-1] += plain.encode()
        elif string is not None:
            stack[-1] += len(string.encode()).to_bytes(2, 'big') + string.encode()
        elif bracket == '(':
            stack.append(bytearray())
        elif bracket == ')':
            inside = stack.pop()
            stack[-1] += length(len(inside)) + inside
        elif digits:
            stack[-1] += bytes.fromhex(digits)
    return bytes(stack[0])


def vectors(paths):
    for path in paths:
        for number, line in enumerate(Path(path).read_text().splitlines(), 1):
            if line and not line.startswith('#'):
                who, _, data, _ = line.split(' | ', 3)
                yield f'{Path(path).stem}-{number}', who, packet(data)


def decode_inputs(paths):
    for name, who, data in vectors(paths):
        server = FROM_SERVER if 'S' in who else 0
        yield name, bytes([VERSIONS[who[0]] | server]) + data


def framing_inputs(paths):
    packets = [data for _, _, data in vectors(paths)]
    for at in range(0, len(packets), 12):
        yield f'stream-{at}', bytes([at % 32]) + b''.join(packets[at:at + 12])


def topic_inputs(_):
    for number, line in enumerate(TOPICS.splitlines(), 1):
        yield f'topic-{number}', line.replace(' ', '\n', 1).encode()


def main(kind, folder, *paths):
    Path(folder).mkdir(exist_ok=True)
    make = {'decode': decode_inputs, 'framing': framing_inputs, 'topic': topic_inputs}[kind]
    for name, data in make(paths):
        Path(folder, name).write_bytes(data)
    Path(folder).touch()


if __name__ == '__main__':
    main(*sys.argv[1:])
