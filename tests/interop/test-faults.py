# SPDX-License-Identifier: GPL-3.0-or-later
"""Each fault as other programs see it: in the bundled broker, and in the proxy
in front of mosquitto. Bytes are written down here."""

import os
import shutil
import subprocess
import sys
import tempfile
import time

import broker_program
from raw_client import (PINGREQ, TIMEOUT, V5, Raw, packet, text)


# --- connecting -----------------------------------------------------------

def refuse(port):
    raw = Raw(port)
    assert raw.connack == b'\0\5'
    raw.expect_end()
    raw = Raw(port, V5)
    assert raw.connack[:2] == b'\0\x87', raw.connack
    raw.expect_end()
    got = subprocess.run(['mosquitto_pub', '-p', str(port), '-t', 't', '-m',
                          'm'], stderr=subprocess.PIPE, text=True)
    assert 'not authorised' in got.stderr, got


def refuse_reason(port):
    raw = Raw(port, V5)
    assert raw.connack == b'\0\x9d\x0d\x1c' + text('other:1883')
    raw.expect_end()
    raw = Raw(port)
    assert raw.connack == b'\0\3'
    raw.expect_end()


def refuse_times(port):
    assert Raw(port).connack == b'\0\3'
    assert Raw(port).connack == b'\0\3'
    assert Raw(port).connack == b'\0\0'


def refuse_client(port):
    assert Raw(port, client='dev-2').connack == b'\0\0'
    assert Raw(port, client='dev-1').connack == b'\0\2'


def refuse_user(port):
    raw = Raw(port, flags=0x80, will=text('bob'))
    assert raw.connack == b'\0\0'
    raw = Raw(port, flags=0x80, will=text('alice'))
    assert raw.connack == b'\0\4'


def connack_delay(port):
    begun = time.monotonic()
    Raw(port).alive()
    assert time.monotonic() - begun >= 0.3


def silence(raw):
    """Nothing comes while others are served."""
    raw.socket.settimeout(0.3)
    try:
        got = raw.stream.read(1)
        raise AssertionError(('something came', got))
    except TimeoutError:
        pass


def no_connack(port):
    raw = Raw(port, answer=False)
    Raw(port, client='other').alive()
    silence(raw)


def half_connack(port):
    raw = Raw(port, answer=False)
    assert raw.stream.read(3) == b'\x20\2\0'
    silence(raw)


def keep_alive(port):
    assert Raw(port, V5).properties()[0x13] == 7
    Raw(port).alive()


def ignore_keep_alive(port):
    raw = Raw(port, keep_alive=1)
    silent = Raw(port, keep_alive=1, client='watched')
    # One and a half times the Keep Alive has passed for both.
    silent.socket.settimeout(TIMEOUT)
    silent.expect_end()
    raw.alive()


def assign_client_id(port):
    assert Raw(port, V5).properties()[0x12] == 'somebody else'


def max_qos(port):
    raw = Raw(port, V5)
    assert raw.properties()[0x24] == 1
    assert raw.subscribe('a', 2) == b'\0\1\0\1'
    raw.publish('b', qos=2, number=1)
    assert raw.expect_type(0xe0)[0] == 0x9b
    raw.expect_end()
    raw = Raw(port)
    assert raw.subscribe('a', 2) == b'\0\1\1'
    raw.publish('b', qos=2, number=1)
    raw.expect((0x50, b'\0\1'))
    raw = Raw(port, V5, flags=0x14, will=b'\0' + text('w') + text('gone'))
    assert raw.connack[1] == 0x9b


def no_retain(port):
    raw = Raw(port, V5)
    assert raw.properties()[0x25] == 0
    raw.publish('r', flags=1)
    assert raw.expect_type(0xe0)[0] == 0x9a
    raw = Raw(port)
    raw.publish('r', flags=1, qos=1, number=1)
    raw.expect((0x40, b'\0\1'))
    raw = Raw(port, client='reader')
    raw.subscribe('r')
    raw.alive()


def receive_maximum(port):
    raw = Raw(port, V5)
    assert raw.properties()[0x21] == 1


def max_packet_size(port):
    raw = Raw(port, V5)
    assert raw.properties()[0x27] == 50
    raw.publish('t', b'.' * 40, qos=1, number=1)
    assert raw.expect_type(0x40)[:2] == b'\0\1'
    raw.publish('t', b'.' * 50)
    assert raw.expect_type(0xe0)[0] == 0x95


# --- session --------------------------------------------------------------

def session_present(port):
    assert Raw(port).connack == b'\1\0'
    assert Raw(port, V5).connack[:2] == b'\1\0'


def session_absent(port):
    Raw(port, clean=False, client='kept').send(b'\xe0\0')
    assert Raw(port, clean=False, client='kept').connack == b'\0\0'
    # It was there all the same: the next one is told.
    assert Raw(port, clean=False, client='kept').connack == b'\1\0'


def refuse_subscription(port):
    raw = Raw(port, V5)
    assert raw.subscribe('secret/x', 1) == b'\0\1\0\x87'
    assert raw.subscribe('public/x', 1, 2) == b'\0\2\0\1'
    assert Raw(port).subscribe('secret/x', 1) == b'\0\1\x80'


# --- acknowledgements and delivery ----------------------------------------

def drop_puback(port):
    raw = Raw(port)
    for number in (1, 2, 3):
        raw.publish('t', qos=1, number=number)
    raw.expect((0x40, b'\0\1'), (0x40, b'\0\3'))


def drop_chain(port):
    """PUBREC, then PUBCOMP, SUBACK and PINGRESP are missing."""
    raw = Raw(port)
    raw.publish('t', qos=2, number=1)
    raw.alive()
    raw.publish('t', qos=2, number=1, flags=8)
    raw.expect((0x50, b'\0\1'))
    raw.send(b'\x62\2\0\1')
    raw.alive()
    raw.send(b'\x62\2\0\1')
    raw.expect((0x70, b'\0\1'))
    raw.send(packet(0x82, b'\0\2' + text('a') + b'\0'))
    raw.alive()


def drop_pingresp(port):
    raw = Raw(port)
    raw.send(PINGREQ)
    raw.publish('t', qos=1, number=1)
    raw.expect((0x40, b'\0\1'))
    raw.alive()


def drop_pubrel(port):
    raw = Raw(port)
    raw.subscribe('t', 2)
    other = Raw(port, client='sender')
    other.publish('t', b'x', 2, 1)
    other.expect((0x50, b'\0\1'))
    other.send(b'\x62\2\0\1')
    other.expect((0x70, b'\0\1'))
    number = raw.expect_type(0x34)[3:5]
    raw.send(b'\x50\2' + number)
    raw.alive()


def drop_to_server(port):
    """The broker does not get the message, so nobody acknowledges it."""
    raw = Raw(port)
    raw.subscribe('#')
    raw.publish('lost', qos=1, number=1)
    raw.publish('kept')
    raw.expect((0x30, text('kept') + b'x'))
    raw.alive()


def wrong_packet_id(port):
    raw = Raw(port)
    raw.publish('t', qos=1, number=7)
    raw.expect((0x40, b'\0\x08'))
    raw.send(packet(0x82, b'\0\x09' + text('a') + b'\0'))
    assert raw.expect_type(0x90) == b'\0\x09\0'


def twice(port):
    raw = Raw(port)
    raw.publish('t', qos=2, number=1)
    raw.expect((0x50, b'\0\1'), (0x50, b'\0\1'))
    raw.send(b'\x62\2\0\1')
    raw.expect((0x70, b'\0\1'))


def answer_publish(port):
    raw = Raw(port, V5)
    raw.subscribe('#')
    raw.publish('lost/1', qos=1, number=1)
    raw.expect((0x40, b'\0\1\x97'))
    raw.publish('lost/2', qos=2, number=2)
    raw.expect((0x50, b'\0\2\x97'))
    raw.publish('kept')
    raw.expect((0x30, text('kept') + b'\0x'))


def answer_publish_well(port):
    raw = Raw(port)
    raw.subscribe('#')
    raw.publish('lost', qos=2, number=2)
    raw.expect((0x50, b'\0\2'))
    raw.send(b'\x62\2\0\2')
    raw.expect((0x70, b'\0\2'))
    raw.alive()


def redeliver(port):
    raw = Raw(port)
    raw.subscribe('t', 1)
    raw.publish('t', qos=1, number=5)
    got = [raw.packet() for _ in range(3)]
    first = next(p for p in got if p[0] == 0x32)
    assert (0x3a, first[1]) in got and (0x40, b'\0\5') in got, got
    raw.publish('t')
    raw.expect((0x30, text('t') + b'x'))


def delay(port):
    begun = time.monotonic()
    raw = Raw(port)
    raw.subscribe('#')
    raw.publish('slow/1')
    raw.publish('fast')
    raw.expect((0x30, text('slow/1') + b'x'), (0x30, text('fast') + b'x'))
    assert time.monotonic() - begun >= 0.3


def reorder(port):
    raw = Raw(port)
    raw.subscribe('#')
    for name in ('a', 'b', 'c'):
        raw.publish(name)
    raw.expect((0x30, text('b') + b'x'), (0x30, text('a') + b'x'),
               (0x30, text('c') + b'x'))


def corrupt(port):
    raw = Raw(port)
    raw.subscribe('#')
    raw.publish('t', b'\x0f')
    raw.expect((0x30, text('t') + b'\xf0'))
    raw.publish('t', b'\x0f')
    raw.expect((0x30, text('t') + b'\x0f'))


def corrupt_seen_by_mosquitto(port):
    sub = subprocess.Popen(
        ['stdbuf', '-oL', 'mosquitto_sub', '-d', '-p', str(port), '-t', 't',
         '-C', '1', '-F', '=%x'], stdout=subprocess.PIPE, text=True)
    for line in sub.stdout:
        if 'Subscribed' in line:
            break
    subprocess.run(['mosquitto_pub', '-p', str(port), '-t', 't', '-m', 'A'],
                   check=True, timeout=TIMEOUT)
    assert [line for line in sub.stdout if line[0] == '='] == ['=be\n']
    sub.wait(TIMEOUT)
    sub.stdout.close()


# --- connection -----------------------------------------------------------

def disconnect(port):
    raw = Raw(port, V5)
    assert raw.subscribe('a') == b'\0\1\0\0'
    assert raw.expect_type(0xe0)[0] == 0x98
    raw.expect_end()
    raw = Raw(port)
    raw.subscribe('a')
    raw.expect_end()


def disconnect_later(port):
    begun = time.monotonic()
    raw = Raw(port, V5)
    raw.alive()
    body = raw.expect_type(0xe0)
    assert body[0] == 0x9c and b'other:1884' in body, body
    assert time.monotonic() - begun >= 0.3
    raw.expect_end()


def close(port):
    raw = Raw(port)
    raw.expect_end()


def close_fires_will(port):
    watcher = Raw(port, client='watcher')
    watcher.subscribe('will')
    raw = Raw(port, flags=4, will=text('will') + text('gone'))
    raw.send(PINGREQ)
    watcher.expect((0x30, text('will') + b'gone'))


def reset(port):
    raw = Raw(port)
    raw.subscribe('a')
    raw.send(PINGREQ)
    raw.expect_reset()


def stall(port):
    raw = Raw(port)
    raw.send(PINGREQ)
    other = Raw(port, client='other')
    other.alive()
    silence(raw)


def stall_for_a_while(port):
    raw = Raw(port)
    begun = time.monotonic()
    raw.alive()
    assert time.monotonic() - begun >= 0.2


def throttle(port):
    raw = Raw(port)
    raw.subscribe('t')
    begun = time.monotonic()
    raw.publish('t', b'.' * 100)
    raw.expect((0x30, text('t') + b'.' * 100))
    assert time.monotonic() - begun >= 0.15


def bad_length(port):
    raw = Raw(port)
    assert raw.stream.read(6) == b'\x30\xff\xff\xff\xff\x7f'


def unknown_packet(port):
    raw = Raw(port)
    assert raw.stream.read(2) == b'\0\0'
    raw.alive()


def bad_length_to_broker(port):
    raw = Raw(port, answer=False)
    raw.send(PINGREQ)
    while raw.packet() is not None:
        pass


def probability(port):
    for _ in range(3):
        Raw(port).alive()


def skip(port):
    assert Raw(port).connack == b'\0\0'
    assert Raw(port).connack == b'\0\3'
    assert Raw(port).connack == b'\0\0'


def no_mqtt(port):
    """An answer of whoever sits there, or the end, but no fault."""
    raw = Raw(port, connect=False)
    raw.send(b'GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    try:
        raw.expect_end()
    except ConnectionResetError:
        pass


def paho_refused(port):
    import paho.mqtt.client as paho
    codes = []
    client = paho.Client('dev-1')
    client.on_connect = lambda c, user, flags, code: codes.append(code)
    client.connect('127.0.0.1', port)
    while not codes:
        client.loop(0.1)
    assert codes == [3], codes


def paho_dup(port):
    import paho.mqtt.client as paho
    got = []
    client = paho.Client('dev-1')
    client.on_message = lambda c, user, message: got.append(message.dup)
    client.on_connect = lambda *_: client.subscribe('t', 1)
    client.on_subscribe = lambda *_: client.publish('t', 'x', 1)
    client.connect('127.0.0.1', port)
    while len(got) < 2:
        client.loop(0.1)
    assert got == [False, True], got
    client.disconnect()


TABLE = [
    (refuse, 'refuse code=5'),
    (refuse_reason, 'refuse code=0x9d server=other:1883'),
    (refuse_times, 'refuse code=3 times=2'),
    (refuse_client, 'refuse code=2 client=dev-1'),
    (refuse_user, 'refuse code=4 user=alice'),
    (connack_delay, 'connack-delay time=300ms'),
    (no_connack, 'no-connack client=dev-1'),
    (half_connack, 'half-connack bytes=3'),
    (keep_alive, 'keep-alive seconds=7'),
    (ignore_keep_alive, 'ignore-keep-alive client=dev-1'),
    (assign_client_id, 'assign-client-id id="somebody else"'),
    (max_qos, 'max-qos qos=1'),
    (no_retain, 'no-retain'),
    (receive_maximum, 'receive-maximum'),
    (max_packet_size, 'max-packet-size bytes=50'),
    (session_present, 'session-present'),
    (session_absent, 'session-present value=0 next'),
    (refuse_subscription, 'refuse-subscription code=0x87 topic=secret/#'),
    (drop_puback, 'drop packet=PUBACK skip=1 next'),
    (drop_chain, 'drop packet=PUBREC next', 'drop packet=PUBCOMP next',
     'drop packet=SUBACK next'),
    (drop_pingresp, 'drop packet=PINGRESP next'),
    (drop_pubrel, 'drop packet=PUBREL direction=to-client client=dev-1'),
    (drop_to_server, 'drop packet=PUBLISH topic=lost direction=to-server'),
    (wrong_packet_id, 'wrong-packet-id'),
    (twice, 'duplicate'),
    (answer_publish, 'answer-publish code=0x97 topic=lost/+'),
    (answer_publish_well, 'answer-publish'),
    (redeliver, 'redeliver next'),
    (delay, 'delay time=300ms topic=slow/#'),
    (reorder, 'reorder direction=to-server next'),
    (corrupt, 'corrupt direction=to-client next'),
    (corrupt_seen_by_mosquitto, 'corrupt direction=to-server'),
    (disconnect, 'disconnect packet=SUBACK'),
    (disconnect_later,
     'disconnect code=0x9c server=other:1884 time=300ms packet=CONNACK'),
    (close, 'close packet=CONNACK'),
    (close_fires_will, 'close packet=PINGREQ'),
    (reset, 'reset packet=PINGREQ'),
    (stall, 'stall client=dev-1'),
    (stall_for_a_while, 'stall time=200ms packet=CONNACK next'),
    (throttle, 'throttle bytes=500 direction=to-client'),
    (bad_length, 'bad-length next'),
    (unknown_packet, 'unknown-packet next'),
    (bad_length_to_broker, 'bad-length direction=to-server next'),
    (probability, 'refuse probability=0'),
    (skip, 'refuse code=3 skip=1 next'),
    (no_mqtt, 'drop packet=any', 'stall'),
    (paho_refused, 'refuse code=3'),
    (paho_dup, 'redeliver next'),
]


class Program:
    """willow-cli broker or proxy."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen(
            arguments, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline().rsplit(':', 1)[1])

    def stop(self):
        self.process.terminate()
        assert self.process.wait(TIMEOUT) == 0
        self.process.stdout.close()


# Nothing fires in these.
SILENT = (probability, no_mqtt)


def run_row(cli, mosquitto, test, faults):
    options = [word for fault in faults for word in ('--fault', fault)]
    trace = tempfile.NamedTemporaryFile(suffix='.pcapng')
    if mosquitto is None:
        program = Program(cli, 'broker', '-p', '0', '--trace', trace.name,
                          *options)
    else:
        program = Program(cli, 'proxy', '-L', 'mqtt://127.0.0.1:0', '--to',
                          f'127.0.0.1:{mosquitto.port}', *options)
    try:
        test(program.port)
    finally:
        program.stop()
    if mosquitto is None:
        check_trace(trace.name, test not in SILENT)


def check_trace(path, wanted):
    """Each firing is a comment in the trace."""
    with open(path, 'rb') as file:
        assert (b'Fault: ' in file.read()) == wanted


def main(cli, mosquitto_program=None):
    """The command line: willow-cli [mosquitto]: then the proxy."""
    for needed in ('mosquitto_pub', 'mosquitto_sub', 'stdbuf'):
        if shutil.which(needed) is None:
            broker_program.skip(f'{needed} is not installed')
    if mosquitto_program and not os.access(mosquitto_program, os.X_OK):
        broker_program.skip('mosquitto is not installed')
    only = os.environ.get('WILLOW_FAULT')
    table = [row for row in TABLE if only in (None, row[0].__name__)]
    failed = 0
    print(f'1..{len(table)}', flush=True)
    for number, (test, *faults) in enumerate(table, 1):
        name = test.__name__
        mosquitto = mosquitto_program and broker_program.Mosquitto(
            mosquitto_program)
        try:
            run_row(cli, mosquitto, test, faults)
            print(f'ok {number} {name}', flush=True)
        except Exception:  # pylint: disable=broad-except
            failed += 1
            for line in broker_program.traceback.format_exc().splitlines():
                print('#', line)
            print(f'not ok {number} {name}', flush=True)
        if mosquitto:
            mosquitto.stop()
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
