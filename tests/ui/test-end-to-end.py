#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-end-to-end.py PROGRAM: what a person does first, done to the real
program through the accessibility tree: "Try it here", Connect, and, where the
window offers it, publish and see the topic."""

import os
import shutil
import subprocess
import sys
import tempfile
import time

try:
    import pyatspi
except ImportError:
    print('skipped: pyatspi is not installed')
    sys.exit(77)

PATIENCE_SECONDS = 40


def walk(node):
    yield node
    for i in range(node.childCount):
        child = node.getChildAtIndex(i)
        if child is not None:
            yield from walk(child)


def is_called(node, name):
    """GTK 4.8 gives "_Connect Connect" for a label with a mnemonic, and puts
    the name of a row behind that of what it activates."""
    plain = node.name.replace('_', '').lower()
    return plain == name.lower() or plain.endswith(' ' + name.lower())


def wait_for(what, look):
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        try:
            found = look()
        except Exception as gone:  # a node went away while we looked at it
            found, what_gone = None, gone
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f'{what} did not come')


def find_application(name):
    desktop = pyatspi.Registry.getDesktop(0)
    for i in range(desktop.childCount):
        application = desktop.getChildAtIndex(i)
        if application is not None and application.name == name:
            return application
    return None


def is_showing(node):
    """Pages behind the one that is shown are visible too, but have no size."""
    return (node.getState().contains(pyatspi.STATE_VISIBLE) and
            node.queryComponent().getExtents(pyatspi.WINDOW_COORDS).width > 0)


def find(root, role, name):
    for node in walk(root):
        if node.getRoleName() == role and is_called(node, name) and is_showing(node):
            return node
    return None


def shows(root, text):
    return any(text in node.name for node in walk(root)
               if node.getRoleName() in ('label', 'alert') and is_showing(node))


def click(node):
    action = node.queryAction()
    index = [action.getName(i) for i in range(action.nActions)].index('click')
    assert action.doAction(index)


def press(application, name):
    click(wait_for(f'button {name}', lambda: find(application, 'push button', name)))


def type_into(application, name, text):
    entry = wait_for(f'entry {name}', lambda: find(application, 'text', name))
    assert entry.queryEditableText().setTextContents(text)


def run(application):
    press(application, 'Try it here')
    wait_for('the preview', lambda: shows(application, 'Press Connect to send these'))
    assert not shows(application, 'Connected'), 'connected without being asked'
    press(application, 'Connect')
    wait_for('the state', lambda: shows(application, 'Connected'))
    print('ok connected')
    if find(application, 'push button', 'Publish') is None:
        return
    type_into(application, 'Topic', 'practice/end-to-end')
    type_into(application, 'Payload', 'hello 你好')
    press(application, 'Publish')
    click(wait_for('Topics', lambda: find(application, 'page tab', 'Topics')))
    wait_for('the topic', lambda: shows(application, 'end-to-end'))
    print('ok published')


def main(program):
    if not os.environ.get('DISPLAY') and not os.environ.get('WAYLAND_DISPLAY'):
        print('skipped: there is no display')
        return 77
    home = tempfile.mkdtemp(prefix='willow-ui-')
    child = subprocess.Popen([program], env={**os.environ, 'XDG_CONFIG_HOME': home})
    try:
        application = wait_for('the program', lambda: find_application('willow'))
        run(application)
        assert child.poll() is None, 'the program has ended'
    finally:
        child.terminate()
        child.wait(timeout=20)
        shutil.rmtree(home, ignore_errors=True)
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
