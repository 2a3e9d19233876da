# SPDX-License-Identifier: GPL-3.0-or-later
"""Corpus of fuzz-filter: make_filter_corpus.py FOLDER"""

import pathlib
import sys

FILTERS = r"""kiln "a \"text\"" /h.l+o\/x/ hex:0a0b
topic = plant/+/temp or topic != $SYS/#
topic ~ ^a/[0-9]+$ payload : hex:ff
not (type = puback code >= 0x80) !retained
direction = to-client qos < 2 dup = no
size > 1.5k length <= 2MiB id = 258 connection != 7
time > 14:05:30.250 time < 2026-11-20T14:05:31+01:00
$.t >= 21.5 and $..b = -4 or $.a[*].name ~ /x$/ $['on'] = true
((((!!!a))))
topic =
(a
$.[""".split('\n')

PACKETS = (
    b'\x30\x0e\0\4temp{"t":21.5}',
    b'\x3b\x0d\0\5a/B/c\1\2\0hex',
    b'\x40\x03\1\2\x87', b'\x90\x04\0\5\0\x80', b'\x30\7\0\0\3\x23\0\3z',
    b'\x30\x13\0\1a[{"b":-4},{"b":[]}]', b'\xc0\0', b'\x30\xff\xff')


def main(folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for i, text in enumerate(FILTERS):
        for j, packet in enumerate(PACKETS):
            (folder / f'{i}-{j}').write_bytes(text.encode() + b'\0' + packet)


if __name__ == '__main__':
    main(sys.argv[1])
