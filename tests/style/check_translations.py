# SPDX-License-Identifier: GPL-3.0-or-later
"""po/POTFILES.in names exactly the files with text that a person sees, and
each language in po/LINGUAS has all of it."""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from source_tree import without_comments

MARKED_C = re.compile(
    r'(?<![\w"])(?:_|N_|C_|NC_|ngettext|dgettext|g_dngettext|g_dpgettext2?)\s*\(\s*[\w\s,]*"')
MARKED_XML = re.compile(r'\btranslatable="(?:yes|true|1)"')
ALWAYS = ('.desktop.in', '.metainfo.xml.in', '.gschema.xml', '.gschema.xml.in',
          '.desktop.in.in', '.metainfo.xml.in.in')
# The keywords that meson's i18n preset "glib" uses.
KEYWORDS = ('_', 'N_', 'C_:1c,2', 'NC_:1c,2', 'g_dcgettext:2', 'g_dngettext:2,3',
            'g_dpgettext2:2c,3', 'ngettext:1,2')


def listed(tree, name):
    path = tree.root / 'po' / name
    if not path.exists():
        return None
    lines = path.read_text().splitlines()
    return [line.strip() for line in lines if line.strip() and line[0] != '#']


def has_text(tree, path):
    if path.name.endswith(ALWAYS):
        return True
    if path.suffix == '.c':
        return bool(MARKED_C.search(without_comments(tree.text(path))))
    return path.suffix == '.ui' and bool(MARKED_XML.search(tree.text(path)))


def check_potfiles(tree, report):
    names = listed(tree, 'POTFILES.in') or []
    for name in names:
        if not (tree.root / name).exists():
            report.problem('po/POTFILES.in', 1, f'{name} does not exist')
        elif not has_text(tree, Path(name)):
            report.problem('po/POTFILES.in', 1, f'{name} has nothing to translate')
        if names.count(name) > 1:
            report.problem('po/POTFILES.in', 1, f'{name} twice')
    for path in tree.files(under=['src', 'data']):
        if has_text(tree, path) and str(path) not in names:
            report.problem(path, 1, 'has text to translate, is not in po/POTFILES.in')


def run(report, command, about, **where):
    ran = subprocess.run(command, capture_output=True, text=True, check=False,
                         env={'LC_ALL': 'C.UTF-8', 'PATH': '/usr/bin:/bin:/usr/local/bin'},
                         **where)
    if report and ran.returncode != 0:
        lines = [line for line in ran.stderr.splitlines() if line.strip()]
        for line in lines[:20] or [f'{command[0]} failed']:
            report.problem(about, 1, line)
    return ran


def message_at(template, number):
    """Where the message at a line of the template is used, and its text."""
    place, line_there, text = 'po/POTFILES.in', 1, ''
    for line in Path(template).read_text().splitlines()[:number]:
        if line.startswith('#: '):
            place, line_there = line[3:].split()[0].rsplit(':', 1)
        elif line.startswith('msgid '):
            text = line[6:]
    return place, line_there, text


def check_translations(tree, report):
    if not (shutil.which('msgfmt') and shutil.which('xgettext')):
        report.skip_reason = 'gettext is not installed'
        return
    languages = listed(tree, 'LINGUAS') or []
    strays = {p.stem for p in (tree.root / 'po').glob('*.po')} - set(languages)
    for language in sorted(strays):
        report.problem(f'po/{language}.po', 1, 'is not in po/LINGUAS')
    if not languages:
        report.skip_reason = 'po/LINGUAS names no language yet'
        return
    with tempfile.TemporaryDirectory() as scratch:
        template = str(Path(scratch, 'willow.pot'))
        run(report, ['xgettext', '--from-code=UTF-8', '-o', template, '-f', 'po/POTFILES.in',
                     *(f'--keyword={k}' for k in KEYWORDS)], 'po/POTFILES.in', cwd=tree.root)
        for language in languages:
            name = f'po/{language}.po'
            said = run(report, ['msgfmt', '--check', '--statistics', '-o', '/dev/null', name],
                       name, cwd=tree.root).stderr
            if 'untranslated' in said or 'fuzzy' in said:
                report.problem(name, 1, said.strip())
            # what the sources say today, not what they said when the file was made
            compared = run(None, ['msgcmp', name, template], name, cwd=tree.root)
            for number in re.findall(r'willow\.pot:(\d+): ', compared.stderr):
                place, line, text = message_at(template, int(number))
                report.problem(place, line, f'not in {name}: {text}')
