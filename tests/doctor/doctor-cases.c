/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "doctor-world.h"

#define FAST " --probe-timeout 400"
#define SLOW " --connect-timeout 1" FAST
#define HTTP(line) "HTTP/1.1 " line "\r\nContent-Length: 0\r\n\r\n"
#define SSH "SSH-2.0-OpenSSH_9.2\r\n"
#define ACCEPTED_3 "hex:20 02 00 00"
#define ACCEPTED_5 "20 03 00 00 00 "

/* clang-format off */
const DoctorCase doctor_cases_way[] = {
  /* four URLs, three versions: nothing is wrong */
  { "mqtt-3.1", "mqtt://127.0.0.1:{mqtt} -V 3.1", "healthy", "open", "-" },
  { "mqtt-3.1.1", "mqtt://127.0.0.1:{mqtt} -V 3.1.1", "healthy", "open", "-" },
  { "mqtt-5.0", "mqtt://127.0.0.1:{mqtt} -V 5.0", "healthy", "open", "-" },
  { "mqtt-by-name", "mqtt://localhost:{mqtt}", "healthy", "open", "-" },
  { "mqtts", "mqtts://127.0.0.1:{mqtts} --cafile {ca}", "healthy", "open", "-" },
  { "ws", "ws://127.0.0.1:{ws}/mqtt -V 5.0", "healthy", "open", "-" },
  { "ws-3.1", "ws://127.0.0.1:{ws}/mqtt -V 3.1", "healthy", "open", "-" },
  { "wss", "wss://127.0.0.1:{wss}/mqtt --cafile {ca}", "healthy", "open", "-" },
  { "subscribed", "mqtt://127.0.0.1:{mqtt} -V 5.0 -t a/# -t b", "healthy", "open", "-" },
  { "with-will", "mqtt://127.0.0.1:{mqtt} --will-topic w --will-payload x -u me -P secret", "healthy", "open", "-" },
  { "session", "mqtt://127.0.0.1:{mqtt} -c -i kept -V 5.0 -x 60", "healthy", "open", "-" },
  { "other-id", "mqtt://127.0.0.1:{mqtt} -i c05 --other-id", "healthy", "open", "-" },
  { "client-certificate", "mqtts://127.0.0.1:{asks-1.3} --cafile {ca} --cert {cert} --key {key}", "healthy", "open", "-" },
  { "intermediate-sent", "mqtts://127.0.0.1:{with-between} --cafile {ca}", "healthy", "open", "-" },
  { "unverified", "mqtts://127.0.0.1:{expired} --insecure", "healthy", "open", "-" },

  /* name and TCP */
  { "wrong-name", "mqtt://no-such-host.invalid", "name-unknown", "lookup", "-" },
  { "url-as-host", "-h http://localhost", "name-unknown", "lookup", NULL },
  { "refused", "mqtt://127.0.0.1:{closed}", "tcp-refused", "tcp", NULL },
  { "refused-tls", "mqtts://127.0.0.1:{closed}", "tcp-refused", "tcp", NULL },
  { "filtered", "mqtt://127.0.0.1:{silent}" SLOW, "tcp-silent", "tcp", NULL },
  { "no-socket", "--unix /nonexistent/broker.sock", "socket-missing", "tcp", "-" },
  { "dead-socket", "--unix {dead-socket}", "socket-dead", "tcp", "-" },

  /* a proxy */
  { "proxy-refused", "mqtt://127.0.0.1:{mqtt} --proxy http://127.0.0.1:{closed}", "proxy-not-reached", "tcp", "-" },
  { "proxy-login", "mqtt://127.0.0.1:{mqtt} --proxy http://127.0.0.1:{raw}", "proxy-needs-login", "proxy", "-",
    { .answer = HTTP ("407 Proxy Authentication Required"), .end = RAW_CLOSE } },
  { "proxy-wrong-login", "mqtt://127.0.0.1:{mqtt} --proxy http://me:no@127.0.0.1:{raw}", "proxy-login-refused", "proxy", "-",
    { .answer = HTTP ("407 Proxy Authentication Required"), .end = RAW_CLOSE } },
  { "proxy-forbids", "mqtt://127.0.0.1:{mqtt} --proxy http://127.0.0.1:{raw}", "proxy-forbids", "proxy", "-",
    { .answer = HTTP ("403 Forbidden"), .end = RAW_CLOSE } },
  { "proxy-bad-gateway", "mqtt://127.0.0.1:{mqtt} --proxy http://127.0.0.1:{raw}", "proxy-target-unreachable", "proxy", "-",
    { .answer = HTTP ("502 Bad Gateway"), .end = RAW_CLOSE } },
  { "proxy-gateway-timeout", "mqtt://127.0.0.1:{mqtt} --proxy http://127.0.0.1:{raw}", "proxy-target-silent", "proxy", "-",
    { .answer = HTTP ("504 Gateway Timeout"), .end = RAW_CLOSE } },
  { "proxy-is-ssh", "mqtt://127.0.0.1:{mqtt} --proxy http://127.0.0.1:{raw}", "proxy-not-a-proxy", "proxy", "-",
    { .greeting = SSH } },
  { "proxy-closes", "mqtt://127.0.0.1:{mqtt} --proxy http://127.0.0.1:{raw}", "proxy-closed", "proxy", "-",
    { .end = RAW_CLOSE } },
  { "proxy-resets", "mqtt://127.0.0.1:{mqtt} --proxy http://127.0.0.1:{raw}", "proxy-closed", "proxy", "-",
    { .end = RAW_RESET } },
  { "proxy-silent", "mqtt://127.0.0.1:{mqtt} --proxy http://127.0.0.1:{raw}" SLOW, "proxy-silent", "proxy", "-",
    { .end = RAW_HOLD } },
  { "socks-forbids", "mqtt://127.0.0.1:{mqtt} --proxy socks5://127.0.0.1:{raw}", "proxy-forbids", "proxy", "-",
    { .answer = "hex:05 00 05 02 00 01 00 00 00 00 00 00" } },
  { "socks-host-unknown", "mqtt://127.0.0.1:{mqtt} --proxy socks5://127.0.0.1:{raw}", "proxy-target-unknown", "proxy", "-",
    { .answer = "hex:05 00 05 04 00 01 00 00 00 00 00 00" } },
  { "socks-refused", "mqtt://127.0.0.1:{mqtt} --proxy socks5://127.0.0.1:{raw}", "proxy-target-refused", "proxy", "-",
    { .answer = "hex:05 00 05 05 00 01 00 00 00 00 00 00" } },

  /* something else on the port */
  { "tls-spoken-plain", "mqtt://127.0.0.1:{mqtts}", "port-speaks-tls", "connack", "scheme" },
  { "web-socket-spoken-plain", "mqtt://127.0.0.1:{ws}", "port-speaks-websocket", "connack", "scheme" },
  { "http", "mqtt://127.0.0.1:{raw}", "port-speaks-http", "connack", "-",
    { .answer = HTTP ("400 Bad Request"), .end = RAW_CLOSE } },
  { "ssh", "mqtt://127.0.0.1:{raw}", "port-speaks-ssh", "connack", "-", { .greeting = SSH } },
  { "mail", "mqtt://127.0.0.1:{raw}", "port-speaks-mail-or-ftp", "connack", "-",
    { .greeting = "220 mail.example ESMTP\r\n" } },
  { "garbage", "mqtt://127.0.0.1:{raw}", "port-speaks-other", "connack", "-",
    { .answer = "Who are you?\r\n", .end = RAW_CLOSE } },

  /* WebSocket */
  { "ws-at-mqtt", "ws://127.0.0.1:{mqtt}/mqtt", "port-speaks-mqtt", "websocket", "scheme" },
  { "ws-at-tls", "ws://127.0.0.1:{wss}/mqtt", "port-speaks-tls", "websocket", "scheme" },
  { "ws-ssh", "ws://127.0.0.1:{raw}/mqtt", "port-speaks-ssh", "websocket", "-", { .greeting = SSH } },
  { "ws-bad-path", "ws://127.0.0.1:{ws}/chat", "websocket-not-found", "websocket", "path" },
  { "ws-401", "ws://127.0.0.1:{ws-401}/mqtt", "websocket-login", "websocket", "-" },
  { "ws-403", "ws://127.0.0.1:{raw}/mqtt", "websocket-forbidden", "websocket", "-",
    { .answer = HTTP ("403 Forbidden"), .end = RAW_CLOSE } },
  { "ws-404", "ws://127.0.0.1:{raw}/mqtt", "websocket-not-found", "websocket", "-",
    { .answer = HTTP ("404 Not Found"), .end = RAW_CLOSE } },
  { "ws-page", "ws://127.0.0.1:{raw}/mqtt", "websocket-not-upgraded", "websocket", "-",
    { .answer = HTTP ("200 OK"), .end = RAW_CLOSE } },
  { "ws-moved", "ws://127.0.0.1:{raw}/mqtt", "websocket-redirect", "websocket", "-",
    { .answer = "HTTP/1.1 301 Moved\r\nLocation: wss://other.example/\r\nContent-Length: 0\r\n\r\n", .end = RAW_CLOSE } },
  { "ws-503", "ws://127.0.0.1:{ws-503}/mqtt", "websocket-unavailable", "websocket", "-" },
  { "ws-400", "ws://127.0.0.1:{raw}/mqtt", "websocket-refused", "websocket", "-",
    { .answer = HTTP ("400 Bad Request"), .end = RAW_CLOSE } },
  { "ws-no-subprotocol", "ws://127.0.0.1:{ws-no-name}/mqtt", "websocket-subprotocol", "websocket", NULL },
  { "ws-wrong-accept", "ws://127.0.0.1:{ws-wrong-accept}/mqtt", "websocket-broken", "websocket", "-" },
  { "ws-closed-after-101", "ws://127.0.0.1:{ws-close}/mqtt", "cannot-tell", "connack", NULL },
  { "ws-half-answer", "ws://127.0.0.1:{raw}/mqtt", "websocket-broken", "websocket", "-",
    { .answer = "HTTP/1.1 101 Swit", .end = RAW_CLOSE } },
  { "ws-closed", "ws://127.0.0.1:{raw}/mqtt" FAST, "cannot-tell", "websocket", "-", { .end = RAW_CLOSE } },
  { "ws-reset", "ws://127.0.0.1:{raw}/mqtt" FAST, "cannot-tell", "websocket", "-", { .end = RAW_RESET } },
  { "ws-silent", "ws://127.0.0.1:{raw}/mqtt" SLOW, "websocket-silent", "websocket", "-", { .end = RAW_HOLD } },
  { NULL }
};

const DoctorCase doctor_cases_tls[] = {
  { "expired", "mqtts://127.0.0.1:{expired} --cafile {ca}", "certificate-expired", "tls", "-" },
  { "not-yet-valid", "mqtts://127.0.0.1:{early} --cafile {ca}", "certificate-not-yet-valid", "tls", "-" },
  { "wrong-name", "mqtts://127.0.0.1:{wrong-name} --cafile {ca}", "certificate-name", "tls", "host" },
  { "unknown-authority", "mqtts://127.0.0.1:{unknown-authority} --cafile {ca}", "certificate-untrusted", "tls", "tls-pins" },
  { "self-signed", "mqtts://127.0.0.1:{self-signed} --cafile {ca}", "certificate-untrusted", "tls", "tls-pins" },
  { "missing-intermediate", "mqtts://127.0.0.1:{missing-between} --cafile {ca}", "certificate-issuer-missing", "tls", "tls-pins" },
  { "for-clients", "mqtts://127.0.0.1:{for-clients} --cafile {ca}", "certificate-purpose", "tls", "-" },
  { "weak", "mqtts://127.0.0.1:{weak} --cafile {ca}", "certificate-weak", "tls", "-" },
  { "revoked", "mqtts://127.0.0.1:{revoked} --cafile {ca}", "certificate-revoked", "tls", "-" },
  { "wrong-pin", "mqtts://127.0.0.1:{mqtts} --fingerprint 00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff:00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff", "certificate-untrusted", "tls", "tls-pins" },
  { "wss-expired", "wss://127.0.0.1:{expired}/mqtt --cafile {ca}", "certificate-expired", "tls", "-" },

  { "no-client-certificate-1.3", "mqtts://127.0.0.1:{asks-1.3} --cafile {ca}", "client-certificate-required", "tls", "-" },
  { "no-client-certificate-1.2", "mqtts://127.0.0.1:{asks-1.2} --cafile {ca}", "client-certificate-required", "tls", "-" },
  { "wrong-client-certificate-1.3", "mqtts://127.0.0.1:{asks-1.3} --cafile {ca} --cert {other-cert} --key {other-key}", "client-certificate-refused", "tls", "-" },
  { "wrong-client-certificate-1.2", "mqtts://127.0.0.1:{asks-1.2} --cafile {ca} --cert {other-cert} --key {other-key}", "client-certificate-refused", "tls", "-" },
  { "locked-key", "mqtts://127.0.0.1:{mqtts} --cafile {ca} --cert {cert} --key {locked-key}", "key-needs-passphrase", "tls", "-" },
  { "wrong-passphrase", "mqtts://127.0.0.1:{mqtts} --cafile {ca} --cert {cert} --key {locked-key} --keypass-file {passphrase}", "key-wrong-passphrase", "tls", "-" },
  { "key-mismatch", "mqtts://127.0.0.1:{mqtts} --cafile {ca} --cert {cert} --key {other-key}", "key-mismatch", "tls", "-" },
  { "no-certificate-in-it", "mqtts://127.0.0.1:{mqtts} --cafile {ca} --cert {no-cert} --key {key}", "own-certificate-unreadable", "tls", "-" },
  { "no-key", "mqtts://127.0.0.1:{mqtts} --cafile {ca} --cert {cert}", "own-certificate-incomplete", "tls", "-" },

  { "versions-apart", "mqtts://127.0.0.1:{only-1.2} --cafile {ca} --tls-version 1.3", "tls-version", "tls", "-" },
  /* ServerHello of TLS 1.0 */
  { "old-version", "mqtts://127.0.0.1:{raw}", "tls-version", "tls", "-",
    { .answer = "hex:16 03 01 00 2a 02 00 00 26 03 01"
                " 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f"
                " 10 11 12 13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f 00 00 2f 00", .end = RAW_HOLD } },
  { "no-common", "mqtts://127.0.0.1:{raw}", "tls-no-common", "tls", "-", { .answer = "hex:15 03 03 00 02 02 28", .end = RAW_CLOSE } },
  { "unknown-server-name", "mqtts://localhost:{raw}", "tls-server-name", "tls", "-", { .answer = "hex:15 03 03 00 02 02 70", .end = RAW_CLOSE } },
  { "no-alpn", "mqtts://127.0.0.1:{raw} --tls-alpn nothing", "tls-protocol-name", "tls", "-", { .answer = "hex:15 03 03 00 02 02 78", .end = RAW_CLOSE } },
  { "alert", "mqtts://127.0.0.1:{raw}", "tls-alert", "tls", "-", { .answer = "hex:15 03 03 00 02 02 50", .end = RAW_CLOSE } },
  { "closed-within", "mqtts://127.0.0.1:{raw}", "tls-closed", "tls", "-", { .answer = "hex:16 03 03 00 7a 02 00", .end = RAW_CLOSE } },
  { "silent", "mqtts://127.0.0.1:{raw}" SLOW, "tls-silent", "tls", "-", { .end = RAW_HOLD } },
  { "closed", "mqtts://127.0.0.1:{raw}" FAST, "cannot-tell", "tls", "-", { .end = RAW_CLOSE } },
  { "reset", "mqtts://127.0.0.1:{raw}" FAST, "cannot-tell", "tls", "-", { .end = RAW_RESET } },
  { "plain-mqtt", "mqtts://127.0.0.1:{mqtt}", "port-speaks-mqtt", "tls", "scheme" },
  { "plain-mqtt-that-answers", "mqtts://127.0.0.1:{raw}" SLOW, "port-speaks-mqtt", "tls", "scheme", { .answer = ACCEPTED_3 } },
  { "http", "mqtts://127.0.0.1:{raw}", "port-speaks-http", "tls", "-", { .answer = HTTP ("400 Bad Request"), .end = RAW_CLOSE } },
  { "ssh", "mqtts://127.0.0.1:{raw}", "port-speaks-ssh", "tls", "-", { .greeting = SSH } },
  { "web-server-with-tls", "mqtts://127.0.0.1:{wss} --cafile {ca}", "port-speaks-http", "connack", NULL },
  { NULL }
};

#define REFUSED_3(code, name, fix) \
  { "refused-3.1.1-" code, "mqtt://127.0.0.1:{mqtt} -V 3.1.1 -i c" code, "refused-" name, "connack", fix }
#define REFUSED_5(code, name, fix) \
  { "refused-5.0-" code, "mqtt://127.0.0.1:{mqtt} -V 5.0 -i c" code, "refused-" name, "connack", fix }
#define GOODBYE(code, name, fix) \
  { "goodbye-" code, "mqtt://127.0.0.1:{raw} -V 5.0", "disconnected-" name, "open", fix, \
    { .answer = "hex:" ACCEPTED_5 "e0 01 " code, .mqtt_only = TRUE, .end = RAW_CLOSE } }

const DoctorCase doctor_cases_mqtt[] = {
  REFUSED_3 ("01", "version", "version"),
  REFUSED_3 ("02", "client-id", "client-id"),
  REFUSED_3 ("03", "unavailable", "-"),
  REFUSED_3 ("04", "credentials", "-"),
  REFUSED_3 ("05", "not-authorized", "-"),
  { "refused-3.1-05", "mqtt://127.0.0.1:{mqtt} -V 3.1 -i c05", "refused-not-authorized", "connack", "-" },
  { "refused-3.1-02", "mqtt://127.0.0.1:{mqtt} -V 3.1 -i c02", "refused-client-id", "connack", "client-id" },
  { "refused-by-wss", "wss://127.0.0.1:{wss}/mqtt --cafile {ca} -i c04", "refused-credentials", "connack", "-" },
  REFUSED_5 ("80", "unspecified", "-"),
  REFUSED_5 ("81", "malformed-packet", "-"),
  REFUSED_5 ("82", "protocol-error", "-"),
  REFUSED_5 ("83", "implementation", "-"),
  REFUSED_5 ("84", "version", "version"),
  REFUSED_5 ("85", "client-id", "client-id"),
  REFUSED_5 ("86", "credentials", "-"),
  REFUSED_5 ("87", "not-authorized", "-"),
  REFUSED_5 ("88", "unavailable", "-"),
  REFUSED_5 ("89", "busy", "-"),
  REFUSED_5 ("8a", "banned", "-"),
  REFUSED_5 ("8c", "authentication-method", "-"),
  { "refused-5.0-90", "mqtt://127.0.0.1:{mqtt} -V 5.0 -i c90 --will-topic w", "refused-will-topic", "connack", "use-will" },
  REFUSED_5 ("95", "packet-too-large", "-"),
  REFUSED_5 ("97", "quota-exceeded", "-"),
  REFUSED_5 ("99", "will-payload", "-"),
  { "refused-5.0-9a", "mqtt://127.0.0.1:{mqtt} -V 5.0 -i c9a --will-topic w --will-retain", "refused-will-retain", "connack", "will-retain" },
  { "refused-5.0-9b", "mqtt://127.0.0.1:{mqtt} -V 5.0 -i c9b --will-topic w --will-qos 2", "refused-will-qos", "connack", "will-qos" },
  REFUSED_5 ("9c", "use-another-server", "-"),
  { "refused-5.0-named", "mqtt://127.0.0.1:{mqtt} -V 5.0 -i moved", "refused-use-another-server", "connack", "host" },
  REFUSED_5 ("9d", "server-moved", "-"),
  REFUSED_5 ("9f", "connection-rate", "-"),

  GOODBYE ("80", "unspecified", "-"),
  GOODBYE ("87", "not-authorized", "-"),
  GOODBYE ("89", "busy", "-"),
  GOODBYE ("8b", "shutting-down", "-"),
  GOODBYE ("8e", "session-taken-over", "client-id"),
  GOODBYE ("97", "quota-exceeded", "-"),
  GOODBYE ("9f", "connection-rate", "-"),
  { "goodbye-98", "mqtt://127.0.0.1:{mqtt} -V 5.0 -i bye", "disconnected-administrative", "open", "-" },
  { "goodbye-before-connack", "mqtt://127.0.0.1:{raw} -V 5.0", "answer-invalid", "connack", NULL,
    { .answer = "hex:e0 01 87", .mqtt_only = TRUE, .end = RAW_CLOSE } },

  { "no-connack", "mqtt://127.0.0.1:{mqtt} -i no-connack" SLOW, "no-connack", "connack", "-" },
  { "no-connack-5.0", "mqtt://127.0.0.1:{mqtt} -V 5.0 -i no-connack-5.0" SLOW, "no-connack", "connack", "-" },
  { "half-connack", "mqtt://127.0.0.1:{mqtt} -i half-connack" SLOW, "connack-incomplete", "connack", "-" },
  { "half-connack-and-end", "mqtt://127.0.0.1:{raw}", "connack-incomplete", "connack", "-",
    { .answer = "hex:20 02", .end = RAW_CLOSE } },
  { "closed-without-connack", "mqtt://127.0.0.1:{raw} -V 5.0" FAST, "cannot-tell", "connack", "-", { .end = RAW_CLOSE } },
  { "reset-without-connack", "mqtt://127.0.0.1:{raw}" FAST, "cannot-tell", "connack", "-", { .end = RAW_RESET } },
  { "malformed-connack", "mqtt://127.0.0.1:{raw}", "answer-invalid", "connack", "-",
    { .answer = "hex:20 03 00 00 00", .end = RAW_HOLD } },
  { "undefined-code", "mqtt://127.0.0.1:{raw}", "answer-invalid", "connack", "-",
    { .answer = "hex:20 02 00 2a", .end = RAW_HOLD } },
  { "old-broker", "mqtt://127.0.0.1:{raw} -V 5.0", "answered-in-3", "connack", "version",
    { .answer = "hex:20 02 00 01", .end = RAW_CLOSE } },
  { "old-broker-accepts", "mqtt://127.0.0.1:{raw} -V 5.0", "answered-in-3", "connack", "version",
    { .answer = ACCEPTED_3 } },
  { "other-version", "mqtt://127.0.0.1:{raw} -V 5.0 --versions" FAST, "other-version-works", "connack", "version",
    { .answer_4 = ACCEPTED_3, .mqtt_only = TRUE, .end = RAW_CLOSE } },
  { "other-version-not-asked", "mqtt://127.0.0.1:{raw} -V 5.0" FAST, "cannot-tell", "connack", "-",
    { .answer_4 = ACCEPTED_3, .mqtt_only = TRUE, .end = RAW_CLOSE } },
  { "no-probes", "mqtt://127.0.0.1:{ws} --no-probes", "port-speaks-http", "connack", "-" },

  { "closed-after-connack", "mqtt://127.0.0.1:{mqtt} -i fin", "closed-after-connack", "open", "-" },
  { "reset-after-connack", "mqtt://127.0.0.1:{mqtt} -i rst", "closed-after-connack", "open", "-" },
  { "nonsense-after-connack", "mqtt://127.0.0.1:{mqtt} -V 5.0 -i malformed", "answer-invalid", "open", NULL },
  { "subscription-refused", "mqtt://127.0.0.1:{mqtt} -V 5.0 -i no-sub -t a/#", "subscription-refused", "suback", "-" },
  { "no-suback", "mqtt://127.0.0.1:{mqtt} -i no-suback -t a/#" FAST, "no-suback", "suback", "-" },
  { "too-long", "mqtt://127.0.0.1:{mqtt} -i {long}", "connect-invalid", "connect", "-" },
  { NULL }
};
/* clang-format on */
