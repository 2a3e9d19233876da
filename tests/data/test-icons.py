#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-icons.py FOLDER: each icon is well-formed SVG of the size that its
folder promises, names no file or address, and draws something at the sizes
that a desktop shows (the latter where rsvg-convert is installed)."""

import shutil
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from xml.etree import ElementTree

SVG = '{http://www.w3.org/2000/svg}'
CANVAS = {'scalable': '128', 'symbolic': '16'}
NAMES = ('io.github.willowmqtt.Willow', 'io.github.willowmqtt.Willow.Devel')


def alpha_of(png):
    """Alpha bytes of an RGBA PNG without interlace, filters undone."""
    at, data = 8, b''
    while at < len(png):
        length, kind = struct.unpack('>I4s', png[at:at + 8])
        body = png[at + 8:at + 8 + length]
        if kind == b'IHDR':
            width, height, depth, colour = struct.unpack('>IIBB', body[:10])
            assert (depth, colour) == (8, 6), 'not 8 bit RGBA'
        elif kind == b'IDAT':
            data += body
        at += 12 + length
    raw, stride = zlib.decompress(data), width * 4
    before, pixels = bytearray(stride), bytearray()
    for row in range(height):
        start = row * (stride + 1)
        filtering, line = raw[start], bytearray(raw[start + 1:start + 1 + stride])
        for i in range(stride):
            left = line[i - 4] if i >= 4 else 0
            corner = before[i - 4] if i >= 4 else 0
            guess = left + before[i] - corner
            paeth = min((left, before[i], corner), key=lambda v, g=guess: abs(g - v))
            line[i] = (line[i] + (0, left, before[i], (left + before[i]) // 2,
                                  paeth)[filtering]) & 255
        pixels += line
        before = line
    return pixels[3::4]


def check(path):
    root = ElementTree.parse(path).getroot()
    canvas = CANVAS[path.parts[-3]]
    assert root.tag == SVG + 'svg', 'not SVG'
    size = (root.get('width'), root.get('height'), root.get('viewBox'))
    assert size == (canvas, canvas, f'0 0 {canvas} {canvas}'), f'canvas {size}'
    for element in root.iter():
        for name, value in element.attrib.items():
            assert not name.endswith('href') and '://' not in value, f'{name}="{value}"'
    if not shutil.which('rsvg-convert'):
        return
    for size in ('16', '32', '48', '128'):
        png = subprocess.run(['rsvg-convert', '-w', size, '-h', size, path],
                             capture_output=True, check=True).stdout
        alpha = alpha_of(png)
        inked = sum(1 for a in alpha if a > 127) / len(alpha)
        assert 0.2 < inked < 0.9, f'{inked:.0%} of {size}x{size} is drawn'


def main(folder):
    found = sorted(Path(folder).rglob('*.svg'))
    wanted = {f'{n}{s}.svg' for n in NAMES for s in ('', '-symbolic')}
    failed = 0
    if {p.name for p in found} != wanted:
        print('icons are', [p.name for p in found], 'not', sorted(wanted))
        failed = 1
    for path in found:
        try:
            check(path)
            print('ok', path.name)
        except (AssertionError, ElementTree.ParseError, subprocess.CalledProcessError) as wrong:
            print('not ok', path.name, wrong)
            failed = 1
    return failed


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
