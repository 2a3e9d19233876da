# SPDX-License-Identifier: GPL-3.0-or-later
"""Corpus of fuzz-fault: make_fault_corpus.py FOLDER"""

import pathlib
import sys

FAULTS = """refuse code=5 client=dev-1 times=3
refuse code=0x9d server=other:1883
connack-delay time=0
no-connack next
half-connack bytes=1
keep-alive seconds=7
ignore-keep-alive
assign-client-id id="a \\"b\\\\"
max-qos qos=1
no-retain
receive-maximum value=1
max-packet-size bytes=10
session-present
refuse-subscription topic=a/#
drop packet=any skip=1
wrong-packet-id packet=SUBSCRIBE direction=both
duplicate packet=PUBLISH
answer-publish code=0x80
redeliver direction=both
delay time=1ms packet=PUBLISH
reorder packet=PINGREQ
corrupt byte=2 packet=PUBLISH probability=0.5
disconnect packet=PINGREQ
close packet=SUBSCRIBE
reset time=1ms
stall packet=PINGREQ direction=both
throttle bytes=10
bad-length direction=to-server
unknown-packet"""

STREAMS = (
    b'\x10\x11\0\4MQTT\4\2\0\x3c\0\5dev-1\x82\6\0\1\0\1a\1'
    b'\x34\6\0\1t\0\7x\x62\2\0\7\xc0\0\xe0\0',
    b'\x10\x12\0\4MQTT\5\2\0\x3c\0\0\5dev-1\x82\7\0\1\0\0\1a\2'
    b'\x32\x0a\0\1t\0\7\3\x23\0\1x\x30\7\0\0\3\x23\0\1y\xc0\0',
    b'\x20\3\0\0\0\x40\2\0\7\x32\7\0\1t\0\1\0x\xd0\0\x50\2\0\2',
    b'\x30\xff\xff\xff\xff\x7f', b'GET / HTTP/1.1\r\n\r\n')


def main(folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for i, fault in enumerate([FAULTS, *FAULTS.split('\n')]):
        (folder / f'text-{i}').write_bytes(fault.encode())
        for j, stream in enumerate(STREAMS):
            (folder / f'stream-{i}-{j}').write_bytes(
                fault.encode() + b'\0' + stream)


if __name__ == '__main__':
    main(sys.argv[1])
