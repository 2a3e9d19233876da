# SPDX-License-Identifier: GPL-3.0-or-later
"""Our own client through the tap, against both brokers: nothing to find. And a
client that breaks rules: found. test-findings.py TAP CLI BROKER …"""

import socket
import subprocess
import sys
import threading

import broker_program

TIMEOUT = 60
CONNECT = bytes.fromhex('100d00044d5154540402003c000163')


def publish_and_subscribe(cli, port, version, qos):
    common = ['-h', '127.0.0.1', '-p', str(port), '-V', version, '-q', qos]
    sub = subprocess.Popen(
        [cli, 'sub', *common, '-d', '-t', 'a/#', '-C', '3'],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    for line in sub.stderr:
        if 'SUBACK' in line:
            break
    reader = threading.Thread(target=sub.stderr.read)
    reader.start()
    subprocess.run([cli, 'pub', *common, '-t', 'a/b', '-l'], text=True,
                   input='one\ntwo\nthree\n', check=True, timeout=TIMEOUT)
    assert sub.stdout.read() == 'one\ntwo\nthree\n'
    assert sub.wait(TIMEOUT) == 0
    reader.join()


def break_rules(port):
    with socket.create_connection(('127.0.0.1', port)) as client:
        client.sendall(CONNECT)
        assert client.recv(4) == bytes.fromhex('20020000')
        client.sendall(bytes.fromhex('62020007'))      # PUBREL of nothing
        assert client.recv(4) == bytes.fromhex('70020007')


def right(tap, cli, broker, version, qos):
    program = broker_program.start(broker, tap)
    try:
        publish_and_subscribe(cli, program.port, version, qos)
        program.stop()
    except BaseException:
        program.kill()
        raise


def wrong(tap, broker):
    program = broker_program.start(broker, tap)
    break_rules(program.port)
    findings = program.findings()
    found = [line for line in findings if not line.startswith('hint')]
    assert len(found) == 1, findings
    assert found[0].startswith('violation client [MQTT-4.3.3-1] packet 2:'), found


def main():
    tap, cli, *brokers = sys.argv[1:]
    for broker in brokers:
        for version in ('3.1', '3.1.1', '5.0'):
            for qos in '012':
                right(tap, cli, broker, version, qos)
        wrong(tap, broker)
    return 0


if __name__ == '__main__':
    sys.exit(main())
