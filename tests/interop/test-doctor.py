# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection doctor at a real mosquitto: what it does to a client, and the
verdict that is to be given of it, by willow-cli doctor --json."""

import contextlib
import json
import os
import subprocess
import sys
import unittest

from tls_peers import CLI, MOSQUITTO, SKIPPED, TIMEOUT, Case, free_port, process, wait_for

CONFIGURATIONS = {'anonymous': ('open', 'tls', 'mutual', 'web', 'strict'), 'guarded': ('users',)}

# arguments ({x}: a port or a file), verdict, stage, exit code
CASES = (
    ('mqtt://127.0.0.1:{open} -V 3.1', 'healthy', 'open', 0),
    ('mqtt://127.0.0.1:{open} -V 3.1.1', 'healthy', 'open', 0),
    ('mqtt://127.0.0.1:{open} -V 5.0 -t a/#', 'healthy', 'open', 0),
    ('mqtts://127.0.0.1:{tls} --cafile {ca.pem}', 'healthy', 'open', 0),
    ('mqtts://127.0.0.1:{mutual} --cafile {ca.pem} --cert {client.pem} --key {client.key}',
     'healthy', 'open', 0),
    ('ws://127.0.0.1:{web}/mqtt -V 5.0', 'healthy', 'open', 0),
    ('mqtt://127.0.0.1:{users} -u ada -P right', 'healthy', 'open', 0),

    ('mqtt://127.0.0.1:{users}', 'refused-not-authorized', 'connack', 1),
    ('mqtt://127.0.0.1:{users} -u ada -P wrong', 'refused-not-authorized', 'connack', 1),
    ('mqtt://127.0.0.1:{users} -V 5.0 -u ada -P wrong', 'refused-not-authorized', 'connack', 1),
    ('mqtt://127.0.0.1:{strict} -V 5.0 --will-topic w --will-qos 2',
     'refused-will-qos', 'connack', 1),
    ('mqtt://127.0.0.1:{strict} -V 5.0 --will-topic w --will-retain',
     'refused-will-retain', 'connack', 1),

    ('mqtt://127.0.0.1:{tls}', 'port-speaks-tls', 'connack', 1),
    ('mqtts://127.0.0.1:{open}', 'port-speaks-mqtt', 'tls', 1),
    ('ws://127.0.0.1:{open}/mqtt', 'port-speaks-mqtt', 'websocket', 1),
    ('ws://127.0.0.1:{tls}/mqtt', 'port-speaks-tls', 'websocket', 1),
    ('mqtts://127.0.0.1:{tls}', 'certificate-issuer-missing', 'tls', 1),
    ('mqtts://127.0.0.1:{tls} --cafile {ca.pem} --verify-as other.example',
     'certificate-name', 'tls', 1),
    ('mqtts://127.0.0.1:{mutual} --cafile {ca.pem}', 'client-certificate-required', 'tls', 1),
    ('mqtts://127.0.0.1:{mutual} --cafile {ca.pem} --cert {own.pem} --key {own.key}',
     'client-certificate-refused', 'tls', 1),
)


class Doctor(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.places = {name: free_port() for names in CONFIGURATIONS.values() for name in names}
        cls.write_files()
        cls.servers = contextlib.ExitStack()
        for conf, names in CONFIGURATIONS.items():
            child = cls.servers.enter_context(
                process(MOSQUITTO, '-c', cls.pki[conf], stderr=subprocess.DEVNULL))
            for name in names:
                wait_for(cls.places[name], child)
        for name in ('ca.pem', 'client.pem', 'client.key', 'own.pem', 'own.key'):
            cls.places[name] = cls.pki[name]

    @classmethod
    def tearDownClass(cls):
        cls.servers.close()
        super().tearDownClass()

    @classmethod
    def write_files(cls):
        subprocess.run(['mosquitto_passwd', '-b', '-c', cls.pki['users'], 'ada', 'right'],
                       check=True, timeout=TIMEOUT, stderr=subprocess.DEVNULL)
        os.chmod(cls.pki['users'], 0o644)  # mosquitto becomes another user
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt',
                        'ec_paramgen_curve:P-256', '-nodes', '-days', '9', '-subj', '/CN=own',
                        '-addext', 'basicConstraints=critical,CA:FALSE',
                        '-keyout', cls.pki['own.key'], '-out', cls.pki['own.pem']],
                       check=True, timeout=TIMEOUT, stderr=subprocess.DEVNULL)
        tls = [f'certfile {cls.pki["server.pem"]}', f'keyfile {cls.pki["server.key"]}']
        extra = {
            'tls': tls,
            'mutual': [*tls, f'cafile {cls.pki["ca.pem"]}', 'require_certificate true'],
            'web': ['protocol websockets'],
            'strict': ['max_qos 1'],
        }
        first = {
            'anonymous': ['allow_anonymous true', 'retain_available false'],
            'guarded': ['allow_anonymous false', f'password_file {cls.pki["users"]}'],
        }
        for conf, names in CONFIGURATIONS.items():
            with open(cls.pki[conf], 'w', encoding='utf-8') as file:
                file.write('\n'.join(first[conf]) + '\n')
                for name in names:
                    file.write(f'listener {cls.places[name]} 127.0.0.1\n')
                    file.write(''.join(line + '\n' for line in extra.get(name, ())))

    def test_cases(self):
        running = []
        for arguments, *expected in CASES:
            filled = arguments
            for name, value in self.places.items():
                filled = filled.replace('{' + name + '}', str(value))
            running.append((arguments, expected, subprocess.Popen(
                [CLI, 'doctor', '--json', *filled.split()], stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, text=True)))
        for arguments, (verdict, stage, code), child in running:
            with self.subTest(arguments):
                said = json.loads(child.communicate(timeout=TIMEOUT)[0])
                self.assertEqual((said['verdict'], said['stage'], child.returncode),
                                 (verdict, stage, code), said['sentence'])


if __name__ == '__main__':
    if MOSQUITTO is None:
        sys.exit(SKIPPED)
    unittest.main()
