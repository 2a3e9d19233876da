#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-names.py PROGRAM: everything that one can press, switch or type into has
a name of its own on every page; GTK gives its type's name where there is none."""

import re
import sys

from accessible import click, drive, find, press, shows, wait_for, walk

ROLES = ('push button', 'toggle button', 'check box', 'radio button', 'text', 'spin button',
         'combo box', 'page tab', 'list item', 'alert')
PAGES = ('Messages', 'Topics', 'Packets', 'Connection')
TYPE_NAME = re.compile(r'(Gtk|Adw|Willow)[A-Z]')


def is_named(node):
    return bool(node.name.strip()) and not TYPE_NAME.match(node.name)


def is_excused(node):
    """What a library draws inside of its own row, and rows that are read by
    the labels in them."""
    role = node.getRoleName()
    if role == 'list item':
        return any(is_named(child) for child in walk(node))
    if role == 'alert':  # a bar with nothing to say
        return node.name == 'GtkLabel'
    if role == 'push button' and node.name == 'GtkImage':  # peeking at a password
        return True
    return is_named(node.parent)  # the button within a menu button


def run(application, child):
    press(application, 'Try it here')
    wait_for('the preview', lambda: shows(application, 'Press Connect to send these'))
    press(application, 'Connect')
    wait_for('the state', lambda: shows(application, 'Connected'))
    for page in PAGES:
        click(wait_for(page, lambda: find(application, 'page tab', page)))
    unnamed = [(n.getRoleName(), n.name, n.parent.name) for n in walk(application)
               if n.getRoleName() in ROLES and not is_named(n) and not is_excused(n)]
    assert not unnamed, unnamed
    print('ok names')


if __name__ == '__main__':
    sys.exit(drive(sys.argv[1], run))
