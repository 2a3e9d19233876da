#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A letter, and what a person chooses as a certificate (C), what a server
(S) or a client sends; X, Q and P: the same with a pre-shared key (PSK)."""

import base64
import sys
from pathlib import Path

CERTIFICATE = '''\
MIIBmTCCAT+gAwIBAgIUMWamJbmdvuzS7H1Le4c8akOJPUEwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MB4XDTI2MTEyMDE0NDQ1NFoXDTM2MTExNzE0
NDQ1NFowFDESMBAGA1UEAwwJbG9jYWxob3N0MFkwEwYHKoZIzj0CAQYIKoZIzj0D
AQcDQgAEtl8nSzbVb5fpwKffQm1TT4uXbCAq4OocrsHuapQB9bLj1TpfCS51xNWu
2J8VXn4lf8ze5behVwAyYiu+FpjqZKNvMG0wHQYDVR0OBBYEFNZDBSrnbBHJmdVv
Eh+JStC43/n+MB8GA1UdIwQYMBaAFNZDBSrnbBHJmdVvEh+JStC43/n+MA8GA1Ud
EwEB/wQFMAMBAf8wGgYDVR0RBBMwEYIJbG9jYWxob3N0hwR/AAABMAoGCCqGSM49
BAMCA0gAMEUCIQDMC4o09nIzYUMuE841CzV6c5pZkuKbex/GsFeDShE+qgIgLJE1
LDPMy8Wt3iaoKfxf5bDoHwAzI7JzZeBzHh7yU1I=
'''


def pem(label, body=CERTIFICATE):
    return f'-----BEGIN {label}-----\n{body}-----END {label}-----\n'.encode()


def record(kind, body):
    return bytes([kind, 3, 3]) + len(body).to_bytes(2, 'big') + body


def hello(kind, suite):
    body = b'\x03\x03' + bytes(range(32)) + b'\x00' + suite
    return record(22, bytes([kind]) + len(body).to_bytes(3, 'big') + body)


INPUTS = {
    'pem': b'C' + pem('CERTIFICATE'),
    'pem-junk': b'CDear all,\r\n' + pem('CERTIFICATE').replace(b'\n', b'\r\n'),
    'pem-two': b'C' + pem('CERTIFICATE') * 2,
    'pem-key': b'C' + pem('PRIVATE KEY'),
    'pem-encrypted': b'C' + pem('ENCRYPTED PRIVATE KEY'),
    'pem-old': b'C' + pem('EC PRIVATE KEY', 'Proc-Type: 4,ENCRYPTED\n'
                          f'DEK-Info: AES-128-CBC,{"0" * 32}\n\n' + CERTIFICATE),
    'pem-other': b'C' + pem('CERTIFICATE REQUEST'),
    'der': b'C' + base64.b64decode(CERTIFICATE),
    'der-sequence': b'C\x30\x82\x01\x00\x02\x01\x03\x30\x80',
    'text': b'Chello',
    'server-hello': b'S' + hello(2, b'\x13\x01\x00\x00\x00'),
    'server-alert': b'S' + record(21, b'\x02\x28'),
    'server-http': b'SHTTP/1.1 400 Bad Request\r\n\r\n',
    'server-mqtt': b'S\x20\x02\x00\x00',
    'client-hello': b'K' + hello(1, b'\x00\x04\x13\x01\xc0\x2b\x01\x00\x00\x00'),
    'client-mqtt': b'K\x10\x0d\x00\x04MQTT\x04\x02\x00\x3c\x00\x01a',
    'key': b'X00 11:22 aabb',
    'key-odd': b'X001',
    'key-client-hello': b'P' + hello(1, b'\x00\x04\x00\xae\xd0\x01\x01\x00\x00\x00'),
    'key-server-hello': b'Q' + hello(2, b'\x00\xae\x00\x00\x00') + record(22, b'\x0e\x00\x00\x00'),
}

folder = Path(sys.argv[1])
folder.mkdir(exist_ok=True)
for name, data in INPUTS.items():
    (folder / name).write_bytes(data)
