# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults before there is any MQTT, in TLS and in the upgrade to a WebSocket,
as other programs see them: in the bundled broker, and in the proxy in front of
mosquitto. The command line: willow-cli [mosquitto]: then the proxy."""

import os
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile

import broker_program
from tls_peers import CLI, Pki, free_port

TIMEOUT = 30
# The example of RFC 6455 section 1.3
KEY, ACCEPT = 'dGhlIHNhbXBsZSBub25jZQ==', 's3pPLMBiTxaQ9kYGzzhZRbK+xOo='
REQUEST = ('GET /mqtt HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n'
           f'Connection: Upgrade\r\nSec-WebSocket-Key: {KEY}\r\n'
           'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n')


# --- TLS ------------------------------------------------------------------

def handshake(port, pki, name='localhost'):
    """The code of OpenSSL's verification; 0: it went well."""
    context = ssl.create_default_context(cafile=pki['ca.pem'])
    raw = socket.create_connection(('127.0.0.1', port), TIMEOUT)
    try:
        with context.wrap_socket(raw, server_hostname=name):
            return 0
    except ssl.SSLCertVerificationError as error:
        return error.verify_code
    finally:
        raw.close()


def publish(port, pki, *options):
    return subprocess.run(
        ['mosquitto_pub', '-h', 'localhost', '-p', str(port), '--cafile',
         pki['ca.pem'], '-t', 't', '-m', 'm', *options], timeout=TIMEOUT,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        check=False).returncode


def s_client(port, pki, *options):
    return subprocess.run(
        ['openssl', 's_client', '-connect', f'127.0.0.1:{port}', '-CAfile',
         pki['ca.pem'], *options], input='', text=True, timeout=TIMEOUT,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False).stdout


def expired(port, pki):
    assert handshake(port, pki) == 10
    assert 'Verify return code: 10 (certificate has expired)' in s_client(
        port, pki)
    assert publish(port, pki) != 0
    # It is the only thing that is wrong.
    subprocess.run(['openssl', 'verify', '-CAfile', pki['ca.pem'],
                    '-no_check_time', '-verify_hostname', 'localhost'],
                   input=shown(port), check=True, timeout=TIMEOUT,
                   stdout=subprocess.DEVNULL)


def shown(port):
    return ssl.get_server_certificate(('127.0.0.1', port)).encode()


def expired_once(port, pki):
    assert publish(port, pki) != 0
    assert publish(port, pki) == 0


def not_yet_valid(port, pki):
    assert handshake(port, pki) == 9
    assert '(certificate is not yet valid)' in s_client(port, pki)
    assert publish(port, pki) != 0


def wrong_name(port, pki):
    assert handshake(port, pki) == 62
    assert handshake(port, pki, 'wrong-name.invalid') == 0
    assert publish(port, pki) != 0
    assert publish(port, pki, '--insecure') == 0


def unknown_authority(port, pki):
    assert handshake(port, pki) == 20
    assert 'unable to get local issuer certificate' in s_client(port, pki)
    assert publish(port, pki) != 0


def demand_certificate(port, pki):
    assert handshake(port, pki) == 0
    assert 'Acceptable client certificate CA names' in s_client(port, pki)
    assert publish(port, pki) != 0
    assert publish(port, pki, '--cert', pki['client.pem'], '--key',
                   pki['client.key']) == 0


def stop(port, pki):
    """So many bytes of the server's answer and no more, no end either."""
    hello = ssl.MemoryBIO()
    session = ssl.create_default_context().wrap_bio(
        ssl.MemoryBIO(), hello, server_hostname='localhost')
    try:
        session.do_handshake()
    except ssl.SSLWantReadError:
        pass
    with socket.create_connection(('127.0.0.1', port), TIMEOUT) as raw:
        raw.sendall(hello.read())
        answer = b''
        while len(answer) < 70:
            answer += raw.recv(70)
        assert answer[:3] == b'\x16\3\3' and len(answer) == 70, answer
        # Others are served meanwhile.
        assert publish(port, pki) == 0
        raw.settimeout(0.3)
        try:
            raise AssertionError(('something came', raw.recv(1)))
        except socket.timeout:
            pass


# --- WebSocket ------------------------------------------------------------

def ask(port, wrap=None):
    """Head and beginning of what comes behind it, until the end."""
    raw = socket.create_connection(('127.0.0.1', port), TIMEOUT)
    if wrap:
        raw = wrap(raw)
    raw.sendall(REQUEST.encode())
    answer = b''
    while b'\r\n\r\n' not in answer:
        more = raw.recv(4096)
        assert more, answer
        answer += more
    head, rest = answer.decode().split('\r\n\r\n', 1)
    return raw, head.split('\r\n'), rest


def expect_end(raw):
    while raw.recv(4096):
        pass
    raw.close()


def curl(port, pki, scheme='http'):
    return subprocess.run(
        ['curl', '-s', '-i', '--http1.1', '--cacert', pki['ca.pem'], '-H',
         'Connection: Upgrade', '-H', 'Upgrade: websocket', '-H',
         'Sec-WebSocket-Version: 13', '-H', f'Sec-WebSocket-Key: {KEY}', '-H',
         'Sec-WebSocket-Protocol: mqtt', f'{scheme}://localhost:{port}/mqtt'],
        stdout=subprocess.PIPE, timeout=TIMEOUT, check=True).stdout.decode()


def paho_connects(port, pki=None):
    """Whether paho gets its CONNACK."""
    import paho.mqtt.client as paho
    codes = []
    client = paho.Client('dev-1', transport='websockets')
    client.ws_set_options(path='/mqtt')
    if pki:
        client.tls_set(pki['ca.pem'])
    client.on_connect = lambda c, user, flags, code: codes.append(code)
    client.on_disconnect = lambda c, user, code: codes.append(-1)
    try:
        client.connect('localhost', port)
    except (paho.WebsocketConnectionError, ssl.SSLError):
        return False
    while not codes:
        if client.loop(0.1) != paho.MQTT_ERR_SUCCESS and not codes:
            return False
    client.disconnect()
    return codes[0] == 0


def subprotocol_refused(port, pki):
    raw, head, rest = ask(port)
    assert head[0] == 'HTTP/1.1 400 Bad Request', head
    assert 'subprotocol' in rest, rest
    expect_end(raw)
    assert paho_connects(port)


def subprotocol_missing(port, pki):
    raw, head, _ = ask(port)
    assert head[0].startswith('HTTP/1.1 101 '), head
    assert f'Sec-WebSocket-Accept: {ACCEPT}' in head, head
    assert not [line for line in head if 'Socket-Protocol' in line], head
    raw.close()


def refused_503(port, pki):
    got = curl(port, pki)
    assert got.startswith('HTTP/1.1 503 Service Unavailable\r\n'), got
    assert got.endswith('\r\n\r\nback at nine\n'), got
    assert not paho_connects(port)


def refused_404(port, pki):
    assert curl(port, pki).startswith('HTTP/1.1 404 Not Found\r\n')
    assert paho_connects(port)


def refused_401(port, pki):
    got = curl(port, pki, 'https')
    assert got.startswith('HTTP/1.1 401 Unauthorized\r\n'), got
    assert '\r\nWWW-Authenticate: Basic realm=' in got, got
    assert not paho_connects(port, pki)


def wrong_accept(port, pki):
    raw, head, _ = ask(port)
    assert head[0].startswith('HTTP/1.1 101 '), head
    accept = [line for line in head if 'Accept' in line]
    assert len(accept) == 1 and ACCEPT not in accept[0], head
    assert len(accept[0]) == len('Sec-WebSocket-Accept: ' + ACCEPT)
    raw.close()
    assert not paho_connects(port)


def closed(port, pki):
    raw, head, rest = ask(port)
    assert head[0].startswith('HTTP/1.1 101 '), head
    assert not rest and raw.recv(1) == b''
    raw.close()
    assert not paho_connects(port)
    assert paho_connects(port)


def closed_with_tls(port, pki):
    context = ssl.create_default_context(cafile=pki['ca.pem'])
    raw, head, rest = ask(port, lambda raw: context.wrap_socket(
        raw, server_hostname='localhost'))
    assert head[0].startswith('HTTP/1.1 101 '), head
    # close_notify: without it this raises
    assert not rest and raw.recv(1) == b''
    raw.close()


def expired_under_websocket(port, pki):
    assert not paho_connects(port, pki)
    assert paho_connects(port, pki)


def nothing_of_tls(port, pki):
    """Faults of TLS have no turn where there is none, and are not used up."""
    assert paho_connects(port)


# (test, scheme, how many firings are recorded; None: some, faults …)
TABLE = [
    (expired, 'mqtts', None, 'tls-expired'),
    (expired_once, 'mqtts', 1, 'tls-expired next'),
    (not_yet_valid, 'mqtts', None, 'tls-not-yet-valid'),
    (wrong_name, 'mqtts', 4, 'tls-wrong-name'),
    (unknown_authority, 'mqtts', None, 'tls-unknown-authority'),
    (demand_certificate, 'mqtts', 4, 'tls-demand-certificate'),
    (stop, 'mqtts', 1, 'tls-stop bytes=70 next'),
    (subprotocol_refused, 'ws', 1, 'ws-refuse-subprotocol next'),
    (subprotocol_missing, 'ws', 1, 'ws-no-subprotocol'),
    (refused_503, 'ws', 2, 'ws-refuse body="back at nine"'),
    (refused_404, 'ws', 1, 'ws-refuse status=404 times=1'),
    (refused_401, 'wss', 2, 'ws-refuse status=401'),
    (wrong_accept, 'ws', 2, 'ws-wrong-accept'),
    (closed, 'ws', 2, 'ws-close times=2'),
    (closed_with_tls, 'wss', 1, 'ws-close'),
    (expired_under_websocket, 'wss', 1, 'tls-expired next'),
    (nothing_of_tls, 'ws', 0, 'tls-expired next', 'tls-stop'),
]

# In front of mosquitto's own WebSocket.
PROXY_TABLE = [
    (subprotocol_refused, 'ws', 1, 'ws-refuse-subprotocol next'),
    (expired_once, 'mqtts', 1, 'tls-expired next'),
]


class Program:
    """willow-cli broker or proxy, with everything recorded."""

    def __init__(self, folder, pki, mosquitto, scheme, faults):
        url = f'{scheme}://127.0.0.1:0' + ('/mqtt' if 'w' in scheme else '')
        self.trace = os.path.join(folder, 'trace.pcapng')
        self.errors = os.path.join(folder, 'errors')
        options = [word for fault in faults for word in ('--fault', fault)]
        own = ['--cert', '--key']
        if mosquitto:
            words = ['proxy', '-L', url, '--to',
                     mosquitto.url, '--packets']
            own = ['--listener-cert', '--listener-key']
        else:
            words = ['broker', '--listener', url, '--trace', self.trace]
        if scheme in ('mqtts', 'wss'):
            options += [own[0], pki['server.pem'], own[1], pki['server.key'],
                        '--fault-ca', pki['ca.pem'], '--fault-ca-key',
                        pki['ca.key']]
        with open(self.errors, 'wb') as errors:
            self.process = subprocess.Popen(
                [CLI, *words, *options], stdout=subprocess.PIPE, text=True,
                stderr=errors)
        line = self.process.stdout.readline().strip()
        self.port = int(line.rsplit(':', 1)[1].split('/')[0])

    def stop(self):
        """Returns how many firings stand in the record."""
        self.process.terminate()
        assert self.process.wait(TIMEOUT) == 0
        self.process.stdout.close()
        kept = self.trace if os.path.exists(self.trace) else self.errors
        with open(kept, 'rb') as file:
            return file.read().count(b'Fault: ')


def run_row(folder, pki, mosquitto, test, scheme, wanted, *faults):
    program = Program(folder, pki, mosquitto, scheme, faults)
    try:
        test(program.port, pki)
    finally:
        found = program.stop()
    assert found > 0 if wanted is None else found == wanted, (found, wanted)


def start(program, by_websocket):
    """mosquitto, which has no WebSocket without a plain listener."""
    port = free_port()
    mosquitto = broker_program.Mosquitto(
        program,
        f'listener {port} 127.0.0.1\nprotocol websockets\n' * by_websocket)
    mosquitto.url = (f'ws://127.0.0.1:{port}' if by_websocket else
                     f'127.0.0.1:{mosquitto.port}')
    return mosquitto


def main(mosquitto_program=None):
    for needed in ('mosquitto_pub', 'openssl', 'curl'):
        if shutil.which(needed) is None:
            broker_program.skip(f'{needed} is not installed')
    only = os.environ.get('WILLOW_FAULT')
    rows = [(False, row) for row in TABLE]
    if mosquitto_program:
        rows += [(True, row) for row in PROXY_TABLE]
    rows = [row for row in rows if only in (None, row[1][0].__name__)]
    failed = 0
    print(f'1..{len(rows)}', flush=True)
    for number, (by_websocket, (test, *row)) in enumerate(rows, 1):
        name = test.__name__
        mosquitto = mosquitto_program and start(mosquitto_program, by_websocket)
        with tempfile.TemporaryDirectory() as folder:
            try:
                run_row(folder, Pki(folder), mosquitto, test, *row)
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
