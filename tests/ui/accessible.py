# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding and pressing things in the running program through its accessibility
tree, for the tests that drive it from outside."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
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


def wait_for(what, look, patience_seconds=PATIENCE_SECONDS):
    end = time.monotonic() + patience_seconds
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


def profiles_file(environment):
    return os.path.join(environment['XDG_CONFIG_HOME'], 'willow', 'profiles.json')


def read_profiles(child):
    """What is saved now."""
    with open(profiles_file(child.environment), encoding='utf-8') as file:
        return json.load(file)['profiles']


class Server:
    """Answers each connection with CONNACK of 3.1.1 and is silent then."""

    def __init__(self):
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.port = self.listener.getsockname()[1]
        self.first_packets = []
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        kept = []
        while True:
            client, _address = self.listener.accept()
            kept.append(client)
            self.first_packets.append(client.recv(4096))
            client.sendall(b'\x20\x02\x00\x00')


def drive(program, run, profiles=None):
    """Starts the program with a config folder of its own, with profiles in it,
    and hands its application node and its process to run; returns the exit
    status. child.environment is that of the process."""
    if not os.environ.get('DISPLAY') and not os.environ.get('WAYLAND_DISPLAY'):
        print('skipped: there is no display')
        return 77
    home = tempfile.mkdtemp(prefix='willow-ui-')
    environment = {**os.environ, 'XDG_CONFIG_HOME': home}
    if profiles:
        os.mkdir(os.path.join(home, 'willow'))
        with open(profiles_file(environment), 'w', encoding='utf-8') as file:
            json.dump({'version': 1, 'profiles': profiles}, file)
    child = subprocess.Popen([program], env=environment)
    child.environment = environment
    try:
        run(wait_for('the program', lambda: find_application('willow')), child)
    finally:
        if child.poll() is None:
            child.terminate()
        child.wait(timeout=20)
        shutil.rmtree(home, ignore_errors=True)
    return 0
