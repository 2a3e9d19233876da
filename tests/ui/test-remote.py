#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-remote.py PROGRAM: a second start asks the running program: names to
connect, URLs to open, and what is wrong with either; also what the desktop asks
over the bus."""

import os
import subprocess
import sys

from accessible import Server, drive, press, read_profiles, shows, wait_for


def profile(identifier, name, port):
    return {'id': identifier, 'name': name, 'host': '127.0.0.1', 'port': port,
            'version': '3.1.1', 'client-id': identifier}


SERVER = Server()
PROFILES = [profile('one', 'Bench', SERVER.port), profile('two', 'Twin', 1),
            profile('three', 'Twin', SERVER.port)]


def run(application, child):
    def ask(*words):
        return subprocess.run([child.args[0], *words], env=child.environment, text=True,
                              capture_output=True, timeout=30)

    def fails(words, *said):
        answer = ask(*words)
        assert answer.returncode == 1, answer
        for part in said:
            assert part in answer.stderr, answer
        return answer

    fails(['--connect', 'nobody'], 'There is no connection “nobody”')
    fails(['--connect', 'Twin'], '2 connections are called “Twin”', 'two', 'three')
    fails(['gopher://127.0.0.1'], 'gopher')
    told = fails(['mqtt://ada:xyzzy@127.0.0.1/path'], 'path')
    assert 'xyzzy' not in told.stderr + told.stdout
    assert not SERVER.first_packets, 'something was sent'
    print('ok what cannot be done')

    assert ask('--connect', 'Bench').returncode == 0
    wait_for('CONNACK', lambda: shows(application, 'Connected'))
    assert b'one' in SERVER.first_packets[0]
    assert ask('--connect', 'three').returncode == 0
    wait_for('the second one', lambda: len(SERVER.first_packets) == 2)
    assert b'three' in SERVER.first_packets[1]
    print('ok --connect')

    url = f'mqtt://ada:xyzzy@127.0.0.1:{SERVER.port}'
    assert ask(url).returncode == 0
    wait_for('the sentence', lambda: shows(application, 'Opened from a URL'))
    wait_for('its state', lambda: shows(application, 'Disconnected'))
    assert not shows(application, 'xyzzy')
    assert len(SERVER.first_packets) == 2, 'it has connected by itself'
    press(application, 'Connect')
    wait_for('CONNECT', lambda: len(SERVER.first_packets) == 3)
    assert b'\x00\x03ada\x00\x05xyzzy' in SERVER.first_packets[2]
    assert [p['name'] for p in read_profiles(child)] == ['Bench', 'Twin', 'Twin']
    print('ok URL')

    bus = ['gdbus', 'call', '--session', '-d', os.environ.get('WILLOW_ID', 'io.github.willowmqtt.Willow'),
           '-o', '/io/github/willowmqtt/Willow', '-m', 'org.freedesktop.Application.Open',
           "['mqtts://me@desk.example']", '{}']
    subprocess.run(bus, env=child.environment, check=True, capture_output=True, timeout=30)
    wait_for('the URL of the desktop', lambda: shows(application, 'desk.example'))
    print('ok the desktop')
    assert child.poll() is None, 'the program has ended'


if __name__ == '__main__':
    sys.exit(drive(sys.argv[1], run, PROFILES))
