#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Willow writes is what docs/profiles.schema.json says, and every field of a profile is in it.

    test-schema.py SCHEMA PRINT-PROFILES
"""

import base64
import copy
import hashlib
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

try:
    import jsonschema
except ImportError:
    sys.exit(77)  # skipped: python3-jsonschema is not there

SCHEMA = json.loads(Path(sys.argv.pop(1)).read_text())
PRINTER = sys.argv.pop(1)
# Their absence means something that depends on other members.
WITHOUT_DEFAULT = {'scheme', 'tls-trust', 'use-session-expiry'}


def reads(document):
    try:
        jsonschema.validate(document, SCHEMA, cls=jsonschema.Draft202012Validator)
    except jsonschema.ValidationError:
        return False
    return True


class Schema(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        subprocess.run([PRINTER, cls.folder.name], check=True)
        cls.files = {name: json.loads((Path(cls.folder.name) / name).read_text())
                     for name in ('profiles.json', 'plain.json', 'sealed.json')}
        cls.fields = SCHEMA['$defs']['profile']['properties']

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_is_a_schema(self):
        jsonschema.Draft202012Validator.check_schema(SCHEMA)

    def test_output(self):
        for name, document in self.files.items():
            with self.subTest(name):
                jsonschema.validate(document, SCHEMA, cls=jsonschema.Draft202012Validator)

    def test_table(self):
        """Type, range, names and default of each field of the table."""
        for line in (Path(self.folder.name) / 'fields.tsv').read_text().splitlines():
            name, kind, minimum, maximum, fallback, text, names = line.split('\t')
            with self.subTest(name):
                self.assertIn(name, self.fields, 'a new field of profiles goes into docs/profiles.schema.json')
                field = self.fields[name]
                self.assertGreater(len(field['description']), 5)
                if kind == 'choice':
                    choices = dict(pair.split('=') for pair in names.split())
                    self.assertEqual(field['enum'], list(choices.values()))
                    default = choices[fallback]
                else:
                    self.assertEqual(field['type'], kind)
                    default = {'string': text, 'boolean': fallback == '1', 'integer': int(fallback)}[kind]
                if kind == 'integer':
                    self.assertEqual((field['minimum'], field['maximum']), (int(minimum), int(maximum)))
                if name in WITHOUT_DEFAULT:
                    self.assertNotIn('default', field)
                else:
                    self.assertEqual(field['default'], default)

    def test_every_member_is_described(self):
        for name in ('profiles.json', 'plain.json'):
            self.assertLessEqual(set(self.files[name]), set(SCHEMA['properties']))
            for profile in self.files[name]['profiles']:
                self.assertLessEqual(set(profile), set(self.fields))
                for member, kind in (('subscriptions', 'subscription'), ('headers', 'header'),
                                     ('user-properties', 'user-property'),
                                     ('will-user-properties', 'user-property')):
                    for element in profile[member]:
                        self.assertLessEqual(set(element), set(SCHEMA['$defs'][kind]['properties']))

    def test_refuses(self):
        """It is a schema that can fail."""
        def changed(member, value):
            document = copy.deepcopy(self.files['plain.json'])
            document['profiles'][0][member] = value
            return document
        self.assertTrue(reads(changed('port', 1)))
        self.assertTrue(reads(changed('of tomorrow', [])))
        for member, value in (('port', 0), ('port', '1883'), ('port', 65536), ('version', '4'), ('name', None),
                              ('use-will', 1), ('scheme', 'http'), ('id', ''), ('subscriptions', {}),
                              ('subscriptions', [{'qos': 1}]), ('subscriptions', [{'filter': 'a', 'qos': 3}])):
            self.assertFalse(reads(changed(member, value)), (member, value))
        self.assertFalse(reads({'version': 1}))
        self.assertFalse(reads({'format': 'willow-profiles', 'version': 1, 'sealed': {}}))

    def test_no_secrets(self):
        """Neither in the file nor in an export without a passphrase."""
        for name in ('profiles.json', 'plain.json'):
            self.assertNotIn('secret', json.dumps(self.files[name]))

    def test_sealed(self):
        """Others can open it by what the schema says."""
        try:
            from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        except ImportError:
            self.skipTest('python3-cryptography is not there')
        sealed = self.files['sealed.json']['sealed']
        key = hashlib.scrypt(b'open sesame', salt=base64.b64decode(sealed['salt']), n=sealed['n'], r=sealed['r'],
                             p=sealed['p'], dklen=32, maxmem=2 ** 30)
        text = AESGCM(key).decrypt(base64.b64decode(sealed['nonce']), base64.b64decode(sealed['data']), None)
        document = json.loads(text)
        jsonschema.validate(document, SCHEMA, cls=jsonschema.Draft202012Validator)
        self.assertEqual(document['profiles'][1]['secrets']['transport']['tls-key'], 'key')


if __name__ == '__main__':
    unittest.main()
