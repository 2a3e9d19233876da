# SPDX-License-Identifier: GPL-3.0-or-later
"""tshark reads our pcapng: the same packets with the same fields as willow-cli
decode, and nothing about the framing that it would complain of."""

import json
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from compare_tshark import TSHARK_VERSIONS, compare_packet, describe
from mqtt_corpus import CLIENT, SERVER, Corpus

RECORD = CLI = None
ROUNDS = 10
ENVIRONMENT = {'PATH': '/usr/bin:/bin'}
# No complaints: every checksum is verified, every sequence analysed.
STRICT = ['-o', 'tcp.check_checksum:TRUE', '-o', 'ip.check_checksum:TRUE']

CONNECT = '10 10 00 04 4d 51 54 54 04 02 00 3c 00 04 61 62 63 64'.replace(' ', '')
CONNACK = '20020000'


def record(lines):
    """The pcapng of these lines, in a file that goes with the object"""
    file = tempfile.NamedTemporaryFile(suffix='.pcapng')
    subprocess.run([RECORD, file.name], input=''.join(f'{line}\n' for line in lines),
                   check=True, text=True)
    return file


def tshark(file, *arguments):
    with tempfile.TemporaryDirectory() as home:
        return subprocess.run(['tshark', '-n', '-r', file.name, *STRICT, *arguments],
                              capture_output=True, check=True, text=True,
                              env={**ENVIRONMENT, 'HOME': home}).stdout


def rows(file, *fields, only=None):
    arguments = ['-T', 'fields', *[a for f in fields for a in ('-e', f)]]
    if only:
        arguments += ['-Y', only]
    return [line.split('\t') for line in tshark(file, *arguments).splitlines()]


def publish(n_bytes):
    """A PUBLISH with a payload of that length, in hexadecimal"""
    rest, length = 3 + n_bytes, b''
    while True:
        length += bytes([rest % 128 | (128 if rest > 127 else 0)])
        rest //= 128
        if not rest:
            break
    return (b'\x30' + length + b'\x00\x01t' + bytes(i % 251 for i in range(n_bytes))).hex()


class Fields(unittest.TestCase):
    def check(self, version):
        packets = list(Corpus(version, 4242 + version).packets(ROUNDS))
        with record([f'{i} {"client" if sender == CLIENT else "server"} {packet.hex()}'
                     for i, (sender, packet) in enumerate(packets, 1)]) as file:
            said = tshark(file, '-T', 'pdml', '-Y', 'mqtt', '-o',
                          f'mqtt.default_version:{TSHARK_VERSIONS[version]}')
        theirs = [[field for proto in packet.iter('proto') if proto.get('name') == 'mqtt'
                   for field in proto.iter('field')]
                  for packet in ElementTree.fromstring(said).iter('packet')]
        ours = describe(CLI, version, packets)
        self.assertEqual(len(theirs), len(packets))
        for fields, tree in zip(theirs, ours):
            self.assertEqual(compare_packet(version, fields, tree)[0], [])

    def test_3_1(self):
        self.check(3)

    def test_3_1_1(self):
        self.check(4)

    def test_5_0(self):
        self.check(5)


class Recorded(unittest.TestCase):
    """What a broker records while it talks to clients of each version"""

    def converse(self, url, version):
        sub = subprocess.Popen(
            [CLI, 'sub', url, '-V', version, '-t', 'a/#', '-q', '2', '-C', '3', '-d', '-i', 'sub'],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for line in sub.stderr:
            if 'SUBACK' in line:
                break
        for qos in '012':
            subprocess.run([CLI, 'pub', url, '-V', version, '-t', f'a/{qos}', '-q', qos, '-m',
                            'x' * 300, '-u', 'me', '-P', 'secret'], check=True)
        self.assertEqual(sub.wait(60), 0)
        sub.communicate()

    def record(self, version, folder):
        file = Path(folder, 'trace.pcapng')
        broker = subprocess.Popen([CLI, 'broker', '--port', '0', '--trace', str(file)],
                                  stdout=subprocess.PIPE, text=True)
        self.converse(broker.stdout.readline().split()[-1], version)
        broker.terminate()
        self.assertEqual(broker.wait(60), 0)
        broker.stdout.close()
        return file

    def check(self, number, version):
        with tempfile.TemporaryDirectory() as folder, \
                open(self.record(version, folder), 'rb') as file:
            said = tshark(file, '-T', 'pdml', '-Y', 'mqtt')
        theirs, packets = [], []
        for packet in ElementTree.fromstring(said).iter('packet'):
            data = next(f.get('value') for f in packet.iter('field')
                        if f.get('name') == 'tcp.payload')
            port = next(f.get('show') for f in packet.iter('field')
                        if f.get('name') == 'tcp.dstport')
            packets.append((CLIENT if port == '1883' else SERVER, bytes.fromhex(data)))
            theirs.append([f for proto in packet.iter('proto') if proto.get('name') == 'mqtt'
                           for f in proto.iter('field')])
        # Who has its three messages leaves, perhaps before it has answered the last.
        self.assertEqual({packet[0] >> 4 for _, packet in packets}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 14})
        self.assertGreaterEqual(len(packets), 24)
        for fields, tree in zip(theirs, describe(CLI, number, packets)):
            self.assertEqual(compare_packet(number, fields, tree)[0], [])

    def test_3_1(self):
        self.check(3, '3.1')

    def test_3_1_1(self):
        self.check(4, '3.1.1')

    def test_5_0(self):
        self.check(5, '5.0')


class Framing(unittest.TestCase):
    def assert_clean(self, file):
        self.assertEqual(rows(file, 'frame.number', '_ws.expert.message',
                              only='_ws.malformed || tcp.analysis.flags && '
                                   '!tcp.analysis.window_update'), [])
        self.assertEqual(rows(file, 'frame.number', only='ip.checksum.status == 0 || '
                                                         'tcp.checksum.status == 0'), [])

    def test_a_connection_from_syn_to_fin(self):
        with record(['7 from 127.0.0.1 40123 127.0.0.1 1883', f'7 client {CONNECT}',
                     f'7 server {CONNACK}', '7 end']) as file:
            self.assertEqual(
                rows(file, 'ip.src', 'tcp.srcport', 'tcp.dstport', 'tcp.flags', 'tcp.stream'),
                [['127.0.0.1', a, b, flags, '0'] for a, b, flags in (
                    ('40123', '1883', '0x0002'), ('1883', '40123', '0x0012'),
                    ('40123', '1883', '0x0010'), ('40123', '1883', '0x0018'),
                    ('1883', '40123', '0x0018'), ('40123', '1883', '0x0011'),
                    ('1883', '40123', '0x0011'), ('40123', '1883', '0x0010'))])
            self.assertEqual([row[0] for row in rows(file, 'mqtt.msgtype', only='mqtt')], ['1', '2'])
            self.assert_clean(file)

    def test_the_time_is_that_of_the_record(self):
        with record([f'1 client {CONNECT}', f'1 server {CONNACK}']) as file:
            times = rows(file, 'frame.time_epoch', only='mqtt')
        self.assertEqual([float(t[0]) for t in times], [1700000000.0015, 1700000000.003])

    def test_ipv6_and_a_reset(self):
        with record(['7 from ::1 40123 ::1 1883', f'7 client {CONNECT}', '7 reset']) as file:
            self.assertEqual(rows(file, 'ipv6.src', 'tcp.flags')[-1], ['::1', '0x0014'])
            self.assert_clean(file)

    def test_a_port_that_is_not_1883_is_in_a_comment(self):
        with record(['7 from 127.0.0.1 40123 127.0.0.1 8884', f'7 client {CONNECT}']) as file:
            self.assertEqual(rows(file, 'tcp.dstport', 'frame.comment')[0],
                             ['1883', 'The port of the server is really 8884.'])
            self.assertEqual(len(rows(file, 'mqtt.clientid', only='mqtt')), 1)

    def test_large_packets_are_put_together_again(self):
        lengths = [64999, 65000, 65001, 300000, 2000000]
        with record([f'3 client {CONNECT}', f'3 server {CONNACK}',
                     *[f'3 client {publish(n)}' for n in lengths]]) as file:
            sizes = rows(file, 'mqtt.msg', only='mqtt.msgtype == 3')
            self.assertEqual([len(row[0]) // 2 for row in sizes], lengths)
            self.assert_clean(file)

    def test_many_connections_between_the_same_ends(self):
        lines = []
        for number in range(1, 40):
            lines += [f'{number} from 127.0.0.1 40123 127.0.0.1 1883',
                      f'{number} client {CONNECT}', f'{number} server {CONNACK}', f'{number} end']
        with record(lines) as file:
            streams = {row[0] for row in rows(file, 'tcp.stream', only='mqtt')}
            self.assertEqual(len(streams), 39)

    def test_addresses_that_are_not_known(self):
        with record([f'{n} client {CONNECT}' for n in (1, 70000)]) as file:
            self.assertEqual(rows(file, 'ip.src', 'ip.dst', only='mqtt'),
                             [['10.0.0.1', '192.0.2.1'], ['10.1.17.112', '192.0.2.1']])

    def test_notes_are_comments_at_their_place(self):
        note = 'Connection closed — “by peer”'
        long = 'x' * 100000
        with record([f'1 client {CONNECT}', f'1 note {note}', f'1 note {note}',
                     f'1 server {CONNACK}', f'1 note {long}']) as file:
            said = [row[0] for row in rows(file, 'frame.comment')]
            self.assertEqual(said[4:6], ['Connection closed — “by peer”'] * 2)
            self.assertEqual(len(said[7]), 65000 - 1)
            self.assertEqual([row[0] for row in rows(file, 'frame.number', only='mqtt')], ['4', '7'])
            self.assert_clean(file)

    def test_the_file_says_what_it_is(self):
        with record([]) as file:
            said = subprocess.run(['capinfos', '-M', file.name], capture_output=True, text=True,
                                  check=True).stdout
        self.assertIn('made up', said)
        self.assertIn('record-pcapng', said)

    def test_json_of_tshark_has_the_packets(self):
        with record([f'1 client {CONNECT}', f'1 server {CONNACK}']) as file:
            packets = json.loads(tshark(file, '-T', 'json', '-Y', 'mqtt'))
        self.assertEqual([p['_source']['layers']['mqtt']['mqtt.hdrflags'] for p in packets],
                         ['0x10', '0x20'])


if __name__ == '__main__':
    RECORD, CLI = sys.argv[1:3]
    if not shutil.which('tshark') or not Path('/usr/bin/capinfos').exists():
        print('tshark is not installed')
        sys.exit(77)
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
