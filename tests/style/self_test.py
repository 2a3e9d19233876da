#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The style checks can fail: each is given a small tree that is right, and
the same tree with one thing wrong."""

import json
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from check_format import check_format, formatter
from check_layers import check_layers
from check_links import wrong_libraries
from check_sources import (check_licence, check_listed, check_names, check_sizes,
                           check_words)
from check_translations import check_potfiles, check_translations
from source_tree import Report, SourceTree

LICENCE = '/* SPDX-License-Identifier: GPL-3.0-or-later */\n'
PO = '''msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Hello"
msgstr "%s"
'''


class StyleCase(unittest.TestCase):
    def setUp(self):
        self.root = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.root)

    def write(self, path, text):
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text)

    def found(self, check):
        report = Report()
        check(SourceTree(self.root, self.root / '_build'), report)
        return ' | '.join(report.problems)


class Layers(StyleCase):
    def include(self, layer, line, name='willow-thing.c'):
        self.write(f'src/{layer}/{name}', f'{LICENCE}{line}\n')
        return self.found(check_layers)

    def test_allowed(self):
        self.write('src/link/willow-link.c', '#include "mqtt/mqtt-codec.h"\n'
                   '#include "link/willow-link.h"\n#include "config.h"\n#include <gio/gio.h>\n')
        self.write('src/mqtt/mqtt-codec.c', '#include "base/willow-bytes.h"\n'
                   '#include <glib.h>\n#include <string.h>\n/* time (now) is passed in */\n')
        self.write('src/app/window/willow-window.c', '#include <adwaita.h>\n#include <gtk/gtk.h>\n')
        self.write('src/model/willow-player.c', '#include "net/willow-endpoint.h"\n')
        self.assertEqual('', self.found(check_layers))

    def test_upwards(self):
        self.assertIn('mqtt may not include net', self.include('mqtt', '#include "net/a.h"'))
        self.assertIn('base may not include mqtt', self.include('base', '#include "mqtt/a.h"'))
        self.assertIn('broker may not include client',
                      self.include('broker', '#include "client/a.h"'))
        self.assertIn('model may not include link', self.include('model', '#include "link/a.h"'))
        self.assertIn('mqtt may not include net',
                      self.include('mqtt', '#include "net/willow-endpoint.h"'))
        self.assertIn('app may not include net', self.include('app', '#  include "net/a.h"'))

    def test_libraries(self):
        self.assertIn('mqtt may not know gio', self.include('mqtt', '#include <gio/gio.h>'))
        self.assertIn('glib.h', self.include('mqtt', '#include <glib-object.h>'))
        self.assertIn('mqtt may not know system', self.include('mqtt', '#include <time.h>'))
        self.assertIn('cli may not know gtk', self.include('cli', '#include <gtk/gtk.h>'))
        self.assertIn('model may not know adwaita', self.include('model', '#include <adwaita.h>'))
        self.assertIn('trace may not know libsoup',
                      self.include('trace', '#include <libsoup/soup.h>'))

    def test_core_sees_no_clock(self):
        self.assertIn('mqtt-a.c:3: mqtt calls g_get_monotonic_time',
                      self.include('mqtt', '\nx = g_get_monotonic_time ();', 'mqtt-a.c'))

    def test_short_and_unknown(self):
        self.assertIn('layer/', self.include('net', '#include "willow-tcp.h"'))
        self.assertIn('no layer', self.include('net', '#include "nowhere/a.h"'))
        self.assertIn('no row', self.include('stuff', ''))


class Sources(StyleCase):
    def targets(self, *sources):
        self.write('_build/meson-info/intro-targets.json', json.dumps(
            [{'target_sources': [{'sources': [str(self.root / s) for s in sources]}]}]))

    def test_listed(self):
        self.write('src/base/willow-a.c', '')
        self.write('src/app/willow-page.ui', '')
        self.write('src/app/willow.gresource.xml', '<file>willow-page.ui</file>')
        self.targets('src/base/willow-a.c', 'src/app/main.c')
        self.assertEqual('', self.found(check_listed))
        self.write('src/base/willow-b.c', '')
        self.write('src/app/page.ui', '')
        self.assertIn('willow-b.c:1: no meson.build', self.found(check_listed))
        self.assertIn('src/app/page.ui:1: no gresource', self.found(check_listed))

    def test_licence(self):
        self.write('src/base/a.c', LICENCE)
        self.write('src/base/meson.build', '# SPDX-License-Identifier: GPL-3.0-or-later\n')
        self.write('build-aux/run', '#!/bin/sh\n# SPDX-License-Identifier: GPL-3.0-or-later\n')
        self.assertEqual('', self.found(check_licence))
        for name in ('src/base/b.c', 'src/b.h', 'src/b.ui', 'tests/b.py', 'build-aux/b'):
            self.write(name, '#!/bin/sh\n')
            self.assertIn(f'{name}:1: ', self.found(check_licence))
        self.write('src/base/a.c', '\n' + LICENCE)
        self.assertIn('src/base/a.c:1: the first line', self.found(check_licence))

    def function(self, lines):
        return f'void\nlong_one (int a)\n{{\n{"  a++;" + chr(10)}' + '  a++;\n' * (lines - 1) + '}\n'

    def test_sizes(self):
        self.write('src/a.c', self.function(60) + 'struct _A\n{\n' + '  int a;\n' * 80 + '};\n')
        self.write('src/a.h', '/* said */\n' * 50 + 'int a;\n' * 150)
        self.write('src/b.c', '\n' * 600)
        self.assertEqual('', self.found(check_sizes))
        self.write('src/a.c', self.function(61))
        self.assertIn('src/a.c:3: long_one: 61 lines', self.found(check_sizes))
        self.write('src/a.h', 'int a;\n' * 151)
        self.assertIn('src/a.h:1: 151 lines', self.found(check_sizes))
        self.write('src/b.c', '\n' * 601)
        self.assertIn('src/b.c:1: 601 lines', self.found(check_sizes))

    def test_names(self):
        self.write('src/base/willow-commonmark.c', '')
        self.write('src/mqtt/mqtt-codec.h', '')
        self.write('src/app/main.c', '')
        self.assertEqual('', self.found(check_names))
        for name in ('src/base/willow-utils.c', 'tests/misc/a.c', 'tests/lib/test-helper.h',
                     'src/common/willow-a.c', 'src/base/bytes.c', 'src/mqtt/willow-codec.c'):
            self.write(name, '')
            self.assertIn(f'{name}:1:', self.found(check_names))

    def test_words(self):
        self.write('src/a.c', 'g_mkdtemp ("/a-XXXXXX"); /* hacking a todo list */\n')
        self.assertEqual('', self.found(check_words))
        for word in ('TODO', 'FIXME', 'XXX', 'HACK'):
            self.write('src/a.c', f'\n/* {word}: later */\n')
            self.assertIn(f'src/a.c:2: {word}', self.found(check_words))

    @unittest.skipUnless(formatter(), 'needs clang-format 14')
    def test_format(self):
        self.write('.clang-format', 'BasedOnStyle: GNU\n')
        self.write('src/a.c', 'int a;\n')
        self.assertEqual('', self.found(check_format))
        self.write('src/b.c', '\n\nint   a;\n')
        self.assertIn('src/b.c:3: not formatted', self.found(check_format))


class Translations(StyleCase):
    def setUp(self):
        super().setUp()
        self.write('src/app/a.c', 'puts (_ ("Hello"));\n')
        self.write('po/POTFILES.in', '# ours\nsrc/app/a.c\n')

    def test_potfiles(self):
        self.write('src/app/b.c', '/* puts (_("x")) */ puts ("_(");\n')
        self.write('src/app/b.ui', '<property name="label">3</property>\n')
        self.assertEqual('', self.found(check_potfiles))
        self.write('src/app/c.c', 'puts (ngettext ("%d byte", "%d bytes", 2));\n')
        self.write('src/app/c.ui', '<property translatable="yes">Hi</property>\n')
        self.write('data/a.desktop.in', '')
        for name in ('src/app/c.c', 'src/app/c.ui', 'data/a.desktop.in'):
            self.assertIn(f'{name}:1: has text', self.found(check_potfiles))
        self.write('po/POTFILES.in', 'src/app/a.c\nsrc/app/gone.c\nsrc/app/b.c\nsrc/app/a.c\n')
        for text in ('gone.c does not exist', 'b.c has nothing', 'a.c twice'):
            self.assertIn(text, self.found(check_potfiles))

    @unittest.skipUnless(shutil.which('msgfmt'), 'needs gettext')
    def test_translations(self):
        self.write('po/LINGUAS', 'zh_CN\n')
        self.write('po/zh_CN.po', PO % '你好')
        self.assertEqual('', self.found(check_translations))
        self.write('po/zh_CN.po', PO % '')
        self.assertIn('1 untranslated', self.found(check_translations))
        self.write('po/zh_CN.po', PO.replace('msgid "Hello"', '#, fuzzy\nmsgid "Hello"') % '你')
        self.assertIn('1 fuzzy', self.found(check_translations))
        self.write('po/zh_CN.po', PO % '你好')
        self.write('src/app/a.c', 'puts (_ ("Hello")); puts (_ ("New"));\n')
        self.assertIn('src/app/a.c:1: not in po/zh_CN.po: "New"', self.found(check_translations))
        self.write('po/de.po', PO % 'Hallo')
        self.assertIn('not in po/LINGUAS', self.found(check_translations))


class Counting(StyleCase):
    """build-aux/count-tests, on whose last line everything hangs."""

    def count(self, *results):
        log = self.root / 'log.json'
        log.write_text(''.join(json.dumps({'name': 'a', 'result': r, 'stdout': 'ok 1 a\n'}) + '\n'
                               for r in results))
        program = Path(__file__).resolve().parents[2] / 'build-aux/count-tests'
        ran = subprocess.run([sys.executable, program, log], capture_output=True, text=True,
                             check=False)
        return ran.returncode, ran.stdout.splitlines()[-1]

    def test_result(self):
        self.assertEqual((0, '2 passed, 0 failed, 1 skipped'), self.count('OK', 'OK', 'SKIP'))
        for wrong in ('FAIL', 'TIMEOUT', 'ERROR', 'INTERRUPT', 'UNEXPECTEDPASS'):
            self.assertEqual((1, '1 passed, 1 failed, 0 skipped'), self.count('OK', wrong))
        self.assertEqual((1, '0 passed, 0 failed, 1 skipped'), self.count('SKIP'))


class Links(unittest.TestCase):
    def test_libraries(self):
        plain = ['libglib-2.0.so.0', 'libc.so.6', 'libasan.so.8']
        self.assertEqual([], wrong_libraries('only-glib', plain))
        self.assertEqual(['libgio-2.0.so.0'],
                         wrong_libraries('only-glib', plain + ['libgio-2.0.so.0']))
        self.assertEqual([], wrong_libraries('no-gtk', plain + ['libgio-2.0.so.0']))
        self.assertEqual(['libgtk-4.so.1'],
                         wrong_libraries('no-gtk', plain + ['libgtk-4.so.1']))


if __name__ == '__main__':
    unittest.main()
