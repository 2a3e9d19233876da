#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""willow-cli broker as a service runs it: options, configuration files, signals,
readiness, the log, the trace."""

import contextlib
import json
import os
import re
import select
import shutil
import signal
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

CLI = sys.argv.pop(1)
TIMEOUT = 60
OK, FAILURE, USAGE = range(3)
BUSY, CONFIGURATION = 8, 9
MOSQUITTO_FILES = (Path("/usr/share/doc/mosquitto/examples/mosquitto.conf"),
                   Path("/etc/mosquitto/mosquitto.conf"))


def run(*arguments, **options):
    return subprocess.run([CLI, *arguments], capture_output=True, text=True, timeout=TIMEOUT,
                          **options)


class Broker:
    """A broker that listens where it was told, or on any port."""

    def __init__(self, *arguments, n_listeners=1, plain=True, **options):
        where = ["--port", "0"] if plain else []
        self.process = subprocess.Popen([CLI, "broker", *where, *arguments],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        text=True, **options)
        self.urls = []
        for _ in range(n_listeners):
            line = self.process.stdout.readline()
            match = re.fullmatch(r"listening on (\S+)\n", line)
            if not match:
                raise AssertionError(line + self.process.stderr.read())
            self.urls.append(match.group(1))
        self.url = self.urls[0]
        self.port = int(self.url.rsplit(":", 1)[1].split("/")[0]) if "//" in self.url else 0
        self.seen = ""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    def signal(self, number):
        self.process.send_signal(number)

    def wait_for(self, text):
        """Until that is on standard error"""
        end = time.monotonic() + TIMEOUT
        while text not in self.seen:
            ready, _, _ = select.select([self.process.stderr], [], [], end - time.monotonic())
            if not ready:
                raise AssertionError(f"{text!r} never came: {self.seen}")
            part = os.read(self.process.stderr.fileno(), 65536).decode()
            if not part:
                raise AssertionError(f"{text!r} never came: {self.seen}")
            self.seen += part

    def stop(self):
        """What is left of standard error, and the exit code"""
        self.process.terminate()
        rest = self.process.communicate(timeout=TIMEOUT)[1]
        return self.seen + rest, self.process.returncode


def publish(url, *arguments):
    return run("pub", url, "-t", "a/b", "-m", "hello", *arguments)


def connect_packet(client_id, keep_alive=60, will=None, password=None):
    """CONNECT of 3.1.1"""
    def text(value):
        return struct.pack(">H", len(value)) + value
    flags, payload = 2, text(client_id)
    if will:
        flags |= 4
        payload += text(will[0]) + text(will[1])
    if password:
        flags |= 0xc0
        payload += text(password[0]) + text(password[1])
    body = text(b"MQTT") + bytes([4, flags]) + struct.pack(">H", keep_alive) + payload
    return bytes([0x10, len(body)]) + body


@contextlib.contextmanager
def connected(port, *arguments, **options):
    with socket.create_connection(("127.0.0.1", port)) as peer:
        peer.settimeout(TIMEOUT)
        peer.sendall(connect_packet(*arguments, **options))
        assert peer.recv(4) == b"\x20\x02\x00\x00"
        yield peer


class Temporary(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return str(path)


class Listeners(Temporary):
    def test_several_by_url(self):
        with Broker("--listener", "mqtt://127.0.0.1:0", "-l", "mqtt://127.0.0.2:0", "-l",
                    f"unix:{self.folder}/w.sock", plain=False, n_listeners=3) as broker:
            self.assertRegex(broker.urls[0], r"^mqtt://127\.0\.0\.1:\d+$")
            self.assertRegex(broker.urls[1], r"^mqtt://127\.0\.0\.2:\d+$")
            for url in broker.urls:
                self.assertEqual(publish(url).returncode, OK, url)

    def test_websocket_with_path_and_origins(self):
        def answer(broker, path, origin):
            with socket.create_connection(("127.0.0.1", broker.port)) as peer:
                peer.settimeout(TIMEOUT)
                peer.sendall((f"GET {path} HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n"
                              "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                              "Sec-WebSocket-Protocol: mqtt\r\n"
                              f"Origin: {origin}\r\n\r\n").encode())
                return peer.recv(4096).split(b"\r\n")[0].split(b" ")[1]
        path = self.write("w.conf", "listener 0 127.0.0.1\nprotocol websockets\n"
                                    "websockets_path /here\nwebsockets_origin http://a http://b\n")
        for arguments in (("-l", "ws://127.0.0.1:0/here", "--origin", "http://a", "--origin",
                           "http://b"), ("--config", path)):
            with Broker(*arguments, plain=False) as broker:
                self.assertRegex(broker.url, r"^ws://127\.0\.0\.1:\d+/here$")
                self.assertEqual(publish(broker.url).returncode, OK)
                self.assertEqual(answer(broker, "/here", "http://b"), b"101")
                self.assertEqual(answer(broker, "/here", "http://c"), b"403")
                self.assertEqual(answer(broker, "/there", "http://a"), b"404")

    def test_what_is_no_place_to_listen_at(self):
        for url in ("http://127.0.0.1", "mqtt://localhost:1883", "mqtt://127.0.0.1:99999",
                    "mqtt://me@127.0.0.1", "127.0.0.1", "unix:", ""):
            result = run("broker", "--listener", url)
            self.assertEqual(result.returncode, USAGE, url)
            self.assertIn("no place to listen at", result.stderr)

    def test_tls_needs_a_certificate(self):
        for arguments in (("--tls-port", "0"), ("-l", "mqtts://127.0.0.1:0")):
            result = run("broker", "--port", "0", *arguments)
            self.assertEqual(result.returncode, USAGE)
            self.assertIn("--cert", result.stderr)

    def test_a_busy_port_has_an_owner_and_a_neighbour(self):
        with Broker() as broker:
            result = run("broker", "--port", str(broker.port))
        self.assertEqual(result.returncode, BUSY)
        self.assertIn(f"process {broker.process.pid})", result.stderr)
        self.assertRegex(result.stderr, r"Port \d+ is free\.")

    def test_other_devices_only_on_purpose(self):
        result = run("broker", "--port", "0", "--bind", "0.0.0.0")
        self.assertEqual(result.returncode, USAGE)
        self.assertIn("--allow-anonymous-lan", result.stderr)
        checked = run("broker", "--bind", "0.0.0.0", "--allow-anonymous-lan", "--check")
        self.assertEqual(checked.returncode, OK)
        secret = self.write("secret", "xyzzy\n")
        checked = run("broker", "--bind", "0.0.0.0", "--scram-user", f"me:{secret}", "--check")
        self.assertEqual(checked.returncode, OK)

    def test_limits_are_announced_and_kept(self):
        with Broker("--max-packet-size", "100", "--max-inflight", "7", "--max-keep-alive", "33",
                    ) as broker:
            said = publish(broker.url, "-V", "5.0", "-d").stderr
            self.assertEqual(publish(broker.url, "-V", "5.0", "-m", "x" * 200).returncode, 4)
            with socket.create_connection(("127.0.0.1", broker.port)) as peer:
                packet = bytes.fromhex("10 0d 0004 4d515454 05 02 003c 00 0000")
                peer.sendall(packet)
                connack = peer.recv(1000)
        self.assertIn(b"\x21\x00\x07", connack)
        self.assertIn(b"\x27\x00\x00\x00\x64", connack)
        self.assertIn(b"\x13\x00\x21", connack)
        self.assertIn("CONNACK", said)

    def test_wrong_numbers(self):
        for option, value in (("--max-connections", "0"), ("--max-packet-size", "5"),
                              ("--max-inflight", "65536"), ("--max-keep-alive", "-1"),
                              ("--connect-timeout", "0"), ("--ready-fd", "77"),
                              ("--log-level", "loud"), ("--log-format", "xml")):
            result = run("broker", "--check", option, value)
            self.assertEqual(result.returncode, USAGE, option)
            self.assertIn(option, result.stderr)

    def test_connections_are_counted(self):
        with Broker("--max-connections", "1") as broker, connected(broker.port, b"first"):
            with socket.create_connection(("127.0.0.1", broker.port)) as peer:
                peer.sendall(connect_packet(b"second"))
                self.assertEqual(peer.recv(4), b"\x20\x02\x00\x03")


class Service(Temporary):
    def notified(self, broker_arguments=(), abstract=False):
        """What a service manager hears until the end"""
        path = f"{self.folder}/notify"
        name = "\0willow-test-%d" % os.getpid() if abstract else path
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            manager.bind(name)
            manager.settimeout(TIMEOUT)
            environment = {**os.environ, "NOTIFY_SOCKET": name.replace("\0", "@")}
            with Broker(*broker_arguments, env=environment) as broker:
                heard = [manager.recv(1000)]
                broker.signal(signal.SIGHUP)
                heard += [manager.recv(1000), manager.recv(1000)]
                self.assertEqual(broker.stop()[1], OK)
                heard.append(manager.recv(1000))
        return heard

    def check_heard(self, heard):
        self.assertEqual(heard[0], b"READY=1")
        self.assertRegex(heard[1].decode(), r"^RELOADING=1\nMONOTONIC_USEC=\d+$")
        self.assertEqual(heard[2:], [b"READY=1", b"STOPPING=1"])

    def test_notify_socket(self):
        self.check_heard(self.notified())

    def test_abstract_notify_socket(self):
        self.check_heard(self.notified(abstract=True))

    def test_a_manager_that_is_gone(self):
        environment = {**os.environ, "NOTIFY_SOCKET": f"{self.folder}/nobody"}
        with Broker(env=environment) as broker:
            self.assertEqual(broker.stop()[1], OK)

    def test_ready_fd(self):
        reading, writing = os.pipe()
        with Broker("--ready-fd", str(writing), pass_fds=[writing]) as broker:
            os.close(writing)
            with os.fdopen(reading) as pipe:
                # To the end: the broker has closed it.
                self.assertEqual(pipe.read(), f"READY=1\n{broker.url}\n")

    def test_pid_file(self):
        path = self.folder / "pid"
        with Broker("--pid-file", str(path), "--log-level", "debug") as broker:
            run("pub", broker.url, "-t", "a", "-m", "b")
            broker.wait_for("connected")
            self.assertEqual(path.read_text(), f"{broker.process.pid}\n")
            broker.stop()
        self.assertFalse(path.exists())

    def test_both_signals_end_it(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with Broker() as broker:
                broker.signal(number)
                self.assertEqual(broker.process.wait(TIMEOUT), OK)

    def test_wills_go_out_before_the_end(self):
        with Broker() as broker, connected(broker.port, b"watcher") as watcher:
            watcher.sendall(bytes.fromhex("82 06 0001 0001 77 00"))
            self.assertEqual(watcher.recv(5), bytes.fromhex("90 03 0001 00"))
            with connected(broker.port, b"dies", will=(b"w", b"gone")):
                broker.signal(signal.SIGTERM)
                self.assertEqual(watcher.recv(100), b"\x30\x07\x00\x01wgone")
                self.assertEqual(watcher.recv(100), b"")
            self.assertEqual(broker.process.wait(TIMEOUT), OK)


class Response(Temporary):
    """Response Information is told to those who ask for it."""

    def connack(self, broker):
        port = int(broker.urls[0].rsplit(":", 1)[1])
        with socket.create_connection(("127.0.0.1", port), TIMEOUT) as client:
            client.sendall(bytes.fromhex("10 10 00044d515454 05 02 0000 02 1901 0001 61"))
            return client.recv(100)

    def test_prefix(self):
        with Broker("--response-prefix", "answers/") as broker:
            self.assertIn(b"\x1a\x00\x09answers/a", self.connack(broker))

    def test_without(self):
        with Broker() as broker:
            self.assertNotIn(b"\x1a", self.connack(broker))

    def test_wrong(self):
        result = run("broker", "--port", "0", "--response-prefix", "a/#")
        self.assertEqual(result.returncode, USAGE)
        self.assertIn("--response-prefix", result.stderr)


class Log(Temporary):
    def test_json(self):
        with Broker("--log-format", "json", "--log-level", "debug") as broker:
            with connected(broker.port, b"o\"ne", password=(b"me", b"xyzzy")) as peer:
                peer.sendall(b"\xe0\x00")
                self.assertEqual(peer.recv(1), b"")
            with connected(broker.port, b"two") as peer:
                peer.sendall(b"\x00\x00")
                self.assertEqual(peer.recv(1), b"")
            broker.wait_for("violation")
            said = broker.stop()[0]
        entries = [json.loads(line) for line in said.splitlines()]
        self.assertNotIn("xyzzy", said)
        self.assertEqual([e["event"] for e in entries],
                         ["message"] + ["opened", "connected", "disconnected"] * 2)
        self.assertEqual(entries[0]["text"], f"listening on {broker.url}")
        for entry in entries:
            self.assertRegex(entry["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$")
        first, gone, bad = entries[2], entries[3], entries[6]
        self.assertEqual((first["client_id"], first["user_name"], first["version"],
                          first["listener"], first["level"]),
                         ("o\"ne", "me", "3.1.1", broker.url, "info"))
        self.assertRegex(first["address"], r"^127\.0\.0\.1:\d+$")
        self.assertEqual((gone["cause"], gone["by"], gone["reason_code"]), ("disconnect", "client", 0))
        self.assertEqual((bad["client_id"], bad["cause"], bad["by"]), ("two", "violation", "broker"))

    def test_refusals_have_a_reason(self):
        with Broker("--log-format", "json", "--max-connections", "1") as broker:
            with connected(broker.port, b"first"):
                publish(broker.url, "-V", "5.0", "-i", "second")
                broker.wait_for("refused")
            (entry,) = [e for e in map(json.loads, broker.stop()[0].splitlines())
                        if e["event"] == "refused"]
        self.assertEqual((entry["client_id"], entry["reason_code"], entry["reason"]),
                         ("second", 0x97, "Quota exceeded"))

    def test_text_and_levels(self):
        with Broker("--log-level", "info") as broker:
            with connected(broker.port, b"new\nline"):
                broker.wait_for("connected")
            broker.wait_for("disconnected")
            said = broker.stop()[0]
        self.assertRegex(said, r'(?m)^\S+Z info connected client "new\\nline" from 127\.0\.0\.1:')
        self.assertRegex(said, r"(?m)^\S+Z info disconnected .*: closed$")
        self.assertNotIn("opened", said)
        with Broker() as broker, connected(broker.port, b"quiet"):
            self.assertEqual(broker.stop(), ("", OK))

    def test_a_file_that_is_opened_again(self):
        path, moved = self.folder / "log", self.folder / "log.1"
        with Broker("--log-file", str(path), "--log-format", "json") as broker:
            os.rename(path, moved)
            broker.signal(signal.SIGHUP)
            end = time.monotonic() + TIMEOUT
            while not (path.exists() and "read again" in path.read_text()):
                self.assertLess(time.monotonic(), end)
                time.sleep(0.01)
            self.assertEqual(broker.stop(), ("", OK))
        self.assertIn("listening on", moved.read_text())

    def test_a_log_that_cannot_be_written(self):
        result = run("broker", "--port", "0", "--log-file", f"{self.folder}/none/log")
        self.assertEqual(result.returncode, FAILURE)
        with Broker("--log-file", "/dev/full", "--log-level", "debug") as broker:
            publish(broker.url)
            broker.wait_for("/dev/full")
            self.assertEqual(publish(broker.url).returncode, OK)
            said, code = broker.stop()
        self.assertEqual((said.count("/dev/full"), code), (1, OK))


class Trace(Temporary):
    def test_it_has_what_was_said(self):
        path = self.folder / "t.pcapng"
        with Broker("--trace", str(path)) as broker:
            for version in ("3.1", "3.1.1", "5.0"):
                self.assertEqual(publish(broker.url, "-V", version, "-i", "me").returncode, OK)
            self.assertEqual(broker.stop(), ("", OK))
        self.assertEqual(path.read_bytes()[:4], b"\x0a\x0d\x0d\x0a")
        self.assertEqual(path.stat().st_mode & 0o777, 0o600)
        self.assertEqual(path.read_bytes().count(b"a/bhello"), 2)
        if not shutil.which("tshark"):
            return
        said = subprocess.run(
            ["tshark", "-n", "-r", str(path), "-Y", "mqtt", "-T", "fields", "-e", "mqtt.msgtype",
             "-e", "tcp.srcport", "-e", "tcp.dstport", "-e", "ip.src", "-e", "mqtt.ver"],
            capture_output=True, text=True, check=True, env={**os.environ, "HOME": str(self.folder)})
        rows = [line.split("\t") for line in said.stdout.splitlines()]
        self.assertEqual([r[0] for r in rows], ["1", "2", "3", "14"] * 3)
        self.assertEqual([r[4] for r in rows if r[4]], ["3", "4", "5"])
        self.assertEqual({r[3] for r in rows}, {"127.0.0.1"})
        for row in rows:
            self.assertIn("1883", row[1:3])

    def test_secrets_of_an_upgrade_are_nowhere(self):
        headers = ("--header", "Authorization: Bearer secret-seven", "--header",
                   "Proxy-Authorization: Basic secret-eight", "--header", "Cookie: i=secret-nine")
        log = self.folder / "b.log"
        for path in ("/mqtt", "/elsewhere"):
            trace = self.folder / "s.pcapng"
            with Broker("-l", "ws://127.0.0.1:0", "--trace", str(trace), "--log-file", str(log),
                        "--log-format", "json", "--log-level", "debug", plain=False) as broker:
                client = run("pub", f"ws://127.0.0.1:{broker.port}{path}", "-t", "a", "-m", "b",
                             "-d", *headers)
                self.assertEqual(client.returncode, OK if path == "/mqtt" else 3)
                said, code = broker.stop()
            self.assertEqual(code, OK)
            content = trace.read_bytes()
            self.assertIn(b"Authorization: Bearer ******", content)
            for where in (client.stderr, said, log.read_text(), content.decode("latin-1")):
                self.assertNotIn("secret-", where)

    def test_a_trace_that_cannot_be_written(self):
        for path in (f"{self.folder}/none/t.pcapng", "/dev/full"):
            with Broker("--trace", path) as broker:
                for _ in range(3):
                    self.assertEqual(publish(broker.url).returncode, OK)
                broker.wait_for("nothing is traced")
                said, code = broker.stop()
            self.assertEqual((said.count("nothing is traced"), code), (1, OK))


class ConfigFile(Temporary):
    def check(self, text):
        return run("broker", "--check", "--config", self.write("w.conf", text))

    def test_all_problems_with_their_lines(self):
        result = self.check("listener 70000\nallow_anonymous perhaps\n\nconnection\n"
                            "listner 1\n")
        self.assertEqual(result.returncode, CONFIGURATION)
        self.assertEqual(re.findall(r"w\.conf, line (\d+): ", result.stderr), ["1", "2", "4", "5"])
        self.assertIn("listner", result.stderr)

    def test_files_that_cannot_be_read(self):
        for path in (f"{self.folder}/none", str(self.folder)):
            result = run("broker", "--check", "--config", path)
            self.assertEqual(result.returncode, CONFIGURATION)
        result = self.check("include_dir /nonexistent\n")
        self.assertEqual(result.returncode, CONFIGURATION)
        result = self.check("listener 8883 127.0.0.1\ncertfile /none\nkeyfile /none\n"
                            "listener 8884 127.0.0.1\nrequire_certificate true\n")
        self.assertEqual(result.returncode, CONFIGURATION)
        self.assertEqual(re.findall(r"line (\d+): ", result.stderr), ["1", "4"])

    def test_a_file_for_other_devices(self):
        self.assertEqual(self.check("listener 1883\n").returncode, USAGE)
        self.assertEqual(self.check("listener 1883\nallow_anonymous true\n").returncode, OK)
        self.assertEqual(self.check("listener 1883 localhost\n").returncode, OK)
        self.assertEqual(self.check("").returncode, OK)

    def test_it_does_what_it_says(self):
        (self.folder / "d").mkdir()
        self.write("d/b.conf", "max_keepalive 44\n")
        self.write("d/a.conf", "max_packet_size 999\n")
        self.write("d/ignored", "nonsense\n")
        path = self.write("w.conf", f"""# ours
listener 0 127.0.0.1
max_connections 5
listener 0 {self.folder}/w.sock
include_dir {self.folder}/d
max_inflight_messages 12
pid_file {self.folder}/pid
log_dest file {self.folder}/log
log_type all
""")
        with Broker("--config", path, plain=False, n_listeners=2) as broker:
            self.assertIn("unix:", broker.urls[1])
            with socket.create_connection(("127.0.0.1", broker.port)) as peer:
                peer.sendall(bytes.fromhex("10 0d 0004 4d515454 05 02 003c 00 0000"))
                connack = peer.recv(1000)
            self.assertEqual(publish(broker.urls[1]).returncode, OK)
            self.assertTrue((self.folder / "pid").exists())
            broker.stop()
        self.assertIn(b"\x21\x00\x0c", connack)
        self.assertIn(b"\x27\x00\x00\x03\xe7", connack)
        self.assertIn(b"\x13\x00\x2c", connack)
        self.assertIn(" connected ", (self.folder / "log").read_text())

    def test_the_command_line_comes_first(self):
        path = self.write("w.conf", "listener 1883 127.0.0.9\nmax_keepalive 44\n")
        with Broker("--config", path, "--max-keep-alive", "55") as broker:
            self.assertTrue(broker.url.startswith("mqtt://127.0.0.1:"))
            with socket.create_connection(("127.0.0.1", broker.port)) as peer:
                peer.sendall(bytes.fromhex("10 0d 0004 4d515454 05 02 003c 00 0000"))
                self.assertIn(b"\x13\x00\x37", peer.recv(1000))

    def test_a_reload_that_fails_changes_nothing(self):
        path = self.write("w.conf", "listener 0 127.0.0.1\n")
        with Broker("--config", path, plain=False) as broker, connected(broker.port, b"stays") as peer:
            self.write("w.conf", "nonsense\n")
            broker.signal(signal.SIGHUP)
            broker.wait_for("the old settings stay in force: ")
            broker.wait_for("line 1: There is no directive")
            self.write("w.conf", "listener 0 127.0.0.2\n")
            broker.signal(signal.SIGHUP)
            broker.wait_for("need a new start")
            self.write("w.conf", "listener 0 127.0.0.1\nlog_type all\n")
            broker.signal(signal.SIGHUP)
            broker.wait_for("read again")
            peer.sendall(b"\xc0\x00")
            self.assertEqual(peer.recv(2), b"\xd0\x00")

    def test_persistence(self):
        path = self.write("w.conf", f"listener 0 127.0.0.1\npersistence true\n"
                                    f"persistence_location {self.folder}/\npersistence_file s.db\n")
        for round_ in range(2):
            with Broker("--config", path, plain=False) as broker:
                if round_ == 0:
                    self.assertEqual(publish(broker.url, "-r", "-q", "1").returncode, OK)
                got = run("sub", broker.url, "-t", "a/b", "-C", "1", "-W", "30")
                self.assertEqual((got.returncode, got.stdout), (OK, "hello\n"))
                broker.stop()
        self.assertTrue((self.folder / "s.db").exists())

    def test_files_of_mosquitto(self):
        """Those that come with it are read; what is not done has its line."""
        for path in MOSQUITTO_FILES:
            if not path.exists():
                continue
            result = run("broker", "--check", "--config", str(path))
            self.assertIn(result.returncode, (OK, CONFIGURATION), result.stderr)
            self.assertNotIn("There is no directive", result.stderr)
            for line in result.stderr.splitlines():
                self.assertRegex(line, r", line \d+: “\w+( true)?” is not supported")


class Certificates(Temporary):
    def make(self, name, *arguments):
        folder = self.folder / name
        made = run("certs", "make", str(folder), *arguments)
        self.assertEqual(made.returncode, OK, made.stderr)
        return folder

    def test_names_of_certificates(self):
        pki = self.make("pki", "--client", "alice")
        file = self.write("w.conf", f"listener 0 127.0.0.1\ncafile {pki}/ca.pem\n"
                                    f"certfile {pki}/server.pem\nkeyfile {pki}/server.key\n"
                                    "require_certificate true\nuse_identity_as_username true\n"
                                    "allow_anonymous true\n")
        for arguments in (
                ("-l", "mqtts://127.0.0.1:0", "--cert", f"{pki}/server.pem", "--key",
                 f"{pki}/server.key", "--cafile", f"{pki}/ca.pem", "--require-certificate",
                 "--identity", "cn"), ("--config", file)):
            with Broker(*arguments, "--log-format", "json", "--log-level", "info",
                        plain=False) as broker:
                result = publish(broker.url, "--cafile", f"{pki}/ca.pem", "--cert",
                                 f"{pki}/client-alice.pem", "--key", f"{pki}/client-alice.key")
                self.assertEqual(result.returncode, OK, result.stderr)
                broker.wait_for("disconnected")
                names = [e.get("user_name") for e in map(json.loads, broker.stop()[0].splitlines())
                         if e["event"] == "connected"]
            self.assertEqual(names, ["alice"])
        result = run("broker", "--check", "--identity", "dn")
        self.assertEqual(result.returncode, USAGE)

    def test_sighup_reads_them_again_and_cuts_nobody(self):
        first, second = self.make("1"), self.make("2")
        certificate, key = self.folder / "server.pem", self.folder / "server.key"

        def install(folder):
            shutil.copy(folder / "server.pem", certificate)
            shutil.copy(folder / "server.key", key)
        install(first)
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE

        def dial(port):
            return context.wrap_socket(socket.create_connection(("127.0.0.1", port)))
        with Broker("-l", "mqtts://127.0.0.1:0", "--cert", str(certificate), "--key", str(key),
                    plain=False) as broker, dial(broker.port) as old:
            old.sendall(connect_packet(b"old"))
            self.assertEqual(old.recv(4), b"\x20\x02\x00\x00")
            install(second)
            broker.signal(signal.SIGHUP)
            broker.wait_for("read again")
            with dial(broker.port) as new:
                self.assertNotEqual(new.getpeercert(True), old.getpeercert(True))
            certificate.write_text("no certificate")
            broker.signal(signal.SIGHUP)
            broker.wait_for("the old settings stay in force")
            with dial(broker.port) as new:
                new.sendall(connect_packet(b"new"))
                self.assertEqual(new.recv(4), b"\x20\x02\x00\x00")
            old.sendall(b"\xc0\x00")
            self.assertEqual(old.recv(2), b"\xd0\x00")


if __name__ == "__main__":
    unittest.main()
