#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two messages of SCRAM per file, as either end gets them."""

import sys
from pathlib import Path

NONCE = 'rOprNGfwEbeRWgbNEkqO'
MESSAGES = {
    'client': f'n,,n=user,r={NONCE}\nc=biws,r={NONCE}{NONCE},p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=',
    'client-y': 'y,,n=a=2Cb=3D,r=abc\nc=eSws,r=abc,x=1,p=AAAA',
    'binding': 'p=tls-unique,,n=user,r=abc\n',
    'server': f'r={NONCE}abc,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096\nv=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=',
    'refused': f'r={NONCE}abc,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4097\ne=invalid-proof',
    'text': 'n,,n=Ⅸ\u00ad\u00a0é אב,r=x',
}

folder = Path(sys.argv[1])
folder.mkdir(exist_ok=True)
for name, text in MESSAGES.items():
    (folder / name).write_bytes(text.encode())
