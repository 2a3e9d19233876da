/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "doctor/willow-doctor-attempt-private.h"

#include "net/willow-http-head.h"
#include "net/willow-proxy-dialogue.h"
#include "net/willow-websocket-error.h"

/* X509_V_ERR_…: the issuer of the last certificate that was sent is neither
 * sent nor trusted. */
#define UNABLE_TO_GET_ISSUER 2
#define UNABLE_TO_GET_ISSUER_LOCALLY 20
#define UNABLE_TO_VERIFY_LEAF 21

/* TLS alerts, RFC 8446 section 6 */
#define ALERT_HANDSHAKE_FAILURE 40
#define ALERT_INSUFFICIENT_SECURITY 71
#define ALERT_UNRECOGNIZED_NAME 112
#define ALERT_NO_APPLICATION_PROTOCOL 120

static WillowVerdict
judge_lookup (const WillowDoctorAttempt *attempt, const GError *error)
{
  const WillowEndpoint *endpoint =
      willow_client_options_get_endpoint (attempt->options);

  if (*endpoint->host == '\0')
    return WILLOW_VERDICT_NO_HOST;
  if (error->code == G_RESOLVER_ERROR_NOT_FOUND)
    return WILLOW_VERDICT_NAME_UNKNOWN;
  if (error->code == G_RESOLVER_ERROR_TEMPORARY_FAILURE)
    return WILLOW_VERDICT_NAME_SERVER_SILENT;
  return WILLOW_VERDICT_LOOKUP_FAILED;
}

static WillowVerdict
judge_socket (const GError *error)
{
  switch (error->code)
    {
    case G_IO_ERROR_NOT_FOUND:
      return WILLOW_VERDICT_SOCKET_MISSING;
    case G_IO_ERROR_CONNECTION_REFUSED:
      return WILLOW_VERDICT_SOCKET_DEAD;
    case G_IO_ERROR_PERMISSION_DENIED:
      return WILLOW_VERDICT_SOCKET_FORBIDDEN;
    case G_IO_ERROR_FILENAME_TOO_LONG:
      return WILLOW_VERDICT_SOCKET_PATH;
    default:
      return WILLOW_VERDICT_TCP_FAILED;
    }
}

static WillowVerdict
judge_tcp (const GError *error)
{
  switch (error->code)
    {
    case G_IO_ERROR_CONNECTION_REFUSED:
      return WILLOW_VERDICT_TCP_REFUSED;
    case G_IO_ERROR_TIMED_OUT:
      return WILLOW_VERDICT_TCP_SILENT;
    case G_IO_ERROR_NETWORK_UNREACHABLE:
    case G_IO_ERROR_HOST_UNREACHABLE:
      return WILLOW_VERDICT_TCP_UNREACHABLE;
    case G_IO_ERROR_CONNECTION_CLOSED:
      return WILLOW_VERDICT_TCP_RESET;
    case G_IO_ERROR_PERMISSION_DENIED:
      return WILLOW_VERDICT_TCP_FORBIDDEN;
    default:
      return WILLOW_VERDICT_TCP_FAILED;
    }
}

static WillowVerdict
judge_proxy (const GError *error)
{
  static const WillowVerdict verdicts[] = {
    [WILLOW_PROXY_ERROR_SETTINGS] = WILLOW_VERDICT_PROXY_SETTINGS,
    [WILLOW_PROXY_ERROR_NOT_REACHED] = WILLOW_VERDICT_PROXY_NOT_REACHED,
    [WILLOW_PROXY_ERROR_NOT_A_PROXY] = WILLOW_VERDICT_PROXY_NOT_A_PROXY,
    [WILLOW_PROXY_ERROR_NEEDS_LOGIN] = WILLOW_VERDICT_PROXY_NEEDS_LOGIN,
    [WILLOW_PROXY_ERROR_LOGIN_REFUSED] = WILLOW_VERDICT_PROXY_LOGIN_REFUSED,
    [WILLOW_PROXY_ERROR_LOGIN_UNKNOWN] = WILLOW_VERDICT_PROXY_LOGIN_UNKNOWN,
    [WILLOW_PROXY_ERROR_NOT_ALLOWED] = WILLOW_VERDICT_PROXY_FORBIDS,
    [WILLOW_PROXY_ERROR_TARGET_UNKNOWN] = WILLOW_VERDICT_PROXY_TARGET_UNKNOWN,
    [WILLOW_PROXY_ERROR_TARGET_REFUSED] = WILLOW_VERDICT_PROXY_TARGET_REFUSED,
    [WILLOW_PROXY_ERROR_TARGET_UNREACHABLE] =
        WILLOW_VERDICT_PROXY_TARGET_UNREACHABLE,
    [WILLOW_PROXY_ERROR_TARGET_SILENT] = WILLOW_VERDICT_PROXY_TARGET_SILENT,
    [WILLOW_PROXY_ERROR_UNSUPPORTED] = WILLOW_VERDICT_PROXY_UNSUPPORTED,
    [WILLOW_PROXY_ERROR_STATUS] = WILLOW_VERDICT_PROXY_FAILED,
    [WILLOW_PROXY_ERROR_PROTOCOL] = WILLOW_VERDICT_PROXY_FAILED,
    [WILLOW_PROXY_ERROR_CLOSED] = WILLOW_VERDICT_PROXY_CLOSED,
    [WILLOW_PROXY_ERROR_SILENT] = WILLOW_VERDICT_PROXY_SILENT,
  };

  return verdicts[error->code];
}

static gboolean
has_failed (const WillowDoctorAttempt *attempt, WillowPhaseKind kind)
{
  const WillowPhase *phase = willow_doctor_attempt_find (attempt, kind);

  return phase != NULL && phase->outcome == WILLOW_PHASE_FAILED;
}

WillowVerdict
willow_doctor_judge_network (const WillowDoctorAttempt *attempt,
                             const GError              *error)
{
  const WillowPhase *tcp =
      willow_doctor_attempt_find (attempt, WILLOW_PHASE_TCP);

  if (error->domain == G_RESOLVER_ERROR)
    return judge_lookup (attempt, error);
  if (error->domain == WILLOW_PROXY_ERROR)
    return judge_proxy (error);
  if (willow_client_options_get_endpoint (attempt->options)->socket_path !=
      NULL)
    return judge_socket (error);
  /* Behind TCP it was reset, at a stage that has no words of its own. */
  if (tcp != NULL && tcp->outcome == WILLOW_PHASE_DONE)
    return has_failed (attempt, WILLOW_PHASE_PROXY)
               ? WILLOW_VERDICT_PROXY_CLOSED
               : WILLOW_VERDICT_CANNOT_TELL;
  if (has_failed (attempt, WILLOW_PHASE_RESOLVE) &&
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return WILLOW_VERDICT_NAME_SERVER_SILENT;
  return judge_tcp (error);
}

static const WillowTlsFacts *
get_facts (const WillowDoctorAttempt *attempt)
{
  const WillowPhase *tls =
      willow_doctor_attempt_find (attempt, WILLOW_PHASE_TLS);

  return tls != NULL ? tls->tls : NULL;
}

static WillowVerdict
judge_chain (const WillowDoctorAttempt *attempt)
{
  const WillowTlsFacts *facts = get_facts (attempt);

  if (facts == NULL)
    return WILLOW_VERDICT_CERTIFICATE_UNTRUSTED;
  switch (facts->verdicts[WILLOW_TLS_RULE_CHAIN].code)
    {
    case UNABLE_TO_GET_ISSUER:
    case UNABLE_TO_GET_ISSUER_LOCALLY:
    case UNABLE_TO_VERIFY_LEAF:
      return WILLOW_VERDICT_CERTIFICATE_ISSUER_MISSING;
    default:
      return WILLOW_VERDICT_CERTIFICATE_UNTRUSTED;
    }
}

static WillowVerdict
judge_alert (const WillowDoctorAttempt *attempt)
{
  const WillowTlsFacts *facts = get_facts (attempt);

  switch (facts != NULL ? facts->alert_received : -1)
    {
    case ALERT_UNRECOGNIZED_NAME:
      return WILLOW_VERDICT_TLS_SERVER_NAME;
    case ALERT_NO_APPLICATION_PROTOCOL:
      return WILLOW_VERDICT_TLS_PROTOCOL_NAME;
    case ALERT_HANDSHAKE_FAILURE:
    case ALERT_INSUFFICIENT_SECURITY:
      return WILLOW_VERDICT_TLS_NO_COMMON;
    default:
      return WILLOW_VERDICT_TLS_ALERT;
    }
}

/* It is not TLS: what then? */
static WillowVerdict
judge_stranger (const WillowDoctorAttempt *attempt)
{
  gsize         len;
  const guint8 *data = willow_doctor_attempt_peek (attempt, &len);

  switch (willow_doctor_recognise (data, len))
    {
    case WILLOW_ANSWER_MQTT:
      return WILLOW_VERDICT_PORT_SPEAKS_MQTT;
    case WILLOW_ANSWER_HTTP:
      return WILLOW_VERDICT_PORT_SPEAKS_HTTP;
    case WILLOW_ANSWER_SSH:
      return WILLOW_VERDICT_PORT_SPEAKS_SSH;
    case WILLOW_ANSWER_MAIL_OR_FTP:
      return WILLOW_VERDICT_PORT_SPEAKS_MAIL_OR_FTP;
    case WILLOW_ANSWER_OTHER:
      return WILLOW_VERDICT_PORT_SPEAKS_OTHER;
    case WILLOW_ANSWER_NONE:
    case WILLOW_ANSWER_TLS:
    case WILLOW_ANSWER_WEBSOCKET:
    default:
      return WILLOW_VERDICT_CANNOT_TELL;
    }
}

static WillowVerdict
judge_own (const GError *error)
{
  switch ((WillowCertificateError)error->code)
    {
    case WILLOW_CERTIFICATE_ERROR_PASSPHRASE:
      return WILLOW_VERDICT_KEY_NEEDS_PASSPHRASE;
    case WILLOW_CERTIFICATE_ERROR_WRONG_PASSPHRASE:
      return WILLOW_VERDICT_KEY_WRONG_PASSPHRASE;
    case WILLOW_CERTIFICATE_ERROR_MISMATCH:
      return WILLOW_VERDICT_KEY_MISMATCH;
    case WILLOW_CERTIFICATE_ERROR_MISSING:
      return WILLOW_VERDICT_OWN_CERTIFICATE_INCOMPLETE;
    case WILLOW_CERTIFICATE_ERROR_UNKNOWN:
    case WILLOW_CERTIFICATE_ERROR_DAMAGED:
    case WILLOW_CERTIFICATE_ERROR_UNSUPPORTED:
    default:
      return WILLOW_VERDICT_OWN_CERTIFICATE_UNREADABLE;
    }
}

WillowVerdict
willow_doctor_judge_tls (const WillowDoctorAttempt *attempt,
                         const GError              *error)
{
  static const WillowVerdict verdicts[] = {
    [WILLOW_TLS_ERROR_SETTINGS] = WILLOW_VERDICT_TLS_SETTINGS,
    [WILLOW_TLS_ERROR_EXPIRED] = WILLOW_VERDICT_CERTIFICATE_EXPIRED,
    [WILLOW_TLS_ERROR_NOT_YET_VALID] = WILLOW_VERDICT_CERTIFICATE_NOT_YET_VALID,
    [WILLOW_TLS_ERROR_NAME] = WILLOW_VERDICT_CERTIFICATE_NAME,
    [WILLOW_TLS_ERROR_PURPOSE] = WILLOW_VERDICT_CERTIFICATE_PURPOSE,
    [WILLOW_TLS_ERROR_WEAK] = WILLOW_VERDICT_CERTIFICATE_WEAK,
    [WILLOW_TLS_ERROR_CLOSED] = WILLOW_VERDICT_TLS_CLOSED,
    [WILLOW_TLS_ERROR_CERTIFICATE_REQUIRED] =
        WILLOW_VERDICT_CLIENT_CERTIFICATE_REQUIRED,
    [WILLOW_TLS_ERROR_VERSION] = WILLOW_VERDICT_TLS_VERSION,
    [WILLOW_TLS_ERROR_PROTOCOL] = WILLOW_VERDICT_TLS_BROKEN,
    [WILLOW_TLS_ERROR_SILENT] = WILLOW_VERDICT_TLS_SILENT,
    [WILLOW_TLS_ERROR_TRUNCATED] = WILLOW_VERDICT_CANNOT_TELL,
    [WILLOW_TLS_ERROR_PSK] = WILLOW_VERDICT_TLS_KEY_REFUSED,
    [WILLOW_TLS_ERROR_REVOKED] = WILLOW_VERDICT_CERTIFICATE_REVOKED,
    [WILLOW_TLS_ERROR_CERTIFICATE_REFUSED] =
        WILLOW_VERDICT_CLIENT_CERTIFICATE_REFUSED,
  };

  if (error->domain == WILLOW_CERTIFICATE_ERROR)
    return judge_own (error);
  if (error->code == WILLOW_TLS_ERROR_UNTRUSTED)
    return judge_chain (attempt);
  if (error->code == WILLOW_TLS_ERROR_NOT_TLS)
    return judge_stranger (attempt);
  /* Fewer bytes than the head of a record has: OpenSSL waited for more. */
  if (error->code == WILLOW_TLS_ERROR_SILENT &&
      judge_stranger (attempt) != WILLOW_VERDICT_CANNOT_TELL)
    return judge_stranger (attempt);
  if (error->code == WILLOW_TLS_ERROR_ALERT)
    return judge_alert (attempt);
  return verdicts[error->code];
}

static WillowVerdict
judge_status (const WillowDoctorAttempt *attempt)
{
  const WillowPhase *upgrade =
      willow_doctor_attempt_find (attempt, WILLOW_PHASE_UPGRADE);
  gsize       len = 0;
  const char *head = upgrade != NULL && upgrade->received != NULL
                         ? g_bytes_get_data (upgrade->received, &len)
                         : NULL;

  switch (len > 0 ? willow_http_head_get_status (head, len) : 0)
    {
    case 401:
      return WILLOW_VERDICT_WEBSOCKET_LOGIN;
    case 403:
      return WILLOW_VERDICT_WEBSOCKET_FORBIDDEN;
    case 404:
      return WILLOW_VERDICT_WEBSOCKET_NOT_FOUND;
    case 405:
    case 426:
      return WILLOW_VERDICT_WEBSOCKET_NOT_UPGRADED;
    case 429:
    case 502:
    case 503:
    case 504:
      return WILLOW_VERDICT_WEBSOCKET_UNAVAILABLE;
    default:
      return WILLOW_VERDICT_WEBSOCKET_REFUSED;
    }
}

WillowVerdict
willow_doctor_judge_websocket (const WillowDoctorAttempt *attempt,
                               const GError              *error)
{
  switch ((WillowWebsocketError)error->code)
    {
    case WILLOW_WEBSOCKET_ERROR_STATUS:
      return judge_status (attempt);
    case WILLOW_WEBSOCKET_ERROR_REDIRECT:
      return WILLOW_VERDICT_WEBSOCKET_REDIRECT;
    case WILLOW_WEBSOCKET_ERROR_NO_UPGRADE:
      return WILLOW_VERDICT_WEBSOCKET_NOT_UPGRADED;
    case WILLOW_WEBSOCKET_ERROR_SUBPROTOCOL:
      return WILLOW_VERDICT_WEBSOCKET_SUBPROTOCOL;
    case WILLOW_WEBSOCKET_ERROR_NO_ANSWER:
    case WILLOW_WEBSOCKET_ERROR_CLOSED:
    case WILLOW_WEBSOCKET_ERROR_TRUNCATED:
      return WILLOW_VERDICT_CANNOT_TELL;
    case WILLOW_WEBSOCKET_ERROR_SILENT:
      return WILLOW_VERDICT_WEBSOCKET_SILENT;
    case WILLOW_WEBSOCKET_ERROR_NO_HTTP:
    case WILLOW_WEBSOCKET_ERROR_MQTT:
      return judge_stranger (attempt);
    case WILLOW_WEBSOCKET_ERROR_TLS:
      return WILLOW_VERDICT_PORT_SPEAKS_TLS;
    case WILLOW_WEBSOCKET_ERROR_ACCEPT:
    case WILLOW_WEBSOCKET_ERROR_EXTENSION:
    case WILLOW_WEBSOCKET_ERROR_INCOMPLETE:
    case WILLOW_WEBSOCKET_ERROR_TOO_LONG:
    case WILLOW_WEBSOCKET_ERROR_PROTOCOL:
    default:
      return WILLOW_VERDICT_WEBSOCKET_BROKEN;
    }
}
