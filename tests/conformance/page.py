# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/conformance.md: the matrix as people read it."""

import re

TITLE = {'3.1': 'MQTT 3.1', '3.1.1': 'MQTT 3.1.1', '5.0': 'MQTT 5.0'}
INTRODUCTION = '''<!-- SPDX-License-Identifier: GPL-3.0-or-later -->
<!-- Written by tests/conformance/matrix.py; a test compares it. -->
# Conformance

Every normative statement of MQTT 3.1.1 and 5.0, the differences of 3.1, and the rules
without a number that we found worth a row, with the tests that fail when the statement
is broken, for each role that has something to do about it. A dash means that the
statement is no matter of that role. Where no test can show it, the reason stands in
*italics*. The statements are told in our own words; the specification is the authority:
[3.1.1](https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/mqtt-v3.1.1.html),
[5.0](https://docs.oasis-open.org/mqtt/mqtt/v5.0/mqtt-v5.0.html).

The ids 3.1-…, and those with a letter (U: a rule without number, P: a property), are ours.
How a test cites a statement: [CONTRIBUTING.md](../CONTRIBUTING.md).

'''


def links(places):
    """Tests by file; of the vectors only how many there are."""
    vectors, tests = {}, []
    for place in sorted(places):
        path, name = place.rsplit(':', 1)
        if path.endswith('.txt'):
            vectors[path] = vectors.get(path, 0) + 1
        else:
            short = path.rsplit('/', 1)[1].rsplit('.', 1)[0]
            short = re.sub(r'^test[-_]', '', short)
            label = re.sub(r'^test_', '', name)
            tests.append(f'[{short}: {label}](../{path})')
    for path, n in vectors.items():
        short = path.rsplit('/', 1)[1]
        tests.append(f'[{short}: {n}](../{path})')
    return '<br>'.join(tests)


def cell(matrix, row, role):
    if role not in matrix.roles_of(row):
        return '–'
    key = row.version, row.id, role
    if key in matrix.tests:
        return links(matrix.tests[key])
    return f'*{matrix.reasons[key]}*' if key in matrix.reasons else ''


def summary(matrix):
    out = ['| | statements | × roles | with tests | with a reason | open |',
           '|---|---:|---:|---:|---:|---:|']
    for version in list(TITLE) + [None]:
        n, tested, reasoned = matrix.counts(version)
        n_rows = sum(version in (None, key[0]) for key in matrix.rows)
        out.append(f'| {TITLE.get(version, "all")} | {n_rows} | {n} | {tested} |'
                   f' {reasoned} | {n - tested - reasoned} |')
    return out


def table(matrix, version):
    out = [f'## {TITLE[version]}', '',
           '| Id | Section | Statement | Client | Server |',
           '|---|---|---|---|---|']
    for row in matrix.rows.values():
        if row.version != version:
            continue
        text = f'**{row.subject}.** {row.paraphrase}'.replace('|', '\\|')
        text = re.sub(r'([*_<])(?=\w)', r'\1', text)
        out.append(f'| {row.id} | {row.section} | {text} |'
                   f' {cell(matrix, row, "client")} |'
                   f' {cell(matrix, row, "server")} |')
    return out


def render(matrix):
    lines = summary(matrix)
    for version in TITLE:
        lines += ['', *table(matrix, version)]
    return INTRODUCTION + '\n'.join(lines) + '\n'
