# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes scripts for fuzz-conversation: always the same ones. Most move bytes
from one end to the other, so that the conversation gets somewhere; a few do
something to them."""

import random
import sys
from pathlib import Path

CONNECT = bytes([60, 1])  # Keep Alive, no Clean Start
MOVE = 5 << 1             # ... then how many bytes to write and to deliver


def step(dice):
    end = dice.randrange(2)
    kind = dice.choices(['move', 'publish', 'act', 'flip', 'insert', 'wait', 'cut'],
                        [60, 15, 8, 2, 2, 4, 2])[0]
    if kind == 'move':
        return bytes([MOVE | end, 255, 255])
    if kind == 'publish':
        text = bytes(dice.randrange(32, 127) for _ in range(dice.randrange(9)))
        return bytes([end, 5, dice.randrange(3), dice.randrange(16), len(text)]) + text
    if kind == 'act':
        return bytes([end, dice.randrange(5), 0])
    if kind == 'flip':
        return bytes([1 << 1 | end, dice.randrange(256), 1 << dice.randrange(8)])
    if kind == 'insert':
        return bytes([2 << 1 | end, 4, 0x40, 2, 0, dice.randrange(4)])
    if kind == 'wait':
        return bytes([3 << 1 | end, dice.randrange(100)])
    return bytes([4 << 1, 0]) + CONNECT


def main(folder):
    Path(folder).mkdir(exist_ok=True)
    for number in range(48):
        dice = random.Random(number)
        flags = number % 3 | dice.choice([0, 0x10]) | dice.choice([0, 0, 0, 0x20])
        script = bytes([flags]) + CONNECT
        script += bytes([MOVE, 255, 255, MOVE | 1, 255, 255])
        script += b''.join(step(dice) for _ in range(dice.randrange(10, 80)))
        Path(folder, f'script-{number:02}').write_bytes(script)
    Path(folder).touch()


if __name__ == '__main__':
    main(*sys.argv[1:])
