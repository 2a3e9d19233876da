# SPDX-License-Identifier: GPL-3.0-or-later
"""One CONNECT in three versions, at our broker and at mosquitto: both take all
three, and what they say about themselves in 5.0 stands in the last column.
test-dialects.py CLI BROKER …"""

import re
import subprocess
import sys

import broker_program

TIMEOUT = 60


def dialects(cli, program, *arguments):
    result = subprocess.run(
        [cli, 'dialects', '-h', '127.0.0.1', '-p', str(program.port), *arguments],
        capture_output=True, text=True, timeout=TIMEOUT)
    return result.returncode, result.stdout + result.stderr


def cells(text, packet, field):
    """The three values of a field, in that packet."""
    part = text[text.index(packet + ' '):]
    line = re.search(rf'^ *{field}  +(.*)$', part, re.M)
    assert line, (field, text)
    return re.split(r'  +', line.group(1).strip())


def accepts_all(cli, program):
    code, text = dialects(cli, program, '-i', 'me')
    assert code == 0, text
    assert cells(text, 'CONNECT', 'Protocol Name') == ['MQIsdp', 'MQTT', 'MQTT'], text
    assert cells(text, 'CONNACK', 'Session Present') == [
        '–', '0 = new session', '0 = new session'], text
    assert cells(text, 'CONNACK', 'Connect Reason Code') == [
        '0 = Connection Accepted', '0 = Connection Accepted', '0x00 = Success'], text


def keeps_the_session(cli, program):
    """3.1 begins it, 3.1.1 finds it, 5.0 goes on with it and takes it along."""
    code, text = dialects(cli, program, '-i', 'kept', '-c')
    assert code == 0, text
    assert cells(text, 'CONNACK', 'Session Present') == [
        '–', '1 = session goes on', '1 = session goes on'], text
    code, text = dialects(cli, program, '-i', 'kept', '-c')
    assert code == 0, text
    present = cells(text, 'CONNACK', 'Session Present')
    assert present[1] == '1 = session goes on', text


def names_the_nameless(cli, program):
    code, text = dialects(cli, program, '-i', '')
    assert 'Assigned Client Identifier' in text, text
    # 3.1 has no empty one: refused, with its own code
    assert code == 4, text
    assert re.search(r'^MQTT 3\.1 +CONNACK 0x02', text, re.M), text


def leaves_nobody(cli, program):
    """Each leaves before the next comes: no takeover, no will."""
    subscriber = subprocess.Popen(
        [cli, 'sub', '-h', '127.0.0.1', '-p', str(program.port), '-d', '-v',
         '-t', '#', '-C', '1', '-W', '30'],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    for line in subscriber.stderr:
        if 'SUBACK' in line:
            break
    code, text = dialects(cli, program, '-i', 'me', '--will-topic', 'gone',
                          '--will-payload', 'x')
    assert code == 0, text
    subprocess.run([cli, 'pub', '-h', '127.0.0.1', '-p', str(program.port),
                    '-t', 'after', '-m', 'y'], check=True, timeout=TIMEOUT)
    out, _ = subscriber.communicate(timeout=TIMEOUT)
    assert out == 'after y\n', out


def main():
    cli = sys.argv[1]
    for server in sys.argv[2:]:
        program = broker_program.start(server, None)
        try:
            for test in [accepts_all, keeps_the_session, names_the_nameless,
                         leaves_nobody]:
                test(cli, program)
                print('ok', server.rsplit('/', 1)[-1], test.__name__)
            program.stop()
        except BaseException:
            program.kill()
            raise


main()
