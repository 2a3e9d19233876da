#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shows that the matrix reads citations as CONTRIBUTING.md tells them, and
that each of its complaints can be had."""

import tempfile
import unittest
from pathlib import Path

import citations
import matrix

HEAD = 'id\tsection\tapplies\tsubject\tparaphrase\tverified\n'
TABLES = {
    'mqtt-3.1.tsv': HEAD + '3.1-01\t1\tserver\ts\tp\tyes\n',
    'mqtt-3.1.1.tsv': HEAD + 'MQTT-1.1.1-1\t1\tclient\ts\tp\tyes\n',
    'mqtt-5.0.tsv': HEAD + 'MQTT-1.1.1-1\t1\tboth\ts\tp\tyes\n',
    'unnumbered.tsv': HEAD + '3.1.1-U01\t1\tserver\ts\tp\tyes\n',
    'mqtt-5.0-properties.tsv': 'id_hex\tname\ttype\tpackets\trepeatable'
                               '\terror_if_violated\n',
    'reasons.tsv': 'version\tid\trole\treason\n',
}
PROGRAM = '''%s
static void
test_one (void)
{
  check ();
}

int
main (int argc, char *argv[])
{
  g_test_add_func ("/one", test_one);
}
'''


def read(text):
    return [(versions, identifier, roles)
            for versions, identifier, roles in citations.cited(text)]


class Tree:
    """A checkout with one test program."""

    def __init__(self, program, reasons=''):
        self.folder = tempfile.TemporaryDirectory()
        root = Path(self.folder.name)
        (root / 'tests/conformance').mkdir(parents=True)
        (root / 'tests/mqtt').mkdir()
        (root / 'docs').mkdir()
        for name, text in TABLES.items():
            (root / 'tests/conformance' / name).write_text(text)
        with open(root / 'tests/conformance/reasons.tsv', 'a') as file:
            file.write(reasons)
        (root / 'tests/mqtt/test-one.c').write_text(PROGRAM % program)
        self.matrix = matrix.Matrix(root)

    def __enter__(self):
        return self.matrix

    def __exit__(self, *unused):
        self.folder.cleanup()


class Comments(unittest.TestCase):
    def test_scopes(self):
        self.assertEqual(read('/* both: [MQTT-1.1.1-1], 3.1.1: [MQTT-1.1.1-2]'
                              '\n * client: [MQTT-1.1.1-3] [3.1-02] */'),
                         [(('5.0',), 'MQTT-1.1.1-1', ('client', 'server')),
                          (('3.1.1',), 'MQTT-1.1.1-2', ('client', 'server')),
                          (('3.1.1',), 'MQTT-1.1.1-3', ('client',)),
                          (('3.1',), '3.1-02', ('client',))])

    def test_two_versions(self):
        self.assertEqual(read('/* server, 3.1.1, 5.0: [MQTT-1.1.1-1] */'),
                         [(('3.1.1', '5.0'), 'MQTT-1.1.1-1', ('server',))])

    def test_range(self):
        self.assertEqual([c[1] for c in read('/* [MQTT-1.1.1-9] to\n'
                                             ' * [MQTT-1.1.1-11] */')],
                         ['MQTT-1.1.1-9', 'MQTT-1.1.1-10', 'MQTT-1.1.1-11'])

    def test_not_understood(self):
        with self.assertRaises(citations.Problem):
            read('/* [MQTT-1.1.1-1 of 5.0] */')


class Complaints(unittest.TestCase):
    def assert_problem(self, program, text, reasons=''):
        with Tree(program, reasons) as tree:
            self.assertTrue(any(text in p for p in tree.problems),
                            tree.problems)

    def test_good(self):
        with Tree('/* both: [MQTT-1.1.1-1], 3.1.1: [MQTT-1.1.1-1]\n'
                  ' * [3.1-01] [3.1.1-U01] */') as tree:
            self.assertEqual(tree.problems, [])
            self.assertEqual(tree.open(), [])
            self.assertEqual(tree.counts(), (5, 5, 0))

    def test_open(self):
        with Tree('/* client: [MQTT-1.1.1-1] */') as tree:
            self.assertIn(('5.0', 'MQTT-1.1.1-1', 'server'), tree.open())
            self.assertEqual(matrix.check(tree, 0), 1)

    def test_unknown_id(self):
        self.assert_problem('/* [MQTT-9.9.9-9] */', 'not in the table of 5.0')

    def test_nobody_named(self):
        self.assert_problem('/* [MQTT-1.1.1-1] */', 'who is tested?')

    def test_not_run(self):
        self.assert_problem('/* [3.1-01] */\nvoid\ntest_two (void)\n{\n}\n',
                            'nothing that a test uses')

    def test_table_of_a_test(self):
        with Tree('static void\ncheck (void)\n{\n  /* [3.1-01] */\n}\n') as tree:
            self.assertEqual(tree.tests['3.1', '3.1-01', 'server'],
                             {'tests/mqtt/test-one.c:test_one'})

    def test_stale_reason(self):
        self.assert_problem('/* [3.1-01] */', 'has a test',
                            '3.1\t3.1-01\tserver\tnot possible\n')

    def test_reason_for_nothing(self):
        self.assert_problem('', 'no statement',
                            '3.1\t3.1-01\tclient\tnot possible\n')


if __name__ == '__main__':
    unittest.main()
