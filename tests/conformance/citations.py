# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the tests cite the specifications. The convention stands in
CONTRIBUTING.md, under "Citing the specifications"."""

import re
from collections import namedtuple
from pathlib import Path

# place: "tests/mqtt/test-x.c:test_y"; roles: None where nobody is named
Citation = namedtuple('Citation', 'versions id roles path line place')

VERSION = r'3\.1\.1|5\.0'
ROLE = r'client|server|both'
WORD = rf'(?:{VERSION}|{ROLE})'
SCOPE = re.compile(rf'(?<![\w.])({WORD}(?:(?:, | and | ){WORD})*):')
NUMBERED = r'MQTT-[0-9.]+-[0-9]+'
OWN = r'(?:3\.1\.1|3\.1|5\.0)-[A-Z]?[0-9A-F]{2}'
RANGE = re.compile(r'\[((?:MQTT-[0-9.]+|3\.1)-)([0-9]+)\]\s+to\s+\[\1([0-9]+)\]')
ID = re.compile(rf'\[({NUMBERED}|{OWN})\]')
ODD = re.compile(rf'\[(?:{NUMBERED}|{OWN})[^\]]|\[MQTT[^\]]*\]')
BOTH = ('client', 'server')
# Elsewhere an id is something to look at, not something to prove.
FOLDERS = ('auth', 'broker', 'client', 'conformance', 'interop', 'link', 'model',
           'mqtt', 'net')
FOLDER_ROLE = {'broker': ('server',), 'client': ('client',)}
# tests/interop/test-broker-paho.py, tests/conformance/test-conformance-client.c
NAME_ROLE = re.compile(r'-(broker|client)[-.]')
COMMENT = re.compile(r'/\*.*?\*/', re.S)
FUNCTION = re.compile(r'^([a-z_][a-z0-9_]*) \(', re.M)
VECTOR_VERSIONS = {'3': '3.1', '4': '3.1.1', '5': '5.0'}


def role_of(path):
    """Whom the tests in this file are about, where the file says so."""
    named = NAME_ROLE.search(path.name)
    return FOLDER_ROLE.get(named.group(1) if named else path.parts[1])


class Problem(Exception):
    """A citation that cannot be understood."""


def expand_ranges(text):
    def spell_out(match):
        first, last = int(match.group(2)), int(match.group(3))
        width = len(match.group(2)) if match.group(1) == '3.1-' else 0
        return ' '.join(f'[{match.group(1)}{n:0{width}}]'
                        for n in range(first, last + 1))

    return RANGE.sub(spell_out, text)


def version_of_own(identifier):
    match = re.match(r'(3\.1\.1|3\.1|5\.0)-', identifier)
    return match.group(1) if match else None


def cited(text):
    """(versions, id, roles) of each citation in one comment; roles is None
    where no scope names one."""
    text = expand_ranges(re.sub(r'\n[ \t]*(?:\*|#)?[ \t]*', ' ', text))
    if ODD.search(ID.sub('', text)):
        raise Problem(f'cannot be read: {ODD.search(ID.sub("", text)).group()}')
    versions, roles = ('5.0',), None
    for match in re.finditer(f'{SCOPE.pattern}|{ID.pattern}', text):
        scope, identifier = match.groups()
        if identifier:
            own = version_of_own(identifier)
            yield ((own,) if own else versions), identifier, roles
            continue
        words = re.findall(WORD, scope)
        named = tuple(w for w in words if re.fullmatch(VERSION, w))
        who = tuple(w for w in words if re.fullmatch(ROLE, w))
        versions = named or versions
        if who:
            roles = BOTH if 'both' in who else who


def functions_of(code):
    """(name, start, end) of each function definition, in GNU style."""
    found = []
    for match in FUNCTION.finditer(code):
        brace = re.compile(r'^[{}]|;$', re.M).search(code, match.end())
        if brace is None or brace.group() != '{':
            continue
        end = code.find('\n}', brace.start())
        found.append((match.group(1), match.start(), end))
    return found


def is_test(function, code, name):
    return (name.startswith('test_') and name != 'test_main'
            and re.search(rf'\b{name}\b', code[code.rfind('\nmain ('):]))


def tests_of(position, functions, code):
    """The functions of tests that a comment at @position speaks for: the one
    around or behind it, or those who use the function or table there."""
    name = next((n for n, _, end in functions if end > position), None)
    if name is None:
        raise Problem('no function follows')
    seen, waiting, tests = set(), [name], []
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if is_test(None, code, name):
            tests.append(name)
            continue
        waiting += [n for n, start, end in functions
                    if n != 'main'
                    and re.search(rf'\b{name}\b', code[code.find('{', start):end])]
    if not tests:
        raise Problem('stands in nothing that a test uses')
    return sorted(tests)


def scan_c(root, path, report):
    code = (root / path).read_text(encoding='utf-8')
    functions = functions_of(code)
    default = role_of(path)
    for comment in COMMENT.finditer(code):
        if not ID.search(comment.group()) and not ODD.search(comment.group()):
            continue
        line = code.count('\n', 0, comment.start()) + 1
        try:
            places = tests_of(comment.start(), functions, code)
            for versions, identifier, roles in cited(comment.group()):
                for place in places:
                    yield Citation(versions, identifier, roles or default,
                                   path, line, f'{path}:{place}')
        except Problem as problem:
            report(path, line, str(problem))


def scan_python(root, path, report):
    function, default = None, role_of(path)
    for number, line in enumerate((root / path).read_text().splitlines(), 1):
        match = re.match(r'\s*def (test_\w+)', line)
        function = match.group(1) if match else function
        comment = re.search(r'(?:#|""").*', line)
        if comment is None or not ID.search(comment.group()):
            continue
        if function is None:
            report(path, number, 'stands in no test')
            continue
        for versions, identifier, roles in cited(comment.group()):
            yield Citation(versions, identifier, roles or default, path,
                           number, f'{path}:{function}')


def scan_vectors(root, path, report):
    """What is refused, or accepted in a form that we do not write, is the
    receiver's; "ok" is read and written again."""
    for number, line in enumerate((root / path).read_text().splitlines(), 1):
        parts = [p.strip() for p in line.split(' | ')]
        if line.startswith('#') or len(parts) < 4:
            continue
        who = parts[0]
        versions = tuple(v for k, v in VECTOR_VERSIONS.items() if k in who)
        roles = tuple(role for letter, role in (('S', 'client'), ('C', 'server'))
                      if letter in who)
        if parts[3].startswith('ok'):
            roles = BOTH
        for identifier in set(ID.findall(parts[1] + parts[3])):
            own = version_of_own(identifier)
            yield Citation((own,) if own else versions or ('3.1.1', '5.0'),
                           identifier, roles, path, number,
                           f'{path}:{number}')


def scan(root, report):
    """All citations of the tests under @root; @report (path, line, text) is
    told what cannot be understood."""
    root = Path(root)
    for path in sorted((root / 'tests').rglob('*')):
        relative = path.relative_to(root)
        if relative.parts[1] not in FOLDERS:
            continue
        if (relative.match('tests/mqtt/vectors/*.txt')
                or relative.match('tests/broker/hostile/*.txt')):
            yield from scan_vectors(root, relative, report)
        elif path.name.startswith('test-') and path.suffix == '.c':
            yield from scan_c(root, relative, report)
        elif path.name.startswith('test') and path.suffix == '.py':
            yield from scan_python(root, relative, report)
