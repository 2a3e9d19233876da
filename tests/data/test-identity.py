#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-identity.py ID DESKTOP METAINFO SERVICE SCHEMA: one application id in
all of them, and no placeholder left."""

import configparser
import re
import sys
from pathlib import Path
from xml.etree import ElementTree


def ini(path, group):
    parser = configparser.RawConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read(path, encoding='utf-8')
    return parser[group]


def main(application_id, desktop, metainfo, service, schema):
    entry, bus = ini(desktop, 'Desktop Entry'), ini(service, 'D-BUS Service')
    component = ElementTree.parse(metainfo).getroot()
    settings = ElementTree.parse(schema).getroot().find('schema')
    base = application_id.removesuffix('.Devel')
    found = {
        'file of the desktop entry': (Path(desktop).name, application_id + '.desktop'),
        'icon': (entry['Icon'], application_id),
        'bus name': (bus['Name'], application_id),
        'component': (component.findtext('id'), application_id),
        'launchable': (component.findtext('launchable'), application_id + '.desktop'),
        'schema': (settings.get('id'), base),
        'schema path': (settings.get('path'), '/' + base.replace('.', '/') + '/'),
        'activation': (entry['DBusActivatable'], 'true'),
        'program': (bus['Exec'].split()[0].rsplit('/', 1)[-1], entry['Exec'].split()[0]),
        # ws and wss are the browsers'
        'URLs that it opens': (entry['MimeType'],
                               'x-scheme-handler/mqtt;x-scheme-handler/mqtts;'),
        'the same, in the catalogue': (
            ''.join(node.text + ';' for node in component.findall('provides/mediatype')),
            entry['MimeType']),
        'argument for URLs': (entry['Exec'].split()[1:], ['%U']),
    }
    wrong = [f'{what}: {is_} instead of {wanted}'
             for what, (is_, wanted) in found.items() if is_ != wanted]
    for path in (desktop, metainfo, service):
        left = re.findall(r'@\w+@', Path(path).read_text(encoding='utf-8'))
        wrong += [f'{path}: {name} is left' for name in left]
    print('\n'.join(wrong) or 'one identity')
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
