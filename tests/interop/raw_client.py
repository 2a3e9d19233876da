# SPDX-License-Identifier: GPL-3.0-or-later
"""A client that is one socket, byte by byte; packets are written down here."""

import socket
import struct

TIMEOUT = 30
PINGREQ, PINGRESP = b'\xc0\0', (0xd0, b'')
V311, V5 = 4, 5


def text(value):
    value = value.encode() if isinstance(value, str) else value
    return struct.pack('!H', len(value)) + value


def packet(first, body):
    assert len(body) < 128
    return bytes([first, len(body)]) + body


class Raw:
    """A socket that speaks MQTT byte by byte."""

    def __init__(self, port, version=V311, client='dev-1', clean=True,
                 keep_alive=60, connect=True, flags=0, will=b'', answer=True):
        self.version = version
        self.socket = socket.create_connection(('127.0.0.1', port), TIMEOUT)
        self.stream = self.socket.makefile('rb')
        self.none = b'\0' if version == V5 else b''
        if connect:
            self.send(packet(0x10, text('MQTT') + bytes(
                [version, (2 if clean else 0) | flags]) + struct.pack(
                    '!H', keep_alive) + self.none + text(client) + will))
        if connect and answer:
            self.connack = self.expect_type(0x20)

    def send(self, data):
        self.socket.sendall(data)

    def packet(self):
        first = self.stream.read(1)
        if not first:
            return None
        length = self.stream.read(1)
        assert length and length[0] < 128, length
        return first[0], self.stream.read(length[0])

    def expect(self, *packets):
        for wanted in packets:
            got = self.packet()
            assert got == wanted, (got, wanted)

    def expect_type(self, first):
        got = self.packet()
        assert got and got[0] == first, got
        return got[1]

    def expect_end(self):
        assert self.stream.read(1) == b''

    def expect_reset(self):
        try:
            got = self.stream.read(1)
            raise AssertionError(('no reset', got))
        except ConnectionResetError:
            pass

    def subscribe(self, topic, qos=0, number=1):
        self.send(packet(0x82, struct.pack('!H', number) + self.none +
                         text(topic) + bytes([qos])))
        return self.expect_type(0x90)

    def publish(self, topic, payload=b'x', qos=0, number=0, flags=0):
        self.send(packet(0x30 | qos << 1 | flags, text(topic) + (
            struct.pack('!H', number) if qos else b'') + self.none + payload))

    def properties(self):
        """Of CONNACK: identifier -> value, one to four bytes or a string."""
        data, found = self.connack[3:], {}
        sizes = {0x11: 4, 0x13: 2, 0x21: 2, 0x22: 2, 0x24: 1, 0x25: 1,
                 0x27: 4, 0x28: 1, 0x29: 1, 0x2a: 1}
        while data:
            number, data = data[0], data[1:]
            size = sizes.get(number)
            if size is None:
                size = 2 + struct.unpack('!H', data[:2])[0]
                found[number] = data[2:size].decode()
            else:
                found[number] = int.from_bytes(data[:size], 'big')
            data = data[size:]
        return found

    def alive(self):
        self.send(PINGREQ)
        self.expect(PINGRESP)
