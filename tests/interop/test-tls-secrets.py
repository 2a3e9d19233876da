# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS with others, beyond certificates: pre-shared keys (PSK), passphrases, OCSP
staples, resumption, the key log, and every flaw of the practice PKI."""

import contextlib
import os
import shutil
import subprocess
import sys
import unittest

from tls_peers import (CLI, MOSQUITTO, SKIPPED, TIMEOUT, VERSIONS, Case, free_port,
                       openssl, process, wait_for)

KEY, OTHER_KEY = '00112233445566778899aabbccddeeff', '0011223344'
FLAWS = {
    'expired': 'has expired on', 'not-yet-valid': 'is not valid before',
    'wrong-name': 'does not stand for “localhost”',
    'unknown-authority': 'neither sent along',
    'missing-intermediate': 'neither sent along',
    'wrong-purpose': 'may not be used for this', 'weak-key': 'too small to be safe',
    'self-signed': 'signed by itself',
}


class Secrets(Case):
    def write(self, name, text):
        with open(self.pki[name], 'w', encoding='utf-8') as file:
            file.write(text)
        return self.pki[name]

    @contextlib.contextmanager
    def mosquitto(self, *lines):
        port = free_port()
        self.write('conf', '\n'.join([f'listener {port} 127.0.0.1',
                                      'allow_anonymous true', *lines, '']))
        with process(MOSQUITTO, '-c', self.pki['conf'],
                     stderr=subprocess.DEVNULL) as child:
            wait_for(port, child)
            yield port

    @contextlib.contextmanager
    def s_server(self, *arguments):
        port = free_port()
        with process('openssl', 's_server', '-accept', str(port), '-quiet', *arguments,
                     stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                     stderr=subprocess.DEVNULL) as child:
            wait_for(port, child)
            yield port

    @contextlib.contextmanager
    def broker(self, *arguments):
        with process(CLI, 'broker', '--port', '0', '--tls-port', '0', *arguments,
                     stdout=subprocess.PIPE, text=True) as child:
            child.stdout.readline()
            yield int(child.stdout.readline().rsplit(':', 1)[1])

    def run_s_client(self, port, *arguments):
        return subprocess.run(
            ['openssl', 's_client', '-connect', f'127.0.0.1:{port}', *arguments],
            input=b'', capture_output=True, timeout=TIMEOUT, check=False)

    def s_client(self, port, *arguments):
        return self.run_s_client(port, *arguments).stdout.decode()

    def shakes_hands(self, port, *arguments):
        return self.run_s_client(port, *arguments).returncode == 0

    def psk(self, identity='lamp', key=KEY):
        return ('--psk-identity', identity, '--psk-file',
                self.write('psk-' + key[:9], key + '\n'))


class CommonKeys(Secrets):
    def test_client_at_mosquitto(self):
        keys = self.write('keys', f'other:aabb\nlamp:{KEY}\n')
        with self.mosquitto('psk_hint hint', f'psk_file {keys}') as port:
            for version in VERSIONS:
                for tls in ('1.2', '1.3'):
                    result = self.pub(port, '-V', version, '-q', '1', '-d', '--tls-version',
                                      tls, *self.psk())
                    self.assertEqual(result.returncode, 0, result.stderr)
                    self.assertIn('“lamp” (PSK)', result.stderr)
            for tls in ('1.2', '1.3'):
                result = self.pub(port, '--tls-version', tls, *self.psk(key=OTHER_KEY))
                self.assertEqual(result.returncode, 3)
                self.assertIn('another pre-shared key (PSK)', result.stderr)
                result = self.pub(port, '--tls-version', tls, *self.psk('chair'))
                self.assertEqual(result.returncode, 3)
                self.assertIn('chair', result.stderr)

    def test_client_at_s_server(self):
        with self.s_server('-nocert', '-psk', KEY, '-psk_identity', 'lamp') as port:
            result = self.pub(port, '-d', '--connect-timeout', '1', *self.psk())
            self.assertIn('“lamp” (PSK)', result.stderr)

    def test_others_at_our_broker(self):
        keys = self.write('keys', f'# ours\r\nlamp:{KEY}\r\n')
        with self.broker('--psk-list', keys) as port:
            for tls in ('-tls1_2', '-tls1_3'):
                self.assertTrue(self.shakes_hands(
                    port, tls, '-psk', KEY, '-psk_identity', 'lamp'))
                self.assertFalse(self.shakes_hands(
                    port, tls, '-psk', OTHER_KEY, '-psk_identity', 'lamp'))
            self.assertEqual(self.pub(port, '-q', '1', *self.psk()).returncode, 0)
            if shutil.which('mosquitto_pub'):
                for version in VERSIONS.values():
                    subprocess.run(
                        ['mosquitto_pub', '-h', 'localhost', '-p', str(port), '--psk', KEY,
                         '--psk-identity', 'lamp', '-t', 'a', '-m', 'x', '-q', '1', '-V',
                         version], check=True, timeout=TIMEOUT)

    def test_key_from_the_environment(self):
        keys = self.write('keys', f'lamp:{KEY}\n')
        with self.broker('--psk-list', keys) as port:
            os.environ['WILLOW_TEST_PSK'] = KEY
            self.addCleanup(os.environ.pop, 'WILLOW_TEST_PSK')
            result = self.pub(port, '-q', '1', '--psk-identity', 'lamp', '--psk-env',
                              'WILLOW_TEST_PSK')
            self.assertEqual(result.returncode, 0, result.stderr)

    def test_wrong_usage(self):
        for arguments, said in (
                (['--psk-identity', 'lamp'], '--psk-file'),
                (['--psk-file', self.write('psk', KEY)], '--psk-identity'),
                (self.psk(key='xyz'), 'hexadecimal'),
                (self.psk(key=''), 'hexadecimal'),
                (self.psk(identity='x' * 129), '128'),
                (['--psk-identity', 'a', '--psk-env', 'WILLOW_NOT_SET'], 'WILLOW_NOT_SET'),
                (['--keypass-env', 'WILLOW_NOT_SET', *self.own()], 'WILLOW_NOT_SET')):
            result = self.pub(1, *arguments)
            self.assertEqual(result.returncode, 2, arguments)
            self.assertIn(said, result.stderr)


class OwnCertificate(Secrets):
    """Mutual TLS at mosquitto, with the key in every form."""

    def test_forms_of_the_key(self):
        key, certificate = self.pki['client.key'], self.pki['client.pem']
        secret = self.write('pass', 'tree\n')
        openssl('pkey', '-in', key, '-aes256', '-passout', 'pass:tree', '-out',
                self.pki['sealed.pem'])
        openssl('pkcs8', '-topk8', '-in', key, '-outform', 'DER', '-passout', 'pass:tree',
                '-out', self.pki['sealed.der'])
        openssl('pkey', '-in', key, '-outform', 'DER', '-out', self.pki['open.der'])
        openssl('x509', '-in', certificate, '-outform', 'DER', '-out', self.pki['c.der'])
        openssl('pkcs12', '-export', '-in', certificate, '-inkey', key, '-passout',
                'pass:tree', '-out', self.pki['c.p12'])
        os.environ['WILLOW_TEST_PASS'] = 'tree'
        self.addCleanup(os.environ.pop, 'WILLOW_TEST_PASS')
        by_file = ('--keypass-file', secret)
        by_environment = ('--keypass-env', 'WILLOW_TEST_PASS')
        with self.mosquitto(f'certfile {self.pki["server.pem"]}',
                            f'keyfile {self.pki["server.key"]}',
                            f'cafile {self.pki["ca.pem"]}',
                            'require_certificate true') as port:
            for arguments in (
                    ('--cert', certificate, '--key', self.pki['sealed.pem'], *by_file),
                    ('--cert', certificate, '--key', self.pki['sealed.der'], *by_environment),
                    ('--cert', self.pki['c.der'], '--key', self.pki['open.der']),
                    ('--cert', self.pki['c.p12'], *by_environment)):
                for version in VERSIONS:
                    result = self.pub(port, '-q', '1', '-V', version, *arguments)
                    self.assertEqual(result.returncode, 0, result.stderr)
            result = self.pub(port, '--cert', self.pki['c.p12'])
            self.assertEqual(result.returncode, 2)
            self.assertIn('needs its passphrase', result.stderr)


class Staple(Secrets):
    def response(self, serial_status):
        """What "openssl ocsp" says of the server's certificate."""
        serial = subprocess.run(
            ['openssl', 'x509', '-in', self.pki['server.pem'], '-noout', '-serial'],
            capture_output=True, text=True, check=True).stdout.strip().split('=')[1]
        self.write('index', f'{serial_status}\t{serial}\tunknown\t/CN=server\n')
        openssl('ocsp', '-issuer', self.pki['ca.pem'], '-cert', self.pki['server.pem'],
                '-reqout', self.pki['request'])
        openssl('ocsp', '-index', self.pki['index'], '-CA', self.pki['ca.pem'], '-rsigner',
                self.pki['ca.pem'], '-rkey', self.pki['ca.key'], '-reqin',
                self.pki['request'], '-respout', self.pki['response'], '-ndays', '2')
        return self.pki['response']

    def test_client_at_s_server(self):
        for status, seen, is_trusted in (
                ('V\t350101000000Z\t', '✓ Not revoked', True),
                ('R\t350101000000Z\t240102000000Z', '✗ Not revoked', False)):
            with self.s_server('-cert', self.pki['server.pem'], '-key',
                               self.pki['server.key'], '-status_file',
                               self.response(status)) as port:
                for tls in ('1.2', '1.3'):
                    said = self.pub(port, '-d', '--connect-timeout', '1', '--tls-version',
                                    tls).stderr
                    self.assertIn(seen, said)
                    self.assertEqual('revoked on 2024-01-02' in said, not is_trusted)

    def test_s_client_at_our_broker(self):
        staple = self.response('V\t350101000000Z\t')
        with self.broker(*self.own('server'), '--ocsp-file', staple) as port:
            for tls in ('-tls1_2', '-tls1_3'):
                self.assertIn('Cert Status: good', self.s_client(port, '-status', tls))
        with self.broker(*self.own('server')) as port:
            self.assertIn('no response sent', self.s_client(port, '-status'))


class Sessions(Secrets):
    def test_s_client_resumes_at_our_broker(self):
        with self.broker(*self.own('server')) as port:
            kept = self.pki['session']
            self.assertIn('New, TLSv1.2', self.s_client(port, '-tls1_2', '-sess_out', kept))
            self.assertIn('Reused, TLSv1.2', self.s_client(port, '-tls1_2', '-sess_in', kept))

    def test_the_key_log_is_said_and_is_of_the_format(self):
        path = self.pki['keys.log']
        with self.broker(*self.own('server')) as port:
            result = self.pub(port, '-q', '1', '--keylog-file', path)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertIn('Warning', result.stderr)
        with open(path, encoding='ascii') as file:
            lines = [line.split() for line in file]
        self.assertIn('CLIENT_TRAFFIC_SECRET_0', [line[0] for line in lines])
        self.assertEqual({len(line) for line in lines}, {3})
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)


class Practice(Secrets):
    """Every flaw at a server: what we say, and that others refuse it, too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        subprocess.run([CLI, 'certs', 'make', cls.pki['lab'], '--client', 'alice', '--flaw',
                        'all'], check=True, capture_output=True, timeout=TIMEOUT)
        os.chmod(cls.pki['lab'], 0o755)

    def lab(self, name):
        return os.path.join(self.pki['lab'], name)

    def serve(self, stem):
        return ('--cert', self.lab(stem + '.pem'), '--key', self.lab(stem + '.key'),
                '--ciphers', 'DEFAULT@SECLEVEL=0')

    def at(self, port, *arguments):
        return self.cli('pub', f'mqtts://localhost:{port}', '--cafile', self.lab('ca.pem'),
                        '-t', 'a', '-m', 'x', '-q', '1', *arguments)

    def test_sound(self):
        with self.broker(*self.serve('server'), '--cafile', self.lab('ca.pem'),
                         '--require-certificate') as port:
            own = ('--cert', self.lab('client-alice.pem'), '--key',
                   self.lab('client-alice.key'))
            self.assertEqual(self.at(port, *own).returncode, 0)
            self.assertEqual(self.at(port).returncode, 3)

    def test_each_flaw_of_a_server(self):
        for flaw, sentence in FLAWS.items():
            with self.subTest(flaw), self.broker(*self.serve('server-' + flaw)) as port:
                result = self.at(port)
                self.assertEqual(result.returncode, 3)
                self.assertIn(sentence, result.stderr)
                self.assertEqual(self.at(port, '--insecure').returncode, 0)
                self.assertNotIn('Verify return code: 0 (ok)', self.s_client(
                    port, '-CAfile', self.lab('ca.pem'), '-verify_hostname', 'localhost',
                    '-purpose', 'sslserver', '-auth_level', '2', '-no-CApath'))

    def test_each_flaw_of_a_client(self):
        with self.broker(*self.own('server'), '--cafile', self.lab('ca.pem'),
                         '--require-certificate') as port:
            for flaw in FLAWS:
                if flaw == 'wrong-name':
                    continue
                stem = 'client-alice-' + flaw
                result = self.pub(port, '-q', '1', '--cert', self.lab(stem + '.pem'), '--key',
                                  self.lab(stem + '.key'), '--ciphers',
                                  'DEFAULT@SECLEVEL=0')
                self.assertEqual(result.returncode, 3, flaw)
                self.assertIn('TLS alert', result.stderr, flaw)


if __name__ == '__main__':
    if not MOSQUITTO or not shutil.which('openssl'):
        print('mosquitto or openssl is missing')
        sys.exit(SKIPPED)
    unittest.main()
