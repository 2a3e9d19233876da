# SPDX-License-Identifier: GPL-3.0-or-later
"""The project's files as the style checks see them."""

import os
import re
from pathlib import Path

ROOTS = ('src', 'tests', 'data', 'po', 'build-aux', 'flatpak', 'docs', '.ci')
SKIPPED = re.compile(r'^(_build.*|__pycache__|\.flatpak-builder|flatpak-work)$')


class SourceTree:
    """A checkout; files are handed out as paths relative to it, sorted."""

    def __init__(self, root, build=None):
        self.root = Path(root)
        self.build = Path(build) if build else None

    def files(self, *suffixes, under=ROOTS):
        found = []
        for top in under:
            for folder, subfolders, names in os.walk(self.root / top):
                subfolders[:] = [s for s in subfolders if not SKIPPED.match(s)]
                for name in names:
                    path = Path(folder, name).relative_to(self.root)
                    if not suffixes or name.endswith(suffixes):
                        found.append(path)
        return sorted(found)

    def text(self, path):
        return (self.root / path).read_text(encoding='utf-8', errors='replace')

    def lines(self, path):
        return self.text(path).splitlines()


class Report:
    """What a check found: problems fail the test, notes are only shown."""

    def __init__(self):
        self.problems = []
        self.notes = []
        self.skip_reason = None

    def problem(self, path, line, text):
        self.problems.append(f'{path}:{line}: {text}')

    def note(self, path, line, text):
        self.notes.append(f'{path}:{line}: {text}')


COMMENT_OR_STRING = re.compile(
    r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def without_comments(code, strings=True):
    """C code with comments (and with strings=False also literals) blanked,
    line numbers kept."""

    def blank(match):
        token = match.group()
        if token[0] in '"\'' and strings:
            return token
        if token[0] in '"\'':
            return token[0] * 2
        return '\n' * token.count('\n') or ' '

    return COMMENT_OR_STRING.sub(blank, code)
