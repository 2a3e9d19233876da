#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""willow-cli certs: what it makes is what OpenSSL says, and what it says is true."""

import os
import shutil
import stat
import subprocess
import sys
import tempfile
import unittest

CLI = sys.argv.pop(1)
TIMEOUT = 60
OK, FAILURE, USAGE = range(3)
OPENSSL = shutil.which("openssl")
FLAWS = ["expired", "missing-intermediate", "not-yet-valid", "self-signed",
         "unknown-authority", "weak-key", "wrong-name", "wrong-purpose"]


def run(*arguments, **options):
    return subprocess.run([CLI, "certs", *arguments], capture_output=True, timeout=TIMEOUT,
                          text=True, check=False, **options)


class Certs(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)

    def path(self, *name):
        return os.path.join(self.folder, *name)

    def write(self, name, content):
        with open(self.path(name), "wb") as file:
            file.write(content)
        return self.path(name)

    def read(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def make(self, *arguments):
        result = run("make", self.folder, "--force", *arguments)
        self.assertEqual(result.returncode, OK, result.stderr)
        return result

    def openssl(self, *arguments):
        return subprocess.run([OPENSSL, *arguments], capture_output=True, check=False,
                              timeout=TIMEOUT, cwd=self.folder, input=b"")

    def verifies(self, name, *arguments):
        return self.openssl("verify", "-no-CApath", "-CAfile", "ca.pem", "-auth_level", "2",
                            *arguments, name).returncode == 0


class Make(Certs):
    def test_the_files_are_told_and_keys_are_private(self):
        result = self.make("--client", "alice")
        names = ["ca.pem", "ca.key", "server.pem", "server.key",
                 "client-alice.pem", "client-alice.key"]
        self.assertEqual(result.stdout.split(), [self.path(name) for name in names])
        self.assertEqual(sorted(os.listdir(self.folder)), sorted(names))
        for name in names:
            mode = stat.S_IMODE(os.stat(self.path(name)).st_mode)
            self.assertEqual(mode & 0o077 == 0, name.endswith(".key"), name)
            self.assertTrue(self.read(name).startswith(b"# Willow practice, unsafe"), name)

    def test_nothing_is_overwritten_without_force(self):
        self.write("server.key", b"mine")
        result = run("make", self.folder)
        self.assertEqual(result.returncode, FAILURE)
        self.assertIn("server.key", result.stderr)
        self.assertIn("--force", result.stderr)
        self.assertEqual(os.listdir(self.folder), ["server.key"])
        self.assertEqual(self.read("server.key"), b"mine")

    @unittest.skipUnless(OPENSSL, "no openssl")
    def test_openssl_accepts_what_is_sound_and_refuses_each_flaw(self):
        self.make("--host", "broker.example", "--host", "10.1.2.3", "--client", "alice",
                  "--flaw", "all")
        name = ("-purpose", "sslserver", "-verify_hostname", "broker.example")
        self.assertTrue(self.verifies("server.pem", *name))
        self.assertTrue(self.verifies("server.pem", "-verify_ip", "10.1.2.3"))
        self.assertFalse(self.verifies("server.pem", "-verify_hostname", "localhost"))
        self.assertTrue(self.verifies("client-alice.pem", "-purpose", "sslclient"))
        for flaw in FLAWS:
            self.assertFalse(self.verifies(f"server-{flaw}.pem", *name), flaw)
            if flaw != "wrong-name":
                self.assertFalse(
                    self.verifies(f"client-alice-{flaw}.pem", "-purpose", "sslclient"), flaw)

    @unittest.skipUnless(OPENSSL, "no openssl")
    def test_pkcs12_opens_with_its_passphrase_only(self):
        secret = self.write("pass", b"willow tree\nsecond line\n")
        self.make("--client", "alice", "--pkcs12-pass-file", secret)
        self.assertIn(b"alice", self.openssl("pkcs12", "-in", "client-alice.p12", "-nodes",
                                             "-passin", "pass:willow tree").stdout)
        self.assertNotEqual(self.openssl("pkcs12", "-in", "client-alice.p12", "-nodes",
                                         "-passin", "pass:other").returncode, 0)

    def test_wrong_usage(self):
        empty = self.write("empty", b"")
        for arguments, said in (
                ([], "folder"),
                ([self.folder, "other"], "folder"),
                ([self.folder, "--flaw", "ugly"], "list-flaws"),
                ([self.folder, "--host", "two words"], "two words"),
                ([self.folder, "--client", "x" * 65], "64"),
                ([self.folder, "--client", "a/b", "--client", "a_b"], "client-a_b"),
                ([self.folder, "--pkcs12-pass-file", empty], "empty")):
            result = run("make", *arguments)
            self.assertEqual(result.returncode, USAGE, arguments)
            self.assertIn(said, result.stderr)
        self.assertEqual(os.listdir(self.folder), ["empty"])
        for arguments in ([], ["nonsense"], ["inspect"]):
            self.assertEqual(run(*arguments).returncode, USAGE)

    def test_flaws_are_listed_with_a_sentence(self):
        lines = run("list-flaws").stdout.splitlines()
        self.assertEqual(sorted(line.split()[0] for line in lines), FLAWS)
        for line in lines:
            self.assertTrue(line.endswith("."), line)


class Inspect(Certs):
    def test_a_certificate_and_the_keys_that_fit(self):
        self.make("--host", "broker.example", "--client", "alice")
        result = run("inspect", *map(self.path, ("server.pem", "server.key", "ca.key")))
        self.assertEqual(result.returncode, OK, result.stderr)
        for said in ("DNS:broker.example", "Willow practice (unsafe)", "EC P-256",
                     f"✓ The key in {self.path('server.key')} belongs",
                     f"✗ The key in {self.path('ca.key')} belongs to none"):
            self.assertIn(said, result.stdout)
        if OPENSSL:
            for digest in ("-sha256", "-sha1"):
                print_ = self.openssl("x509", "-in", "server.pem", "-noout", "-fingerprint",
                                      digest).stdout.decode().strip().split("=")[1]
                self.assertIn(print_.lower(), result.stdout.lower())

    @unittest.skipUnless(OPENSSL, "no openssl")
    def test_what_is_no_certificate_and_no_key(self):
        self.make("--client", "alice")
        self.openssl("req", "-new", "-key", "server.key", "-subj", "/CN=x", "-out", "csr")
        self.openssl("pkey", "-in", "server.key", "-pubout", "-out", "public")
        self.openssl("pkey", "-in", "server.key", "-aes256", "-passout", "pass:tree",
                     "-out", "encrypted")
        for name, content, said in (
                ("empty", b"", "It is empty"),
                ("text", b"Dear server,\n", "not a certificate"),
                ("large", b"x" * 20_000_000, "far too large"),
                ("cut", self.read("server.pem")[:300], "cut off"),
                ("csr", None, "request"),
                ("public", None, "public key"),
                ("encrypted", None, "needs its passphrase"),
                ("ssh", b"-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n"
                        b"-----END OPENSSH PRIVATE KEY-----\n", "SSH")):
            path = self.path(name) if content is None else self.write(name, content)
            result = run("inspect", path)
            self.assertEqual(result.returncode, FAILURE, name)
            self.assertIn(said, result.stdout + result.stderr)
        result = run("inspect", self.folder)
        self.assertEqual(result.returncode, FAILURE)
        self.assertIn("is a folder", result.stderr)

    @unittest.skipUnless(OPENSSL, "no openssl")
    def test_windows_line_ends_junk_and_passphrases(self):
        self.make()
        windows = self.write("windows", b"\xef\xbb\xbfBag Attributes\r\n" + self.read(
            "server.pem").replace(b"\n", b"\r\n") + b"\x00\x01junk")
        self.assertEqual(run("inspect", windows).returncode, OK)
        self.openssl("pkey", "-in", "server.key", "-aes256", "-passout", "pass:tree",
                     "-out", "encrypted")
        for secret, code, said in (("tree", OK, "✓"), ("bush", FAILURE, "it is wrong")):
            file = self.write("pass", secret.encode() + b"\n")
            result = run("inspect", windows, self.path("encrypted"), "--keypass-file", file)
            self.assertEqual(result.returncode, code, secret)
            self.assertIn(said, result.stdout)


if __name__ == "__main__":
    unittest.main()
