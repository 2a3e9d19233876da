#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of users and of rules."""

import base64
import sys
from pathlib import Path

SALT = base64.b64encode(b'a' * 12).decode()
HASH = base64.b64encode(b'b' * 64).decode()
KEY = base64.b64encode(b'c' * 32).decode()
FILES = {
    'users': f'# users\na:$6${SALT}${HASH}\nb:$7$101${SALT}${HASH}\n'
             f'c:$scrypt$ln=15,r=8,p=1${SALT}${KEY}\nd:SCRAM-SHA-256$4096:{SALT}${KEY}:{KEY}\n',
    'broken-users': f'a\n:x\na:secret\nb:$7$0${SALT}${HASH}\nc:$7$1${SALT}$!\nb:$6$$\n',
    'rules': 'topic read a\npattern readwrite %u/%c/#\nuser b c\ntopic deny a/+\ntopic subscribe #\ntopic a\n',
    'broken-rules': 'topic\nuser\ntopic maybe a\ntopic read a/#/b\nbridge\npattern write %\n',
    'spaces': '  topic   read   a b  c \r\n\tuser x\n user \n',
}

folder = Path(sys.argv[1])
folder.mkdir(exist_ok=True)
for name, text in FILES.items():
    (folder / name).write_bytes(text.encode())
