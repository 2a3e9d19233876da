# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of TLS with other programs share: a PKI made by the openssl
program, processes, and willow-cli as a client."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest

CLI = sys.argv.pop(1)
MOSQUITTO = shutil.which('mosquitto') or shutil.which(
    'mosquitto', path='/usr/sbin:/usr/local/sbin')
TIMEOUT = 30
SKIPPED = 77
VERSIONS = {'3.1': 'mqttv31', '3.1.1': 'mqttv311', '5.0': 'mqttv5'}


def free_port():
    with socket.create_server(('127.0.0.1', 0)) as listener:
        return listener.getsockname()[1]


def openssl(*arguments):
    subprocess.run(['openssl', *arguments], check=True, timeout=TIMEOUT,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class Pki:
    """An authority, a server and a client, all made by the openssl program."""

    def __init__(self, folder):
        self.folder = folder
        openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt',
                'ec_paramgen_curve:P-256', '-nodes', '-days', '9', '-subj',
                '/CN=Interop CA', '-keyout', self['ca.key'], '-out', self['ca.pem'])
        self.issue('server', 'subjectAltName=DNS:localhost,IP:127.0.0.1')
        self.issue('client', 'extendedKeyUsage=clientAuth')

    def __getitem__(self, name):
        return os.path.join(self.folder, name)

    def issue(self, name, extension):
        with open(self['extension'], 'w', encoding='ascii') as file:
            file.write(extension)
        openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256',
                '-nodes', '-subj', f'/CN={name}', '-keyout', self[name + '.key'],
                '-out', self[name + '.csr'])
        openssl('x509', '-req', '-in', self[name + '.csr'], '-CA', self['ca.pem'],
                '-CAkey', self['ca.key'], '-CAcreateserial', '-days', '9',
                '-extfile', self['extension'], '-out', self[name + '.pem'])
        os.chmod(self[name + '.key'], 0o644)


@contextlib.contextmanager
def process(*arguments, **where):
    child = subprocess.Popen(arguments, **where)
    try:
        yield child
    finally:
        child.terminate()
        try:
            child.wait(TIMEOUT)
        except subprocess.TimeoutExpired:
            # mosquitto_sub tries to say goodbye, and may wait for ever.
            child.kill()
            child.wait()
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


def read_until(stream, text):
    for line in stream:
        if text in line:
            return
    raise AssertionError(f'no {text!r}')


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        os.chmod(cls.folder.name, 0o755)
        cls.pki = Pki(cls.folder.name)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def cli(self, *arguments):
        return subprocess.run([CLI, *arguments], capture_output=True, text=True,
                              timeout=TIMEOUT, check=False)

    def pub(self, port, *arguments):
        return self.cli('pub', f'mqtts://localhost:{port}', '--cafile',
                        self.pki['ca.pem'], '-t', 'a/b', '-m', 'hello', *arguments)

    def own(self, name='client'):
        return '--cert', self.pki[name + '.pem'], '--key', self.pki[name + '.key']
