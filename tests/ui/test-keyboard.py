#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-keyboard.py PROGRAM: the shortcuts, pressed on a real keyboard as far as
the program can tell (xdotool, so X11 only)."""

import os
import shutil
import subprocess
import sys

from accessible import drive, find, pyatspi, shows, type_into, wait_for


def xdotool(*words):
    return subprocess.run(['xdotool', *words], check=True, capture_output=True,
                          text=True).stdout.split()


def is_shown(application, role, name):
    return find(application, role, name) is not None


def is_selected(application, page):
    tab = find(application, 'page tab', page)
    states = tab.getState()
    return (states.contains(pyatspi.STATE_SELECTED) or states.contains(pyatspi.STATE_CHECKED) or
            states.contains(pyatspi.STATE_PRESSED))


def run(application, child):
    window = wait_for('the window', lambda: xdotool('search', '--pid', str(child.pid),
                                                    '--onlyvisible', '--name', 'Willow'))[-1]
    xdotool('windowfocus', '--sync', window)

    def key(keys):
        xdotool('key', keys)

    key('ctrl+n')
    wait_for('the form', lambda: is_shown(application, 'text', 'Client Identifier'))
    print('ok ctrl+n')
    key('F9')
    wait_for('the sidebar to go', lambda: not is_shown(application, 'list', 'Connections'))
    key('F9')
    wait_for('the sidebar', lambda: is_shown(application, 'list', 'Connections'))
    print('ok F9')
    key('ctrl+4')
    wait_for('the packets', lambda: is_selected(application, 'Packets'))
    key('ctrl+1')
    wait_for('the form again', lambda: is_selected(application, 'Connection'))
    print('ok ctrl+1 ctrl+4')
    port = wait_for('the port', lambda: find(application, 'spin button', 'Port'))
    assert port.queryEditableText().setTextContents('1')
    type_into(application, 'Host name or address', '127.0.0.1')
    key('F5')
    wait_for('the failure', lambda: shows(application, 'Failed'))
    print('ok F5')
    key('ctrl+q')
    assert child.wait(timeout=20) == 0
    print('ok ctrl+q')


if __name__ == '__main__':
    if not shutil.which('xdotool') or not os.environ.get('DISPLAY'):
        print('skipped: this needs xdotool and an X display')
        sys.exit(77)
    sys.exit(drive(sys.argv[1], run))
