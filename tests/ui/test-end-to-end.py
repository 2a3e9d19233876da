#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-end-to-end.py PROGRAM: what a person does first, done to the real
program through the accessibility tree: "Try it here", Connect, publish, see the
topic."""

import sys

from accessible import click, drive, find, press, shows, type_into, wait_for


def run(application, child):
    press(application, 'Try it here')
    wait_for('the preview', lambda: shows(application, 'Press Connect to send these'))
    assert not shows(application, 'Connected'), 'connected without being asked'
    press(application, 'Connect')
    wait_for('the state', lambda: shows(application, 'Connected'))
    print('ok connected')
    type_into(application, 'Topic', 'practice/end-to-end')
    type_into(application, 'Payload', 'hello 你好')
    press(application, 'Publish')
    click(wait_for('Topics', lambda: find(application, 'page tab', 'Topics')))
    wait_for('the topic', lambda: shows(application, 'end-to-end'))
    print('ok published')
    assert child.poll() is None, 'the program has ended'


if __name__ == '__main__':
    sys.exit(drive(sys.argv[1], run))
