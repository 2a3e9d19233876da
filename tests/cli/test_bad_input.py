#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong on the way to a broker, and behind it: files that are not what
they should be, peers that speak something else or break the rules. Each has a
correct sentence of its own."""

import base64
import contextlib
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import unittest
from pathlib import Path

CLI = sys.argv.pop(1)
TIMEOUT = 60
USAGE, NETWORK, LOST = 2, 3, 5
LARGE_BYTES = 20_000_000
CONNACK = bytes.fromhex("20020000")


def run(*arguments, **options):
    return subprocess.run([CLI, *map(str, arguments)], capture_output=True, text=True,
                          timeout=TIMEOUT, check=False, **options)


@contextlib.contextmanager
def server(talk):
    """The port of one that does TALK with each connection"""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        def serve():
            with contextlib.suppress(OSError):
                while True:
                    peer, _ = listener.accept()
                    with peer, contextlib.suppress(OSError):
                        peer.settimeout(TIMEOUT)
                        talk(peer)
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(TIMEOUT)


def read_head(peer):
    head = b""
    while b"\r\n\r\n" not in head:
        part = peer.recv(4096)
        if not part:
            break
        head += part
    return head


def says(answer):
    """Reads a head and answers, whatever it was."""
    def talk(peer):
        read_head(peer)
        peer.sendall(answer)
    return talk


def answers_bytes(answer):
    def talk(peer):
        peer.recv(4096)
        peer.sendall(answer)
    return talk


def websocket(frame):
    """A WebSocket server that sends FRAME after CONNACK, or with none is gone."""
    def talk(peer):
        head = read_head(peer)
        key = next(line.split(b": ")[1] for line in head.split(b"\r\n")
                   if line.lower().startswith(b"sec-websocket-key"))
        accept = base64.b64encode(hashlib.sha1(
            key + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest())
        peer.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                     b"Connection: Upgrade\r\nSec-WebSocket-Protocol: mqtt\r\n"
                     b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n")
        peer.recv(4096)
        peer.sendall(bytes([0x82, len(CONNACK)]) + CONNACK + frame)
        while frame and peer.recv(4096):
            pass
    return talk


def stays(answer=b""):
    """Reads, answers, and then is silent."""
    def talk(peer):
        peer.recv(4096)
        peer.sendall(answer)
        while peer.recv(4096):
            pass
    return talk


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = Path(cls.temporary.name)
        cls.pki, cls.other = cls.folder / "pki", cls.folder / "other"
        for folder in cls.pki, cls.other:
            made = run("certs", "make", folder, "--client", "client")
            assert made.returncode == 0, made.stderr
        subprocess.run(
            ["openssl", "pkcs8", "-topk8", "-in", cls.pki / "client-client.key", "-out",
             cls.folder / "encrypted.key", "-passout", "pass:right"],
            check=True, capture_output=True, timeout=TIMEOUT)
        cls.said = {}

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def write(self, name, content):
        path = self.folder / name
        path.write_bytes(content)
        return path

    def expect(self, name, result, code, *words):
        """Each of WORDS is in the sentence, which no other case has had."""
        sentence = "\n".join(line for line in result.stderr.splitlines()
                             if not line.startswith("Warning"))
        self.assertEqual(result.returncode, code, sentence)
        for word in words:
            self.assertIn(word, sentence)
        # Ports differ.
        bare = "".join(c for c in sentence if not c.isdigit())
        self.assertNotIn(bare, self.said, name)
        self.said[bare] = name


class Files(Case):
    def pub(self, *arguments, **options):
        return run("pub", "mqtts://127.0.0.1:1", "-t", "a", "-n", *arguments, **options)

    def test_each(self):
        certificate, key = self.pki / "client-client.pem", self.pki / "client-client.key"
        large = self.write("large.pem", b"-----BEGIN CERTIFICATE-----\n" + b"A" * LARGE_BYTES)
        cut = self.write("cut.pem", certificate.read_bytes()[:300])
        text = self.write("text.pem", b"Dear all,\n")
        empty = self.write("empty.pem", b"")
        wrong = {**os.environ, "PASSPHRASE": "wrong"}
        encrypted = self.folder / "encrypted.key"
        for name, arguments, options, words in (
                ("a wrong passphrase", ("--cert", certificate, "--key", encrypted,
                                        "--keypass-env", "PASSPHRASE"), {"env": wrong},
                 ("passphrase", "wrong")),
                ("no passphrase", ("--cert", certificate, "--key", encrypted),
                 {"stdin": subprocess.DEVNULL}, ("encrypted",)),
                ("another key", ("--cert", certificate, "--key", self.other / "client-client.key"),
                 {}, ("does not",)),
                ("a directory", ("--cert", self.folder, "--key", key), {}, ("folder",)),
                ("20 MB", ("--cert", large, "--key", key), {}, ("large",)),
                ("cut off", ("--cert", cut, "--key", key), {}, ("cut off",)),
                ("text", ("--cert", text, "--key", key), {}, ("text",)),
                ("nothing in it", ("--cert", empty, "--key", key), {}, ("empty",)),
                ("a key as the certificate", ("--cert", key, "--key", key), {},
                 ("private key",)),
                ("no such file", ("--cert", self.folder / "none", "--key", key), {},
                 ("No such file",)),
                ("a key as the authority", ("--cafile", key), {}, ("no certificate in it",))):
            with self.subTest(name):
                self.expect(name, self.pub(*arguments, **options), USAGE, *words)

    def test_windows_line_ends_and_junk_are_fine(self):
        """Then nothing is wrong but that nobody listens."""
        def spoil(name):
            pem = (self.pki / name).read_bytes().replace(b"\n", b"\r\n")
            return self.write(name, b"\xef\xbb\xbfBag Attributes\r\n  x\r\n" + pem
                              + b"\r\n\r\nkind regards\r\n")
        result = self.pub("--cert", spoil("client-client.pem"), "--key", spoil("client-client.key"),
                          "--cafile", spoil("ca.pem"))
        self.assertEqual(result.returncode, NETWORK, result.stderr)


class Peers(Case):
    def pub(self, url, *arguments):
        return run("pub", url, "-t", "a", "-n", "-q", "1", *arguments)

    @contextlib.contextmanager
    def broker(self, *arguments):
        with subprocess.Popen([CLI, "broker", *map(str, arguments)], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True) as child:
            port = int(child.stdout.readline().rsplit(":", 1)[1].split("/")[0])
            try:
                yield port
            finally:
                child.terminate()
                self.log = child.communicate(timeout=TIMEOUT)[1]

    def test_tls_and_plain(self):
        trust = ("--cafile", self.pki / "ca.pem")
        with self.broker("--port", "0") as port:
            self.expect("TLS to a plain port", self.pub(f"mqtts://127.0.0.1:{port}", *trust),
                        NETWORK, "probably this port speaks no TLS, but plain MQTT")
            self.expect("ws to MQTT", self.pub(f"ws://127.0.0.1:{port}"), NETWORK,
                        "No WebSocket to")
        with self.broker("-l", "mqtts://127.0.0.1:0", "--cert", self.pki / "server.pem",
                         "--key", self.pki / "server.key") as port:
            self.expect("plain to a TLS port", self.pub(f"mqtt://127.0.0.1:{port}"), LOST,
                        "expects TLS on this port")

    def test_other_protocols(self):
        for name, scheme, talk, words in (
                ("HTTP for TLS", "mqtts", answers_bytes(b"HTTP/1.1 400 Bad Request\r\n\r\n"),
                 ("but HTTP",)),
                ("a page for a WebSocket", "ws",
                 says(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npage"), ("200",)),
                ("nothing there", "ws",
                 says(b"HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone"), ("404",)),
                ("no login", "ws", says(b"HTTP/1.1 401 Unauthorized\r\n\r\n"), ("401",)),
                ("somewhere else", "ws",
                 says(b"HTTP/1.1 301 Moved\r\nLocation: https://h/\r\n\r\n"), ("301",)),
                ("another key", "ws",
                 says(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                      b"Connection: Upgrade\r\nSec-WebSocket-Protocol: mqtt\r\n"
                      b"Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n"),
                 ("Accept",))):
            with self.subTest(name), server(talk) as port:
                self.expect(name, self.pub(f"{scheme}://127.0.0.1:{port}"), NETWORK, *words)

    def test_other_protocols_for_mqtt(self):
        for name, greeting, word in (
                ("HTTP for MQTT", b"HTTP/1.1 400 Bad Request\r\n\r\n", "speaks HTTP"),
                ("SSH for MQTT", b"SSH-2.0-OpenSSH_9.2\r\n", "speaks SSH")):
            with self.subTest(name), server(answers_bytes(greeting)) as port:
                self.expect(name, self.pub(f"mqtt://127.0.0.1:{port}"), LOST, word)

    def test_stopped_in_the_handshake(self):
        for name, talk, words in (
                ("closed behind half a record", answers_bytes(bytes.fromhex("160303007a0200")),
                 ("closed",)),
                ("silent in the handshake", stays(), ("in time",)),
                ("an alert", answers_bytes(bytes.fromhex("15030300020228")),
                 ("handshake failure", "40"))):
            with self.subTest(name), server(talk) as port:
                self.expect(name, self.pub(f"mqtts://127.0.0.1:{port}", "--connect-timeout",
                                           "1"), NETWORK, *words)

    def test_frames_of_a_server(self):
        for name, frame, words in (
                ("an oversized Ping", bytes([0x89, 126, 0, 126]) + bytes(126), ("125",)),
                ("a fragmented Ping", bytes([0x09, 0]), ("fragment",)),
                ("a masked frame", bytes([0x82, 0x82, 1, 2, 3, 4, 0xd1, 2]), ("mask",)),
                ("a text frame", bytes([0x81, 2]) + b"hi", ("text",)),
                ("a reserved bit", bytes([0xc2, 2, 0xd0, 0]), ("reserved",)),
                ("an unknown opcode", bytes([0x83, 0]), ("opcode",)),
                ("a Close with a code", bytes([0x88, 2, 0x03, 0xf0]), ("1008",)),
                ("an end without Close", b"", ("Close",))):
            with self.subTest(name), server(websocket(frame)) as port:
                self.expect(name, run("sub", f"ws://127.0.0.1:{port}", "-t", "a"), LOST, *words)

    def test_frames_of_a_client(self):
        """What the broker says to the client, and to its log."""
        upgrade = (b"GET /mqtt HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n"
                   b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                   b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                   b"Sec-WebSocket-Protocol: mqtt\r\n\r\n")
        mask = b"\x80\0\0\0\0"
        for name, frame, words in (
                ("unmasked", b"\x82\x02\xc0\x00", "mask"),
                ("oversized Ping", b"\x89\xfe\x00\x7e\0\0\0\0" + bytes(126), "125"),
                ("fragmented Ping", b"\x09" + mask, "fragment"),
                ("text", b"\x81" + mask, "text")):
            with self.subTest(name):
                with self.broker("-l", "ws://127.0.0.1:0", "--log-level", "debug") as port, \
                        socket.create_connection(("127.0.0.1", port), TIMEOUT) as peer:
                    peer.sendall(upgrade)
                    read_head(peer)
                    peer.sendall(frame)
                    answer = peer.recv(4)
                    self.assertEqual(answer[0], 0x88)
                    code = int.from_bytes(answer[2:4], "big")
                    self.assertEqual(code, 1003 if name == "text" else 1002)
                    while peer.recv(4096):
                        pass
                self.assertIn(words, self.log)

    def test_proxies(self):
        url = "mqtt://broker.example:1883"
        for name, scheme, talk, words in (
                ("407", "http",
                 says(b'HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm="x"\r\n\r\n'),
                 ("407",)),
                ("403", "http", says(b"HTTP/1.1 403 No\r\n\r\n"), ("403",)),
                ("no proxy", "http", answers_bytes(b"SSH-2.0-x\r\n"), ("proxy",)),
                ("SOCKS5 wants a login", "socks5", answers_bytes(b"\x05\xff"), ("proxy",)),
                ("HTTP for SOCKS5", "socks5", answers_bytes(b"HTTP/1.1 400 No\r\n\r\n"),
                 ("HTTP",))):
            with self.subTest(name), server(talk) as port:
                self.expect(name, self.pub(url, "--proxy", f"{scheme}://127.0.0.1:{port}"),
                            NETWORK, *words)


if __name__ == "__main__":
    if not shutil.which("openssl"):
        print("openssl is missing")
        sys.exit(77)
    unittest.main()
