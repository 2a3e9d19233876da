/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "doctor/willow-doctor-verdict.h"

#include <glib/gi18n.h>

#define ROW(verdict, name, stage, actor, sentence, advice)                     \
  [WILLOW_VERDICT_##verdict] = {                                               \
    name, WILLOW_STAGE_##stage, WILLOW_ACTOR_##actor, sentence, advice         \
  }

/* clang-format off */
static const WillowVerdictInfo rows[WILLOW_N_VERDICTS] = {
  ROW (HEALTHY, "healthy", OPEN, NOBODY,
       N_ ("{place} accepts this connection with MQTT {version}."), ""),
  ROW (CANNOT_TELL, "cannot-tell", CONNACK, UNKNOWN,
       N_ ("{place} took the connection and closed it without a word. The reason cannot be seen from here."),
       N_ ("A server of MQTT 3.1.1 must close like this when something in CONNECT is not allowed, and a server that expects TLS may, too. Its log knows; ask whoever runs it.")),
  ROW (CANCELLED, "cancelled", CONNECT, NOBODY, N_ ("It was stopped before there was a result."), ""),

  ROW (NO_HOST, "no-host", LOOKUP, YOU, NULL,
       N_ ("Type the name or the address of the server.")),
  ROW (CONNECT_INVALID, "connect-invalid", CONNECT, YOU,
       N_ ("CONNECT cannot be sent as it is: {detail}"),
       N_ ("Change what the sentence names in the connection.")),
  ROW (TLS_SETTINGS, "tls-settings", TLS, YOU, NULL,
       N_ ("Look at the TLS settings of the connection: certificates, versions, ciphers.")),
  ROW (KEY_NEEDS_PASSPHRASE, "key-needs-passphrase", TLS, YOU, NULL,
       N_ ("Enter the passphrase of your private key, or choose a key without one.")),
  ROW (KEY_WRONG_PASSPHRASE, "key-wrong-passphrase", TLS, YOU, NULL,
       N_ ("Type the passphrase of your private key again.")),
  ROW (KEY_MISMATCH, "key-mismatch", TLS, YOU, NULL,
       N_ ("Choose the key that was made together with your certificate, or the certificate that was issued for this key.")),
  ROW (OWN_CERTIFICATE_UNREADABLE, "own-certificate-unreadable", TLS, YOU, NULL,
       N_ ("Choose the file again: PEM, DER and PKCS#12 are understood.")),
  ROW (OWN_CERTIFICATE_INCOMPLETE, "own-certificate-incomplete", TLS, YOU, NULL,
       N_ ("Both are needed: your certificate and its private key.")),

  ROW (NAME_UNKNOWN, "name-unknown", LOOKUP, YOU, NULL,
       N_ ("Check the spelling. A name that only exists inside a company or at home needs that network, perhaps a VPN.")),
  ROW (NAME_SERVER_SILENT, "name-server-silent", LOOKUP, NETWORK, NULL,
       N_ ("Is this computer online? If other names can be found, try again in a moment.")),
  ROW (LOOKUP_FAILED, "lookup-failed", LOOKUP, UNKNOWN, NULL,
       N_ ("Check the spelling of the name and the network of this computer.")),
  ROW (TCP_REFUSED, "tcp-refused", TCP, ADMINISTRATOR, NULL,
       N_ ("Check the port. If it is right, the broker is not running, or listens only on another address.")),
  ROW (TCP_SILENT, "tcp-silent", TCP, NETWORK, NULL,
       N_ ("Usually a firewall drops the packets, or no computer has this address. Ask whoever runs the network whether this port is open from here.")),
  ROW (TCP_UNREACHABLE, "tcp-unreachable", TCP, NETWORK, NULL,
       N_ ("Look at the network of this computer: Wi-Fi, VPN, and whether the address belongs to a network that can be reached from here.")),
  ROW (TCP_RESET, "tcp-reset", TCP, NETWORK, NULL,
       N_ ("Something on the way, or the server itself, breaks off the connection: a firewall, or a server with too many connections.")),
  ROW (TCP_FORBIDDEN, "tcp-forbidden", TCP, YOU, NULL,
       N_ ("Allow the connection in the firewall or the sandbox of this computer.")),
  ROW (TCP_FAILED, "tcp-failed", TCP, UNKNOWN, NULL,
       N_ ("The message is that of the operating system.")),
  ROW (SOCKET_MISSING, "socket-missing", TCP, YOU, NULL,
       N_ ("Start the broker, or look in its configuration for the path of its socket.")),
  ROW (SOCKET_DEAD, "socket-dead", TCP, YOU, NULL,
       N_ ("Start the broker; it makes the socket anew.")),
  ROW (SOCKET_FORBIDDEN, "socket-forbidden", TCP, YOU, NULL,
       N_ ("Get permission to write to the socket, usually by joining its group.")),
  ROW (SOCKET_PATH, "socket-path", TCP, YOU, NULL,
       N_ ("Let the broker make its socket at a shorter path.")),

  ROW (PROXY_SETTINGS, "proxy-settings", PROXY, YOU, NULL,
       N_ ("Look at the proxy in the connection: host, user name, password.")),
  ROW (PROXY_NOT_REACHED, "proxy-not-reached", TCP, YOU, NULL,
       N_ ("Check host and port of the proxy, or connect without one.")),
  ROW (PROXY_NOT_A_PROXY, "proxy-not-a-proxy", PROXY, YOU, NULL,
       N_ ("Check the port of the proxy, and whether it speaks HTTP or SOCKS5.")),
  ROW (PROXY_NEEDS_LOGIN, "proxy-needs-login", PROXY, YOU, NULL,
       N_ ("Type the user name and the password for the proxy.")),
  ROW (PROXY_LOGIN_REFUSED, "proxy-login-refused", PROXY, YOU, NULL,
       N_ ("Check the user name and the password for the proxy; they are not those of the broker.")),
  ROW (PROXY_LOGIN_UNKNOWN, "proxy-login-unknown", PROXY, NETWORK, NULL,
       N_ ("Ask whoever runs the proxy for another way to log in, or for another proxy.")),
  ROW (PROXY_FORBIDS, "proxy-forbids", PROXY, NETWORK, NULL,
       N_ ("Ask whoever runs the proxy to allow this host and port. Many proxies only allow port 443: wss on that port gets through.")),
  ROW (PROXY_TARGET_UNKNOWN, "proxy-target-unknown", PROXY, YOU, NULL,
       N_ ("Check the name of the broker. The proxy looks it up, so it must be known there.")),
  ROW (PROXY_TARGET_REFUSED, "proxy-target-refused", PROXY, ADMINISTRATOR, NULL,
       N_ ("Check the port. If it is right, the broker is not running.")),
  ROW (PROXY_TARGET_UNREACHABLE, "proxy-target-unreachable", PROXY, NETWORK, NULL,
       N_ ("Check host and port of the broker; if they are right, ask whoever runs the proxy.")),
  ROW (PROXY_TARGET_SILENT, "proxy-target-silent", PROXY, NETWORK, NULL,
       N_ ("Behind the proxy a firewall may drop the packets; ask whoever runs that network.")),
  ROW (PROXY_UNSUPPORTED, "proxy-unsupported", PROXY, YOU, NULL,
       N_ ("This server is no proxy for MQTT. Check its port, or use another.")),
  ROW (PROXY_FAILED, "proxy-failed", PROXY, NETWORK, NULL,
       N_ ("Ask whoever runs the proxy; its log knows more.")),
  ROW (PROXY_CLOSED, "proxy-closed", PROXY, NETWORK, NULL,
       N_ ("Check the kind of the proxy (HTTP or SOCKS5) and its port; if they are right, its log says more.")),
  ROW (PROXY_SILENT, "proxy-silent", PROXY, NETWORK, NULL,
       N_ ("Check the kind of the proxy (HTTP or SOCKS5): asked in the wrong protocol, some proxies just wait for more.")),

  ROW (CERTIFICATE_UNTRUSTED, "certificate-untrusted", TLS, YOU, NULL,
       N_ ("Get the certificate of that authority from whoever runs the server and add it to the connection. Switch nothing off: nobody could tell an impostor then.")),
  ROW (CERTIFICATE_ISSUER_MISSING, "certificate-issuer-missing", TLS, ADMINISTRATOR, NULL,
       N_ ("The server should also send the intermediate certificate. Or its authority is a private one: then add that authority’s certificate to the connection.")),
  ROW (CERTIFICATE_EXPIRED, "certificate-expired", TLS, ADMINISTRATOR, NULL,
       N_ ("The server needs a new certificate. If others can connect, look at the clock of this computer.")),
  ROW (CERTIFICATE_NOT_YET_VALID, "certificate-not-yet-valid", TLS, YOU, NULL,
       N_ ("Check the clock of this computer first. If it is right, the clock of whoever issued the certificate was wrong.")),
  ROW (CERTIFICATE_NAME, "certificate-name", TLS, YOU, NULL,
       N_ ("Connect by a name that is in the certificate, or ask for a certificate with this one.")),
  ROW (CERTIFICATE_PURPOSE, "certificate-purpose", TLS, ADMINISTRATOR, NULL,
       N_ ("The server shows a certificate that was not issued for servers; it needs another.")),
  ROW (CERTIFICATE_WEAK, "certificate-weak", TLS, ADMINISTRATOR, NULL,
       N_ ("The server needs a certificate with a larger key or a newer signature.")),
  ROW (CERTIFICATE_REVOKED, "certificate-revoked", TLS, ADMINISTRATOR, NULL,
       N_ ("Do not connect: its key may be in other hands. The server needs a new certificate.")),
  ROW (CLIENT_CERTIFICATE_REQUIRED, "client-certificate-required", TLS, YOU, NULL,
       N_ ("Choose your certificate and its key in the connection; whoever runs the server issues it.")),
  ROW (CLIENT_CERTIFICATE_REFUSED, "client-certificate-refused", TLS, YOU, NULL,
       N_ ("Choose the certificate that was issued for this server, with its chain; if it is that one, ask whoever runs the server.")),
  ROW (TLS_VERSION, "tls-version", TLS, ADMINISTRATOR, NULL,
       N_ ("The server should support TLS 1.2 or 1.3. If this connection limits the versions, allow more of them.")),
  ROW (TLS_SERVER_NAME, "tls-server-name", TLS, YOU, NULL,
       N_ ("Connect by the name that the server knows itself by, or set that name for Server Name Indication.")),
  ROW (TLS_PROTOCOL_NAME, "tls-protocol-name", TLS, YOU, NULL,
       N_ ("Offer the ALPN protocol name that the server wants, usually “mqtt”; some cloud services use a name of their own.")),
  ROW (TLS_NO_COMMON, "tls-no-common", TLS, UNKNOWN, NULL,
       N_ ("Nothing that both sides know was found: a cipher, a version, a kind of certificate; some servers say the same when a client certificate is missing. The log of the server knows.")),
  ROW (TLS_ALERT, "tls-alert", TLS, UNKNOWN, NULL,
       N_ ("The log of the server says more about this alert.")),
  ROW (TLS_KEY_REFUSED, "tls-key-refused", TLS, YOU, NULL,
       N_ ("Check identity and pre-shared key; both sides must have the same.")),
  ROW (TLS_BROKEN, "tls-broken", TLS, UNKNOWN, NULL,
       N_ ("Something on the way changes the bytes, or the server speaks TLS wrongly.")),
  ROW (TLS_CLOSED, "tls-closed", TLS, UNKNOWN, NULL,
       N_ ("Some servers close like this when they do not take the client's certificate, or the name that it asks for. The log of the server knows.")),
  ROW (TLS_SILENT, "tls-silent", TLS, UNKNOWN, NULL,
       N_ ("The port may speak no TLS at all, or the server is overloaded.")),

  ROW (PORT_SPEAKS_TLS, "port-speaks-tls", CONNACK, YOU,
       N_ ("{place} speaks TLS on this port, but this connection does not use TLS."),
       N_ ("Use the connection with TLS.")),
  ROW (PORT_SPEAKS_MQTT, "port-speaks-mqtt", TLS, YOU,
       N_ ("{place} speaks plain MQTT on this port, but this connection uses {tried}."),
       N_ ("Connect with mqtt:// to this port, without encryption, or find the port that speaks {tried}.")),
  ROW (PORT_SPEAKS_WEBSOCKET, "port-speaks-websocket", CONNACK, YOU,
       N_ ("{place} expects MQTT over WebSocket, but this connection does not use WebSocket."),
       N_ ("Use the connection with WebSocket, or another port.")),
  ROW (PORT_SPEAKS_HTTP, "port-speaks-http", CONNACK, YOU,
       N_ ("A web server answers at {place}, in HTTP and not in MQTT."),
       N_ ("Check the port. If MQTT comes by WebSocket there, use ws:// and the right path.")),
  ROW (PORT_SPEAKS_SSH, "port-speaks-ssh", CONNACK, YOU,
       N_ ("An SSH server answers at {place}, not an MQTT broker."),
       N_ ("Check the port: MQTT usually has 1883, with TLS 8883.")),
  ROW (PORT_SPEAKS_MAIL_OR_FTP, "port-speaks-mail-or-ftp", CONNACK, YOU,
       N_ ("A mail or FTP server answers at {place}, not an MQTT broker."),
       N_ ("Check the port: MQTT usually has 1883, with TLS 8883.")),
  ROW (PORT_SPEAKS_OTHER, "port-speaks-other", CONNACK, YOU,
       N_ ("What answers at {place} is not MQTT; the answer begins with {bytes}."),
       N_ ("Check the port: MQTT usually has 1883, with TLS 8883.")),

  ROW (WEBSOCKET_LOGIN, "websocket-login", WEBSOCKET, YOU, NULL,
       N_ ("Add the header Authorization to the connection. User name and password of MQTT are another matter.")),
  ROW (WEBSOCKET_FORBIDDEN, "websocket-forbidden", WEBSOCKET, ADMINISTRATOR, NULL,
       N_ ("The web server in front of the broker must allow it: by address, by the header Origin, or by a login.")),
  ROW (WEBSOCKET_NOT_FOUND, "websocket-not-found", WEBSOCKET, YOU, NULL,
       N_ ("Check the path.")),
  ROW (WEBSOCKET_NOT_UPGRADED, "websocket-not-upgraded", WEBSOCKET, YOU, NULL,
       N_ ("Check the path and the port. If both are right, a web server in front of the broker does not pass WebSockets on.")),
  ROW (WEBSOCKET_REDIRECT, "websocket-redirect", WEBSOCKET, YOU, NULL,
       N_ ("If you trust that address, connect to it.")),
  ROW (WEBSOCKET_UNAVAILABLE, "websocket-unavailable", WEBSOCKET, ADMINISTRATOR, NULL,
       N_ ("Try again later. If nothing changes, the broker behind the web server is not running.")),
  ROW (WEBSOCKET_REFUSED, "websocket-refused", WEBSOCKET, ADMINISTRATOR, NULL,
       N_ ("Look at path and headers; the log of the web server knows more.")),
  ROW (WEBSOCKET_SUBPROTOCOL, "websocket-subprotocol", WEBSOCKET, YOU, NULL,
       N_ ("This path is a WebSocket, but perhaps not of a broker: check the path.")),
  ROW (WEBSOCKET_BROKEN, "websocket-broken", WEBSOCKET, ADMINISTRATOR, NULL,
       N_ ("The server, or something in front of it, breaks the rules of WebSocket.")),
  ROW (WEBSOCKET_SILENT, "websocket-silent", WEBSOCKET, UNKNOWN, NULL,
       N_ ("The port may speak something other than HTTP, or the server is overloaded.")),

  ROW (NO_CONNACK, "no-connack", CONNACK, ADMINISTRATOR, NULL,
       N_ ("It may be overloaded, or be waiting for something itself, such as a check of the password. Or this is not an MQTT port: some programs just wait.")),
  ROW (CONNACK_INCOMPLETE, "connack-incomplete", CONNACK, ADMINISTRATOR,
       N_ ("{place} began CONNACK and did not finish it."),
       N_ ("The broker, or something on the way, stopped in the middle; its log may know.")),
  ROW (ANSWER_INVALID, "answer-invalid", CONNACK, ADMINISTRATOR, NULL,
       N_ ("The broker breaks a rule of MQTT {version}; the Packets page shows which byte. Another version may work.")),
  ROW (ANSWERED_IN_3, "answered-in-3", CONNACK, YOU,
       N_ ("{place} was asked in MQTT {version} and answered with a CONNACK of 3.1.1."),
       N_ ("The broker does not know MQTT 5.0: use 3.1.1.")),
  ROW (SERVER_NOT_GENUINE, "server-not-genuine", CONNACK, ADMINISTRATOR, NULL,
       N_ ("Do not go on: a server that does not know your password may be an impostor. Or the password here is wrong.")),
  ROW (OTHER_VERSION_WORKS, "other-version-works", CONNACK, YOU,
       N_ ("It works with MQTT {found}, but not with {version}."),
       N_ ("Use that version, or ask whoever runs the broker for the other.")),
  ROW (REFUSED, "refused", CONNACK, ADMINISTRATOR, NULL, ""),
  ROW (DISCONNECTED, "disconnected", OPEN, ADMINISTRATOR, NULL, ""),

  ROW (CLOSED_AFTER_CONNACK, "closed-after-connack", OPEN, UNKNOWN,
       N_ ("{place} accepted the connection and then closed it without a word."),
       N_ ("Usual reasons: the broker was stopped, another client connects with the same Client Identifier, or something that was sent or subscribed is not allowed; before MQTT 5.0 a broker cannot say which. Its log knows.")),
  ROW (SERVER_SILENT, "server-silent", OPEN, NETWORK, NULL,
       N_ ("The network went away, or the server hangs.")),
  ROW (NO_SUBACK, "no-suback", SUBACK, ADMINISTRATOR,
       N_ ("{place} accepts the connection, but does not answer SUBSCRIBE."),
       N_ ("The broker hangs or breaks the rule that each SUBSCRIBE is answered; its log knows more.")),
  ROW (SUBSCRIPTION_REFUSED, "subscription-refused", SUBACK, ADMINISTRATOR,
       N_ ("{place} accepts the connection, but not every subscription: {detail}"),
       N_ ("Ask whoever runs the broker for the right to subscribe, or subscribe to less.")),
};
/* clang-format on */

const WillowVerdictInfo *
willow_verdict_get_info (WillowVerdict verdict)
{
  g_return_val_if_fail (verdict < WILLOW_N_VERDICTS, &rows[0]);

  return &rows[verdict];
}

const char *
willow_actor_get_name (WillowActor actor)
{
  static const char *const names[] = {
    [WILLOW_ACTOR_NOBODY] = "nobody",
    [WILLOW_ACTOR_YOU] = "you",
    [WILLOW_ACTOR_NETWORK] = "network",
    [WILLOW_ACTOR_ADMINISTRATOR] = "administrator",
    [WILLOW_ACTOR_UNKNOWN] = "unknown",
  };

  return names[actor];
}

const char *
willow_actor_get_title (WillowActor actor)
{
  switch (actor)
    {
    case WILLOW_ACTOR_NOBODY:
      return C_ ("who must act", "Nobody needs to do anything");
    case WILLOW_ACTOR_YOU:
      return C_ ("who must act", "You can do something about it");
    case WILLOW_ACTOR_NETWORK:
      return C_ ("who must act", "Whoever runs the network must act");
    case WILLOW_ACTOR_ADMINISTRATOR:
      return C_ ("who must act", "Whoever runs the server must act");
    case WILLOW_ACTOR_UNKNOWN:
    default:
      return C_ ("who must act", "Who must act is not certain");
    }
}

const char *
willow_stage_kind_get_name (WillowStageKind kind)
{
  static const char *const names[] = {
    [WILLOW_STAGE_LOOKUP] = "lookup",       [WILLOW_STAGE_TCP] = "tcp",
    [WILLOW_STAGE_PROXY] = "proxy",         [WILLOW_STAGE_TLS] = "tls",
    [WILLOW_STAGE_WEBSOCKET] = "websocket", [WILLOW_STAGE_CONNECT] = "connect",
    [WILLOW_STAGE_CONNACK] = "connack",     [WILLOW_STAGE_SUBACK] = "suback",
    [WILLOW_STAGE_OPEN] = "open",
  };

  return kind < WILLOW_N_STAGES ? names[kind] : NULL;
}

const char *
willow_stage_kind_get_title (WillowStageKind kind)
{
  switch (kind)
    {
    case WILLOW_STAGE_LOOKUP:
      return _ ("Name lookup");
    case WILLOW_STAGE_TCP:
      return _ ("TCP connection");
    case WILLOW_STAGE_PROXY:
      return _ ("Proxy");
    case WILLOW_STAGE_TLS:
      return _ ("TLS handshake");
    case WILLOW_STAGE_WEBSOCKET:
      return _ ("WebSocket upgrade");
    case WILLOW_STAGE_CONNECT:
      return _ ("CONNECT sent");
    case WILLOW_STAGE_CONNACK:
      return "CONNACK";
    case WILLOW_STAGE_SUBACK:
      return _ ("First SUBACK");
    case WILLOW_STAGE_OPEN:
    case WILLOW_N_STAGES:
    default:
      return _ ("Stays open");
    }
}
