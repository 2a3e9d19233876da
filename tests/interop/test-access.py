# SPDX-License-Identifier: GPL-3.0-or-later
"""The same password_file and acl_file for mosquitto and for our broker, the
same attempts at both: what comes of them has to be the same."""

import pathlib
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time

TIMEOUT = 30

USERS = [('alice', 'secret', 'sha512-pbkdf2'), ('bob', 'p w', 'sha512'),
         ('we+rd', 'x', 'sha512-pbkdf2'), ('a/b', 'y', 'sha512-pbkdf2')]
LOGINS = [(None, None), ('alice', 'secret'), ('alice', 'Secret'), ('alice', ''),
          ('alice', None), ('bob', 'p w'), ('bob', 'pw'), ('nobody', 'secret'),
          ('we+rd', 'x'), ('a/b', 'y'), ('', '')]

ACLS = [
    '',
    'topic a\n',
    'topic read a\n',
    'topic write a\n',
    'topic deny a\ntopic readwrite #\n',
    'topic readwrite #\ntopic deny a/+\n',
    'topic readwrite #\npattern deny a\n',
    'user alice\ntopic a/#\ntopic deny a/b\n',
    'user alice\ntopic read a\nuser bob\ntopic write a\nuser alice\ntopic write b\n',
    'topic read #\nuser alice\ntopic write a/+/c\n',
    'pattern %u/#\n',
    'pattern readwrite c/%c/#\npattern read %u\n',
    'pattern read x%c/%u-\npattern write a\n',
    'user alice\ntopic write a\npattern deny a\npattern read a\n',
    'user alice\ntopic deny a\npattern readwrite #\n',
    '# a comment\n\n  \ntopic   read   a\ntopic readwrite a b/c d\n',
    'topic readwrite +/b\ntopic readwrite $SYS/#\ntopic write /\n',
    'user we+rd\ntopic a\npattern readwrite #\n',
    'user a/b\ntopic read a\npattern readwrite %u/x\n',
]
TOPICS = ['a', 'a/b', 'a/x/c', 'b', 'alice/q', 'c/id/q', 'xid/alice-', 'a b/c d',
          'q/b', '/', 'a/b/x', 'alice', 'we+rd'.replace('+', '')]
BROKEN_ACLS = ['topic\n', 'topic maybe a\n', 'user\n', 'nonsense\n',
               'topic read a/#/b\n']


def text(value):
    data = value.encode()
    return struct.pack('>H', len(data)) + data


def packet(first, body):
    assert len(body) < 128
    return bytes([first, len(body)]) + body


class Peer:
    """MQTT 3.1.1 by hand, so that what the broker does is all that counts."""

    def __init__(self, port, client_id, user, password):
        flags = 2 | (0x80 if user is not None else 0) | (0x40 if password is not None else 0)
        self.socket = socket.create_connection(('127.0.0.1', port), TIMEOUT)
        body = text('MQTT') + bytes([4, flags, 0, 60]) + text(client_id)
        for value in user, password:
            body += text(value) if value is not None else b''
        self.socket.sendall(packet(0x10, body))
        answer = self.read()
        self.accepted = answer is not None and answer[1][1] == 0

    def read(self):
        head = self.socket.recv(2, socket.MSG_WAITALL)
        if len(head) < 2:
            return None
        return head[0], self.socket.recv(head[1], socket.MSG_WAITALL) if head[1] else b''

    def subscribe(self, topic_filter):
        self.socket.sendall(packet(0x82, b'\0\1' + text(topic_filter) + b'\1'))
        answer = self.read()
        while answer[0] != 0x90:  # retained messages of an earlier one
            answer = self.read()
        return answer[1][2]

    def publish(self, topic, payload, retain=False):
        self.socket.sendall(packet(0x33 if retain else 0x32, text(topic) + b'\0\7' + payload))

    def until_pong(self):
        """Topics and payloads that came before the answer to a PINGREQ."""
        self.socket.sendall(b'\xc0\0')
        got = []
        while True:
            first, body = self.read()
            if first == 0xd0:
                return got
            if first >> 4 == 3:
                length = struct.unpack('>H', body[:2])[0]
                rest = body[2 + length:]
                if first & 6:
                    self.socket.sendall(packet(0x40, rest[:2]))
                    rest = rest[2:]
                got.append((body[2:2 + length].decode(), rest, first & 1))

    def close(self):
        self.socket.close()


def wait_for_port(process, port):
    while process.poll() is None:
        try:
            socket.create_connection(('127.0.0.1', port)).close()
            return True
        except ConnectionRefusedError:
            time.sleep(0.01)
    return False


class Server:
    def __init__(self, command, port):
        self.port = port
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        self.started = wait_for_port(self.process, port)

    def stop(self):
        self.process.terminate()
        self.process.wait(TIMEOUT)


def free_port():
    with socket.create_server(('127.0.0.1', 0)) as free:
        return free.getsockname()[1]


def mosquitto(program, folder, port, users, acl, anonymous):
    lines = [f'listener {port} 127.0.0.1', f'allow_anonymous {str(anonymous).lower()}',
             'user root']
    lines += [f'password_file {users}'] if users else []
    lines += [f'acl_file {acl}'] if acl else []
    config = folder / 'mosquitto.conf'
    config.write_text('\n'.join(lines) + '\n')
    return Server([program, '-c', config], port)


def willow(program, _, port, users, acl, anonymous):
    command = [program, 'broker', '-p', str(port)]
    command += ['--password-file', users] if users else []
    command += ['--acl-file', acl] if acl else []
    command += ['--anonymous' if anonymous else '--no-anonymous']
    return Server(command, port)


def outcomes_of_logins(server):
    result = []
    for user, password in LOGINS:
        peer = Peer(server.port, 'id', user, password)
        result.append((user, password, peer.accepted))
        peer.close()
    return result


def outcomes_of_rules(server, users):
    """Who gets what of each topic, live and retained, with two wide filters."""
    result = []
    for user, password in [(None, None), ('alice', 'secret'), ('bob', 'p w'),
                           ('we+rd', 'x'), ('a/b', 'y')]:
        if user and not users:
            continue
        peer = Peer(server.port, 'id', user, password)
        assert peer.accepted
        codes = [peer.subscribe(f) for f in ('#', 'a/+')]
        for number, topic in enumerate(TOPICS):
            peer.publish(topic, str(number).encode(), retain=number % 2 == 0)
        live = sorted(set(got[:2] for got in peer.until_pong() + peer.until_pong()))
        peer.close()
        other = Peer(server.port, 'id', user, password)
        other.subscribe('#')
        kept = sorted(set(got[:2] for got in other.until_pong() + other.until_pong() if got[2]))
        other.close()
        result.append((user, codes, live, kept))
    return result


class Bench:
    def __init__(self, program, mosquitto_program, folder):
        self.makers = [(willow, program), (mosquitto, mosquitto_program)]
        self.folder = folder
        self.users = folder / 'users'
        self.users.touch(0o644)
        for name, password, kind in USERS:
            subprocess.run(['mosquitto_passwd', '-H', kind, '-b', self.users, name, password],
                           check=True)

    def both(self, users, acl, anonymous, ask):
        answers = []
        for make, program in self.makers:
            server = make(program, self.folder, free_port(), users, acl, anonymous)
            assert server.started
            try:
                answers.append(ask(server))
            finally:
                server.stop()
        ours, theirs = answers
        for mine, other in zip(ours, theirs):
            assert mine == other, f'ours {mine}, mosquitto {other}'

    def test_logins(self):
        for anonymous in True, False:
            self.both(self.users, None, anonymous, outcomes_of_logins)

    def test_claimed_names(self):
        self.both(None, None, True, outcomes_of_logins)

    def test_rules(self):
        acl = self.folder / 'acl'
        for rules in ACLS:
            print('#', repr(rules), flush=True)
            acl.write_text(rules)
            self.both(self.users, acl, True, lambda server: outcomes_of_rules(server, True))

    def test_broken_rules(self):
        acl = self.folder / 'acl'
        for rules in BROKEN_ACLS:
            acl.write_text(rules)
            for make, program in self.makers:
                server = make(program, self.folder, free_port(), None, acl, True)
                server.stop()
                assert not server.started, (rules, make)

    def test_our_passwords_at_mosquitto(self):
        mine = self.folder / 'mine'
        for name, password, _ in USERS:
            subprocess.run([self.makers[0][1], 'passwd', '-I', '1000', mine, name],
                           input=password + '\n', text=True, check=True)
        mine.chmod(0o644)
        self.both(mine, None, False, outcomes_of_logins)


def main(program, mosquitto_program):
    if not shutil.which('mosquitto_passwd') or not pathlib.Path(mosquitto_program).exists():
        print('1..0 # SKIP mosquitto is not installed')
        return 77
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder).chmod(0o755)
        bench = Bench(program, mosquitto_program, pathlib.Path(folder))
        tests = [name for name in dir(bench) if name.startswith('test_')]
        print(f'1..{len(tests)}', flush=True)
        for number, name in enumerate(tests, 1):
            try:
                getattr(bench, name)()
                print(f'ok {number} {name}', flush=True)
            except AssertionError as error:
                failed = 1
                print(f'# {error}\nnot ok {number} {name}', flush=True)
    return failed


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
