#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-first-minute.py PROGRAM: from the first start to CONNACK with the
keyboard only, to the broker inside and to one's own (xdotool, so X11 only)."""

import shutil
import os
import subprocess
import sys

from accessible import Server, drive, find, shows, wait_for


def xdotool(*words):
    return subprocess.run(['xdotool', *words], check=True, capture_output=True,
                          text=True).stdout.split()


def focus_window(child):
    window = wait_for('the window', lambda: xdotool('search', '--pid', str(child.pid),
                                                    '--onlyvisible', '--name', 'Willow'))[-1]
    xdotool('windowfocus', '--sync', window)


def run_inside(application, child):
    wait_for('the welcome page', lambda: shows(application, 'Welcome to Willow'))
    focus_window(child)
    xdotool('key', 'Return')
    wait_for('the form', lambda: shows(application, 'Press Connect to send these'))
    xdotool('key', 'F5')
    wait_for('CONNACK', lambda: shows(application, 'Connected'))
    print('ok two keys to the broker inside: Enter, F5')


def run_own(application, child):
    server = Server()
    wait_for('the welcome page', lambda: shows(application, 'Welcome to Willow'))
    focus_window(child)
    xdotool('key', 'Tab', 'Return')
    wait_for('the field', lambda: find(application, 'text', 'Host name, address or URL'))
    xdotool('type', f'mqtt://127.0.0.1:{server.port}')
    xdotool('key', 'Return')
    wait_for('the form', lambda: shows(application, 'Press Connect to send these'))
    assert not server.first_packets, 'connected without being asked'
    xdotool('key', 'F5')
    wait_for('CONNACK', lambda: shows(application, 'Connected'))
    print('ok to a broker of one\'s own: Tab, Enter, its URL, Enter, F5')


if __name__ == '__main__':
    if not shutil.which('xdotool') or not os.environ.get('DISPLAY'):
        print('skipped: this needs xdotool and an X display')
        sys.exit(77)
    sys.exit(drive(sys.argv[1], run_inside) or drive(sys.argv[1], run_own))
