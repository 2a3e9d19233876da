#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-names.py PROGRAM [answers]: everything that one can press, switch or type into has
a name of its own on every page; GTK gives its type's name where there is none."""

import re
import sys

from accessible import click, drive, find, press, pyatspi, shows, wait_for, walk

ROLES = ('push button', 'toggle button', 'check box', 'radio button', 'text', 'spin button',
         'combo box', 'page tab', 'list item', 'alert', 'entry')
PAGES = ('Messages', 'Topics', 'Packets', 'Connection')
PROFILES = [{'id': 'press', 'name': 'Press', 'host': '127.0.0.1', 'group': 'Plant', 'colour': 'orange'},
            {'id': 'oven', 'name': 'Oven', 'host': '127.0.0.1', 'group': 'Plant'}]
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


def check_names(application):
    unnamed = [(n.getRoleName(), n.name, n.parent.name) for n in walk(application)
               if n.getRoleName() in ROLES and not is_named(n) and not is_excused(n)]
    assert not unnamed, unnamed


def run(application, child):
    press(application, 'Try it here')
    wait_for('the preview', lambda: shows(application, 'Press Connect to send these'))
    press(application, 'Connect')
    wait_for('the state', lambda: shows(application, 'Connected'))
    for page in PAGES:
        click(wait_for(page, lambda: find(application, 'page tab', page)))
    check_names(application)
    print('ok names')


def find_item(application, *words):
    return next((n for n in walk(application) if n.getRoleName() == 'list item' and
                 all(word in n.name for word in words)), None)


def run_answers(application, child):
    """Asked and granted, and the three dialects: a row says all that is in it."""
    press(application, 'Try it here')
    wait_for('the preview', lambda: shows(application, 'Press Connect to send these'))
    press(application, 'Connect')
    wait_for('the answer', lambda: find_item(application, 'Maximum Packet Size', 'Granted: ',
                                             'Limited'))
    press(application, next(n.name for n in walk(application) if n.name.startswith('Show all (')))
    wait_for('all of it', lambda: find_item(application, 'Keep Alive', 'Asked: 60 s',
                                            'Granted: 60 s (not said)', 'As asked'))
    check_names(application)
    press(application, 'Compare…')
    wait_for('the dialects', lambda: find_item(
        application, 'Protocol Name (changed)', 'MQTT 3.1: Protocol Name, MQIsdp, 00 06 4d 51',
        'MQTT 5.0: Protocol Name, MQTT, 00 04 4d'))
    assert shows(application, 'Not sent yet')
    assert not shows(application, 'CONNACK 0x00')
    press(application, 'Run')
    wait_for('the answers', lambda: find_item(
        application, 'Connect Reason Code', '0 = Connection Accepted', '0x00 = Success'))
    check_names(application)
    press(application, 'Back to the connection')
    wait_for('the form', lambda: find(application, 'text', 'Client Identifier'))
    print('ok names of the answers')


def run_library(application, child):
    """The list of connections, and what a row says without being seen."""
    row = wait_for('a row', lambda: find(application, 'list item', 'Press'))
    assert 'Disconnected' in row.description and 'Orange' in row.description, row.description
    group = wait_for('the group', lambda: find(application, 'list item', 'Group Plant'))
    assert group.getState().contains(pyatspi.STATE_EXPANDED)
    assert group.description == '2 connections', group.description
    click(find(application, 'toggle button', 'Search the connections') or
          find(application, 'push button', 'Search the connections'))
    wait_for('the search', lambda: find(application, 'entry', 'Search the connections'))
    check_names(application)
    print('ok names of the list')


if __name__ == '__main__':
    if sys.argv[2:] == ['answers']:
        sys.exit(drive(sys.argv[1], run_answers))
    sys.exit(drive(sys.argv[1], run) or drive(sys.argv[1], run_library, PROFILES))
