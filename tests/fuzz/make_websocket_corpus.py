#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A letter, and an answer to an upgrade (A), a request (R), frames of a client
(S: to a server) or of a server (C)."""

import sys
from pathlib import Path

KEY = 'dGhlIHNhbXBsZSBub25jZQ=='
OPEN = ('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n'
        'Connection: Upgrade\r\n'
        'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n'
        'Sec-WebSocket-Protocol: mqtt\r\n')
ASK = ('GET /mqtt HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n'
       f'Connection: Upgrade\r\nSec-WebSocket-Key: {KEY}\r\n'
       'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: mqtt\r\n')


def frame(first, payload, masked):
    head = bytes([first])
    flag = 0x80 if masked else 0
    if len(payload) < 126:
        head += bytes([flag | len(payload)])
    else:
        head += bytes([flag | 126]) + len(payload).to_bytes(2, 'big')
    mask = bytes([1, 2, 3, 4])
    if not masked:
        return head + payload
    return head + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(payload))


def texts():
    for more in ('', 'Sec-WebSocket-Extensions: permessage-deflate\r\n',
                 'Sec-WebSocket-Extensions: permessage-deflate; '
                 'server_max_window_bits=10; client_no_context_takeover\r\n',
                 'Sec-WebSocket-Extensions: x-noise\r\n'):
        yield 'A', (OPEN + more + '\r\n').encode() + b'\x82\x02hi'
    yield 'A', b'HTTP/1.1 302 Found\r\nLocation: /login\r\n\r\n'
    yield 'A', b'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic\r\n\r\nno'
    yield 'A', b'HTTP/1.0 400 Bad\n\nThe plain HTTP request was sent to HTTPS port'
    yield 'A', b'\x20\x02\x00\x00'
    yield 'A', b'\x15\x03\x03\x00\x02\x02\x46'
    yield 'A', b'SSH-2.0-x\r\n'
    for more in ('', 'Origin: https://trees.example\r\n', 'Origin: null\r\n'):
        yield 'R', (ASK + more + '\r\n').encode()
    yield 'R', b'GET / HTTP/1.1\r\nHost: x\r\n\r\n'
    yield 'R', b'HEAD /x?y HTTP/1.0\n\n'


def frames():
    for letter, masked in (('S', True), ('C', False)):
        whole = frame(0x82, b'\x10\x02ab', masked)
        yield letter, whole + whole
        yield letter, (frame(0x02, b'a', masked) + frame(0x89, b'?', masked) +
                       frame(0x00, b'', masked) + frame(0x80, b'b', masked))
        yield letter, whole + frame(0x88, b'\x03\xe8bye', masked)
        yield letter, frame(0x88, b'\x03\xf0', masked) + whole
        for first in (0x81, 0x09, 0x80, 0x83, 0xc2, 0x8b):
            yield letter, whole + frame(first, b'x', masked)
        yield letter, frame(0x82, b'x' * 4000, masked)
        yield letter, frame(0x02, b'x' * 4000, masked) + frame(0x80, b'x' * 97, masked)
        yield letter, frame(0x8a, b'x' * 126, masked)
        yield letter, frame(0x82, b'x', not masked)


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for number, (letter, content) in enumerate([*texts(), *frames()]):
        (folder / f'{letter}{number:03}').write_bytes(letter.encode() + content)


if __name__ == '__main__':
    main()
