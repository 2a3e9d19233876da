#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Configuration files of a broker, one per file."""

import sys
from pathlib import Path

FILES = {
    'debian': 'pid_file /run/x.pid\npersistence true\npersistence_location /var/lib/x/\n'
              'log_dest file /var/log/x.log\ninclude_dir /etc/x/conf.d\n',
    'listeners': 'listener 1883 127.0.0.1\nmax_connections 3\nlistener 8083\n'
                 'protocol websockets\nlistener 0 /run/x.sock\nsocket_domain ipv6\n',
    'tls': 'listener 8883\ncafile ca.pem\ncertfile a.pem\nkeyfile a.key\nrequire_certificate true\n'
           'use_identity_as_username true\ntls_version tlsv1.2\nciphers HIGH\nciphers_tls1.3 TLS_A\n',
    'limits': 'max_queued_messages 0\nmax_queued_bytes 99999999999999999999\nmax_keepalive -1\n'
              'max_packet_size 20\nmessage_size_limit 0\nmax_inflight_messages 65535\n',
    'access': 'allow_anonymous false\npassword_file p\nacl_file a\nper_listener_settings true\n',
    'refused': 'connection x\nbridge_insecure true\nplugin y\nauth_opt_z 1\n# comment\nfoo\n',
    'odd': '\ufeffport\t1\r\n  port 2\nlog_type all\nlog_type none\nlog_dest syslog\n\x00\n',
}

folder = Path(sys.argv[1])
folder.mkdir(exist_ok=True)
for name, text in FILES.items():
    (folder / name).write_bytes(text.encode())
