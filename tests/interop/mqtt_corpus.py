# SPDX-License-Identifier: GPL-3.0-or-later
"""Right MQTT packets of every type with random content, and the capture file
that holds them. Written from the specifications, without Willow's code."""

import random
import struct

CLIENT, SERVER = 'client', 'server'
WORDS = ['a', 'sensor', 'Küche', '温度', 'x' * 130, 'dev/α/β', 'state', '🌳']

# identifier: (type, places); the types of 5.0 table 2-4
PROPERTIES = {
    0x01: ('bool', 'WILL PUBLISH'), 0x02: ('u32', 'WILL PUBLISH'),
    0x03: ('text', 'WILL PUBLISH'), 0x08: ('text', 'WILL PUBLISH'),
    0x09: ('data', 'WILL PUBLISH'), 0x0b: ('vbi', 'SUBSCRIBE PUBLISH>server'),
    0x11: ('u32', 'CONNECT CONNACK DISCONNECT>client'), 0x12: ('text', 'CONNACK'),
    0x13: ('u16', 'CONNACK'), 0x15: ('text', 'CONNECT CONNACK AUTH'),
    0x16: ('data', 'CONNECT CONNACK AUTH'), 0x17: ('bool', 'CONNECT'),
    0x18: ('u32', 'WILL'), 0x19: ('bool', 'CONNECT'), 0x1a: ('text', 'CONNACK'),
    0x1c: ('text', 'CONNACK DISCONNECT>server'),
    0x1f: ('text', 'CONNACK PUBACK PUBREC PUBREL PUBCOMP SUBACK UNSUBACK '
                   'DISCONNECT AUTH'),
    0x21: ('u16', 'CONNECT CONNACK'), 0x22: ('u16', 'CONNECT CONNACK'),
    0x23: ('u16', 'PUBLISH'), 0x24: ('bool', 'CONNACK'), 0x25: ('bool', 'CONNACK'),
    0x26: ('pair', 'WILL CONNECT CONNACK PUBLISH PUBACK PUBREC PUBREL PUBCOMP '
                   'SUBSCRIBE SUBACK UNSUBSCRIBE UNSUBACK DISCONNECT AUTH'),
    0x27: ('u32', 'CONNECT CONNACK'), 0x28: ('bool', 'CONNACK'),
    0x29: ('bool', 'CONNACK'), 0x2a: ('bool', 'CONNACK'),
}


def vbi(number):
    out = b''
    while True:
        number, byte = divmod(number, 128)
        out += bytes([byte | (0x80 if number else 0)])
        if not number:
            return out


def data(value):
    return struct.pack('>H', len(value)) + value


def text(value):
    return data(value.encode())


class Corpus:
    def __init__(self, version, seed):
        self.version = version
        self.random = random.Random(seed)
        self.seen = set()  # (place, property)

    def maybe(self):
        return self.random.random() < 0.5

    def number(self, high):
        return self.random.choice([1, 2, high, self.random.randint(1, high)])

    def words(self, at_least=1):
        return '/'.join(self.random.choice(WORDS)
                        for _ in range(self.random.randint(at_least, 3)))

    def blob(self, at_least=0):
        return self.random.randbytes(self.random.randint(at_least, 40))

    def packet_id(self):
        return struct.pack('>H', self.number(65535))

    def value(self, kind):
        makers = {
            'bool': lambda: bytes([self.random.randint(0, 1)]),
            'u16': lambda: struct.pack('>H', self.number(65535)),
            'u32': lambda: struct.pack('>I', self.number(0xffffffff)),
            'vbi': lambda: vbi(self.number(268435455)),
            'text': lambda: text(self.random.choice(WORDS)),
            'data': lambda: data(self.blob(1)),
            'pair': lambda: text(self.words()) + text(self.words()),
        }
        return makers[kind]()

    @staticmethod
    def may_stand(places, place, sender):
        return place in places or f'{place}>{sender}' in places

    def properties(self, place, sender=None):
        if self.version != 5:
            return b''
        out = b''
        chosen = [i for i, (_, places) in PROPERTIES.items()
                  if self.may_stand(places.split(), place, sender) and self.maybe()]
        # 5.0 3.1.2.11.10: data only with a method
        if 0x16 in chosen and 0x15 not in chosen:
            chosen.append(0x15)
        self.random.shuffle(chosen)
        self.seen.update((place, i) for i in chosen)
        for number in chosen:
            kind = PROPERTIES[number][0]
            for _ in range(self.random.randint(1, 3) if kind == 'pair' else 1):
                out += bytes([number]) + self.value(kind)
        if place == 'AUTH' and 0x15 not in chosen:  # it needs one
            out += b'\x15' + text('M')
        return vbi(len(out)) + out

    def connect(self):
        will, user = self.maybe(), self.maybe()
        password = user and self.maybe()
        flags = (user << 7 | password << 6 | 2)
        if will:
            flags |= 4 | self.random.randint(0, 2) << 3 | self.maybe() << 5
        body = text('MQIsdp' if self.version == 3 else 'MQTT')
        body += bytes([self.version, flags])
        body += struct.pack('>H', self.random.choice([0, 60, 65535]))
        body += self.properties('CONNECT') + text(self.random.choice(WORDS[:4]))
        if will:
            body += self.properties('WILL') + text(self.words()) + text(self.words())
        body += text(self.words()) if user else b''
        body += text(self.words()) if password else b''
        return CLIENT, 0x10, body

    def connack(self):
        if self.version == 5:
            code = self.random.choice([0, 0x80, 0x87, 0x9f])
        else:
            code = self.random.randint(0, 5)
        present = self.maybe() and code == 0 and self.version != 3
        return SERVER, 0x20, bytes([present, code]) + self.properties('CONNACK')

    def publish(self):
        qos = self.random.randint(0, 2)
        flags = qos << 1 | self.maybe() | (self.maybe() << 3 if qos else 0)
        # Payload Format Indicator 1 asks for text
        payload = self.words().encode() if self.version == 5 else self.blob()
        sender = self.random.choice([CLIENT, SERVER])
        return (sender, 0x30 | flags,
                text(self.words()) + (self.packet_id() if qos else b'')
                + self.properties('PUBLISH', sender) + payload)

    def ack(self, name, first, codes):
        body = self.packet_id()
        if self.version == 5 and self.maybe():
            body += bytes([self.random.choice(codes)])
            if self.maybe():
                body += self.properties(name)
        return self.random.choice([CLIENT, SERVER]), first, body

    def puback(self):
        return self.ack('PUBACK', 0x40, [0, 0x80, 0x97])

    def pubrec(self):
        return self.ack('PUBREC', 0x50, [0, 0x83, 0x99])

    def pubrel(self):
        return self.ack('PUBREL', 0x62, [0, 0x92])

    def pubcomp(self):
        return self.ack('PUBCOMP', 0x70, [0, 0x92])

    def subscribe(self):
        body = self.packet_id() + self.properties('SUBSCRIBE')
        for _ in range(self.random.randint(1, 4)):
            options = self.random.randint(0, 2)
            if self.version == 5:
                options |= self.random.randint(0, 3) << 2
                options |= self.random.randint(0, 2) << 4
            body += text(self.words() + self.random.choice(['', '/#', '/+']))
            body += bytes([options])
        return CLIENT, 0x82, body

    def suback(self):
        codes = {3: [0, 1, 2], 4: [0, 1, 2, 0x80], 5: [0, 1, 2, 0x80, 0x87]}
        answers = [self.random.choice(codes[self.version])
                   for _ in range(self.random.randint(1, 4))]
        return SERVER, 0x90, self.packet_id() + self.properties('SUBACK') + bytes(answers)

    def unsubscribe(self):
        filters = b''.join(text(self.words()) for _ in range(self.random.randint(1, 4)))
        return CLIENT, 0xa2, self.packet_id() + self.properties('UNSUBSCRIBE') + filters

    def unsuback(self):
        body = self.packet_id() + self.properties('UNSUBACK')
        if self.version == 5:
            body += bytes(self.random.choice([0, 0x11, 0x87])
                          for _ in range(self.random.randint(1, 4)))
        return SERVER, 0xb0, body

    def pingreq(self):
        return CLIENT, 0xc0, b''

    def pingresp(self):
        return SERVER, 0xd0, b''

    def disconnect(self):
        if self.version != 5 or self.maybe():
            return CLIENT, 0xe0, b''
        body = bytes([self.random.choice([0x00, 0x80, 0x82])])
        sender = SERVER if body[0] and self.maybe() else CLIENT
        if self.maybe():
            body += self.properties('DISCONNECT', sender)
        return sender, 0xe0, body

    def auth(self):
        sender = self.random.choice([CLIENT, SERVER])
        code = 0x18 if self.maybe() else {CLIENT: 0x19, SERVER: 0x00}[sender]
        return sender, 0xf0, bytes([code]) + self.properties('AUTH')

    def packets(self, rounds):
        """(sender, bytes), each type of packet in each round"""
        makers = [self.connect, self.connack, self.publish, self.puback, self.pubrec,
                  self.pubrel, self.pubcomp, self.subscribe, self.suback,
                  self.unsubscribe, self.unsuback, self.pingreq, self.pingresp,
                  self.disconnect]
        if self.version == 5:
            makers.append(self.auth)
        for _ in range(rounds):
            for make in makers:
                sender, first, body = make()
                yield sender, bytes([first]) + vbi(len(body)) + body


def every_property():
    """(place, property): all that a corpus of 5.0 has to have"""
    return {(place.split('>')[0], i) for i, (_, places) in PROPERTIES.items()
            for place in places.split()}


HEADERS = 40  # IPv4 and TCP in front of each packet


def write_capture(path, packets):
    """A pcap of raw IPv4, each packet a connection of its own: nothing of one
    bears on the next."""
    with open(path, 'wb') as out:
        out.write(struct.pack('<IHHiIII', 0xa1b2c3d4, 2, 4, 0, 0, 0x40000, 101))
        for number, (sender, packet) in enumerate(packets):
            ports = (20000 + number, 1883)
            if sender == SERVER:
                ports = ports[::-1]
            tcp = struct.pack('>HHIIBBHHH', *ports, 1, 1, 0x50, 0x18, 8192, 0, 0)
            ip = struct.pack('>BBHHHBBHII', 0x45, 0, HEADERS + len(packet), 0, 0, 64, 6, 0,
                             0x7f000001, 0x7f000001)
            frame = ip + tcp + packet
            out.write(struct.pack('<IIII', number, 0, len(frame), len(frame)) + frame)
