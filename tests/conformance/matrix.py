#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The conformance matrix: which test proves which statement, for which role.

matrix.py check ROOT     fails where a statement has neither test nor reason,
                         and where a citation or a reason is wrong
matrix.py generate ROOT  writes docs/conformance.md
matrix.py open ROOT      lists what has neither test nor reason
"""

import argparse
import csv
import sys
from collections import defaultdict, namedtuple
from pathlib import Path

import citations
from page import render

Row = namedtuple('Row', 'version id section applies subject paraphrase')
VERSIONS = ('3.1', '3.1.1', '5.0')
ROLES = ('client', 'server')


def read_table(path):
    with open(path, encoding='utf-8', newline='') as file:
        lines = (line for line in file if not line.startswith('#'))
        yield from csv.DictReader(lines, delimiter='\t', quoting=csv.QUOTE_NONE)


def property_row(column):
    """A rule of our own for each property: where it may stand and how often."""
    return Row('5.0', f'5.0-P{column["id_hex"][2:]}', '2.2.2.2', 'both',
               column['name'],
               f'{column["type"]}; in {column["packets"]}; repeatable: '
               f'{column["repeatable"]}; {column["error_if_violated"]}.')


class Matrix:
    def __init__(self, root):
        self.root = Path(root)
        self.folder = self.root / 'tests/conformance'
        self.problems = []
        self.rows = {}        # (version, id) -> Row
        self.tests = defaultdict(set)   # (version, id, role) -> places
        self.reasons = {}     # (version, id, role) -> text
        self._read_rows()
        for citation in citations.scan(self.root, self.problem):
            self._take(citation)
        self._read_reasons()

    def problem(self, path, line, text):
        self.problems.append(f'{path}:{line}: {text}')

    def _read_rows(self):
        for version in VERSIONS:
            for c in read_table(self.folder / f'mqtt-{version}.tsv'):
                self._add(Row(version, c['id'], c['section'], c['applies'],
                              c['subject'], c['paraphrase']))
        for c in read_table(self.folder / 'unnumbered.tsv'):
            self._add(Row(citations.version_of_own(c['id']), c['id'],
                          c['section'], c['applies'], c['subject'],
                          c['paraphrase']))
        for c in read_table(self.folder / 'mqtt-5.0-properties.tsv'):
            self._add(property_row(c))

    def _add(self, row):
        if (row.version, row.id) in self.rows:
            self.problem('tests/conformance', 0, f'{row.id} is there twice')
        self.rows[row.version, row.id] = row

    def roles_of(self, row):
        return ROLES if row.applies == 'both' else (row.applies,)

    def pairs(self):
        for (version, identifier), row in self.rows.items():
            for role in self.roles_of(row):
                yield version, identifier, role

    def _take(self, citation):
        rows = [self.rows[v, citation.id] for v in citation.versions
                if (v, citation.id) in self.rows]
        wanted = len(citation.versions)
        if citation.path.suffix == '.txt':  # a vector of several versions
            wanted = 1
        if len(rows) < wanted:
            self.problem(citation.path, citation.line,
                         f'{citation.id} is not in the table of '
                         + ', '.join(citation.versions))
        for row in rows:
            if citation.roles is None and row.applies == 'both':
                self.problem(citation.path, citation.line,
                             f'{citation.id} is for both roles: who is tested?')
            for role in citation.roles or self.roles_of(row):
                if role in self.roles_of(row):
                    self.tests[row.version, row.id, role].add(citation.place)

    def _read_reasons(self):
        path = 'tests/conformance/reasons.tsv'
        for number, c in enumerate(read_table(self.root / path), 2):
            key = c['version'], c['id'], c['role']
            if key not in set(self.pairs()):
                self.problem(path, number, f'no statement {" ".join(key)}')
            elif key in self.tests:
                self.problem(path, number, f'{" ".join(key)} has a test')
            elif not c['reason']:
                self.problem(path, number, f'{" ".join(key)}: why?')
            self.reasons[key] = c['reason']

    def open(self):
        return [p for p in self.pairs()
                if p not in self.tests and p not in self.reasons]

    def counts(self, version=None):
        """pairs of id and role, of them tested, reasoned"""
        pairs = [p for p in self.pairs() if version in (None, p[0])]
        return (len(pairs), sum(p in self.tests for p in pairs),
                sum(p in self.reasons for p in pairs))


def check(matrix, allowed):
    left = matrix.open()
    page = matrix.root / 'docs/conformance.md'
    if not page.exists() or page.read_text(encoding='utf-8') != render(matrix):
        matrix.problem('docs/conformance.md', 1,
                       'is not up to date: tests/conformance/matrix.py generate .')
    if len(left) > allowed:
        for version, identifier, role in left:
            matrix.problem('tests/conformance', 0, f'{version} {identifier} '
                           f'({role}): neither test nor reason')
    for problem in matrix.problems:
        print(problem, file=sys.stderr)
    print('%u statements and roles, %u tested, %u with a reason, %u open' %
          (*matrix.counts(), len(left)))
    return 1 if matrix.problems else 0


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument('what', choices=('check', 'generate', 'open'))
    parser.add_argument('root')
    parser.add_argument('--allow-open', type=int, default=0,
                        help='how many may have neither test nor reason')
    arguments = parser.parse_args()
    matrix = Matrix(arguments.root)
    if arguments.what == 'check':
        return check(matrix, arguments.allow_open)
    if arguments.what == 'generate':
        (matrix.root / 'docs/conformance.md').write_text(
            render(matrix), encoding='utf-8')
        return 0
    for version, identifier, role in matrix.open():
        row = matrix.rows[version, identifier]
        print(f'{version}\t{identifier}\t{role}\t{row.subject}\t{row.paraphrase}')
    return 0


if __name__ == '__main__':
    sys.exit(main())
