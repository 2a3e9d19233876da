# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS with others: willow-cli at mosquitto and at openssl s_server in strange
moods, mosquitto's programs and openssl s_client at our broker."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import unittest

from tls_peers import (CLI, MOSQUITTO, SKIPPED, TIMEOUT, VERSIONS, Case, free_port,
                       process, read_until, wait_for)


class Mosquitto(Case):
    """Our client at a real mosquitto."""

    @contextlib.contextmanager
    def server(self, *lines):
        port = free_port()
        with open(self.pki['conf'], 'w', encoding='utf-8') as file:
            file.write('\n'.join([
                f'listener {port} 127.0.0.1', 'allow_anonymous true',
                f'certfile {self.pki["server.pem"]}',
                f'keyfile {self.pki["server.key"]}', *lines, '']))
        with process(MOSQUITTO, '-c', self.pki['conf'],
                     stderr=subprocess.DEVNULL) as child:
            wait_for(port, child)
            yield port

    def test_each_version(self):
        with self.server() as port:
            for version in VERSIONS:
                with process(CLI, 'sub', f'mqtts://localhost:{port}', '--cafile',
                             self.pki['ca.pem'], '-V', version, '-t', '#', '-q', '2',
                             '-C', '1', '-d', stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, text=True) as sub:
                    read_until(sub.stderr, 'SUBACK')
                    result = self.pub(port, '-V', version, '-q', '2')
                    self.assertEqual(result.returncode, 0, result.stderr)
                    self.assertEqual(sub.stdout.readline(), 'hello\n')

    def test_mutual(self):
        with self.server(f'cafile {self.pki["ca.pem"]}',
                         'require_certificate true') as port:
            result = self.pub(port, *self.own(), '-q', '1')
            self.assertEqual(result.returncode, 0, result.stderr)
            result = self.pub(port, '-q', '1')
            self.assertEqual(result.returncode, 3, result.stderr)
            self.assertIn('requires a client certificate', result.stderr)

    def test_resumption(self):
        """The second handshake goes on with the session of the first"""
        path = self.pki['session']
        with self.server() as port:
            for versions in ((), ('--tls-version', '1.2')):
                for is_resumed in (False, True, True):
                    said = self.pub(port, '-d', '--resume-file', path, *versions).stderr
                    self.assertIn('TLSv1', said)
                    self.assertEqual('session resumed' in said, is_resumed, said)
                self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)
                os.remove(path)
        with open(path, 'w', encoding='ascii') as file:
            file.write('Dear all\n')
        result = self.pub(1, '--resume-file', path)
        self.assertEqual(result.returncode, 2)
        self.assertIn('there is no TLS session in it', result.stderr)
        os.remove(path)

    def test_plain_port(self):
        port = free_port()
        with open(self.pki['conf'], 'w', encoding='utf-8') as file:
            file.write(f'listener {port} 127.0.0.1\nallow_anonymous true\n')
        with process(MOSQUITTO, '-c', self.pki['conf'],
                     stderr=subprocess.DEVNULL) as child:
            wait_for(port, child)
            result = self.pub(port)
            self.assertEqual(result.returncode, 3)
            self.assertIn('speaks no TLS, but plain MQTT', result.stderr)


class Strange(Case):
    """Our client at openssl s_server, which never answers with a CONNACK: what
    counts is how far the handshake gets."""

    @contextlib.contextmanager
    def server(self, *arguments):
        port = free_port()
        with process('openssl', 's_server', '-accept', str(port), '-cert',
                     self.pki['server.pem'], '-key', self.pki['server.key'],
                     '-quiet', *arguments, stdin=subprocess.PIPE,
                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
            wait_for(port, child)
            yield port

    def shake(self, port, *arguments):
        return self.pub(port, '-d', '--connect-timeout', '1', *arguments).stderr

    def test_versions_and_ciphers(self):
        for theirs, ours, seen in (
                (['-tls1_2'], [], 'TLSv1.2'),
                (['-tls1_3'], [], 'TLSv1.3'),
                (['-tls1_2', '-cipher', 'ECDHE-ECDSA-CHACHA20-POLY1305'], [],
                 'ECDHE-ECDSA-CHACHA20-POLY1305'),
                (['-tls1_3', '-ciphersuites', 'TLS_CHACHA20_POLY1305_SHA256'], [],
                 'TLS_CHACHA20_POLY1305_SHA256'),
                ([], ['--tls-version', '1.2'], 'TLSv1.2'),
                (['-tls1_1', '-cipher', 'ALL@SECLEVEL=0'],
                 ['--tls-version', '1.0-1.2', '--ciphers', 'ALL@SECLEVEL=0'],
                 'TLSv1.1'),
                (['-alpn', 'x,mqtt'], ['--tls-alpn', 'mqtt'], 'ALPN mqtt'),
                (['-groups', 'P-384'], [], 'TLSv1.3'),
                (['-num_tickets', '0'], [], 'TLSv1.3'),
                (['-max_send_frag', '512'], [], 'TLSv1.3')):
            with self.subTest(theirs), self.server(*theirs) as port:
                said = self.shake(port, *ours)
                self.assertIn(seen, said)
                self.assertIn('✓ Trusted chain', said)

    def test_old_version(self):
        with self.server('-tls1_1', '-cipher', 'ALL@SECLEVEL=0') as port:
            self.assertIn('TLS version', self.shake(port))

    def test_asks_without_requiring(self):
        with self.server('-verify', '1', '-CAfile', self.pki['ca.pem']) as port:
            said = self.shake(port)
            self.assertIn('asked for, none sent', said)
            self.assertIn('takes certificates of CN=Interop CA', said)
            self.assertIn('own certificate sent', self.shake(port, *self.own()))

    def test_http(self):
        with socket.create_server(('127.0.0.1', 0)) as listener:
            port = listener.getsockname()[1]
            with process(CLI, 'pub', f'mqtts://127.0.0.1:{port}', '-t', 'a', '-n',
                         stderr=subprocess.PIPE, text=True) as child:
                peer, _ = listener.accept()
                peer.recv(65536)
                peer.sendall(b'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')
                peer.close()
                self.assertIn('but HTTP', child.stderr.read())


class Broker(Case):
    """Others at our broker."""

    @contextlib.contextmanager
    def server(self, *arguments):
        with process(CLI, 'broker', '--port', '0', '--tls-port', '0',
                     *self.own('server'), *arguments,
                     stdout=subprocess.PIPE, text=True) as child:
            child.stdout.readline()
            yield int(child.stdout.readline().rsplit(':', 1)[1])

    def mosquitto_pub(self, port, *arguments):
        return subprocess.run(
            ['mosquitto_pub', '-h', 'localhost', '-p', str(port), '--cafile',
             self.pki['ca.pem'], '-t', 'a/b', '-q', '1', '-m', 'hello', *arguments],
            capture_output=True, timeout=TIMEOUT, check=False).returncode

    @unittest.skipUnless(shutil.which('mosquitto_sub'), 'no mosquitto_sub')
    def test_mosquitto_programs(self):
        with self.server() as port:
            for version in VERSIONS.values():
                with process('stdbuf', '-oL', 'mosquitto_sub', '-d', '-h', 'localhost',
                             '-p', str(port), '--cafile', self.pki['ca.pem'], '-V',
                             version, '-t', '#', '-q', '1', '-C', '1', '-F', '=%p',
                             stdout=subprocess.PIPE, text=True) as sub:
                    read_until(sub.stdout, 'Subscribed')
                    self.assertEqual(self.mosquitto_pub(port, '-V', version), 0)
                    read_until(sub.stdout, '=hello')

    @unittest.skipUnless(shutil.which('mosquitto_pub'), 'no mosquitto_pub')
    def test_mutual(self):
        with self.server('--cafile', self.pki['ca.pem'],
                         '--require-certificate') as port:
            self.assertEqual(self.mosquitto_pub(port, *self.own()), 0)
            self.assertNotEqual(self.mosquitto_pub(port), 0)

    def s_client(self, port, *arguments):
        return subprocess.run(
            ['openssl', 's_client', '-connect', f'127.0.0.1:{port}', '-CAfile',
             self.pki['ca.pem'], '-verify_return_error', *arguments],
            input=b'', capture_output=True, timeout=TIMEOUT,
            check=False).stdout.decode()

    def test_s_client(self):
        with self.server('--tls-alpn', 'mqtt') as port:
            for arguments, seen in (
                    ([], 'Verify return code: 0 (ok)'),
                    (['-tls1_2'], 'Protocol  : TLSv1.2'),
                    (['-tls1_3'], 'TLSv1.3'),
                    (['-alpn', 'h2,mqtt'], 'ALPN protocol: mqtt'),
                    (['-alpn', 'h2'], 'No ALPN negotiated')):
                with self.subTest(arguments):
                    self.assertIn(seen, self.s_client(port, *arguments))
            self.assertIn('Cipher is (NONE)',
                          self.s_client(port, '-tls1_1', '-cipher', 'ALL@SECLEVEL=0'))

    def test_mqtt_by_hand(self):
        """CONNECT and CONNACK as literal bytes through s_client."""
        with self.server() as port, process(
                'openssl', 's_client', '-connect', f'127.0.0.1:{port}', '-quiet',
                '-CAfile', self.pki['ca.pem'], stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as client:
            client.stdin.write(bytes.fromhex('100d00044d5154540402003c000161'))
            client.stdin.flush()
            self.assertEqual(client.stdout.read(4), bytes.fromhex('20020000'))


if __name__ == '__main__':
    if not MOSQUITTO or not shutil.which('openssl'):
        print('mosquitto or openssl is missing')
        sys.exit(SKIPPED)
    unittest.main()
