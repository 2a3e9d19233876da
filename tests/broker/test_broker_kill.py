#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kills a durable broker at random moments under QoS 1 and QoS 2 load.

    test_broker_kill.py BROKER [--points N] [--seed N]

The clients keep their own Session State and their own ledger, over plain
sockets. After the last kill everything is drained, and then: what was
acknowledged has arrived, QoS 2 exactly once, both in order; the sessions were
there each time; what is retained is no older than what was acknowledged.
"""
import argparse
import os
import random
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time

WINDOW = 30


def packet(first, body):
    length, out = len(body), bytearray([first])
    while True:
        byte, length = length & 127, length >> 7
        out.append(byte | (128 if length else 0))
        if not length:
            return bytes(out) + body


def text(value):
    data = value.encode()
    return struct.pack('>H', len(data)) + data


class Failure(Exception):
    pass


class Client:
    """MQTT 3.1.1 on a socket that may break at any time."""

    def __init__(self, name, clean=False):
        self.name, self.clean = name, clean
        self.sock, self.had_session = None, False
        self.input = b''

    def connect(self, port):
        self.close()
        self.sock = socket.create_connection(('127.0.0.1', port))
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.input = b''
        self.write(packet(0x10, text('MQTT') + bytes([4, 2 if self.clean else 0]) +
                          struct.pack('>H', 0) + text(self.name)))

    def close(self):
        if self.sock:
            self.sock.close()
        self.sock = None

    def write(self, data):
        try:
            if self.sock:
                self.sock.sendall(data)
        except OSError:
            self.close()

    def read(self):
        """All whole packets that are there."""
        try:
            data = self.sock.recv(65536)
        except OSError:
            data = b''
        if not data:
            self.close()
            return
        self.input += data
        while True:
            length = shift = 0
            for end in range(1, 5):
                if end >= len(self.input):
                    return
                byte = self.input[end]
                length |= (byte & 127) << shift
                shift += 7
                if byte < 128:
                    break
            if len(self.input) < end + 1 + length:
                return
            first, body = self.input[0], self.input[end + 1:end + 1 + length]
            self.input = self.input[end + 1 + length:]
            self.handle(first, body)

    def handle(self, first, body):
        if first == 0x20:
            if body[1] != 0:
                raise Failure(f'{self.name}: refused with {body[1]}')
            if self.had_session and not self.clean and not body[0] & 1:
                raise Failure(f'{self.name}: an acknowledged session is gone')
            self.had_session = True
            self.connected(bool(body[0] & 1))
        else:
            self.take(first, body)


class Publisher(Client):
    def __init__(self):
        super().__init__('publisher')
        self.flying = {}  # id -> [qos, number, is_released], in order
        self.next_number = 1
        self.last_id = 0
        self.acknowledged = {1: set(), 2: set()}
        self.is_ready = False

    def connected(self, present):
        # In the order in which they were sent; PUBREL where PUBREC had come.
        for packet_id, (qos, number, is_released) in list(self.flying.items()):
            if is_released:
                self.write(packet(0x62, struct.pack('>H', packet_id)))
        for packet_id, (qos, number, is_released) in list(self.flying.items()):
            if not is_released:
                self.send(packet_id, qos, number, True)
        self.is_ready = True

    def close(self):
        self.is_ready = False
        super().close()

    def send(self, packet_id, qos, number, dup):
        # QoS 1 is retained, too.
        first = 0x30 | qos << 1 | (8 if dup else 0) | (qos == 1)
        self.write(packet(first, text(f'k/{qos}') + struct.pack('>H', packet_id) +
                          str(number).encode().ljust(40)))

    def fill(self):
        while self.is_ready and len(self.flying) < WINDOW:
            while True:
                self.last_id = self.last_id % 65535 + 1
                if self.last_id not in self.flying:
                    break
            qos = random.choice((1, 2))
            self.flying[self.last_id] = [qos, self.next_number, False]
            self.send(self.last_id, qos, self.next_number, False)
            self.next_number += 1

    def take(self, first, body):
        packet_id = struct.unpack('>H', body[:2])[0]
        entry = self.flying.get(packet_id)
        if first == 0x40 and entry:
            self.acknowledged[1].add(entry[1])
            del self.flying[packet_id]
        elif first == 0x50:
            if entry:
                self.acknowledged[2].add(entry[1])
                entry[2] = True
            self.write(packet(0x62, body[:2]))
        elif first == 0x70:
            self.flying.pop(packet_id, None)


class Subscriber(Client):
    def __init__(self):
        super().__init__('subscriber')
        self.received_ids = set()
        self.received = {1: [], 2: []}
        self.has_subscribed = False

    def connected(self, present):
        if not self.has_subscribed:
            self.write(packet(0x82, b'\0\1' + text('k/#') + b'\2'))

    def take(self, first, body):
        if first == 0x90:
            self.has_subscribed = True
        elif first >> 4 == 3:
            self.take_publish(first, body)
        elif first >> 4 == 6:
            self.received_ids.discard(body[:2])
            self.write(packet(0x70, body[:2]))

    def take_publish(self, first, body):
        qos = first >> 1 & 3
        length = struct.unpack('>H', body[:2])[0]
        packet_id, payload = body[2 + length:4 + length], body[4 + length:]
        if qos == 1:
            self.received[1].append(int(payload))
            self.write(packet(0x40, packet_id))
            return
        if packet_id not in self.received_ids:
            self.received_ids.add(packet_id)
            self.received[2].append(int(payload))
        self.write(packet(0x50, packet_id))


class Retained(Client):
    def __init__(self):
        super().__init__('reader', True)
        self.value = None

    def connected(self, present):
        self.write(packet(0x82, b'\0\1' + text('k/1') + b'\0'))

    def take(self, first, body):
        if first == 0x31:
            self.value = int(body[5:])


class Broker:
    def __init__(self, program, store):
        self.process = subprocess.Popen([program, '--store', store],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        line = self.process.stdout.readline()
        if not line:
            raise Failure('the broker does not open its store')
        self.port = int(line)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


def run(clients, until, seconds=60):
    end = time.monotonic() + seconds
    while not until():
        if time.monotonic() > end:
            return False
        for client in clients:
            if isinstance(client, Publisher):
                client.fill()
        open_sockets = {c.sock: c for c in clients if c.sock}
        if not open_sockets:
            return False
        for sock in select.select(list(open_sockets), [], [], 0.002)[0]:
            if open_sockets[sock].sock:
                open_sockets[sock].read()
    return True


def set_up(program, store, publisher, subscriber):
    """What the ledger begins with is acknowledged, too."""
    broker = Broker(program, store)
    publisher.connect(broker.port)
    subscriber.connect(broker.port)
    fill, publisher.fill = publisher.fill, lambda: None
    if not run([publisher, subscriber],
               lambda: publisher.is_ready and subscriber.has_subscribed):
        raise Failure('the broker does not answer')
    del publisher.fill
    broker.kill()


def check(publisher, subscriber, value):
    for qos in 1, 2:
        lost = publisher.acknowledged[qos] - set(subscriber.received[qos])
        if lost:
            raise Failure(f'QoS {qos}: {len(lost)} acknowledged messages are lost: {sorted(lost)[:9]}')
        seen, firsts = set(), []
        for number in subscriber.received[qos]:
            if number not in seen:
                firsts.append(number)
            elif qos == 2:
                raise Failure(f'QoS 2: {number} came twice')
            seen.add(number)
        if firsts != sorted(firsts):
            raise Failure(f'QoS {qos}: the order has changed')
    if publisher.acknowledged[1] and (value or 0) < max(publisher.acknowledged[1]):
        raise Failure(f'retained is {value}, acknowledged was {max(publisher.acknowledged[1])}')


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('broker')
    parser.add_argument('--points', type=int, default=200)
    parser.add_argument('--seed', type=int, default=None)
    arguments = parser.parse_args()
    seed = arguments.seed if arguments.seed is not None else random.randrange(1 << 30)
    random.seed(seed)
    folder = tempfile.mkdtemp(prefix='willow-kill-')
    store = os.path.join(folder, 'store')
    publisher, subscriber, reader = Publisher(), Subscriber(), Retained()
    try:
        set_up(arguments.broker, store, publisher, subscriber)
        for _ in range(arguments.points):
            broker = Broker(arguments.broker, store)
            end = time.monotonic() + random.uniform(0.002, 0.12)
            publisher.connect(broker.port)
            if random.random() < 0.8:  # else it is away
                subscriber.connect(broker.port)
            run([publisher, subscriber], lambda: time.monotonic() > end)
            broker.kill()
            # What the dead one has still sent may be read, or not.
            for client in publisher, subscriber:
                if client.sock and random.random() < 0.5:
                    client.read()
                client.close()
        broker = Broker(arguments.broker, store)
        publisher.fill = lambda: None
        publisher.connect(broker.port)
        subscriber.connect(broker.port)
        acknowledged = publisher.acknowledged
        drained = run([publisher, subscriber], lambda: publisher.is_ready and not publisher.flying
                      and all(acknowledged[q] <= set(subscriber.received[q]) for q in (1, 2))
                      and not subscriber.received_ids)
        reader.connect(broker.port)
        run([reader], lambda: reader.value is not None, 10)
        broker.kill()
        check(publisher, subscriber, reader.value)
        if not drained:
            raise Failure('it does not come to rest')
    except Failure as failure:
        print(f'not ok 1 - seed {seed}: {failure}\n1..1')
        return 1
    finally:
        shutil.rmtree(folder)
    print(f'# seed {seed}, {arguments.points} kills, acknowledged: QoS 1 {len(publisher.acknowledged[1])}, '
          f'QoS 2 {len(publisher.acknowledged[2])}; received: QoS 1 {len(subscriber.received[1])}, '
          f'QoS 2 {len(subscriber.received[2])}')
    print('ok 1 - nothing acknowledged is lost, QoS 2 came once, in order\n1..1')
    return 0


if __name__ == '__main__':
    sys.exit(main())
