# SPDX-License-Identifier: GPL-3.0-or-later
"""mosquitto_pub, mosquitto_sub and mosquitto_rr against the bundled broker."""

import shutil
import signal
import subprocess
import sys

import broker_program

TIMEOUT = 60
VERSIONS = ('mqttv31', 'mqttv311', 'mqttv5')


class Subscriber:
    """A mosquitto_sub; lines of messages begin with =."""

    def __init__(self, port, version, *arguments, form='%t %q %r %p'):
        self.process = subprocess.Popen(
            ['stdbuf', '-oL', 'mosquitto_sub', '-d', '-p', str(port),
             '-V', version, '-F', '=' + form, *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.wait_for('Subscribed')

    def wait_for(self, text):
        for line in self.process.stdout:
            if text in line:
                return
        raise AssertionError(f'mosquitto_sub ended before "{text}"')

    def expect(self, message):
        for line in self.process.stdout:
            if line.startswith('='):
                assert line[1:].rstrip('\n') == message, (line, message)
                return
        raise AssertionError(f'mosquitto_sub ended before "{message}"')

    def end(self, number=signal.SIGINT):
        self.process.send_signal(number)
        self.process.stdout.read()
        self.process.wait(TIMEOUT)
        self.process.stdout.close()


def publish(port, version, *arguments):
    subprocess.run(['mosquitto_pub', '-p', str(port), '-V', version,
                    *arguments], check=True, timeout=TIMEOUT)


def test_qos(port, version):
    for wanted in range(3):
        sub = Subscriber(port, version, '-t', 'a/+/c', '-q', str(wanted))
        for sent in range(3):
            publish(port, version, '-t', 'a/b/c', '-q', str(sent),
                    '-m', f'message {sent}')
            sub.expect(f'a/b/c {min(wanted, sent)} 0 message {sent}')
        sub.end()


def test_versions_meet(port, version):
    subs = [Subscriber(port, other, '-t', '#', '-q', '2')
            for other in VERSIONS]
    publish(port, version, '-t', 't', '-q', '2', '-m', 'to all')
    for sub in subs:
        sub.expect('t 2 0 to all')
        sub.end()


def test_retained(port, version):
    publish(port, version, '-t', 'r/1', '-q', '1', '-r', '-m', 'kept')
    publish(port, version, '-t', 'r/2', '-r', '-m', 'removed')
    publish(port, version, '-t', 'r/2', '-r', '-n')
    publish(port, version, '-t', 'r/9', '-m', 'not kept')
    sub = Subscriber(port, version, '-t', 'r/#', '-q', '1')
    sub.expect('r/1 1 1 kept')
    publish(port, version, '-t', 'r/3', '-r', '-m', 'now')
    sub.expect('r/3 0 0 now')
    sub.end()


def test_will(port, version):
    watcher = Subscriber(port, version, '-t', 'will/#', '-q', '2')
    for number in (signal.SIGKILL, signal.SIGINT):
        dying = Subscriber(port, version, '-t', 'x', '--will-topic', 'will/w',
                           '--will-payload', 'gone', '--will-qos', '1')
        dying.end(number)
        # In 5.0 mosquitto_sub ends with Disconnect with Will Message.
        if number == signal.SIGKILL or version == 'mqttv5':
            watcher.expect('will/w 1 0 gone')
    # Else it said goodbye: the next message is not its will.
    publish(port, version, '-t', 'will/end', '-m', 'end')
    watcher.expect('will/end 0 0 end')
    watcher.end()


def test_session(port, version):
    keep = ['-i', 'keeper', '-c', '-q', '2', '-t', 's/#']
    if version == 'mqttv5':
        keep += ['-x', '1000']
    subprocess.run(['mosquitto_sub', '-p', str(port), '-V', version, '-E',
                    *keep], check=True, timeout=TIMEOUT)
    for number in range(3):
        publish(port, version, '-t', f's/{number}', '-q', str(number),
                '-m', f'{number}')
    result = subprocess.run(
        ['mosquitto_sub', '-p', str(port), '-V', version, '-C', '2',
         '-F', '%t %q %p', *keep],
        check=True, timeout=TIMEOUT, capture_output=True, text=True)
    assert result.stdout == 's/1 1 1\ns/2 2 2\n', result.stdout


def test_large(port, version):
    text = 'x' * 1000000
    sub = Subscriber(port, version, '-t', 't', '-q', '1', form='%l')
    subprocess.run(['mosquitto_pub', '-p', str(port), '-V', version, '-t', 't',
                    '-q', '1', '-s'], input=text, text=True, check=True,
                   timeout=TIMEOUT)
    sub.expect('1000000')
    sub.end()


def test_request_response(port, version):
    replier = Subscriber(port, version, '-t', 'request')
    asker = subprocess.Popen(
        ['mosquitto_rr', '-p', str(port), '-V', version, '-t', 'request',
         '-e', 'response', '-m', 'question'],
        stdout=subprocess.PIPE, text=True)
    replier.expect('request 0 0 question')
    publish(port, version, '-t', 'response', '-m', 'answer')
    assert asker.communicate(timeout=TIMEOUT)[0] == 'answer\n'
    replier.end()


def test_request_properties(port):
    """The topic and data that mosquitto_rr gives come with the request, and the
    answer with the same data finds it."""
    replier = Subscriber(port, 'mqttv5', '-t', 'request', form='%R %D %p')
    asker = subprocess.Popen(
        ['mosquitto_rr', '-p', str(port), '-V', 'mqttv5', '-t', 'request',
         '-e', 'response/here', '-q', '2', '-m', 'question',
         '-D', 'publish', 'correlation-data', 'number 7'],
        stdout=subprocess.PIPE, text=True)
    replier.expect('response/here number 7 question')
    publish(port, 'mqttv5', '-t', 'response/here', '-q', '1', '-m', 'answer',
            '-D', 'publish', 'correlation-data', 'number 7')
    assert asker.communicate(timeout=TIMEOUT)[0] == 'answer\n'
    replier.end()


def test_shared(port):
    """Each message to one of the group, in turn, and all to who stands beside."""
    group = [Subscriber(port, 'mqttv5', '-t', '$share/group/s/+', '-q', '1')
             for _ in range(2)]
    beside = Subscriber(port, 'mqttv5', '-t', 's/#', '-q', '1')
    for number in range(6):
        publish(port, 'mqttv5', '-t', f's/{number}', '-q', '1',
                '-m', f'{number}')
        beside.expect(f's/{number} 1 0 {number}')
        group[number % 2].expect(f's/{number} 1 0 {number}')
    group.pop(0).end()
    for number in range(2):  # the rest of the group gets all
        publish(port, 'mqttv5', '-t', 's/x', '-m', f'{number}')
        group[0].expect(f's/x 0 0 {number}')
    group[0].end()
    beside.end()


def test_share_is_a_name(port, version):
    """3.x has no shared subscriptions: the filter is one like others, and what
    is published to the topic is not for it."""
    sub = Subscriber(port, version, '-t', '$share/group/t', '-t', 'end')
    publish(port, version, '-t', 't', '-m', 'not for it')
    publish(port, version, '-t', 'end', '-m', 'end')
    sub.expect('end 0 0 end')
    sub.end()


def test_retain_as_published(port):
    plain = Subscriber(port, 'mqttv5', '-t', 'r')
    keeps = Subscriber(port, 'mqttv5', '-t', 'r', '--retain-as-published')
    publish(port, 'mqttv5', '-t', 'r', '-r', '-m', 'now')
    plain.expect('r 0 0 now')
    keeps.expect('r 0 1 now')
    plain.end()
    keeps.end()


def test_retained_will(port, version):
    """It goes to who is there, and waits for who comes."""
    dying = Subscriber(port, version, '-t', 'x', '--will-topic', 'will/kept',
                       '--will-payload', 'gone', '--will-qos', '2',
                       '--will-retain')
    watcher = Subscriber(port, version, '-t', 'will/#', '-q', '2')
    dying.end(signal.SIGKILL)
    watcher.expect('will/kept 2 0 gone')
    late = Subscriber(port, version, '-t', 'will/#', '-q', '1')
    late.expect('will/kept 1 1 gone')
    late.end()
    watcher.end()


def test_properties(port):
    sub = Subscriber(port, 'mqttv5', '-t', 'p', '-D', 'subscribe',
                     'subscription-identifier', '42',
                     form='%C %E %F %R %D %P %S %p')
    publish(port, 'mqttv5', '-t', 'p', '-m', 'body',
            '-D', 'publish', 'content-type', 'text/plain',
            '-D', 'publish', 'message-expiry-interval', '100',
            '-D', 'publish', 'payload-format-indicator', '1',
            '-D', 'publish', 'response-topic', 'answer',
            '-D', 'publish', 'correlation-data', 'c',
            '-D', 'publish', 'user-property', 'key', 'value')
    sub.expect('text/plain 100 1 answer c key:value 42 body')
    sub.end()


def test_topic_alias(port):
    sub = Subscriber(port, 'mqttv5', '-t', 'long/topic/name')
    subprocess.run(['mosquitto_pub', '-p', str(port), '-V', 'mqttv5', '-l',
                    '-t', 'long/topic/name', '-D', 'publish', 'topic-alias',
                    '3'], input='one\ntwo\nthree\n', text=True, check=True,
                   timeout=TIMEOUT)
    for word in ('one', 'two', 'three'):
        sub.expect(f'long/topic/name 0 0 {word}')
    sub.end()


def test_sys(port, version):
    result = subprocess.run(
        ['mosquitto_sub', '-p', str(port), '-V', version, '-C', '1',
         '-t', '$SYS/broker/version'],
        check=True, timeout=TIMEOUT, capture_output=True, text=True)
    assert result.stdout.startswith('willow version '), result.stdout


def main():
    for name in ('mosquitto_pub', 'mosquitto_sub', 'stdbuf'):
        if shutil.which(name) is None:
            broker_program.skip(f'{name} is missing')
    per_version = [test_qos, test_versions_meet, test_retained, test_will,
                   test_retained_will, test_session, test_large, test_sys]
    if shutil.which('mosquitto_rr') is not None:
        per_version.append(test_request_response)
    tests = [(f'{test.__name__}/{version}', test, version)
             for test in per_version for version in VERSIONS
             if test is not test_request_response or version != 'mqttv31']
    tests += [('test_properties', test_properties),
              ('test_topic_alias', test_topic_alias),
              ('test_shared', test_shared),
              ('test_retain_as_published', test_retain_as_published)]
    tests += [(f'test_share_is_a_name/{version}', test_share_is_a_name, version)
              for version in VERSIONS[:2]]
    if shutil.which('mosquitto_rr') is not None:
        tests.append(('test_request_properties', test_request_properties))
    return broker_program.run(sys.argv[1:], tests)


if __name__ == '__main__':
    sys.exit(main())
