# SPDX-License-Identifier: GPL-3.0-or-later
"""Every source is built, carries its licence, has a name and a size that
one can live with."""

import json
import re

from source_tree import without_comments

SPDX = 'SPDX-License-Identifier: GPL-3.0-or-later'
# Data licensed apart (metainfo) still names its licence in the first lines.
SPDX_ANY = re.compile(r'SPDX-License-Identifier: \S+')
CODE = ('.c', '.h')
SCRIPTS = ('.py', '.sh', 'meson.build', 'meson_options.txt')
MARKUP = ('.ui', '.css', '.svg', '.gresource.xml', '.gschema.xml',
          '.gschema.xml.in', '.metainfo.xml.in', '.desktop.in', '.service.in')

MAX_FILE, AIM_FILE = 600, 350
MAX_FUNCTION, AIM_FUNCTION = 60, 30
MAX_HEADER = 150
BAD_NAME = re.compile(r'(?:^|[-_.])(utils?|misc|helpers?|common)(?=[-_.]|$)')


def built_sources(tree):
    """Relative paths of everything that some target compiles."""
    targets = json.loads((tree.build / 'meson-info/intro-targets.json').read_text())
    built = set()
    for target in targets:
        for group in target['target_sources']:
            for source in group.get('sources', []):
                built.add(source)
    return {s.split(str(tree.root) + '/', 1)[-1] for s in built}


def check_listed(tree, report):
    built = built_sources(tree)
    without_app = not any(s.startswith('src/app/') for s in built)
    optional = ('src/app/', 'tests/ui/') if without_app else ()
    for path in tree.files('.c', under=['src', 'tests']):
        if str(path) not in built and not str(path).startswith(optional):
            report.problem(path, 1, 'no meson.build lists this file')
    resources = ''.join(
        tree.text(p) for p in tree.files('.gresource.xml', under=['src', 'data']))
    for path in tree.files('.ui', '.css', under=['src']):
        if not re.search(rf'[>/]{re.escape(path.name)}</file>', resources):
            report.problem(path, 1, 'no gresource.xml lists this file')


def needs_licence(tree, path):
    if path.name.endswith(CODE + SCRIPTS + MARKUP):
        return True
    if path.parts[0] in ('build-aux', 'flatpak', '.ci') and not path.suffix:
        return tree.text(path).startswith('#!')
    return False


def check_licence(tree, report):
    top = [p.relative_to(tree.root) for p in sorted(tree.root.glob('meson*'))]
    for path in tree.files() + top:
        if not needs_licence(tree, path):
            continue
        head = tree.lines(path)[:3]
        if path.name.endswith(CODE):
            if not head or head[0] != f'/* {SPDX} */':
                report.problem(path, 1, f'the first line is not "/* {SPDX} */"')
        elif not any(SPDX_ANY.search(line) for line in head):
            report.problem(path, 1, 'no SPDX line at the top')


def function_sizes(code):
    """(line, name, body lines) of each function; GNU style puts the braces
    of a function, and of nothing else that closes with a bare '}', in
    column 0."""
    lines = without_comments(code, strings=False).splitlines()
    start = None
    for number, line in enumerate(lines, 1):
        if line.rstrip() == '{':
            start = number
        elif line.rstrip() == '}' and start:
            head = ' '.join(lines[max(0, start - 25):start - 1])
            names = re.findall(r'(\w+) \(', head.rsplit('}', 1)[-1].rsplit(';', 1)[-1])
            yield start, names[0] if names else '?', number - start - 1
            start = None
        elif line.startswith('}'):
            start = None


def declared(text):
    """Lines of a header that are not its documentation."""
    return sum(1 for line in without_comments(text).splitlines() if line.strip())


def check_sizes(tree, report):
    for path in tree.files(*CODE, '.ui', '.py', '.sh', under=['src', 'tests', 'build-aux']):
        text = tree.text(path)
        size = text.count('\n')
        if size > MAX_FILE:
            report.problem(path, 1, f'{size} lines, at most {MAX_FILE}: split it')
        elif path.suffix == '.h' and declared(text) > MAX_HEADER:
            report.problem(path, 1, f'{declared(text)} lines without the documentation, '
                           f'a header has at most {MAX_HEADER}')
        elif size > AIM_FILE:
            report.note(path, 1, f'{size} lines, aim at {AIM_FILE}')
        if path.suffix != '.c':
            continue
        for line, name, body in function_sizes(text):
            if body > MAX_FUNCTION:
                report.problem(path, line, f'{name}: {body} lines, at most {MAX_FUNCTION}')
            elif body > AIM_FUNCTION:
                report.note(path, line, f'{name}: {body} lines, aim at {AIM_FUNCTION}')


def check_names(tree, report):
    for path in tree.files():
        for part in path.parts:
            if BAD_NAME.search(part):
                report.problem(path, 1, 'a name that says nothing (util, misc, helper, common)')
                break
    for path in tree.files(*CODE, under=['src']):
        prefix = 'mqtt-' if path.parts[1] == 'mqtt' else 'willow-'
        if not path.name.startswith(prefix) and path.name != 'main.c':
            report.problem(path, 1, f'name it {prefix}…')


WORDS = re.compile(r'\b(TODO|FIXME|XXX|HACK)\b')


def check_words(tree, report):
    for path in tree.files(under=['src', 'tests', 'data', 'build-aux', 'flatpak']):
        if path.parts[:2] == ('tests', 'style') or path.suffix in ('.png', '.bin', '.raw'):
            continue
        for number, line in enumerate(tree.lines(path), 1):
            match = WORDS.search(line)
            if match:
                report.problem(path, number, f'{match.group(1)}: do it or leave it')
