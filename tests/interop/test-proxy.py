# SPDX-License-Identifier: GPL-3.0-or-later
"""Our client through Debian's tinyproxy (HTTP CONNECT) and microsocks (SOCKS5),
at our broker and at mosquitto, by all four kinds of URL; and the whole story of
coming up, in its order."""

import contextlib
import os
import shutil
import subprocess
import sys
import unittest

from tls_peers import (CLI, MOSQUITTO, SKIPPED, TIMEOUT, VERSIONS, Case, free_port,
                       process, wait_for)

TINYPROXY = shutil.which('tinyproxy')
MICROSOCKS = shutil.which('microsocks')
SECRET = 'tree-0f-willow'


class Proxies(Case):
    @contextlib.contextmanager
    def broker(self):
        """Gives a URL of each scheme."""
        with process(CLI, 'broker', '-l', 'mqtt://127.0.0.1:0',
                     '-l', 'mqtts://127.0.0.1:0', '-l', 'ws://127.0.0.1:0/mqtt',
                     '-l', 'wss://127.0.0.1:0/mqtt',
                     '--cert', self.pki['server.pem'], '--key', self.pki['server.key'],
                     stdout=subprocess.PIPE, text=True) as child:
            urls = {}
            for _ in range(4):
                url = child.stdout.readline().split()[-1]
                urls[url.split(':')[0]] = url.replace('127.0.0.1', 'localhost')
            yield urls

    @contextlib.contextmanager
    def mosquitto(self):
        port = free_port()
        with process(MOSQUITTO, '-p', str(port), stderr=subprocess.DEVNULL) as child:
            wait_for(port, child)
            yield f'mqtt://localhost:{port}'

    @contextlib.contextmanager
    def tinyproxy(self, *lines):
        port = free_port()
        path = os.path.join(self.folder.name, 'tinyproxy.conf')
        with open(path, 'w', encoding='ascii') as file:
            file.write('\n'.join([f'Port {port}', 'Listen 127.0.0.1', 'Timeout 60',
                                  'Allow 127.0.0.1', *lines, '']))
        with process(TINYPROXY, '-d', '-c', path, stdout=subprocess.DEVNULL,
                     stderr=subprocess.DEVNULL) as child:
            wait_for(port, child)
            yield port

    @contextlib.contextmanager
    def microsocks(self, *arguments):
        port = free_port()
        with process(MICROSOCKS, '-i', '127.0.0.1', '-p', str(port), *arguments,
                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
            wait_for(port, child)
            yield port

    def publish(self, url, *arguments):
        environment = dict(os.environ, WILLOW_PROXY_PASSWORD=SECRET)
        secure = ['--cafile', self.pki['ca.pem']] if url.startswith(
            ('mqtts', 'wss')) else []
        return subprocess.run(
            [CLI, 'pub', url, '-t', 'a', '-m', 'x', '-q', '1', '-d', *secure, *arguments],
            capture_output=True, text=True, timeout=TIMEOUT, check=False,
            env=environment)

    def check(self, url, *arguments):
        for version in VERSIONS:
            result = self.publish(url, '-V', version, *arguments)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertIn('PUBACK', result.stderr)
            self.assertNotIn(SECRET, result.stderr)

    @unittest.skipUnless(TINYPROXY, 'no tinyproxy')
    def test_http(self):
        with self.broker() as urls, self.mosquitto() as other, \
                self.tinyproxy(f'BasicAuth ann {SECRET}') as port:
            for url in [*urls.values(), other]:
                self.check(url, '--proxy', f'http://ann@127.0.0.1:{port}')

    @unittest.skipUnless(MICROSOCKS, 'no microsocks')
    def test_socks5(self):
        with self.broker() as urls, self.mosquitto() as other, \
                self.microsocks('-u', 'ann', '-P', SECRET) as port:
            for url in [*urls.values(), other]:
                self.check(url, '--proxy', f'socks5://ann@127.0.0.1:{port}')

    @unittest.skipUnless(MICROSOCKS, 'no microsocks')
    def test_socks5_open(self):
        with self.broker() as urls, self.microsocks() as port:
            self.check(urls['mqtt'], '--proxy', f'socks5://127.0.0.1:{port}')

    def refused(self, sentence, *arguments):
        result = self.publish('mqtt://127.0.0.1:1', *arguments)
        self.assertEqual(result.returncode, 3, result.stderr)
        self.assertIn(sentence, result.stderr)

    @unittest.skipUnless(TINYPROXY, 'no tinyproxy')
    def test_http_refusals(self):
        with self.tinyproxy(f'BasicAuth ann {SECRET}', 'ConnectPort 2') as port:
            self.refused('none are given', '--proxy', f'http://127.0.0.1:{port}')
            self.refused('refused the user name', '--proxy',
                         f'http://bob@127.0.0.1:{port}')
            self.refused('does not allow connections', '--proxy',
                         f'http://ann@127.0.0.1:{port}')
            # It waits for the end of a line that SOCKS5 never sends.
            self.refused('did not answer in time', '--proxy',
                         f'socks5://127.0.0.1:{port}', '--connect-timeout', '1')

    @unittest.skipUnless(MICROSOCKS, 'no microsocks')
    def test_socks5_refusals(self):
        with self.microsocks('-u', 'ann', '-P', SECRET) as port:
            self.refused('none are given', '--proxy', f'socks5://127.0.0.1:{port}')
            self.refused('refused the user name', '--proxy',
                         f'socks5://bob@127.0.0.1:{port}')
            self.refused('nothing accepts connections', '--proxy',
                         f'socks5://ann@127.0.0.1:{port}')

    def story(self, url, *arguments):
        """What the lines of -d begin with, behind the time."""
        result = self.publish(url, *arguments)
        self.assertEqual(result.returncode, 0, result.stderr)
        lines = [line.split(' ', 1)[1] for line in result.stderr.splitlines()
                 if line[:1].isdigit()]
        return ' | '.join(lines)

    def in_order(self, story, *parts):
        at = 0
        for part in parts:
            found = story.find(part, at)
            self.assertGreaterEqual(found, 0, f'{part!r} in {story}')
            at = found + len(part)

    def test_story(self):
        """From the lookup of the name to CONNACK, for all four schemes."""
        with self.broker() as urls:
            start = ('Name: Looking up the name', 'Name: The name “localhost” has',
                     'TCP: Connecting to', 'TCP: Connected to')
            tls = ('TLS: Handshake with “localhost”', 'TLS: TLSv1.3')
            upgrade = ('WebSocket: Asking', '→ GET /mqtt HTTP/1.1', '← HTTP/1.1 101',
                       'WebSocket: From HTTP')
            end = ('→ CONNECT', '← CONNACK')
            self.in_order(self.story(urls['mqtt']), *start, *end)
            self.in_order(self.story(urls['mqtts']), *start, *tls, *end)
            self.in_order(self.story(urls['ws']), *start, *upgrade, *end)
            self.in_order(self.story(urls['wss']), *start, *tls, *upgrade, *end)


if __name__ == '__main__':
    if not MOSQUITTO:
        sys.exit(SKIPPED)
    unittest.main()
