# SPDX-License-Identifier: GPL-3.0-or-later
"""Bridges between our broker and mosquitto: test-bridge.py WILLOW_CLI."""

import contextlib
import os
import queue
import re
import subprocess
import threading
import time
import unittest

import tls_peers
from tls_peers import (CLI, MOSQUITTO, SKIPPED, TIMEOUT, free_port, process,
                       wait_for)

try:
    import paho.mqtt.client as mqtt
except ImportError:
    mqtt = None

N = 100
STATE = '$SYS/broker/connection/bridge/state'


class Peer:
    """A program that hears everything, in order, and says something."""

    def __init__(self, port, name, topics, qos=2):
        make = {'client_id': name, 'clean_session': False}
        if hasattr(mqtt, 'CallbackAPIVersion'):
            make['callback_api_version'] = mqtt.CallbackAPIVersion.VERSION1
        self.heard = queue.Queue()
        self.client = mqtt.Client(**make)
        self.client.max_inflight_messages_set(1000)
        self.client.reconnect_delay_set(1, 1)
        self.client.on_message = lambda c, u, m: self.heard.put(
            (m.topic, m.payload.decode()))
        subscribed = threading.Event()
        self.client.on_subscribe = lambda *a: subscribed.set()
        self.client.on_connect = lambda c, *a: c.subscribe(
            [(topic, qos) for topic in topics])
        self.client.connect('127.0.0.1', port)
        self.client.loop_start()
        assert subscribed.wait(TIMEOUT)

    def say(self, topic, text, qos=1, retain=False):
        self.client.publish(topic, text, qos, retain).wait_for_publish(TIMEOUT)

    def start_saying(self, topic, texts, qos):
        return [self.client.publish(topic, text, qos) for text in texts]

    def until(self, topic, text):
        """What was heard up to that message, without the state of the bridge."""
        heard = []
        while True:
            message = self.heard.get(timeout=TIMEOUT)
            if message == (topic, text):
                return [m for m in heard if not m[0].startswith('$')]
            heard.append(message)

    def close(self):
        self.client.disconnect()
        self.client.loop_stop()


class Mosquitto:
    def __init__(self, folder, *more, port=None):
        self.port = port or free_port()
        self.config = os.path.join(folder, 'mosquitto.conf')
        with open(self.config, 'w', encoding='ascii') as file:
            file.write(f'listener {self.port} 127.0.0.1\nallow_anonymous true\n'
                       'max_queued_messages 0\nmax_inflight_messages 0\n'
                       'persistence true\n'
                       f'persistence_file {os.path.basename(folder)}.db\n'
                       f'persistence_location {folder}/\nuser root\n')
            file.write(''.join(f'{line}\n' for line in more))
        self.start()

    def start(self):
        self.child = subprocess.Popen([MOSQUITTO, '-c', self.config],
                                      stderr=subprocess.DEVNULL)
        wait_for(self.port, self.child)

    def stop(self):
        self.child.terminate()
        self.child.wait(TIMEOUT)


@contextlib.contextmanager
def willow(*arguments, **environment):
    """Our broker with these options: its port."""
    with process(CLI, 'broker', '--port', '0', *arguments,
                 stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                 env=dict(os.environ, **environment)) as child:
        line = child.stdout.readline()
        yield int(re.search(r':(\d+)', line).group(1))


def meet(here, there):
    """Until messages go both ways."""
    for speaker, hearer, topic in ((here, there, 'fence/a'), (there, here, 'fence/b')):
        for number in range(300):
            speaker.say(topic, f'{number}', 0)
            with contextlib.suppress(queue.Empty):
                while hearer.heard.get(timeout=0.1)[0] != topic:
                    pass
                break
        else:
            raise AssertionError('nothing comes through')
    for speaker, hearer, topic in ((here, there, 'fence/c'), (there, here, 'fence/d')):
        speaker.say(topic, 'last', 1)
        hearer.until(topic, 'last')
        speaker.until(topic, 'last')


class Bridge(tls_peers.Case):
    def setUp(self):
        self.open = contextlib.ExitStack()
        self.addCleanup(self.open.close)
        self.where = os.path.join(self.folder.name, self.id().rsplit('.', 1)[1])
        os.mkdir(self.where)

    def peer(self, port, name):
        peer = Peer(port, name, ['#', STATE])
        self.open.callback(peer.close)
        return peer

    def mosquitto(self, *more):
        broker = Mosquitto(self.where, *more)
        self.open.callback(broker.stop)
        return broker

    def check_loop(self, here, there):
        """# both: each message once on either side, in order."""
        meet(here, there)
        sent = [('a', [f'{i}' for i in range(N)]), ('b', [f'{i}' for i in range(N)])]
        for qos in (1, 2):
            for speaker, (topic, texts) in zip((here, there), sent):
                for info in speaker.start_saying(topic, texts, qos):
                    info.wait_for_publish(TIMEOUT)
            time.sleep(0.5)  # room for what must not come
            for speaker, topic in ((here, 'end/a'), (there, 'end/b')):
                speaker.say(topic, f'{qos}')
            for hearer in (here, there):
                heard = []
                waiting = {('end/a', f'{qos}'), ('end/b', f'{qos}')}
                while waiting:
                    message = hearer.heard.get(timeout=TIMEOUT)
                    waiting.discard(message)
                    heard.append(message)
                for topic, texts in sent:
                    self.assertEqual([m[1] for m in heard if m[0] == topic], texts)

    def check_version(self, version):
        broker = self.mosquitto()
        port = self.open.enter_context(willow(
            '--bridge', f'mqtt://127.0.0.1:{broker.port}', '--bridge-topic', '# both 2',
            '--bridge-version', version))
        self.check_loop(self.peer(port, 'here'), self.peer(broker.port, 'there'))

    def test_loop_3_1_1(self):
        self.check_version('3.1.1')

    def test_loop_5_0(self):
        self.check_version('5')

    def test_tls_and_password(self):
        users = os.path.join(self.where, 'users')
        subprocess.run(['mosquitto_passwd', '-b', '-c', users, 'bridge', 'secret'],
                       check=True, timeout=TIMEOUT)
        os.chmod(users, 0o644)
        secure = free_port()
        broker = self.mosquitto(
            f'password_file {users}', f'listener {secure} 127.0.0.1',
            f'certfile {self.pki["server.pem"]}', f'keyfile {self.pki["server.key"]}')
        port = self.open.enter_context(willow(
            '--bridge', f'mqtts://bridge@localhost:{secure}', '--bridge-topic', '# both 2',
            '--bridge-cafile', self.pki['ca.pem'], WILLOW_BRIDGE_PASSWORD='secret'))
        self.check_loop(self.peer(port, 'here'), self.peer(broker.port, 'there'))

    def check_restart(self, version):
        """mosquitto goes and comes back while messages flow."""
        broker = self.mosquitto()
        port = self.open.enter_context(willow(
            '--bridge', f'mqtt://127.0.0.1:{broker.port}', '--bridge-topic', '# both 2',
            '--bridge-version', version))
        here, there = self.peer(port, 'here'), self.peer(broker.port, 'there')
        meet(here, there)
        texts = [f'{i}' for i in range(3 * N)]
        here.start_saying('a', texts[:N], 2)
        broker.stop()
        here.start_saying('a', texts[N:2 * N], 2)
        broker.start()
        for info in here.start_saying('a', texts[2 * N:], 2):
            info.wait_for_publish(TIMEOUT)
        here.say('a', 'last', 2)
        self.assertEqual([m[1] for m in there.until('a', 'last') if m[0] == 'a'], texts)

    def test_restart_3_1_1(self):
        self.check_restart('3.1.1')

    def test_restart_5_0(self):
        self.check_restart('5')

    def test_configuration_file(self):
        broker = self.mosquitto()
        path = os.path.join(self.where, 'willow.conf')
        with open(path, 'w', encoding='utf-8') as file:
            file.write(f'listener {free_port()} 127.0.0.1\nallow_anonymous true\n'
                       'connection site\n'
                       f'address 127.0.0.1:{broker.port}\n'
                       'topic out/# out 1 "" site/\ntopic in/# in 1 "" site/\n'
                       'remote_clientid willow-site\nrestart_timeout 1 2\n'
                       'start_type automatic\ntry_private true\ncleansession false\n'
                       'keepalive_interval 30\nbridge_protocol_version mqttv311\n')
        with process(CLI, 'broker', '--config', path, stdout=subprocess.PIPE,
                     stderr=subprocess.DEVNULL, text=True) as child:
            port = int(re.search(r':(\d+)', child.stdout.readline()).group(1))
            here, there = self.peer(port, 'here'), self.peer(broker.port, 'there')
            for number in range(300):
                there.say('site/in/fence', f'{number}', 0)
                with contextlib.suppress(queue.Empty):
                    while here.heard.get(timeout=0.1)[0] != 'in/fence':
                        pass
                    break
            here.say('out/x', 'o')
            there.until('site/out/x', 'o')
            there.say('site/in/x', 'i')
            here.until('in/x', 'i')


if __name__ == '__main__':
    if not MOSQUITTO or mqtt is None:
        raise SystemExit(SKIPPED)
    unittest.main()
