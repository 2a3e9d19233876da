#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""willow-cli profiles: in, out and in again, with a folder of settings of its own."""

import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import unittest

CLI = sys.argv.pop(1)
CORPUS = sys.argv.pop(1)
TIMEOUT = 60
OK, FAILURE, USAGE = range(3)


class Profiles(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def run_cli(self, *arguments, **environment):
        # No session bus: no secret service that would keep what a test has.
        environment = {**os.environ, 'XDG_CONFIG_HOME': self.folder, 'DBUS_SESSION_BUS_ADDRESS': 'disabled:',
                       **environment}
        return subprocess.run([CLI, 'profiles', *arguments], capture_output=True, timeout=TIMEOUT, text=True,
                              check=False, env=environment)

    def corpus(self, name):
        return os.path.join(CORPUS, name)

    def list(self):
        result = self.run_cli('list')
        self.assertEqual(result.returncode, OK)
        return [line.split('\t') for line in result.stdout.splitlines()]

    def test_import(self):
        result = self.run_cli('import', self.corpus('mqttx-bare.json'))
        self.assertEqual(result.returncode, OK, result.stderr)
        self.assertIn('[x] Bench', result.stdout)
        self.assertEqual(self.list(), [['Bench', 'mqtt://192.0.2.7:1883', 'MQTTX import']])

    def test_again(self):
        for arguments, names in (([], ['Bench']), ([], ['Bench']), (['--all'], ['Bench', 'Bench 2'])):
            result = self.run_cli('import', self.corpus('mqttx-bare.json'), *arguments)
            self.assertEqual(result.returncode, OK)
            self.assertEqual([line[0] for line in self.list()], names)

    def test_dry_run(self):
        result = self.run_cli('import', '--dry-run', '--json', self.corpus('mqttx-greenhouse.json'))
        self.assertEqual(result.returncode, OK)
        report = json.loads(result.stdout)
        self.assertEqual(report['program'], 'MQTTX')
        connection, = report['connections']
        self.assertEqual((connection['name'], connection['imported']), ('Greenhouse mTLS', True))
        self.assertIn(('needs-file', 'key-file', '[0].key'),
                      [(f['kind'], f['code'], f['member']) for f in connection['findings']])
        self.assertNotIn('not-a-real-secret', result.stdout + result.stderr)
        self.assertEqual(self.list(), [])

    def test_secrets_without_a_service(self):
        result = self.run_cli('import', self.corpus('mqttx-greenhouse.json'))
        self.assertEqual(result.returncode, FAILURE)
        self.assertIn('are not kept', result.stderr)
        self.assertEqual(len(self.list()), 1)
        with open(self.path('willow/profiles.json'), encoding='utf-8') as file:
            self.assertNotIn('not-a-real-secret', file.read())

    def test_files_that_are_none(self):
        for name, text in (('mqttx-trailing-comma.json', 'line 4'), ('mqttx.csv', 'JSON'), ('empty.json', 'nothing'),
                           ('binary.json', 'no file of connections'), ('sealed-locked.json', 'passphrase'),
                           ('is-not-there.json', 'No such file')):
            result = self.run_cli('import', self.corpus(name))
            self.assertEqual(result.returncode, FAILURE, name)
            self.assertIn(text, result.stderr)
            self.assertEqual(result.stdout, '')

    def test_export(self):
        self.run_cli('import', self.corpus('mqttx-bare.json'))
        result = self.run_cli('export')
        self.assertEqual(result.returncode, OK)
        self.assertEqual(json.loads(result.stdout)['profiles'][0]['name'], 'Bench')
        result = self.run_cli('export', 'Nobody')
        self.assertEqual(result.returncode, FAILURE)
        result = self.run_cli('export', 'Bench', '-o', self.path('out.json'))
        self.assertEqual((result.returncode, result.stdout), (OK, ''))
        self.assertEqual(stat.S_IMODE(os.stat(self.path('out.json')).st_mode), 0o600)

    def test_sealed(self):
        self.run_cli('import', self.corpus('mqttx-bare.json'))
        out = self.path('out.json')
        result = self.run_cli('export', '--encrypt', '--passphrase-env', 'P', '-o', out, P='open sesame')
        self.assertEqual(result.returncode, OK, result.stderr)
        for passphrase, code in ((None, FAILURE), ('wrong', FAILURE), ('open sesame', OK)):
            arguments = ['--passphrase-env', 'P'] if passphrase else []
            result = self.run_cli('import', '-n', out, *arguments, P=passphrase or '')
            self.assertEqual(result.returncode, code)
        self.assertIn('Bench', result.stdout)

    def test_usage(self):
        for arguments in ((), ('remove',), ('import',), ('import', 'a', 'b'), ('export', '--encrypt'),
                          ('export', '--passphrase-env', 'P')):
            self.assertEqual(self.run_cli(*arguments, P='x').returncode, USAGE, arguments)

    def test_a_file_of_tomorrow_is_left_alone(self):
        os.mkdir(self.path('willow'))
        shutil.copy(self.corpus('willow-newer.json'), self.path('willow/profiles.json'))
        result = self.run_cli('import', self.corpus('mqttx-bare.json'))
        self.assertEqual(result.returncode, FAILURE)
        with open(self.path('willow/profiles.json'), 'rb') as now, open(self.corpus('willow-newer.json'), 'rb') as before:
            self.assertEqual(now.read(), before.read())


if __name__ == '__main__':
    unittest.main()
