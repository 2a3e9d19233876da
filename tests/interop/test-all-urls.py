# SPDX-License-Identifier: GPL-3.0-or-later
"""All four URLs in all three versions: willow-cli at mosquitto; mosquitto's
programs, paho, MQTT.js (from the folder MQTTJS), openssl s_client and willow-cli
itself at our broker. TLS in both ways, and Unix sockets, too."""

import contextlib
import os
import re
import shutil
import subprocess
import sys
import threading
import unittest
import urllib.parse

from tls_peers import (CLI, MOSQUITTO, SKIPPED, TIMEOUT, VERSIONS, Case, free_port,
                       process, read_until, wait_for)

try:
    import paho.mqtt.client as paho
    PAHO = {'3.1': paho.MQTTv31, '3.1.1': paho.MQTTv311, '5.0': paho.MQTTv5}
except ImportError:
    paho, PAHO = None, {}

HERE = os.path.dirname(os.path.abspath(__file__))
MODULES = os.path.join(os.environ.get('MQTTJS', '/nonexistent'), 'node_modules')
NODE = shutil.which('node') if os.path.exists(os.path.join(MODULES, 'mqtt')) else None
MQTTJS = {'3.1': '3', '3.1.1': '4', '5.0': '5'}
CONNECTS = {
    '3.1': ('100f00064d51497364700302003c000161', '20020000'),
    '3.1.1': ('100d00044d5154540402003c000161', '20020000'),
    # CONNACK of 5.0 goes on with properties.
    '5.0': ('100e00044d5154540502003c00000161', '20'),
}
NAMES = ('mqtt', 'mqtts', 'ws', 'wss', 'mutual mqtts', 'mutual wss')
PATH = '/mqtt'
# The key and what is made of it are those of RFC 6455, section 1.3.
UPGRADE = (f'GET {PATH} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n'
           'Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n'
           'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'
           'Sec-WebSocket-Protocol: mqtt\r\n\r\n').encode()
ACCEPT = b's3pPLMBiTxaQ9kYGzzhZRbK+xOo='


def scheme_of(name):
    return name.rsplit(' ', maxsplit=1)[-1]


class Urls(Case):
    """Servers whose URLs are in a dictionary by NAMES."""

    def each(self, urls, check):
        for name, url in urls.items():
            for version in VERSIONS:
                with self.subTest(name, version=version):
                    check(name, url, version)

    def trust(self, name):
        if scheme_of(name) not in ('mqtts', 'wss'):
            return []
        own = self.own() if 'mutual' in name else ()
        return ['--cafile', self.pki['ca.pem'], *own]

    def exchange(self, name, url, version):
        """Our sub hears what our pub says, in each Quality of Service"""
        common = [*self.trust(name), '-V', version]
        with process(CLI, 'sub', url, *common, '-t', 'all/#', '-q', '2', '-C', '3',
                     '-d', stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                     text=True) as sub:
            read_until(sub.stderr, 'SUBACK')
            drain = threading.Thread(target=sub.stderr.read)
            drain.start()
            for qos in '012':
                result = self.cli('pub', url, *common, '-t', 'all/' + qos, '-q', qos,
                                  '-m', 'hello ' + qos)
                self.assertEqual(result.returncode, 0, result.stderr)
            self.assertEqual(sub.stdout.read(), 'hello 0\nhello 1\nhello 2\n')
            drain.join()


@unittest.skipUnless(MOSQUITTO, 'no mosquitto')
class Mosquitto(Urls):
    """Our client."""

    def configure(self, ports):
        lines = ['allow_anonymous true', 'per_listener_settings false']
        for name, port in ports.items():
            scheme = scheme_of(name)
            lines.append(f'listener {port} 127.0.0.1')
            if scheme.startswith('ws'):
                lines.append('protocol websockets')
            if scheme in ('mqtts', 'wss'):
                lines += [f'certfile {self.pki["server.pem"]}',
                          f'keyfile {self.pki["server.key"]}']
            if 'mutual' in name:
                lines += [f'cafile {self.pki["ca.pem"]}', 'require_certificate true']
        with open(self.pki['conf'], 'w', encoding='utf-8') as file:
            file.write('\n'.join([*lines, '']))

    @contextlib.contextmanager
    def server(self):
        ports = {name: free_port() for name in NAMES}
        self.configure(ports)
        with process(MOSQUITTO, '-c', self.pki['conf'],
                     stderr=subprocess.DEVNULL) as child:
            for port in ports.values():
                wait_for(port, child)
            yield {name: f'{scheme_of(name)}://localhost:{port}'
                   for name, port in ports.items()}

    def test_our_client(self):
        with self.server() as urls:
            self.each(urls, self.exchange)

    def test_without_a_certificate(self):
        with self.server() as urls:
            for name, url in urls.items():
                if 'mutual' in name:
                    result = self.cli('pub', url, '--cafile', self.pki['ca.pem'],
                                      '-t', 'a', '-m', 'b', '-q', '1')
                    self.assertEqual(result.returncode, 3, result.stderr)
                    self.assertIn('requires a client certificate', result.stderr)


class Broker(Urls):
    """Others, and our own client, at our broker."""

    @contextlib.contextmanager
    def run_broker(self, *arguments, n_listeners):
        with process(CLI, 'broker', *arguments, stdout=subprocess.PIPE,
                     text=True) as child:
            yield [re.fullmatch(r'listening on (\S+)\n', child.stdout.readline())[1]
                   for _ in range(n_listeners)]

    @contextlib.contextmanager
    def server(self):
        places = [f'{scheme}://127.0.0.1:0' + PATH * scheme.startswith('ws')
                  for scheme in ('mqtt', 'mqtts', 'ws', 'wss')]
        identity = self.own('server')
        with self.run_broker(*(word for place in places for word in ('-l', place)),
                             *identity, n_listeners=4) as open_urls, \
            self.run_broker('-l', places[1], '-l', places[3], *identity, '--cafile',
                            self.pki['ca.pem'], '--require-certificate',
                            n_listeners=2) as mutual_urls:
            yield {name: url.replace('127.0.0.1', 'localhost')
                   for name, url in zip(NAMES, open_urls + mutual_urls)}

    def port_of(self, url):
        return urllib.parse.urlsplit(url).port

    def test_our_client(self):
        with self.server() as urls:
            self.each(urls, self.exchange)

    def test_unix_socket(self):
        path = self.pki['socket']
        with self.run_broker('-l', 'unix:' + path, n_listeners=1) as (url,):
            for version in VERSIONS:
                with self.subTest(version):
                    self.exchange('unix', url, version)

    @unittest.skipUnless(shutil.which('mosquitto_sub'), 'no mosquitto_sub')
    def test_mosquitto_programs(self):
        with self.server() as urls:
            urls = {name: url for name, url in urls.items()
                    if scheme_of(name).startswith('mqtt')}
            self.each(urls, self.run_mosquitto_programs)

    def run_mosquitto_programs(self, name, url, version):
        where = ['-h', 'localhost', '-p', str(self.port_of(url)), '-V',
                 VERSIONS[version], *self.trust(name), '-q', '2']
        with process('stdbuf', '-oL', 'mosquitto_sub', '-d', *where, '-t', '#', '-C',
                     '1', '-F', '=%p', stdout=subprocess.PIPE, text=True) as sub:
            read_until(sub.stdout, 'Subscribed')
            subprocess.run(['mosquitto_pub', *where, '-t', 'a/b', '-m', 'hello'],
                           check=True, timeout=TIMEOUT)
            read_until(sub.stdout, '=hello')

    @unittest.skipUnless(paho, 'no paho-mqtt')
    def test_paho(self):
        with self.server() as urls:
            self.each(urls, self.run_paho)

    def run_paho(self, name, url, version):
        scheme = scheme_of(name)
        client = paho.Client(
            transport='websockets' if scheme.startswith('ws') else 'tcp',
            protocol=PAHO[version], client_id='paho')
        heard, done = [], threading.Event()

        def on_message(_client, _data, message):
            heard.append(message.payload)
            if len(heard) == 30:
                done.set()

        def on_subscribe(*_):
            for i in range(30):
                client.publish('a/b', str(i), qos=i % 3)
        client.on_message, client.on_subscribe = on_message, on_subscribe
        client.on_connect = lambda *_: client.subscribe('a/#', 2)
        client.ws_set_options(path=PATH)
        if scheme in ('mqtts', 'wss'):
            own = (self.pki['client.pem'], self.pki['client.key'])
            client.tls_set(self.pki['ca.pem'], *(own if 'mutual' in name else ()))
        client.connect('localhost', self.port_of(url))
        client.loop_start()
        self.assertTrue(done.wait(TIMEOUT))
        client.disconnect()
        client.loop_stop()
        self.assertEqual(sorted(heard), sorted(str(i).encode() for i in range(30)))

    @unittest.skipUnless(NODE, 'no MQTT.js')
    def test_mqttjs(self):
        with self.server() as urls:
            urls = {name: url for name, url in urls.items() if 'mutual' not in name}
            self.each(urls, self.run_mqttjs)

    def run_mqttjs(self, _name, url, version):
        result = subprocess.run(
            [NODE, os.path.join(HERE, 'mqttjs.js'), url, MQTTJS[version],
             self.pki['ca.pem']], timeout=TIMEOUT, check=False, capture_output=True,
            text=True, env={**os.environ, 'NODE_PATH': MODULES})
        self.assertEqual(result.returncode, 0, result.stderr)

    @contextlib.contextmanager
    def s_client(self, name, url):
        own = [word.replace('--', '-') for word in self.own()] if 'mutual' in name else []
        with process('openssl', 's_client', '-connect',
                     f'localhost:{self.port_of(url)}', '-quiet',
                     '-verify_return_error', '-CAfile', self.pki['ca.pem'], *own,
                     stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                     stderr=subprocess.DEVNULL) as client:
            yield client

    def test_s_client(self):
        """CONNECT and CONNACK as literal bytes; over wss, the upgrade, too"""
        with self.server() as urls:
            for scheme, run in ('mqtts', self.run_s_client), ('wss', self.run_upgrade):
                self.each({name: url for name, url in urls.items()
                           if scheme_of(name) == scheme}, run)

    def run_s_client(self, name, url, version):
        connect, connack = map(bytes.fromhex, CONNECTS[version])
        with self.s_client(name, url) as client:
            client.stdin.write(connect)
            client.stdin.flush()
            self.assertEqual(client.stdout.read(len(connack)), connack)

    def run_upgrade(self, name, url, version):
        connect, connack = map(bytes.fromhex, CONNECTS[version])
        with self.s_client(name, url) as client:
            client.stdin.write(UPGRADE)
            client.stdin.flush()
            head = b''.join(iter(client.stdout.readline, b'\r\n'))
            self.assertIn(b'HTTP/1.1 101 ', head)
            self.assertIn(ACCEPT, head)
            # One binary frame, masked with zeros.
            client.stdin.write(bytes([0x82, 0x80 | len(connect), 0, 0, 0, 0]) + connect)
            client.stdin.flush()
            self.assertEqual(client.stdout.read(1), b'\x82')
            client.stdout.read(1)
            self.assertEqual(client.stdout.read(len(connack)), connack)


if __name__ == '__main__':
    if not MOSQUITTO or not shutil.which('openssl'):
        print('mosquitto or openssl is missing')
        sys.exit(SKIPPED)
    unittest.main()
