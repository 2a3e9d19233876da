# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may include whom (docs/architecture.md): the project's own headers
folder by folder, and which libraries a folder may know."""

import re

from source_tree import without_comments

INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]', re.M)

LINK_AND_BELOW = {'base', 'mqtt', 'net', 'trace', 'link'}
ENDPOINTS = {'client', 'broker', 'doctor', 'lesson'}
FACADES = {'base', 'auth', 'mqtt', 'trace', 'filter', 'fault'} | ENDPOINTS

# layer -> (layers whose headers it may include, library families)
LAYERS = {
    'base': (set(), {'glib'}),
    'auth': (set(), {'glib', 'openssl'}),
    'mqtt': ({'base'}, {'glib'}),
    'net': ({'base'}, {'glib', 'gio', 'openssl', 'libsoup', 'system'}),
    'trace': ({'base', 'mqtt'}, {'glib', 'gio', 'sqlite', 'system'}),
    'filter': ({'base', 'mqtt', 'trace'}, {'glib', 'json'}),
    'link': ({'base', 'mqtt', 'net', 'trace'}, {'glib', 'gio', 'system'}),
    'client': (LINK_AND_BELOW | {'auth'}, {'glib', 'gio', 'system'}),
    'fault': (LINK_AND_BELOW, {'glib', 'gio', 'system'}),
    'broker': (LINK_AND_BELOW | {'auth', 'fault'}, {'glib', 'gio', 'sqlite', 'system'}),
    'doctor': (LINK_AND_BELOW | {'client'}, {'glib', 'gio', 'json', 'system'}),
    'lesson': ({'base', 'mqtt', 'trace', 'client', 'broker'},
               {'glib', 'gio', 'json', 'system'}),
    'model': (FACADES,
              {'glib', 'gio', 'json', 'libsecret', 'system'}),
    'app': (FACADES | {'model'},
            {'glib', 'gio', 'gtk', 'adwaita', 'sourceview', 'system'}),
    'cli': (FACADES | {'model'}, {'glib', 'gio', 'json', 'system'}),
}

# Above the endpoints a few headers of lower layers are known, as values that
# one passes on: where to connect and by what way, whom to trust and what that
# showed, certificates to practise with, and the thread on which it happens.
PASSED_ON = {'link/willow-io-thread.h', 'net/willow-certificate.h',
             'net/willow-connector-settings.h', 'net/willow-endpoint.h',
             'net/willow-http-head.h', 'net/willow-phase.h',
             'net/willow-practice-pki.h', 'net/willow-tls-facts.h',
             'net/willow-tls-settings.h'}

FAMILIES = (
    ('glib', r'glib\.h|glib/.*|glib-object\.h'),
    ('gio', r'gio/.*|glib-unix\.h|gmodule\.h'),
    ('gtk', r'(gtk|gdk|gsk|pango|graphene).*|cairo.*'),
    ('adwaita', r'adwaita\.h'),
    ('sourceview', r'gtksourceview/.*'),
    ('openssl', r'openssl/.*'),
    ('libsoup', r'libsoup/.*'),
    ('json', r'json-glib/.*'),
    ('libsecret', r'libsecret/.*'),
    ('sqlite', r'sqlite3\.h'),
    # The part of C that touches nothing outside the process: every layer.
    ('language', r'(assert|ctype|errno|float|inttypes|limits|locale|math|stdarg'
                 r'|stdbool|stddef|stdint|stdlib|string)\.h|glib/gi18n\.h'),
    ('system', r'.*'),
)

# The protocol core sees bytes and the time it is given, nothing else.
MQTT_FORBIDDEN = re.compile(
    r'\b(g_get_(?:monotonic|real)_time|g_date_time_\w+|g_random_\w+|g_rand_\w+'
    r'|g_thread_\w+|g_mutex_\w+|g_cond_\w+|g_rec_mutex_\w+|g_private_\w+'
    r'|g_main_\w+|g_timeout_\w+|g_idle_\w+|g_source_\w+|g_object_\w+|g_signal_\w+'
    r'|g_(?:log|debug|info|message|warning|print|printerr)(?:_\w+)?'
    r'|g_getenv|g_file_\w+|printf|fprintf|fopen|getenv|time|clock_gettime|rand'
    r'|random)\s*\(')


def family_of(header):
    order = sorted(FAMILIES, key=lambda f: f[0] == 'system')
    if header == 'glib/gi18n.h':
        return 'language'
    return next(n for n, rx in order if re.fullmatch(rx, header))


def check_own_include(tree, report, path, line, layer, header):
    allowed = LAYERS[layer][0] | {layer}
    if header == 'config.h':
        return
    if '/' not in header:
        report.problem(path, line, f'write "layer/{header}", not "{header}"')
        return
    target = header.split('/')[0]
    if target not in LAYERS:
        report.problem(path, line, f'"{header}" is in no layer')
    elif target not in allowed and not ('client' in allowed and header in PASSED_ON):
        report.problem(path, line, f'{layer} may not include {target}')


def check_library(report, path, line, layer, header):
    family = family_of(header)
    if family != 'language' and family not in LAYERS[layer][1]:
        report.problem(path, line, f'{layer} may not know {family} (<{header}>)')
    if layer == 'mqtt' and family == 'glib' and header != 'glib.h':
        report.problem(path, line, f'mqtt includes <glib.h> only, not <{header}>')


def check_layers(tree, report):
    for path in tree.files('.c', '.h', under=['src']):
        layer = path.parts[1]
        if layer not in LAYERS:
            report.problem(path, 1, f'src/{layer} is in no row of the table')
            continue
        code = without_comments(tree.text(path))
        for match in INCLUDE.finditer(code):
            line = code.count('\n', 0, match.start(2)) + 1
            kind, header = match.groups()
            if kind == '"':
                check_own_include(tree, report, path, line, layer, header)
            else:
                check_library(report, path, line, layer, header)
        if layer == 'mqtt':
            bare = without_comments(code, strings=False)
            for match in MQTT_FORBIDDEN.finditer(bare):
                line = bare.count('\n', 0, match.start()) + 1
                report.problem(path, line, f'mqtt calls {match.group(1)}')
