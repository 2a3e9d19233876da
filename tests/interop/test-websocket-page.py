# SPDX-License-Identifier: GPL-3.0-or-later
"""MQTT.js and pages in a browser at our broker. MQTT.js comes from the folder
MQTTJS (npm install mqtt), the browser is Chromium; what is missing is left
out."""

import contextlib
import http.server
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import unittest
import urllib.parse

CLI, BROKER = sys.argv.pop(1), sys.argv.pop(1)
HERE = os.path.dirname(os.path.abspath(__file__))
MODULES = os.path.join(os.environ.get('MQTTJS', '/nonexistent'), 'node_modules')
LIBRARY = os.path.join(MODULES, 'mqtt', 'dist', 'mqtt.min.js')
NODE = shutil.which('node') if os.path.exists(LIBRARY) else None
CHROMIUM = shutil.which('chromium')
TIMEOUT = 120
START_TIMEOUT = 40
N_STARTS = 3
SKIPPED = 77
# CONNACK and PINGRESP, then a clean end.
BY_HAND = '20020000d000 1000 true mqtt'


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        name = urllib.parse.urlsplit(self.path).path[1:]
        if name == 'page.html':
            self.server.asked.set()
        path = {'page.html': os.path.join(HERE, 'page.html'),
                'mqtt.min.js': LIBRARY}.get(name)
        if not path or not os.path.exists(path):
            self.send_error(404)
            return
        with open(path, 'rb') as file:
            content = file.read()
        self.send_response(200)
        self.send_header('Content-Type', 'text/html' if name == 'page.html'
                         else 'text/javascript')
        self.end_headers()
        self.wfile.write(content)

    def do_POST(self):
        length = int(self.headers['Content-Length'])
        self.server.result = json.loads(self.rfile.read(length))
        self.send_response(204)
        self.end_headers()
        if urllib.parse.urlsplit(self.path).path == '/result':
            self.server.done.set()

    def log_message(self, *_):
        pass


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        pki = os.path.join(self.folder, 'pki')
        subprocess.run([CLI, 'certs', 'make', pki], check=True, timeout=TIMEOUT,
                       capture_output=True)
        self.pki = {name: os.path.join(pki, name)
                    for name in ('ca.pem', 'server.pem', 'server.key')}

    @contextlib.contextmanager
    def broker(self, *arguments):
        """The ports of ws, wss, and more for each --ws in @arguments"""
        child = subprocess.Popen(
            [BROKER, '--ws', '--wss', self.pki['server.pem'],
             self.pki['server.key'], *arguments],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        ports = [int(child.stdout.readline())
                 for _ in range(3 + arguments.count('--ws'))]
        try:
            yield ports[1:]
        finally:
            child.stdin.close()
            child.wait(TIMEOUT)
            child.stdout.close()


@unittest.skipUnless(NODE, 'no MQTT.js')
class Node(Case):
    def test_versions(self):
        with self.broker() as (ws, wss):
            for url in (f'ws://localhost:{ws}/mqtt', f'wss://localhost:{wss}/mqtt'):
                for version in '345':
                    with self.subTest(url=url, version=version):
                        result = subprocess.run(
                            [NODE, os.path.join(HERE, 'mqttjs.js'), url, version,
                             self.pki['ca.pem']], timeout=TIMEOUT, check=False,
                            capture_output=True, text=True,
                            env={**os.environ, 'NODE_PATH': MODULES})
                        self.assertEqual(result.returncode, 0, result.stderr)


@unittest.skipUnless(CHROMIUM, 'no Chromium')
class Page(Case):
    def start(self, server, urls, attempt):
        query = urllib.parse.urlencode([('url', url) for url in urls])
        return subprocess.Popen(
            [CHROMIUM, '--headless', '--no-sandbox', '--disable-gpu',
             '--disable-quic', '--no-first-run', '--disable-background-networking',
             '--disable-component-update', '--disable-sync', '--remote-debugging-port=0',
             '--ignore-certificate-errors',
             '--user-data-dir=' + os.path.join(self.folder, f'browser{attempt}'),
             f'http://127.0.0.1:{server.server_port}/page.html?{query}'],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def browse(self, server, urls):
        """What the page posted. A browser that does not even ask for the page
        (seen once, on a busy machine) is started again: that is not our matter."""
        for attempt in range(N_STARTS):
            child = self.start(server, urls, attempt)
            try:
                if server.asked.wait(START_TIMEOUT):
                    self.assertTrue(server.done.wait(TIMEOUT),
                                    f'the page got no further than {server.result}')
                    return server.result
            finally:
                child.kill()
                child.wait(TIMEOUT)
        self.skipTest('Chromium does not start here')

    def test_page(self):
        server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        server.done, server.asked = threading.Event(), threading.Event()
        server.result = None
        threading.Thread(target=server.serve_forever, daemon=True).start()
        own = f'http://127.0.0.1:{server.server_port}'
        with self.broker('--ws', '--origin', 'https://trees.example',
                         '--ws', '--origin', own) as (ws, wss, others, ours):
            urls = [f'ws://127.0.0.1:{ws}/mqtt', f'wss://127.0.0.1:{wss}/mqtt',
                    f'ws://127.0.0.1:{ours}/mqtt', f'ws://127.0.0.1:{others}/mqtt']
            result = self.browse(server, urls)
        server.shutdown()
        server.server_close()
        for url in urls[:3]:
            self.assertEqual(result[url]['mqtt'], BY_HAND)
            self.assertEqual(result[url]['chat'], ' 1006 false ')
            for version in '345':
                self.assertIn(result[url][version],
                              ('all',) if NODE else ('no library',))
        # A page of another origin gets nowhere.
        self.assertEqual(result[urls[3]]['mqtt'], ' 1006 false ')


if __name__ == '__main__':
    if not NODE and not CHROMIUM:
        print('neither MQTT.js nor Chromium is here')
        sys.exit(SKIPPED)
    unittest.main()
