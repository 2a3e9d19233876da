#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""smoke-test.py FOLDER flatpak run OPTION... ID: starts Willow, finds the
welcome page's actions in its accessibility tree, then has it take a picture
of the demo into FOLDER and sees that there is something in it."""

import subprocess
import sys
import time
from pathlib import Path

import gi
import pyatspi

gi.require_version('GdkPixbuf', '2.0')
from gi.repository import GdkPixbuf  # noqa: E402

ACTIONS = ('Try it here', 'Connect to a broker', 'Bring my connections', 'Import')
PATIENCE_SECONDS = 30


def within(seconds, question):
    """What question() answers, asked until it is something."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = question()
        if answer:
            return answer
        time.sleep(0.1)
    raise AssertionError(f'{question.__doc__ or question.__name__}: not within {seconds} s')


def application():
    """Willow in the accessibility tree"""
    desktop = pyatspi.Registry.getDesktop(0)
    for i in range(desktop.childCount):
        child = desktop.getChildAtIndex(i)
        if child is not None and 'willow' in child.name.lower():
            return child
    return None


def names(node):
    yield node.name.replace('_', '').lower()
    for i in range(node.childCount):
        child = node.getChildAtIndex(i)
        if child is not None:
            yield from names(child)


def look_at_welcome_page(command):
    with subprocess.Popen(command) as running:
        try:
            willow = within(PATIENCE_SECONDS, application)

            def welcome():
                """the welcome page's actions"""
                seen = list(names(willow))
                return all(any(a.lower() in s for s in seen) for a in ACTIONS)

            within(PATIENCE_SECONDS, welcome)
            print('welcome page:', ', '.join(ACTIONS))
        finally:
            # a second start would only talk to this one
            subprocess.run(['flatpak', 'kill', command[-1]], check=False)


def take_picture(command, picture):
    subprocess.run([*command, '--demo', '--screenshot', picture], check=True, timeout=120)
    image = GdkPixbuf.Pixbuf.new_from_file(str(picture))
    width, height = image.get_width(), image.get_height()
    pixels, stride, step = image.get_pixels(), image.get_rowstride(), image.get_n_channels()
    colours = {pixels[y * stride + x * step:y * stride + x * step + 3]
               for y in range(0, height, 2) for x in range(0, width, 2)}
    print(f'picture: {width}x{height}, {len(colours)} colours')
    assert width >= 600 and height >= 400, 'the window is too small'
    assert len(colours) > 50, 'the picture is empty'


def main(folder, *command):
    look_at_welcome_page(list(command))
    take_picture(list(command), Path(folder, 'demo.png'))


if __name__ == '__main__':
    main(*sys.argv[1:])
