/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/profile/willow-profile-fields.h"

#include "model/profile/willow-colour.h"
#include "mqtt/mqtt-limits.h"
#include "net/willow-endpoint.h"

#define DEFAULT_PORT 1883u
#define DEFAULT_PATH "/mqtt"
#define DEFAULT_PROXY_PORT 1080u /* RFC 1928 section 3 */
#define DEFAULT_KEEP_ALIVE_SECONDS 60u
#define DEFAULT_CONNECT_TIMEOUT_SECONDS 10u
#define DEFAULT_MAXIMUM_PACKET_SIZE 1048576u /* absent: no limit */
#define MAX_CONNECT_TIMEOUT_SECONDS 3600u
#define MIN_RECONNECT_MS 100u
#define MAX_RECONNECT_MS 86400000u /* a day */

#define OFFSET(member) G_STRUCT_OFFSET (WillowProfileValues, member)
#define TEXT(name, member, text)                                               \
  {                                                                            \
    name, WILLOW_FIELD_STRING, OFFSET (member), 0, 0, 0, text, NULL            \
  }
#define STRING(name, member) TEXT (name, member, "")
#define BOOLEAN(name, member, fallback)                                        \
  {                                                                            \
    name, WILLOW_FIELD_BOOLEAN, OFFSET (member), 0, 1, fallback, NULL, NULL    \
  }
#define UINT(name, member, minimum, maximum, fallback)                         \
  {                                                                            \
    name, WILLOW_FIELD_UINT, OFFSET (member), minimum, maximum, fallback,      \
        NULL, NULL                                                             \
  }
#define CHOICE(name, member, names, fallback)                                  \
  {                                                                            \
    name, WILLOW_FIELD_CHOICE, OFFSET (member), 0, G_N_ELEMENTS (names) - 1,   \
        fallback, NULL, names                                                  \
  }

#define ENCODING(name, member)                                                 \
  CHOICE (name, member, encodings, WILLOW_TEXT_PLAIN)

/* By their values; gaps are no choice. */
static const char *const versions[] = { [MQTT_VERSION_3_1] = "3.1",
                                        [MQTT_VERSION_3_1_1] = "3.1.1",
                                        [MQTT_VERSION_5_0] = "5.0" };
static const char *const schemes[] = { [WILLOW_SCHEME_MQTT] = "mqtt",
                                       [WILLOW_SCHEME_MQTTS] = "mqtts",
                                       [WILLOW_SCHEME_WS] = "ws",
                                       [WILLOW_SCHEME_WSS] = "wss" };
static const char *const trusts[] = { [WILLOW_TRUST_SYSTEM] = "system",
                                      [WILLOW_TRUST_OWN] = "own",
                                      [WILLOW_TRUST_BOTH] = "both",
                                      [WILLOW_TRUST_PINNED] = "pinned" };
static const char *const tls_versions[] = { [WILLOW_TLS_VERSION_DEFAULT] =
                                                "default",
                                            [WILLOW_TLS_VERSION_1_0] = "1.0",
                                            [WILLOW_TLS_VERSION_1_1] = "1.1",
                                            [WILLOW_TLS_VERSION_1_2] = "1.2",
                                            [WILLOW_TLS_VERSION_1_3] = "1.3" };
static const char *const proxies[] = { [WILLOW_PROXY_NONE] = "none",
                                       [WILLOW_PROXY_HTTP] = "http",
                                       [WILLOW_PROXY_SOCKS5] = "socks5" };
static const char *const encodings[] = { [WILLOW_TEXT_PLAIN] = "text",
                                         [WILLOW_TEXT_HEX] = "hex",
                                         [WILLOW_TEXT_BASE64] = "base64" };
static const char *const authentications[] = {
  [WILLOW_AUTHENTICATION_NONE] = "none",
  [WILLOW_AUTHENTICATION_SCRAM_SHA_256] = "scram-sha-256",
  [WILLOW_AUTHENTICATION_OWN] = "own"
};

static const char *const resubscribes[] = {
  [WILLOW_RESUBSCRIBE_ALWAYS] = "always",
  [WILLOW_RESUBSCRIBE_IF_ABSENT] = "if-absent",
  [WILLOW_RESUBSCRIBE_NEVER] = "never"
};

/* In the order of the file. */
static const WillowProfileField fields[] = {
  STRING ("name", name),
  /* Before the port: whoever hears of it may propose another one. */
  CHOICE ("scheme", scheme, schemes, WILLOW_SCHEME_MQTT),
  STRING ("host", host),
  UINT ("port", port, 1, G_MAXUINT16, DEFAULT_PORT),
  TEXT ("path", path, DEFAULT_PATH),
  CHOICE ("version", version, versions, MQTT_VERSION_5_0),
  BOOLEAN ("compression", compression, FALSE),
  CHOICE ("proxy-kind", proxy_kind, proxies, WILLOW_PROXY_NONE),
  STRING ("proxy-host", proxy_host),
  UINT ("proxy-port", proxy_port, 1, G_MAXUINT16, DEFAULT_PROXY_PORT),
  STRING ("proxy-user-name", proxy_user_name),
  BOOLEAN ("tls-verify", tls_verify, TRUE),
  STRING ("tls-verify-name", tls_verify_name),
  BOOLEAN ("tls-send-sni", tls_send_sni, TRUE),
  STRING ("tls-sni", tls_sni),
  STRING ("tls-authorities", tls_authorities),
  CHOICE ("tls-trust", tls_trust, trusts, WILLOW_TRUST_SYSTEM),
  STRING ("tls-pins", tls_pins),
  STRING ("tls-certificate", tls_certificate),
  CHOICE ("tls-minimum", tls_minimum, tls_versions, WILLOW_TLS_VERSION_DEFAULT),
  CHOICE ("tls-maximum", tls_maximum, tls_versions, WILLOW_TLS_VERSION_DEFAULT),
  STRING ("tls-ciphers", tls_ciphers),
  STRING ("tls-alpn", tls_alpn),
  BOOLEAN ("tls-resume", tls_resume, FALSE),
  BOOLEAN ("tls-use-psk", tls_use_psk, FALSE),
  STRING ("tls-psk-identity", tls_psk_identity),
  STRING ("client-id", client_id),
  BOOLEAN ("clean-start", clean_start, TRUE),
  BOOLEAN ("use-user-name", use_user_name, FALSE),
  STRING ("user-name", user_name),
  BOOLEAN ("use-password", use_password, FALSE),
  UINT ("keep-alive-seconds",
        keep_alive_seconds,
        0,
        G_MAXUINT16,
        DEFAULT_KEEP_ALIVE_SECONDS),
  UINT ("connect-timeout-seconds",
        connect_timeout_seconds,
        0,
        MAX_CONNECT_TIMEOUT_SECONDS,
        DEFAULT_CONNECT_TIMEOUT_SECONDS),
  BOOLEAN ("use-will", use_will, FALSE),
  STRING ("will-topic", will_topic),
  STRING ("will-payload", will_payload),
  UINT ("will-qos", will_qos, MQTT_QOS_0, MQTT_QOS_2, MQTT_QOS_0),
  BOOLEAN ("will-retain", will_retain, FALSE),
  UINT ("session-expiry-seconds", session_expiry_seconds, 0, G_MAXUINT32, 0),
  /* Library */
  STRING ("group", group),
  CHOICE ("colour", colour, willow_colour_names, WILLOW_COLOUR_NONE),
  STRING ("notes", notes),
  BOOLEAN ("auto-connect", auto_connect, FALSE),
  STRING ("last-used", last_used),

  /* CONNECT of 5.0 */
  BOOLEAN ("use-session-expiry", use_session_expiry, FALSE),
  BOOLEAN ("use-receive-maximum", use_receive_maximum, FALSE),
  UINT ("receive-maximum",
        receive_maximum,
        0,
        G_MAXUINT16,
        MQTT_DEFAULT_RECEIVE_MAXIMUM),
  BOOLEAN ("use-maximum-packet-size", use_maximum_packet_size, FALSE),
  UINT ("maximum-packet-size",
        maximum_packet_size,
        0,
        G_MAXUINT32,
        DEFAULT_MAXIMUM_PACKET_SIZE),
  BOOLEAN ("use-topic-alias-maximum", use_topic_alias_maximum, FALSE),
  UINT ("topic-alias-maximum", topic_alias_maximum, 0, G_MAXUINT16, 0),
  BOOLEAN ("use-request-response-information",
           use_request_response_information,
           FALSE),
  BOOLEAN ("request-response-information", request_response_information, FALSE),
  BOOLEAN ("use-request-problem-information",
           use_request_problem_information,
           FALSE),
  BOOLEAN ("request-problem-information", request_problem_information, TRUE),
  CHOICE ("authentication",
          authentication,
          authentications,
          WILLOW_AUTHENTICATION_NONE),
  STRING ("authentication-method", authentication_method),
  ENCODING ("authentication-data-encoding", authentication_data_encoding),
  ENCODING ("client-id-encoding", client_id_encoding),
  ENCODING ("user-name-encoding", user_name_encoding),
  ENCODING ("password-encoding", password_encoding),

  /* The will of 5.0 */
  ENCODING ("will-topic-encoding", will_topic_encoding),
  ENCODING ("will-payload-encoding", will_payload_encoding),
  BOOLEAN ("use-will-delay", use_will_delay, FALSE),
  UINT ("will-delay-seconds", will_delay_seconds, 0, G_MAXUINT32, 0),
  BOOLEAN ("use-will-format", use_will_format, FALSE),
  UINT ("will-format", will_format, 0, 1, 0),
  BOOLEAN ("use-will-expiry", use_will_expiry, FALSE),
  UINT ("will-expiry-seconds", will_expiry_seconds, 0, G_MAXUINT32, 0),
  BOOLEAN ("use-will-content-type", use_will_content_type, FALSE),
  STRING ("will-content-type", will_content_type),
  BOOLEAN ("use-will-response-topic", use_will_response_topic, FALSE),
  STRING ("will-response-topic", will_response_topic),
  BOOLEAN ("use-will-correlation-data", use_will_correlation_data, FALSE),
  STRING ("will-correlation-data", will_correlation_data),
  ENCODING ("will-correlation-data-encoding", will_correlation_data_encoding),

  /* What only practice mode sends */
  BOOLEAN ("practice", practice, FALSE),
  BOOLEAN ("use-protocol-name", use_protocol_name, FALSE),
  TEXT ("protocol-name", protocol_name, "MQTT"),
  BOOLEAN ("use-protocol-level", use_protocol_level, FALSE),
  UINT ("protocol-level", protocol_level, 0, G_MAXUINT8, MQTT_VERSION_5_0),
  BOOLEAN ("use-connect-flags", use_connect_flags, FALSE),
  UINT ("connect-flags", connect_flags, 0, G_MAXUINT8, 2),
  STRING ("extra-properties", extra_properties),
  STRING ("extra-will-properties", extra_will_properties),
  /* What happens after CONNACK, and when the connection is lost. */
  CHOICE ("resubscribe", resubscribe, resubscribes, WILLOW_RESUBSCRIBE_ALWAYS),
  BOOLEAN ("reconnect", reconnect, FALSE),
  UINT ("reconnect-delay-ms",
        reconnect_delay_ms,
        MIN_RECONNECT_MS,
        MAX_RECONNECT_MS,
        1000),
  UINT ("reconnect-maximum-ms",
        reconnect_maximum_ms,
        MIN_RECONNECT_MS,
        MAX_RECONNECT_MS,
        60000),
  UINT ("reconnect-jitter-percent", reconnect_jitter_percent, 0, 100, 20),
  BOOLEAN ("reconnect-stop-on-refusal", reconnect_stop_on_refusal, TRUE),
  /* Import: by which it is known when it comes again */
  STRING ("imported-from", imported_from),
};

const WillowProfileField *
willow_profile_get_fields (guint *n_fields)
{
  *n_fields = G_N_ELEMENTS (fields);
  return fields;
}
