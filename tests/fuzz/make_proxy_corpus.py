#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A letter, and what a proxy answers (H, h, S, s), a head (M) or the record of
a step of coming up (P)."""

import sys
from pathlib import Path

INPUTS = {
    'http-open': b'HHTTP/1.1 200 Connection established\r\n\r\n\x20\x02',
    'http-interim': b'HHTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 200 OK\n\n',
    'http-login': b'hHTTP/1.1 407 No\r\nProxy-Authenticate: Digest a="b"\r\n\r\n',
    'http-gateway': b'HHTTP/1.1 502 Bad Gateway\r\nServer: x\r\n\r\n<html>',
    'http-other': b'HSSH-2.0-x\r\n',
    'socks-open': bytes.fromhex('53 0500 05000001 7f000001 075b 2002'),
    'socks-name': bytes.fromhex('53 0500 05000003 03616263 075b'),
    'socks-ipv6': bytes.fromhex('53 0500 05000004' + '00' * 16 + '075b'),
    'socks-login': bytes.fromhex('73 0502 0100 05000001 00000000 0000'),
    'socks-refused': bytes.fromhex('73 0502 0101'),
    'socks-reply': bytes.fromhex('53 0500 05050001'),
    'mask': b'MGET / HTTP/1.1\r\nAuthorization: Basic YQ==\r\n'
            b'Cookie: a=b;\r\n c=d\r\n\r\n',
    'phase': b"P{'kind': <'tcp'>, 'outcome': <'done'>, 'subject': <'h:1'>, "
             b"'duration': <int64 15>, 'sent': <[byte 0x05, 0x01]>}",
    'phase-tls': b"P{'kind': <'tls'>, 'outcome': <'failed'>, 'subject': <'h'>, "
                 b"'tls': <{'version': <'TLSv1.3'>, 'verdicts': <[('ok', 0, '')]>, "
                 b"'authorities': <['CN=a']>, 'chain': <[('a', 'b', 'c', ['d'], "
                 b"int64 1, int64 2, 'RSA', uint32 2048, 'AA')]>}>}",
}

folder = Path(sys.argv[1])
folder.mkdir(exist_ok=True)
for name, data in INPUTS.items():
    (folder / name).write_bytes(data)
