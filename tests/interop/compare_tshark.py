# SPDX-License-Identifier: GPL-3.0-or-later
"""What `willow-cli decode --json` says beside what tshark says, on the same bytes:
the same fields at the same places with the same values. Where tshark is wrong
stands in docs/tshark.md."""

import json
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from mqtt_corpus import CLIENT, HEADERS, SERVER, Corpus, every_property, write_capture

ROUNDS = 40
VERSIONS = {3: '3.1', 4: '3.1.1', 5: '5.0'}
TSHARK_VERSIONS = {3: 'MQTT v3.1', 4: 'MQTT v3.1.1', 5: 'MQTT v5.0'}

# tshark's field: (our parent or None, our name)
FIELDS = {
    'hdrflags': (None, r'(Control Packet|Message) [Tt]ype and flags'),
    'msgtype': (None, r'(MQTT Control Packet type|Message Type)'),
    'hdr_reserved': (None, 'Reserved'),
    'dupflag': (None, 'DUP( flag)?'),
    'qos': (None, 'QoS( level)?'),
    'retain': (None, 'RETAIN'),
    'len': (None, 'Remaining Length'),
    'proto_len': ('Protocol Name', 'Length'),
    'protoname': ('Protocol Name', 'Value'),
    'ver': (None, 'Protocol (Level|Version)'),
    'conflags': (None, 'Connect Flags'),
    'conflag.uname': ('Connect Flags', 'User Name Flag'),
    'conflag.passwd': ('Connect Flags', 'Password Flag'),
    'conflag.retain': ('Connect Flags', 'Will Retain'),
    'conflag.qos': ('Connect Flags', 'Will QoS'),
    'conflag.willflag': ('Connect Flags', 'Will Flag'),
    'conflag.cleansess': ('Connect Flags', 'Clean (Session|Start)'),
    'conflag.reserved': ('Connect Flags', 'Reserved'),
    'kalive': (None, 'Keep Alive( timer)?'),
    'clientid_len': ('Client Identifier', 'Length'),
    'clientid': ('Client Identifier', 'Value'),
    'willtopic_len': ('Will Topic', 'Length'),
    'willtopic': ('Will Topic', 'Value'),
    'willmsg_len': ('Will (Message|Payload)', 'Length'),
    'willmsg': ('Will (Message|Payload)', 'Value'),
    'username_len': ('User Name', 'Length'),
    'username': ('User Name', 'Value'),
    'passwd_len': ('Password', 'Length'),
    'passwd': ('Password', 'Value'),
    'conack.flags': (None, 'Connect Acknowledge Flags|Topic Name Compression Response'),
    'conack.flags.reserved': ('Connect Acknowledge Flags', 'Reserved'),
    'conack.flags.sp': ('Connect Acknowledge Flags', 'Session Present'),
    'conack.val': (None, 'Connect Return code'),
    'connack.reason_code': (None, 'Connect Reason Code'),
    'msgid': (None, '(Packet Identifier|Message ID)'),
    'topic_len': ('Topic (Name|Filter)', 'Length'),
    'topic': ('Topic (Name|Filter)', 'Value'),
    'msg': (None, 'Payload'),
    'sub.qos': ('Requested QoS', 'QoS'),
    'suback.qos': (None, '(Granted QoS|Return Code)'),
    'subscription_options': (None, 'Subscription Options'),
    'subscription_options_qos': ('Subscription Options', 'Maximum QoS'),
    'subscription_options_nl': ('Subscription Options', 'No Local'),
    'subscription_options_rap': ('Subscription Options', 'Retain As Published'),
    'subscription_options_retain': ('Subscription Options', 'Retain Handling'),
    'subscription_options_reserved': ('Subscription Options', 'Reserved'),
    'suback.reason_code': ('Payload', 'Reason Code'),
    'unsuback.reason_code': ('Payload', 'Reason Code'),
    'disconnect.reason_code': (None, 'Disconnect Reason Code'),
    'auth.reason_code': (None, 'Authenticate Reason Code'),
    'property_len': ('.* Properties', 'Property Length'),
    'property_id': (None, 'Identifier'),
    'prop_number': (None, 'Value'),
    'property.content_type': ('Content Type', 'Value'),
    'property.max_qos': ('Maximum QoS', 'Value'),
    'property.topic_alias': ('Topic Alias', 'Value'),
    'prop_string_len': (None, 'Length'),
    'prop_string': (None, 'Value'),
    'prop_key_len': ('User Property', 'Name Length'),
    'prop_key': ('User Property', 'Name'),
    'prop_value_len': ('User Property', 'Value Length'),
    'prop_value': ('User Property', 'Value'),
}
for ack in ('puback', 'pubrec', 'pubrel', 'pubcomp'):
    FIELDS[f'{ack}.reason_code'] = (None, f'{ack.upper()} Reason Code')
# tshark reads 3.1 by the flags of 3.1.1
NOT_IN_3_1 = ('hdr_reserved', 'retain_reserved', 'conack.flags.reserved', 'conack.flags.sp')


class Ours:
    def __init__(self, field, parent):
        self.offset, self.len = field['offset'], field['length']
        self.name, self.parent = field['name'], parent
        self.value = field.get('value', '')
        self.violation = field.get('violation')

    def __str__(self):
        return f'{self.parent} / {self.name} @{self.offset}+{self.len} = {self.value}'


def tree_of(packet):
    """The fields of one packet, each with the name of its parent"""
    path, tree = [], []
    for field in packet['fields']:
        del path[field['depth']:]
        tree.append(Ours(field, path[-1] if path else ''))
        path.append(field['name'])
    return tree


def describe(program, version, packets):
    """What willow-cli decode says, packet by packet"""
    trees = [None] * len(packets)
    for sender in (CLIENT, SERVER):
        numbers = [i for i, packet in enumerate(packets) if packet[0] == sender]
        with tempfile.NamedTemporaryFile() as file:
            file.write(b''.join(packets[i][1] for i in numbers))
            file.flush()
            said = subprocess.run(
                [program, 'decode', '--json', '--show-secrets', '-V', VERSIONS[version],
                 '--from', sender, '--file', file.name],
                capture_output=True, text=True, check=True)
        decoded = json.loads(said.stdout)
        assert len(decoded) == len(numbers)
        for i, packet in zip(numbers, decoded):
            assert packet['hex'] == packets[i][1].hex()
            trees[i] = tree_of(packet)
    return trees


def dissect(version, packets):
    """tshark's fields of each packet"""
    with tempfile.TemporaryDirectory() as scratch:
        capture = Path(scratch, 'corpus.pcap')
        write_capture(capture, packets)
        said = subprocess.run(
            ['tshark', '-n', '-T', 'pdml', '-o',
             f'mqtt.default_version:{TSHARK_VERSIONS[version]}', '-r', str(capture)],
            capture_output=True, check=True, env={'HOME': scratch, 'PATH': '/usr/bin:/bin'})
    root = ElementTree.fromstring(said.stdout)
    return [[field for proto in packet.iter('proto') if proto.get('name') == 'mqtt'
             for field in proto.iter('field')] for packet in root.iter('packet')]


def same_value(theirs, ours):
    show, value = theirs.get('show'), ours.value
    # tshark 4.0 reads the bytes of a long Property Length from left to right
    if theirs.get('name') == 'mqtt.property_len' and ours.len > 1:
        return True
    if theirs.get('name') in ('mqtt.msg', 'mqtt.willmsg'):
        return int(theirs.get('size')) == int(value.split(' ', 1)[0])
    # a binary property: tshark takes it for text, so the places must do
    if theirs.get('name') == 'mqtt.prop_string' and re.match(r'\d+ bytes?: ', value):
        return True
    if show in ('True', 'False'):
        show = str(int(show == 'True'))
    if re.fullmatch(r'0x[0-9a-f]+|\d+', show):
        number = re.match(r'(?:QoS )?(0x[0-9a-f]+|\d+)', value)
        return bool(number) and int(number.group(1), 0) == int(show, 0)
    return value == show


def compare_field(theirs, tree):
    """What is wrong"""
    short = theirs.get('name')[len('mqtt.'):]
    offset, size = int(theirs.get('pos')) - HEADERS, int(theirs.get('size'))
    # one field of length and text
    if short == 'property.content_type':
        offset, size = offset + 2, size - 2
    parent, name = FIELDS.get(short, (None, 'a name for it'))
    here = [f for f in tree if (f.offset, f.len) == (offset, size)
            and re.fullmatch(name, f.name) and (not parent or re.fullmatch(parent, f.parent))]
    if not here:
        return [f'{short} @{offset}+{size} = {theirs.get("show")}: no such field']
    if not any(same_value(theirs, f) for f in here):
        return [f'{short} = {theirs.get("show")}, but {here[0]}']
    return []


GROUPS = ('mqtt.properties', 'mqtt.will_properties', 'mqtt.prop_unknown')


def compare_packet(version, theirs, tree):
    wrong = [f'refused: {f.violation}' for f in tree if f.violation]
    covered = set()
    for field in theirs:
        if not field.get('name').startswith('mqtt.') or field.get('name') in GROUPS:
            continue
        if version > 3 or field.get('name')[len('mqtt.'):] not in NOT_IN_3_1:
            wrong += compare_field(field, tree)
        start = int(field.get('pos')) - HEADERS
        covered.update(range(start, start + int(field.get('size'))))
    missing = set(range(tree[0].len)) - covered
    if missing:
        wrong.append(f'tshark shows nothing at {sorted(missing)}')
    return wrong, len(covered)


def main(program):
    if not shutil.which('tshark'):
        print('tshark is not installed')
        return 77
    failures = n_packets = n_bytes = 0
    for version in TSHARK_VERSIONS:
        corpus = Corpus(version, 1883 + version)
        packets = list(corpus.packets(ROUNDS))
        assert version != 5 or corpus.seen == every_property()
        ours, theirs = describe(program, version, packets), dissect(version, packets)
        assert len(ours) == len(theirs) == len(packets)
        for (sender, packet), tree, fields in zip(packets, ours, theirs):
            wrong, covered = compare_packet(version, fields, tree)
            n_packets += 1
            n_bytes += covered
            failures += bool(wrong)
            if wrong and failures <= 10:
                print(f'version {version}, {sender}: {packet.hex()}')
                print(''.join(f'    {line}\n' for line in wrong))
    print(f'{n_packets} packets, {n_bytes} bytes compared, {failures} differ')
    return 1 if failures else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
