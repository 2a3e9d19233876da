#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-sidebar-keys.py PROGRAM: the list of connections without a pointer
(xdotool, so X11 only): search, connect, order, a second window, the menu; and
one row dragged with the pointer."""

import contextlib
import os
import shutil
import subprocess
import sys

from accessible import Server, drive, find, is_showing, pyatspi, read_profiles, shows, wait_for, walk

SERVER = Server()
PROFILES = [{'id': name, 'name': name, 'host': '127.0.0.1', 'port': SERVER.port, 'group': group,
             'version': '3.1.1', 'client-id': 'c-' + name}
            for name, group in (('alpha', ''), ('beta', 'Plant'), ('gamma', 'Plant'))]


def xdotool(*words):
    return subprocess.run(['xdotool', *words], check=True, capture_output=True,
                          text=True).stdout.split()


def has_title(application, title):
    return any(n.getRoleName() == 'frame' and n.name == title for n in walk(application))


def is_focused(node):
    return node.getState().contains(pyatspi.STATE_FOCUSED)


def saved(child):
    return [(p['name'], p['group']) for p in read_profiles(child)]


def centre(application, window, node):
    """On the screen; the window is larger than its frame by its shadow."""
    geometry = dict(line.split('=') for line in xdotool('getwindowgeometry', '--shell', window))
    frame = next(n for n in walk(application) if n.getRoleName() == 'frame')
    whole = frame.queryComponent().getExtents(pyatspi.WINDOW_COORDS)
    box = node.queryComponent().getExtents(pyatspi.WINDOW_COORDS)
    left = int(geometry['X']) + (int(geometry['WIDTH']) - whole.width) // 2
    top = int(geometry['Y']) + (int(geometry['HEIGHT']) - whole.height) // 2
    return left + box.x + box.width // 2, top + box.y + box.height // 2


def drag(application, window, node, onto):
    from_x, from_y = centre(application, window, node)
    to_x, to_y = centre(application, window, onto)
    to_y += 14
    xdotool('mousemove', str(from_x), str(from_y), 'mousedown', '1', 'sleep', '0.2')
    for part in range(1, 11):
        xdotool('mousemove', str(from_x + 4), str(from_y + (to_y - from_y) * part // 10),
                'sleep', '0.05')
    xdotool('mousemove', str(to_x), str(to_y), 'sleep', '0.3', 'mouseup', '1')


def run(application, child):
    def find_window(name):
        return wait_for(name, lambda: xdotool('search', '--pid', str(child.pid),
                                              '--onlyvisible', '--name', name))[-1]

    def key(*keys):
        xdotool('key', *keys)

    def row(name):
        return wait_for(name, lambda: find(application, 'list item', name))

    wait_for('the list', lambda: shows(application, 'gamma'))
    xdotool('windowfocus', '--sync', find_window('alpha'))
    key('ctrl+l')
    wait_for('the search', lambda: find(application, 'entry', 'Search the connections'))
    xdotool('type', 'gam')
    wait_for('the others to go', lambda: not find(application, 'list item', 'beta'))
    key('Return')
    wait_for('gamma', lambda: has_title(application, 'gamma – Willow'))
    assert not SERVER.first_packets, 'connected by being looked for'
    key('Return')
    wait_for('CONNACK', lambda: shows(application, 'Connected'))
    assert b'c-gamma' in SERVER.first_packets[0]
    print('ok search and connect')

    key('ctrl+l', 'Escape')
    row('beta')
    wait_for('the way back', lambda: is_focused(row('gamma')))
    key('alt+Up')
    wait_for('the order', lambda: saved(child) == [('alpha', ''), ('gamma', 'Plant'),
                                                   ('beta', 'Plant')])
    key('alt+Up')
    wait_for('the group', lambda: saved(child) == [('alpha', ''), ('gamma', ''), ('beta', 'Plant')])
    assert shows(application, 'Connected'), 'moving has ended the connection'
    print('ok order')

    # From the middle of one row to the lower part of another one.
    # A pointer that outruns a busy machine drags nothing: then it tries again.
    wanted = [('alpha', ''), ('beta', 'Plant'), ('gamma', 'Plant')]
    for _ in range(3):
        drag(application, find_window('gamma'), row('gamma'), row('beta'))
        with contextlib.suppress(AssertionError):
            wait_for('what is dragged', lambda: saved(child) == wanted, 10)
            break
    assert saved(child) == wanted, 'nothing was dragged'
    print('ok dragging')

    xdotool('type', 'bet')
    wait_for('what is typed is looked for', lambda: not find(application, 'list item', 'alpha'))
    key('Return')
    wait_for('beta', lambda: has_title(application, 'beta – Willow'))
    key('shift+F10')
    def has_menu():
        return any('Duplicate' in n.name.replace('_', '') and is_showing(n)
                   for n in walk(application))

    wait_for('the menu', has_menu)
    key('Escape')
    wait_for('the menu to go', lambda: not has_menu())
    key('shift+Return')
    # Not by their role: AT-SPI may have asked for it before the window had one.
    wait_for('the second window', lambda: len(xdotool('search', '--pid', str(child.pid),
                                                      '--onlyvisible', '--name', 'beta')) == 2)
    print('ok menu and second window')
    assert child.poll() is None, 'the program has ended'


if __name__ == '__main__':
    if not shutil.which('xdotool') or not os.environ.get('DISPLAY'):
        print('skipped: this needs xdotool and an X display')
        sys.exit(77)
    sys.exit(drive(sys.argv[1], run, PROFILES))
