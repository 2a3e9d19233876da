# SPDX-License-Identifier: GPL-3.0-or-later
"""Python's paho-mqtt against the bundled broker."""

import queue
import sys

import broker_program

try:
    import paho.mqtt.client as mqtt
    from paho.mqtt.packettypes import PacketTypes
    from paho.mqtt.properties import Properties
    from paho.mqtt.subscribeoptions import SubscribeOptions
except ImportError:
    broker_program.skip('python3-paho-mqtt is missing')

TIMEOUT = 30
VERSIONS = {'3.1': mqtt.MQTTv31, '3.1.1': mqtt.MQTTv311, '5.0': mqtt.MQTTv5}
NEVER = 0xffffffff


class Peer:
    """A client whose events are waited for one by one."""

    def __init__(self, version, client_id, clean=True):
        arguments = {'callback_api_version': mqtt.CallbackAPIVersion.VERSION1} \
            if hasattr(mqtt, 'CallbackAPIVersion') else {}
        if version != mqtt.MQTTv5:
            arguments['clean_session'] = clean
        self.clean = clean
        self.version = version
        self.events = {name: queue.Queue() for name in (
            'connect', 'disconnect', 'subscribe', 'publish', 'message')}
        self.client = mqtt.Client(
            client_id=client_id, protocol=version, **arguments)
        self.client.on_connect = lambda c, u, flags, code, properties=None: \
            self.events['connect'].put((int(getattr(code, 'value', code)),
                                        flags['session present'], properties))
        self.client.on_disconnect = lambda c, u, code, properties=None: \
            self.events['disconnect'].put(int(getattr(code, 'value', code)))
        self.client.on_subscribe = lambda c, u, mid, codes, properties=None: \
            self.events['subscribe'].put(
                [int(getattr(code, 'value', code)) for code in codes])
        self.client.on_publish = lambda c, u, mid: \
            self.events['publish'].put(mid)
        self.client.on_message = lambda c, u, message: \
            self.events['message'].put(message)

    def get(self, name):
        return self.events[name].get(timeout=TIMEOUT)

    def connect(self, port, expiry=None):
        arguments = {}
        if self.version == mqtt.MQTTv5:
            arguments['clean_start'] = self.clean
            if expiry is not None:
                arguments['properties'] = Properties(PacketTypes.CONNECT)
                arguments['properties'].SessionExpiryInterval = expiry
        self.client.connect('127.0.0.1', port, 60, **arguments)
        self.client.loop_start()
        code, self.session_present, self.connack = self.get('connect')
        assert code == 0, code
        return self

    def subscribe(self, topic, qos=0, **arguments):
        self.client.subscribe(topic, qos, **arguments)
        assert self.get('subscribe') == [qos]

    def publish(self, topic, payload, qos=0, retain=False, properties=None):
        self.client.publish(topic, payload, qos, retain, properties)
        self.get('publish')

    def expect(self, topic, payload, qos=0, retain=False):
        message = self.get('message')
        got = (message.topic, message.payload, message.qos,
               bool(message.retain))
        assert got == (topic, payload, qos, retain), got
        return message

    def expect_nothing(self):
        """Nothing but an own message to an own topic."""
        self.subscribe('marker')
        self.publish('marker', b'end')
        self.expect('marker', b'end')

    def disconnect(self):
        self.client.disconnect()
        self.get('disconnect')
        self.client.loop_stop()

    def drop(self):
        """Closes the socket without DISCONNECT."""
        self.client.loop_stop()
        self.client._sock_close()


def test_qos(port, version):
    # Nothing but the standard between the two. 3.1.1: [MQTT-7.0.0-2]
    subscriber = Peer(version, 's').connect(port)
    publisher = Peer(version, 'p').connect(port)
    for wanted in range(3):
        subscriber.subscribe(f'w{wanted}/#', wanted)
        for sent in range(3):
            topic = f'w{wanted}/x'
            publisher.publish(topic, b'\x00\xff binary', sent)
            subscriber.expect(topic, b'\x00\xff binary', min(wanted, sent))
    subscriber.disconnect()
    publisher.disconnect()


def test_retained(port, version):
    publisher = Peer(version, 'p').connect(port)
    publisher.publish('r/1', b'kept', 1, True)
    publisher.publish('r/2', b'removed', 2, True)
    publisher.publish('r/2', b'', 2, True)
    late = Peer(version, 'late').connect(port)
    late.subscribe('+/+', 2)
    late.expect('r/1', b'kept', 1, True)
    late.expect_nothing()
    publisher.disconnect()
    late.disconnect()


def test_will(port, version):
    watcher = Peer(version, 'w').connect(port)
    watcher.subscribe('will', 2)
    for polite in (True, False):
        peer = Peer(version, 'x')
        peer.client.will_set('will', b'gone', 2, True)
        peer.connect(port)
        if polite:
            peer.disconnect()
            watcher.expect_nothing()
        else:
            peer.drop()
            watcher.expect('will', b'gone', 2, False)
    late = Peer(version, 'late').connect(port)
    late.subscribe('will', 2)
    late.expect('will', b'gone', 2, True)
    late.disconnect()
    watcher.disconnect()


def test_session(port, version):
    first = Peer(version, 'keeper', clean=False).connect(port, NEVER)
    assert not first.session_present
    first.subscribe('s/#', 2)
    first.disconnect()
    publisher = Peer(version, 'p').connect(port)
    for number in range(30):
        publisher.publish(f's/{number}', b'%d' % number, number % 3)
    publisher.disconnect()
    # Who comes back gets them at once: the callback is there already.
    second = Peer(version, 'keeper', clean=False).connect(port, NEVER)
    if version != mqtt.MQTTv31:
        assert second.session_present
    # Paho hands QoS 2 messages over at PUBREL: the order is that of each QoS.
    got = {1: [], 2: []}
    for _ in range(20):
        message = second.get('message')
        got[message.qos].append(message.payload)
    for qos, payloads in got.items():
        assert payloads == [b'%d' % n for n in range(30) if n % 3 == qos], got
    second.disconnect()
    third = Peer(version, 'keeper').connect(port)
    assert not third.session_present
    third.expect_nothing()
    third.disconnect()


def test_takeover(port, version):
    old = Peer(version, 'same').connect(port)
    old.client.reconnect_delay_set(1000, 1000)
    new = Peer(version, 'same').connect(port)
    code = old.get('disconnect')
    assert code != 0, code
    if version == mqtt.MQTTv5:
        assert code == 0x8e, code
    new.expect_nothing()
    new.disconnect()


def test_many(port, version):
    subscriber = Peer(version, 's').connect(port)
    subscriber.subscribe('many', 2)
    publisher = Peer(version, 'p').connect(port)
    for number in range(500):
        publisher.client.publish('many', b'%d' % number, 2)
    for number in range(500):
        subscriber.expect('many', b'%d' % number, 2)
    subscriber.disconnect()
    publisher.disconnect()


def test_properties(port):
    a = Peer(mqtt.MQTTv5, '').connect(port)
    assert a.connack.AssignedClientIdentifier.startswith('auto-')
    assert a.connack.TopicAliasMaximum == 10
    options = SubscribeOptions(qos=1, noLocal=False, retainAsPublished=True)
    identifier = Properties(PacketTypes.SUBSCRIBE)
    identifier.SubscriptionIdentifier = 300
    a.client.subscribe('p', options=options, properties=identifier)
    assert a.get('subscribe') == [1]
    sent = Properties(PacketTypes.PUBLISH)
    sent.PayloadFormatIndicator = 1
    sent.MessageExpiryInterval = 1000
    sent.ContentType = 'text/plain'
    sent.ResponseTopic = 'answer/here'
    sent.CorrelationData = b'\x00\x01'
    sent.UserProperty = [('a', '1'), ('a', '2')]
    a.publish('p', b'x', 1, True, sent)
    got = a.expect('p', b'x', 1, True).properties
    assert got.PayloadFormatIndicator == 1
    assert 990 <= got.MessageExpiryInterval <= 1000
    assert got.ContentType == 'text/plain'
    assert got.ResponseTopic == 'answer/here'
    assert got.CorrelationData == b'\x00\x01'
    assert got.UserProperty == [('a', '1'), ('a', '2')]
    assert got.SubscriptionIdentifier == [300]
    a.disconnect()


def test_no_local(port):
    a = Peer(mqtt.MQTTv5, 'a').connect(port)
    b = Peer(mqtt.MQTTv5, 'b').connect(port)
    options = SubscribeOptions(qos=0, noLocal=True)
    a.client.subscribe('t', options=options)
    a.get('subscribe')
    a.publish('t', b'own')
    a.expect_nothing()
    b.publish('t', b'other')
    a.expect('t', b'other')
    a.disconnect()
    b.disconnect()


def test_request_response(port, version):
    """The topic of the answer is in the payload in 3.x, a property in 5.0."""
    is_5_0 = version == mqtt.MQTTv5
    asker = Peer(version, 'asker').connect(port)
    asker.subscribe('answers/asker', 2)
    replier = Peer(version, 'replier').connect(port)
    replier.subscribe('questions', 2)
    for number in range(3):
        properties = None
        if is_5_0:
            properties = Properties(PacketTypes.PUBLISH)
            properties.ResponseTopic = 'answers/asker'
            properties.CorrelationData = b'%d' % number
        asker.publish('questions', b'answers/asker', number, False, properties)
        question = replier.expect('questions', b'answers/asker', number)
        topic, answer = question.payload.decode(), None
        if is_5_0:
            topic = question.properties.ResponseTopic
            answer = Properties(PacketTypes.PUBLISH)
            answer.CorrelationData = question.properties.CorrelationData
        replier.publish(topic, b'%d' % number, number, False, answer)
        got = asker.expect('answers/asker', b'%d' % number, number)
        if is_5_0:
            assert got.properties.CorrelationData == b'%d' % number
    asker.disconnect()
    replier.disconnect()


def test_shared(port):
    members = [Peer(mqtt.MQTTv5, f'm{n}').connect(port) for n in range(2)]
    for member in members:
        member.subscribe('$share/group/t', 1)
    publisher = Peer(mqtt.MQTTv5, 'p').connect(port)
    for number in range(10):
        publisher.publish('t', b'%d' % number, 1)
    for member in members:
        for _ in range(5):
            member.get('message')
        member.expect_nothing()
        member.disconnect()
    publisher.disconnect()


def main():
    per_version = (test_qos, test_retained, test_will, test_session,
                   test_takeover, test_many, test_request_response)
    tests = [(f'{test.__name__}/{name}', test, version)
             for test in per_version for name, version in VERSIONS.items()]
    tests += [('test_properties', test_properties),
              ('test_no_local', test_no_local),
              ('test_shared', test_shared)]
    return broker_program.run(sys.argv[1:], tests)


if __name__ == '__main__':
    sys.exit(main())
