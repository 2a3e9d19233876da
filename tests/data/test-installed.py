#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-installed.py BUILD_FOLDER ID yes|no: "meson install" brings exactly
what a packager expects, with the window (yes) or only the terminal program."""

import json
import sys
from pathlib import Path

TERMINAL = {'bin/willow-cli'}
WINDOW = {
    'bin/willow',
    'share/applications/{id}.desktop',
    'share/dbus-1/services/{id}.service',
    'share/glib-2.0/schemas/io.github.willowmqtt.Willow.gschema.xml',
    'share/icons/hicolor/scalable/apps/{id}.svg',
    'share/icons/hicolor/symbolic/apps/{id}-symbolic.svg',
    'share/metainfo/{id}.metainfo.xml',
}


def prefix_of(build):
    options = json.loads((build / 'meson-info/intro-buildoptions.json').read_text())
    return next(o['value'] for o in options if o['name'] == 'prefix')


def languages(source):
    lines = (source / 'po/LINGUAS').read_text().splitlines()
    return [line for line in lines if line and not line.startswith('#')]


def main(build, application_id, with_window):
    build = Path(build)
    prefix = Path(prefix_of(build))
    plan = json.loads((build / 'meson-info/intro-installed.json').read_text())
    found = {str(Path(to).relative_to(prefix)) for to in plan.values()}
    wanted = set(TERMINAL)
    wanted |= {f'share/locale/{language}/LC_MESSAGES/willow.mo'
               for language in languages(Path(__file__).resolve().parents[2])}
    if with_window == 'yes':
        wanted |= {name.format(id=application_id) for name in WINDOW}
    for name in sorted(wanted - found):
        print('missing:', name)
    for name in sorted(found - wanted):
        print('unexpected:', name)
    return 1 if wanted != found else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
