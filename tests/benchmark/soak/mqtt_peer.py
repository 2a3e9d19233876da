# SPDX-License-Identifier: GPL-3.0-or-later
"""A small MQTT 3.1.1 and 5.0 client on asyncio, over TCP, TLS or WebSocket,
with every message counted."""

import asyncio
import base64
import os
import ssl
import struct

WINDOW = 20  # messages of QoS 1 and 2 on their way
PATIENCE = 120  # seconds; a busy machine is no error


def length_of(value):
    encoded = bytearray()
    while True:
        value, digit = divmod(value, 128)
        encoded.append(digit | (0x80 if value else 0))
        if not value:
            return bytes(encoded)


def text(value):
    data = value.encode()
    return struct.pack('>H', len(data)) + data


def packet(first_byte, body=b''):
    return bytes([first_byte]) + length_of(len(body)) + body


class Stream:
    """Bytes over TCP or TLS."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer

    @classmethod
    async def open(cls, url):
        scheme, rest = url.split('://')
        host, port = rest.split('/')[0].rsplit(':', 1)
        context = None
        if scheme in ('mqtts', 'wss'):
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        stream = cls(*await asyncio.open_connection(host, int(port), ssl=context))
        if scheme in ('ws', 'wss'):
            return await WebSocket.upgrade(stream, rest)
        return stream

    async def read(self, count):
        return await self.reader.readexactly(count)

    def write(self, data):
        self.writer.write(data)

    def drop(self):
        self.writer.transport.abort()


class WebSocket(Stream):
    """The same in binary frames."""

    def __init__(self, reader, writer):
        super().__init__(reader, writer)
        self.buffer = bytearray()

    @classmethod
    async def upgrade(cls, stream, rest):
        key = base64.b64encode(os.urandom(16)).decode()
        host, path = rest.split('/', 1)
        stream.write((f'GET /{path} HTTP/1.1\r\nHost: {host}\r\n'
                      'Upgrade: websocket\r\nConnection: Upgrade\r\n'
                      f'Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n'
                      'Sec-WebSocket-Protocol: mqtt\r\n\r\n').encode())
        head = await stream.reader.readuntil(b'\r\n\r\n')
        if b' 101 ' not in head.split(b'\r\n')[0]:
            raise ConnectionError(head.decode())
        return cls(stream.reader, stream.writer)

    async def read(self, count):
        while len(self.buffer) < count:
            first, second = await self.reader.readexactly(2)
            size = second & 0x7f
            if size >= 126:
                size = int.from_bytes(
                    await self.reader.readexactly(2 if size == 126 else 8), 'big')
            data = await self.reader.readexactly(size)
            if first & 0x0f == 8:
                raise asyncio.IncompleteReadError(b'', count)
            if first & 0x0f in (0, 2):
                self.buffer += data
        data = bytes(self.buffer[:count])
        del self.buffer[:count]
        return data

    def write(self, data):
        size = (bytes([0x80 | len(data)]) if len(data) < 126
                else b'\xfe' + struct.pack('>H', len(data)))
        self.writer.write(b'\x82' + size + b'\0\0\0\0' + data)  # mask of zeros


class Client:
    """What it receives goes to @on_message (topic, payload, qos, retain)."""

    def __init__(self, url, version, client_id, on_message=None):
        self.url, self.version, self.client_id = url, version, client_id
        self.on_message = on_message
        self.stream = self.task = None
        self.last_id = 0
        self.answers = {}  # what is waited for, by (first byte, Packet Identifier)
        self.received = set()  # QoS 2, until PUBREL
        self.window = asyncio.Semaphore(WINDOW)

    def properties(self, data=b''):
        return length_of(len(data)) + data if self.version == 5 else b''

    async def connect(self, clean=True, will=None, expiry=0):
        """Returns Session Present."""
        self.stream = await Stream.open(self.url)
        flags = (2 if clean else 0) | (0x0c if will else 0)
        body = (text('MQTT') + bytes([self.version, flags, 0, 0])
                + self.properties(b'\x11' + struct.pack('>I', expiry))
                + text(self.client_id))
        if will:
            body += self.properties() + text(will[0]) + text(will[1])
        self.stream.write(packet(0x10, body))
        first_byte, connack = await asyncio.wait_for(self.read_packet(), PATIENCE)
        if first_byte != 0x20 or connack[1] != 0:
            raise ConnectionError(f'{first_byte:02x} {connack.hex()}')
        self.task = asyncio.create_task(self.run())
        return bool(connack[0])

    async def read_packet(self):
        first_byte = (await self.stream.read(1))[0]
        size = shift = 0
        while True:
            digit = (await self.stream.read(1))[0]
            size |= (digit & 0x7f) << shift
            shift += 7
            if digit < 0x80:
                return first_byte, await self.stream.read(size)

    async def run(self):
        try:
            while True:
                self.handle(*await self.read_packet())
        except (asyncio.IncompleteReadError, ConnectionError, ssl.SSLError):
            return

    def handle(self, first_byte, body):
        kind = first_byte & 0xf0
        if kind == 0x30:
            self.take(first_byte, body)
            return
        if kind in (0xd0, 0xe0):
            return
        identifier = body[:2]
        if kind == 0x50:
            self.stream.write(packet(0x62, identifier))
        elif kind == 0x60:
            self.received.discard(identifier)
            self.stream.write(packet(0x70, identifier))
        else:
            self.answers.pop((kind, identifier)).set_result(body)

    def take(self, first_byte, body):
        qos = first_byte >> 1 & 3
        at = 2 + int.from_bytes(body[:2], 'big')
        topic, identifier = body[2:at].decode(), body[at:at + 2]
        at += 2 if qos else 0
        if self.version == 5:
            at += 1 + body[at]
        if qos == 1:
            self.stream.write(packet(0x40, identifier))
        elif qos == 2:
            self.stream.write(packet(0x50, identifier))
            if identifier in self.received:
                return
            self.received.add(identifier)
        self.on_message(topic, body[at:].decode(), qos, first_byte & 1)

    def ask(self, kind):
        """A new Packet Identifier, and the future of its answer."""
        self.last_id = self.last_id % 65535 + 1
        identifier = struct.pack('>H', self.last_id)
        future = asyncio.get_running_loop().create_future()
        self.answers[kind, identifier] = future
        return identifier, future

    async def subscribe(self, topic_filter, qos):
        identifier, future = self.ask(0x90)
        self.stream.write(packet(0x82, identifier + self.properties()
                                 + text(topic_filter) + bytes([qos])))
        answer = await asyncio.wait_for(future, PATIENCE)
        assert answer[-1] == qos, answer

    async def publish(self, topic, payload, qos, retain=False):
        """Returns when the window allows the next one."""
        body, future = text(topic), None
        if qos:
            await asyncio.wait_for(self.window.acquire(), PATIENCE)
            identifier, future = self.ask(0x40 if qos == 1 else 0x70)
            future.add_done_callback(lambda _: self.window.release())
            body += identifier
        self.stream.write(packet(0x30 | qos << 1 | retain,
                                 body + self.properties() + payload.encode()))
        await self.stream.writer.drain()
        return future

    async def finish(self):
        """Everything is acknowledged, then DISCONNECT."""
        waiting = list(self.answers.values())
        if waiting:
            await asyncio.wait_for(asyncio.gather(*waiting), PATIENCE)
        self.stream.write(packet(0xe0))
        await asyncio.wait_for(self.task, PATIENCE)
        self.stream.drop()

    async def drop(self):
        self.stream.drop()
        await asyncio.wait_for(self.task, PATIENCE)
