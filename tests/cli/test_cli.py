#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""willow-cli as a person or a script uses it: output, errors, exit codes."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import unittest

CLI = sys.argv.pop(1)
TIMEOUT = 60
CONFIGURATION = 9
OK, FAILURE, USAGE, NETWORK, REFUSED, LOST, TIMED_OUT, MALFORMED, BUSY = range(9)

CONNECT = "10 0d 00 04 4d 51 54 54 04 02 00 3c 00 01 61"
CONNECT_WITH_PASSWORD = (
    "10 18 00 04 4d 51 54 54 04 c2 00 3c 00 01 61 00 02 6d 65 00 05 78 79 7a 7a 79"
)


def run(*arguments, stdin=None):
    return subprocess.run([CLI, *arguments], input=stdin, capture_output=True, timeout=TIMEOUT)


@contextlib.contextmanager
def broker(*arguments):
    process = subprocess.Popen([CLI, "broker", "--port", "0", *arguments],
                               stdout=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline()
        match = re.fullmatch(r"listening on (mqtt://\S+:\d+)\n", line)
        assert match, line
        yield match.group(1), process
    finally:
        process.terminate()
        process.wait(TIMEOUT)
        process.stdout.close()


@contextlib.contextmanager
def subscriber(url, *arguments):
    """A sub that is known to be subscribed: its packets are on standard error."""
    process = subprocess.Popen([CLI, "sub", url, "-d", *arguments],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        for line in process.stderr:
            if b"SUBACK" in line:
                break
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


@contextlib.contextmanager
def scripted_server(answer):
    """Accepts one connection, reads the CONNECT, answers with literal bytes, closes."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        pid = os.fork()
        if pid == 0:
            with contextlib.suppress(OSError):
                peer, _ = server.accept()
                peer.recv(4096)
                peer.sendall(answer)
                peer.shutdown(socket.SHUT_WR)
                peer.recv(4096)
            os._exit(0)
        yield f"mqtt://127.0.0.1:{server.getsockname()[1]}"
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


class Usage(unittest.TestCase):
    def test_every_command_has_help_and_needs_no_display(self):
        self.assertEqual(run("--help").returncode, OK)
        for command in ("broker", "pub", "sub", "decode", "certs", "demo"):
            result = run(command, "--help")
            self.assertEqual(result.returncode, OK, command)
            self.assertIn(b"Usage:", result.stdout)
        linked = subprocess.run(["ldd", CLI], capture_output=True, text=True).stdout
        self.assertNotIn("libgtk", linked)
        self.assertNotIn("libadwaita", linked)

    def test_wrong_usage_is_said_on_standard_error(self):
        for arguments in ([], ["nonsense"], ["pub", "mqtt://localhost"],
                          ["pub", "mqtt://localhost", "-t", "a"],
                          ["pub", "mqtt://localhost", "-t", "a", "-m", "x", "-n"],
                          ["pub", "mqtt://localhost", "-t", "a", "-m", "x", "-q", "3"],
                          ["pub", "mqtt://localhost", "-t", "", "-m", "x"],
                          ["pub", "mqtt://localhost", "-t", "a/#", "-m", "x"],
                          ["sub", "mqtt://localhost", "-t", ""],
                          ["sub", "mqtt://localhost", "-t", "a/#/b"],
                          ["pub", "-t", "a", "-m", "x"],
                          ["pub", "http://localhost", "-t", "a", "-m", "x"],
                          ["pub", "mqtt://localhost:99999", "-t", "a", "-m", "x"],
                          ["pub", "mqtt://localhost", "-t", "a", "-m", "x", "-V", "6"],
                          ["sub", "mqtt://localhost"],
                          ["sub", "mqtt://localhost", "-t", "#", "-c"],
                          ["sub", "mqtt://localhost", "-t", "#", "--no-such-option"],
                          ["broker", "--port", "70000"], ["decode"],
                          ["decode", "1g"], ["decode", "100"]):
            result = run(*arguments)
            self.assertEqual(result.returncode, USAGE, arguments)
            if arguments:
                self.assertTrue(result.stderr.startswith(b"willow-cli"), arguments)



class Connect(unittest.TestCase):
    """connect and doctor in scripts; tests/doctor has all the verdicts."""

    def expect(self, code, *arguments):
        result = run(*arguments, "--json")
        self.assertEqual(result.returncode, code, result.stderr)
        return json.loads(result.stdout)

    def test_expect(self):
        with broker("--fault", "refuse code=5 client=no") as (url, _):
            said = self.expect(OK, "connect", url, "--expect", "connack=0")
            self.assertEqual(said["verdict"], "healthy")
            self.expect(FAILURE, "connect", url, "--expect", "connack=5")
            self.expect(OK, "connect", url, "-i", "no", "--expect", "connack=5")
            self.expect(OK, "connect", url, "-i", "no", "--expect", "connack=0x05")
            self.expect(FAILURE, "connect", url, "-i", "no", "--expect", "connack=0")
            self.expect(FAILURE, "connect", url, "-i", "no")
            self.expect(OK, "doctor", url, "-i", "no", "--expect", "refused-not-authorized")

    def test_usage(self):
        for arguments in ((), ("--profile", "nobody"), ("mqtt://x", "--profile", "nobody"),
                          ("mqtt://x", "y"), ("mqtt://x", "-t", "a#")):
            self.assertEqual(run("doctor", *arguments).returncode, USAGE, arguments)

    def test_profile(self):
        with broker() as (url, _), tempfile.TemporaryDirectory() as folder:
            os.mkdir(os.path.join(folder, "willow"))
            with open(os.path.join(folder, "willow", "profiles.json"), "w",
                      encoding="utf-8") as file:
                json.dump({"version": 1, "profiles": [
                    {"id": "0e9ef1b4-5c0f-4a55-9d0a-6a1ae8d6a001", "name": "Green house",
                     "host": "127.0.0.1", "port": int(url.rsplit(":", 1)[1]),
                     "version": "3.1.1", "client-id": "green"}]}, file)
            result = subprocess.run([CLI, "doctor", "--json", "--profile", "Green house"],
                                    env={**os.environ, "XDG_CONFIG_HOME": folder},
                                    capture_output=True, timeout=TIMEOUT, check=False)
            self.assertEqual(result.returncode, OK, result.stderr)
            self.assertIn(b'"green"', result.stdout)


class Decode(unittest.TestCase):
    def test_json_fields_partition_the_packet(self):
        result = run("decode", "--json", CONNECT)
        self.assertEqual(result.returncode, OK)
        (packet,) = json.loads(result.stdout)
        self.assertEqual(packet["type"], "CONNECT")
        self.assertEqual(packet["version"], "3.1.1")
        self.assertEqual(packet["hex"], CONNECT.replace(" ", ""))
        fields = packet["fields"]
        keep_alive = next(f for f in fields if f["name"] == "Keep Alive")
        self.assertEqual((keep_alive["offset"], keep_alive["length"], keep_alive["value"]),
                         (10, 2, "60 s"))

    def test_later_packets_follow_the_version_of_connect(self):
        stream = bytes.fromhex("100e00044d5154540502003c00000161"
                               "3006000161000178" "e00204 00".replace(" ", ""))
        with tempfile.NamedTemporaryFile() as file:
            file.write(stream)
            file.flush()
            result = run("decode", "--json", "--file", file.name)
        packets = json.loads(result.stdout)
        self.assertEqual([p["type"] for p in packets], ["CONNECT", "PUBLISH", "DISCONNECT"])
        self.assertEqual({p["version"] for p in packets}, {"5.0"})

    def test_a_malformed_packet_is_shown_and_fails(self):
        result = run("decode", "--json", "36 05 00 01 61 00 01")
        self.assertEqual(result.returncode, MALFORMED)
        (packet,) = json.loads(result.stdout)
        self.assertEqual(packet["violation"]["id"], "MQTT-3.3.1-4")

    def test_an_unfinished_packet_is_shown_up_to_its_end(self):
        result = run("decode", CONNECT[:20])
        self.assertEqual(result.returncode, MALFORMED)
        self.assertIn(b"Protocol Name", result.stdout)

    def test_the_password_stays_hidden_unless_asked_for(self):
        for arguments in (["decode"], ["decode", "--json"]):
            hidden = run(*arguments, CONNECT_WITH_PASSWORD).stdout
            self.assertNotIn(b"xyzzy", hidden)
            self.assertNotIn(b"78797a7a79", hidden.replace(b" ", b""))
        shown = run("decode", "--show-secrets", CONNECT_WITH_PASSWORD).stdout
        self.assertIn(b"xyzzy", shown)

    def test_a_missing_file_is_an_error(self):
        result = run("decode", "--file", "/nonexistent/capture")
        self.assertEqual(result.returncode, FAILURE)
        self.assertIn(b"/nonexistent/capture", result.stderr)


class Network(unittest.TestCase):
    def test_only_what_passes_the_filter_is_printed_and_counted(self):
        with broker() as (url, _):
            with subscriber(url, "-t", "plant/#", "-C", "2", "--filter",
                            "topic = plant/+/temp $.t > 80") as sub:
                for topic, payload in (("plant/1/temp", '{"t":79}'),
                                       ("plant/1/temp", '{"t":81}'),
                                       ("plant/1/hum", '{"t":99}'),
                                       ("plant/2/temp", '{"t":82}')):
                    self.assertEqual(run("pub", url, "-t", topic, "-m", payload).returncode, OK)
                out, _ = sub.communicate(timeout=TIMEOUT)
            self.assertEqual(out, b'{"t":81}\n{"t":82}\n')

    def test_a_filter_with_a_mistake_says_its_column(self):
        result = run("sub", "mqtt://127.0.0.1:1", "-t", "a", "--filter", "qos = many")
        self.assertEqual(result.returncode, USAGE)
        self.assertIn(b"column 7", result.stderr)

    def test_publish_reaches_a_subscriber_in_every_version_and_qos(self):
        with broker() as (url, _):
            for version in ("3.1", "3.1.1", "5.0"):
                for qos in ("0", "1", "2"):
                    with subscriber(url, "-t", "t/#", "-C", "1", "-q", qos, "-v",
                                    "-V", version) as sub:
                        sent = run("pub", url, "-t", "t/x", "-m", "hé llo", "-q", qos,
                                   "-V", version)
                        self.assertEqual(sent.returncode, OK, sent.stderr)
                        out, _ = sub.communicate(timeout=TIMEOUT)
                        self.assertEqual(out, "t/x hé llo\n".encode())
                        self.assertEqual(sub.returncode, OK)

    def test_options_of_a_subscription(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            url = f"mqtt://127.0.0.1:{server.getsockname()[1]}"
            process = subprocess.Popen([CLI, "sub", url, "-t", "o", "-q", "1", "--no-local",
                                        "--retain-as-published", "--retain-handling", "2",
                                        "--identifier", "300", "-V", "5.0"],
                                       stderr=subprocess.DEVNULL)
            server.settimeout(TIMEOUT)
            client, _ = server.accept()
            with client:
                client.settimeout(TIMEOUT)
                head = client.recv(2)
                self.assertEqual(len(client.recv(head[1], socket.MSG_WAITALL)), head[1])
                client.sendall(bytes.fromhex("20 03 00 00 00"))
                expected = bytes.fromhex("82 0a 0001 03 0b ac02 0001") + b"o" + b"\x2d"
                self.assertEqual(client.recv(len(expected), socket.MSG_WAITALL), expected)
                process.terminate()
                process.wait(TIMEOUT)
        for wrong, version in ((("--retain-handling", "3"), "5.0"), (("--identifier", "-1"), "5.0"),
                               (("--no-local",), "3.1.1"),
                               (("--no-local", "-t", "$share/g/a"), "5.0")):
            result = run("sub", "mqtt://127.0.0.1:1", "-t", "a", *wrong, "-V", version)
            self.assertEqual(result.returncode, USAGE, wrong)

    def test_what_is_granted_and_refused(self):
        with tempfile.NamedTemporaryFile("w") as rules:
            rules.write("topic readwrite #\ntopic subscribe open/#\n")
            rules.flush()
            with broker("--acl-file", rules.name, "--fault", "max-qos qos=1") as (url, _):
                result = run("sub", url, "-t", "open/a", "-t", "shut", "-q", "2", "-W", "1",
                             "-V", "5.0")
                self.assertEqual(result.returncode, TIMED_OUT)
                self.assertIn("“open/a”: granted QoS 1, asked for 2".encode(), result.stderr)
                self.assertIn("“shut”: refused, 0x87 Not authorized".encode(), result.stderr)
                result = run("sub", url, "-t", "shut", "-V", "3.1.1")
                self.assertEqual(result.returncode, REFUSED)
                self.assertIn("“shut”: refused, 0x80 Failure".encode(), result.stderr)

    def test_sources_of_the_payload(self):
        binary = bytes(range(256))
        with broker() as (url, _), tempfile.NamedTemporaryFile() as file:
            file.write(binary)
            file.flush()
            with subscriber(url, "-t", "t", "-C", "1", "-N") as sub:
                self.assertEqual(run("pub", url, "-t", "t", "-f", file.name).returncode, OK)
                self.assertEqual(sub.communicate(timeout=TIMEOUT)[0], binary)
            with subscriber(url, "-t", "t", "-C", "1", "-N") as sub:
                self.assertEqual(run("pub", url, "-t", "t", "-s", stdin=binary).returncode, OK)
                self.assertEqual(sub.communicate(timeout=TIMEOUT)[0], binary)
            lines = b"".join(b"line %d\n" % i for i in range(500))
            with subscriber(url, "-t", "t", "-C", "500", "-q", "1") as sub:
                self.assertEqual(run("pub", url, "-t", "t", "-l", "-q", "1",
                                     stdin=lines).returncode, OK)
                self.assertEqual(sub.communicate(timeout=TIMEOUT)[0], lines)

    def test_retained_and_will(self):
        with broker() as (url, _):
            self.assertEqual(run("pub", url, "-t", "r", "-m", "kept", "-r").returncode, OK)
            late = run("sub", url, "-t", "r", "-C", "1")
            self.assertEqual(late.stdout, b"kept\n")
            self.assertEqual(run("pub", url, "-t", "r", "-n", "-r").returncode, OK)
            self.assertEqual(run("sub", url, "-t", "r", "-W", "1").returncode, TIMED_OUT)
            with subscriber(url, "-t", "w", "-C", "1") as watcher:
                with subscriber(url, "-t", "x", "--will-topic", "w", "--will-payload",
                                "gone", "--will-qos", "1") as victim:
                    victim.kill()
                    self.assertEqual(watcher.communicate(timeout=TIMEOUT)[0], b"gone\n")

    def test_a_kept_session_gets_what_it_missed(self):
        with broker() as (url, _):
            keep = ("-t", "k", "-q", "1", "-c", "-i", "keeper")
            self.assertEqual(run("sub", url, *keep, "-W", "1").returncode, TIMED_OUT)
            self.assertEqual(run("pub", url, "-t", "k", "-m", "missed", "-q", "1").returncode, OK)
            self.assertEqual(run("sub", url, *keep, "-C", "1").stdout, b"missed\n")

    def test_tls_options_that_make_no_sense(self):
        with tempfile.TemporaryDirectory() as folder:
            key = os.path.join(folder, "text")
            with open(key, "w", encoding="ascii") as file:
                file.write("no certificate at all\n")
            for arguments, said in (
                    (["mqtt://localhost", "--cafile", key], b"mqtts://"),
                    (["mqtts://localhost", "--cafile", key], b"no certificate in it"),
                    (["mqtts://localhost", "--cafile", folder], b"is a folder"),
                    (["mqtts://localhost", "--cafile", "/nonexistent/ca"], b"Cannot open"),
                    (["mqtts://localhost", "--cert", key], b"not a certificate"),
                    (["mqtts://localhost", "--key", key], b"--cert"),
                    (["mqtts://localhost", "--fingerprint", "12:34"], b"64"),
                    (["mqtts://localhost", "--tls-version", "1.4"], b"1.4")):
                result = run("pub", *arguments, "-t", "a", "-n")
                self.assertEqual(result.returncode, USAGE, result.stderr)
                self.assertIn(said, result.stderr)
        for arguments in (["--tls-port", "0"], ["--require-certificate"]):
            result = run("broker", *arguments)
            self.assertEqual(result.returncode, USAGE)
            self.assertIn(b"--cert", result.stderr)

    def test_no_connection_has_a_code_and_a_sentence(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
        result = run("pub", f"mqtt://127.0.0.1:{port}", "-t", "a", "-m", "x")
        self.assertEqual(result.returncode, NETWORK)
        self.assertIn(str(port).encode(), result.stderr)
        with socket.create_server(("127.0.0.1", 0)) as server:
            url = f"mqtt://127.0.0.1:{server.getsockname()[1]}"
            silent = run("sub", url, "-t", "#", "--connect-timeout", "1")
        self.assertNotIn(silent.returncode, (OK, USAGE))
        self.assertTrue(silent.stderr)

    def test_a_refusal_names_the_code(self):
        with scripted_server(bytes.fromhex("20020005")) as url:
            result = run("pub", url, "-t", "a", "-m", "x")
        self.assertEqual(result.returncode, REFUSED)
        self.assertIn(b"5", result.stderr)

    def test_a_lost_connection_has_its_code(self):
        with scripted_server(bytes.fromhex("20020000")) as url:
            result = run("sub", url, "-t", "a")
        self.assertEqual(result.returncode, LOST)
        self.assertTrue(result.stderr)

    def test_it_connects_again_when_asked(self):
        with broker() as (url, process):
            port = url.rsplit(":", 1)[1]
            sub = subprocess.Popen([CLI, "sub", url, "-t", "a", "-d", "-C", "1", "--reconnect"],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            for line in sub.stderr:
                if b"SUBACK" in line:
                    break
            process.kill()
            process.wait(TIMEOUT)
            again = subprocess.Popen([CLI, "broker", "--port", port], stdout=subprocess.PIPE)
            try:
                seen = []
                for line in sub.stderr:
                    seen.append(line)
                    if b"SUBACK" in line and b"Last packet" not in line:
                        break
                self.assertEqual(run("pub", url, "-t", "a", "-m", "back").returncode, OK)
                out, _ = sub.communicate(timeout=TIMEOUT)
            finally:
                again.terminate()
                again.communicate()
                sub.kill()
                sub.communicate()
        self.assertEqual((sub.returncode, out), (OK, b"back\n"))
        self.assertTrue(any(b"(attempt 1)" in line for line in seen), seen)
        self.assertTrue(any(b"Closed by: the server" in line for line in seen), seen)

    def test_it_does_not_insist_where_it_is_refused(self):
        with scripted_server(bytes.fromhex("20020005")) as url:
            result = run("sub", url, "-t", "a", "--reconnect")
        self.assertEqual(result.returncode, REFUSED)
        self.assertIn(b"Not tried again", result.stderr)

    def test_the_password_is_not_in_the_packet_log(self):
        with broker() as (url, _):
            result = run("pub", url, "-t", "a", "-m", "x", "-u", "me", "-P", "xyzzy", "-d")
        self.assertEqual(result.returncode, OK)
        self.assertIn(b"CONNECT", result.stderr)
        self.assertNotIn(b"xyzzy", result.stderr)


class Broker(unittest.TestCase):
    def test_sigterm_ends_it_cleanly(self):
        with broker() as (_, process):
            process.send_signal(signal.SIGTERM)
            self.assertEqual(process.wait(TIMEOUT), OK)

    def test_it_listens_on_loopback_only(self):
        with broker() as (url, _):
            self.assertTrue(url.startswith("mqtt://127.0.0.1:"))

    def test_a_busy_port_is_named(self):
        with broker() as (url, _):
            port = url.rsplit(":", 1)[1]
            result = run("broker", "--port", port)
        self.assertEqual(result.returncode, BUSY)
        self.assertIn(port.encode(), result.stderr)


class Scram(unittest.TestCase):
    METHOD = ("-V", "5.0", "--auth-method", "SCRAM-SHA-256")

    def setUp(self):
        self.file = tempfile.NamedTemporaryFile("w")
        self.addCleanup(self.file.close)
        self.file.write("xyzzy\nnot this line\n")
        self.file.flush()

    def publish(self, url, *arguments):
        return run("pub", url, "-t", "a", "-m", "b", "-d", *arguments)

    def test_the_password_is_proved_and_not_sent(self):
        with broker("--scram-user", f"me:{self.file.name}") as (url, _):
            result = self.publish(url, "-u", "me", "-P", "xyzzy", *self.METHOD)
            self.assertEqual(result.returncode, OK, result.stderr)
            self.assertIn(b"AUTH", result.stderr)
            self.assertNotIn(b"xyzzy", result.stderr)

    def test_a_wrong_password_is_refused(self):
        with broker("--scram-user", f"me:{self.file.name}") as (url, _):
            result = self.publish(url, "-u", "me", "-P", "plugh", *self.METHOD)
            self.assertEqual(result.returncode, REFUSED, result.stderr)
            result = self.publish(url, "-V", "5.0", "-u", "me", "-P", "plugh")
            self.assertEqual(result.returncode, REFUSED, result.stderr)
            result = self.publish(url)
            self.assertEqual(result.returncode, REFUSED, result.stderr)

    def test_the_same_password_serves_other_versions(self):
        with broker("--scram-user", f"me:{self.file.name}") as (url, _):
            for version in "3.1", "3.1.1", "5.0":
                result = self.publish(url, "-V", version, "-u", "me", "-P", "xyzzy")
                self.assertEqual(result.returncode, OK, result.stderr)

    def test_wrong_usage(self):
        for arguments in (["pub", "mqtt://127.0.0.1", "-t", "a", "-n", "--auth-method", "SCRAM-SHA-256"],
                          ["pub", "mqtt://127.0.0.1", "-t", "a", "-n", "-V", "5.0", "--auth-method", "X"],
                          ["broker", "--scram-user", "me"],
                          ["broker", "--scram-user", "me:/nonexistent"],
                          ["broker", "--scram-user", f":{self.file.name}"]):
            with self.subTest(arguments=arguments):
                result = run(*arguments)
                self.assertEqual(result.returncode, USAGE)
                self.assertNotEqual(result.stderr, b"")


class Passwd(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = os.path.join(folder.name, "users")

    def passwd(self, *arguments, password=b"secret\n"):
        return run("passwd", *arguments, stdin=password)

    def text(self):
        with open(self.file, encoding="utf-8") as file:
            return file.read()

    def test_added_changed_and_taken_out(self):
        self.assertEqual(self.passwd("-I", "1000", self.file, "a").returncode, OK)
        self.assertEqual(os.stat(self.file).st_mode & 0o777, 0o600)
        first = self.text()
        self.assertTrue(first.startswith("a:$7$1000$"))
        self.assertNotIn("secret", first)
        self.assertEqual(self.passwd("--scram", self.file, "b").returncode, OK)
        self.assertEqual(self.passwd("--scrypt", "-I", "10", self.file, "a").returncode, OK)
        lines = self.text().splitlines()
        self.assertTrue(lines[0].startswith("a:$scrypt$ln=10,"))
        self.assertTrue(lines[1].startswith("b:SCRAM-SHA-256$"))
        self.assertEqual(self.passwd("-D", self.file, "a").returncode, OK)
        self.assertEqual(self.text(), lines[1] + "\n")
        result = self.passwd("-D", self.file, "a")
        self.assertEqual(result.returncode, FAILURE)
        self.assertIn("“a”".encode(), result.stderr)

    def test_the_broker_asks_for_it(self):
        self.passwd("-I", "1000", self.file, "a")
        with broker("--password-file", self.file) as (url, _):
            for login, code in ((["-u", "a", "-P", "secret"], OK), (["-u", "a", "-P", "x"], REFUSED),
                                ([], REFUSED)):
                result = run("pub", url, "-t", "t", "-n", *login)
                self.assertEqual(result.returncode, code, result.stderr)

    def test_files_with_mistakes(self):
        with open(self.file, "w", encoding="utf-8") as file:
            file.write("a:plain\n\nnobody\n")
        result = run("broker", "-p", "0", "--password-file", self.file)
        self.assertEqual(result.returncode, CONFIGURATION)
        self.assertIn(f"{self.file}:1: ".encode(), result.stderr)
        self.assertIn(f"{self.file}:3: ".encode(), result.stderr)
        result = run("broker", "-p", "0", "--acl-file", self.file)
        self.assertEqual(result.returncode, CONFIGURATION)

    def test_wrong_usage(self):
        for arguments in ([], [self.file], [self.file, "a:b"], [self.file, ""], [self.file, "#a"],
                          ["--scram", "--scrypt", self.file, "a"], ["-I", "-1", self.file, "a"],
                          ["--scram", "-I", "1", self.file, "a"]):
            with self.subTest(arguments=arguments):
                self.assertEqual(self.passwd(*arguments).returncode, USAGE)
        self.assertEqual(self.passwd(self.file, "a", password=b"").returncode, USAGE)
        self.assertFalse(os.path.exists(self.file))


class Dialects(unittest.TestCase):
    """The same CONNECT in three versions. The broker takes all of them."""

    def test_accepted(self):
        with broker() as (url, _):
            result = run("dialects", url, "-i", "me")
        text = result.stdout.decode()
        self.assertEqual(result.returncode, OK, text)
        self.assertRegex(text, r"Protocol Name +MQIsdp +MQTT +MQTT\n")
        self.assertRegex(text, r"changed +00 06 4d 51 49 73 64 70 +00 04 4d 51 54 54 +00 04 4d 51 54 54\n")
        self.assertRegex(text, r"MQTT 3\.1 +CONNACK 0x00 Connection Accepted")
        self.assertRegex(text, r"MQTT 3\.1\.1 +CONNACK 0x00 Connection Accepted")
        self.assertRegex(text, r"MQTT 5\.0 +CONNACK 0x00 Success")

    def test_dry_run(self):
        result = run("dialects", "mqtt://127.0.0.1:1", "-n", "-u", "me", "-P", "xyzzy")
        text = result.stdout.decode()
        self.assertEqual(result.returncode, OK, text)
        self.assertIn("MQIsdp", text)
        self.assertNotIn("CONNACK", text)
        self.assertNotIn("xyzzy", text)
        self.assertNotIn("78 79 7a 7a 79", text)

    def test_refused(self):
        with broker("--fault", "refuse code=5") as (url, _):
            result = run("dialects", url)
        self.assertEqual(result.returncode, REFUSED, result.stdout)

    def test_nobody(self):
        result = run("dialects", "mqtt://127.0.0.1:1", "-i", "me")
        self.assertEqual(result.returncode, NETWORK, result.stdout)

    def test_version(self):
        result = run("dialects", "mqtt://127.0.0.1:1", "-V", "5.0")
        self.assertEqual(result.returncode, USAGE)


class Demo(unittest.TestCase):
    def test_it_shows_handshake_and_tree(self):
        result = run("demo", "--seconds", "3")
        self.assertEqual(result.returncode, OK, result.stderr)
        text = result.stdout.decode()
        self.assertIn("→ CONNECT 5.0", text)
        self.assertIn("← CONNACK", text)
        self.assertIn("zigbee2mqtt", text)
        self.assertIn("homeassistant", text)


if __name__ == "__main__":
    unittest.main(verbosity=2)
