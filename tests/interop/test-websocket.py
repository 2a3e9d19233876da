# SPDX-License-Identifier: GPL-3.0-or-later
"""WebSocket with others: willow-cli at mosquitto and at web servers that are
none, paho and a client by hand at our broker."""

import base64
import contextlib
import hashlib
import os
import shutil
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time
import unittest

try:
    import paho.mqtt.client as paho
except ImportError:
    paho = None

CLI, BROKER = sys.argv.pop(1), sys.argv.pop(1)
MOSQUITTO = shutil.which('mosquitto') or shutil.which(
    'mosquitto', path='/usr/sbin:/usr/local/sbin')
TIMEOUT = 30
VERSIONS = ('3.1', '3.1.1', '5.0')
LONG = 'x' * 300000
CONNECT = bytes.fromhex('100d00044d5154540402003c000161')
CONNACK = bytes.fromhex('20020000')


def free_port():
    with socket.create_server(('127.0.0.1', 0)) as listener:
        return listener.getsockname()[1]


@contextlib.contextmanager
def process(*arguments, **where):
    child = subprocess.Popen(arguments, **where)
    try:
        yield child
    finally:
        child.terminate()
        child.wait(TIMEOUT)
        for pipe in (child.stdin, child.stdout, child.stderr):
            if pipe:
                pipe.close()


def wait_for(port, child):
    while child.poll() is None:
        with contextlib.suppress(ConnectionRefusedError):
            socket.create_connection(('127.0.0.1', port)).close()
            return
        time.sleep(0.02)
    raise AssertionError('the server ended before it listened')


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        os.chmod(cls.folder.name, 0o755)
        pki = os.path.join(cls.folder.name, 'pki')
        subprocess.run([CLI, 'certs', 'make', pki], check=True, timeout=TIMEOUT,
                       capture_output=True)
        os.chmod(pki, 0o755)
        cls.ca, cls.certificate, cls.key = (
            os.path.join(pki, name)
            for name in ('ca.pem', 'server.pem', 'server.key'))
        os.chmod(cls.key, 0o644)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def cli(self, *arguments):
        return subprocess.run([CLI, *arguments], capture_output=True, text=True,
                              timeout=TIMEOUT, check=False)

    def trust(self, url):
        return ('--cafile', self.ca) if url.startswith('wss') else ()

    def round_trip(self, url, version, payload, *more):
        """Our sub hears what our pub says."""
        trust = self.trust(url)
        with process(CLI, 'sub', url, *trust, '-V', version, '-t', 'a/#', '-q', '1',
                     '-C', '1', '-d', *more, stdout=subprocess.PIPE,
                     stderr=subprocess.PIPE, text=True) as sub:
            for line in sub.stderr:
                if 'SUBACK' in line:
                    break
            drain = threading.Thread(target=sub.stderr.read)
            drain.start()
            result = subprocess.run(
                [CLI, 'pub', url, *trust, '-V', version, '-t', 'a/b', '-q', '1',
                 '-s', *more], input=payload, capture_output=True, text=True,
                timeout=TIMEOUT, check=False)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertIn(payload, sub.stdout.read())
            drain.join()


@unittest.skipUnless(MOSQUITTO, 'no mosquitto')
class Mosquitto(Case):
    """Our client."""

    @contextlib.contextmanager
    def server(self):
        plain, ws, wss = free_port(), free_port(), free_port()
        config = os.path.join(self.folder.name, 'conf')
        with open(config, 'w', encoding='ascii') as file:
            file.write(f'allow_anonymous true\nlistener {plain} 127.0.0.1\n'
                       f'listener {ws} 127.0.0.1\nprotocol websockets\n'
                       f'listener {wss} 127.0.0.1\nprotocol websockets\n'
                       f'certfile {self.certificate}\nkeyfile {self.key}\n')
        with process(MOSQUITTO, '-c', config, stderr=subprocess.DEVNULL) as child:
            wait_for(plain, child)
            wait_for(wss, child)
            yield plain, ws, wss

    def test_versions(self):
        with self.server() as (_, ws, wss):
            for url in (f'ws://127.0.0.1:{ws}/mqtt', f'wss://localhost:{wss}/mqtt'):
                for version in VERSIONS:
                    with self.subTest(url=url, version=version):
                        self.round_trip(url, version, 'hello')
                        # mosquitto 2.0 sends 4 KiB each 0.1 s.
                        self.round_trip(url, version, LONG[:9000])

    def test_wrong_scheme(self):
        with self.server() as (plain, ws, wss):
            for url, said in (
                    (f'ws://127.0.0.1:{plain}', 'without an answer to the HTTP'),
                    (f'wss://127.0.0.1:{plain}', 'No TLS connection'),
                    (f'wss://127.0.0.1:{ws}', 'No TLS connection')):
                with self.subTest(url):
                    result = self.cli('pub', url, '-t', 'a', '-n')
                    self.assertEqual(result.returncode, 3, result.stderr)
                    self.assertIn(said, result.stderr)
            result = self.cli('pub', f'ws://127.0.0.1:{wss}', '-t', 'a', '-n',
                              '--connect-timeout', '3')
            self.assertEqual(result.returncode, 3, result.stderr)
            self.assertIn('No WebSocket to', result.stderr)


class Web(Case):
    """Our client at servers that say what a test says."""

    def ask(self, answer, *arguments):
        """(our request, standard error)"""
        with socket.create_server(('127.0.0.1', 0)) as listener:
            port = listener.getsockname()[1]
            with process(CLI, 'pub', f'ws://127.0.0.1:{port}/there', '-t', 'a', '-n',
                         *arguments, stderr=subprocess.PIPE, text=True) as child:
                peer, _ = listener.accept()
                with peer:
                    request = peer.recv(65536).decode()
                    peer.sendall(answer)
                said = child.stderr.read()
                self.assertEqual(child.wait(TIMEOUT), 3)
        return request, said

    def test_not_found(self):
        _, said = self.ask(b'HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone')
        self.assertIn('no WebSocket at this path (HTTP 404)', said)

    def test_headers(self):
        request, said = self.ask(
            b'HTTP/1.1 401 Unauthorized\r\n\r\n', '--header', 'X-Tree: willow',
            '--header', 'Cookie: a=b')
        self.assertTrue(request.startswith('GET /there HTTP/1.1\r\n'))
        self.assertIn('\r\nX-Tree: willow\r\n', request)
        self.assertIn('\r\nCookie: a=b\r\n', request)
        self.assertIn('HTTP 401', said)

    def test_headers_from_file(self):
        path = os.path.join(self.folder.name, 'headers')
        with open(path, 'w', encoding='ascii') as file:
            file.write('Authorization: Bearer seven\n\nX-Tree: willow\n')
        request, _ = self.ask(b'HTTP/1.1 403 Forbidden\r\n\r\n', '--header',
                              '@' + path)
        self.assertIn('\r\nAuthorization: Bearer seven\r\nX-Tree: willow\r\n', request)

    def test_bad_header(self):
        result = self.cli('pub', 'ws://127.0.0.1:1', '-t', 'a', '-n', '--header',
                          'no colon')
        self.assertEqual(result.returncode, 2)
        self.assertIn('Name: value', result.stderr)


class Client:
    """A WebSocket by hand, as a browser does it."""

    def __init__(self, port, protocol='mqtt', more='', context=None):
        self.socket = socket.create_connection(('localhost', port), TIMEOUT)
        if context:
            self.socket = context.wrap_socket(self.socket, server_hostname='localhost')
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall((
            f'GET /mqtt HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n'
            f'Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n'
            f'Sec-WebSocket-Version: 13\r\n{more}'
            f'Sec-WebSocket-Protocol: {protocol}\r\n\r\n').encode())
        self.head = b''
        while b'\r\n\r\n' not in self.head:
            self.head += self.socket.recv(1)
        digest = hashlib.sha1(
            (key + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11').encode()).digest()
        self.is_open = base64.b64encode(digest) in self.head

    def send(self, payload, opcode=2, fin=True):
        mask = os.urandom(4)
        head = bytes([(0x80 if fin else 0) | opcode])
        if len(payload) < 126:
            head += bytes([0x80 | len(payload)])
        else:
            head += bytes([0x80 | 126]) + struct.pack('>H', len(payload))
        self.socket.sendall(head + mask + bytes(
            byte ^ mask[i % 4] for i, byte in enumerate(payload)))

    def take(self, n):
        data = b''
        while len(data) < n:
            more = self.socket.recv(n - len(data))
            if not more:
                raise AssertionError('closed')
            data += more
        return data

    def frame(self):
        """(opcode, payload)"""
        first, length = self.take(2)
        if length == 126:
            length = struct.unpack('>H', self.take(2))[0]
        return first & 15, self.take(length)


class Broker(Case):
    """Others at our broker."""

    @contextlib.contextmanager
    def server(self, *arguments):
        with process(BROKER, '--ws', *arguments, '--wss', self.certificate, self.key,
                     stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                     text=True) as child:
            yield [int(child.stdout.readline()) for _ in range(3)]

    def test_own_client(self):
        with self.server() as (_, ws, wss):
            for url in (f'ws://127.0.0.1:{ws}/mqtt', f'wss://localhost:{wss}/mqtt'):
                for version in VERSIONS:
                    with self.subTest(url=url, version=version):
                        self.round_trip(url, version, 'hello')
                        self.round_trip(url, version, LONG)

    @unittest.skipUnless(paho, 'no paho-mqtt')
    def test_paho(self):
        with self.server() as (_, ws, wss):
            for port in (ws, wss):
                for version in (paho.MQTTv31, paho.MQTTv311, paho.MQTTv5):
                    with self.subTest(port=port, version=version):
                        self.run_paho(port, version, port == wss)

    def run_paho(self, port, version, is_secure):
        client = paho.Client(transport='websockets', protocol=version,
                             client_id='paho')
        heard = []
        done = threading.Event()

        def on_message(_client, _data, message):
            heard.append(message.payload)
            if len(heard) == 101:
                done.set()

        def on_subscribe(*_):
            for i in range(100):
                client.publish('a/b', str(i), qos=i % 3)
            client.publish('a/b', LONG, qos=1)

        client.on_message = on_message
        client.on_subscribe = on_subscribe
        client.on_connect = lambda *_: client.subscribe('a/#', 2)
        client.ws_set_options(path='/mqtt')
        if is_secure:
            client.tls_set(self.ca)
        client.connect('localhost', port)
        client.loop_start()
        self.assertTrue(done.wait(TIMEOUT))
        client.disconnect()
        client.loop_stop()
        self.assertIn(LONG.encode(), heard)

    def test_by_hand(self):
        """server: [MQTT-6.0.0-2] CONNECT byte by byte in fragments, with a Ping between."""
        with self.server() as (_, ws, wss):
            context = ssl.create_default_context(cafile=self.ca)
            for port, tls in ((ws, None), (wss, context)):
                client = Client(port, context=tls)
                self.assertTrue(client.is_open)
                self.assertIn(b'Sec-WebSocket-Protocol: mqtt\r\n', client.head)
                client.send(CONNECT[:1], 2, False)
                client.send(b'there?', 9)
                for i in range(1, len(CONNECT)):
                    client.send(CONNECT[i:i + 1], 0, i == len(CONNECT) - 1)
                self.assertEqual(client.frame(), (10, b'there?'))
                self.assertEqual(client.frame(), (2, CONNACK))
                client.send(bytes.fromhex('c000c000'))
                self.assertEqual(client.frame(), (2, bytes.fromhex('d000d000')))
                client.send(bytes.fromhex('e000'))
                self.assertEqual(client.frame(), (8, struct.pack('>H', 1000)))
                client.socket.close()

    def test_text(self):
        """5.0, 3.1.1: server: [MQTT-6.0.0-1] A text frame ends it."""
        with self.server() as (_, ws, _wss):
            client = Client(ws)
            client.send(CONNECT, 1)
            self.assertEqual(client.frame(), (8, struct.pack('>H', 1003)))
            client.socket.close()

    def test_refused(self):
        with self.server('--origin', 'https://trees.example') as (_, ws, _wss):
            for arguments, status in (
                    (('chat', ''), b'400'),
                    (('mqtt', 'Origin: https://evil.example\r\n'), b'403'),
                    (('mqtt', 'Origin: https://trees.example\r\n'), b'101'),
                    (('mqtt', ''), b'101')):
                with self.subTest(arguments):
                    client = Client(ws, *arguments)
                    self.assertEqual(client.head.split()[1], status)
                    client.socket.close()


if __name__ == '__main__':
    unittest.main()
